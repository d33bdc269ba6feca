"""Follow-ups: what they lean on, and what they leave behind."""

import pytest

from bot import dialogue

NEVER = pytest.fail


def asked(bot, *turns):
    return dialogue.stand(turns[-1], turns[:-1], bot.analyzer, bot.lexicon, lambda standing: bot.ask(standing.text))


@pytest.mark.parametrize(
    ("before", "follow", "whole"),
    [
        ("甲县2023年粮食产量是多少？", "2024年呢？", "甲县2024年粮食产量是多少？"),
        ("甲县2023年粮食产量是多少？", "那2022年上半年呢？", "甲县2022年上半年粮食产量是多少？"),
        ("甲县去年的粮食产量是多少？", "今年呢", "甲县今年的粮食产量是多少？"),
        ("青山区的人口有多少？", "那白水区呢？", "白水区的人口有多少？"),
        ("第三次代表大会什么时候开的？", "第四次代表大会呢？", "第四次代表大会什么时候开的？"),
    ],
)
def test_an_elliptic_question_is_filled_from_the_one_before(bot, before, follow, whole):
    """Time takes the place of time, a name that of its like."""
    assert asked(bot, before, follow).asked == whole


def test_an_attribute_joins_the_old_topic(bot):
    """“总投资呢” asks the total investment of what was asked about before."""
    standing = asked(bot, "城东水库工程什么时候开工？", "总投资呢？")
    assert standing.text == "总投资是多少？"
    assert standing.carried == ("城东水库工程什么时候开工？",)


def test_a_person_pronoun_becomes_the_person_last_spoken_of(bot):
    """他 is the person whom the question before names, or the answer quoted."""
    assert asked(bot, "王小明说了什么？", "他是什么职务？").text == "王小明是什么职务？"
    assert "李争" in asked(bot, "鹿泉区的区长是谁？", "他还说了什么？").text


def test_a_new_topic_drags_nothing_along(bot):
    """A question that names something stands for itself."""
    standing = asked(bot, "甲县2023年粮食产量是多少？", "青山大学的校长是谁？")
    assert (standing.text, standing.carried, standing.before) == ("青山大学的校长是谁？", (), None)


def test_a_time_reaches_a_topic_two_turns_back(bot):
    """The nearest earlier question that has a time is the one whose time is replaced."""
    standing = asked(bot, "甲县2023年粮食产量是多少？", "青山大学的校长是谁？", "那2022年呢？")
    assert standing.text == "甲县2022年粮食产量是多少？"


def test_thanks_close_a_topic(bot):
    """After thanks a question is a new one."""
    standing = asked(bot, "甲县2023年粮食产量是多少？", "谢谢，那今天天气怎么样？")
    assert standing.carried == ()


def test_small_talk_in_between_is_passed_over(bot):
    """“好的谢谢” between two questions changes nothing."""
    assert asked(bot, "甲县2023年粮食产量是多少？", "谢谢", "2024年呢？").text == "甲县2024年粮食产量是多少？"


def test_a_long_conversation_costs_no_more_than_its_last_turns(bot):
    """Only the last few turns can be leant on, however many there were."""
    turns = ["甲县2023年粮食产量是多少？", *["那2024年呢？"] * 300]
    assert "2025年" in bot.ask("那2025年呢？", turns).asked


def test_the_follow_up_finds_what_the_whole_question_finds(bot):
    """The rewritten question and the same question typed whole give one answer."""
    follow = bot.ask("2022年呢？", ["石家庄生物医药产业2023年营业收入是多少？"])
    whole = bot.ask(follow.asked)
    assert follow.citations[0].quote == whole.citations[0].quote
    assert "855亿元" in follow.citations[0].quote
