"""What the guides promise: each command of README.md runs, each link leads somewhere, the changelog knows the version."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

import bot

ROOT = Path(__file__).parent.parent
GUIDES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def commands(guide):
    """The lines of its ```sh blocks, without comments."""
    blocks = re.findall(r"^```sh\n(.*?)^```", (ROOT / guide).read_text("utf-8"), re.MULTILINE | re.DOTALL)
    lines = (re.sub(r"\s{2,}#.*", "", line).strip() for block in blocks for line in block.replace("\\\n", " ").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


COMMANDS = commands("README.md")
SERVING = [line for line in COMMANDS if re.search(r"make chat|wenju serve", line)]


@pytest.mark.parametrize("guide", ["README.md", "docs/README.zh.md"])
def test_the_program_in_python_runs(guide, reader):
    """What a guide shows of Python answers its own question."""
    (program,) = re.findall(r"^```python\n(.*?)^```", (ROOT / guide).read_text("utf-8"), re.MULTILINE | re.DOTALL)
    environ = reader["env"] | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "-c", program], cwd=reader["cwd"], env=environ, capture_output=True, check=False)
    assert done.stdout.decode().startswith("1078.6亿元 ['2023年"), done.stderr.decode()


def make_targets():
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


@pytest.fixture
def reader(tmp_path):
    """A reader's folder: an own folder of documents, `wenju` where `make` puts it, an empty home."""
    shim = tmp_path / ".venv" / "bin" / "wenju"
    shim.parent.mkdir(parents=True)
    shim.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m bot "$@"\n')
    shim.chmod(0o755)
    shutil.copytree(ROOT / "seeds", tmp_path / "home" / "papers")
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    shutil.copytree(ROOT / "benchmarks" / "questions", tmp_path / "benchmarks" / "questions")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("WENJU_", "XDG_", "PYTEST_"))}
    return {"cwd": tmp_path, "env": clean | {"HOME": str(tmp_path / "home"), "WENJU_HOME": str(tmp_path / "home" / "wenju")}}


@pytest.mark.parametrize("command", [line for line in COMMANDS if line not in SERVING and not line.startswith(("make ", "git "))])
def test_command_runs(command, reader):
    """A command of README.md ends well and says something."""
    done = subprocess.run(["bash", "-c", command], **reader, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() or done.stderr.strip()


@pytest.mark.parametrize("command", sorted({line for guide in GUIDES for line in commands(guide) if line.startswith("make ")}))
def test_make_command_is_a_target(command):
    """A `make` command of a guide names a target of the Makefile."""
    assert command.split()[1] in make_targets()


@pytest.mark.slow
@pytest.mark.parametrize("command", SERVING)
def test_serving_command_opens_the_page(command, tmp_path):
    """In a copy of the checkout and an empty home, a command that serves prints its address, and the page answers there."""
    checkout, port = tmp_path / "wenju", free_port()
    away = shutil.ignore_patterns(".git", ".venv", ".*_cache", "__pycache__", ".hypothesis", ".cache")
    shutil.copytree(ROOT, checkout, ignore=away)
    shutil.copytree(ROOT / "seeds", tmp_path / "home" / "papers")
    at_port = f"{command} PORT={port}" if command.startswith("make") else f"{command} --port {port}"
    if not command.startswith("make"):
        at_port = f"make .venv/.chat && {at_port}"
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("WENJU_", "XDG_", "PYTEST_", "MAKE"))}
    with (tmp_path / "shown").open("w+", encoding="utf-8") as shown:
        served = subprocess.Popen(
            ["bash", "-c", at_port],
            cwd=checkout,
            env=clean | {"HOME": str(tmp_path / "home")},
            stdout=shown,
            stderr=shown,
            start_new_session=True,
        )
        try:
            assert health(served, port, 600).get("ready"), (tmp_path / "shown").read_text("utf-8")
            assert f"http://127.0.0.1:{port}" in (tmp_path / "shown").read_text("utf-8")
        finally:
            os.killpg(served.pid, signal.SIGINT)
            served.wait(30)


def health(served, port, seconds):
    """What /health says, once it is ready or the time is over."""
    said, end = {}, time.monotonic() + seconds
    while not said.get("ready") and time.monotonic() < end and served.poll() is None:
        time.sleep(0.3)
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
            said = json.load(answer)
    return said


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_the_chinese_readme_has_the_same_commands():
    """README.zh.md says the commands of README.md in the same order, with its own questions."""
    assert [line.split('"')[0] for line in commands("docs/README.zh.md")] == [line.split('"')[0] for line in COMMANDS]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_links_lead_somewhere(guide):
    """Every relative link and picture of a guide is there."""
    text = re.sub(r"^```.*?^```", "", guide.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if not re.match(r"\w+:|#", link)]
    assert [link for link in links if not (guide.parent / link).exists()] == []


def test_the_changelog_knows_the_version():
    """The newest release in CHANGELOG.md is the version of the program."""
    assert re.search(r"^## \[(\d[^\]]*)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)[1] == bot.__version__


def test_the_tree_is_the_one_on_disk():
    """Every file and folder of README.md's annotated tree is there."""
    tree = re.search(r"^```text\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)[1]
    at, missing = [], []
    for line in tree.splitlines():
        if entry := re.match(r"( *)([\w./-]+)", line):
            depth = len(entry[1]) // 4
            at = [*at[:depth], entry[2].strip("/")]
            missing += [] if (ROOT / "/".join(at)).exists() else ["/".join(at)]
    assert not missing
