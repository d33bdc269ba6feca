"""Names of files are shown so that they cannot lie, break a line or look like another name."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import printable


@pytest.mark.parametrize("name", ["年报.txt", "a b/c-1_(2).md", "x" * 255])
def test_plain_names_are_shown_as_they_are(name: str) -> None:
    """Chinese, spaces inside and common signs need no escape, and nothing is cut."""
    assert printable(name) == name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\nb", r'"a\nb"'), ('a"b', r'"a\"b"'), ("a\\b", r'"a\\b"'), ("it's", '"it\'s"'), ("\u202ecod.exe", r'"\u202ecod.exe"'),
        ("\x1b[2J", r'"\u001b[2J"'),
        (os.fsdecode(b"\xff.txt"), r'"\xff.txt"'), ("", '""'), (" a", '" a"'), ("\U000e0001", r'"\U000e0001"'), ("a\u2028b", r'"a\u2028b"'),
    ],
)  # fmt: skip
def test_other_names_are_quoted_and_escaped(name: str, shown: str) -> None:
    """Line breaks, quotes, bidirectional and control marks and foreign bytes become escapes inside quotes."""
    assert printable(name) == shown


@given(st.text(), st.text())
def test_two_names_never_look_the_same(one: str, other: str) -> None:
    """What is shown is one printable line, and different for different names."""
    assert printable(one).isprintable()
    assert (printable(one) == printable(other)) == (one == other)
