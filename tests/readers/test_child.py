"""A parsed file costs at most its limits, and whatever happens to its parser is one error."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from time import monotonic

import pytest
from docx import Document

from bot.errors import SourceError
from bot.readers import Limits, read_file
from bot.readers.child import read_apart
from tests.readers.made_pdf import Words, assembled, pdf

LIMITS = Limits()


def test_each_format_is_read_apart(tmp_path: Path) -> None:
    """html, docx and pdf come back from the child as they were read, with pages, encoding and the file's hash."""
    (tmp_path / "a.html").write_bytes("<meta charset=gbk><h1>标题</h1><p>这是在中国的一个正文。😀".encode("gb18030"))
    (tmp_path / "b.pdf").write_bytes(pdf([[Words(50, 100, "第一页。")], [Words(50, 100, "第二页。")]]))
    document = Document()
    document.add_paragraph("正文\U00020000")
    document.save(str(tmp_path / "c.docx"))
    page, paper, word = (read_file(tmp_path / name, tmp_path, LIMITS) for name in ("a.html", "b.pdf", "c.docx"))
    assert (page.text, page.encoding) == ("# 标题\n\n这是在中国的一个正文。😀\n", "gb18030")
    assert (paper.text, paper.pages, paper.encoding) == ("第一页。\n\n第二页。\n", (0, 6), "")
    assert word.text == "正文\U00020000\n"
    assert len(page.sha256) == 64


def refusal(path: Path, data: bytes, limits: Limits) -> str:
    """Why a file with this content is refused."""
    path.write_bytes(data)
    with pytest.raises(SourceError) as caught:
        read_file(path, path.parent, limits)
    assert str(caught.value).startswith(f"{path.name}: ")
    return str(caught.value)


def test_time_is_limited(tmp_path: Path) -> None:
    """A file that takes too long is given up, and the limit named."""
    start = monotonic()
    assert "seconds" in refusal(tmp_path / "a.html", b"<p>a" * 5_000_000, Limits(seconds=0.3))
    assert monotonic() - start < 3


def test_memory_is_limited(tmp_path: Path) -> None:
    """A file that swells is given up."""
    message = refusal(tmp_path / "a.html", b"<p>abcdefg" * 1_000_000, Limits(memory_bytes=60_000_000))
    assert "memory" in message


def test_a_parser_that_crashes_is_one_error(tmp_path: Path) -> None:
    """A form that draws itself without end ends the child, not the program."""
    form = b"BT /F 10 Tf (hi) Tj ET /X Do /X Do /X Do"
    resources = b"/Resources << /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >>"
    data = assembled([
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %s >>" % resources,
        b"<< /Length 5 >>\nstream\n/X Do\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 500 500] %s /Length %d >>\nstream\n%s\nendstream" % (resources, len(form), form),
    ])  # fmt: skip
    refusal(tmp_path / "a.pdf", data, Limits(seconds=10, memory_bytes=300_000_000))


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("kill -SEGV $$", "crashed"),
        ("kill -KILL $$", "memory"),
        ("kill -XCPU $$", "seconds"),
        ("exit 3", "code 3"),
        ("echo MemoryError >&2; exit 1", "memory"),
        ("true", "no usable answer"),
        ("echo '[]'", "no usable answer"),
        ("""echo '{"text": "ab", "pages": [0, 9], "encoding": ""}'""", "no usable answer"),
        ("""echo '{"text": "ab", "pages": [1, 0], "encoding": ""}'""", "no usable answer"),
        ("""echo '{"text": 1, "pages": [], "encoding": ""}'""", "no usable answer"),
        ("""echo '{"error": "the reason"}'""", "the reason"),
    ],
)
def test_however_the_child_ends_it_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, reason: str) -> None:
    """A child that dies, or answers something else than a reading, is an error with a reason."""
    stand_in = tmp_path / "python"
    stand_in.write_text(f"#!/bin/sh\n{script}\n")
    stand_in.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(stand_in))
    with pytest.raises(SourceError, match=reason):
        read_apart("html", b"<p>a", LIMITS)


def test_modules_of_the_current_folder_are_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of strangers' files that holds lxml.py or bot/ runs nothing, even as the current folder."""
    (tmp_path / "bot").mkdir()
    for name in ("lxml.py", "json.py", "encodings.py", "bot/__init__.py"):
        (tmp_path / name).write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()\n")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.html").write_text("<p>正文")
    assert read_file(tmp_path / "a.html", tmp_path, LIMITS).text == "正文\n"
    assert not (tmp_path / "ran").exists()


def test_the_child_imports_only_what_its_format_needs() -> None:
    """Reading HTML loads neither the Word nor the PDF library, and the program itself loads no parser at all."""
    code = "import sys, bot.readers.html; print([name for name in ('docx', 'pypdfium2', 'gradio', 'jieba') if name in sys.modules])"
    assert run(code) == "[]"
    assert run("import sys, bot.readers; print([name for name in ('lxml', 'docx', 'pypdfium2') if name in sys.modules])") == "[]"


def run(code: str) -> str:
    """What a fresh Python prints."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_the_child_cannot_write_files(tmp_path: Path) -> None:
    """A parser that is taken over can put nothing on the disk."""
    code = (
        "from bot.readers.__main__ import _confine; from bot.readers import Limits; _confine(Limits())\n"
        f"try:\n    open({str(tmp_path / 'x')!r}, 'w').write('a')\nexcept OSError as error: print('refused')"
    )
    assert run(code) in {"refused", ""}
    assert not (tmp_path / "x").exists() or (tmp_path / "x").stat().st_size == 0
