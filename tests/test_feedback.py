"""Feedback: kept, listed, deleted, and turned into questions that `wenju eval` reads."""

import json
import sqlite3
from dataclasses import replace

import pytest

from bot.cli import main
from bot.errors import OtherFormat, QuestionError, StoreError
from bot.evaluate import read_questions
from bot.feedback import Feedback, as_question
from bot.schema import Answer, Chunk, Citation, Segment, Span

CHUNK = Chunk(0, "a.txt", "a.txt", "砖", "", "", "", "body", ((Span(0, 5),),), "青砖是灰的")
CITATION = Citation(CHUNK, "0" * 64, (Span(0, 5),), "青砖是灰的", 1.0, 1)
CITED = Answer("它呢？", "青砖是什么颜色？", "zh", "answered", (Segment("青砖是灰的", 1),), "灰的", 0.9, citations=(CITATION,))


def test_what_was_said_comes_back(tmp_path):
    """Verdict, reason, history, version and the answer are kept, in order."""
    kept = Feedback.under(tmp_path)
    assert kept.all() == []
    first = kept.add("good", CITED, history=["青砖？"])
    second = kept.add("bad", CITED, reason="incomplete")
    one, two = kept.all()
    assert (one.id, one.verdict, one.history, one.reason) == (first, "good", ("青砖？",), None)
    assert (two.id, two.reason) == (second, "incomplete")
    assert one.answer["citations"][0]["quote"] == "青砖是灰的"
    assert one.version


def test_deleted_is_gone(tmp_path):
    """A deleted row is neither listed nor left in the file's bytes."""
    kept = Feedback.under(tmp_path)
    row = kept.add("bad", replace(CITED, question="秘密的问题"))
    assert kept.delete([row, 99]) == 1
    assert kept.all() == []
    assert "秘密的问题".encode() not in kept.path.read_bytes()


@pytest.mark.parametrize(("verdict", "reason"), [("", None), ("great", None), ("bad", "because"), ("bad", "<script>")])
def test_only_known_verdicts_and_reasons(tmp_path, verdict, reason):
    """Anything else is refused and nothing is kept."""
    kept = Feedback.under(tmp_path)
    with pytest.raises(QuestionError):
        kept.add(verdict, CITED, reason=reason)
    assert kept.all() == []


def test_feedback_becomes_a_question_for_eval(tmp_path):
    """A helpful answer is its own truth; for a bad one the owner says what it must hold; `wenju eval` reads both."""
    kept = Feedback.under(tmp_path)
    kept.add("good", CITED)
    kept.add("bad", CITED)
    good, bad = kept.all()
    rows = [as_question(good), as_question(bad, ["灰"]), as_question(bad)]
    file = tmp_path / "q.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    first, second, third = read_questions(file)
    assert (first.question, first.answers, first.evidence[0].span) == ("青砖是什么颜色？", ("灰的",), Span(0, 5))
    assert second.answers == ("灰",)
    assert third.answers == ()


def test_a_file_that_is_none_is_one_line(tmp_path):
    """A damaged file and one of another format say so; nothing is overwritten."""
    kept = Feedback.under(tmp_path)
    kept.path.write_bytes(b"not a database, only some text that is long enough")
    with pytest.raises(StoreError, match="feedback"):
        kept.add("good", CITED)
    kept.path.unlink()
    base = sqlite3.connect(kept.path)
    base.execute("pragma user_version = 9")
    base.close()
    with pytest.raises(OtherFormat):
        kept.all()


def test_the_command_lists_deletes_and_makes_tests(tmp_path, capsys):
    """`wenju feedback`: a list, a line for `wenju eval`, and removal."""
    kept = Feedback.under(tmp_path)
    row = kept.add("bad", CITED, reason="passage")
    home = ["feedback", "--home", str(tmp_path)]
    assert main(home) == 0
    assert "bad (passage)  它呢？" in capsys.readouterr().out
    assert main([*home, "--question", str(row), "--answer", "灰"]) == 0
    assert json.loads(capsys.readouterr().out)["answers"] == ["灰"]
    assert main([*home, "--question", "99"]) == 2
    assert main([*home, "--delete", str(row)]) == 0
    assert kept.all() == []
