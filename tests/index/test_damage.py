"""A damaged index is found out: a named error, or the answers that it gave before."""

import random
import shutil

import pytest

from bot.errors import DamagedIndex, NoIndex, OtherFormat
from bot.index import Index
from bot.store import current, verify
from bot.store.manifest import FORMAT

NAMED = (DamagedIndex, NoIndex, OtherFormat)


def damage(path, chance):
    """Change a file as a disk may: flip a bit, overwrite a run, cut it, append to it, empty it, take it away."""
    content = bytearray(path.read_bytes())
    kind = chance.randrange(7)
    at = chance.randrange(max(1, len(content)))
    if kind <= 1 and content:
        content[at] ^= 1 << chance.randrange(8)
    elif kind == 2 and content:
        content[at : at + 64] = chance.randbytes(len(content[at : at + 64]))
    elif kind == 3:
        del content[at:]
    elif kind == 4:
        content += chance.randbytes(20)
    elif kind == 5:
        content.clear()
    else:
        path.unlink()
        return
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("engine", ["rank-bm25", "tantivy"])
@pytest.mark.parametrize("seed", [pytest.param(range(40)), pytest.param(range(40, 500), marks=pytest.mark.slow)], ids=["some", "many"])
def test_no_damage_changes_an_answer(indexed, seen, change, analyzer, tmp_path, engine, seed):
    """Whatever is done to a file of the index, there is a named error, or nothing that can be seen is different."""
    indexed(engine)
    change()
    whole = seen(indexed(engine))
    files = [path for path in sorted((tmp_path / "index").rglob("*")) if path.is_file() and path.name != "lock"]
    errors = 0
    for number in seed:
        chance = random.Random(number)
        path = chance.choice(files)
        copy = tmp_path / "copy"
        shutil.copytree(tmp_path / "index", copy)
        damage(copy / path.relative_to(tmp_path / "index"), chance)
        try:
            assert seen(Index.open(copy, analyzer.fingerprint)) == whole, (number, path)
        except NAMED:
            errors += 1
        shutil.rmtree(copy)
    assert errors > len(seed) / 2


def test_check_finds_every_damaged_file(indexed, tmp_path):
    """Each file of the generation, one byte of it changed, is named."""
    indexed("tantivy")
    folder = tmp_path / "index"
    manifest = current(folder)
    files = [path for path, _ in verify(folder, manifest)]
    assert len(files) > 5
    for path in files:
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        assert [found for found, whole in verify(folder, manifest) if not whole] == [path]
        path.write_bytes(content)


def test_a_newer_format_is_named(indexed, analyzer, tmp_path, monkeypatch):
    """An index of a later version is refused with the command that mends it."""
    monkeypatch.setattr("bot.store.manifest.FORMAT", FORMAT + 1)
    indexed()
    monkeypatch.undo()
    with pytest.raises(OtherFormat, match=rf"format {FORMAT + 1}.*format {FORMAT}.*--rebuild"):
        Index.open(tmp_path / "index", analyzer.fingerprint)
