"""What an article names only away from the value: an invented page on which names without an ending and attributes stand side by side."""

import re

import pytest

from bot.config import Lexicon
from bot.doubts.checks import _measured

PAGE = """临溪晚报

三家茶企的一年

本报讯（记者 阮小满）临溪的茶叶这两年走出了山门，走进了各地的茶馆和超市，
靠的是几家年轻的企业。上周它们先后公布了各自一年的账本，有喜也有忧，
记者走访了其中的三家，听听掌柜们怎么说。

云栎去年销售收入4600万元，净利润380万元，现有员工270人。

恒禾的工厂在海防，去年6月投产，厂房由海岳建造，库容2万吨。总经理岑一苇说，今年力争扭亏。

砚山去年9月上市，发行价每股23.6元，总部设在丹洲。这家企业今年种茶8万斤。

晴川渡口1996年4月开工，全长214米。望澜水闸2008年建成，宽55米。
"""


@pytest.fixture
def ask(make_bot, notices):
    """Ask a bot over the page, and over some other texts, so that words have a worth."""
    return make_bot(page=PAGE, **notices).ask


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("云栎的发行价是多少？", ("云栎", "发行价")),
        ("恒禾有多少员工？", ("恒禾", "员工")),
        ("砚山的净利润是多少？", ("砚山", "净利润")),
        ("望澜水闸什么时候开工？", ("望澜", "水闸", "开工")),
        ("望澜水闸全长多少米？", ("望澜", "水闸", "全长")),
        ("恒禾的造价费是多少？", ("恒禾", "造价")),
    ],
)
def test_what_is_named_elsewhere_alone_is_doubted(ask, question, words):
    """Where the asked thing or its attribute stands away from every value, that is said and no short answer is given."""
    answer = ask(question)
    assert answer.short_answer is None
    assert any(word in doubt for doubt in answer.doubts for word in words)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("砚山的发行价是多少？", "23.6元"),
        ("云栎有多少员工？", "270人"),
        ("恒禾的库容是多少？", "2万吨"),
        ("望澜水闸什么时候建成？", "2008年"),
        ("恒禾的总经理是谁？", "岑一苇"),
        ("云栎销售收入的数额标准是多少？", "4600万元"),
    ],
)
def test_what_stands_beside_the_value_is_answered(ask, question, value):
    """The asked thing in the paragraph of its value, or before it, raises no doubt that refuses."""
    answer = ask(question)
    assert answer.status == "answered"
    assert value in "".join(citation.quote for citation in answer.citations)


@pytest.mark.parametrize(("text", "fits"), [("种茶8万斤", False), ("收入8万元", True), ("投资1.2亿", True), ("3亿多人次", False)])
def test_a_figure_of_another_unit_is_no_money(text, fits):
    """Where money is asked, 万 and 亿 are figures of it unless another unit follows."""
    tables = Lexicon.load().tables
    assert _measured(re.compile(tables["units"]["money"]["value"]), text, tables["checks"]["other_unit"]) == fits
