"""Follow-ups: what they lean on, and what they leave behind."""

import pytest

from bot import dialogue
from bot.bot import Bot
from bot.config import Settings
from bot.dialogue import Ground

NEVER = pytest.fail


def asked(bot, *turns):
    return dialogue.stand(
        turns[-1],
        turns[:-1],
        bot.analyzer,
        bot.lexicon,
        Ground(lambda standing: bot.ask(standing.text), bot.search, bot.library.frequencies),
    )


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


def test_a_person_takes_the_place_of_a_person(bot):
    """“那周晓兰呢” asks the same of another person, who is 他 from then on, whatever his surname."""
    assert asked(bot, "王小明是什么职务？", "那常安平呢？").text == "常安平是什么职务？"
    assert asked(bot, "王小明是什么职务？", "那常安平呢？", "他说了什么？").text == "常安平说了什么？"


@pytest.mark.parametrize(
    ("turns", "text", "carried"),
    [
        (("青山水库有多深？", "白水大学的校长是谁？", "回到刚才的水库，什么时候建成的？"), "什么时候建成的？", ("青山水库有多深？",)),
        (("青山水库有多深？", "白水大学的校长是谁？", "说回青山水库，它是谁设计的？"), "青山水库是谁设计的？", ("青山水库有多深？",)),
        (("青山水库2023年发电量多少？", "白水大学的校长是谁？", "再说说水库，2022年呢？"), "青山水库2022年发电量多少？", ()),
        (("青山水库有多深？", "白水大学的校长是谁？", "再说说火车站，它在哪里？"), "火车站在哪里？", ("火车站",)),
    ],
)
def test_a_topic_is_returned_to_by_its_name(bot, turns, text, carried):
    """“回到刚才的水库” reaches the earlier question about it; a name that no earlier question has is a topic of its own."""
    standing = asked(bot, *turns)
    assert (standing.text, standing.carried) == (text, carried)


def test_what_else_is_not_what_was_quoted(bot):
    """“他还说了什么” is answered by other sentences than the turn before."""
    first = "赵建林说要突出抓好总投资多少的项目？"
    said, more = bot.ask(first), bot.ask("他还说了什么？", [first])
    assert more.status == "answered"
    assert not {citation.quote for citation in said.citations} & {citation.quote for citation in more.citations}
    assert all(after.quote not in before.quote for before in said.citations for after in more.citations)


@pytest.mark.parametrize(
    ("question", "more"),
    [("他还说了什么？", True), ("他还强调了哪些要求？", True), ("他还说了和哪些机构合作？", False), ("他说了什么？", False)],
)
def test_only_an_open_question_asks_for_more(bot, question, more):
    """“还说了什么” asks for something else; “还说了和谁合作” asks for one thing, wherever it was quoted."""
    assert asked(bot, "王小明说了什么？", question).more == more


def test_a_place_before_over_there_is_a_topic_of_its_own(bot):
    """“白水县那边” names a place; “那边” alone leans on what was asked before."""
    assert asked(bot, "青山县的医院有多少床位？", "白水县那边的学校怎么样？").carried == ()
    assert asked(bot, "青山县的医院有多少床位？", "那边的学校怎么样？").carried


@pytest.mark.parametrize(
    ("turns", "shown"),
    [
        (("青山水库2023年发电量多少？", "它是谁设计的？"), "青山水库是谁设计的？"),
        (("白水大学打破了什么纪录？", "这家单位在哪里？"), "白水大学在哪里？"),
        (("青山水库有多深？", "什么时候建成的？"), "青山水库什么时候建成的？"),
        (("青山水库有多深？", "什么时候建成的？", "它的总投资多少？"), "青山水库的总投资多少？"),
        (("青山水库有多深？", "占地呢？"), "青山水库的占地是多少？"),
        (("青山水库有多深？", "地址呢？"), "青山水库的地址是什么？"),
        (("白水县承接了多少个转移项目？", "总投资多少？"), "关于白水县承接转移项目，总投资多少？"),
        (("王小明说了什么？", "还有呢？"), "除了上面这些，王小明说了什么？"),
        (("How deep is the Qingshan reservoir?", "Who built it?"), "Who built the Qingshan reservoir?"),
        (("Who leads the museum of Baishui?", "How about Qingshan?"), "Who leads the museum of Qingshan?"),
    ],
)
def test_a_follow_up_is_shown_as_a_plain_question(bot, turns, shown):
    """What the reader is shown says what it is about, in one sentence without brackets."""
    assert asked(bot, *turns).asked == shown


