"""JSON lines are read as a stream: good lines are records, bad ones are named, and the rest goes on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import SourceError
from bot.readers import Limits, Record, read_records

LIMITS = Limits()


def records(folder: Path, data: bytes | str, limits: Limits = LIMITS, encoding: str | None = None) -> list[Record | str]:
    """The records of a file with this content; errors as their text."""
    path = folder / "a.jsonl"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return [record if isinstance(record, Record) else str(record) for record in read_records(path, folder, limits, encoding)]


def test_each_line_is_a_record(tmp_path: Path) -> None:
    """Id, title, text and line come out as written; a title may be missing, an id a number, a line empty."""
    data = '\ufeff{"id": "a", "title": "标题", "text": "一\\r\\n二", "more": 1}\r\n\n{"id": 7, "text": "三"}\n'
    data += '{"id": "b", "title": null, "text": "四"}'
    assert records(tmp_path, data) == [Record("a", "标题", "一\r\n二", 1), Record("7", "", "三", 3), Record("b", "", "四", 4)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("[1]", "not an object"),
        ("[" * 40_000, "nested"),
        ('{"text": "x"}', "no id"),
        ('{"id": true, "text": "x"}', "no id"),
        ('{"id": " ", "text": "x"}', "no id"),
        ('{"id": "a"}', "no text"),
        ('{"id": "a", "text": " "}', "no text"),
        ('{"id": "a", "text": ["x"]}', "no text"),
        ('{"id": "a", "title": 1, "text": "x"}', "title"),
        ('{"id": "a", "id": "b", "text": "x"}', "twice"),
        ('{"id": "a", "text": "\\ud83d"}', "half a character"),
        ('{"id": "a", "text": "x\\u0000"}', "NUL"),
        ('{"id": %s, "text": "x"}' % ("9" * 5000), "not JSON"),
        ('{"id": "a", "text": "' + "x" * 101 + '"}', "limit_characters"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(tmp_path: Path, line: str, reason: str) -> None:
    """The error names file, line and reason; the lines around it are read."""
    before, fault, after = records(tmp_path, f'{{"id": 1, "text": "a"}}\n{line}\n{{"id": 2, "text": "b"}}\n', Limits(text_characters=100))
    assert isinstance(before, Record)
    assert isinstance(after, Record)
    assert isinstance(fault, str)
    assert fault.startswith("a.jsonl, line 2: ")
    assert reason in fault


def test_a_line_that_is_too_long_is_passed_over(tmp_path: Path) -> None:
    """Only a line's length is limited, not the file's."""
    good = json.dumps({"id": "a", "text": "x" * 50}) + "\n"
    found = records(tmp_path, good * 20 + "x" * 5_000_000 + "\n" + good, Limits(file_bytes=100))
    assert [isinstance(record, Record) for record in found] == [True] * 20 + [False, True]
    assert "line 21" in str(found[20])


def test_other_encodings_need_the_setting(tmp_path: Path) -> None:
    """JSON lines are UTF-8, or what the setting says."""
    data = '{"id": "a", "text": "正文"}\n'.encode("gb18030")
    assert "encoding" in str(records(tmp_path, data)[0])
    assert records(tmp_path, data, encoding="gb18030") == [Record("a", "", "正文", 1)]


def test_many_faults_are_counted(tmp_path: Path) -> None:
    """After twenty faults one last line counts the others."""
    found = records(tmp_path, "x\n" * 50 + '{"id": "a", "text": "b"}\n')
    assert len(found) == 22
    assert found[20] == Record("a", "", "b", 51)
    assert "30 more lines" in str(found[21])


def test_a_file_that_cannot_be_opened_is_one_error(tmp_path: Path) -> None:
    """What isn't there is an error that names it."""
    (fault,) = read_records(tmp_path / "none.jsonl", tmp_path, Limits())
    assert isinstance(fault, SourceError)
    assert str(fault).startswith("none.jsonl: cannot be opened")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0")).filter(str.strip), max_size=5))
def test_any_texts_are_read_back(tmp_path: Path, texts: list[str]) -> None:
    """Whatever text JSON holds comes out exactly, escaped or not."""
    data = "".join(json.dumps({"id": at, "text": text}, ensure_ascii=at % 2 == 0) + "\n" for at, text in enumerate(texts))
    assert [record.text for record in records(tmp_path, data) if isinstance(record, Record)] == texts
