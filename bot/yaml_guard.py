"""YAML that cannot hurt: settings, prompts and lexicon files become plain values, with the line of every key.

PyYAML's `safe_load` builds whatever the file asks for: a 380-byte merge bomb takes 14 seconds, 50,000 "[" crash its C part,
a repeated key silently wins, `no` is False and 12:30:00 is 45000. So values are built here from the parser's events: at most
64 KB, no alias, anchor or tag, at most 20 deep, no key twice. Of a bare word only true, false, null, a decimal integer or
number is more than text (the core schema of YAML 1.2, less its octals and hexadecimals), and a key is always text.
"""

from __future__ import annotations

import math
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.errors import ConfigError, printable

MAX_BYTES = 64 * 1024
MAX_DEPTH = 20

_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{0,30})?|\.[0-9]{1,30})(?:[eE][-+]?[0-9]{1,3})?")


@dataclass(frozen=True, slots=True)
class Loaded:
    """The values of one file.

    value  the top mapping: dict, list, str, int, float, bool and None, nothing else; {} for an empty file
    lines  path of keys -> 1-based line; an item of a list has its number (from 0) as its key
    """

    path: Path
    value: dict[str, Any]
    lines: dict[tuple[str | int, ...], int] = field(default_factory=dict)

    def line(self, *keys: str | int) -> int:
        """The 1-based line at which a key stands; that of the nearest key above it where there is none, 1 at the top."""
        while keys and keys not in self.lines:
            keys = keys[:-1]
        return self.lines.get(keys, 1)

    def error(self, keys: tuple[str | int, ...], reason: str) -> ConfigError:
        """The error that names this file, the line and the key; `reason` says what is wrong and what to do."""
        return _error(self.path, self.line(*keys), keys, reason)


def load(path: Path, below: str | None = None) -> Loaded:
    r"""Read a YAML file whose top is a mapping, or, where `below` names a key, a list, which then stands below that key.

    Raises ConfigError, naming file, line and key.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "a.yaml")
    ...     _ = path.write_text("page:\n  port: 7860\n  open: no\n")
    ...     loaded = load(path)
    >>> loaded.value, loaded.line("page", "open")
    ({'page': {'port': 7860, 'open': 'no'}}, 3)
    """
    text = _text(path)
    lines: dict[tuple[str | int, ...], int] = {}
    try:
        events = iter(_checked(path, text))
        event = next(events, None)
        value = {} if event is None else _build(path, event, events, (), lines)
        extra = next(events, None)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be parsed"
        raise _error(path, mark.line + 1 if mark else 0, (), f"not valid YAML ({problem}); correct it and start again") from error
    if extra is not None:
        raise _error(path, extra.start_mark.line + 1, (), "a second document begins; keep one document in a file")
    if value is None:
        value = {}
    if below and isinstance(value, list):
        return Loaded(path, {below: value}, {(below, *keys): line for keys, line in lines.items()})
    if not isinstance(value, dict):
        raise _error(path, 1, (), "the top of the file must be `key: value` lines")
    return Loaded(path, value, lines)


def _text(path: Path) -> str:
    """The file's text: regular, at most 64 KB, UTF-8 with or without a byte-order mark."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise _error(path, 0, (), "not a regular file; name a YAML file")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _error(path, 0, (), f"cannot be read ({error.strerror}); check the name and the rights") from error
    if len(data) > MAX_BYTES:
        raise _error(path, 0, (), f"larger than {MAX_BYTES // 1024} KB; make it shorter or split it")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _error(path, data.count(b"\n", 0, error.start) + 1, (), "not UTF-8; save the file as UTF-8") from error


def _checked(path: Path, text: str) -> Iterator[Any]:
    """The parser's events that carry values, as soon as they come, each checked before anything is built from it."""
    depth = 0
    event: Any
    for event in yaml.parse(text, Loader=_PARSER):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _error(path, line, (), "anchors (&) and aliases (*) are not allowed; write the value out, or put it in quotes")
        if getattr(event, "tag", None):
            raise _error(path, line, (), "tags (!) are not allowed; remove the tag, or put the value in quotes")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _error(path, line, (), f"nested deeper than {MAX_DEPTH}; make it flatter")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent):
            yield event


def _build(path: Path, event: Any, events: Iterator[Any], keys: tuple[str | int, ...], lines: dict[tuple[str | int, ...], int]) -> Any:
    """The value that begins with this event; the lines of the keys below it go into `lines`."""
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event)
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Any] = []
        while not isinstance(item := next(events), yaml.SequenceEndEvent):
            place = (*keys, len(items))
            lines[place] = item.start_mark.line + 1
            items.append(_build(path, item, events, place, lines))
        return items
    mapping: dict[str, Any] = {}
    while not isinstance(key := next(events), yaml.MappingEndEvent):
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarEvent):
            raise _error(path, line, keys, "a key must be one word or text, not a list or mapping")
        place = (*keys, key.value)
        if key.value in mapping:
            raise _error(path, line, place, f"the key stands twice (first in line {lines[place]}); keep one of them")
        lines[place] = line
        mapping[key.value] = _build(path, next(events), events, place, lines)
    return mapping


def _scalar(event: Any) -> str | int | float | bool | None:
    """A value written without quotes may be more than text; see the head of this module."""
    text: str = event.value
    if not event.implicit[0]:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else text
    return text


def _error(path: Path, line: int, keys: tuple[str | int, ...], reason: str) -> ConfigError:
    """`file, line N, key 'a.b': what is wrong; nothing was changed; what to do`; line 0 and () leave their part out."""
    place = printable(str(path)) + (f", line {line}" if line else "")
    if keys:
        place += f", key {printable('.'.join(map(str, keys)))}"
    wrong, _, mend = reason.partition("; ")
    return ConfigError(f"{place}: {wrong}; nothing was changed" + (f"; {mend}" if mend else ""))
