"""What a Word file's styles make of a paragraph: a heading, an item of a numbered list.

Word writes the numbers of headings and lists (第一章, 一、, 1.2) itself; they stand nowhere in the text, so they are counted here as
Word counts them: a reader sees 第三条 and asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from docx.oxml.ns import qn

T = TypeVar("T")

_HEADING_STYLE = re.compile(r"(?:heading|标题) ?([1-9])", re.IGNORECASE)
_TITLE_STYLES = frozenset({"title", "标题"})
_DIGITS = "零一二三四五六七八九"
_LEGAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_CHINESE = frozenset({"chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand", "japaneseCounting"})
_LISTED = {
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
    "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
}
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def value(element: Any, path: str) -> str:
    """The w:val of the first element at a path of w: names, "" for none."""
    found = element.find("/".join(qn(name) for name in path.split("/")))
    return (found.get(qn("w:val")) or "") if found is not None else ""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: where it starts, how it counts, what it writes ("第%1条"); `plain`: higher numbers in digits."""

    start: int
    form: str
    text: str
    plain: bool


@dataclass(slots=True)
class Styles:
    """Headings and numbers of one document. Paragraphs are asked for in order, because the lists count.

    headings  style id -> level; below a title (a paragraph in the style "Title") one deeper
    lists     style id -> (list, level) of a style that numbers its paragraphs
    levels    list -> its levels; a list is a w:numId
    kinds     list -> the abstract list whose count it shares
    """

    headings: dict[str, int]
    lists: dict[str, tuple[str, int]]
    levels: dict[str, dict[int, Level]]
    kinds: dict[str, str]
    restarts: dict[tuple[str, int], int]
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def heading(self, paragraph: Any) -> int:
        """The heading level of a paragraph: its own outline level, else its style's; 0 for body text."""
        outline = value(paragraph, "w:pPr/w:outlineLvl")
        if outline.isdigit():
            return int(outline) + 1 if int(outline) < 9 else 0
        return self.headings.get(value(paragraph, "w:pPr/w:pStyle"), 0)

    def number(self, paragraph: Any) -> str:
        """What Word writes before a paragraph: "第三条 ", "1.2 ", "- " for a bullet; "" for nothing."""
        listed, depth = self.lists.get(value(paragraph, "w:pPr/w:pStyle"), ("", 0))
        listed = value(paragraph, "w:pPr/w:numPr/w:numId") or listed
        depth = _whole(value(paragraph, "w:pPr/w:numPr/w:ilvl"), depth)
        level = self.levels.get(listed, {}).get(depth)
        if level is None or level.form == "none":
            return ""
        if level.form == "bullet":
            return "- "
        counts = self.counts.setdefault(self.kinds[listed], {})
        start = self.restarts.pop((listed, depth), None)
        counts[depth] = start if start is not None else counts.get(depth, level.start - 1) + 1
        for deeper in [at for at in counts if at > depth]:
            del counts[deeper]
        label = re.sub(r"%([1-9])", lambda match: self._counted(listed, int(match[1]) - 1, level), level.text)
        return label + ("" if not label or label[-1] in "、）。，：》】" else " ")

    def _counted(self, listed: str, depth: int, inside: Level) -> str:
        """The number of a level of a list as it is written inside the label of a level."""
        level = self.levels[listed].get(depth)
        if level is None:
            return ""
        count = self.counts[self.kinds[listed]].get(depth, level.start)
        return str(count) if inside.plain else numeral(count, level.form)


