"""The five real pages: an example of each thing that newspaper pages do to text."""

import pytest

from bot.config import shipped
from bot.layout import read_page
from bot.schema import Document

PAGES = sorted(shipped("seeds").glob("*.txt"))


@pytest.fixture(scope="module")
def pages():
    """Number of the page -> its document, read."""
    texts = [file.read_bytes().decode("utf-8-sig") for file in PAGES]
    return [Document(file.name, file.name, text, "", read_page(text)) for file, text in zip(PAGES, texts, strict=True)]


def paragraph(document, words):
    """The one paragraph that is no duplicate and holds the words, with its quote."""
    found = [
        (p, document.quote(p.spans))
        for article in document.articles
        for p in article.paragraphs
        if not p.duplicate and words in document.quote(p.spans)
    ]
    assert len(found) == 1, [quote[:40] for _, quote in found]
    return found[0]


def article_of(document, words):
    """The article whose body holds the words."""
    return next(a for a in document.articles if any(words in document.quote(p.spans) for p in a.paragraphs if not p.duplicate))


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (1, "推动传统产业高端化、智能化、绿色化发展"),
        (2, "实现弯道超车的奋斗目标"),
        (2, "降低企业审批、研发、检测、金融服务等中间成本和时限"),
        (4, "因地制宜发展新质生产力等部署要求"),
        (4, "统筹有序推进各项改革任务落地"),
        (3, "河北康誉医疗器械有限公司副总经理张艳琴说"),
    ],
)
def test_a_sentence_that_a_column_break_tore_is_whole(pages, page, words):
    """Also inside a word, and on the page that is set in half-width marks."""
    torn, _ = paragraph(pages[page], words)
    assert torn.kind == "body"
    assert len(torn.spans) == 2


@pytest.mark.parametrize(
    ("page", "words", "caption"),
    [
        (0, "建设全球最大的CpG佐剂生产基地", "■4月26日"),
        (1, "刘文富深切体会到总书记对人民生命健康的殷切关怀", "■5月15日"),
        (3, "“应急指挥无线通信系统”脱颖而出，入选工信部", "■图为鹿泉区光谷科技园"),
    ],
)
def test_a_caption_stands_apart_from_the_sentence_that_it_interrupts(pages, page, words, caption):
    """The sentence is one body paragraph, the caption with its credit another."""
    body, quote = paragraph(pages[page], words)
    assert (body.kind, caption in quote) == ("body", False)
    apart, text = paragraph(pages[page], caption)
    assert apart.kind == "caption"
    assert text.endswith("摄")


def test_a_half_whose_rest_is_unsure_stays_open(pages):
    """Between these halves stand two whole articles and the evidence is thin: left open, joined to no stranger."""
    half, quote = paragraph(pages[2], "充分发挥人才支撑作用，切实")
    assert quote.endswith("切实")
    assert len(half.spans) == 1


def test_all_torn_paragraphs_but_one_are_whole(pages):
    """Nineteen of twenty have more than one span."""
    torn = [p for document in pages for a in document.articles for p in a.paragraphs if p.kind == "body" and len(p.spans) > 1]
    assert len(torn) == 19


@pytest.mark.parametrize(
    ("page", "words", "title"),
    [
        (0, "目前，石家庄市拥有4个高新区", "以更加奋发有为的精神状态推动高质量发展"),
        (1, "5月15日中午", "石家庄市国际生物医药园技术专家刘文富："),
        (1, "5月15日中午", "努力打造中国北方生物医药产业新地标"),
        (2, "赵路新表示，高新区将打造", "做强做大做优生物医药产业"),
        (2, "赵路新表示，高新区将打造", "——访高新区党工委副书记、管委会主任赵路新"),
        (3, "时值金秋", "构建新优势 抢占新高地"),
        (4, "全会提出,要聚力建设宜居宜业城市", "改革攻坚 锐意创新 把目标蓝图变为精彩现实"),
    ],
)
def test_a_paragraph_stands_under_its_headline(pages, page, words, title):
    """With kicker, sub-headline and name line; on a page of several articles, each under its own."""
    assert title in article_of(pages[page], words).title


@pytest.mark.parametrize(
    ("page", "words", "byline"),
    [
        (0, "目前，石家庄市拥有4个高新区", "董昌 张晓超"),
        (1, "龙奋杰表示", "马朝丽"),
        (2, "赵建林说，要紧抓", "吴温"),
        (4, "要在文旅融合上立足于“活”", "刘立芳"),
    ],
)
def test_a_byline_is_known_in_every_form(pages, page, words, byline):
    """□ in front, in brackets at the end, a bare last line of names."""
    assert byline in article_of(pages[page], words).byline


@pytest.mark.parametrize(
    ("page", "title"),
    [
        (0, "大力发展战略性新兴产业，着力打造先进制造业集群"),
        (1, "推进全面绿色转型，探索发展和保护协同共生的路径"),
        (3, "集群成势 现代化高端化产业集群快速崛起"),
        (4, "经开区党工委副书记、管委会常务副主任李君涛 增强配套能力 打造优质低成本化园区"),
    ],
)
def test_a_section_title_is_a_heading_and_names_what_follows(pages, page, title):
    """Marked with ■ or #, or with nothing."""
    document = pages[page]
    headings = [p for a in document.articles for p in a.paragraphs if p.kind == "heading" and title in document.quote(p.spans)]
    assert len(headings) == 1
    assert any(title in p.section for a in document.articles for p in a.paragraphs if p.kind == "body")


def test_a_block_that_is_printed_again_with_more_is_cited_once(pages):
    """The shorter copy is marked."""
    document = pages[2]
    copies = [
        (p.duplicate, document.quote(p.spans))
        for a in document.articles
        for p in a.paragraphs
        if "下一步，围绕落实好此次全会精神，鹿泉区将继续强化" in document.quote(p.spans)
    ]
    assert sorted((again, "2024年，全区" in quote) for again, quote in copies) == [(False, True), (True, False)]


def test_a_fragment_without_a_headline_is_an_article_of_its_own(pages):
    """The end of an article from another page has no title, rather than the neighbour's."""
    assert article_of(pages[3], "石家庄市首届人民代表大会于1949年7月召开").title is None


def test_continuation_marks_stand_apart(pages):
    """(上接03版) is nobody's sentence."""
    for words in ("(上接03版)", "(上接01版)"):
        mark, quote = paragraph(pages[2], words)
        assert (mark.kind, quote) == ("mark", words)
