"""Uploaded files: safe names, one folder, deleted ones come back; the index reads them and the sources stay as they are."""

import errno
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bot import Bot
from bot.config import Settings
from bot.corpus import UPLOADED, scan
from bot.errors import SourceError, StoreError
from bot.library import uploads_folder
from bot.uploads import BIN, Taken, Uploads, safe


@pytest.mark.parametrize(
    ("name", "kept"),
    [("年报.txt", "年报.txt"), ("../../etc/a.md", "a.md"), ("C:\\x\\b.txt", "b.txt"), ("a\u202etxt.md", "atxt.md"), ("a\nb.txt", "ab.txt"),
     ('<img src="x">.txt', "img src=x.txt"), ("字" * 300 + ".txt", "字" * 58 + ".txt"), (".hidden.txt", "hidden.txt")],
)  # fmt: skip
def test_a_name_is_made_safe(name, kept):
    """No path, no control or direction mark, no leading dot, at most 180 bytes."""
    assert safe(name) == kept


@pytest.mark.parametrize("name", ["", ".", "..", "a", "a.exe", ".txt", "a.txt/", "\x00.txt", "a.txt.sh"])
def test_a_name_that_is_none_is_refused(name):
    """Without a name, or with a suffix that no reader knows: one line, nothing written."""
    with pytest.raises(SourceError):
        safe(name)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_a_safe_name_is_safe_whatever_was_given(name):
    """It stays in its folder, holds nothing that hides, fits, and is safe already."""
    try:
        kept = safe(f"{name}.txt")
    except SourceError:
        return
    assert Path(kept).name == kept
    assert not kept.startswith(".")
    assert not [c for c in kept if unicodedata.category(c)[0] == "C"]
    assert len(kept.encode()) <= 180
    assert safe(kept) == kept


@pytest.fixture
def uploads(tmp_path):
    """An empty folder of uploads."""
    return Uploads(tmp_path / "up")


def put(uploads, name, text, **more):
    """Upload a text."""
    part = uploads.begin(name)
    part.write_text(text, "utf-8")
    try:
        return uploads.finish(part, name, **more)
    finally:
        part.unlink(missing_ok=True)


def test_a_file_goes_in_out_and_back(uploads):
    """What is begun and finished stands in its place; delete takes it out of sight, restore brings it back."""
    part = uploads.begin("a.txt")
    part.write_text("青砖是灰的。")
    assert uploads.names() == []
    assert uploads.finish(part, "a.txt") == ("a.txt", "added")
    assert uploads.names() == ["a.txt"]
    uploads.delete("a.txt")
    assert uploads.names() == []
    uploads.restore("a.txt")
    assert (uploads.folder / "a.txt").read_text() == "青砖是灰的。"
    with pytest.raises(SourceError):
        uploads.delete("b.txt")


def test_another_file_is_never_replaced_silently(uploads):
    """The same bytes change nothing; others are refused; a replaced file comes back."""
    put(uploads, "a.txt", "旧")
    assert put(uploads, "a.txt", "旧") == ("a.txt", None)
    with pytest.raises(Taken, match=r"a\.txt: another file"):
        put(uploads, "a.txt", "新")
    assert (uploads.folder / "a.txt").read_text("utf-8") == "旧"
    assert put(uploads, "a.txt", "新", replace=True) == ("a.txt", "replaced")
    assert (uploads.folder / "a.txt").read_text("utf-8") == "新"
    with pytest.raises(Taken):
        uploads.restore("a.txt")
    uploads.restore("a.txt", replace=True)
    assert (uploads.folder / "a.txt").read_text("utf-8") == "旧"


@pytest.mark.parametrize("name", ["../a.txt", "x/a.txt", ".deleted/a.txt", " a.txt", "a.txt\u202e"])
def test_only_what_is_named_exactly_is_deleted(uploads, name):
    """A name that is made safe on the way in is not guessed at on the way out."""
    put(uploads, "a.txt", "x")
    with pytest.raises(SourceError, match="no such uploaded file"):
        uploads.delete(name)
    assert uploads.names() == ["a.txt"]


def test_deleted_files_are_gone_after_a_day(uploads):
    """And what a broken upload left; younger ones stay."""
    for name in ("old.txt", "new.txt"):
        put(uploads, name, name)
        uploads.delete(name)
    left = uploads.begin("c.txt")
    for path in (uploads.folder / BIN / "old.txt", left):
        os.utime(path, (1, 1))
    uploads.tidy()
    assert not left.exists()
    uploads.restore("new.txt")
    with pytest.raises(SourceError):
        uploads.restore("old.txt")


def test_a_full_disk_is_one_line(uploads, monkeypatch):
    """The reason, and that nothing was added; nothing is left."""

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match=r"a\.txt: cannot be written \(No space left on device\); nothing was added"):
        put(uploads, "a.txt", "x")
    assert list(uploads.folder.iterdir()) == []


def test_uploads_are_scanned_beside_the_sources(tmp_path):
    """Both folders' files are found; an uploaded one can never have the name of a source; hidden files stay out."""
    sources, up = tmp_path / "sources", tmp_path / "up"
    for folder in (sources, up, up / ".deleted"):
        folder.mkdir()
        (folder / "a.txt").write_text("x")
    (up / ".part-1").write_text("x")
    (sources / "~$a.docx").write_text("Word keeps this beside an open document")
    found, _ = scan(sources, up)
    assert [item.source for item in found] == [f"{UPLOADED}a.txt", "a.txt"]
    assert scan(sources, tmp_path / "none")[0][0].source == "a.txt"


def test_each_folder_of_sources_has_uploads_of_its_own(tmp_path):
    """Below the home folder, never below the sources; none where only an index is named."""
    first = uploads_folder(Settings(home=tmp_path, sources=tmp_path / "a"))
    second = uploads_folder(Settings(home=tmp_path, sources=tmp_path / "b"))
    assert first != second
    assert first.is_relative_to(tmp_path / "uploads")
    assert uploads_folder(Settings(home=tmp_path, index=tmp_path / "i")) is None


def test_an_index_used_alone_knows_where_its_uploads_are(tmp_path):
    """With --index and no sources, what was uploaded for its folder is no missing source."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "a.txt").write_text("青砖是灰色的。", "utf-8")
    settings = Settings(home=tmp_path / "home", sources=tmp_path / "sources", index=tmp_path / "index")
    put(Uploads(uploads_folder(settings)), "b.txt", "琉璃瓦是蓝色的。")
    Bot.open(settings)
    alone = Bot.open(Settings(home=tmp_path / "home", index=tmp_path / "index"))
    assert [alone.library.source_state(head.id) for head in alone.library.documents] == ["unchanged"] * 2
