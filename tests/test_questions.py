"""The question set of benchmarks/questions is what its README says it is."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
QUESTIONS = ROOT / "benchmarks" / "questions"
OWN = ("open", "held")  # halves over texts of our own
PAGES = ("pages-open", "pages-held")  # halves over the example pages
CITY = ("city-open", "city-held")  # halves over one folder of texts of our own: mostly near misses
FRESH = ("fresh-held",)  # many kinds of documents by somebody who never saw the rules: no open half, no dialogues
DESK = ("desk-open",)  # papers of a desk: no held half, rules were written with it in sight
HALVES = (*OWN, *PAGES, *CITY, *FRESH, *DESK)
TALKS = (*OWN, *PAGES, "city-open", *DESK)  # those with dialogues
FREE = ("why", "how", "yesno")  # their answers sum the evidence up
KINDS = ("year", "place", "person", "post", "org", "attribute", "industry", "unit", "event", "forecast", "verb", "premise")


def rows(name: str) -> list[dict[str, Any]]:
    """The JSON lines of a file of the set."""
    return [json.loads(line) for line in (QUESTIONS / name).read_text(encoding="utf-8").splitlines()]


def asked(half: str) -> list[tuple[str, dict[str, Any]]]:
    """Every question of a half and every turn of its dialogues, with a name to show when it fails."""
    questions = [(q["id"], q) for q in rows(f"{half}.jsonl")]
    dialogues = rows(f"{half}_dialogues.jsonl") if half in TALKS else []
    turns = [(f"{d['id']}.{n}", turn) for d in dialogues for n, turn in enumerate(d["turns"])]
    return questions + turns


def folder(half: str) -> Path:
    """Where the texts of a half are."""
    if half in PAGES:
        return ROOT / "seeds"
    return QUESTIONS / "texts" / (half.partition("-")[0] if half in (*CITY, *FRESH, *DESK) else half)


def text(half: str, evidence: dict[str, Any]) -> str:
    """The text that a piece of evidence is from, in code points as the file has them."""
    file: str = evidence["file"]
    return (folder(half) / file).read_bytes().decode("utf-8")


def bare(said: str) -> str:
    """Without white space, one width, one case: how answers are compared."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", said)).lower()


@pytest.mark.parametrize("half", HALVES)
def test_evidence_is_its_slice(half: str) -> None:
    """Every quote is the slice between its offsets, and the parts of a torn one stand in it in order, first to last."""
    for name, question in asked(half):
        for evidence in question["evidence"]:
            assert text(half, evidence)[evidence["start"] : evidence["end"]] == evidence["quote"], name
            parts = evidence.get("parts", [evidence["quote"]])
            assert re.fullmatch(".+?".join(map(re.escape, parts)), evidence["quote"], re.DOTALL), name
            assert all("\n" not in part for part in parts), name


@pytest.mark.parametrize("half", HALVES)
def test_answers_stand_in_the_evidence(half: str) -> None:
    """Every accepted answer stands in a quote, or in its parts joined, unless it answers why, how or whether."""
    for name, question in asked(half):
        if question.get("type") in FREE:
            continue
        quotes = [bare("".join(e.get("parts", [e["quote"]]))) for e in question["evidence"]]
        for answer in question["answers"]:
            assert any(bare(answer) in quote for quote in quotes), f"{name}: {answer}"


@pytest.mark.parametrize("half", HALVES)
def test_answerable_or_empty(half: str) -> None:
    """An answerable question has answers and evidence, an unanswerable one neither; a near miss says of which kind it is."""
    for name, question in asked(half):
        answerable = question.get("answerable", True)
        assert bool(question["answers"]) == bool(question["evidence"]) == answerable, name
        if question.get("unanswerable_kind") == "near_miss":
            assert question["note"].split(":")[0] in KINDS, name
            assert question["difficulty"] == "hard", name


def test_ids_and_questions_are_unique() -> None:
    """No id and no question is used twice, in all halves together."""
    questions = [q for half in HALVES for q in rows(f"{half}.jsonl")]
    ids = [q["id"] for q in questions] + [d["id"] for half in TALKS for d in rows(f"{half}_dialogues.jsonl")]
    assert not [i for i, n in Counter(ids).items() if n > 1]
    assert not [q for q, n in Counter(q["question"] for q in questions).items() if n > 1]


@pytest.mark.parametrize(
    ("half", "floors", "dialogues"),
    [(half, {"answerable": 100, "near_miss": 40, "off_topic": 10}, 12) for half in OWN]
    + [(half, {"answerable": 65, "near_miss": 25, "off_topic": 10}, 6) for half in PAGES]
    + [(half, {"answerable": 35, "near_miss": 40}, 6 * (half in TALKS)) for half in CITY]
    + [(half, {"answerable": 100, "near_miss": 80, "off_topic": 20}, 0) for half in FRESH]
    + [(half, {"answerable": 60, "near_miss": 16}, 12) for half in DESK],
)
def test_halves_are_large_enough(half: str, floors: dict[str, int], dialogues: int) -> None:
    """Each half has the questions of each kind and the dialogues that make its figures worth reading."""
    kinds = Counter(q.get("unanswerable_kind", "answerable") for q in rows(f"{half}.jsonl"))
    assert {kind: min(kinds[kind], floor) for kind, floor in floors.items()} == floors
    assert not dialogues or len(rows(f"{half}_dialogues.jsonl")) >= dialogues


def test_own_halves_share_no_text() -> None:
    """The two halves over texts of our own have no file in common."""
    files = [{path.name for path in folder(half).iterdir()} for half in OWN]
    assert not files[0] & files[1]


def test_pages_are_asked_about_evenly() -> None:
    """Each of the five example pages answers at least twenty questions of the two halves over them."""
    asked_of = Counter(q["evidence"][0]["file"] for half in PAGES for q in rows(f"{half}.jsonl") if q["answerable"])
    assert sorted(asked_of) == sorted(path.name for path in folder(PAGES[0]).iterdir())
    assert min(asked_of.values()) >= 20
