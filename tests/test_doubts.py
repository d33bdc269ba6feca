"""What was asked and is not in the evidence: one invented page, its questions and their near misses."""

import pytest

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


def test_another_period_is_said(ask):
    """Where the rest fits closely, the period that is not there is at least said."""
    assert any("下半年" in doubt for doubt in ask("云台区下半年新签约项目多少个？").doubts)
