"""The few words that answer: given where they stand beside what is asked and no others may be meant, else left out."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import questions, short_answer
from bot.schema import Chunk, Citation, Span

PAGE = """# 石桥县油茶丰收

石桥县今年油茶种植面积达到3.6万亩。县农业农村局局长费长房介绍，2021年5月，石桥县成立了油茶协会。

城东镇和城西镇分别收购油茶果1200吨、900吨。油茶果的收购价由每斤3元提高到4元。

去年，青石中学有教师85人，学生近1300人，其中女生占48%。校舍面积2万平方米，投资6000万元，操场面积8000平方米。

油茶合作社给70岁以上社员每月补助200元，60至69岁社员每月补助120元。合作社的管理费每斤不得超过0.3元。合作社今年秋季在10月25日晚开榨。
合作社理事长出生于1971年，1996年当上会计。第一大股东为石桥镇供销社，第二大股东为理事长阮阿福。

运输队每天最多给三家门店送货。冷库新增货位260个，总数达到940个。
"""

TALK = """# 山里的图书馆

石桥县图书馆启动“书香下乡”阅读行动，给村小送去图书。馆里每月举办朗诵会、故事会和电影夜等活动。

图书馆分馆位于石桥县老城南街旁边的一座祠堂。馆里的古籍修复室由云溪大学援建。图书馆正在建设乡土文献数据库。

副馆长端木青说，志愿者钟离秋在图书馆讲了十年故事。馆长南宫雪表示，明年要开夜间书房。

云溪石是一种能浮在水上的石头。这座老城被称为“百桥之城”，城里的桥多半是石拱桥。
"""

FAIR = """# 茶叶博览会

茶叶博览会由云岭县承办，主会场设在云岭国际会展中心。会上首发了《云岭茶谱》，这部图书收录茶树品种。

博览会期间，肯尼亚的展团带来红茶。展厅有11个展台，签约项目5个。云岭茶原名白毫，产地在雾山北坡。

县茶叶协会会长欧阳问渠介绍，来客很多。参展商代表阿依古丽·买买提表示，明年再来。
"""

PORT = """# 云溪港一季度报告

2023年，码头仓库和堆场仓库分别收入31万元、52万元。今年上半年，收入又有增长，检修历时3小时40分钟。

云溪港一季度完成货物吞吐量126万吨，同比增长9%；完成集装箱吞吐量2.6万标箱。云溪港今年增收主要有两方面原因：一是航线更多，班期增加；二是收费下降。

云溪市设立最高额度500万元的“安居贷”，对引进的人才团队给予最高200万元资助。

港务公司面临的主要风险包括：船员流失风险、航线停运风险、运费回收风险。港务公司的发票抬头为“云溪港务有限公司”。

云溪湖水面面积5.6平方公里，环湖步道长19公里。云溪新区在湖的东岸，云溪新区绿地很多。

