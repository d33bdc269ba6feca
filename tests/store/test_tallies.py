"""Terms counted as numbers are the terms that the analyzer names, and their table gives back what was written."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analyzer import Analyzer, all_terms, engine_terms
from bot.config import Lexicon
from bot.errors import DamagedIndex
from bot.occurrences import compact
from bot.store import counts, tallies
from bot.store.counts import Counts, Sum
from bot.store.table import Sealed, TableWriter
from bot.store.tallies import Tallies

ANALYZER = Analyzer(Lexicon.load())
PIECES = [
    "大桥",
    "通车",
    "2023年",
    "12.5%",
    "it's",
    "ok'ing",
    "b类",
    "3d打印",
    "𠮷野家",
    "𒀀",
    "，",
    "。",
    " ",
    "\n",
    "〇",
    "é",
    "中",
    "engines",
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=20).map("".join)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=6))
def test_terms_are_counted_as_the_analyzer_names_them(pairs):
    """Of each term, in how many passages it stands, body and context together; no other number is counted."""
    analysed = [(ANALYZER.analyze(body), ANALYZER.analyze(context)) for body, context in pairs]
    expected = Counter(term for pair in analysed for term in set(all_terms("\n".join(pair))))
    found = counts.count([compact(*pair) for pair in analysed])
    assert dict(zip(found.terms.tolist(), found.counts.tolist(), strict=True)) == {counts.number(t): n for t, n in expected.items()}


@settings(max_examples=80, deadline=None)
@given(TEXTS)
def test_an_engine_is_given_all_but_the_unigrams(text):
    """The words and bigrams that `all_terms` names, as often."""
    analysed = ANALYZER.analyze(text)
    assert Counter(engine_terms(analysed)) == Counter(term for term in all_terms(analysed) if term[0] != "u")


def of(known):
    ordered = sorted(known.items())
    return Counts(np.array([number for number, _ in ordered], np.uint64), np.array([count for _, count in ordered], np.int64))


def written(path, table):
    writer = TableWriter(path)
    tallies.write(writer, "t", table)
    writer.close()
    return Tallies(Sealed(path).blocks("t"))


@pytest.mark.parametrize("size", [0, 1, 300, 5_000])
def test_any_tallies_come_back(tmp_path, size):
    """Small, large and negative counts; a number that is not there has none."""
    random = np.random.default_rng(size)
    known = {int(n): int(c) for n, c in zip(random.integers(0, 1 << 56, size), random.integers(-3, 600, size), strict=True) if c}
    table = written(tmp_path / "f", of(known))
    assert table.counts(list(known)) == list(known.values())
    assert table.counts([n for n in random.integers(0, 1 << 56, 50).tolist() if n not in known]) == [0] * 50
    assert dict(zip(table.all().terms.tolist(), table.all().counts.tolist(), strict=True)) == known


def test_a_changed_byte_is_noticed(tmp_path):
    """Whichever block is asked for, its bytes are what was written, or an error names the file."""
    table = of({at * 97: at for at in range(1, 2_000)})
    written(tmp_path / "f", table)
    whole = (tmp_path / "f").read_bytes()
    for at in range(20, 20_000, 397):
        (tmp_path / "f").write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
        with pytest.raises(DamagedIndex):
            Tallies(Sealed(tmp_path / "f").blocks("t")).all()


def test_what_comes_to_nothing_is_left_out(monkeypatch):
    """Tables are added up whatever their number; taking one away again leaves none of it."""
    monkeypatch.setattr(counts, "_PENDING", 2)
    total = Sum()
    for _ in range(5):
        total.add(of({1: 2, 7: 1, 9: 3}))
    total.add(counts.negative(of({7: 5, 9: 1})))
    assert dict(zip(total.total().terms.tolist(), total.total().counts.tolist(), strict=True)) == {1: 10, 9: 14}
