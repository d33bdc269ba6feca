"""How a text was read, for programs (the contract's JSON) and for people (coloured text)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot import layout, readers
from bot.errors import SourceError, printable
from bot.render import visible
from bot.schema import Article, Document

COLOURS = {"title": "1;34", "heading": "1;36", "byline": "32", "caption": "33", "mark": "2", "body": "0"}


def read(file: Path, limits: readers.Limits, encoding: str | None = None, data: bytes | None = None) -> tuple[str, str]:
    """The name of a file and its text, as it would be indexed; `data` is what came on standard input instead. Raises SourceError."""
    name = str(file)
    try:
        if data is not None:
            return name, readers.read_text(data, limits, encoding).text
        _check(file)
        return name, readers.read_file(file, file.parent, limits, encoding).text
    except SourceError as error:
        raise SourceError(f"{printable(name)}: {str(error).removeprefix(f'{printable(file.name)}: ')}") from error


def _check(file: Path) -> None:
    """Refuse what is no file of one text. Raises SourceError with the reason alone."""
    if not os.path.exists(file):  # noqa: PTH110 - Path.exists raises for a name too long
        raise SourceError("no such file; nothing was read; check the name")
    if file.is_dir():
        raise SourceError("a folder, not a file; nothing was read; name its files")
    if readers.holds_records(file):
        raise SourceError("holds a document on each line; nothing was read; save the text of one as .txt and inspect that")


def articles_of(text: str) -> tuple[Article, ...]:
    """The articles of a text."""
    return layout.read_page(text)


def layout_json(source: str, articles: Sequence[Article]) -> dict[str, Any]:
    """The contract's object for one file."""
    return {
        "source": source,
        "articles": [
            {
                "title": article.title,
                "byline": article.byline,
                "publication": article.publication,
                "paragraphs": [
                    {"kind": p.kind, "spans": [list(span) for span in p.spans], "section": p.section}
                    | ({"duplicate": True} if p.duplicate else {})
                    for p in article.paragraphs
                ],
            }
            for article in articles
        ],
    }


def layout_text(source: str, text: str, articles: Sequence[Article], *, colour: bool) -> str:
    """Articles and paragraphs, a line each, with kind, lines of the source and a red bar where a paragraph was torn."""
    document = Document(source, source, text, "")
    rows = [f"== {visible(source)}: {len(articles)} articles"]
    for article in articles:
        rows.append(f"\n-- {visible(article.title or '(no headline)')}")
        for p in article.paragraphs:
            lines = ",".join(str(document.line(span.start)) for span in p.spans)
            torn = "\x1b[31m⋮\x1b[0m" if colour else "⋮"
            body = torn.join(visible(document.quote([span])) for span in p.spans)
            kind = p.kind + (" again" if p.duplicate else "")
            rows.append(f"\x1b[{COLOURS[p.kind]}m{lines:>7} {kind:8}\x1b[0m {body}" if colour else f"{lines:>7} {kind:8} {body}")
    return "\n".join(rows)
