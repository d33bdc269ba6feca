"""YAML files become plain values with line numbers, and nothing in them can hurt."""

from __future__ import annotations

import json
import os
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import ConfigError
from bot.yaml_guard import MAX_DEPTH, load


def write(folder: Path, text: str | bytes) -> Path:
    """A YAML file with this content."""
    path = folder / "settings.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refusal(folder: Path, text: str | bytes) -> str:
    """The message with which this content is refused, in less than a second."""
    start = monotonic()
    with pytest.raises(ConfigError) as caught:
        load(write(folder, text))
    assert monotonic() - start < 1
    message = str(caught.value)
    assert "settings.yaml" in message
    assert "\n" not in message
    return message


def test_values_are_plain_and_lines_are_known(tmp_path: Path) -> None:
    """Mappings, lists and scalars come out as Python's own, and each key and item knows its line."""
    loaded = load(write(tmp_path, "# head\npage:\n  port: 7860\n  hosts:\n    - a\n    - {b: 1.5}\n空: 是\n"))
    assert loaded.value == {"page": {"port": 7860, "hosts": ["a", {"b": 1.5}]}, "空": "是"}
    assert loaded.line("page") == 2
    assert loaded.line("page", "hosts", 1) == 6
    assert loaded.line("page", "hosts", 1, "b") == 6
    assert loaded.line("空") == 7


def test_a_missing_key_has_the_line_of_the_key_above_it(tmp_path: Path) -> None:
    """An error about a key that is not there points at the mapping that lacks it."""
    loaded = load(write(tmp_path, "a: 1\npage:\n  port: 7860\n"))
    assert loaded.line("page", "host", "name") == 2
    assert loaded.line("nothing") == 1
    assert str(loaded.error(("page", "host"), "is needed; add it")).endswith(
        "settings.yaml, line 2, key page.host: is needed; nothing was changed; add it"
    )


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"), ("on", "on"), ("12:30:00", "12:30:00"), ("2024-05-12", "2024-05-12"),
        ("007", "007"), ("0x1F", "0x1F"), ("1_000", "1_000"),
        ("true", True), ("false", False), ("null", None), ("~", None), ("", None), ("-3", -3), ("2.50", 2.5), ("1e3", 1000.0), (".5", 0.5),
        ("'12'", "12"), ('"true"', "true"), (".inf", ".inf"), ("1e999", "1e999"), ("9" * 400, "9" * 400), ("e5", "e5"), ("<<", "<<"),
    ],
)  # fmt: skip
def test_a_bare_word_is_text_unless_it_plainly_is_more(tmp_path: Path, written: str, value: object) -> None:
    """YAML 1.1's surprises (no, 12:30:00, dates, 007) stay text; true, null and decimal numbers are what they say."""
    loaded = load(write(tmp_path, f"key: {written}\n"))
    assert loaded.value == {"key": value}
    assert type(loaded.value["key"]) is type(value)


def test_keys_are_text_as_written(tmp_path: Path) -> None:
    """A key that looks like a number or a truth value is still text."""
    assert load(write(tmp_path, "1: a\ntrue: b\n")).value == {"1": "a", "true": "b"}


@pytest.mark.parametrize("text", ["", "# only a comment\n", "\ufeff", "---\n"])
def test_an_empty_file_has_no_keys(tmp_path: Path, text: str) -> None:
    """Nothing written is nothing set."""
    assert load(write(tmp_path, text)).value == {}


def test_a_repeated_key_names_both_lines(tmp_path: Path) -> None:
    """The second of two equal keys is refused with its path and both lines."""
    message = refusal(tmp_path, "a: 1\nb:\n  c: 1\n  d: 1\n  c: 2\n")
    assert "line 5, key b.c" in message
    assert "line 3" in message


@pytest.mark.parametrize("text", ["a: &x [1]\nb: *x\n", "a: &x 1\n", "a: !!python/object:os.system x\n", "a: !!str 1\n", "a: ! x\n"])
def test_anchors_aliases_and_tags_are_refused(tmp_path: Path, text: str) -> None:
    """Whatever lets a file grow or build objects is refused with its line."""
    assert "line 1" in refusal(tmp_path, text)


def test_a_merge_bomb_is_refused_at_once(tmp_path: Path) -> None:
    """The file that takes safe_load many seconds is refused at its first anchor."""
    bomb = "a0: &a0 {x: 1}\n" + "".join(f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 8))
    assert "anchors" in refusal(tmp_path, bomb)


@pytest.mark.parametrize(
    "text", ["[" * 50_000, "a: " + "[" * 50_000, "{a: " * 12_000, "- " * 30_000, "".join(f"{' ' * n}a:\n" for n in range(300))]
)
def test_deep_nesting_is_refused_at_once(tmp_path: Path, text: str) -> None:
    """Brackets that would crash the parser's C part are stopped at the twentieth."""
    assert f"deeper than {MAX_DEPTH}" in refusal(tmp_path, text)


def test_too_large_a_file_is_refused(tmp_path: Path) -> None:
    """A file over 64 KB is not parsed."""
    assert "64 KB" in refusal(tmp_path, "a: " + "x" * 65_536)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: [\n", 3), ("a: 1\n\tb: 2\n", 2), ("a: 1\n---\nb: 2\n", 3),
        (b"a: 1\nb: \xff\n", 2), ("- a\n", 1), ("a\n", 1), ("? [x]\n: 1\n", 1),
    ],
)  # fmt: skip
def test_what_is_not_a_mapping_in_valid_yaml_names_its_line(tmp_path: Path, text: str | bytes, line: int) -> None:
    """Broken YAML, a second document, other encodings and other tops give one line that points at the place."""
    assert f"line {line}" in refusal(tmp_path, text)


def test_control_characters_are_refused(tmp_path: Path) -> None:
    """A control character is an error of the file, not a traceback."""
    assert "control" in refusal(tmp_path, "a: \x07\n")


def test_missing_files_folders_and_pipes_are_refused(tmp_path: Path) -> None:
    """What is not a regular file is refused and never waited for."""
    os.mkfifo(tmp_path / "pipe.yaml")
    for name in ("none.yaml", "pipe.yaml", "."):
        with pytest.raises(ConfigError):
            load(tmp_path / name)


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufeff\u2028\u2029\x85"))
PLAIN = st.recursive(
    st.booleans() | st.none() | st.integers(-(10**17), 10**17) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc年报", min_size=1), inner, max_size=4),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(st.text("abc年报", min_size=1), PLAIN, max_size=5))
def test_what_was_written_is_read_back(tmp_path: Path, value: dict[str, object]) -> None:
    """Any plain value comes back equal (JSON is YAML too)."""
    assert load(write(tmp_path, json.dumps(value, ensure_ascii=False))).value == value


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.sampled_from("ab:-?[]{}&*!|>'\"%@`#, \n\t0"), max_size=60))
def test_any_text_is_read_or_refused_in_one_line(tmp_path: Path, text: str) -> None:
    """No text of YAML's own signs raises anything but a ConfigError."""
    path = write(tmp_path, text)
    try:
        read: object = load(path).value
    except ConfigError as error:
        read = str(error)
    assert isinstance(read, dict) or "\n" not in str(read)
