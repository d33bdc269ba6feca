"""Feedback: kept, listed, deleted, and turned into questions that `wenju eval` reads."""

import json
import sqlite3
import stat
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli import main
from bot.errors import OtherFormat, QuestionError, StoreError
from bot.evaluate import evaluate, read_questions
from bot.feedback import LONGEST_REASON, Feedback, as_question
from bot.schema import Answer, Chunk, Citation, Segment, Span

CHUNK = Chunk(0, "a.txt", "a.txt", "砖", "", "", "", "body", ((Span(0, 5),),), "青砖是灰的")
CITATION = Citation(CHUNK, "0" * 64, (Span(0, 5),), "青砖是灰的", 1.0, 1)
CITED = Answer("它呢？", "青砖是什么颜色？", "zh", "answered", (Segment("青砖是灰的", 1),), "灰的", 0.9, citations=(CITATION,))
NO = Answer("红砖呢？", "红砖呢？", "zh", "no_answer", (Segment("没有。", None),))


def said(tmp_path, verdict="not_helpful", answer=CITED, **more):
    """One judgement, kept and read again."""
    kept = Feedback.under(tmp_path)
    kept.add(verdict, answer, generation=3, **more)
    return kept.all()[0]


@pytest.fixture
def wenju(tmp_path, capsys):
    """Runs `wenju feedback`: exit code, standard output, standard error."""

    def run(*arguments):
        code = main(["feedback", arguments[0], "--home", str(tmp_path), *map(str, arguments[1:])])
        return code, *capsys.readouterr()

    return run


def test_what_was_said_comes_back(tmp_path):
    """Verdict, reason, history, generation, version and the answer are kept, newest first; passages are not."""
    kept = Feedback.under(tmp_path)
    assert kept.all() == []
    first = kept.add("helpful", CITED, generation=3, history=["青砖？"])
    second = kept.add("not_helpful", CITED, generation=4, reason="incomplete")
    two, one = kept.all()
    assert (one.id, one.verdict, one.history, one.reason, one.generation) == (first, "helpful", ("青砖？",), None, 3)
    assert (two.id, two.reason, two.question, two.asked, two.lang) == (second, "incomplete", "它呢？", "青砖是什么颜色？", "zh")
    assert one.answer["citations"][0]["quote"] == "青砖是灰的"
    assert "passages" not in one.answer
    assert one.version
    assert one.at.endswith("Z")


def test_a_second_word_on_the_same_answer_replaces_the_first(tmp_path):
    """With the same token there stays one row, with the later verdict and reason."""
    kept = Feedback.under(tmp_path)
    row = kept.add("helpful", CITED, generation=3, token="12345678-a")
    assert kept.add("not_helpful", CITED, generation=3, reason="不对", token="12345678-a") == row
    assert [(one.verdict, one.reason) for one in kept.all()] == [("not_helpful", "不对")]


def test_deleted_is_gone(tmp_path):
    """A deleted row is neither listed nor left in the file's bytes."""
    kept = Feedback.under(tmp_path)
    row = said(tmp_path, answer=replace(CITED, question="秘密的问题")).id
    assert kept.delete([row, 99]) == 1
    assert kept.all() == []
    assert "秘密的问题".encode() not in kept.path.read_bytes()
    said(tmp_path)
    assert kept.delete(None) == 1


def test_the_file_is_its_owners_only(tmp_path):
    """Nobody else on the machine reads what people asked."""
    said(tmp_path)
    assert stat.S_IMODE(Feedback.under(tmp_path).path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("verdict", "more"),
    [
        ("", {}),
        ("great", {}),
        ("helpful", {"reason": "长" * (LONGEST_REASON + 1)}),
        ("helpful", {"token": "short"}),
        ("helpful", {"reason": 3}),
    ],
)
def test_only_known_verdicts_and_short_reasons(tmp_path, verdict, more):
    """Anything else is refused and no file is made."""
    kept = Feedback.under(tmp_path)
    with pytest.raises(QuestionError):
        kept.add(verdict, CITED, generation=3, **more)
    assert not kept.path.exists()


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), st.sampled_from(["helpful", "not_helpful", "should_answer"]))
def test_any_reason_is_kept_and_exported_as_one_line(tmp_path_factory, reason, verdict):
    """Whatever people write, the export is lines of JSON that `wenju eval` reads."""
    home = tmp_path_factory.mktemp("home")
    row = json.dumps(as_question(said(home, verdict, reason=reason)), ensure_ascii=False)
    (home / "q.jsonl").write_text(row + "\n", "utf-8")
    assert [one.question for one in read_questions(home / "q.jsonl")] == ["它呢？"]


def test_a_helpful_answer_is_its_own_truth(tmp_path):
    """Its short answer or quote, at its citations, after the questions before it."""
    row = as_question(said(tmp_path, "helpful", history=["青砖？"]))
    assert (row["answers"], row["history"], row["evidence"]) == (["灰的"], ["青砖？"], [{"file": "a.txt", "start": 0, "end": 5}])
    assert as_question(said(tmp_path, "helpful", replace(CITED, short_answer=None)))["answers"] == ["青砖是灰的"]


