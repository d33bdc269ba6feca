"""What a question asks for: its kind, its measure, its names, its own words."""

from __future__ import annotations

import pytest

from bot import dialogue, questions


@pytest.fixture
def understand(bot):
    """Understand a question, over the five pages; `carried` is what an earlier question lends."""

    def understood(question, carried=""):
        query = dialogue.widened(bot.analyzer.query(question), bot.analyzer.query(carried))
        return questions.understand(query, bot.analyzer, bot.library, bot.lexicon)

    return understood


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("甲县的县长是谁？", "who"),
        ("谁说过这句话？", "speaker"),
        ("甲县什么时候通的车？", "date"),
        ("甲县有几个镇？", "number"),
        ("甲县有哪几个镇？", "list"),
        ("甲县为什么修水库？", "reason"),
        ("甲县在哪里？", "place"),
        ("王小明是什么职务？", "post"),
        ("那篇文章是谁写的？", "author"),
        ("甲县概况", "other"),
    ],
)
def test_the_kind_of_answer(understand, question, kind):
    """Who, when, how many, which ones, why, where, what post, who wrote it; anything else is `other`."""
    assert understand(question).kind == kind


@pytest.mark.parametrize(
    ("question", "fits", "other"),
    [
        ("租房补贴的咨询电话是多少？", "0700-1234567", "三百元"),
        ("这条路花了多少钱？", "3亿元", "12公里"),
        ("这条路有多长？", "12公里", "共三处"),
        ("产值占比是多少？", "34.5%", "许多"),
    ],
)
def test_the_measure_named_last_is_asked(understand, question, fits, other):
    """A figure must be of the measure that stands nearest to the question word."""
    measure = understand(question).measure
    assert measure.search(fits)
    assert not measure.search(other)


def test_a_date_has_no_measure(understand):
    """Who asks when a subsidy begins asks for no money."""
    assert understand("租房补贴从哪天开始？").measure is None


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("王小明今年多大？", ("王小明",)),
        ("王小明曾在哪里读书？", ("王小明",)),
        ("《一座城》是谁写的？", ("一座城",)),
        ("“老地方”在哪里？", ("老地方",)),
        ("城里有几家医院？", ()),
    ],
)
def test_names(understand, question, names):
    """A person before what is asked of him, and what stands in marks."""
    assert understand(question).names == names


def test_the_holder_of_a_post_and_the_post_of_a_person(understand):
    """“X的局长是谁” asks for the holder, “X是什么职务” for the post."""
    assert understand("甲县的教育局局长是谁？").holder == "局长"
    assert understand("王小明是什么职务？").person == "王小明"
    assert understand("甲县的教育局在哪里？").holder == ""


def test_years(understand):
    """Years as digits, however they are written; other numbers are none."""
    assert understand("2019年和2021年各有多少？").years == ("2019", "2021")
    assert understand("2019个项目分给谁？").years != ("2019", "2019")


def test_words_that_an_earlier_question_lends_are_not_asked(understand):
    """Carried words help to find; what is asked are the question's own, and a year's 年 is no part of the word after it."""
    asked = understand("那里的人口有多少？", carried="白水区2023年面积")
    assert "人口" in asked.words
    assert not {"白水区", "白水", "面积"} & set(asked.words)
    assert "轻人" not in understand("年轻人有多少？").words
    assert "收入" in understand("2023年收入有多少？").words


def test_what_stands_nowhere_is_missing(understand):
    """Words that the collection never has; not those that the tokeniser only cut otherwise."""
    assert understand("长颈鹿吃什么？").missing
    assert not understand("石家庄生物医药").missing


def test_as_typed(understand):
    """A folded part is shown as it was typed."""
    assert understand("石臼縣的人口？").as_typed("石臼县") == "石臼縣"
    assert understand("十大 Technologies 是什么？").as_typed("technolog") == "Technologies"


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("这座城被称为什么？", "definition"),
        ("学校改名为什么？", "definition"),
        ("学校改名为什么没有成功？", "reason"),
        ("桥因为什么关闭？", "reason"),
        ("怎么还没开工？", "reason"),
        ("谁提供了资金？", "who"),
        ("谁提到了湿地？", "speaker"),
        ("谁负责编写教材？", "who"),
        ("谁写的歌？", "author"),
        ("新桥叫什么名字？", "definition"),
        ("县委书记叫什么名字？", "who"),
        ("用了几年时间？", "number"),
        ("会议的时间地点？", "date"),
        ("哪个季节开花？", "date"),
        ("他在哪家公司上班？", "org"),
        ("暴雨造成了哪些损失？", "list"),
    ],
)
def test_a_question_word_is_read_whole(understand, question, kind):
    """A question word that stands by chance inside other words asks for nothing: 称为什么 is no 为什么."""
    assert understand(question).kind == kind


def test_a_name_of_two_parts_is_whose_post_is_asked(understand):
    """A transliterated name and one with a surname of two characters are names."""
    assert understand("阿里木·哈桑是什么职务？").person == "阿里木·哈桑"
    assert understand("欧阳小明是什么职务？").person == "欧阳小明"
