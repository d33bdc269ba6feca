"""The wheel: installed in an empty environment, away from the checkout, it answers from the pages that it carries."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
QUESTION = "石家庄生物医药产业2023年营业收入是多少？"

pytestmark = pytest.mark.slow


def run(*command, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=900, check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_the_program_its_pages_and_its_wording(wheel):
    """Every file of bot/, seeds/ and prompts/ is in the wheel, byte for byte."""
    with zipfile.ZipFile(wheel) as packed:
        for folder, place in (("bot", "bot"), ("seeds", "bot/_shipped/seeds"), ("prompts", "bot/_shipped/prompts")):
            for file in (ROOT / folder).rglob("*"):
                if file.is_file() and "__pycache__" not in file.parts:
                    assert packed.read(f"{place}/{file.relative_to(ROOT / folder).as_posix()}") == file.read_bytes()


def test_installed_in_an_empty_environment_it_answers(wheel, tmp_path):
    """`wenju ask` of the installed wheel answers from its own copy of the pages."""
    venv.create(tmp_path / "venv", with_pip=True)
    binaries = tmp_path / "venv" / "bin"
    run(binaries / "python", "-m", "pip", "install", "--quiet", "-c", ROOT / "constraints.txt", wheel)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("WENJU_", "PYTHON", "XDG_"))}
    (tmp_path / "elsewhere").mkdir()
    said = run(binaries / "wenju", "ask", QUESTION, cwd=tmp_path / "elsewhere", env=clean | {"HOME": str(tmp_path)})
    assert "1078.6亿元" in said
