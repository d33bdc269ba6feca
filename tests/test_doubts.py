"""What was asked and is not in the evidence: one invented page, its questions and their near misses."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Lexicon
from bot.doubts.checks import _months

PAGE = """柳溪日报

云台区工业产值过百亿

□柳溪日报记者 阮小满

本报讯 2023年，云台区实现工业总产值112亿元，同比增长8.4%。区长闻人杰介绍，全区有规模以上企业86家。

副区长桂长青表示，今年上半年，云台区新签约项目31个，计划2026年建成云台港二期工程。

柳溪市第九届二次运动会3月12日开幕，来自15个县的运动员参加。
"""


@pytest.fixture
def ask(make_bot):
    """Ask a bot over the page, and over some other texts, so that words have a worth."""
    others = {f"other{n}": f"第{n}号布告\n\n河东村今年修了{n}条路，村民都说方便。田里的水稻长势很好。" for n in range(1, 8)}
    return make_bot(page=PAGE, **others).ask


@pytest.mark.parametrize(
    "question",
    [
        "2023年云台区工业总产值是多少？",
        "云台区区长是谁？",
        "云台区上半年新签约项目多少个？",
        "桂长青是什么职务？",
        "第九届二次运动会什么时候开幕？",
    ],
)
def test_what_stands_there_is_not_doubted(ask, question):
    """A question that the page answers is answered without a doubt."""
    answer = ask(question)
    assert (answer.status, answer.doubts) == ("answered", ())


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("2019年云台区工业总产值是多少？", "2019"),
        ("梧桐区2023年工业总产值是多少？", "梧桐区"),
        ("云台区区委书记是谁？", "书记"),
        ("闻人杰今年多大年纪？", "年纪"),
        ("第十届二次运动会什么时候开幕？", "第十届"),
        ("云台区下半年新签约项目多少个？", "下半年"),
        ("第九届二次运动会什么时候闭幕？", "闭幕"),
    ],
)
def test_a_near_miss_names_what_is_missing(ask, question, word):
    """The asked year, period, place, post, attribute or number that is not there is named, and the question not answered."""
    answer = ask(question)
    assert answer.status == "no_answer"
    assert any(word in doubt for doubt in answer.doubts)
    assert not answer.citations


def test_a_plan_is_no_outcome(ask):
    """Where the outcome is asked and the text tells of a plan, that is said."""
    answer = ask("云台港二期工程2026年实际建成了吗？")
    assert any("目标或预计" in doubt for doubt in answer.doubts)


def test_doubts_are_part_of_the_answer(ask):
    """What is doubted stands in the answer's own words."""
    answer = ask("2019年云台区工业总产值是多少？")
    assert all(doubt in answer.text for doubt in answer.doubts)
    assert all(segment.n is None for segment in answer.segments if segment.text in answer.doubts)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("云台区前六个月新签约多少个项目？", "31个"),
        ("云台区1-6月新签约项目多少个？", "31个"),
        ("云台区二〇二三年工业总产值是多少？", "112亿元"),
        ("闻人洁是什么职务？", "区长闻人杰"),
        ("云台区今年上半年签了几个新项目？", "31个"),
    ],
)
def test_other_words_for_what_stands_there_are_no_reason_to_refuse(ask, question, value):
    """Periods and numbers written otherwise, a name mistyped in one character, and common words that nobody wrote are answered."""
    answer = ask(question)
    assert answer.status == "answered"
    assert value in "".join(citation.quote for citation in answer.citations)


BRANCHES = """梧州路桥年报

二〇二四年报告

松涛大学与白桦药业共建的研究所去年揭牌，投资3.5亿元。松涛大学校长易知秋出席。
出口额今年达到7.2亿元。丹霞区有商店40家。
"""


@pytest.mark.parametrize(
    ("question", "doubted"),
    [
        ("红松大学与白桦药业共建的研究所投资多少？", True),
        ("松涛大学与白桦药业共建的研究所投资多少？", False),
        ("丹霞区有商店多少家？", False),
        ("进口额今年达到多少？", True),
        ("出口额今年达到多少？", False),
    ],
)
def test_another_name_or_the_other_side_is_doubted(make_bot, question, doubted):
    """The whole name of an organisation stands with the quote, and of two opposites the asked one."""
    others = {f"other{n}": f"第{n}号布告\n\n河东村今年修了{n}条路，村民都说方便。红松林里的商店要进口木材。" for n in range(1, 8)}
    answer = make_bot(page=BRANCHES, **others).ask(question)
    assert bool(answer.doubts) == doubted
    assert answer.status == ("no_answer" if doubted else "answered")


@pytest.mark.parametrize(
    ("written", "same"),
    [("前六个月", "1-6月"), ("一季度", "第1季度"), ("1月至5月", "前五个月"), ("前三季度", "1—9月"), ("上半年", "前6个月")],
)
def test_periods_have_one_form(written, same):
    """Ways to write one period are equal."""
    assert _months(written) == _months(same)


@given(st.text("第一二三四前上下半年季度个月1234567890至-到", max_size=12))
def test_a_period_stands_in_itself(text):
    """Whatever periods a question names, none of them is missing from the same words."""
    pattern = Lexicon.load().tables["checks"]["period"]
    assert all(period in _months(text) for period in re.findall(pattern, _months(text)))
