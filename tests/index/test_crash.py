"""A build that is killed or refused at any file operation loses nothing, and the next one heals."""

import errno
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from shutil import which

import pytest

from bot.errors import BotError, NoIndex, StoreError
from bot.index import Index, update
from bot.store import current, verify

ROOT = Path(__file__).parents[2]

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


def killed(build, number):
    """Run a build in a process of its own that is killed before its number-th file operation; whether it was killed."""

    def meddle(_, count):
        if count == number:
            os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if child == 0:
        try:
            with meddled(meddle):
                build()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


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


@pytest.mark.parametrize("engine", ["rank-bm25", "tantivy"])
def test_killed_at_any_operation_of_an_update(papers, states, seen, analyzer, tmp_path, engine, request):
    """The index shows the old state or the new one, whole; the next update gives the new one and leaves no rubbish."""
    (before, after), kept = states(engine)
    every = 1 if request.config.getoption("-m") != "not slow" else 5
    number, alive = 1, True
    while alive:
        folder = tmp_path / f"run-{number}"
        subprocess.run(["cp", "-r", str(kept), str(folder)], check=True)
        alive = killed(lambda folder=folder: update(folder, papers, analyzer, engine=engine), number)
        assert {**seen(Index.open(folder, analyzer.fingerprint)), "states": 0} in (before, after), number
        update(folder, papers, analyzer, engine=engine)
        assert {**seen(Index.open(folder, analyzer.fingerprint)), "states": 0} == after, number
        assert all(whole for _, whole in verify(folder, current(folder)))
        named, there = tree(folder)
        assert named == there, number
        number += every
    assert number > 30


def test_killed_at_any_operation_of_the_first_build(papers, seen, fresh, analyzer, tmp_path):
    """There is no index yet, or all of it; the next build makes it."""
    whole = {**fresh(), "states": 0}
    number, alive = 1, True
    while alive:
        folder = tmp_path / f"run-{number}"
        alive = killed(lambda folder=folder: update(folder, papers, analyzer), number)
        try:
            assert {**seen(Index.open(folder, analyzer.fingerprint)), "states": 0} == whole, number
        except NoIndex:
            assert alive
        update(folder, papers, analyzer)
        assert {**seen(Index.open(folder, analyzer.fingerprint)), "states": 0} == whole, number
        number += 1
    assert number > 15


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
        subprocess.run(["cp", "-r", str(kept), str(folder)], check=True)
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
    expected = [c.number for c in indexed("tantivy").candidates(analyzer.query("白鹭").terms, 3)]
    (papers / "new.txt").write_text("新的一篇。", "utf-8")
    for folder in [tmp_path, *tmp_path.parents][:4]:  # up to the folder that pytest keeps to itself
        folder.chmod(0o755)
    said, say = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setresuid(65534, 65534, 65534)
            index = Index.open(tmp_path / "index", analyzer.fingerprint)
            os.write(say, repr([c.number for c in index.candidates(analyzer.query("白鹭").terms, 3)]).encode())
            update(tmp_path / "index", papers, analyzer, engine="tantivy")
        except BotError as error:
            os.write(say, f"|{type(error).__name__}|{error}".encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    numbers, kind, error = os.read(said, 10_000).decode().split("|")
    os.close(said)
    os.close(say)
    assert numbers == repr(expected) != "[]", error
    assert kind == "StoreError"
    assert "cannot write the index" in error


@pytest.mark.slow
@pytest.mark.skipif(not which("strace"), reason="strace stops the engine's own threads too")
@pytest.mark.parametrize("call", ["fsync", "write", "rename", "unlink", "openat", "mkdir", "ftruncate"])
def test_killed_at_a_system_call_of_the_engine(papers, states, seen, analyzer, tmp_path, call):
    """The same, counted by the kernel, so that what the engine's library does is among it."""
    (before, after), kept = states("tantivy")
    script = (
        "import sys; from pathlib import Path; from bot.index import update; from bot.analyzer import Analyzer;"
        "from bot.config import Lexicon; import tantivy, bot.engines.tantivy, bot.readers.html;"
        "a = Analyzer(Lexicon.load()); a.analyze('词典');"
        "len(sys.argv) > 2 and update(Path(sys.argv[1]), Path(sys.argv[2]), a, engine='tantivy')"
    )
    counted = subprocess.run(
        ["strace", "-f", "-qq", "-c", "-e", f"trace={call}", sys.executable, "-B", "-c", script],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    first = sum(int(row.split()[3]) for row in counted.stderr.splitlines() if row.split()[-1:] == [call])
    for number in range(1, 40, 3):
        folder = tmp_path / "run"
        subprocess.run(["rm", "-rf", str(folder)], check=True)
        subprocess.run(["cp", "-r", str(kept), str(folder)], check=True)
        inject = ["strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={first + number}"]
        done = subprocess.run(
            [*inject, sys.executable, "-B", "-c", script, str(folder), str(papers)], cwd=ROOT, check=False, capture_output=True
        )
        assert {**seen(Index.open(folder, analyzer.fingerprint)), "states": 0} in (before, after), number
        update(folder, papers, analyzer, engine="tantivy")
        assert {**seen(Index.open(folder, analyzer.fingerprint)), "states": 0} == after, number
        if done.returncode == 0:
            break


def test_every_error_is_one_of_ours(papers, indexed, analyzer, tmp_path):
    """An index folder that is a file, or below one, is an error of one line."""
    (tmp_path / "file").write_text("x")
    for folder in (tmp_path / "file", tmp_path / "file" / "index"):
        with pytest.raises(BotError):
            update(folder, papers, analyzer)
        with pytest.raises(BotError):
            Index.open(folder, analyzer.fingerprint)
