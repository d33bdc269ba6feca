"""A sealed file: tables of checked blocks, written once and read block by block.

    header | block, block, ... | directory | footer

A block belongs to one table. *Rows* are JSON values by position, some thousand bytes of them packed and compressed in a
block. *Keys* are sorted strings with an integer each, a line a key, packed in blocks too and searched as bytes. *Pieces* are
bytes by position, each read on its own, not compressed. What else there is
(`tallies`) are blocks of bytes by position. The directory says for every table where its blocks are, what each
begins with and its CRC-32 (a piece brings its own), so a flipped bit anywhere is found by the read that meets it, and memory
holds the directory and eight bytes a piece, whatever the size of the file.
"""

from __future__ import annotations

import json
import struct
import sys
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from bot.store.files import NewFile, OldFile, damaged

_HEADER = b"wenju segment 3\n"
_FOOTER = struct.Struct("<QQI12s")
_END = b"segment end\n"
_CRC = struct.Struct("<I")
_WHOLE = 0x2144DF1C  # the CRC-32 of whatever ends in its own CRC-32
_DENSE = b"\xff"  # UTF-8 has no such byte
_PLAIN = b"\xfe"  # what is compressed does not begin with it
_VERY_LONG = 1 << 18  # characters
_BLOCK = 1024  # characters: what a question reads it unpacks, some forty blocks
_PIECES = 256  # in a block
_CACHED = 512  # blocks of a table that memory holds
_SMALL = 1 << 16  # bytes: of longer blocks, each of one long text, only the last few are held
_LONG_CACHED = 2

_AS_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

Json = Any  # a JSON value: rows are read and written by position, by `segment` alone


@dataclass(slots=True)
class _Waiting:
    """Rows of a table that wait to be packed.

    most   characters that make a block
    texts  the rows that wait, as JSON
    size   of them, in characters
    count  rows of the table so far
    """

    most: int
    texts: list[str] = field(default_factory=list)
    size: int = 0
    count: int = 0


class TableWriter:
    """Writes one sealed file. Rows may be appended to several tables in turn; keys come sorted, a table at a time."""

    def __init__(self, path: Path, block_sizes: Mapping[str, int] | None = None) -> None:
        self._block_sizes = block_sizes or {}
        self._file = NewFile(path)
        self._file.write(_HEADER)
        self._rows: dict[str, _Waiting] = {}
        self._tables: dict[str, dict[str, Any]] = {}
        self._pieces: dict[str, list[bytes]] = {}

    def append(self, table: str, row: Json) -> int:
        """Add a JSON value to a table of rows; returns its position."""
        return self.append_text(table, as_json(row))

    def append_text(self, table: str, text: str) -> int:
        """Add a value that is JSON already."""
        rows = self._rows.get(table) or self._begun(table)
        rows.texts.append(text)
        rows.size += len(text)
        rows.count += 1
        if rows.size >= rows.most:
            self._flush(table, rows)
        return rows.count - 1

    def _begun(self, table: str) -> _Waiting:
        self._tables[table] = {"rows": 0, "first": array("Q"), **_blocks()}
        self._rows[table] = rows = _Waiting(self._block_sizes.get(table, _BLOCK))
        return rows

    def _flush(self, table: str, rows: _Waiting) -> None:
        """Pack the waiting rows of a table into one block."""
        if rows.texts:
            self._block(self._tables[table], rows.count - len(rows.texts), _packed("[" + ",".join(rows.texts) + "]"))
            rows.texts.clear()
            rows.size = 0

    def _block(self, entry: dict[str, Any], first: int | str, content: bytes) -> None:
        entry["first"].append(first)
        self._put(entry, content)

    def _put(self, entry: dict[str, Any], content: bytes) -> None:
        entry["begin"].append(self._file.write(content))
        entry["length"].append(len(content))
        entry["crc"].append(zlib.crc32(content))

    def piece(self, table: str, content: bytes) -> None:
        """Add bytes to a table of pieces."""
        waiting = self._pieces.setdefault(table, [])
        waiting.append(content + _CRC.pack(zlib.crc32(content)))
        if len(waiting) == _PIECES:
            self._flush_pieces(table)

    def _flush_pieces(self, table: str) -> None:
        entry = self._tables.setdefault(table, _blocks())
        waiting = self._pieces.pop(table)
        entry["length"].extend(map(len, waiting))
        entry["begin"].append(self._file.write(b"".join(waiting)))

    def keys(self, table: str, items: Iterable[tuple[str, int]]) -> None:
        """Write a table of keys. They must come sorted by their UTF-8 bytes, each once, without line break or tab."""
        entry: dict[str, Any] = {"keys": 0, "first": [], **_blocks()}
        self._tables[table] = entry
        lines: list[str] = []
        size = 0
        first = ""
        for key, number in items:
            if not lines:
                first = key
            lines.append(f"{key}\t{number}\n")
            size += len(lines[-1])
            entry["keys"] += 1
            if size >= _BLOCK:
                self._block(entry, first, zlib.compress(_encode("\n" + "".join(lines)), 6))
                lines, size = [], 0
        if lines:
            self._block(entry, first, zlib.compress(_encode("\n" + "".join(lines)), 6))

    def blocks(self, table: str, contents: Iterable[bytes], about: Mapping[str, Json]) -> None:
        """Write a table of blocks of bytes; `about` is kept of it."""
        entry: dict[str, Any] = {**about, **_blocks()}
        self._tables[table] = entry
        for content in contents:
            self._put(entry, content)

    def close(self) -> tuple[int, str]:
        """Write the directory and sync; returns the size and sha256 of the file."""
        for table, rows in self._rows.items():
            self._flush(table, rows)
            self._tables[table]["rows"] = rows.count
        for table in list(self._pieces):
            self._flush_pieces(table)
        for entry in self._tables.values():
            entry.update({name: self._numbers(value) for name, value in entry.items() if isinstance(value, array)})
        directory = zlib.compress(_encode(json.dumps(self._tables, ensure_ascii=False, separators=(",", ":"))), 1)
        begin = self._file.write(directory)
        self._file.write(_FOOTER.pack(begin, len(directory), zlib.crc32(directory), _END))
        with self._file:
            digest = self._file.close()
        return self._file.size, digest

    def _numbers(self, numbers: array[int]) -> list[int]:
        """Write the numbers of all blocks: they are too many for JSON. Returns where they begin, their length and CRC-32."""
        if sys.byteorder == "big":
            numbers.byteswap()
        packed = zlib.compress(numbers.tobytes(), 1)
        return [self._file.write(packed), len(packed), zlib.crc32(packed)]


