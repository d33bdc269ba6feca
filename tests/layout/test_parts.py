"""The parts of the layout, each by itself: kinds of lines, bylines, seams, column widths, statistics."""

import pytest

from bot.layout import follows, marks, seams, widths
from bot.layout.blocks import Block, columns, split
from bot.layout.bylines import is_byline, signers
from bot.layout.kinds import look


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("(上接03版)", "mark"),
        ("（下转第5版）", "mark"),
        ("2023年8月9日 星期三", "mark"),
        ("责任编辑：赵六 美编：钱七", "mark"),
        ("■图为新建的产业园。\n江城日报记者 王五 摄", "caption"),
        ("5月3日，工人在检查设备。 新华社发（王五 摄）", "caption"),
        ("□江城日报记者 张三", "byline"),
        ("## 新馆开放", "hash"),
        ("■ 产业兴旺", "square"),
        ("二、工作目标", "number"),
        ("——新馆开放纪实", "sub"),
        ("市教育局局长赵六：", "name"),
        ("新馆开放 书香满城", "line"),
        ("勾画乡村发展新蓝图", "line"),
        ("新馆藏书八十万册。", "prose"),
        ("- 打开电源", "prose"),
    ],
)
def test_look(text, kind):
    """A block is recognised by its own marks and shape."""
    assert look(Block(0, len(text), text, 2)) == kind


@pytest.mark.parametrize(
    "text", ["□江城日报记者 张三 李 四", "（记者 王五）", "本报记者 张三 通讯员 李四 文/图", "作者：张三", "□ 张三 李四", "江城日报记者"]
)
def test_bylines(text):
    """Lines that only name writers, in all their forms."""
    assert is_byline(text)


@pytest.mark.parametrize("text", ["记者在现场看到，工人正在安装设备", "新馆开放 书香满城", "近日，本报记者走进这个村", "张三"])
def test_lines_that_are_no_bylines(text):
    """A sentence about a reporter, a headline and a lone name are none."""
    assert not is_byline(text)


def test_signers_are_counted():
    """A byline says how many sign; a paper alone is nobody."""
    assert (signers("□江城日报记者 张三 李四"), signers("□江城日报记者"), signers("新馆开放")) == (2, 0, None)


def test_ends():
    """A stop, a byline and a trailing dash close a paragraph; anything else may be broken off."""
    assert seams.is_stopped("开放了。")
    assert seams.is_stopped("开放了。（记者 张三）")
    assert seams.is_stopped("开放了。(下转03版)")
    assert seams.breaks_off("达到三百家，带动农")
    assert not seams.breaks_off("工作有三个方面：")


def test_brackets():
    """Unclosed and unopened quotation marks are counted."""
    assert (seams.unclosed("他说：“我们"), seams.unopened("都很高兴。”"), seams.unclosed("“好”")) == (1, 1, 0)


def test_a_word_printed_elsewhere():
    """A run over the seam that the page prints elsewhere is found."""
    grams = seams.page_grams(["便民生活圈建设"])
    assert seams.repeats("一刻钟便", "民生活圈", grams)[0] > 0


def test_statistics_know_words_and_sentences():
    """A word cut in two goes on; the beginning of a sentence does not."""
    assert follows.goes_on("带动农", "民增收") > follows.goes_on("带动农", "近日，")
    assert follows.may_end("新馆开放") > follows.may_end("带动农")


def test_column_width():
    """Halves that fill whole lines tell the width; lines of any length don't."""
    line = "字" * 17
    sizes = [widths.size("字" * (17 * lines - 2)) for lines in (1, 2, 3, 5)]
    assert widths.column_widths(sizes) == (34,)
    assert widths.fills(widths.size(line[:15]), (34,)) > 0 > widths.fills(widths.size(line[:9]), (34,))
    assert widths.column_widths([]) == ()


def test_blocks_hold_the_text():
    """A wrapped paragraph is one block, list items are one each, and white space belongs to none."""
    text = "  这一行很长很长很长很长很长很长很长很长很长\n一直折到下一行才结束。\n\n- 一\n- 二\n"
    assert [text[block.start : block.end] for block in split(text)] == [text[2:].split("\n\n", maxsplit=1)[0], "- 一", "- 二"]
    assert columns("ab问") == 4


def test_date_and_publication():
    """A dateline's date and the paper of a byline are found."""
    assert marks.DATELINE.search("本报北京8月9日电 记者")["date"] == "8月9日"
    assert marks.PUBLICATION.search("□江城日报首席记者 张三").group() == "江城日报"
