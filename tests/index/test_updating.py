"""The index follows its folder: what changed is read again, nothing else, and the outcome is that of a new build."""

import os
import random

import pytest

from bot import corpus
from bot.errors import DamagedIndex, OtherFormat, SourceError, StoreError
from bot.index import Index, update
from bot.store import current, only_writer

ENGINES = ["rank-bm25", "tantivy"]


@pytest.mark.parametrize("engine", ENGINES)
def test_an_update_gives_what_a_new_build_gives(indexed, seen, change, fresh, engine):
    """After files were changed, added and removed, nothing that can be seen tells the index from a new one."""
    indexed(engine)
    change()
    assert seen(indexed(engine)) == fresh(engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_many_updates_give_what_a_new_build_gives(papers, indexed, seen, fresh, engine):
    """Thirty rounds of random changes, with the merges that they cause, keep every sum exact."""
    chance = random.Random(7)
    for at in range(30):
        name = papers / f"{chance.randrange(8)}.txt"
        if name.exists() and chance.random() < 0.4:
            name.unlink()
        else:
            name.write_text(f"第{at}次\n\n湖边有白鹭{chance.randrange(99)}只，收入{at}亿元。\n", "utf-8")
        index = indexed(engine)
        assert len(index.store.manifest.parts) <= 6
    assert seen(index) == fresh(engine)


def test_nothing_changed_writes_nothing(indexed, tmp_path):
    """The same generation stays, and no file of the index is touched."""
    before = indexed().store.generation
    files = {path: path.stat().st_mtime_ns for path in (tmp_path / "index").rglob("*")}
    assert indexed().store.generation == before
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "index").rglob("*")} == files


def test_only_what_changed_is_read(indexed, change, monkeypatch):
    """Unchanged files are not opened when others change."""
    monkeypatch.setattr(corpus, "_SETTLED_NS", -(10**18))  # as if the files had been lying there for long
    indexed()
    read = []
    texts = corpus.texts
    monkeypatch.setattr(corpus, "texts", lambda item, *more: read.append(item.path.name) or texts(item, *more))
    monkeypatch.setattr(corpus, "digest", lambda path, digest=corpus.digest: read.append(path.name) or digest(path))
    change()
    indexed()
    assert {*read} == {"a.txt", "d.jsonl", "e.txt"}


def test_what_is_not_read_is_not_hashed(papers, indexed, analyzer, tmp_path, monkeypatch):
    """A film, and a file larger than the limit, cost nothing, whatever their size."""
    for name in ("film.mp4", "huge.txt", "huge.html"):
        (papers / name).touch()
        os.truncate(papers / name, 10**12)
    read = []
    monkeypatch.setattr(corpus, "digest", lambda path, digest=corpus.digest: read.append(path.name) or digest(path))
    for _ in range(2):
        summary = update(tmp_path / "index", papers, analyzer)
    assert {*read} == {"a.txt", "b.md", "c.txt", "d.jsonl"}
    assert [item.source for item in summary.skipped] == ["film.mp4", "huge.html", "huge.txt"]