第三条 消防大队负责渡口停靠的监督检查。水利主管部门负责督促渡船落实责任。
"""

OTHERS = {f"other{n}": f"# 公告{n}\n\n阅览室{n}号窗口开放，读者凭证入内，请保持安静。" for n in range(1, 6)}
"""Some texts beside the point, so that words have a worth."""


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """A question to its answer, over two pages and some that are about something else."""
    from bot.bot import Bot
    from bot.config import Settings

    folder = tmp_path_factory.mktemp("papers")
    for name, text in {"page": PAGE, "talk": TALK, "fair": FAIR, "port": PORT, **OTHERS}.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return Bot.open(Settings.load({"sources": str(folder), "home": str(tmp_path_factory.mktemp("own"))}, environ={})).ask


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("石桥县油茶种植面积达到多少亩？", "3.6万亩"),
        ("青石中学有学生多少人？", "近1300人"),
        ("青石中学女生占比是多少？", "48%"),
        ("青石中学操场面积多少平方米？", "8000平方米"),
        ("石桥县油茶协会是什么时候成立的？", "2021年5月"),
        ("石桥县油茶协会是哪一年成立的？", "2021年"),
        ("县农业农村局局长是谁？", "费长房"),
        ("费长房是什么职务？", "县农业农村局局长"),
        ("油茶合作社给70岁以上社员每月补助多少元？", "200元"),
        ("油茶合作社给60至69岁社员每月补助多少元？", "120元"),
        ("合作社的管理费每斤最高多少元？", "不得超过0.3元"),
    ],
)
def test_figures_dates_and_people_are_given_as_the_quote_has_them(ask, question, short):
    """A figure keeps what bounds it, a date is as exact as it is asked, a name and a post stand beside each other."""
    assert ask(question).short_answer == short


@pytest.mark.parametrize(("question", "short"), [("城西镇收购油茶果多少吨？", "900吨"), ("城东镇收购油茶果多少吨？", "1200吨")])
def test_values_in_a_row_are_counted_against_their_names(ask, question, short):
    """A和B分别X、Y: the asked name has the value at its own place."""
    assert ask(question).short_answer == short


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("石桥县图书馆启动了什么阅读行动？", "“书香下乡”阅读行动"),
        ("图书馆每月举办哪些活动？", "朗诵会、故事会和电影夜"),
        ("老城被称为什么？", "百桥之城"),
    ],
)
def test_quotations_and_rows_beside_the_asked_noun(ask, question, short):
    """What the asked noun stands beside is given: a quotation, with the noun where it is short, or a row of names."""
    assert ask(question).short_answer == short


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("图书馆正在建设什么？", "乡土文献数据库"),
        ("图书馆正在建设什么数据库？", "乡土文献数据库"),
        ("古籍修复室由谁援建？", "云溪大学"),
        ("图书馆分馆位于哪里？", "石桥县老城南街旁边"),
        ("云溪石是什么？", "一种能浮在水上的石头"),
    ],
)
def test_the_words_where_the_question_asks(ask, question, short):
    """The phrase between the same words as in the question is given, a place without what it is said to be."""
    assert ask(question).short_answer == short


@pytest.mark.parametrize(
    "question",
    [
        "油茶果的收购价是每斤多少元？",  # it became another figure
        "运输队每天给多少家门店送货？",  # only a bound
        "冷库新增后一共有多少个货位？",  # the next clause says what it came to
        "青石中学投资和校舍面积各是多少？",  # two things are asked
        "图书馆为什么要开夜间书房？",  # a reason is more than a few words
        "合作社理事长哪一年当上会计？",  # the other year is that of his birth
        "合作社第一大股东是谁？",  # the one person is the second
    ],
)
def test_where_another_may_be_meant_none_is_given(ask, question):
    """What is a bound, a stage, one of several or a reason is left to the quote."""
    assert ask(question).short_answer is None


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("茶叶博览会上首发了哪部图书？", "《云岭茶谱》"),
        ("茶叶博览会由哪个县承办？", "云岭县"),
        ("茶叶博览会的主会场在哪个会展中心？", "云岭国际会展中心"),
        ("博览会上哪个国家的展团带来红茶？", "肯尼亚"),
        ("云岭茶的原名是什么？", "白毫"),
        ("云岭茶的产地在哪里？", "雾山北坡"),
        ("县茶叶协会会长是谁？", "欧阳问渠"),
        ("谁表示明年再来？", "阿依古丽·买买提"),
    ],
)
def test_names_that_are_what_is_asked_for(ask, question, short):
    """A title where a work is asked, the one name that ends as asked, a country, what is stated of a thing, names of any form."""
    assert ask(question).short_answer == short


@pytest.mark.parametrize(
    ("question", "short"), [("博览会签约项目有几个？", "5个"), ("博览会的展台有几个？", "11个"), ("博览会的展团有几个？", None)]
)
def test_a_figure_keeps_to_the_noun_that_it_counts(ask, question, short):
    """11个展台 says nothing of how many 展团 there are."""
    assert ask(question).short_answer == short


CITED = Chunk(0, "d", "d.txt", "石桥县油茶丰收", "", "", "", "body", ((Span(0, 1),),), "")
FRAGMENTS = (
    "石桥县 油茶 协会 局长 费长房 表示 分别 和 、 ， 。 “ ” （ ) 《 是 由 在 成立 多少 什么 谁 哪里 哪些 哪一年 几 亩 万元 % 12 3.5 "
    "2021年5月 等 公司 被称为 Ａ ﬁ 臺"
)
PIECES = [*FRAGMENTS.split(), "\n", " "]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=40).map("".join)


@given(question=TEXTS, quote=TEXTS)
@settings(max_examples=300)
def test_a_short_answer_is_a_slice_of_the_quote(bot, question, quote):
    """Whatever is asked and quoted, the short answer stands in the quote, or there is none."""
    asked = questions.understand(bot.analyzer.query(question), bot.analyzer, bot.library, bot.lexicon)
    citation = Citation(CITED, "", (Span(0, 1),), quote, 1.0, 1)
    short = short_answer.find(asked, [citation], (), 1.0, bot.analyzer, bot.lexicon)
    assert short is None or (short in quote and short.strip() == short != "")


def test_no_short_answer_beside_a_doubt_or_without_confidence(bot):
    """A doubted answer and an unsure one show their quote alone."""
    asked = questions.understand(bot.analyzer.query("石桥县油茶种植面积多少亩？"), bot.analyzer, bot.library, bot.lexicon)
    citation = Citation(CITED, "", (Span(0, 1),), "石桥县油茶种植面积达到3.6万亩。", 1.0, 1)
    doubt = short_answer.Doubt("year", "2020", 1.0)
    assert short_answer.find(asked, [citation], (), 1.0, bot.analyzer, bot.lexicon) == "3.6万亩"
    assert short_answer.find(asked, [citation], (doubt,), 1.0, bot.analyzer, bot.lexicon) is None
    assert short_answer.find(asked, [citation], (), short_answer.LEAST - 0.01, bot.analyzer, bot.lexicon) is None


def test_every_pattern_of_the_lexicon_is_used(bot):
    """short.yaml holds no pattern that the program does not read."""
    import inspect

    from bot.short_answer import words

    source = inspect.getsource(words)
    assert [key for key in bot.lexicon.tables["short"] if not re.search(rf"\b{key}\b", source)] == []


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("云溪港一季度集装箱吞吐量是多少？", "126万吨"),
        ("云溪市人才团队资助额度最高是多少？", "500万元"),
        ("堆场仓库上半年收入是多少？", "52万元"),
        ("云溪港增收的原因是什么？", "一是航线更多"),
        ("哪个部门负责渡口的监督检查？", "水利主管部门"),
    ],
)
def test_what_another_clause_says_is_no_answer(ask, question, wrong):
    """A figure, a reason or a name beside other words than the asked ones is not given."""
    reply = ask(question)
    assert reply.status == "answered"
    assert reply.short_answer != wrong


def test_a_figure_of_a_thing_whose_name_begins_alike_is_not_given(ask):
    """The lake's 5.6 square kilometres are not the new district's, whose name begins alike."""
    assert ask("云溪湖的面积是多少？").short_answer == "5.6平方公里"
    assert ask("云溪新区的面积是多少？").short_answer is None


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("港务公司面临哪些风险？", "船员流失风险、航线停运风险、运费回收风险"),
        ("云溪港一季度货物吞吐量是多少？", "126万吨"),
        ("仓库检修历时多久？", "3小时40分钟"),
    ],
)
def test_a_row_keeps_its_last_noun(ask, question, said):
    """A row is given with the noun of its last name, and a figure with the words before it that are asked."""
    assert ask(question).short_answer == said


OFFICE = """# 石桥县医院周会纪要

