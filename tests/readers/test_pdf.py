"""PDF pages come out as lines, paragraphs, headings and running heads, with the offset of every page."""

from __future__ import annotations

import zlib

import pytest

from bot.errors import SourceError
from bot.readers.pdf import read
from bot.readers.values import Limits
from tests.readers.made_pdf import Words, assembled, column, pdf

LIMITS = Limits()
LEFT = """　　石家庄市坚持以科技创新引
领产业发展，推动传统产业转
型升级，做大做强新兴产业，
产值达到1078.6亿元，比上年
增长8.2%，企业发展到900家，
就业人数有新的增加，它们在""".splitlines()
RIGHT = """全国各地设立了研究机构和分
公司，成绩很好。
全市还将继续完善服务体系，
为企业的发展创造良好环境，
让各方面的人才愿意来、留得
住、有发展，共同建设家园。""".splitlines()


def blocks(data: bytes) -> list[str]:
    """The blocks of a PDF."""
    return read(data, LIMITS).text.rstrip("\n").split("\n\n")


def test_pages_begin_where_they_begin() -> None:
    """Each page's offset is that of its first character; a page without text begins where the next one does."""
    reading = read(pdf([[Words(50, 100, "第一页的正文。")], [], [Words(50, 100, "第三页的正文。")]]), LIMITS)
    assert reading.text == "第一页的正文。\n\n第三页的正文。\n"
    assert reading.pages == (0, 9, 9)


def test_running_heads_and_page_numbers_stand_apart() -> None:
    """What repeats at the head and foot, digits aside, is a block of its own, never inside a paragraph."""
    pages = [[Words(200, 40, "示例日报"), *column(["正文" + "字" * n, "接着。"], 50, 150), Words(280, 815, f"— {n} —")] for n in (1, 2, 3)]
    assert blocks(pdf(pages))[:6] == ["\f示例日报\f", "\f— 1 —\f", "正文字\n接着。", "\f示例日报\f", "\f— 2 —\f", "正文字字\n接着。"]


def test_a_paragraph_goes_on_over_the_page() -> None:
    """A full line without an end is joined to the next page's first, and the running heads stand after the paragraph."""
    full = "满行的文字一二三四五六七八九十，"
    first = [Words(200, 40, "示例日报"), *column([full, full], 50, 700), Words(280, 815, "1")]
    second = [Words(200, 40, "示例日报"), *column(["接着的话。", full, "第二段。"], 50, 150), Words(280, 815, "2")]
    reading = read(pdf([first, second]), LIMITS)
    assert reading.text == (f"\f示例日报\f\n\n\f1\f\n\n{full}\n{full}\n接着的话。\n\n\f示例日报\f\n\n\f2\f\n\n{full}\n第二段。\n")
    assert reading.text[reading.pages[1] :].startswith("接着的话。")


@pytest.mark.parametrize("text", ["满行的文字一二三四五六七八九十。", "短行，"])
def test_a_paragraph_ends_with_its_page(text) -> None:
    """After a sentence's end or a short line the next page begins anew; so it does with an indent."""
    full = "满行的文字一二三四五六七八九十，"
    assert blocks(pdf([column([full, text], 50, 150), column([full, "末。"], 50, 150)])) == [f"{full}\n{text}", f"{full}\n末。"]
    assert blocks(pdf([column([full], 50, 150), [Words(70, 150, "缩进"), Words(50, 166, full)]])) == [full, f"缩进\n{full}"]


def test_paragraphs_are_told_by_indent_distance_and_short_last_lines() -> None:
    """A line that is indented, far below, or after a short last line begins a paragraph; others go on."""
    full = "满行的文字一二三四五六七八九十。"
    lines = [Words(70, 100, full[:14]), *column([full, "短行。", full], 50, 116), Words(50, 200, full), Words(70, 216, full[:14])]
    assert blocks(pdf([lines])) == [f"{full[:14]}\n{full}\n短行。", full, full, full[:14]]


@pytest.mark.parametrize("across", [False, True])
def test_columns_are_read_one_by_one(across) -> None:
    """Whether the file draws column by column or line by line across the page, the text goes down each column."""
    left, right = column(LEFT, 50, 150), column(RIGHT, 215, 150)
    drawn = [words for pair in zip(left, right, strict=True) for words in pair] if across else [*left, *right]
    text = "\n".join([*LEFT, *RIGHT[:2]]).strip("　")
    assert blocks(pdf([[Words(50, 120, "通栏的大标题在这里", 20), *drawn]])) == ["# 通栏的大标题在这里", text, "\n".join(RIGHT[2:])]


def test_tables_are_read_row_by_row() -> None:
    """Cells of one height are a row, and follow their columns' names, though white strips run down the page."""
    rows = [("年份", "产值", "增速"), *[(str(2015 + n), f"{n}078.6亿元", f"{n}.2%") for n in range(1, 9)]]
    drawn = [Words(50 + 120 * at, 100 + 16 * n, cell) for n, row in enumerate(rows) for at, cell in enumerate(row)]
    found = blocks(pdf([drawn]))
    assert found[0] == "年份：2016；产值：1078.6亿元；增速：1.2%"
    assert len(found) == 8
    pairs = [Words(50, 100, "第一条"), Words(120, 100, "为了规范"), Words(50, 116, "第二条"), Words(120, 116, "本办法")]
    assert blocks(pdf([pairs])) == ["第一条  为了规范", "第二条  本办法"]


