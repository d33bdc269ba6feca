"""Do these two pieces belong together? Log-odds from their characters: above 0 speaks for one torn sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.layout import marks
from bot.layout.follows import begins_inside, goes_on, simplify

_STOPPED = re.compile(r"[。！？!?；;](?:[”’」』）)\]】》\"'\s]*)\Z|\.\.\.+[”’」』\"'\s]*\Z")
_TRAILING = re.compile(r"(?:…|——|[：:])[”’」』）)\]】》\"'\s]*\Z")
_QUOTED = re.compile(r"[”’」』\"']\Z")
_INSIDE = re.compile(r"[，、。；：！？”’」』）)\]】》,;:!?%％·的们]|(?:了|着|过)(?!解)")
# how paragraphs of a newspaper like to begin; a torn half seldom does
_OPENER = re.compile(
    r"[“‘「『]|据[^，]{0,12}(?:报道|介绍|悉|了解|统计|消息|称|透露|通报)|据悉|近日|近年|日前|目前|此外|另外|同时|随后|当天|当日|昨日|今日|今年|去年|明年|本报|记者|"
    r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日|以来|份|初|底|中旬|上旬|下旬)?|\d{4}年|一方面|另一方面|首先|其次|再次|最后|因此|然而|不过|但是?|对此|为此|如今|下一步|接下来|"
    r"\d{1,2}[、.．]|[(（][一二三四五六七八九十\d]{1,2}[)）]|摘要[:：]|为[^，。]{2,30}，|在[^，。]{1,20}(?:中|上|下|里|内|前|后|时|现场)，|[一二三四五六七八九十]是|第[一二三四五六七八九十]"
)
_DANGLING = re.compile(r"[，、,的和与及或将把被在对从向为是以并而且但让使使得由于“‘「『（(《【第约达近超]\Z")
_OPENS, _CLOSES = frozenset("“（(《「『【"), frozenset("”）)》」』】")


def clean_end(text: str) -> str:
    """The text without a continuation mark and a byline at its end: what its last character is looked up in."""
    for pattern in (marks.MARK_TAIL, marks.TAIL):
        found = pattern.search(text)
        if found and found.start():
            text = text[: found.start()]
    return text.rstrip()


def is_stopped(left: str) -> bool:
    """Whether the sentence ends here: never the left half of a torn one."""
    end = clean_end(left)
    return bool(_STOPPED.search(end)) or end != left.rstrip()


def ending(left: str) -> float:
    """Log-odds that a block's last sentence goes on elsewhere."""
    if is_stopped(left):
        return -20.0
    end = clean_end(left)
    if _TRAILING.search(end):
        return -6.0
    if _QUOTED.search(end):
        return 0.0
    score = 3.0
    if _DANGLING.search(end):
        score += 2.0
    if unclosed(end):
        score += 2.0
    return score


def is_dangling(text: str) -> bool:
    """Whether the last word of a text needs another after it (的, 和, 将, a comma)."""
    return bool(_DANGLING.search(text))


def is_opener(text: str) -> bool:
    """Whether a text begins as newspaper paragraphs like to (据悉, 近日, a date, a quotation)."""
    return bool(_OPENER.match(text))


def opening(right: str) -> float:
    """Log-odds that a block begins in mid-sentence, whatever stands before it."""
    if _INSIDE.match(right):
        return 4.0
    if _OPENER.match(right):
        return -2.5
    return 0.5 * begins_inside(right)


def seam(left: str, right: str, grams: frozenset[str] = frozenset()) -> float:
    """Log-odds that `right` goes on where `left` ends. `grams` are the page's own runs of four characters."""
    left, right = clean_end(left), right[:200]
    score = goes_on(left, right)
    if _INSIDE.match(right):
        score += 3.0
    elif _OPENER.match(right):
        score -= 1.5
    if unclosed(left):
        score += 1.5 if unopened(right) else -0.5
    elif unopened(right):
        score -= 1.0
    return score + _repeats(left, right, grams)


def unclosed(text: str) -> int:
    """How many quotation marks and brackets the text opens and does not close."""
    depth = 0
    for character in text:
        if character in _OPENS:
            depth += 1
        elif character in _CLOSES and depth:
            depth -= 1
    return depth


def unopened(text: str) -> int:
    """How many quotation marks and brackets the text closes and did not open."""
    depth = missing = 0
    for character in text:
        if character in _OPENS:
            depth += 1
        elif character in _CLOSES and depth:
            depth -= 1
        elif character in _CLOSES:
            missing += 1
    return missing


def page_grams(texts: Iterable[str]) -> frozenset[str]:
    """The runs of four characters of a page's blocks: a word cut in two at a seam is often printed whole elsewhere."""
    grams = set()
    for text in texts:
        plain = simplify(text)
        grams.update(plain[at : at + 4] for at in range(len(plain) - 3))
        grams.update(plain[at : at + 3] for at in range(len(plain) - 2))
    return frozenset(grams)


def _repeats(left: str, right: str, grams: frozenset[str]) -> float:
    end, head = simplify(left[-8:])[-3:], simplify(right[:8])[:3]
    runs = [end[-a:] + head[:b] for a, b in ((2, 2), (1, 3), (3, 1)) if len(end) >= a and len(head) >= b]
    hits = sum(run in grams for run in runs)
    if hits:
        return 2.0 + hits
    return 1.0 if end[-1:] + head[:2] in grams or end[-2:] + head[:1] in grams else 0.0
