"""What a screen reader is given: names, announcements, and where the focus goes. Read from Chromium's accessibility tree."""

import re
from itertools import pairwise

import pytest

from benchmarks.shots import STATES

pytestmark = pytest.mark.browser

FACT, FOLLOWING = "华普生物在石家庄建设什么基地？", "它是什么时候落户的？"
NEAR, READINGS = "华普生物2019年的净利润是多少？", "石家庄市国际生物医药园占地多少万亩？"
NAMED = {
    "button",
    "link",
    "textbox",
    "searchbox",
    "heading",
    "region",
    "navigation",
    "complementary",
    "columnheader",
    "rowheader",
    "progressbar",
}
TORN = re.compile(r"[\u4e00-\u9fff]{1,2}( [\u4e00-\u9fff]{1,2}){3}")  # a headline read word by word
LISTEN = """() => {
    window.said = [];
    const region = document.querySelector('#heard');
    new MutationObserver(() => region.textContent && said.push(region.textContent.trim())).observe(region, {childList: true});
}"""
FOCUSED = "document.activeElement"


def tree(page):
    """What the accessibility tree holds, in order: role, name, level of each node that is not ignored."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}
    found, waiting = [], [nodes[0]["nodeId"]]
    while waiting:
        node = by_id[waiting.pop(0)]
        levels = [one["value"]["value"] for one in node.get("properties", []) if one["name"] == "level"]
        if not node.get("ignored"):
            found.append((node["role"]["value"], node.get("name", {}).get("value", ""), levels[0] if levels else 0))
        waiting = [*node.get("childIds", []), *waiting]
    return found


def heard(page):
    """What was announced since this was last called, once the page is at rest."""
    page.wait_for_timeout(300)
    return page.evaluate("said.splice(0)")


def test_an_answer_is_one_announcement(server, visit, ask):
    """An answer is told in one sentence with its citations counted; the conversation is no live region, and a restored one is silent."""
    page = visit(server.url)
    page.evaluate(LISTEN)
    told = []
    for question in (FACT, FOLLOWING, READINGS, NEAR, "你好"):
        ask(page, question)
        told.append([said for said in heard(page) if said != "正在查找"])  # said first where the machine is slow
    assert [len(one) for one in told] == [1] * 5
    assert told[0] == ["全球最大的CpG佐剂生产基地 1 处引文"]
    assert told[1] == ["去年8月 1 处引文"]
    assert told[2][0].startswith("原文说法不一")
    assert "2.8万亩 28万亩" in told[2][0]
    assert told[3][0].startswith("文库里没有能回答这个问题的原文。")
    assert told[4][0].startswith("你好，我是问据。")
    assert page.locator("#wj").locator("[aria-live], [role=status], [role=log], [role=alert]").count() == 1
    page.reload()
    page.wait_for_selector(".turn .refs")
    assert not page.locator("#heard").inner_text()


def test_a_lost_connection_is_said_once(server, visit):
    """However often it is tried again, the loss is announced once, and then that the connection is back."""
    page = visit(server.url, strict=False)
    page.evaluate(LISTEN)
    page.route("**/health", lambda route: route.abort())
    page.wait_for_selector("#banner:has-text('第 2 次')")
    assert [said for said in heard(page) if said.startswith("连接断开")] == ["连接断开，正在重试（第 1 次）。对话和草稿都还在。"]
    page.unroute("**/health")
    page.wait_for_selector("#banner", state="hidden")
    assert heard(page) == ["连接恢复了。"]


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_has_a_name_and_headings_have_an_order(server, visit, lang):
    """In every state each control has a name in the page's language, one h1 comes first, no level is left out, no headline is torn."""
    for state, reach in STATES.items():
        page = visit(f"{server.url}/?lang={lang}", strict=False, reduced_motion="reduce")
        page.wait_for_selector(".hello .ask")
        reach(page)
        nodes = tree(page)
        assert [node for node in nodes if node[0] in NAMED and not node[1].strip()] == [], state
        levels = [level for role, _, level in nodes if role == "heading"]
        assert levels[0] == 1, state
        assert levels.count(1) == 1, state
        assert all(after <= before + 1 for before, after in pairwise(levels)), (state, levels)
        assert [name for role, name, _ in nodes if role in {"link", "heading"} and TORN.search(name)] == [], state
        labels = [name for role, name, _ in nodes if role == "button"]
        assert any(name == {"zh": "设置", "en": "Settings"}[lang] for name in labels), state
        page.context.close()


def test_the_focus_never_falls_to_nowhere(server, visit, ask):
    """What is opened takes the focus, what is closed gives it back, and where what was focused is gone, its place has it."""
    page = visit(server.url)
    page.wait_for_selector(".hello .ask")
    page.locator(".hello .ask").first.press("Enter")  # a sample question disappears with the empty page
    page.wait_for_selector(".turn .refs")
    assert page.evaluate(f"{FOCUSED}.matches('.turn h2.q')")
    page.click("#b-lib")
    page.wait_for_selector("#library td")
    page.wait_for_load_state("networkidle")
    assert page.evaluate(f"{FOCUSED}.id") == "library-title"
    page.keyboard.press("Escape")
    assert page.evaluate(f"{FOCUSED}.id") == "b-lib"
    ask(page, FACT)
    ask(page, FOLLOWING)
    page.locator(".asked .b").first.press("Enter")
    assert page.evaluate(f"{FOCUSED}.matches('.asked input')")
    page.keyboard.press("Escape")
    assert page.evaluate(f"{FOCUSED}.matches('.asked .b')")
    page.locator(".asked .b").first.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_function("!document.querySelector('[aria-busy=true]')")
    assert page.evaluate(f"{FOCUSED}.matches('.turn h2.q')")
    page.click("#b-talks")
    page.click("#talks li .b >> nth=0")
    page.click("#talks .menu .b >> nth=3")
    assert page.evaluate(f"{FOCUSED}.matches('#talks input')")
