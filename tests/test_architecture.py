"""The shape of the program: who may import whom. The table of layers is the one in docs/architecture.md."""

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "bot").rglob("*.py"))
LONGEST = 400  # lines; the guide is 300
VAGUE = {"base", "common", "core", "helper", "helpers", "manager", "misc", "util", "utils"}


def unit(module: str) -> str:
    """The module or folder directly below bot/ that a dotted name belongs to: bot.web.page -> web."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def dotted(file: Path) -> str:
    """The name that a file is imported by: bot/web/page.py -> bot.web.page."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imports(file: Path) -> frozenset[str]:
    """Every module that a file imports, wherever in it: `from bot import errors` is bot.errors."""
    known = {dotted(other) for other in FILES}
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            package = dotted(file).split(".")[: len(file.relative_to(ROOT).parts) - node.level] if node.level else []
            module = ".".join([*package, *filter(None, [node.module])])
            inner = {f"{module}.{alias.name}" for alias in node.names} & known
            found |= inner
            if len(inner) < len(node.names):
                found.add(module)
    return frozenset(found)


def layers() -> dict[str, int]:
    """Module or folder -> layer, from the table of docs/architecture.md."""
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \|", (ROOT / "docs" / "architecture.md").read_text("utf-8"), re.MULTILINE)
    return {name.rstrip("/"): int(layer) for layer, names in rows for name in re.findall(r"`([^`]+)`", names)}


def outside(file: Path) -> set[str]:
    """The libraries that a file imports."""
    return {name.split(".")[0] for name in imports(file)} - set(sys.stdlib_module_names) - {"bot"}


def test_every_module_has_a_layer():
    """The table of docs/architecture.md names every module and folder of bot/, and nothing else."""
    there = {unit(dotted(file)) for file in FILES} - {"", "__main__"}
    assert set(layers()) == there


@pytest.mark.parametrize("file", [file for file in FILES if unit(dotted(file)) not in {"", "__main__"}], ids=dotted)
def test_a_module_imports_only_from_lower_layers(file):
    """What a module imports of this program lies in a lower layer, or in its own folder."""
    own = unit(dotted(file))
    table = layers()
    wrong = [name for name in imports(file) if unit(name) not in {"", own} and name.startswith("bot.") and table[unit(name)] >= table[own]]
    assert not wrong


def test_no_import_cycle():
    """No file of bot/ imports itself by way of others."""
    graph = {dotted(file): {name for name in imports(file) if name.startswith("bot")} for file in FILES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_a_library_is_imported_in_one_place():
    """Each library is imported in one module or folder, so that it can be replaced there; numpy's arrays are a language to all."""
    places: dict[str, set[str]] = {}
    for file in FILES:
        for library in outside(file):
            places.setdefault(library, set()).add(unit(dotted(file)))
    assert {library: units for library, units in places.items() if len(units) > 1 and library != "numpy"} == {}


def test_the_page_is_imported_only_by_the_page():
    """`import bot` and the command line leave gradio, fastapi and uvicorn alone: they cost seconds."""
    code = "import sys, bot, bot.cli; print(*{'gradio', 'fastapi', 'uvicorn', 'starlette'} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == ""


def test_dependencies_are_those_imported():
    """Every library that bot/ imports is named in pyproject.toml with its reason, and every one named for it is imported."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *(line for extra in extras.keys() - {"test", "bench", "dev"} for line in extras[extra])]
    named = {plain(re.match(r"[\w-]+", line)[0]) for line in wanted}
    installed = importlib.metadata.packages_distributions()
    used = {plain(installed.get(library, [library])[0]) for file in FILES for library in outside(file)}
    assert used == named


def plain(name: str) -> str:
    """A distribution's name without what writers differ in: PyYAML and pyyaml, opensearch-py and opensearchpy."""
    return re.sub(r"[-_.]", "", name).lower()


def test_names_say_what_is_inside():
    """No module is called by a word that fits everything."""
    assert not [dotted(file) for file in FILES if set(dotted(file).split(".")) & VAGUE]


def test_files_are_short():
    """A file can be read in one sitting."""
    assert not {dotted(file): lines for file in FILES if (lines := file.read_text("utf-8").count("\n")) > LONGEST}


def test_every_test_says_its_behaviour():
    """Each test's docstring states one behaviour."""
    silent = [
        f"{file.name}::{node.name}"
        for file in sorted((ROOT / "tests").rglob("test_*.py"))
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_") and not ast.get_docstring(node)
    ]
    assert not silent