class Table:
    """One table of a sealed file."""

    def __init__(self, file: OldFile, entry: dict[str, Any]) -> None:
        self._file = file
        self.about = entry
        self.count: int = entry.get("rows", entry.get("keys", 0))
        self._begin = _numbers("Q", file, entry["begin"])
        self._length = _numbers("I", file, entry["length"])
        self._crc = _numbers("I", file, entry["crc"])

    def block(self, index: int) -> bytes:
        """The bytes of a block, checked."""
        return self.blocks((index,))[0]

    def blocks(self, indices: Sequence[int]) -> list[bytes]:
        """The bytes of several blocks, checked."""
        found = self._file.read_all([(self._length[index], self._begin[index]) for index in indices])
        if list(map(zlib.crc32, found)) != [self._crc[index] for index in indices]:
            raise damaged(self._file.path)
        return found


class Rows(Table):
    """JSON values by position."""

    def __init__(self, file: OldFile, entry: dict[str, Any]) -> None:
        super().__init__(file, entry)
        self._first = _numbers("Q", file, entry["first"])
        self._rows = lru_cache(maxsize=_CACHED)(self._unpack)
        self._long = lru_cache(maxsize=_LONG_CACHED)(self._unpack)

    def _unpack(self, index: int) -> list[Any]:
        rows: list[Any] = json.loads(_unpacked(self.block(index)))
        return rows

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, position: int) -> Json:
        """The row at a position (0-based)."""
        if not 0 <= position < self.count:
            raise IndexError(position)
        index = bisect_right(self._first, position) - 1
        rows = self._rows(index) if self._length[index] <= _SMALL else self._long(index)
        return rows[position - self._first[index]]

    def __iter__(self) -> Iterator[Any]:
        for index in range(len(self._first)):
            yield from self._unpack(index)


class Keys(Table):
    """Sorted strings, an integer each."""

    def __init__(self, file: OldFile, entry: dict[str, Any]) -> None:
        super().__init__(file, entry)
        self._first = [_encode(key) for key in entry["first"]]
        self._lines = lru_cache(maxsize=_CACHED)(self._unpack)

    def _unpack(self, index: int) -> bytes:
        return zlib.decompress(self.block(index))

    def get(self, key: str) -> int | None:
        """The key's integer, None if the table has no such key."""
        wanted = _encode(key)
        index = bisect_right(self._first, wanted) - 1
        if index < 0:
            return None
        block = self._lines(index)
        at = block.find(b"\n" + wanted + b"\t")
        if at < 0:
            return None
        begin = at + len(wanted) + 2
        return int(block[begin : block.index(b"\n", begin)])

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[tuple[str, int]]:
        """All keys in order."""
        for index in range(len(self._first)):
            for line in self._unpack(index).decode("utf-8", "surrogatepass").split("\n")[1:-1]:
                key, _, number = line.rpartition("\t")
                yield key, int(number)


