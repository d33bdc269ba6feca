"""Where the browser of the tests comes from: install.sh, with stand-ins for the programs that it calls."""

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent / "install.sh"
SUDO = '[ "$1" = -n ] && shift\n"$@"'


@pytest.fixture
def machine(tmp_path):
    """Runs install.sh where only the given programs exist; returns its exit code, its lines, and what was called."""

    def run(**programs):
        programs = {"id": "echo 0"} | programs
        there = tmp_path / "bin"
        there.mkdir()
        for name in ("bash", "env", "mktemp", "tail", "rm", "true"):
            (there / name).symlink_to(shutil.which(name))
        for name, body in programs.items():
            stub = there / name.replace("_", "-")
            stub.write_text(f'#!/bin/sh\necho "{stub.name} $*" >>"{tmp_path}/called"\n{body}\n')
            stub.chmod(0o755)
        done = subprocess.run(
            [there / "bash", SCRIPT, there / "playwright"],
            env={"PATH": str(there)},
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        called = tmp_path / "called"
        called.touch()
        return (
            done.returncode,
            done.stdout.splitlines(),
            [line for line in called.read_text().splitlines() if line.startswith(("apt", "playwright"))],
        )

    return run


def test_a_chromium_that_is_there_is_used(machine):
    """Nothing is installed where a Chromium is already there."""
    code, lines, called = machine(chromium="", apt_get="", playwright="")
    assert (code, len(lines), called) == (0, 1, [])
    assert lines[0].endswith("/chromium")


@pytest.mark.parametrize("user", ["echo 0", "echo 1000"], ids=["root", "sudo"])
def test_apt_installs_it_where_it_may(machine, user):
    """Where apt can install, Debian's package and a Chinese font are taken."""
    code, _, called = machine(id=user, sudo=SUDO, apt_get="", playwright="")
    assert code == 0
    assert called[-1] == "apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk"


@pytest.mark.parametrize("programs", [{}, {"apt_get": "echo no such package; exit 100"}], ids=["no apt", "apt fails"])
def test_playwright_installs_its_own_otherwise(machine, programs):
    """Without apt, or when it fails, Playwright's own Chromium is taken."""
    code, _, called = machine(playwright="", **programs)
    assert code == 0
    assert called[-1] == "playwright install --only-shell chromium"


def test_no_rights_means_no_apt(machine):
    """A person without root or passwordless sudo is not asked for a password: Playwright's own is taken."""
    _, _, called = machine(id="echo 1000", apt_get="", sudo="exit 1", playwright="")
    assert called[-1] == "playwright install --only-shell chromium"


def test_a_failure_is_not_hidden(machine):
    """When nothing works the script fails, so `make test` does not go on without a browser."""
    code, _, _ = machine(playwright="exit 3")
    assert code == 3
