"""A generation: which segments make up the index, what has been removed from them, and the sums over all.

`CURRENT` names one manifest and its sha256; replacing it is the one moment at which an index changes.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from bot.errors import NoIndex, OtherFormat
from bot.store import files

FORMAT = 3
_NAME = "wenju-index"


@dataclass(frozen=True, slots=True)
class Part:
    """A segment in a generation.

    name               its folder below segments/
    documents, chunks  how many it holds, the removed ones included
    gone_documents, gone_chunks   half-open ranges of positions that were removed since
    files              relative path -> (size in bytes, sha256) of every file in its folder
    """

    name: str
    documents: int
    chunks: int
    gone_documents: tuple[tuple[int, int], ...] = ()
    gone_chunks: tuple[tuple[int, int], ...] = ()
    files: Mapping[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def live(self) -> int:
        """Chunks that were not removed."""
        return self.chunks - sum(end - start for start, end in self.gone_chunks)

    def has(self, folder: str) -> bool:
        """Whether the part has files in a folder of that name."""
        return any(name.startswith(folder + "/") for name in self.files)


@dataclass(frozen=True, slots=True)
class Counts:
    """Sums over the generation; `words` are those of all chunks' analysed bodies."""

    files: int = 0
    documents: int = 0
    articles: int = 0
    chunks: int = 0
    words: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    def __sub__(self, other: Counts) -> Counts:
        return Counts(*(a - b for a, b in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Manifest:
    """One generation. `fingerprint` names what cut the text into terms; `sources` is the folder that was indexed."""

    generation: int
    fingerprint: str
    engine: str
    sources: str
    counts: Counts
    parts: tuple[Part, ...]


def current(folder: Path) -> Manifest:
    """The generation that `folder`/CURRENT names.

    Raises NoIndex, DamagedIndex, or OtherFormat for a format of another version.
    """
    pointer = folder / "CURRENT"
    for _ in range(5):
        line = _read_pointer(folder)
        name, digest = _parse_pointer(pointer, line)
        try:
            content = (folder / "generations" / name).read_bytes()
        except OSError as error:
            if _read_pointer(folder) != line:  # a writer switched between the two reads
                continue
            raise files.damaged(folder / "generations" / name, error.strerror or "missing") from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise files.damaged(folder / "generations" / name)
        try:
            return _manifest(json.loads(content))
        except (KeyError, TypeError, ValueError) as error:
            raise OtherFormat(
                f"the index at {str(folder)!r} was written by another version of this program; "
                "nothing was changed; run `wenju index --rebuild`"
            ) from error
    raise files.damaged(pointer, "it changes faster than it can be read")


def _read_pointer(folder: Path) -> bytes:
    try:
        return (folder / "CURRENT").read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NoIndex(
            f"there is no index at {str(folder)!r}; run `wenju index --sources DIR --index {str(folder)!r}` to make one"
        ) from error
    except OSError as error:
        raise files.damaged(folder / "CURRENT", error.strerror or "unreadable") from error


def _parse_pointer(pointer: Path, line: bytes) -> tuple[str, str]:
    """The manifest's file name and sha256 from the line of CURRENT, which ends in its own sha256."""
    body, _, check = line.rpartition(b" ")
    if hashlib.sha256(body).hexdigest().encode() + b"\n" != check:
        raise files.damaged(pointer)
    name, version, manifest, digest = body.decode().split(" ")
    if name != _NAME or version != str(FORMAT):
        raise OtherFormat(
            f"the index at {str(pointer.parent)!r} has format {version}, this program reads format {FORMAT}; nothing was changed; "
            "run `wenju index --rebuild`"
        )
    return manifest, digest


def publish(folder: Path, manifest: Manifest) -> None:
    """Write the manifest and make it the current one. The segments it names must be on the disk already."""
    generations = folder / "generations"
    generations.mkdir(exist_ok=True)
    name = f"{manifest.generation:08d}.json"
    content = json.dumps(asdict(manifest), ensure_ascii=True, indent=1).encode()
    digest = files.write_new(generations / name, content)
    files.sync(generations)
    files.sync(folder)
    body = f"{_NAME} {FORMAT} {name} {digest}".encode()
    files.switch(folder / "CURRENT", body + b" " + hashlib.sha256(body).hexdigest().encode() + b"\n")


def rubbish(folder: Path, manifest: Manifest) -> list[Path]:
    """What the generation does not refer to: older generations, and what a build left that was killed."""
    kept = {part.name for part in manifest.parts} | {f"{manifest.generation:08d}.json"}
    there = [path for place in ("segments", "generations") for path in _listed(folder / place)]
    unfinished = folder / "CURRENT.new"
    return [path for path in there if path.name not in kept] + ([unfinished] if unfinished.exists() else [])


def sweep(folder: Path, manifest: Manifest) -> None:
    """Remove what the generation does not refer to. Only the writer may."""
    for path in rubbish(folder, manifest):
        files.remove(path)


def newest(folder: Path) -> int:
    """The highest generation number that any file of the index bears, 0 if none: names are never used twice."""
    names = [path.name[:8] for place in ("segments", "generations") for path in _listed(folder / place)]
    return max((int(name) for name in names if name.isdigit()), default=0)


def _listed(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _manifest(raw: dict[str, Any]) -> Manifest:
    """The value of a manifest's JSON, whose sha256 was right: written by this program, so not checked again."""
    parts = tuple(
        Part(
            part["name"],
            part["documents"],
            part["chunks"],
            _ranges(part["gone_documents"]),
            _ranges(part["gone_chunks"]),
            {name: (size, digest) for name, (size, digest) in part["files"].items()},
        )
        for part in raw["parts"]
    )
    return Manifest(raw["generation"], raw["fingerprint"], raw["engine"], raw["sources"], Counts(**raw["counts"]), parts)


def _ranges(raw: list[list[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for start, end in raw)


def within(position: int, ranges: Sequence[tuple[int, int]]) -> bool:
    """Whether a position lies in one of the sorted half-open ranges.

    >>> within(4, ((0, 2), (4, 6))), within(2, ((0, 2), (4, 6)))
    (True, False)
    """
    place = bisect_right(ranges, position, key=lambda bounds: bounds[0]) - 1
    return place >= 0 and position < ranges[place][1]


def joined(*ranges: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Ranges in order, touching ones made one.

    >>> joined([(4, 6)], [(0, 2), (2, 3)])
    ((0, 3), (4, 6))
    """
    result: list[tuple[int, int]] = []
    for start, end in sorted(chain(*ranges)):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)
