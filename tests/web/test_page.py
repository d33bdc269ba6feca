"""The page in real Chromium, over the real pages."""

import httpx
import pytest

pytestmark = pytest.mark.browser

QUESTION = "石家庄生物医药产业2023年营业收入是多少？"


def marked(page):
    """The highlighted characters of the open source, without white space."""
    page.wait_for_selector("#src mark")
    return "".join("".join(page.locator("#src mark").all_text_contents()).split())


def test_the_highlighted_characters_are_the_quote(server, visit, ask):
    """A click on [1] opens the source; what is highlighted there is the quote, character by character."""
    page = visit(server.url)
    turn = ask(page, QUESTION)
    assert "1078.6亿元" in turn.inner_text()
    quote = turn.locator(".quote").first.inner_text().replace("[1]", "")
    turn.locator(".quote .cite").first.click()
    assert marked(page) == "".join(quote.split())


def test_every_citation_opens_at_its_own_place(server, visit, ask):
    """Each marker opens the quote of its own card, and is the one marked current."""
    page = visit(server.url)
    turn = ask(page, QUESTION)
    answer = httpx.post(server.url + "/api/ask", json={"question": QUESTION}).json()
    for at, citation in enumerate(answer["citations"]):
        turn.locator(".card .cite").nth(at).click()
        page.wait_for_function("wanted => document.querySelector('#src .at .cite')?.textContent === wanted", arg=f"[{citation['n']}]")
        assert marked(page) == "".join(citation["quote"].split())
        assert turn.locator(".cite[aria-current=true]").first.inner_text() == f"[{citation['n']}]"


def test_the_mark_is_in_sight_and_has_the_focus(server, visit, ask):
    """The source is scrolled to the mark, focus is on it, and Escape brings focus back to the marker."""
    page = visit(server.url)
    cite = ask(page, QUESTION).locator(".quote .cite").first
    cite.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#src mark")
    box = page.locator("#src mark").first.bounding_box()
    panel = page.locator("#src .page").bounding_box()
    assert panel["y"] <= box["y"] <= panel["y"] + panel["height"]
    assert page.evaluate("document.activeElement.tagName") == "MARK"
    page.keyboard.press("Escape")
    assert page.locator("#src").is_hidden()
    assert page.evaluate("document.activeElement.textContent") == "[1]"


def test_raw_lines_highlight_the_same_characters(server, visit, ask):
    """The switch to raw lines keeps the highlighted characters."""
    page = visit(server.url)
    ask(page, QUESTION).locator(".quote .cite").first.click()
    reading = marked(page)
    page.click("[data-view=raw]")
    page.wait_for_selector("#src .raw mark")
    assert marked(page) == reading


def test_a_permalink_opens_the_place_and_a_changed_source_is_said(server, visit):
    """/?doc=&span=&sha= highlights the span; with another hash nothing is highlighted and the notice says why."""
    answer = httpx.post(server.url + "/api/ask", json={"question": QUESTION}).json()
    citation = answer["citations"][0]
    span = ",".join(f"{start}-{end}" for start, end in citation["spans"])
    address = f"{server.url}/?doc={citation['document']}&span={span}&sha="
    page = visit(address + citation["sha256"])
    assert marked(page) == "".join(citation["quote"].split())
    page = visit(address + "0" * 64)
    page.wait_for_selector("#src .notice")
    assert "改过" in page.locator("#src .notice").inner_text()
    assert page.locator("#src mark").count() == 0


@pytest.mark.parametrize("span", ["5-2", "0-99999999", "-3-4", "a-b", "1"])
def test_a_place_that_is_not_there_is_said(server, visit, span):
    """A span that lies nowhere in the source highlights nothing and says so."""
    page = visit(f"{server.url}/?doc=000_04bdb1302b74a13f.txt&span={span}")
    page.wait_for_selector("#src .notice")
    assert page.locator("#src mark").count() == 0


def test_a_question_in_the_address_is_asked(server, visit):
    """/?q= asks, and leaves a clean address behind."""
    page = visit(f"{server.url}/?q={QUESTION}")
    page.wait_for_selector(".turn .quote")
    assert page.url == server.url + "/"


def test_no_answer_names_the_missing_words(server, visit, ask):
    """Off topic: the fixed sentence, the words that the corpus never has, and no citation."""
    turn = ask(visit(server.url), "火星上的房租是多少？")
    assert "没有能回答这个问题的原文" in turn.inner_text()
    assert "火星" in turn.locator(".miss").inner_text()
    assert turn.locator(".refs").count() == 0


def test_a_greeting_is_answered_in_the_bots_own_words(server, visit, ask):
    """A greeting gets a friendly note, visibly the bot's own."""
    turn = ask(visit(server.url), "你好")
    assert turn.locator(".own").count() == 1
    assert turn.locator(".quote, .cite").count() == 0


