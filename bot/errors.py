"""The one error tree.

    BotError                 anything this program says on purpose: one line for the reader, an exit code, a contract code
    ├── ConfigError          2  a setting, a prompts or lexicon file, a usage
    ├── SourceError          2  a folder or file of documents
    ├── QuestionError        2  a question or query that cannot be used
    ├── StoreError           3  the index on disk: cannot be written
    │   ├── NoIndex          4  there is none
    │   ├── DamagedIndex     5  bytes are not what was written
    │   └── OtherFormat      6  written by another version or tokeniser
    └── EngineError          7  the search engine is out of reach

Every message is one line: what, where, what state remains, what to do. `str(error)` is that line.
"""

from __future__ import annotations


class BotError(Exception):
    """Base of all errors that a person is shown. `code` names the kind over HTTP and in batch lines."""

    exit_code = 2
    code = "error"

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))


class ConfigError(BotError):
    """A setting, an option, a prompts or lexicon file is wrong."""

    code = "config"


class SourceError(BotError):
    """A folder or file of documents cannot be used."""

    code = "source"


class QuestionError(BotError):
    """A question or query cannot be used: empty, too long, not text."""

    code = "question"


class StoreError(BotError):
    """The index on disk cannot be written."""

    exit_code = 3
    code = "store"


class NoIndex(StoreError):
    """There is no index at the place that was named."""

    exit_code = 4
    code = "no_index"


class DamagedIndex(StoreError):
    """A byte of the index is not what was written."""

    exit_code = 5
    code = "damaged_index"


class OtherFormat(StoreError):
    """The index was written in another format, or cut by another tokeniser."""

    exit_code = 6
    code = "other_format"


class EngineError(BotError):
    """The search engine does not answer, or answered something that is not an answer."""

    exit_code = 7
    code = "engine"


def printable(name: str) -> str:
    r"""A file's name or another foreign text as one line shows it: in quotes and escaped when it holds anything but plain characters.

    Line breaks, control and bidirectional marks, quotes and invisible characters become escapes; a byte of a name that is no
    UTF-8 (a surrogate in Python) becomes `\xff`. Nothing is cut off, so two names never look the same.

    >>> print(printable("年报.txt"), printable("a\nb"), printable("\u202etxt.exe"))
    年报.txt "a\nb" "\u202etxt.exe"
    """
    if name and name.isprintable() and name == name.strip() and not any(c in name for c in "\"'`\\"):
        return name
    return '"' + "".join(_escaped(c) for c in name) + '"'


_SHORT_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}


def _escaped(character: str) -> str:
    """One character, itself or as an escape."""
    if character in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[character]
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if character.isprintable():
        return character
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
