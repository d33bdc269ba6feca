"""The one place that escapes."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import render

HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))", "![a](http://x/y.png)", "$$\\href{x}{y}$$",
    "<style>*{}</style>", "`code`", "# head", "- item", "> quote", "&lt;b&gt;", "'\" onmouseover=x", "~~a~~", "| a | b |",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_literally(text):
    """No character that begins markup is left, and what a browser shows is the text itself."""
    escaped = render.escape(text)
    assert not set("<>\"'`*_[]()!|$\\#~") & set(escaped.replace("&#", ""))
    assert html.unescape(escaped) == text


@given(st.text())
def test_escaping_keeps_every_visible_character(text):
    """Unescaped again, only what cannot be seen is gone."""
    assert html.unescape(render.escape(text)) == render.visible(text)


@given(st.text())
def test_nothing_that_turns_the_direction_of_writing_is_left(text):
    """Bidirectional marks and control characters are dropped."""
    assert not any(0x202A <= ord(c) <= 0x202E or 0x2066 <= ord(c) <= 0x2069 or c == "\x00" for c in render.visible(text))
