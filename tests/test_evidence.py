"""Hits to citations: which sentence is quoted, and with what."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.schema import check_spans

PAGE = """# 青禾镇建成粮食烘干中心

□青禾报记者 苗一川 田二禾

青禾镇粮食烘干中心由合作社投资建设，总投资860万元。该中心一天能烘干稻谷120吨。

“过去靠天晒谷，现在一夜就能入仓。”种粮大户庄稼旺说。镇农机站站长水长流介绍，全镇已有烘干机18台。

烘干中心为什么建在河边？因为靠近码头，便于装船外运。
"""

OTHERS = {f"other{n}": f"# 第{n}号通知\n\n学校操场{n}月翻修，请家长接送孩子时注意安全。" for n in range(1, 6)}
"""Some texts beside the point, so that words have a worth."""


@pytest.fixture
def bot_of_page(make_bot):
    return make_bot(page=PAGE, **OTHERS)


def quotes(answer):
    return "".join(citation.quote for citation in answer.citations)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("烘干中心一天能烘干多少吨稻谷？", "120吨"),
        ("“现在一夜就能入仓”是谁说的？", "庄稼旺"),
        ("镇农机站站长是谁？", "水长流"),
        ("烘干中心为什么建在河边？", "便于装船外运"),
        ("青禾镇建成粮食烘干中心这篇报道是谁写的？", "苗一川 田二禾"),
    ],
)
def test_the_sentence_that_answers_is_quoted(bot_of_page, question, words):
    """Figure, speaker, holder of a post, reason and author are in the first quote."""
    assert words in bot_of_page.ask(question).citations[0].quote


def test_a_sentence_about_it_brings_the_one_before(bot_of_page):
    """A sentence that opens with 该 is quoted with the one that says what 该 means."""
    assert bot_of_page.ask("烘干中心一天能烘干多少吨稻谷？").citations[0].quote.startswith("青禾镇粮食烘干中心")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.text(alphabet="青禾镇粮食烘干中心多少谁为什么2023年?？“”《》 a1", min_size=1, max_size=24))
def test_every_quote_is_a_slice_of_its_source(bot_of_page, question):
    """Whatever is asked, a quote equals its slices and is cut only at line breaks, and there is one exactly when it is answered."""
    answer = bot_of_page.ask(question)
    assert bool(answer.citations) == (answer.status == "answered")
    assert len(answer.citations) <= 3
    for citation in answer.citations:
        document = bot_of_page.document(citation.chunk.document_id)
        assert check_spans(document.text, citation.spans)
        assert document.quote(citation.spans).strip() == citation.quote
    assert "".join(segment.text for segment in answer.segments) == answer.text
    assert all(segment.text in answer.citations[segment.n - 1].quote for segment in answer.segments if segment.n)
    assert answer.short_answer is None or answer.short_answer in answer.citations[0].quote


NOTES = """# 桥头村办起合作社

桥头村竹编合作社去年成立，社员四十人。合作社办了三件事：一是请老师傅带徒弟。二是建了两间烘房。三是开了网上商店。

合作社为什么能挣钱？因为订单先签好再编。

“竹子要三年才成材，急不得。”老社员林守山的这句话，大家都记得。

据村里人说，他教会了十二名徒弟。
"""


@pytest.fixture
def bot_of_notes(make_bot):
    return make_bot(notes=NOTES, **OTHERS)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("竹编合作社办了哪三件事？", ("一是请老师傅带徒弟", "二是建了两间烘房", "三是开了网上商店")),
        ("竹编合作社为什么能挣钱？", ("因为订单先签好再编",)),
        ("“竹子要三年才成材”是谁说的？", ("林守山",)),
    ],
)
def test_a_quote_is_whole(bot_of_notes, question, words):
    """A list is quoted to its last member, a reason with its question, a saying with who said it: all in the first citation."""
    quote = bot_of_notes.ask(question).citations[0].quote
    assert all(word in quote for word in words)


def test_each_asked_year_has_its_citation(make_bot):
    """Where two years are asked, what is quoted holds the figures of both."""
    bot = make_bot(
        a="# 云溪县茶叶\n\n2021年，云溪县茶叶产值为3.1亿元，茶园面积扩大。",
        b="# 云溪县茶叶又增产\n\n2022年，云溪县茶叶产值为3.8亿元，新建茶厂两座。",
        c="# 通知\n\n操场翻修，请绕行。",
    )
    answer = bot.ask("云溪县茶叶2021年和2022年产值各是多少？")
    assert "3.1亿元" in quotes(answer)
    assert "3.8亿元" in quotes(answer)


GUIDE = """# 青禾镇居住证问答