@pytest.mark.parametrize(
    ("before", "follow", "whole"),
    [
        ("青山县农业产值是多少？", "工业产值呢？", "青山县工业产值是多少？"),
        ("青山县安排了哪些活动？", "那白水区呢？", "白水区安排了哪些活动？"),
        ("给谁的补贴？", "退役军人呢？", "退役军人给谁的补贴？"),
        ("青山县2023年粮食产量是多少？", "What about 2022?", "青山县2022年粮食产量是多少？"),
        ("这个理论是谁提出的？", "相对论呢？", "相对论是谁提出的？"),
    ],
)
def test_a_name_takes_the_place_of_a_whole_name(bot, before, follow, whole):
    """What is put in replaces the name it stands for and nothing beside it."""
    assert asked(bot, before, follow).text == whole


def test_a_district_is_no_person(bot):
    """A place whose name begins like a surname is not whom 他 means."""
    assert "高新区" not in asked(bot, "高新区的副书记是谁？", "他说了什么？").text


@pytest.mark.parametrize(
    ("turns", "whole"),
    [
        (("白水市2023年地区生产总值是多少？", "常住人口呢？"), "白水市2023年常住人口是多少？"),
        (("白水市2023年地区生产总值是多少？", "2024年呢？", "城镇化率呢？"), "白水市2024年城镇化率是多少？"),
        (("上半年青山区生产总值是多少？", "那白水区呢？"), "上半年白水区生产总值是多少？"),
        (("2024年全市茶叶产值是多少？", "青山县呢？", "2023年呢？"), "2023年青山县茶叶产值是多少？"),
        (("年假有几天？", "那试用期呢？"), "试用期有几天？"),
        (("租房补贴能领多久？", "那教师呢？"), "教师租房补贴能领多久？"),
        (("男子全程冠军是谁？", "女子呢？"), "女子全程冠军是谁？"),
        (("白水市2023年地区生产总值是多少？", "增速呢？"), "白水市2023年地区生产总值增速是多少？"),
        (("白水县茶叶产值是多少？", "2026年的目标呢？"), "2026年白水县茶叶产值目标是多少？"),
        (("青山精工2023年研发投入是多少？", "净利润呢？"), "青山精工2023年净利润是多少？"),
        (("青山精工亏损了多少？", "白水纺织呢？"), "白水纺织亏损了多少？"),
        (("How many species were recorded in 2023?", "in 2022?"), "How many species were recorded in 2022?"),
        (("白水县茶园有多大？", "白水县的人口呢？"), "白水县的人口是多少？"),
    ],
)
def test_a_fragment_fills_the_slot_of_its_class(bot, turns, whole):
    """An attribute takes the place of the attribute and a place that of the place; the time and the rest stay."""
    assert asked(bot, *turns).asked == whole