def test_samples_are_answered(server, visit):
    """A click on a sample question of the empty page asks it, and it has an answer."""
    page = visit(server.url)
    page.wait_for_selector(".hello .ask")
    page.locator(".hello .ask").first.click()
    page.wait_for_selector(".turn .refs")


def test_the_conversation_outlives_a_reload(server, visit, ask):
    """After a reload the answers stand there again, with markers that open the source."""
    page = visit(server.url)
    ask(page, QUESTION)
    page.reload()
    page.wait_for_selector(".turn .quote .cite")
    page.locator(".turn .quote .cite").first.click()
    assert marked(page)


def test_the_interface_changes_language_in_place(server, visit, ask):
    """English: words, <html lang> and accessible names change, the quote stays, nothing is asked again."""
    page = visit(server.url)
    turn = ask(page, QUESTION)
    quote = turn.locator(".quote").first.inner_text()
    page.keyboard.press("Escape")
    page.click("#b-set")
    page.click("[data-lang=en]")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert turn.locator(".refs h3 b").inner_text() == "Sources"
    assert turn.locator(".quote").first.inner_text() == quote
    assert turn.locator(".quote .cite").first.get_attribute("aria-label") == "Citation 1, open the source"
    page.reload()
    page.wait_for_selector("[data-ready]")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_keys_reach_everything(server, visit, ask):
    """/ goes to the question, ? shows the keys, arrows walk the markers."""
    page = visit(server.url)
    turn = ask(page, QUESTION)
    turn.locator(".quote .cite").first.focus()
    page.keyboard.press("ArrowRight")
    markers = "[...document.querySelectorAll('#talk .cite')]"
    assert page.evaluate(f"{markers}.indexOf(document.activeElement)") == 1 + page.locator(".short .cite").count()
    page.keyboard.press("?")
    assert page.locator("#settings").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"


def test_the_source_is_a_sheet_on_a_phone(server, visit, ask):
    """At 390 pixels the source comes from below and the question stays in sight; nothing is wider than the screen."""
    page = visit(server.url, width=390, height=844)
    turn = ask(page, QUESTION)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    turn.locator(".quote .cite").first.click()
    page.wait_for_selector("#src mark")
    assert page.locator("#src").bounding_box()["y"] > 150
    assert turn.locator(".q").is_visible()


def test_nothing_outside_is_asked_for(server, visit, ask):
    """Neither the browser (see `visit`) nor the server looks any outside host up."""
    page = visit(server.url)
    ask(page, QUESTION).locator(".quote .cite").first.click()
    marked(page)
    assert not server.lookups.exists() or server.lookups.read_text() == ""


def test_the_first_load_is_small(server, chromium):
    """At most 450 KB and 90 requests before the page can be used."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(server.url)
    page.wait_for_selector("[data-ready]")
    page.wait_for_selector("#talk .hello")
    entries = "[...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')]"
    assert page.evaluate(entries + ".length") <= 90
    assert page.evaluate(entries + ".reduce((sum, entry) => sum + entry.transferSize, 0)") <= 450_000
    context.close()


def test_conversations_are_found_renamed_exported_and_deleted(server, visit, ask):
    """The panel of conversations: search, rename, Markdown with links, delete with undo."""
    page = visit(server.url)
    ask(page, QUESTION)
    page.click("#b-talks")
    page.fill("#talks input", "没有这样的对话")
    assert page.locator("#talks li").count() == 0
    page.fill("#talks input", "1078.6")
    assert page.locator("#talks li").count() == 1
    page.click("#talks li .b")
    page.click("#talks .menu .b >> nth=0")
    page.fill("#talks li input", "营收")
    page.keyboard.press("Enter")
    assert "营收" in page.locator("#talks li").inner_text()
    page.click("#talks li .b")
    with page.expect_download() as download:
        page.click("#talks .menu .b >> nth=1")
    text = download.value.path().read_text("utf-8")
    assert "# 营收" in text
    assert "/?doc=" in text
    page.click("#talks li .b")
    page.click("#talks .menu .b >> nth=3")
    assert page.locator("#talks li").count() == 0
    page.click("#toast .link")
    assert page.locator("#talks li").count() == 1


def test_a_citation_is_copied_with_its_place_and_link(server, visit, ask):
    """Copy of one citation: quote, headline, publication, line, and a link that opens the exact place."""
    page = visit(server.url, permissions=["clipboard-read", "clipboard-write"])
    turn = ask(page, QUESTION)
    turn.locator(".card .tools .b").first.click()
    page.wait_for_selector("#toast:not([hidden])")
    text = page.evaluate("navigator.clipboard.readText()")
    quote, place, link = text.split("\n")
    assert quote in turn.inner_text().replace(" [1]", "")
    assert "行" in place
    page = visit(link)
    assert marked(page) == "".join(quote.split())
