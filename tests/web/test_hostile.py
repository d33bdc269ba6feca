"""Nothing hostile in a text, a title, a file name or a question runs or fetches; it is shown as it stands."""

import json

import pytest

pytestmark = pytest.mark.browser

EVIL = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    "<img src=http://outside.example/a.png>",
    "![p](http://outside.example/b.png)",
    "[l](javascript:alert(3))",
    "<a href=javascript:alert(4)>y</a>",
    "<style>*{display:none}</style>",
    "<svg onload=alert(5)>",
    "<form action=http://outside.example><input autofocus onfocus=alert(6)>",
    "<video src=http://outside.example/c.mp4 autoplay>",
    "<iframe srcdoc='<script>alert(7)</script>'>",
    "<link rel=stylesheet href=http://outside.example/d.css>",
    "$$\\href{javascript:alert(8)}{z}$$",
    "&lt;b&gt;bold&lt;/b&gt;",
    "${alert(9)} {{alert(10)}}",
    "</script><script>alert(11)</script>",
    "'\"><img src=x onerror=alert(12)>",
]
TOPIC = "琉璃瓦的颜色"
SHORT = ["<b>渠</b>", "<s>路</s>", "<i/>树"]  # short enough for a headline that becomes a question
ACTIVE = ":is(script, img, iframe, video, style, link, s, svg:not(.i))"


