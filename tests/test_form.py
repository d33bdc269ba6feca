"""What an answer looks like: an invented page that tells much, and not the reason, the name, the hour or the number that is asked."""

import pytest

PAGE = """临溪晚报

水车村修好了老水车

本报讯（记者 阮小满）6月5日，水车村的老水车修好了，由木匠领头修理，木匠带着徒弟干了很久。仪式上，村里的孩子们唱了歌，
一名护林员敲响了铜锣，放了三挂鞭炮。村里的会计常青山负责记账，磨坊主常乐也来了。

老渡口1998年停航，2016年重开，摆渡的船工还是从前那一位。渡口边的茶摊收钱很少，一碗茶两元，能坐满三张桌子。
"""
MILL = """磨坊的故事

老磨坊1950年停用，因为上游修了水坝，水位太低。
"""


@pytest.fixture
def ask(make_bot, notices):
    """Ask a bot over the page, and over some other texts, so that words have a worth."""
    return make_bot(page=PAGE, mill=MILL, **notices).ask


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("老磨坊为什么停用？", "水坝"),
        ("会计叫什么名字？", "常青山"),
        ("老水车是哪一天修好的？", "6月5日"),
        ("老渡口是哪一年停航的？", "1998年"),
        ("仪式上放了几挂鞭炮？", "三挂"),
    ],
)
def test_what_has_the_asked_form_is_answered(ask, question, words):
    """A reason, a name, a day, a year and a number that stand there are quoted."""
    answer = ask(question)
    assert answer.status == "answered"
    assert words in "".join(citation.quote for citation in answer.citations)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("茶摊收钱为什么很少？", "原因"),
        ("敲响铜锣的护林员叫什么名字？", "名字"),
        ("老水车是几点修好的？", "数字或时间"),
        ("老渡口停了多少年？", "数字或时间"),
        ("仪式上来了几户人家？", "数字或时间"),
    ],
)
def test_what_lacks_the_asked_form_is_no_answer(ask, question, said):
    """Why, who by name, at what hour, for how many years, how many: where nothing of that form stands near, that is said."""
    assert any(said in doubt for doubt in ask(question).doubts)
