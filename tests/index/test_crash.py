"""A build that is killed or refused at any file operation loses nothing, and the next one heals."""

import errno
import os
import random
import resource
import shutil
import sys
from contextlib import contextmanager

import pytest

from bot.errors import BotError, NoIndex, StoreError
from bot.index import Index, update
from bot.store import current, verify
from tests.index.tracing import operations

OPERATIONS = ("open", "write", "fsync", "mkdir", "rename", "replace", "unlink", "rmdir", "close")


@contextmanager
def meddled(meddle):
    """Call `meddle(name, number)` before each file operation of this process."""
    count = 0
    real = {name: getattr(os, name) for name in OPERATIONS}

    def wrapped(name):
        def operation(*arguments, **more):
            nonlocal count
            count += 1
            instead = meddle(name, count)
            return instead(*arguments, **more) if instead else real[name](*arguments, **more)

        return operation

    for name in OPERATIONS:
        setattr(os, name, wrapped(name))
    try:
        yield lambda: count
    finally:
        for name, function in real.items():
            setattr(os, name, function)


def tree(folder):
    """The names of all files and folders that belong to the generation in force, and of all that there are."""
    manifest = current(folder)
    named = {f"segments/{part.name}/{name}" for part in manifest.parts for name in part.files}
    named |= {"CURRENT", "lock", f"generations/{manifest.generation:08d}.json"}
    return named, {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def states(papers, indexed, seen, change, fresh, tmp_path):
    """What may be seen before and after the change of the papers, states of sources aside; the papers are changed."""

    def make(engine):
        before = seen(indexed(engine))
        kept = tmp_path / "kept"
        (tmp_path / "index").rename(kept)
        change()
        return [{**state, "states": 0} for state in (before, fresh(engine))], kept

    return make


@pytest.fixture
def shown(seen, analyzer):
    """What is seen of the index in a folder, states of sources aside."""
    return lambda folder: {**seen(Index.open(folder, analyzer.fingerprint)), "states": 0}


@pytest.fixture
def healed(papers, shown, analyzer):
    """Bring an index up to date after a crash: it shows the new state whole, every byte is right and no rubbish is left."""

    def check(folder, engine, after, number):
        update(folder, papers, analyzer, engine=engine)
        assert shown(folder) == after, number
        assert all(whole for _, whole in verify(folder, current(folder))), number
        named, there = tree(folder)
        assert named == there, number

    return check


@pytest.fixture
def killed(papers, analyzer):
    """Bring an index up to date in a process that is killed before its number-th operation, 0: never; how many it came to."""
    return lambda folder, engine, number: len(operations(lambda: update(folder, papers, analyzer, engine=engine), number))


def points(total, few):
    """Which operations to be killed at: all, or a few that a seed takes."""
    return sorted(random.Random(total).sample(range(1, total + 1), few)) if few else range(1, total + 1)


traced = pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux counts the operations")
some_or_all = pytest.mark.parametrize("few", [6, pytest.param(0, marks=pytest.mark.slow)], ids=["some", "all"])


@traced
@some_or_all
@pytest.mark.parametrize("engine", ["rank-bm25", "tantivy"])
def test_killed_at_any_operation_of_an_update(killed, states, shown, healed, tmp_path, engine, few):
    """The index shows the old state or the new one, whole; the next update gives the new one and leaves no rubbish."""
    (before, after), kept = states(engine)

    def run(number):
        folder = tmp_path / f"run-{number}"
        shutil.copytree(kept, folder)
        return folder, killed(folder, engine, number)

    _, total = run(0)
    for number in points(total, few):
        folder, came = run(number)
        assert came == number or few or number > total - 9  # a library's threads do a little more or less
        assert shown(folder) in (before, after), number
        healed(folder, engine, after, number)


@traced
@some_or_all
@pytest.mark.parametrize("engine", ["rank-bm25", "tantivy"])
def test_killed_at_any_operation_of_the_first_build(killed, fresh, shown, healed, tmp_path, engine, few):
    """There is no index yet, or all of it; the next build makes it."""
    whole = {**fresh(engine), "states": 0}

    def run(number):
        folder = tmp_path / f"run-{number}"
        return folder, killed(folder, engine, number)

    _, total = run(0)
    for number in points(total, few):
        folder, came = run(number)
        try:
            assert shown(folder) == whole, number
        except NoIndex:
            assert came <= number
        healed(folder, engine, whole, number)


def refuse(code):
    def operation(*_, **__):
        raise OSError(code, os.strerror(code))

    return operation


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES])
@pytest.mark.parametrize("engine", ["rank-bm25", "tantivy"])
def test_refused_at_any_operation(papers, states, seen, analyzer, tmp_path, engine, code):
    """A full disk, an I/O error or a missing right at any operation is one clear error, and the old index answers."""
    (before, after), kept = states(engine)
    said = set()
    number, refused = 1, True
    while refused:
        folder = tmp_path / f"run-{number}"
        shutil.copytree(kept, folder)
        refused = False

        def meddle(name, count, number=number):
            nonlocal refused
            if count >= number and name in {"write", "mkdir", "fsync", "rename", "replace"}:
                refused = True
                return refuse(code)
            return None

        with meddled(meddle):
            try:
                update(folder, papers, analyzer, engine=engine)
            except StoreError as error:
                said.add(str(error).split("; ")[1])
            else:
                assert not refused, number
        assert {**seen(Index.open(folder, analyzer.fingerprint)), "states": 0} in (before, after), number
        number += 7
    assert said == {"what was indexed before is untouched"}
    update(folder, papers, analyzer, engine=engine)
    assert {**seen(Index.open(folder, analyzer.fingerprint)), "states": 0} == after