**问：办理居住证要多少钱？**

答：不收工本费，补办时收二十元。

记者：居住证有效期多久？

谢守田：一年，到期前一个月可以签注。

## 外地人可以代办吗？

可以，凭委托书和两人的身份证。

办理地点：

青禾镇便民服务大厅二楼。

领取居住证分两步，有以下两点提醒：

一是带上回执，过期的回执不能用。

二是核对姓名，有错当场改。
"""


@pytest.fixture
def bot_of_guide(make_bot):
    return make_bot(guide=GUIDE, **OTHERS)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("办理居住证要多少钱？", "不收工本费"),
        ("居住证有效期多久？", "一年，到期前一个月"),
        ("外地人可以代办居住证吗？", "凭委托书"),
        ("居住证的办理地点？", "便民服务大厅二楼"),
    ],
)
def test_a_question_of_the_text_is_quoted_with_its_answer(bot_of_guide, question, words):
    """Where the text asks what is asked, the paragraph after it answers and is quoted first; each quote stays in one paragraph."""
    answer = bot_of_guide.ask(question)
    assert words in answer.citations[0].quote
    assert all("\n" not in citation.quote for citation in answer.citations)


def test_members_of_a_list_in_the_next_paragraphs_are_quoted(bot_of_guide):
    """What announces a list is quoted with its members, each a citation of its own."""
    cited = [citation.quote for citation in bot_of_guide.ask("领取居住证有哪些提醒？").citations]
    assert [quote[:2] for quote in cited] == ["领取", "一是", "二是"]


@pytest.mark.parametrize(
    ("table", "names"),
    [
        ("村名\t人口\t耕地\n东沟村\t312\t405亩\n西沟村\t208\t350亩\n南沟村\t119\t287亩", "村名\t人口\t耕地\n"),
        ("村名   人口   耕地\n东沟村   312   405亩\n西沟村   208   350亩\n南沟村   119   287亩", "村名   人口   耕地"),
        ("| 村名 | 耕地 |\n|---|---|\n| 东沟村 | 405亩 |\n| 西沟村 | 350亩 |\n| 南沟村 | 287亩 |", "| 村名 | 耕地 |\n"),
    ],
)
def test_a_row_is_quoted_with_the_names_of_its_columns(make_bot, table, names):
    """Of a table the row that answers and its first row are quoted, not the rows between."""
    bot = make_bot(table=f"# 青禾镇各村情况\n\n{table}", other="# 通知\n\n操场翻修，请绕行。")
    citation = bot.ask("西沟村的耕地有多少亩？").citations[0]
    assert citation.quote.startswith(names)
    assert "西沟村" in citation.quote
    assert "东沟村" not in citation.quote
    assert check_spans(bot.document(citation.chunk.document_id).text, citation.spans)


def test_a_long_answer_that_was_not_read_follows_its_question(make_bot):
    """The paragraph after a question is quoted though no passage found holds it, and it is too long to be quoted whole."""
    reply = "先看天色。" + "老师傅收好梯子，关紧门窗，别的都不着急，等风小了大家一起出去转一圈。" * 7
    answer = make_bot(page=f"# 夜班\n\n{'值班要记牢。' * 30}大棚薄膜破了怎么补？\n\n{reply}\n").ask("大棚薄膜破了怎么补？")
    assert answer.citations[0].quote.startswith("先看天色")
