"""A file of a folder is read as what it is, or refused in one line that names it."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.config import Settings
from bot.errors import SourceError
from bot.library import limits_of
from bot.readers import FORMATS, Limits, Reading, holds_records, read_file

LIMITS = Limits()


def written(folder: Path, name: str, data: bytes | str) -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def refusal(path: Path, folder: Path, limits: Limits = LIMITS) -> str:
    """The one line with which a file is refused."""
    with pytest.raises(SourceError) as caught:
        read_file(path, folder, limits)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("name", ["a.txt", "A.TXT", "a.md", "子目录.markdown"])
def test_text_and_markdown_are_not_changed(tmp_path: Path, name: str) -> None:
    """Spans index the decoded text: nothing is added, stripped or replaced."""
    text = "# 标题\r\n\r\n　　正文，\t有空白 \n- 项\n\n"
    reading = read_file(written(tmp_path, name, b"\xef\xbb\xbf" + text.encode()), tmp_path, LIMITS)
    assert reading == Reading(text, (), "utf-8", hashlib.sha256(b"\xef\xbb\xbf" + text.encode()).hexdigest())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1))
def test_any_text_file_is_read_back(tmp_path: Path, text: str) -> None:
    """Whatever was written as UTF-8 is read exactly, where there is anything to read."""
    path = written(tmp_path, "a.txt", text)
    if text.removeprefix("\ufeff").strip() and not text.startswith(("%PDF-", "{\\rtf")):
        assert read_file(path, tmp_path, LIMITS).text == text.removeprefix("\ufeff")


def test_the_encoding_is_recorded(tmp_path: Path) -> None:
    """What the bytes were taken for is told, and a setting is followed."""
    text = "河北省的产业发展，在全国是第一。"
    assert read_file(written(tmp_path, "a.txt", text.encode("gb18030")), tmp_path, LIMITS).encoding == "gb18030"
    assert read_file(written(tmp_path, "b.txt", "Größe".encode("cp1252")), tmp_path, LIMITS, "cp1252").text == "Größe"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.jpg", b"\xff\xd8\xff", "not a format"),
        ("noname", b"text", "not a format"),
        ("a.txt", b"", "no text"),
        ("a.txt", b" \n\r\n", "no text"),
        ("a.txt", b"\xff\xd8\xff\xe0JFIF", "JPEG"),
        ("a.txt", b"%PDF-1.5 ...", "pdf"),
        ("a.md", b"PK\x03\x04...", "zip"),
        ("a.txt", b"\x7fELF\x02\0\0", "NUL"),
        ("a.txt", b"{\\rtf1 hello}", "RTF"),
        ("a.pdf", b"<html>", "not a PDF"),
        ("a.html", b"%PDF-1.5", "pdf"),
        ("a.docx", b"text", "not a docx"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Word"),
    ],
)
def test_what_is_not_its_format_is_refused_by_name(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    """A file that isn't text, or isn't what its suffix says, gives one line with its name and the reason."""
    message = refusal(written(tmp_path, name, data), tmp_path)
    assert message.startswith(f"{name}: ")
    assert reason in message


def test_large_files_and_texts_are_refused(tmp_path: Path) -> None:
    """Both limits are named in the error."""
    path = written(tmp_path, "a.txt", "一二三四五")
    assert "limit_file_mb" in refusal(path, tmp_path, Limits(file_bytes=14))
    assert "limit_characters" in refusal(path, tmp_path, Limits(text_characters=4))
    assert read_file(path, tmp_path, Limits(file_bytes=15, text_characters=5)).text == "一二三四五"


def test_pipes_folders_and_missing_files_are_refused(tmp_path: Path) -> None:
    """Special files are neither waited for nor read."""
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    assert "not a regular file" in refusal(tmp_path / "pipe.txt", tmp_path)
    assert "not a regular file" in refusal(tmp_path / "folder.txt", tmp_path)
    assert "cannot be opened" in refusal(tmp_path / "none.txt", tmp_path)


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    """A link inside the folder is read; one that leads out, directly or over a folder, or in a circle is refused."""
    sources = tmp_path / "sources"
    sources.mkdir()
    (tmp_path / "out").mkdir()
    written(tmp_path / "out", "secret.txt", "secret")
    written(sources, "a.txt", "inside")
    (sources / "good.txt").symlink_to(sources / "a.txt")
    (sources / "bad.txt").symlink_to(tmp_path / "out" / "secret.txt")
    (sources / "device.txt").symlink_to("/dev/zero")
    (sources / "way").symlink_to(tmp_path / "out")
    (sources / "circle.txt").symlink_to(sources / "circle.txt")
    assert read_file(sources / "good.txt", sources, LIMITS).text == "inside"
    for name in ("bad.txt", "device.txt", "way/secret.txt", "../out/secret.txt"):
        assert "out of the folder" in refusal(sources / name, sources)
    assert "cannot be opened" in refusal(sources / "circle.txt", sources)


@pytest.mark.parametrize("name", ["a\nb.jpg", 'quo"te.jpg', "\u202egpj.jpg", "长" * 83 + ".jpg"])
def test_strange_names_are_shown_escaped(tmp_path: Path, name: str) -> None:
    """A name never breaks the line, turns its direction or loses a character."""
    message = refusal(written(tmp_path, name, b"x"), tmp_path)
    assert message.isprintable()
    assert "not a format" in message


def test_names_that_are_not_text_are_read_and_shown(tmp_path: Path) -> None:
    """A name in foreign bytes can be read, and is shown by its bytes."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt"))
    path.write_bytes(b"text")
    assert read_file(path, tmp_path, LIMITS).text == "text"
    path.write_bytes(b"a\0")
    assert refusal(path, tmp_path).startswith('"\\xff.txt": ')


def test_formats_are_known_by_their_suffix() -> None:
    """The table holds the formats that are read; only JSON lines hold records."""
    assert set(FORMATS.values()) == {"text", "table", "html", "docx", "pdf", "jsonl"}
    assert holds_records(Path("a.JSONL"))
    assert not holds_records(Path("a.txt"))


def test_limits_come_from_the_settings() -> None:
    """The settings named limit_... are what a file may cost; their defaults are those of Limits."""
    assert limits_of(Settings(home=Path())) == LIMITS
    settings = Settings.load(environ={"WENJU_LIMIT_FILE_MB": "2", "WENJU_LIMIT_SECONDS": "3", "WENJU_HOME": "."})
    assert limits_of(settings) == replace(LIMITS, file_bytes=2_000_000, seconds=3)
