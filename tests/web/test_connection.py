"""The server goes away and comes back."""

import pytest

pytestmark = pytest.mark.browser


def test_a_lost_server_is_said_and_nothing_is_lost(serving, visit, ask):
    """Within three seconds a banner; conversation and draft stay; it goes away by itself when the server is back."""
    server = serving()
    port = int(server.url.rsplit(":", 1)[1])
    page = visit(server.url, strict=False)
    ask(page, "石家庄生物医药产业2023年营业收入是多少？")
    page.fill("#q", "草稿")
    server.stop()
    page.wait_for_selector("#banner:not([hidden])", timeout=3000)
    assert page.locator("#send").is_disabled()
    page.press("#q", "Enter")
    assert page.input_value("#q") == "草稿"
    assert page.locator(".turn .quote").count() >= 1
    assert page.locator(".turn").is_visible()
    server.start(port)
    page.wait_for_selector("#banner", state="hidden")
    with_draft = page.input_value("#q")
    page.press("#q", "Enter")
    page.wait_for_function("document.querySelectorAll('.turn').length === 2")
    assert with_draft == "草稿"


def test_a_half_answer_is_marked_and_completed(server, visit):
    """A stream that breaks leaves what came, says so, and is asked again when the server answers."""
    page = visit(server.url, strict=False)
    page.route("**/gradio_api/call/ask/*", lambda route: route.abort())
    page.route("**/health", lambda route: route.abort())
    page.fill("#q", "石家庄生物医药产业2023年营业收入是多少？")
    page.press("#q", "Enter")
    page.wait_for_selector(".halfway")
    page.unroute("**/gradio_api/call/ask/*")
    page.unroute("**/health")
    page.wait_for_selector(".turn .refs")
    assert page.locator(".halfway").count() == 0


def test_a_full_queue_says_so_and_keeps_the_question(server, visit):
    """503 from the queue: a sentence, and the question is back in the box."""
    page = visit(server.url, strict=False)
    page.route("**/gradio_api/call/ask", lambda route: route.fulfill(status=503, json={"detail": "Queue is full."}))
    page.fill("#q", "生物医药")
    page.press("#q", "Enter")
    page.wait_for_selector(".turn .own:has-text('队列满了')")
    assert page.input_value("#q") == "生物医药"


def test_a_slow_server_is_not_gone(server, chromium):
    """No banner while the server may still answer within three seconds of its last word; one as soon as they are over."""
    page = chromium.new_page()
    page.clock.install()
    page.goto(server.url)
    page.wait_for_selector(".hello .ask")
    with page.expect_response("**/health"):
        page.clock.pause_at(page.evaluate("Date.now()") + 2000)
    held = []
    page.route("**/health", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks what it is given
    for looks in (1, 2):
        page.clock.run_for(1500)
        while len(held) < looks:
            page.wait_for_timeout(20)
        page.clock.run_for(1300)
        assert page.locator("#banner").is_hidden()
        if looks == 1:
            with page.expect_response("**/health"):
                held[0].continue_()
    page.clock.run_for(200)
    page.wait_for_selector("#banner:not([hidden])")
    page.close()
