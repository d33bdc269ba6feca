"""Bytes become the text that was written, or are refused; never another text."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SourceError
from bot.readers.encoding import decode

SIMPLIFIED = "河北省的产业发展，在全国是第一，他们说这个项目已经开工了。"
TRADITIONAL = "這個國家的產業發展，在全世界是第一，他們說這個項目已經開工了。"


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0")).filter(lambda text: not text.startswith("\ufeff")))
def test_any_text_written_as_utf8_is_read_back(text: str) -> None:
    """UTF-8 with and without a byte-order mark gives exactly the text."""
    assert decode(text.encode()) == (text, "utf-8")
    assert decode(codecs.BOM_UTF8 + text.encode()) == (text, "utf-8")


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0")))
def test_any_text_written_as_utf16_with_a_mark_is_read_back(text: str) -> None:
    """UTF-16 and UTF-32 of both orders are known by their marks."""
    for name, mark in (
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("utf-32-be", codecs.BOM_UTF32_BE),
    ):
        assert decode(mark + text.encode(name)) == (text, name)


@pytest.mark.parametrize(
    ("text", "name"), [(SIMPLIFIED, "gb18030"), (TRADITIONAL, "gb18030"), (TRADITIONAL, "cp950"), (SIMPLIFIED + "㐂𠀀", "gb18030")]
)
def test_chinese_encodings_are_told_apart(text: str, name: str) -> None:
    """GB18030, simplified or traditional, and Big5 are each read as what they are."""
    assert decode(text.encode(name)) == (text, name)


def test_hong_kong_characters_are_read() -> None:
    """Big5 with Hong Kong's own characters is read where plain Big5 can't."""
    text = TRADITIONAL + "佢哋嘅嘢喺邊度"
    assert decode(text.encode("big5hkscs"))[0] == text


@pytest.mark.parametrize(
    "data",
    [
        "年报".encode("gb18030"),
        "Ünïcödé für Größe".encode("cp1252"),
        "日本語の文章です。これは試験です。".encode("shift_jis"),
        "日本語の文章です。これは試験です。".encode("euc_jp"),
        "한국어 문장입니다. 이것은 시험입니다.".encode("euc_kr"),
        "Это русский текст, а не китайский".encode("cp1251"),
        SIMPLIFIED.encode()[:-1],
        SIMPLIFIED.encode("gb18030")[:-1],
        bytes(range(128, 256)) * 10,
    ],
)
def test_what_is_not_sure_is_refused_and_the_setting_named(data: bytes) -> None:
    """Other encodings, too short texts and texts cut inside a character are not guessed."""
    with pytest.raises(SourceError, match="encoding"):
        decode(data)


def test_the_setting_rules() -> None:
    """A named encoding is used for what is not Unicode, strictly: in a folder of both, each file is read as what it is."""
    assert decode("Größe".encode("cp1252"), "cp1252") == ("Größe", "cp1252")
    assert decode(SIMPLIFIED.encode(), "gb18030") == (SIMPLIFIED, "utf-8")
    assert decode(SIMPLIFIED.encode("utf-16-le"), "utf-16-le") == (SIMPLIFIED, "utf-16-le")
    with pytest.raises(SourceError, match="encoding setting"):
        decode(SIMPLIFIED.encode("gb18030"), "utf-8")
    with pytest.raises(SourceError, match="encoding setting"):
        decode(b"\xff", "no-such-encoding")
    with pytest.raises(SourceError, match="encoding setting"):
        decode(b"\xff", "rot13")


def test_a_byte_order_mark_is_held_to_its_word() -> None:
    """A mark with bytes behind it that don't fit is an error, not a guess."""
    with pytest.raises(SourceError, match="utf-8"):
        decode(codecs.BOM_UTF8 + b"\xff\xff")


@pytest.mark.parametrize("data", [b"abc\0def", "UTF-16".encode("utf-16-le"), codecs.BOM_UTF8 + b"a\0b"])
def test_binary_content_is_refused(data: bytes) -> None:
    """NUL bytes and characters are no text."""
    with pytest.raises(SourceError, match="not text"):
        decode(data)


def test_line_ends_are_kept() -> None:
    """CR LF stays two characters, and only the mark is removed."""
    assert decode(codecs.BOM_UTF8 + "一\r\n二\r三\n\ufeff四".encode())[0] == "一\r\n二\r三\n\ufeff四"


@given(st.binary(max_size=200))
def test_any_bytes_are_text_of_their_encoding_or_refused(data: bytes) -> None:
    """What is read is what the recorded encoding strictly says."""
    try:
        text, name = decode(data)
    except SourceError:
        return
    marks = (codecs.BOM_UTF8, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    mark = next((mark for mark in marks if data.startswith(mark)), b"")
    assert data[len(mark) :].decode(name) == text