@pytest.mark.parametrize("verdict", ["not_helpful", "should_answer", "unanswered"])
def test_what_nobody_has_answered_yet_is_skipped_not_counted_as_a_no(tmp_path, verdict):
    """Such a row is `todo` with what was wrong; `wenju eval` does not ask it, and does once it is filled in."""
    row = as_question(said(tmp_path, verdict, NO, reason="wrong_passage"))
    assert row["todo"] is True
    assert "wrong_passage" in row["note"]
    file = tmp_path / "q.jsonl"
    file.write_text(json.dumps(row), "utf-8")
    asked = []

    def ask(question, history):
        asked.append(question)
        return NO

    report = evaluate(read_questions(file), ask, None, ())
    assert (asked, dict(report.figures)) == ([], {})
    file.write_text(json.dumps(row | {"answers": ["红"]}), "utf-8")
    assert evaluate(read_questions(file), ask, None, ()).figures["answered"] == (0.0, 1)


def test_a_helpful_no_and_an_owners_no_should_be_refused(tmp_path):
    """Both are questions without an answer, not `todo`."""
    helpful, owner = as_question(said(tmp_path, "helpful", NO)), as_question(said(tmp_path, "not_helpful"), [])
    assert (helpful["answers"], owner["answers"]) == ([], [])
    assert "todo" not in helpful | owner


def test_a_file_that_is_none_is_one_line(tmp_path):
    """A damaged file and one of another format say so; nothing is overwritten."""
    kept = Feedback.under(tmp_path)
    kept.path.write_bytes(b"not a database, only some text that is long enough")
    for use in (kept.all, lambda: kept.add("helpful", CITED, generation=3), lambda: kept.delete(None)):
        with pytest.raises(StoreError, match=r"feedback\.sqlite") as caught:
            use()
        assert "\n" not in str(caught.value)
    assert kept.path.read_bytes().startswith(b"not a database")
    kept.path.unlink()
    base = sqlite3.connect(kept.path)
    base.execute("pragma user_version = 9")
    base.close()
    with pytest.raises(OtherFormat):
        kept.all()


def test_a_file_in_use_is_one_line_after_the_wait(tmp_path):
    """While another process writes for longer than the patience, nothing hangs."""
    said(tmp_path)
    kept = replace(Feedback.under(tmp_path), patience=0.05)
    other = sqlite3.connect(kept.path, isolation_level=None)
    other.execute("begin immediate")
    with pytest.raises(StoreError, match="locked"):
        kept.add("helpful", CITED, generation=3)
    other.close()
    assert len(kept.all()) == 1


def test_a_full_file_takes_no_more_of_its_kind(tmp_path, monkeypatch):
    """Unanswered questions that fill their share leave room for what people say."""
    monkeypatch.setattr("bot.feedback.MOST", 1)
    said(tmp_path, "unanswered", NO)
    with pytest.raises(StoreError, match="holds 1 rows"):
        said(tmp_path, "unanswered", NO)
    assert said(tmp_path).verdict == "not_helpful"


def test_the_command_lists_newest_first(tmp_path, wenju):
    """A line each, or JSON with the answer."""
    said(tmp_path)
    said(tmp_path, "should_answer", NO, reason="第3版\n有")
    code, out, _ = wenju("list")
    assert code == 0
    assert "should_answer (" in out.splitlines()[0]
    assert out.splitlines()[1].endswith("not_helpful  它呢？")
    rows = [json.loads(line) for line in wenju("list", "--json")[1].splitlines()]
    assert [row["id"] for row in rows] == [2, 1]
    assert rows[1]["answer"]["short_answer"] == "灰的"


def test_the_command_makes_a_file_of_tests_and_never_writes_over_one(tmp_path, wenju, capsys):
    """The owner may have filled answers in: an existing file stays as it is."""
    said(tmp_path)
    file = tmp_path / "tests.jsonl"
    assert wenju("export", file)[0] == 0
    assert read_questions(file)[0].todo
    before = file.read_text("utf-8")
    code, _, err = wenju("export", file)
    assert (code, err.count("\n")) == (3, 1)
    assert file.read_text("utf-8") == before
    assert wenju("export", tmp_path / "tests.yaml")[0] == 2


def test_one_command_makes_a_test_of_a_bad_answer(tmp_path, wenju):
    """The right answer beside the ID: a line that counts."""
    row = said(tmp_path).id
    assert json.loads(wenju("export", "-", row, "--answer", "灰")[1])["answers"] == ["灰"]
    assert "todo" not in json.loads(wenju("export", "-", row, "--refuse")[1])
    for wrong in (("export", "-", 99), ("export", "-", "--refuse"), ("delete",), ("delete", "--all", row)):
        code, _, err = wenju(*wrong)
        assert (code, err.count("\n")) == (2, 1)


def test_the_command_deletes(tmp_path, wenju):
    """By ID, or all."""
    row = said(tmp_path).id
    said(tmp_path)
    assert wenju("delete", row)[1] == "1 deleted\n"
    assert wenju("delete", "--all")[1] == "1 deleted\n"
    assert Feedback.under(tmp_path).all() == []
