"""Blocks of text that an extracting reader writes: paragraphs between blank lines, headings as `# heading`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.errors import SourceError
from bot.readers.values import Limits

_CJK = r"\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
_BREAK_IN_CJK = re.compile(rf"(?<=[{_CJK}])[ \t\r\f]*\n\s*(?=[{_CJK}])")
_HEADING_MARK = re.compile(r"#{1,6} ")
_INDENT = re.compile(r"[ \t\r\n\f]*[\u3000\u00a0\u2003]")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def one_line(text: str) -> str:
    """Running text as one line: white space is one space, or nothing where a line break stands between CJK characters."""
    return _SPACES.sub(" ", _BREAK_IN_CJK.sub("", _INVISIBLE.sub("", text))).strip()


def broken(text: str) -> list[str]:
    r"""Running text whose line breaks are "\v", as blocks: an empty line, or one that is indented, begins a new one.

    >>> broken("一\v二\v\v三\v　　四")
    ['一\n二', '三', '四']
    """
    blocks: list[list[str]] = []
    begins = True
    for part in text.split("\v"):
        line = one_line(part)
        if line and (begins or _INDENT.match(part)):
            blocks.append([])
        if line:
            blocks[-1].append(line)
        begins = not line
    return ["\n".join(lines) for lines in blocks]


def heading(level: int, text: str) -> str:
    """A heading of level 1 to 6 in Markdown."""
    return f"{'#' * min(max(level, 1), 6)} {text}"


def inline(blocks: Iterable[str]) -> str:
    """Blocks on one line, as in a table's cell, without the marks of headings."""
    return " ".join(_HEADING_MARK.sub("", block, count=1) if block.startswith("#") else block for block in blocks if block.strip())


def join(blocks: list[str], limits: Limits) -> str:
    """The text of blocks, a blank line between them. Raises SourceError where there is none, or too much."""
    text = "\n\n".join(block for block in blocks if block.strip())
    if not text:
        raise SourceError("holds no text; write it, or remove the file")
    return checked(clean(text) + "\n", limits)


def clean(text: str) -> str:
    """Text that can be stored: halves of pairs joined or, like NUL, replaced by U+FFFD."""
    text = text.replace("\0", "\ufffd")
    if text.isascii() or not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def checked(text: str, limits: Limits) -> str:
    """The text, if it is not longer than the limit."""
    if len(text) > limits.text_characters:
        raise SourceError(f"holds more than {limits.text_characters:,} characters; split it, or raise limit_characters")
    return text