def styles_of(document: Any) -> Styles:
    """The styles and lists of a document that python-docx has opened."""
    own: dict[str, int] = {}
    based: dict[str, str] = {}
    titles: set[str] = set()
    numbered: dict[str, tuple[str, int]] = {}
    for style in document.styles.element.iterfind(qn("w:style")):
        identity, name, outline = style.get(qn("w:styleId")) or "", value(style, "w:name").strip(), value(style, "w:pPr/w:outlineLvl")
        based[identity] = value(style, "w:basedOn")
        if match := _HEADING_STYLE.fullmatch(name):
            own[identity] = int(match[1])
        elif name.lower() in _TITLE_STYLES:
            own[identity] = 0
            titles.add(identity)
        elif outline.isdigit():
            own[identity] = int(outline) + 1 if int(outline) < 9 else -1
        if value(style, "w:pPr/w:numPr/w:numId"):
            numbered[identity] = value(style, "w:pPr/w:numPr/w:numId"), _whole(value(style, "w:pPr/w:numPr/w:ilvl"), 0)
    titled = any(style.get(qn("w:val")) in titles for style in document.element.body.iter(qn("w:pStyle")))
    found = {identity: level for identity in based if (level := _inherited(identity, own, based)) is not None}
    headings = {identity: level + titled if level else 1 for identity, level in found.items() if level >= 0}
    lists = {identity: listed for identity in based if (listed := _inherited(identity, numbered, based))}
    return Styles(headings, lists, *_lists(document))


def _inherited(identity: str, own: Mapping[str, T], based: Mapping[str, str]) -> T | None:
    """What a style or its nearest ancestor has. Files exist whose styles go in a circle."""
    for _ in range(20):
        if identity in own:
            return own[identity]
        identity = based.get(identity, "")
    return None


def _lists(document: Any) -> tuple[dict[str, dict[int, Level]], dict[str, str], dict[tuple[str, int], int]]:
    """The lists of the numbering part: levels, kinds and restarts as in `Styles`."""
    parts = [relation.target_part for relation in document.part.rels.values() if relation.reltype.endswith("/numbering")]
    if not parts:
        return {}, {}, {}
    root = parts[0].element
    abstract: dict[str, dict[int, Level]] = {}
    for kind in root.iterfind(qn("w:abstractNum")):
        abstract[kind.get(qn("w:abstractNumId")) or ""] = {
            _whole(level.get(qn("w:ilvl")), 0): _level(level) for level in kind.iterfind(qn("w:lvl"))
        }
    kinds = {listed.get(qn("w:numId")) or "": value(listed, "w:abstractNumId") for listed in root.iterfind(qn("w:num"))}
    restarts = {
        (listed.get(qn("w:numId")) or "", _whole(change.get(qn("w:ilvl")), 0)): _whole(value(change, "w:startOverride"), 1)
        for listed in root.iterfind(qn("w:num"))
        for change in listed.iterfind(qn("w:lvlOverride"))
        if change.find(qn("w:startOverride")) is not None
    }
    return {listed: abstract.get(kind, {}) for listed, kind in kinds.items()}, kinds, restarts


def _level(level: Any) -> Level:
    plain = level.find(qn("w:isLgl")) is not None
    return Level(_whole(value(level, "w:start"), 1), value(level, "w:numFmt"), value(level, "w:lvlText"), plain)


def numeral(count: int, form: str) -> str:
    """A number as Word writes it in one of its forms; digits for a form that isn't known here.

    >>> numeral(3, "chineseCounting"), numeral(21, "chineseCountingThousand"), numeral(4, "upperRoman")
    ('三', '二十一', 'IV')
    """
    if form in _CHINESE:
        return _chinese(count)
    if form == "chineseLegalSimplified":
        return _chinese(count).translate(_LEGAL)
    signs = _LISTED.get(form, "")
    if 0 < count <= len(signs):
        return signs[count - 1]
    if form in {"lowerRoman", "upperRoman"} and 0 < count < 4000:
        roman, rest = "", count
        for size, sign in _ROMAN:
            roman += sign * (rest // size)
            rest %= size
        return roman.upper() if form == "upperRoman" else roman
    return f"{count:02}" if form == "decimalZero" else str(count)


def _chinese(count: int) -> str:
    """A number below 10,000 in Chinese numerals; in digits above."""
    if not 0 < count < 10_000:
        return str(count) if count else "零"
    text = ""
    for unit, digit in zip(("千", "百", "十", ""), map(int, f"{count:04}"), strict=True):
        text += _DIGITS[digit] + unit if digit else "零"
    text = re.sub("零+", "零", text).strip("零")
    return text.removeprefix("一") if text.startswith("一十") else text


def _whole(text: str | None, otherwise: int) -> int:
    """A small number as written in an attribute."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else otherwise
