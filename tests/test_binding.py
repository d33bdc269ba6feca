"""Whose value it is: an invented page on which neighbours stand side by side, asked for what it says of one and not of the other."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.doubts.ground import Ground, Quoted, spots

PAGE = """临溪晚报

沙井村修好了进村路

本报讯（记者 阮小满）5月6日，沙井村的进村路完工，路长2.4公里，投资310万元。隔壁的竹坡村也在筹钱修路。

全市去年粮食产量81万吨，同比增长3.2%。梅塘县的夏粮已经收割完毕。

临溪三中新校区占地120亩，可容纳学生1800人，校长季知秋说，三中一期工程投资2.6亿元，去年9月启用。对面的临溪五中也在扩建，二期工程明年动工。

梅塘县人民检察院检察长桂长青出席了会议。市粮食局副局长闻人杰主持。

10月9日，渔业协会第四次代表大会召开。11月2日召开的渔业协会第五次代表大会改选了理事会。

女子组冠军由外地选手获得，男子组的成绩还没有公布。
"""


@pytest.fixture
def ask(make_bot, notices):
    """Ask a bot over the page, and over some other texts, so that words have a worth."""
    return make_bot(page=PAGE, **notices).ask


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("竹坡村的进村路有多长？", "沙井村"),
        ("梅塘县去年粮食产量多少吨？", "全市"),
        ("今年全市粮食产量多少吨？", "去年"),
        ("临溪五中的校长是谁？", "三中"),
        ("三中二期工程投资多少？", "一期"),
        ("临溪三中老校区占地多少亩？", "新校"),
        ("市检察院检察长是谁？", "梅塘县"),
        ("男子组冠军是谁？", "女子"),
    ],
)
def test_what_is_said_of_a_neighbour_is_no_answer(ask, question, other):
    """Where each value of the asked kind is another's, that other is named and the question is not answered."""
    answer = ask(question)
    assert answer.status == "no_answer"
    assert any(other in doubt for doubt in answer.doubts)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("沙井村的进村路有多长？", "2.4公里"),
        ("渔业协会第四次代表大会什么时候召开的？", "10月9日"),
        ("改选理事会的是渔业协会哪一次代表大会，什么时候召开的？", "11月2日"),
        ("去年全市粮食产量多少吨？", "81万吨"),
        ("临溪三中的校长是谁？", "季知秋"),
        ("三中一期工程投资多少？", "2.6亿元"),
        ("临溪三中新校区占地多少亩？", "120亩"),
        ("梅塘县检察院检察长是谁？", "桂长青"),
    ],
)
def test_what_is_said_of_the_asked_one_is_answered(ask, question, value):
    """The same questions about the neighbour of whom it is said are answered without a doubt."""
    answer = ask(question)
    assert (answer.status, answer.doubts) == ("answered", ())
    assert value in "".join(citation.quote for citation in answer.citations)


@pytest.mark.parametrize("question", ["沙井村的进村路有多少级台阶？", "竹坡村有多少位村民？"])
def test_a_figure_must_count_what_is_asked(ask, question):
    """Where many steps or persons are asked for and the passage counts nothing of the kind, that is said."""
    answer = ask(question)
    assert answer.status == "no_answer"
    assert any("数字" in doubt for doubt in answer.doubts)


def test_the_neighbour_is_named_in_english_too(make_bot):
    """The doubt about a neighbour's value is said in the language of the page."""
    answer = make_bot(page=PAGE).ask("三中二期工程投资多少？", lang="en")
    assert any("is about 一期" in doubt for doubt in answer.doubts)


@given(st.text("沙井竹坡村路长2公里,。;”\n“", max_size=40))
def test_a_value_stands_in_its_clause(said):
    """Whatever a quote says, each of its values stands in the clause that it is judged by, and that clause in the quote."""
    ground = Ground(said, said, said, said, lambda: (Quoted(said, "", "", lambda: "", ""),), lambda: said, said.split)
    for spot in spots(ground, re.compile(r"\d公里|村")):
        assert spot.value in spot.clause
        assert spot.before + spot.clause in said
