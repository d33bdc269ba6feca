"""Quality on one's own questions."""

import json

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import RR, Qrel, ScoredDoc, Success, nDCG

from bot import evaluate
from bot import report as report_of
from bot.errors import ConfigError


@given(st.lists(st.booleans(), min_size=1, max_size=15), st.integers(0, 5))
def test_ndcg_agrees_with_ir_measures(relevant, unfound):
    """The figure is that of an independent implementation, for any ranking."""
    known = sum(relevant) + unfound
    if not known:
        return
    run = [ScoredDoc("q", str(rank), -rank) for rank in range(len(relevant))]
    qrels = [Qrel("q", str(rank), int(good)) for rank, good in enumerate(relevant)] + [Qrel("q", f"x{n}", 1) for n in range(unfound)]
    theirs = ir_measures.calc_aggregate([nDCG @ 10, Success @ 1, Success @ 5, RR @ 10], qrels, run)
    assert evaluate.reciprocal_gain(relevant, known, 10) == pytest.approx(theirs[nDCG @ 10], abs=1e-6)
    assert float(any(relevant[:1])) == theirs[Success @ 1]
    assert float(any(relevant[:5])) == theirs[Success @ 5]


def test_figures_and_misses_tell_what_went_wrong(bot, tmp_path):
    """An answered question counts, a wrong expectation is a miss that shows what was found instead."""
    file = tmp_path / "questions.yaml"
    file.write_text(
        "questions:\n"
        "  - question: 石家庄生物医药产业2023年营业收入是多少？\n    answers: [1078.6亿元]\n"
        "  - question: 石家庄生物医药产业2022年营业收入是多少？\n    answers: [999亿元]\n"
        "  - question: 双色球昨晚的开奖号码是多少？\n",
        "utf-8",
    )
    report = evaluate.evaluate(evaluate.read_questions(file), bot.ask, bot.document, bot.library.documents)
    assert report.figures["cited"] == (50.0, 2)
    assert report.figures["refused"] == (100.0, 1)
    assert [one.question.answers for one, _ in report_of.misses(report)] == [("999亿元",)]
    text = report_of.markdown(report, "r.svg")
    assert "expected: 999亿元" in text
    assert "855亿元" in text
    assert "<svg" in report_of.svg(report)


