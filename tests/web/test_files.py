"""The page's own files and Gradio's: named from the start, packed, kept."""

import re

import httpx
import pytest

from bot.web import files


def test_our_files_are_kept_for_good_under_an_address_of_their_content(server):
    """The page names them with their version; that address may be kept for ever, the one without it is looked at again."""
    html = httpx.get(server.url + "/").text
    (sheet,) = re.findall(r'rel="stylesheet" href="(/page/[^"]+\.css)"', html)
    kept = httpx.get(server.url + sheet)
    assert "immutable" in kept.headers["cache-control"]
    assert kept.headers["content-encoding"] == "gzip"
    looked = httpx.get(server.url + "/page/page.css")
    assert looked.headers["cache-control"] == "no-cache"
    assert looked.text == kept.text
    assert httpx.get(server.url + "/page/page.css", headers={"if-none-match": looked.headers["etag"]}).status_code == 304


def test_what_a_browser_cannot_unpack_is_sent_plain(server):
    """Without gzip among what it accepts a browser gets the bytes themselves."""
    plain = httpx.get(server.url + "/page/js/main.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == files.own()["js/main.js"].plain


def test_a_build_that_lists_its_files_otherwise_is_only_slower(tmp_path):
    """Where Gradio's build cannot be read, nothing of it is named, and ours is."""
    (tmp_path / "index-1.js").write_text("import('./other.js')")
    assert files.gradios(tmp_path, frozenset({"html"})) == []
    assert "/js/main.js" in files.head(tmp_path, frozenset({"html"}))


@pytest.mark.browser
def test_every_script_of_the_page_is_named_from_the_start(server, chromium):
    """No script is found out about only by running another: that would cost one more wait each time."""
    page = chromium.new_page()
    page.goto(server.url)
    page.wait_for_selector(".hello .ask")
    fetched = page.evaluate("performance.getEntriesByType('resource').map(one => new URL(one.name).pathname)")
    named = set(re.findall(r'(?:href|src)="\.?(/[^"]+\.js)"', httpx.get(server.url + "/").text))
    assert [path for path in fetched if path.endswith(".js") and path.startswith(("/assets/", "/page/")) and path not in named] == []
    page.close()
