"""Articles to chunks."""

from bot.analyzer import Analyzer
from bot.chunker import FULL, LONG, chunk, entries
from bot.config import Lexicon
from bot.schema import Article, Document, Paragraph, Span, check_spans

ANALYZER = Analyzer(Lexicon.load())


def document(*paragraphs, title="大桥通车", byline="王小明"):
    """A document of paragraphs given as (kind, text), and perhaps the section."""
    text, placed = "", []
    for kind, words, *section in paragraphs:
        placed.append(Paragraph((Span(len(text), len(text) + len(words)),), kind, *section))
        text += words + "\n\n"
    return Document("a", "a", text, "", (Article(title, byline, None, None, tuple(placed)),))


def texts(*paragraphs):
    """The chunks' texts."""
    return [piece.text for piece in chunk(document(*paragraphs), ANALYZER)]


def test_a_headline_with_byline_and_mark_is_one_chunk():
    """What stands around a headline is found and cited together; a mark that stands alone is left out."""
    found = texts(
        ("title", "大桥通车"), ("byline", "记者 王小明"), ("mark", "(上接01版)"), ("body", "昨天通车。" * 8), ("mark", "(下转02版)")
    )
    assert found[0] == "大桥通车\n记者 王小明\n(上接01版)"
    assert len(found) == 2


def test_long_paragraphs_are_split_at_sentences():
    """A long paragraph is split between sentences, into pieces that together are the paragraph and lawful quotes."""
    whole = document(("body", "大桥全长两百米，昨天通车。" * 60))
    pieces = list(chunk(whole, ANALYZER))
    assert len(pieces) > 1
    assert "".join(piece.text for piece in pieces) == whole.text.strip()
    assert all(len(piece.text) <= LONG and piece.text.endswith("。") and check_spans(whole.text, piece.spans) for piece in pieces)


def test_short_paragraphs_are_joined():
    """Very short paragraphs under one headline are one chunk, a line each."""
    found = texts(*[("body", "长二百米。")] * 5)
    assert found == ["\n".join(["长二百米。"] * 5)]
    assert len(found[0]) < FULL


def test_duplicates_are_left_out():
    """A block that is printed again is no chunk."""
    page = document(("body", "大桥全长两百米，昨天通车，车辆排起长队，人们欢呼。"))
    article = page.articles[0]
    again = Paragraph(article.paragraphs[0].spans, "body", "", duplicate=True)
    twice = Document("a", "a", page.text, "", (Article("t", None, None, None, (*article.paragraphs, again)),))
    assert len(list(chunk(twice, ANALYZER))) == 1


def test_a_passage_that_leans_has_the_one_before_as_context():
    """该桥 is found by the name that stands in the paragraph before, in the same section only."""
    first = ("body", "白鹭大桥位于县城以东，昨天上午通车，现场十分热闹，人山人海。")
    second = ("body", "该桥全长二百米，双向六车道，建设工期三年，总投资三亿元。")
    leaning = list(entries(document(first, second), ANALYZER))[1]
    assert "白鹭" in leaning.context
    assert "白鹭" not in leaning.chunk.text
    elsewhere = list(entries(document(first, (*second, "另一节")), ANALYZER))[1]
    assert "白鹭" not in elsewhere.context


def test_a_question_is_one_chunk_with_its_answer():
    """A paragraph that asks and the one that answers are found together; a long answer is split, and goes on alone."""
    answer = ("body", "三个月，表现优秀的人可以提前一个月转正，由部门经理决定。")
    assert texts(("body", "问：试用期多久？"), answer, ("body", "问：能提前吗？"), ("body", "答：能。")) == [
        f"问：试用期多久？\n{answer[1]}",
        "问：能提前吗？\n答：能。",
    ]
    long = texts(("body", "问：大桥多长？"), ("body", "大桥全长两百米，昨天通车。" * 60))
    assert long[0].startswith("问：大桥多长？\n大桥全长")
    assert all(len(text) <= LONG + 1 for text in long)


def test_a_long_table_is_split_between_rows():
    """Each piece of a table begins with the names of its columns and holds whole rows; each row is in one piece."""
    table = "村名|人口|耕地\n" + "\n".join(f"第{n}村|{n}人|{n}亩" for n in range(1, 90))
    whole = document(("body", table))
    pieces = list(chunk(whole, ANALYZER))
    assert len(pieces) > 1
    assert all(piece.text.startswith("村名|人口|耕地") and check_spans(whole.text, piece.spans) for piece in pieces)
    quoted = "\n".join(whole.text[slice(*span)] for piece in pieces for span in piece.spans).split("\n")
    assert sorted(row for row in quoted if row.startswith("第")) == sorted(table.split("\n")[1:])
