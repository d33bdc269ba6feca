"""Small folders and their indexes, and everything that can be seen of an index, to be compared."""

import shutil

import pytest

from bot.analyzer import Analyzer
from bot.config import Lexicon
from bot.index import Index, update

QUESTIONS = ("石家庄的产业收入", "湖边的白鹭有多少", "谁写了第三篇", "heron survey")


@pytest.fixture(scope="session")
def analyzer():
    made = Analyzer(Lexicon.load())
    made.analyze("先装好词典")
    return made


@pytest.fixture
def papers(tmp_path):
    """A folder of three texts and a file of JSON lines."""
    folder = tmp_path / "papers"
    (folder / "下级").mkdir(parents=True)
    (folder / "a.txt").write_text("湖区消息\n\n本市湖边今年飞来白鹭三百只，比去年多五十只。\n\n观鸟者说，水清了，鸟就来了。\n", "utf-8")
    (folder / "b.md").write_text("# 产业报告\n\n石家庄两大产业收入分别为12亿元、34亿元。\n", "utf-8")
    (folder / "下级" / "c.txt").write_text("第三篇 由王小明写于五月。内容是一条河的历史，与前两篇无关。\n", "utf-8")
    (folder / "d.jsonl").write_text(
        "".join(f'{{"id": "line-{at}", "title": "题{at}", "text": "第{at}条：某地的收入是{at}亿元。"}}\n' for at in range(20)), "utf-8"
    )
    return folder


@pytest.fixture
def indexed(papers, tmp_path, analyzer):
    """Update the index of the papers and open it; `engine` is what the index is kept with."""

    def run(engine="rank-bm25", **more):
        update(tmp_path / "index", papers, analyzer, engine=engine, **more)
        return Index.open(tmp_path / "index", analyzer.fingerprint)

    return run


@pytest.fixture
def seen(analyzer):
    """Everything that can be seen of an index, whatever its numbers and its order of documents."""

    def look(index):
        store = index.store
        chunks = store.entries(list(store.numbers()))
        terms = sorted({term for question in QUESTIONS for term in analyzer.query(question).weights} | {"w河", "u白", "b白鹭"})
        place = {entry.chunk.number: (entry.chunk.document_id, entry.chunk.spans) for entry in chunks}
        heads = sorted(store.documents(), key=lambda head: head.id)
        return {
            "counts": (store.counts, store.mean_length),
            "heads": [(head.id, head.source, head.sha256, head.titles, head.articles, head.chunks) for head in heads],
            "documents": [store.document(head.id) for head in heads],
            "chunks": sorted((place[e.chunk.number], e.chunk.text, e.chunk.context, *store.analysed(e.number)) for e in chunks),
            "frequencies": store.frequencies(terms),
            "found": [
                sorted(place[c.number] for c in index.candidates(dict.fromkeys(analyzer.query(q).terms, 1.0), 99)) for q in QUESTIONS
            ],
            "states": [index.source_state(head.id) for head in heads],
            "records": sorted((r.source, r.documents, r.skipped) for r in store.records().values()),
        }

    return look


@pytest.fixture
def change(papers):
    """Change the papers: one file changed, one gone, one new, one line of JSON lines changed and one gone."""

    def apply():
        (papers / "a.txt").write_text("湖区消息\n\n本市湖边今年飞来白鹭四百只。\n", "utf-8")
        (papers / "b.md").unlink()
        (papers / "e.txt").write_text("Heron survey\n\nThe wardens counted 412 herons on the lake.\n", "utf-8")
        lines = (papers / "d.jsonl").read_text("utf-8").splitlines(keepends=True)
        lines[3] = lines[3].replace("3亿元", "30亿元")
        (papers / "d.jsonl").write_text("".join(lines[:-1]), "utf-8")

    return apply


@pytest.fixture
def fresh(papers, tmp_path, analyzer, seen):
    """What is seen of an index built anew from the papers as they are now."""

    def build(engine="rank-bm25"):
        shutil.rmtree(tmp_path / "fresh", ignore_errors=True)
        update(tmp_path / "fresh", papers, analyzer, engine=engine)
        return seen(Index.open(tmp_path / "fresh", analyzer.fingerprint))

    return build
