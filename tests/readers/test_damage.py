"""Damaged files of every parsed format are read or refused, never anything else."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

from bot.errors import SourceError
from bot.readers import Limits, read_file
from tests.readers.made_pdf import Words, column, pdf

LIMITS = Limits(seconds=10)


def html() -> bytes:
    return "<title>题</title><h1>标题</h1><p>正文。<table><tr><th>年份<th>产值<tr><td>2023<td>9</table><ul><li>项</ul>".encode() * 3


def paper() -> bytes:
    return pdf([[Words(50, 40, "页眉"), Words(50, 100, "标题", 20), *column(["正文一二三四", "第二行。"], 50, 130)]] * 3)


def word() -> bytes:
    document = Document()
    document.add_heading("标题", 0)
    document.add_paragraph("正文。", style="List Number")
    document.add_table(rows=2, cols=2).cell(0, 0).text = "格"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def damaged(data: bytes, dice: random.Random) -> bytes:
    """The bytes with some changed, left out, put in again elsewhere, or cut off."""
    found = bytearray(data)
    for _ in range(dice.choice((1, 3, 10, 50))):
        at = dice.randrange(len(found) or 1)
        length = dice.randrange(1, 200)
        kind = dice.randrange(4)
        if kind == 0:
            found[at : at + 1] = bytes([dice.randrange(256)])
        elif kind == 1:
            del found[at : at + length]
        elif kind == 2:
            found[at:at] = found[dice.randrange(len(found) or 1) :][:length]
        elif dice.random() < 0.1:
            del found[at:]
    return bytes(found)


def part_damaged(data: bytes, dice: random.Random) -> bytes:
    """A Word file with one part of it damaged and the archive whole."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        hit = dice.choice(source.namelist())
        for name in source.namelist():
            archive.writestr(name, damaged(source.read(name), dice) if name == hit else source.read(name))
    return out.getvalue()


CASES = [("a.html", html, damaged), ("a.pdf", paper, damaged), ("a.docx", word, damaged), ("b.docx", word, part_damaged)]


def said(path: Path) -> str:
    """The error of one line with which a file is refused; "" if it is read."""
    try:
        read_file(path, path.parent, LIMITS)
    except SourceError as error:
        return str(error)
    return ""


def check(path: Path, whole: bytes, damage: Callable[[bytes, random.Random], bytes], seeds: range) -> None:
    """Damage a file once for each seed; each time it is read, or refused in one line that names it."""
    for seed in seeds:
        path.write_bytes(damage(whole, random.Random(seed)))
        message = said(path)
        assert not message or (message.startswith(f"{path.name}: ") and message.isprintable()), seed


@pytest.mark.parametrize(("name", "make", "damage"), CASES, ids=["html", "pdf", "docx", "part"])
def test_damaged_files_are_read_or_refused(tmp_path, name, make, damage):
    """A few damages of each kind."""
    check(tmp_path / name, make(), damage, range(4))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "make", "damage"), CASES, ids=["html", "pdf", "docx", "part"])
def test_hundreds_of_damaged_files_are_read_or_refused(tmp_path, name, make, damage):
    """The same, a hundred times each."""
    check(tmp_path / name, make(), damage, range(4, 104))
