"""Word files come out in their order, with nothing that counts left out; hostile ones are refused."""

from __future__ import annotations

import io
import zipfile
from time import monotonic

import pytest
from docx import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Pt

from bot.errors import SourceError
from bot.readers.docx import read
from bot.readers.docx_styles import numeral
from bot.readers.values import Limits

LIMITS = Limits()
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def saved(document: Document) -> bytes:
    """The bytes of a Word file."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def zipped(entries: dict[str, str | bytes]) -> bytes:
    """A zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_body(body: str, head: str = "") -> bytes:
    """A Word file whose document part is this XML."""
    with zipfile.ZipFile(io.BytesIO(saved(Document()))) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    return zipped({**parts, "word/document.xml": f"{head}<w:document {W}><w:body>{body}</w:body></w:document>"})


def blocks(data: bytes) -> list[str]:
    """The blocks of a Word file."""
    return read(data, LIMITS).text.rstrip("\n").split("\n\n")


def test_headings_paragraphs_and_tables_come_in_order() -> None:
    """Title and headings get their marks, rows their header, line breaks stay."""
    document = Document()
    document.add_heading("年度报告", 0)
    document.add_heading("第一章", 1)
    document.add_paragraph("产值1078.6亿元，\n增长8%。")
    table = document.add_table(rows=2, cols=3)
    for row, values in zip(table.rows, [["地区", "产值", "说明"], ["全市", "9", "第一行\n第二行"]], strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    document.add_heading("小节", 2)
    document.add_paragraph("尾。")
    assert blocks(saved(document)) == [
        "# 年度报告", "## 第一章", "产值1078.6亿元，\n增长8%。", "地区：全市；产值：9；说明：第一行 第二行", "### 小节", "尾。",
    ]  # fmt: skip


def test_headings_are_known_by_outline_and_by_based_on_styles() -> None:
    """A style built on a heading, or a paragraph with an outline level, is a heading too."""
    document = Document()
    style = document.styles.add_style("公文题", 1)
    style.base_style = document.styles["Heading 2"]
    document.add_paragraph("按样式", style="公文题")
    paragraph = document.add_paragraph("按大纲")
    paragraph._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {W} w:val="0"/>'))
    document.add_paragraph("正文").runs[0].font.size = Pt(30)
    assert blocks(saved(document)) == ["## 按样式", "# 按大纲", "正文"]


def test_merged_cells_stand_at_each_place() -> None:
    """A cell over two rows belongs to both, one over all columns stands alone."""
    document = Document()
    table = document.add_table(rows=4, cols=3)
    for row, values in zip(table.rows, [["区", "项", "值"], ["东", "甲", "1"], ["", "乙", "2"], ["合计", "", ""]], strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(3, 0).merge(table.cell(3, 2))
    assert blocks(saved(document)) == ["区：东；项：甲；值：1", "区：东；项：乙；值：2", "合计"]


def test_inserted_text_is_read_and_deleted_text_is_not() -> None:
    """Tracked insertions, content controls, links and fields are text; deletions are not: no 未 is lost."""
    run = "<w:r><w:t>{}</w:t></w:r>"
    body = (
        f"<w:p>{run.format('尚')}<w:ins w:id='1'>{run.format('未')}</w:ins><w:del w:id='2'><w:r><w:delText>已</w:delText></w:r></w:del>"
        f"<w:sdt><w:sdtContent>{run.format('批准')}</w:sdtContent></w:sdt><w:hyperlink>{run.format('链接')}</w:hyperlink>"
        f"<w:smartTag>{run.format('地名')}</w:smartTag><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
        f"<w:sdt><w:sdtContent><w:p>{run.format('控件段')}</w:p></w:sdtContent></w:sdt>"
    )
    assert blocks(with_body(body)) == ["尚未批准链接地名", "控件段"]


def test_footnotes_stand_at_the_end() -> None:
    """A footnote is text; the line above the footnotes is none."""
    document = Document()
    document.add_paragraph("正文。")
    note = "<w:footnote w:id='2'><w:p><w:r><w:footnoteRef/><w:t>数据为初步数。</w:t></w:r></w:p></w:footnote>"
    line = "<w:footnote w:type='separator' w:id='0'><w:p><w:r><w:separator/><w:t>线</w:t></w:r></w:p></w:footnote>"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, f"<w:footnotes {W}>{line}{note}</w:footnotes>".encode(), document.part.package)
    document.part.relate_to(part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes")
    assert blocks(saved(document)) == ["正文。", "数据为初步数。"]


def test_text_boxes_are_read_once() -> None:
    """A text box stands after its paragraph; its fallback copy is left out."""
    box = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    body = (
        f"<w:p><w:r><w:t>段</w:t></w:r><w:r><mc:AlternateContent {mc}><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert blocks(with_body(body)) == ["段", "框内"]


NUMBERING = """<w:abstractNum w:abstractNumId="50">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="第%1条"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/><w:isLgl/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="3"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%3）"/></w:lvl>
<w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl></w:abstractNum>
<w:num w:numId="60"><w:abstractNumId w:val="50"/></w:num>
<w:num w:numId="61"><w:abstractNumId w:val="50"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>"""


def test_numbers_that_word_writes_are_text() -> None:
    """第一条, 1.1, （三） are counted as Word counts them: deeper levels begin anew, a new list may, bullets are "- "."""
    document = Document()
    numbering = document.part.numbering_part.element
    for child in parse_xml(f"<w:numbering {W}>{NUMBERING}</w:numbering>"):
        numbering.append(child)
    items = "60:0 60:0 60:1 60:1 60:2 60:0 60:1 60:3 61:0 61:0 0:0 99:0"
    for item in items.split():
        listed, level = item.split(":")
        properties = document.add_paragraph("项")._p.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="{listed}"/></w:numPr>'))
    document.add_paragraph("点", style="List Bullet")
    labels = "第一条 项|第二条 项|2.1 项|2.2 项|（三）项|第三条 项|3.1 项|- 项|第一条 项|第二条 项|项|项|- 点"
    assert "|".join(blocks(saved(document))) == labels


CHINESE = {
    0: "零",
    10: "十",
    11: "十一",
    20: "二十",
    101: "一百零一",
    110: "一百一十",
    1001: "一千零一",
    2010: "二千零一十",
    10_000: "10000",
}


@pytest.mark.parametrize(
    ("count", "form", "written"),
    [
        *[(count, "chineseCounting", written) for count, written in CHINESE.items()],
        (12, "chineseLegalSimplified", "拾贰"),
        (3, "ideographTraditional", "丙"),
        (11, "ideographTraditional", "11"),
        (1994, "lowerRoman", "mcmxciv"),
        (7, "decimalZero", "07"),
        (2, "upperLetter", "B"),
        (5, "none of these", "5"),
        (20, "decimalEnclosedCircle", "⑳"),
    ],
)
def test_numerals_are_written_in_their_form(count: int, form: str, written: str) -> None:
    """Each of Word's forms, and digits where there is none."""
    assert numeral(count, form) == written


def test_headings_inside_cells_have_no_mark() -> None:
    """A heading style in a table's cell does not put # into the row."""
    document = Document()
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip([*table.rows[0].cells, *table.rows[1].cells], ["年份", "产值", "2023", "9"], strict=True):
        cell.paragraphs[0].style = "Heading 1"
        cell.paragraphs[0].add_run(text)
    assert blocks(saved(document)) == ["年份：2023；产值：9"]


def refusal(data: bytes, limits: Limits = LIMITS) -> str:
    """Why a file is refused, within ten seconds."""
    start = monotonic()
    with pytest.raises(SourceError) as caught:
        read(data, limits)
    assert monotonic() - start < 10
    return str(caught.value)


def test_bombs_are_refused_before_they_are_unpacked() -> None:
    """Too many entries, or too much when unpacked, is seen in the archive's own list."""
    assert "limit_zip_entries" in refusal(zipped({str(n): "" for n in range(30)}), Limits(zip_entries=20))
    assert "limit_unpacked_mb" in refusal(with_body("<w:p/>" * 200_000), Limits(unpacked_bytes=1_000_000))


def test_other_archives_and_old_files_are_named() -> None:
    """A zip that is no Word file, an old Word file, a cut one."""
    assert "not a docx" in refusal(zipped({"a": "b"}))
    assert "old Word" in refusal(b"\xd0\xcf\x11\xe0" + b"x" * 600)
    assert "not a docx" in refusal(saved(Document())[:-60])


@pytest.mark.parametrize("entity", ['<!ENTITY a "lol">', '<!ENTITY a SYSTEM "file:///etc/hostname">'])
def test_entities_are_refused(entity: str) -> None:
    """No Word file declares any: they would swell the text, read other files or lose what follows them."""
    head = f"<?xml version='1.0'?><!DOCTYPE w:document [{entity}]>"
    assert "document type" in refusal(with_body("<w:p><w:r><w:t>x&a;y</w:t></w:r></w:p>", head))


def test_empty_files_are_refused() -> None:
    """A document without text is said."""
    assert "no text" in refusal(saved(Document()))