def test_short_writes_are_continued(papers, fresh, seen, analyzer, tmp_path):
    """A system that takes a few bytes at a time gets them all."""
    whole = fresh()
    write = os.write

    def short(handle, content):
        return write(handle, bytes(content)[:100])

    with meddled(lambda name, _: short if name == "write" else None):
        update(tmp_path / "index", papers, analyzer)
    assert seen(Index.open(tmp_path / "index", analyzer.fingerprint)) == whole


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_read_only_index_answers(papers, indexed, analyzer, tmp_path):
    """Reading writes nothing into the index; a build says that it may not write, and changes nothing."""
    expected = [c.number for c in indexed("tantivy").candidates(dict.fromkeys(analyzer.query("白鹭").terms, 1.0), 3)]
    (papers / "new.txt").write_text("新的一篇。", "utf-8")
    for folder in [tmp_path, *tmp_path.parents]:
        if folder.name.startswith(("test_", "popen-", "pytest-")):  # pytest keeps these to itself
            folder.chmod(0o755)
    said, say = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setresuid(65534, 65534, 65534)
            index = Index.open(tmp_path / "index", analyzer.fingerprint)
            os.write(say, repr([c.number for c in index.candidates(dict.fromkeys(analyzer.query("白鹭").terms, 1.0), 3)]).encode())
            update(tmp_path / "index", papers, analyzer, engine="tantivy")
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test says it
            os.write(say, f"|{type(error).__name__}|{error}".encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    os.close(say)
    numbers, kind, error = os.read(said, 10_000).decode().split("|")
    os.close(said)
    assert numbers == repr(expected) != "[]", error
    assert kind == "StoreError"
    assert "cannot write the index" in error


@pytest.mark.parametrize("engine", ["rank-bm25", "tantivy"])
def test_a_file_that_cannot_grow(papers, states, shown, healed, analyzer, tmp_path, engine):
    """Where the system takes only the first bytes of a file, the engine's too, there is one clear error, and the old index answers."""
    (before, after), kept = states(engine)
    said, say = os.pipe()
    for most in (0, 7, 150, 600, 2_000, 10_000, 10_000_000):
        folder = tmp_path / f"most-{most}"
        shutil.copytree(kept, folder)
        child = os.fork()
        if child == 0:
            try:
                resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
                update(folder, papers, analyzer, engine=engine)
                os.write(say, b"done")
            except BaseException as error:  # noqa: BLE001 - whatever it is, the test says it
                os.write(say, f"{type(error).__name__}: {error}".encode())
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        end = os.read(said, 10_000).decode()
        assert end == "done" or (end.startswith("StoreError: ") and "what was indexed before is untouched" in end), most
        assert shown(folder) == (after if end == "done" else before), most
        healed(folder, engine, after, most)
    os.close(said)
    os.close(say)
    assert end == "done"


def test_every_error_is_one_of_ours(papers, indexed, analyzer, tmp_path):
    """An index folder that is a file, or below one, is an error of one line."""
    (tmp_path / "file").write_text("x")
    for folder in (tmp_path / "file", tmp_path / "file" / "index"):
        with pytest.raises(BotError):
            update(folder, papers, analyzer)
        with pytest.raises(BotError):
            Index.open(folder, analyzer.fingerprint)
