"""Another thing of nearly the same name, and another year's figure, are told apart from what was asked."""

import pytest

CANAL = """县志·水利

1973年，全县开挖东干渠31.5公里，受益农田六万亩。1998年大水，城南站最高水位28.76米，超过1954年最高水位0.42米。
居民用水每立方米2.86元。南非每年进口茶叶3000吨。
"""
ROBOTS = """扫地机名录

青锋A3扫地机续航120分钟，保修两年。

青锋A5扫地机续航180分钟，售价2999元。
"""
WHEAT = """种子通讯

金穗12麦种在绍兴试种，每袋86元，试种三个月。金穗15麦种还在选育。
"""


@pytest.fixture
def ask(make_bot):
    """Ask a bot over a county's record and a list of products, and over some other texts, so that words have a worth."""
    others = {f"other{n}": f"第{n}号布告\n\n河东村今年修了{n}条路，村民都说方便。" for n in range(1, 8)}
    return make_bot(canal=CANAL, robots=ROBOTS, wheat=WHEAT, **others).ask


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("东干渠有多长？", "31.5公里"),
        ("居民用水每立方米多少元？", "2.86元"),
        ("南非每年进口茶叶多少吨？", "3000吨"),
        ("A5扫地机续航多少分钟？", "180分钟"),
        ("1998年最高水位是多少米？", "28.76米"),
        ("金穗12麦种每袋多少元？", "86元"),
        ("金穗12麦种在绍兴试种几个月？", "三个月"),
    ],
)
def test_what_is_asked_by_its_own_name_is_answered(ask, question, value):
    """A name, a model or a year that the quote has is no doubt."""
    answer = ask(question)
    assert answer.status == "answered"
    assert not answer.doubts
    assert value in "".join(citation.quote for citation in answer.citations)


@pytest.mark.parametrize(
    ("question", "what"),
    [
        ("西干渠有多长？", "西干渠"),
        ("非居民用水每立方米多少元？", "非居民"),
        ("A7扫地机续航多少分钟？", "A7"),
        ("A5 Pro扫地机续航多少分钟？", "A5 Pro"),
        ("1954年最高水位是多少米？", "1954"),
        ("金穗15麦种每袋多少元？", "金穗15"),
        ("金穗12麦种在杭州试种几个月？", "杭州"),
    ],
)
def test_what_differs_by_one_character_is_not_answered(ask, question, what):
    """西干渠 is not 东干渠, 非居民 not 居民, one model, number or place not another, nor a year the one that it is compared with."""
    answer = ask(question)
    assert answer.status == "no_answer"
    assert any(what in doubt for doubt in answer.doubts)


@pytest.mark.parametrize("question", ["A7扫地机续航多少分钟？", "3号线有多长？"])
def test_the_rival_is_not_named_by_a_figure(make_bot, question):
    """The bot's own words hold no figure but the question's, so another model or line is not named."""
    answer = make_bot(robots=ROBOTS, line="轨道交通\n\n2号线全长16.4公里，设站15座。").ask(question)
    assert answer.status == "no_answer"
    assert set("245") & set("".join(segment.text for segment in answer.segments)) == set()
