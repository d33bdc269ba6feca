"""What the characters at a seam say: how a block ends, how the next begins, what the page prints elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.layout import marks
from bot.layout.follows import simplify

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
        tail = text[-120:]
        found = pattern.search(tail)
        if found and (found.start() or len(text) > len(tail)):
            text = text[: len(text) - len(tail) + found.start()]
    return text.rstrip()


def signature(text: str) -> re.Match[str] | None:
    """The names in brackets at the end of a text."""
    return marks.TAIL.search(text[-90:]) if text[-1:] in ")）" else None


def is_stopped(left: str) -> bool:
    """Whether the sentence ends here: never the left half of a torn one."""
    end = clean_end(left)
    return bool(_STOPPED.search(end[-12:])) or end != left.rstrip()


def is_trailing(left: str) -> bool:
    """Whether the text ends in ——, …… or a colon: seldom the left half of a torn one."""
    return bool(_TRAILING.search(left[-12:]))


def is_quoted(left: str) -> bool:
    """Whether the text ends in a closing quotation mark."""
    return bool(_QUOTED.search(left[-1:]))


def is_dangling(left: str) -> bool:
    """Whether the last word of a text needs another after it (的, 和, 将, a comma)."""
    return bool(_DANGLING.search(left[-2:]))


def is_opener(right: str) -> bool:
    """Whether a text begins as newspaper paragraphs like to (据悉, 近日, a date, a quotation)."""
    return bool(_OPENER.match(right))


def is_inside(right: str) -> bool:
    """Whether a text begins with what never begins a sentence: a comma, a closing bracket, 的, 了."""
    return bool(_INSIDE.match(right))


def breaks_off(left: str) -> bool:
    """Whether a text ends as a left half may: with no stop, nothing trailing, no closing quotation mark."""
    end = clean_end(left)
    return not (is_stopped(left) or is_trailing(end) or is_quoted(end))


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
    """The runs of three and four characters of a page's blocks: a word cut in two is often printed whole elsewhere."""
    grams: set[str] = set()
    for text in texts:
        plain = simplify(text)
        grams.update(plain[at : at + 4] for at in range(len(plain) - 3))
        grams.update(plain[at : at + 3] for at in range(len(plain) - 2))
    return frozenset(grams)


def repeats(left: str, right: str, grams: frozenset[str]) -> tuple[int, int]:
    """How many runs of four, and if none how many of three, characters over the seam the page prints elsewhere."""
    end, head = simplify(left[-8:])[-3:], simplify(right[:8])[:3]
    runs = [end[-a:] + head[:b] for a, b in ((2, 2), (1, 3), (3, 1)) if len(end) >= a and len(head) >= b]
    long = sum(run in grams for run in runs)
    return (long, 0) if long else (0, (end[-1:] + head[:2] in grams) + (end[-2:] + head[:1] in grams))