def test_a_table_below_columns_keeps_its_rows() -> None:
    """The white between two columns of text does not cut the rows of a table that stands below them."""
    drawn = [*column([f"{line}第{n}行文字满满的" for n, line in enumerate(["左栏文字"] * 6)], 50, 100)]
    drawn += column([f"{line}第{n}行文字满满。" for n, line in enumerate(["右栏文字"] * 6)], 215, 100)
    rows = [("指标", "2021年", "2022年", "2023年"), ("营业收入", "55.8", "62.1", "67.4"), ("净利润", "4.9", "4.3", "5.0")]
    drawn += [Words(50 + 55 * at, 300 + 16 * n, cell) for n, row in enumerate(rows) for at, cell in enumerate(row)]
    assert blocks(pdf([drawn]))[-2:] == [
        "指标：营业收入；2021年：55.8；2022年：62.1；2023年：67.4",
        "指标：净利润；2021年：4.9；2022年：4.3；2023年：5.0",
    ]


def test_larger_letters_are_headings() -> None:
    """Sizes above the text's are levels, a headline of two lines is one; long or ended texts are none."""
    page = [
        *column(["关于产业发展的", "若干意见"], 50, 100, 22, 30),
        Words(50, 180, "一、总体情况", 14),
        *column(["正文" * 10 + "，", "正文" * 10 + "。"], 50, 220),
        Words(50, 300, "大字的一句话。", 14),
    ]
    assert blocks(pdf([page]))[:2] == ["# 关于产业发展的若干意见", "## 一、总体情况"]
    assert blocks(pdf([page]))[-1] == "大字的一句话。"


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_turned_pages_are_read_as_they_look(rotate: int) -> None:
    """A landscape page gives the same text as an upright one."""
    pages = [[Words(200, 40, "页眉"), Words(50, 100, "标题", 20), *column(["正文一二三四五六七八九十", "第二行。"], 50, 130)]] * 2
    assert read(pdf(pages, rotate), LIMITS) == read(pdf(pages), LIMITS)


def test_spaces_stand_where_they_are_seen() -> None:
    """Words keep their spaces; CJK characters set apart by a hair have none."""
    words = [Words(50, 100, "AI Lab"), Words(50, 120, "产"), Words(61.5, 120, "业"), Words(80, 120, "新城")]
    assert "\n".join(blocks(pdf([words]))) == "AI Lab\n产业 新城"


def test_scans_passwords_and_broken_files_are_named() -> None:
    """A PDF without text says so; one that can't be opened too."""
    with pytest.raises(SourceError, match="text recognition"):
        read(pdf([[]]), LIMITS)
    with pytest.raises(SourceError, match="damaged"):
        read(b"%PDF-1.5\n" + b"[" * 40_000, LIMITS)
    with pytest.raises(SourceError, match="password"):
        read(LOCKED, LIMITS)


def test_too_much_text_is_refused() -> None:
    """Pages are not read on when the limit is passed."""
    with pytest.raises(SourceError, match="limit_characters"):
        read(pdf([[Words(50, 100, "文字" * 20)]] * 5), Limits(text_characters=60))


def drawing(content: bytes, filtered: bytes = b"") -> bytes:
    """A PDF of one page that draws this, with a form that draws itself (/X)."""
    form = b"BT /F 10 Tf (hi) Tj ET /X Do /X Do"
    names = b"/Resources << /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >>"
    return assembled([
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %s >>" % names,
        b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), filtered, content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 500 500] %s /Length %d >>\nstream\n%s\nendstream" % (names, len(form), form),
    ])  # fmt: skip


LOCKED = assembled(
    [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 0 /Kids [] >>",
     b"<< /Filter /Standard /V 1 /R 2 /O <" + b"61" * 32 + b"> /U <" + b"62" * 32 + b"> /P -4 >>"],
    b"/Encrypt 3 0 R /ID [<00> <00>] ",
)  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        drawing(b"BT /F 10 Tf 1 0 0 1 50 700 Tm (a) Tj 1e30 0 Td (bbbbbbbbb) Tj 9e99 9e99 Td (c) Tj ET"),
        drawing(b"BT /F 10 Tf 1 0 0 1 50 700 Tm (a) Tj " + b"2000000 0 Td (bbbbbbbbbbbb) Tj " * 20 + b"ET"),
        drawing(zlib.compress(b"q BT /F 1 Tf (aaaaaaaaaaaaaaaaaaa) Tj ET " * 50_000), b"/Filter /FlateDecode"),
        drawing(b"BT /F 10 Tf (a) Tj ET").replace(b"[0 0 595 842]", b"[-1e38 0 1e38 0]"),
        assembled([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 100000 /Kids [2 0 R 2 0 R] >>"]),
        assembled([b"<< /Type /Catalog /Pages 1 0 R >>"]),
    ],
    ids=["far", "wide", "bomb", "box", "loop", "self"],
)
def test_hostile_files_are_read_or_refused(data: bytes) -> None:
    """Wild coordinates, bombs and references in a circle end in text or in an error."""
    try:
        read(data, LIMITS)
    except Exception as error:  # noqa: BLE001 - the child process turns any of them into one line
        assert str(error)  # noqa: PT017
