"""How far an answer can be trusted: what the two numbers do when the evidence changes."""

from hypothesis import given
from hypothesis import strategies as st

from bot.confidence import right, stands
from bot.doubts import Doubt

SIGNALS = {"score": 1.0, "odds": 2.0, "first": 0.8, "gap": 0.5, "terms": 3.0, "quote": 0.7, "near": 0.8}


def test_a_doubt_lowers_both():
    """A doubt makes both numbers smaller."""
    doubt = [Doubt("year", "2019", 7.0)]
    assert stands(SIGNALS, doubt, 200, latin=False) < stands(SIGNALS, [], 200, latin=False)
    assert right(SIGNALS, doubt) < right(SIGNALS, [])


def test_a_large_collection_asks_for_more():
    """The same evidence is worth less among many passages than among few."""
    assert stands(SIGNALS, [], 5000, latin=False) < stands(SIGNALS, [], 100, latin=False)


@given(st.dictionaries(st.sampled_from(sorted(SIGNALS)), st.floats(-50, 50)), st.integers(0, 10**8))
def test_both_are_chances(signals, passages):
    """Whatever the signals, both numbers lie between 0 and 1."""
    assert 0 <= stands(signals, [], passages, latin=True) <= 1
    assert 0 <= right(signals, []) <= 1
