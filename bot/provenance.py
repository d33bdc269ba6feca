"""What made an index: a digest of the rules by which files were read and cut, the same for a checkout and a wheel of one version."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import metadata
from pathlib import Path

RULES = (
    "corpus.py", "readers/*.py", "layout/*.py", "index/preparing.py", "schema.py", "chunker.py", "grids.py", "occurrences.py",
    "analyzer.py", "numerals.py", "tokenizers.py",
    "lexicon/english.yaml", "lexicon/reading.yaml", "lexicon/traditional.txt",
)  # fmt: skip
"""The files that decide which terms a file yields. `tests/test_provenance.py` holds this list to what the modules import."""


@cache
def rules() -> str:
    """A digest of `RULES`. It changes with a comment too: an index made anew for nothing costs minutes, one of two rules costs trust."""
    folder = Path(__file__).parent
    sums = hashlib.sha256()
    for file in sorted(file for pattern in RULES for file in folder.glob(pattern)):
        content = b"\n".join(file.read_bytes().splitlines())  # a checkout may have other line ends
        sums.update(f"{file.relative_to(folder).as_posix()} {len(content)} ".encode() + content)
    return sums.hexdigest()[:12]


@cache
def version(*distributions: str) -> str:
    """The versions of libraries that cut text, "0" for one that is not installed as a distribution."""
    return "-".join(_version(name) for name in distributions)


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "0"
