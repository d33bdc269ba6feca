"""Labelled blocks -> articles: which headline each paragraph stands under, in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.layout import marks
from bot.layout.blocks import Block
from bot.layout.flow import Label
from bot.layout.heads import Head
from bot.layout.kinds import Look
from bot.schema import Article, Kind, Paragraph, Span


@dataclass(slots=True)
class _Draft:
    """An article while its page is being read."""

    titles: list[int] = field(default_factory=list)
    bylines: list[str] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    section: str = ""
    bodies: int = 0


def assemble(
    blocks: Sequence[Block],
    looks: Sequence[Look],
    labels: Mapping[int, Label],
    kinds: Mapping[int, Head],
    joins: Mapping[int, int],
    copies: set[int],
) -> tuple[Article, ...]:
    """Articles of a page. `joins` maps a block that ends in mid-sentence to the one that goes on."""
    heads = {after: before for before, after in joins.items()}
    drafts: list[_Draft] = [_Draft()]
    home: dict[int, _Draft] = {}
    current = drafts[0]
    pending = False  # a headline group is open: no paragraph yet
    for at, block in enumerate(blocks):
        label = kinds.get(at) or labels.get(at)
        if at in heads:
            current = home.get(_head(at, heads), current)
            pending = False
            continue
        if label == "title" and not pending or (looks[at] == "mark" and marks.CONTINUES.match(block.text) and not pending):
            if current.bodies or current.titles:
                current = _Draft()
                drafts.append(current)
            pending = True
        elif label not in ("title", "byline", "heading", None):
            pending = False
        home[at] = current
        _place(current, at, block, label, looks[at], at in copies, _chain(at, joins))
        for part in _chain(at, joins):
            home[part] = current
        spans = tuple(Span(blocks[part].start, blocks[part].end) for part in _chain(at, joins))
        current.paragraphs[-1] = Paragraph(spans, current.paragraphs[-1].kind, current.paragraphs[-1].section, at in copies)
        if label == "byline":
            current.bylines.append(block.text)
    return tuple(_finish(draft, blocks) for draft in drafts if draft.paragraphs)


def _head(at: int, heads: Mapping[int, int]) -> int:
    seen = {at}
    while at in heads and heads[at] not in seen:
        at = heads[at]
        seen.add(at)
    return at


def _chain(at: int, joins: Mapping[int, int]) -> list[int]:
    chain = [at]
    while chain[-1] in joins and joins[chain[-1]] not in chain:
        chain.append(joins[chain[-1]])
    return chain


def _place(draft: _Draft, at: int, block: Block, label: Label | Head | None, kind: Look, copy: bool, chain: Iterable[int]) -> None:
    """Add the block to its article as a paragraph of the right kind."""
    shown: Kind = "body"
    if label is None:
        shown = "caption" if kind == "caption" else "mark" if kind == "mark" else "body"
    elif label == "title":
        shown = "title"
        draft.titles.append(at)
    elif label == "heading":
        shown = "heading"
        draft.section = headline(block.text)
    elif label == "byline":
        shown = "byline"
    else:
        draft.bodies += not copy
    section = "" if shown in ("title", "byline") else draft.section
    draft.paragraphs.append(Paragraph((Span(block.start, block.end),), shown, section, copy))


def headline(text: str) -> str:
    """A headline or section title as printed, on one line, without # and ornament."""
    text = marks.HASH.sub("", text, count=1).lstrip(marks.ORNAMENTS + " \u3000")
    return " ".join(text.split())


def _finish(draft: _Draft, blocks: Sequence[Block]) -> Article:
    title = " ".join(headline(blocks[at].text) for at in draft.titles) or None
    bodies = [blocks_text(paragraph, blocks) for paragraph in draft.paragraphs if paragraph.kind == "body" and not paragraph.duplicate]
    bylines = list(draft.bylines)
    for text in bodies:
        found = marks.LEAD.match(text) or marks.TAIL.search(text)
        if found:
            bylines.append(found.group().strip())
    byline = " ".join(dict.fromkeys(bylines)) or None
    paper = marks.PUBLICATION.search(byline) if byline else None
    dated = next((found for text in bodies if (found := marks.DATELINE.search(text[:80]))), None)
    return Article(title, byline, paper.group() if paper else None, dated["date"] if dated else None, tuple(draft.paragraphs))


def blocks_text(paragraph: Paragraph, blocks: Sequence[Block]) -> str:
    """The characters of a paragraph's spans, without the seams."""
    starts = {block.start: block for block in blocks}
    return "".join(starts[span.start].text for span in paragraph.spans)