class Pieces:
    """Bytes by position."""

    def __init__(self, file: OldFile, entry: dict[str, Any]) -> None:
        self._file = file
        self._begin = _numbers("Q", file, entry["begin"])
        self._ends = array("Q", accumulate(_numbers("I", file, entry["length"]), initial=0))
        self._shifts = [begin - end for begin, end in zip(self._begin, self._ends[::_PIECES], strict=False)]

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, position: int) -> bytes:
        """The bytes at a position (0-based)."""
        return self.take((position,))[0]

    def take(self, positions: Sequence[int]) -> list[bytes]:
        """The bytes at several positions."""
        if positions and not 0 <= min(positions) <= max(positions) < len(self):
            raise IndexError(positions)
        ends, shifts = self._ends, self._shifts
        found = self._file.read_all([(ends[at + 1] - ends[at], shifts[at // _PIECES] + ends[at]) for at in positions])
        if not all(map(_WHOLE.__eq__, map(zlib.crc32, found))):
            raise damaged(self._file.path)
        return [content[: -_CRC.size] for content in found]

    def __iter__(self) -> Iterator[bytes]:
        for block, start in enumerate(self._begin):
            ends = self._ends[block * _PIECES : (block + 1) * _PIECES + 1]
            content = self._file.read(start, ends[-1] - ends[0])
            yield from (self._checked(content[begin - ends[0] : end - ends[0]]) for begin, end in pairwise(ends))

    def _checked(self, content: bytes) -> bytes:
        if zlib.crc32(content) != _WHOLE:
            raise damaged(self._file.path)
        return content[: -_CRC.size]


class Sealed:
    """A finished file of tables, opened for reading."""

    def __init__(self, path: Path) -> None:
        self._file = OldFile(path)
        tail = _FOOTER.size
        if self._file.size < len(_HEADER) + tail or self._file.read(0, len(_HEADER)) != _HEADER:
            raise damaged(path)
        begin, length, crc, end = _FOOTER.unpack(self._file.read(self._file.size - tail, tail))
        if end != _END or begin + length + tail != self._file.size:
            raise damaged(path)
        directory = self._file.read(begin, length)
        if zlib.crc32(directory) != crc:
            raise damaged(path)
        self._entries: dict[str, dict[str, Any]] = json.loads(zlib.decompress(directory).decode("utf-8", "surrogatepass"))

    def rows(self, table: str) -> Rows:
        """A table of rows; one that was never written has none."""
        return Rows(self._file, self._entries.pop(table, _NOTHING))

    def pieces(self, table: str) -> Pieces:
        """A table of pieces; one that was never written has none."""
        return Pieces(self._file, self._entries.pop(table, _NOTHING))

    def blocks(self, table: str) -> Table:
        """A table of blocks; one that was never written has none."""
        return Table(self._file, self._entries.pop(table, _NOTHING))

    def keys(self, table: str) -> Keys:
        """A table of keys; one that was never written has none."""
        return Keys(self._file, self._entries.pop(table, _NOTHING))


_NOTHING: dict[str, Any] = {"first": [], "begin": [], "length": [], "crc": []}


def _blocks() -> dict[str, array[int]]:
    return {"begin": array("Q"), "length": array("I"), "crc": array("I")}


def _numbers(kind: str, file: OldFile, place: list[int]) -> array[int]:
    """The numbers that stand at a place of the file."""
    numbers: array[int] = array(kind)
    if place:
        begin, length, crc = place
        packed = file.read(begin, length)
        if zlib.crc32(packed) != crc:
            raise damaged(file.path)
        numbers.frombytes(zlib.decompress(packed))
        if sys.byteorder == "big":
            numbers.byteswap()
    return numbers


def as_json(value: Json) -> str:
    """A value as the JSON that a table holds."""
    return _AS_JSON(value)


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _packed(text: str) -> bytes:
    """Compressed: Chinese in two bytes a character first, not three; what GB 18030 has no form for (half a surrogate pair) is in UTF-8.

    A very long text stays as it is, in UTF-16: unpacking it would cost each question about it tens of milliseconds.
    """
    if len(text) > _VERY_LONG:
        return _PLAIN + text.encode("utf-16-le", "surrogatepass")
    try:
        return zlib.compress(_DENSE + text.encode("gb18030"), 6)
    except UnicodeEncodeError:
        return zlib.compress(_encode(text), 6)


def _unpacked(content: bytes) -> str:
    if content.startswith(_PLAIN):
        return content[1:].decode("utf-16-le", "surrogatepass")
    content = zlib.decompress(content)
    if content.startswith(_DENSE):
        return content[1:].decode("gb18030")
    return content.decode("utf-8", "surrogatepass")
