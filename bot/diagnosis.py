"""What a bug report needs: `wenju doctor`."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from bot import __version__, engines
from bot.config import Lexicon, Settings
from bot.errors import BotError, printable
from bot.library import Library, analyzer_of, index_folder, source_folder
from bot.tokenizers import TOKENIZERS

LIBRARIES = ("gradio", "jieba", "rank-bm25", "pyyaml", "rjieba", "tantivy", "lxml", "python-docx", "pypdfium2", "snowballstemmer")


def lines(settings: Settings) -> Iterator[tuple[str, str]]:
    """Name and value, a line each; what cannot be told says so and stops nothing."""
    yield "wenju", f"{__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    yield "libraries", ", ".join(_version(name) for name in LIBRARIES)
    yield "sources", _folder(source_folder(settings), "no such folder: name one with --sources")
    yield "index", _folder(index_folder(settings))
    yield "home", _folder(settings.home)
    yield "tokenizer", f"{settings.tokenizer} of {', '.join(TOKENIZERS)}"
    yield "own words", f"user_words {_file(settings.user_words)}, synonyms {_file(settings.synonyms)}"
    yield "engine", f"{settings.engine} of {', '.join(engines.names())}; auto takes tantivy from {engines.LARGE} chunks on"
    yield (
        "limits",
        (
            f"a file {settings.limit_file_mb} MB, {settings.limit_characters:,} characters, "
            f"{settings.limit_seconds} s and {settings.limit_memory_mb} MB to read"
        ),
    )
    yield "access", ", ".join(_access(settings))
    yield from _index(settings)


def _access(settings: Settings) -> Iterator[str]:
    """Who may read and edit on the page; the token itself is not said."""
    yield f"the header {settings.trusted_header}" if settings.trusted_header else "this machine"
    if settings.editor_token:
        yield "whoever has the token"
    if settings.public_read:
        yield "everyone to read"


def _index(settings: Settings) -> Iterator[tuple[str, str]]:
    try:
        library = Library.open(settings, analyzer_of(settings, Lexicon.load()))
    except BotError as error:
        yield "generation", f"none: {error}"
        return
    held = library.index.store.manifest.counts
    yield (
        "generation",
        f"{library.generation}: {held.files} files, {held.articles} articles, {held.chunks} chunks, engine {library.index.engine}",
    )


def _version(name: str) -> str:
    try:
        return f"{name} {metadata.version(name)}"
    except metadata.PackageNotFoundError:
        return f"{name} not installed"


def _file(file: Path | None) -> str:
    return printable(str(file)) if file else "none"


def _folder(folder: Path | None, missing: str = "") -> str:
    """A folder with what may be done there and the room on its disk; `missing` is said of one that must be there and is not."""
    if folder is None:
        return "none: the index is used as it is"
    if missing and not folder.is_dir():
        return f"{printable(str(folder))} ({missing})"
    nearest = next((place for place in (folder, *folder.absolute().parents) if place.exists()), Path("/"))
    rights = "".join(letter if os.access(nearest, right) else "-" for letter, right in (("r", os.R_OK), ("w", os.W_OK)))
    there = "" if folder.exists() else ", not there yet"
    return f"{printable(str(folder))} ({rights}{there}, {shutil.disk_usage(nearest).free / 1e9:.1f} GB free)"