主持人：院长 霍青山
参加人：副院长 申屠平、检验科主任 孟归田

检验科原主任董小苇调走，孟归田接任检验科主任。骨科主任由韦石江担任。

石龙堰，唐大历三年建，明代由知县费青瀛重修，增为五孔。花圃由园艺家骆庭兰主持设计，墙高18米。

养犬登记费每只每年100元，绝育犬免收。2023年，云桐集团收入67.4亿元，2022年为62.1亿元；净利润5.8亿元。

今年全县夏粮收购21万吨。
"""

OTHER = """# 石桥晚报

今年全县夏粮收购22万吨。
"""

GOODS = """# 朗星T5电水壶

容量两升。

朗星T8电水壶售价499元。

# Notice

A flu shot costs $28 for adults. The clinic opened in 1987.
"""


@pytest.fixture
def office(make_bot):
    return make_bot(office=OFFICE, other=OTHER, goods=GOODS)


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("检验科主任是谁？", "孟归田"),
        ("骨科主任是谁？", "韦石江"),
        ("石龙堰是谁重修的？", "费青瀛"),
        ("花圃是谁设计的？", "骆庭兰"),
        ("石龙堰建于什么时候？", "唐大历三年"),
        ("花圃的墙有多高？", "18米"),
        ("T8电水壶多少钱？", "499元"),
        ("How much is a flu shot?", "$28"),
    ],
)
def test_who_when_and_how_much_in_office_papers(office, question, short):
    """A name after 由, before 接任 or before what was done, a dynasty's year, a height beside its word, a price, the one sum in English."""
    assert office.ask(question).short_answer == short


@pytest.mark.parametrize(
    "question",
    [
        "绝育犬登记费多少钱？",
        "云桐集团2022年净利润是多少？",
        "去年夏粮收购多少吨？",
        "今年全县夏粮收购多少吨？",
        "T5电水壶多少钱？",
        "石龙堰有几孔？",
        "How much is a flu shot for seniors?",
    ],
)
def test_a_figure_of_another_case_is_no_short_answer(office, question):
    """Not what a later clause takes out, of another year, told otherwise elsewhere, of another model, or counted by an unknown word."""
    assert office.ask(question).short_answer is None


def test_a_blank_between_post_and_name_hides_no_name(office):
    """院长 霍青山 says who the 院长 is, and is quoted before a headline with the word."""
    assert "霍青山" in office.ask("医院院长是谁？").citations[0].quote


def test_a_word_that_points_at_a_name_is_no_short_answer(make_bot):
    """这座 is quoted with the name that it means, and not said alone."""
    answer = make_bot(page="# 青岩访古\n\n青岩，这座被誉为“石上之城”的小镇，手艺人很多。", **OTHERS).ask("谁被誉为“石上之城”？")
    assert answer.status == "answered"
    assert answer.short_answer is None