def test_evidence_that_is_not_there_is_named(bot, tmp_path):
    """Evidence counts where it stands, white space aside; what stands nowhere makes its question one that is named, not a miss."""
    head = next(iter(bot.library.documents))
    text = bot.document(head.id).text
    start = text.index("石家庄")
    right = [
        {"quote": text[start : start + 40]},
        {"quote": " ".join(text[start : start + 40])},
        {"start": start, "end": start + 40},
        {"start": start, "end": start + 40, "quote": text[start : start + 40]},
    ]
    wrong = [
        {"quote": "这一句哪里都没有"},
        {"quote": ""},
        {"start": len(text), "end": len(text) + 9},
        {"start": start + 1, "end": start + 41, "quote": text[start : start + 40]},
        {"quote": text[start : start + 40], "file": "none.txt"},
    ]
    rows = [
        {"id": f"{name}{at}", "question": "石家庄的产业", "answers": ["石家庄"], "evidence": [{"file": head.source, **piece}]}
        for name, pieces in (("right", right), ("wrong", wrong))
        for at, piece in enumerate(pieces)
    ]
    (tmp_path / "q.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    report = evaluate.evaluate(evaluate.read_questions(tmp_path / "q.jsonl"), bot.ask, bot.document, bot.library.documents)
    assert [one.question.id for one in report.judged] == [f"right{at}" for at in range(4)]
    assert len({one.relevant for one in report.judged}) == 1
    assert [question.id for question, _ in report.astray] == [f"wrong{at}" for at in range(5)]
    assert {count for _, count in report.figures.values()} <= {4}


def test_turns_are_one_conversation(tmp_path, bot):
    """A later turn is asked with the ones before it."""
    file = tmp_path / "talk.jsonl"
    turns = [
        {"question": "石家庄生物医药产业2023年营业收入是多少？", "answers": ["1078.6亿元"]},
        {"question": "2022年呢？", "answers": ["855亿元"]},
    ]
    file.write_text(json.dumps({"id": "t", "turns": turns}, ensure_ascii=False), "utf-8")
    report = evaluate.evaluate(evaluate.read_questions(file), bot.ask, bot.document, bot.library.documents)
    assert [one.question.id for one in report.judged] == ["t.1", "t.2"]
    assert report.figures["cited"] == (100.0, 2)


def test_a_list_of_questions_is_a_question_file(tmp_path):
    """A YAML file may begin with the list itself, and an error in it names its line."""
    (tmp_path / "q.yaml").write_text("- question: 甲是谁？\n  answers: [乙]\n- question: 丙呢？\n  answers: []\n", "utf-8")
    assert [question.answers for question in evaluate.read_questions(tmp_path / "q.yaml")] == [("乙",), ()]
    (tmp_path / "q.yaml").write_text("- question: 甲是谁？\n  answers: [乙]\n- 3\n", "utf-8")
    with pytest.raises(ConfigError, match=r"q\.yaml:3: expected an object"):
        evaluate.read_questions(tmp_path / "q.yaml")


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.jsonl", "{", "a.jsonl:1: not JSON"),
        ("a.jsonl", '{"id": 1}', "a.jsonl:1: no `question`"),
        ("a.jsonl", '{"question": "问", "answers": {"甲": 1}}', "not a list"),
        ("a.jsonl", '{"question": "问", "anwsers": ["甲"]}', "a.jsonl:1: unknown key `anwsers`; nothing was asked; `answers` is meant"),
        ("a.jsonl", '{"turns": [{"question": "问", "answer": "甲"}]}', "a.jsonl:1: unknown key `answer`"),
        ("a.jsonl", '{"question": "问", "evidence": [{}]}', "needs `file`"),
        ("a.yaml", "questions:\n  - 3\n", "a.yaml:2: expected an object"),
        ("a.jsonl", '{"question": "问", "reply": ["甲"]}', "no question has `answers`"),
        ("a.yaml", "other: 1\n", "holds no question"),
    ],
)
def test_a_broken_question_file_is_one_line_that_names_the_place(tmp_path, name, text, says):
    """File, line, what is wrong."""
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(ConfigError, match="(?s)" + says.replace("`", ".")) as caught:
        evaluate.read_questions(tmp_path / name)
    assert "\n" not in str(caught.value)


def test_a_line_separator_inside_a_text_ends_no_line(tmp_path):
    """U+2028 is a character like any other in JSON lines."""
    (tmp_path / "q.jsonl").write_text('{"question": "甲\u2028乙", "answers": []}\n', "utf-8")
    assert [question.question for question in evaluate.read_questions(tmp_path / "q.jsonl")] == ["甲\u2028乙"]


def test_one_answer_needs_no_brackets(tmp_path):
    """A single accepted answer may be written as a text or a number."""
    (tmp_path / "q.yaml").write_text("questions:\n  - question: 甲？\n    answers: 5元\n  - question: 乙？\n    answers: 12\n", "utf-8")
    assert [question.answers for question in evaluate.read_questions(tmp_path / "q.yaml")] == [("5元",), ("12",)]


def test_a_report_without_misses_says_so(bot, tmp_path):
    """Every figure is explained, what lay before a turn is shown, and no miss is said as such."""
    (tmp_path / "q.jsonl").write_text('{"question": "石家庄生物医药产业2022年营业收入是多少？", "answers": ["855亿元"]}', "utf-8")
    report = evaluate.evaluate(evaluate.read_questions(tmp_path / "q.jsonl"), bot.ask, bot.document, bot.library.documents)
    assert set(report.figures) <= set(report_of.MEANS)
    assert report_of.markdown(report, "r.svg").endswith("## Misses\n\nNone.\n")
