"""What could be asked next."""

import pytest

QUESTION = "石家庄生物医药产业2023年营业收入是多少？"


def test_what_follows_is_answered_from_the_same_document(bot):
    """Every question about what stands around a place is answered without a doubt, first from that document."""
    for head in bot.library.documents:
        found = bot.following(head.id, 0)
        assert len({one.question for one in found}) == len(found)
        for one in found:
            reply = bot.ask(one.question)
            assert (reply.status, reply.doubts, reply.citations[0].chunk.document_id) == ("answered", (), head.id)
            assert reply.citations[0].spans[0].start == one.start


def test_a_figure_is_asked_for_only_where_it_is_in_the_answer(make_bot):
    """A question made from a figure is kept when the answer quotes that very figure."""
    text = "# 县图书馆\n\n县图书馆去年开馆，县图书馆藏书总量达到12万册，馆长住在城里。\n\n县图书馆阅览座位数量达到3000个，周末也开放。"
    bot = make_bot(a=text)
    found = {one.question: bot.ask(one.question).citations[0].quote for one in bot.following("a.txt", 0)}
    assert "12万册" in found["县图书馆藏书总量是多少？"]
    assert "3000个" in found["县图书馆阅览座位数量是多少？"]


@pytest.mark.browser
def test_an_answer_offers_what_could_be_asked_next(server, visit, ask):
    """Under an answer stand up to three questions; a click on one is answered, and an older answer offers nothing any more."""
    page = visit(server.url)
    ask(page, QUESTION)
    page.wait_for_selector(".turn .next .ask")
    offered = page.locator(".turn .next .ask").all_inner_texts()
    assert 1 <= len(offered) <= 3
    page.locator(".turn .next .ask").first.click()
    page.wait_for_selector(".turn:nth-of-type(2) .refs")
    assert page.locator(".turn .q").last.inner_text() == offered[0]
    assert offered[0] not in page.locator(".turn .next .ask:visible").all_inner_texts()
    assert not page.locator(".turn:nth-of-type(1) .next").is_visible()


@pytest.mark.browser
def test_no_answer_offers_two_questions_that_are_answered(server, visit, ask):
    """Where there is no answer, two questions of the corpus are offered, and a click on one has an answer."""
    page = visit(server.url)
    ask(page, "火星上的房租是多少？")
    page.wait_for_selector(".turn .next .ask")
    assert page.locator(".turn .next .ask").count() == 2
    page.locator(".turn .next .ask").last.click()
    page.wait_for_selector(".turn:nth-of-type(2) .refs")
