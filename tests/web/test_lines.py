"""Chinese lines: none begins with a gap, and none breaks between a figure and its unit."""

import pytest

pytestmark = pytest.mark.browser

ASKED = ["电子信息产业总投资多少亿元？", "石家庄市国际生物医药园占地多少万亩？", "河北港口大宗货物绿色集疏港比例是多少？"]
WIDTHS = range(320, 700, 12)
# Of every line of quotes and headlines: its first character, how much wider that is than by itself, and what ends the line before.
BEGINNINGS = """() => {
    const canvas = document.createElement('canvas').getContext('2d');
    const found = [];
    for (const block of document.querySelectorAll('.quote, .short, .q, .card .t')) {
        const walk = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
        let before = null;
        for (let node = walk.nextNode(); node; node = walk.nextNode()) for (let at = 0; at < node.length; at += 1) {
            const range = new Range();
            range.setStart(node, at);
            range.setEnd(node, at + 1);
            const box = range.getBoundingClientRect();
            if (!box.width) continue;
            if (before && box.top > before.top + 14) {
                const shape = getComputedStyle(node.parentElement);
                canvas.font = `${shape.fontWeight} ${shape.fontSize} ${shape.fontFamily}`;
                found.push([node.data[at], box.width - canvas.measureText(node.data[at]).width, before.said]);
            }
            before = { top: box.top, said: node.data[at] };
        }
    }
    return found;
}"""


def test_no_line_begins_with_a_gap_or_breaks_within_a_figure(server, visit, ask):
    """At every width a line that begins with a figure begins with its digit, and a figure stays with its unit."""
    page = visit(server.url, width=390)
    for question in ASKED:
        ask(page, question)
    lines = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        lines += page.evaluate(BEGINNINGS)
    figures = [wider for first, wider, _ in lines if first.isascii() and first.isdigit()]
    assert len(figures) > 20  # it looked
    assert max(figures) < 1
    assert not [(before, first) for first, _, before in lines if before.isascii() and before.isdigit() and first in "亿万元年月日个%"]