def test_an_unchanged_line_is_not_analysed_again(papers, indexed, analyzer, monkeypatch):
    """A changed file of JSON lines costs the lines that changed."""
    indexed()
    cut = []
    monkeypatch.setattr(analyzer, "analyze", lambda text, analyze=analyzer.analyze: cut.append(text) or analyze(text))
    with (papers / "d.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "new", "text": "新来的一条。"}\n')
    indexed()
    assert any("新来" in text for text in cut)
    assert not any("某地" in text for text in cut)


def test_a_repeated_id_is_skipped_by_name_until_it_is_free(papers, indexed, seen, fresh, analyzer, tmp_path):
    """The first one holds the id; when it goes, the other one comes in."""
    (papers / "z.jsonl").write_text('{"id": "line-0", "text": "另一个零。"}\n', "utf-8")
    summary = update(tmp_path / "index", papers, analyzer)
    assert ["z.jsonl: line-0: its id" in str(line) for line in summary.skipped] == [True]
    assert ["line-0" in str(line) for line in update(tmp_path / "index", papers, analyzer).skipped] == [True]
    (papers / "d.jsonl").unlink()
    assert indexed().store.document("line-0").text == "另一个零。"
    assert seen(indexed()) == fresh()


def test_an_id_may_move_to_another_file(papers, indexed, seen, fresh):
    """A renamed file keeps its documents, whichever name comes first."""
    indexed()
    (papers / "d.jsonl").rename(papers / "aa.jsonl")
    assert seen(indexed()) == fresh()
    (papers / "aa.jsonl").rename(papers / "zz.jsonl")
    assert seen(indexed()) == fresh()


def test_what_is_skipped_is_said_every_time(papers, analyzer, tmp_path):
    """One line for each, also when nothing changed, and the rest is indexed."""
    (papers / "bad.txt").write_bytes(b"\xff\xfe\x00\x00\x81\x81" * 9)
    (papers / "broken.jsonl").write_text('{"id": 1}\n{"id": 2, "text": "好的一行。"}\n', "utf-8")
    os.mkfifo(papers / "pipe.txt")
    first = update(tmp_path / "index", papers, analyzer)
    again = update(tmp_path / "index", papers, analyzer)
    assert sorted(item.source for item in first.skipped) == ["bad.txt", "broken.jsonl", "pipe.txt"]
    assert sorted(map(str, again.skipped)) == sorted(map(str, first.skipped))
    assert again.files == 5


def test_a_source_changed_or_gone_after_indexing(papers, indexed):
    """The index answers with what it holds, and says that the source does not say so any more."""
    index = indexed()
    (papers / "a.txt").write_text("别的", "utf-8")
    (papers / "b.md").unlink()
    lines = (papers / "d.jsonl").read_text("utf-8").replace("第3条", "第三条")
    (papers / "d.jsonl").write_text(lines[: lines.index('{"id": "line-19"')], "utf-8")
    (papers / "下级" / "c.txt").touch()
    states = {head.id: index.source_state(head.id) for head in index.store.documents()}
    assert {name: state for name, state in states.items() if state != "unchanged"} == {
        "a.txt": "changed", "b.md": "missing", "line-3": "changed", "line-19": "missing"
    }  # fmt: skip
    assert index.store.document("a.txt").text.startswith("湖区消息")


def test_a_reader_keeps_its_generation(indexed, seen, change):
    """An open index answers as before while and after the next one is made."""
    index = indexed("tantivy")
    before = seen(index)
    change()
    indexed("tantivy")
    assert {**seen(index), "states": 0} == {**before, "states": 0}


def test_another_engine_is_written_without_reading_sources(indexed, seen, fresh, monkeypatch):
    """The engine's files are made from what the index holds."""
    expected = fresh("tantivy")
    indexed("rank-bm25")
    monkeypatch.setattr(corpus, "texts", None)
    assert seen(indexed("tantivy")) == expected


def test_two_writers(papers, indexed, tmp_path):
    """The second one is told so, and the index answers."""
    indexed()
    (papers / "n.txt").write_text("新的一篇。", "utf-8")
    with only_writer(tmp_path / "index"), pytest.raises(StoreError, match="another process is writing"):
        indexed()
    assert indexed().store.document("n.txt")


def test_an_index_of_another_tokeniser_is_refused(indexed, analyzer, monkeypatch):
    """Its name is told with the command that mends it; `rebuild` mends it."""
    indexed()
    monkeypatch.setattr(type(analyzer), "fingerprint", "99-other-0")
    with pytest.raises(OtherFormat, match="index --rebuild"):
        indexed()
    assert indexed(rebuild=True).store.manifest.fingerprint == "99-other-0"


def test_a_damaged_index_is_built_anew(indexed, seen, fresh, tmp_path):
    """The next update finds the damage and begins from the sources."""
    indexed()
    (tmp_path / "index" / "CURRENT").write_text("nonsense")
    with pytest.raises(DamagedIndex, match="index --rebuild"):
        current(tmp_path / "index")
    assert seen(indexed()) == fresh()


def test_no_folder_and_an_empty_folder(indexed, analyzer, tmp_path):
    """Neither makes an index or harms one."""
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "none", tmp_path / "empty"):
        with pytest.raises(SourceError, match=r"no such folder|holds no file"):
            update(tmp_path / "index", folder, analyzer)
        assert not (tmp_path / "index").exists()
    indexed()
    with pytest.raises(SourceError, match="holds no file"):
        update(tmp_path / "index", tmp_path / "empty", analyzer)
    assert Index.open(tmp_path / "index", analyzer.fingerprint).store.count


def test_the_last_file_removed(papers, indexed):
    """An index may become empty, and is asked without error."""
    indexed()
    for path in papers.rglob("*.*"):
        path.unlink()
    index = indexed()
    assert index.store.count == 0
    assert index.candidates({"w产业": 1.0}, 5) == []
    assert list(index.store.documents()) == []


def test_what_was_left_out_is_read_again_when_the_settings_change(tmp_path, analyzer):
    """Whoever sets `encoding`, as the skipped: line says, needs no --rebuild; files in UTF-8 stay what they are."""
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "a.txt").write_text("县图书馆藏书12万册。", "utf-8")
    (papers / "b.txt").write_bytes("図書館の蔵書は12万冊です。".encode("shift_jis"))
    counts = lambda encoding: update(tmp_path / "index", papers, analyzer, encoding=encoding)  # noqa: E731
    assert (counts(None).files, len(counts(None).skipped)) == (1, 1)
    mended = counts("shift_jis")
    assert (mended.files, mended.added, mended.skipped) == (2, 1, ())
    assert counts("shift_jis").generation == mended.generation
    wrong = counts("cp1252")
    assert (wrong.added, wrong.removed, len(wrong.skipped)) in [(1, 1, 0), (0, 1, 1)]
