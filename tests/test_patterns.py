"""The functions of `re` for the patterns of the lexicon, and a word with patterns beside it."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot import patterns

TEXT = st.text("abc1,", max_size=12)


@given(st.text("abc", min_size=1, max_size=3), TEXT)
def test_beside_finds_what_one_pattern_would(word, text):
    """A word stands beside a pattern exactly where a search for both in one pattern finds them."""
    left, right = ["a{1,2}c?", "b,"], ["[^,]{0,2}1", "(?<!c)a"]
    whole = "|".join([*(f"(?:{one}){word}" for one in left), *(f"{word}(?:{one})" for one in right)])
    assert patterns.beside(word, text, left, right) == bool(re.search(whole, text))


@given(st.text("ab", min_size=1, max_size=3), st.text("ab", max_size=8))
def test_places_may_overlap(word, text):
    """Every place of a word is found, also one that begins inside another."""
    assert list(patterns.places(word, text)) == [(at, at + len(word)) for at in range(len(text)) if text.startswith(word, at)]
