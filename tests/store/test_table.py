"""A sealed file gives back what was written, and notices every changed byte."""

from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import DamagedIndex
from bot.store.manifest import joined, within
from bot.store.table import Sealed, TableWriter

VALUES = st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=4), max_leaves=8)
KEYS = st.dictionaries(st.text(st.characters(exclude_characters="\n\t")), st.integers(), max_size=40)


def written(path, rows=(), keys=(), table="rows"):
    writer = TableWriter(path)
    for row in rows:
        writer.append(table, row)
    writer.keys("keys", sorted(keys))
    return writer.close()


def read_all(path):
    file = Sealed(path)
    return list(file.rows("rows")), list(file.keys("keys"))


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(VALUES, max_size=30), keys=KEYS)
def test_any_rows_and_keys_come_back(rows, keys):
    """JSON values by position, integers by key, all of them in order."""
    with TemporaryDirectory() as folder:
        written(Path(folder, "f"), rows, keys.items())
        file = Sealed(Path(folder, "f"))
        table, index = file.rows("rows"), file.keys("keys")
        assert [table[at] for at in range(len(table))] == list(table) == rows
        assert {key: index.get(key) for key in keys} == keys
        assert list(index) == sorted(keys.items())
        assert index.get("?none?") == keys.get("?none?")


def test_many_blocks(tmp_path):
    """Rows and keys of many blocks, long and short in turn, are found by position and key."""
    rows = [[at, "字" * (at % 7) * 500] for at in range(900)]
    keys = [(f"k{at:05d}", at - 1000) for at in range(5_000)]
    written(tmp_path / "f", rows, keys)
    file = Sealed(tmp_path / "f")
    table, index = file.rows("rows"), file.keys("keys")
    assert [table[at] for at in (0, 1, 450, 899)] == [rows[at] for at in (0, 1, 450, 899)]
    assert [index.get(key) for key, _ in keys[::97]] == [number for _, number in keys[::97]]
    assert [index.get(key) for key in ("", "k", "k00000x", "k05000", "z")] == [None] * 5
    with pytest.raises(IndexError):
        table[900]
    with pytest.raises(IndexError):
        table[-1]


def test_a_table_that_was_never_written_is_empty(tmp_path):
    """No rows, no keys."""
    written(tmp_path / "f")
    file = Sealed(tmp_path / "f")
    assert list(file.rows("none")) == []
    assert file.keys("other").get("k") is None


def test_every_changed_byte_is_noticed(tmp_path):
    """Whichever byte is changed, opening or reading everything is an error."""
    written(tmp_path / "f", [["甲", at] for at in range(300)], [(f"k{at:03d}", at) for at in range(300)])
    whole = (tmp_path / "f").read_bytes()
    for at in range(0, len(whole), 3):
        (tmp_path / "f").write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        with pytest.raises(DamagedIndex, match="is damaged"):
            read_all(tmp_path / "f")


def test_a_file_is_never_written_over(tmp_path):
    """What exists stays."""
    written(tmp_path / "f")
    with pytest.raises(FileExistsError):
        TableWriter(tmp_path / "f")


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 5)), max_size=12))
def test_ranges(pairs):
    """Joined ranges hold the same positions, sorted and apart."""
    ranges = [(start, start + length) for start, length in pairs]
    positions = {at for start, end in ranges for at in range(start, end)}
    together = joined(ranges)
    assert {at for at in range(60) if within(at, together)} == positions
    assert all(left[1] < right[0] for left, right in pairwise(together))