def test_a_word_takes_the_place_where_the_documents_have_it(tmp_path):
    """“集装箱呢” asks for 集装箱吞吐量 because the documents say so; else it would be the subject."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_text("白水港一季度完成货物吞吐量12万吨，完成集装箱吞吐量3万标箱。\n", encoding="utf-8")
    bot = Bot.open(Settings.load({"sources": tmp_path / "docs", "home": tmp_path / "home"}, environ={}))
    assert asked(bot, "白水港一季度货物吞吐量是多少？", "集装箱呢？").text == "白水港一季度集装箱吞吐量是多少？"
    assert asked(bot, "白水港一季度货物吞吐量是多少？", "青山港呢？").text == "青山港一季度货物吞吐量是多少？"


@pytest.mark.parametrize(
    ("turns", "whole"),
    [
        (("白水市2023年产值是多少？", "不是2023年，是2024年"), "白水市2024年产值是多少？"),
        (("白水市2023年产值是多少？", "是2024年，不是2023年"), "白水市2024年产值是多少？"),
        (("青山区2023年产值是多少？", "我问的是白水区"), "白水区2023年产值是多少？"),
        (("青山区2023年产值是多少？", "不对，我问的是白水区的人口"), "白水区的人口是多少？"),
    ],
)
def test_a_correction_asks_again_with_what_was_meant(bot, turns, whole):
    """“不是X，是Y” and “我问的是Y” put Y into the place of its like."""
    assert asked(bot, *turns).asked == whole


@pytest.mark.parametrize(
    ("turns", "shown"),
    [
        (("青山水库有多深？", "在哪里？"), "青山水库在哪里？"),
        (("青山水库有多深？", "是谁设计的？"), "青山水库是谁设计的？"),
        (("白水县有多少亩茶园？", "去年干茶产量呢？"), "关于白水县茶园，去年干茶产量是多少？"),
        (("青山精工亏损了多少？", "为什么亏损？"), "青山精工为什么亏损？"),
        (("青山水库有多深？", "哪家单位建的？"), "关于青山水库，哪家单位建的？"),
        (("青山水库去年为什么停水？", "什么时候？"), "关于青山水库去年停水，什么时候？"),
        (("青山水库的水位为什么下降了？", "具体呢？"), "除了上面这些，青山水库的水位为什么下降了？"),
        (("王小明毕业于哪所大学？", "什么专业？"), "王小明什么专业？"),
        (("How deep is the Qingshan reservoir?", "why?"), "About the Qingshan reservoir: why?"),
        (("Who built the reservoir?", "who said that?"), "About “Who built the reservoir”: who said that?"),
    ],
)
def test_a_bare_question_word_leans_on_the_topic(bot, turns, shown):
    """“在哪里？”, “什么时候？” and “why?” alone are asked of what was spoken of."""
    standing = asked(bot, *turns)
    assert standing.asked == shown
    assert standing.before is not None


def test_a_common_noun_is_a_new_topic_where_other_passages_answer(bot):
    """A subject that names nothing stands by itself if what is asked of it stands far from where the talk is."""
    assert asked(bot, "赵路新是什么职务？", "绿色货运配送城市有几个？").carried == ()


@pytest.mark.parametrize("line", ["用英文说一下", "翻译成英文", "In English please"])
def test_a_translation_is_talk(bot, line):
    """Asked for a translation, the bot says that it only quotes."""
    assert bot.ask(line, ["石家庄生物医药产业2023年营业收入是多少？"]).status == "chat"


@pytest.mark.parametrize(
    ("turns", "shown"),
    [
        (("青峰A5扫地机多少钱？", "A3呢？"), "青峰A3扫地机多少钱？"),
        (("青峰A5扫地机多少钱？", "A5 Pro呢？"), "青峰A5 Pro扫地机多少钱？"),
        (("青峰A5扫地机多少钱？", "A3呢？", "它的续航呢？"), "青峰A3扫地机的续航是多少？"),
        (("青峰A5扫地机多少钱？", "A3呢？", "保修几年？"), "青峰A3扫地机的保修几年？"),
        (("铲车预算多少？", "DR呢？"), "DR预算多少？"),
    ],
)
def test_a_model_is_replaced_whole(bot, turns, shown):
    """A name with figures takes the place of another, never of a part of one, and stays in what is asked of it."""
    standing = asked(bot, *turns)
    assert (standing.asked, standing.carried) == (shown, ())


@pytest.mark.parametrize(
    ("turns", "shown"),
    [
        (("青白铁路全长多少公里？", "那它的设计时速呢？"), "青白铁路设计时速是多少？"),
        (("青白铁路全长多少公里？", "那它的设计时速呢？", "设几个站？"), "青白铁路设几个站？"),
        (("病房改造什么时候开工？", "工期多久？"), "病房改造的工期多久？"),
        (("石龙堰建于什么时候？", "谁重修的？"), "石龙堰是谁重修的？"),
        (("石龙桥是谁捐建的？", "谁重修的？"), "石龙桥是谁重修的？"),
        (("白脉萤多久闪一次？", "为什么发光？"), "白脉萤为什么发光？"),
        (("石龙桥哪年通车？", "多长？"), "石龙桥多长？"),
        (("年假可以顺延吗？", "病假呢？", "产假几天？"), "产假几天？"),
        (("仓库合同违约金多少？", "物业费呢？"), "仓库合同物业费是多少？"),
        (("租金多少？", "物业费呢？"), "物业费是多少？"),
        (("地下车位一个月多少钱？", "地面的呢？"), "地面车位一个月多少钱？"),
        (("江豚今年拍到几次？", "为什么？"), "关于“江豚今年拍到几次”，为什么？"),
        (("柴青山还说了什么？", "那局长是谁？"), "局长是谁？"),
    ],
)
def test_what_is_asked_next_takes_the_subject_alone(bot, turns, shown):
    """What happened to a thing is left behind with its question; 它的X is what the thing has."""
    assert asked(bot, *turns).asked == shown


def test_she_is_whom_the_last_question_was_about(bot):
    """她 is the head of the last question where nothing else tells who is meant, whatever the surname."""
    assert asked(bot, "沙银花哪年出生？", "她有几个孩子？").text == "沙银花有几个孩子？"


@pytest.mark.parametrize(
    ("turns", "shown"),
    [
        (("How much is a flu shot?", "And for children?"), "How much is a flu shot for children?"),
        (("When was the clinic founded?", "Where is it now?", "Who founded it?"), "Who founded the clinic?"),
        (("How long is the Birch Lake Trail?", "How much is parking?"), "About the Birch Lake Trail: How much is parking?"),
    ],
)
def test_an_english_follow_up_keeps_its_thing(bot, turns, shown):
    """“it” is the thing that the question before is about, and “for X” is added to that question."""
    assert asked(bot, *turns).asked == shown


@pytest.mark.parametrize("line", ["这些文档里都有什么内容？", "一共有多少篇文档？", "What is in these documents?"])
def test_what_the_library_holds_is_talk(bot, line):
    """Asked what the documents are, the bot says how many it has."""
    assert bot.ask(line).status == "chat"
    assert bot.ask("申请贷款需要的材料有哪些？").status != "chat"