@pytest.fixture(scope="module")
def hostile(serving, tmp_path_factory):
    """A server over documents whose every part is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    texts = [f"{TOPIC}第{at}种是蓝色，写作{evil}，记住了。" for at, evil in enumerate(EVIL)]
    rows = [{"id": f"{evil}", "title": f"{TOPIC}{evil}", "text": text} for evil, text in zip(EVIL, texts, strict=True)]
    (folder / "a.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    (folder / "<img src=x onerror=alert(13)>&quot;.txt").write_text(f"# {TOPIC}<b onclick=alert(1)>\n\n" + "\n\n".join(texts), "utf-8")
    (folder / "<svg onload=alert(14)>.pdf").write_bytes(b"no pdf")
    heads = [f"# 推动{evil}建设" for evil in SHORT]
    (folder / "heads.md").write_text("\n\n".join(f"{head}\n\n{head[4:]}要靠大家，先修路，再种树，还要修渠。" for head in heads), "utf-8")
    (folder / "bidi.txt").write_text("# 青砖\n\n青砖的\u202e颜色\u2066是灰\x07色的，\u2029不是红色。", "utf-8")
    return serving(sources=folder)


@pytest.mark.parametrize("at", range(len(EVIL)))
def test_hostile_text_is_shown_literally(hostile, visit, ask, at):
    """Question, quote, title, file name and source: the characters stand there, nothing runs, nothing is fetched (see `visit`)."""
    page = visit(hostile.url)
    turn = ask(page, f"{TOPIC}第{at}种{EVIL[at]}是什么颜色？")
    assert EVIL[at] in turn.locator(".q").inner_text()
    assert turn.locator("script, img, iframe, video, form, style, link, .said svg:not(.i)").count() == 0
    if turn.locator(".quote .cite").count():
        turn.locator(".quote .cite").first.click()
        page.wait_for_selector("#src mark")
        assert page.locator("#src :is(script, img, iframe, video, form, style, link)").count() == 0
    page.click("#b-lib")
    page.wait_for_selector("#library td")
    assert page.locator("#library :is(script, img, iframe, video, form, style)").count() == 0
    assert page.evaluate("[...document.querySelectorAll('#wj *')].every(e => ![...e.attributes].some(a => a.name.startsWith('on')))")


def test_quotes_hold_the_hostile_characters(hostile, visit, ask):
    """A quote with markup in it is a slice like any other."""
    turn = ask(visit(hostile.url), f"{TOPIC}第1种是什么颜色？")
    assert EVIL[1] in turn.inner_text()


def test_characters_that_hide_something_do_not_reach_the_page(hostile, visit, ask):
    """Direction overrides and control characters are taken out of what is shown."""
    page = visit(hostile.url)
    turn = ask(page, "青砖\u202e是什么颜色？")
    shown = turn.inner_text()
    assert "灰" in shown
    assert not set(shown) & set("\u202e\u2066\x07")


def test_a_hostile_store_in_the_browser_is_ignored(hostile, visit):
    """What somebody put into localStorage is checked before it is drawn."""
    page = visit(hostile.url)
    evil = "<img src=x onerror=alert(1)>"
    good = {"id": "b", "title": evil, "turns": [{"question": evil, "view": None}], "updated": 1}
    for key, value in {"talks": [{"id": 1}, None, {"id": "a", "turns": 5}, good], "theme": '"><script>', "lang": "__proto__"}.items():
        page.evaluate(
            "([key, value]) => localStorage.setItem(key, value)", [f"wj-{key}", value if isinstance(value, str) else json.dumps(value)]
        )
    page.reload()
    page.wait_for_selector("[data-ready]")
    page.click("#b-talks")
    assert page.locator("#talks li").count() == 1


def test_suggestions_titles_toasts_and_reasons_are_text(hostile, visit, ask):
    """What could be asked next, the title of a conversation, what a toast says and why a file was left out: shown as they stand."""
    page = visit(hostile.url, strict=False)
    ask(page, "推动<s>路</s>建设，先修什么？")
    page.wait_for_selector(".turn .next .ask")
    assert "<" in "".join(page.locator(".turn .next .ask").all_inner_texts())
    assert page.locator(f".turn .next {ACTIVE}").count() == 0
    page.click("#b-talks")
    page.wait_for_selector("#talks li")
    assert "<s>路" in page.locator("#talks li").inner_text()
    page.click("#talks li .b")
    assert page.locator(f"#talks {ACTIVE}").count() == 0
    page.click("#b-lib")
    page.wait_for_selector("#library .left")
    assert "<svg onload=alert(14)>.pdf" in page.locator("#library .left").inner_text()
    assert page.locator("#library svg:not(.i), #library [onload]").count() == 0
    page.route("**/api/feedback", lambda route: route.fulfill(status=400, json={"error": EVIL[1], "code": "none"}))
    page.click("#b-lib")
    turn = ask(page, f"{TOPIC}第1种是什么颜色？")
    turn.locator(".acts [aria-pressed]").first.click()
    page.wait_for_selector("#toast:not([hidden])")
    assert EVIL[1] in page.locator("#toast").inner_text()
    assert page.locator("#toast img").count() == 0


LONG = "很长的标题" * 60
WIDE = """() => [...document.querySelectorAll('#wj *')].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width && box.right > innerWidth + 1 && !one.closest('.sr, .skip');
}).map(one => one.className + ' ' + one.textContent.slice(0, 20))"""


@pytest.fixture(scope="module")
def endless(serving, tmp_path_factory):
    """A server over texts, titles and names that have no place to break, or one that a name should not have."""
    folder = tmp_path_factory.mktemp("endless")
    (folder / "a\nb\u202etxt.exe.txt").write_text(f"# 渠首\n\n渠首工程总投资达到28亿元，写作{'A' * 10_000}，建成于2019年。\n", "utf-8")
    (folder / ("长" * 80 + ".txt")).write_text(f"# {LONG}\n\n长桥的长度达到{'9' * 200}米，{'字' * 9_000}。\n", "utf-8")
    (folder / "url.md").write_text(
        f"# 网址 https://example.org/{'a/' * 300}\n\n水库的网址是https://example.org/{'b' * 3000}，不收门票。\n", "utf-8"
    )
    return serving(sources=folder)


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_window(endless, visit, ask, width):
    """Words of 10,000 characters, long titles and file names with a line break neither widen the page nor cover what is clicked."""
    page = visit(endless.url, width=width, reduced_motion="reduce")
    page.wait_for_selector(".hello .ask")
    wide = page.evaluate(WIDE)
    for question in ("渠首工程总投资是多少？", "长桥的长度是多少？", "水库的网址是什么？", "W" * 1900):
        turn = ask(page, question)
        wide += page.evaluate(WIDE)
        if turn.locator(".cite").count():
            turn.locator(".cite").first.hover()
            wide += page.evaluate(WIDE)
            turn.locator(".cite").first.click()
            page.wait_for_selector("#src mark")
            head = page.locator("#src header").bounding_box()
            assert head is not None
            assert head["height"] < 120
            wide += page.evaluate(WIDE)
            page.keyboard.press("Escape")
            page.wait_for_selector("#src", state="hidden")
    page.click("#b-lib")
    page.wait_for_selector("#library td")
    assert "\u202e" not in page.locator("#library").inner_text()
    page.click("#b-talks")
    wide += page.evaluate(WIDE)
    assert wide == []
