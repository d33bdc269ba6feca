"""What is read by a shorter way is read as by the long one, and no text costs more than its length."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analyzer import Analyzer
from bot.chunker import chunk
from bot.config import Lexicon
from bot.layout import far, flow, marks, read_page, seams
from bot.layout.articles import Reading, assemble, prose_alone
from bot.layout.blocks import columns, exceeds, split
from bot.layout.duplicates import repeated
from bot.layout.heads import tell_apart
from bot.layout.kinds import _credits, look
from bot.layout.sheet import is_newspaper, survey
from bot.schema import Document

SENTENCE = "去年，全县特色产业产值突破了十亿元。"
LINES = st.sampled_from(
    [
        SENTENCE,
        SENTENCE * 4,
        "新馆开放",
        "## 新馆",
        "一、目标",
        "目录：",
        "——纪实",
        "张三 摄",
        "图片来源：某社",
        "（记者 张三）",
        "12",
        "a b c.",
        "、",
        "“",
    ]
)
TEXTS = st.lists(st.one_of(LINES, st.text(max_size=12)), max_size=14).map("\n\n".join)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_what_is_no_newspaper_is_labelled_as_the_whole_page_would_be(text):
    """Each block by itself: the same labels as the walk over all of them, and no joins."""
    blocks = split(text)
    sheet = survey(blocks, [look(block) for block in blocks], frozenset())
    if not sheet.newspaper:
        labels, joins, _ = flow._label(sheet)
        assert flow.label(sheet)[1:] == (labels, joins) == (labels, {})
        assert not far.far_joins(sheet, labels, joins)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([SENTENCE, SENTENCE * 3, "本报北京5月3日电 " + SENTENCE, "今天放假。", "。"]), min_size=1, max_size=6))
def test_prose_alone_is_read_as_a_page_would_be(paragraphs):
    """Sentences that no newspaper printed make the article, with its date and its copies, that the whole repair makes of them."""
    blocks = split("\n\n".join(paragraphs))
    looks = [look(block) for block in blocks]
    copies = repeated(blocks, [True] * len(blocks))
    assert set(looks) == {"prose"}
    assert not is_newspaper(blocks, looks)
    sheet, labels, joins = flow.label(survey(blocks, looks, copies))
    assert prose_alone(blocks, copies) == assemble(Reading(sheet, labels, tell_apart(sheet, labels, joins), joins, copies))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(LINES, st.text(max_size=30)), max_size=4).map("".join), st.integers(0, 60))
def test_a_glance_decides_as_the_pattern_does(text, most):
    """Width, a credit and a signature at the end are the same as if all of the text were looked at."""
    line = text.strip().replace("\n", " ")
    assert exceeds(line, most) == (columns(line) > most)
    assert _credits(line) == bool(marks.CREDIT.search(line))
    assert bool(seams.signature(line)) == bool(marks.TAIL.search(line))


def test_a_list_of_signed_notices_does_not_carry_all_names_in_each_passage():
    """Headline, section and byline of a passage have a length, however many lines of a document look like one."""
    notices = "\n\n".join(f"{SENTENCE}（记者 李{chr(0x4E00 + at)}）" for at in range(400))
    for text in (
        f"# 简讯\n\n{notices}",
        "\n\n".join(f"# 设置{at}" for at in range(400)) + f"\n\n{notices}",
        f"# {'很长' * 9_000}\n\n{notices}",
    ):
        document = Document("d", "d", text, "", read_page(text))
        chunks = list(chunk(document, Analyzer(Lexicon.load())))
        assert len(chunks) > 300
        assert max(len(piece.context) for piece in chunks) < 1_000
        assert max(len(piece.byline) + len(piece.title) for piece in chunks) < 2_000


def test_a_page_torn_a_thousand_times_is_left_as_it_is():
    """Where more blocks break off than a page has, no far halves are looked for: their pairs would be a million."""
    text = "本报讯（记者 张三）" + SENTENCE + "".join(f"\n\n某地新闻第{at}号\n\n{SENTENCE[:-3]}{chr(0x4E00 + at)}建" for at in range(600))
    blocks = split(text)
    sheet, labels, joins = flow.label(survey(blocks, [look(block) for block in blocks], frozenset()))
    assert far.candidates(sheet, labels, joins) == {}
