"""Quality on one's own questions: `wenju eval --questions FILE`.

A question, as a line of JSON or an item of a YAML list below `questions:`:

    id          any text; default: its number
    question    what is asked; or `turns`, a list of questions with their answers: one conversation
    answers     a text, or texts of which one must stand in what is cited; none: the bot should say no
    source      the source that must be cited, optional
    evidence    [{file, start, end}] or [{file, quote}]: where the answer stands, optional
    history     the questions before it, oldest first, optional
    todo        true: the answer is still to be filled in; without `answers` the question is skipped by name
    note        anything, for people

A passage is relevant if it covers half of a piece of evidence; without evidence, if it holds an accepted answer (in `source`).
A question whose evidence does not stand in the documents is not asked but named: it would count as a miss of the bot's.
"""

from __future__ import annotations

import json
import math
import re
import statistics
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from bot import yaml_guard
from bot.errors import ConfigError, printable
from bot.schema import Answer, Citation, Document, Hit, Span, check_spans
from bot.store import Head

Ask = Callable[[str, Sequence[str]], Answer]
Open = Callable[[str], Document]

KEYS = ("id", "question", "turns", "answers", "source", "evidence", "history", "todo", "note")
SHORT_RIGHT = 0.8  # F1 of characters from which a short answer counts as right


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where an answer stands: offsets in the source, or a quote of it."""

    file: str
    quote: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question with what counts as answering it; `history` holds the turns before it. `todo`: nobody has said yet what counts."""

    id: str
    question: str
    answers: tuple[str, ...] = ()
    source: str = ""
    evidence: tuple[Evidence, ...] = ()
    history: tuple[str, ...] = ()
    todo: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with what the bot did. `relevant` tells of each passage, best first, whether it is relevant; `known` counts evidence."""

    question: Question
    answer: Answer
    relevant: tuple[bool, ...]
    known: int
    cited: tuple[bool, ...]
    verbatim: bool


@dataclass(frozen=True, slots=True)
class Report:
    """All judged questions; the figures are in per cent, means over the questions they are about. `astray`: not asked, and why."""

    judged: tuple[Judged, ...]
    astray: tuple[tuple[Question, str], ...] = ()
    figures: Mapping[str, tuple[float, int]] = field(default_factory=dict)


_ANSWERED = frozenset({"answers", "evidence", "answerable", "todo"})
"""Keys that say what the right answer is: a file in which no question has one was written in another form."""


def read_questions(file: Path) -> list[Question]:
    """The questions of a YAML or JSON-lines file, or of all such files of a folder. Raises ConfigError naming file and line."""
    if file.is_dir():
        files = sorted(f for f in file.iterdir() if f.suffix in (".jsonl", ".yaml", ".yml"))
        return [question for one in files for question in read_questions(one)]
    rows = list(_yaml_rows(file) if file.suffix in (".yaml", ".yml") else _json_rows(file))
    questions = [question for where, row in rows for question in _questions(where, row)]
    if not questions:
        raise ConfigError(f"{printable(str(file))}: holds no question; nothing was asked; write at least one")
    turns = (turn for _, row in rows if isinstance(row, dict) for turn in row.get("turns", [row]))
    if not any(_ANSWERED & turn.keys() for turn in turns):
        raise ConfigError(
            f"{printable(str(file))}: no question has `answers`; nothing was asked; give the accepted ones, [] where it should be refused"
        )
    return questions


def _json_rows(file: Path) -> Iterator[tuple[str, object]]:
    try:
        lines = file.read_text("utf-8-sig").split("\n")  # not splitlines: U+2028 may stand inside a text
    except OSError as error:
        raise ConfigError(f"{printable(str(file))}: cannot be read ({error.strerror}); nothing was asked; check the name") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{printable(str(file))}: not UTF-8; nothing was asked; save the file as UTF-8") from error
    for number, line in enumerate(lines, 1):
        where = f"{printable(str(file))}:{number}"
        if line.strip():
            try:
                yield where, json.loads(line)
            except ValueError as error:
                raise ConfigError(f"{where}: not JSON ({error}); nothing was asked; mend the line") from error


def _yaml_rows(file: Path) -> Iterator[tuple[str, object]]:
    loaded = yaml_guard.load(file, below="questions")
    for number, row in enumerate(loaded.value.get("questions") or ()):
        yield f"{printable(str(file))}:{loaded.line('questions', number)}", row


def _questions(where: str, row: object) -> Iterator[Question]:
    if not isinstance(row, dict):
        raise ConfigError(f"{where}: expected an object with `question` and `answers`; nothing was asked")
    for part in (row, *_turns(row)):
        for key in part:
            meant = [] if key in KEYS else get_close_matches(str(key), KEYS, 1, 0.8)
            if meant and meant[0] not in part:
                raise ConfigError(f"{where}: unknown key `{printable(str(key))}`; nothing was asked; `{meant[0]}` is meant?")
    name = str(row.get("id", where.rpartition(":")[2]))
    turns = row.get("turns", [row])
    history = _texts(where, row, "history")
    for number, turn in enumerate(turns if isinstance(turns, list) else []):
        text = turn.get("question") if isinstance(turn, dict) else None
        if not isinstance(text, str) or not text.strip():
            raise ConfigError(f"{where}: no `question`; nothing was asked; give it one")
        answers = _texts(where, turn, "answers")
        todo = turn.get("todo") is True and not answers
        evidence = tuple(_evidence(where, piece) for piece in turn.get("evidence") or ())
        turn_id = f"{name}.{number + 1}" if "turns" in row else name
        yield Question(turn_id, text, tuple(answers), str(turn.get("source") or ""), evidence, tuple(history), todo)
        history.append(text)


def _turns(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The turns of a conversation that are read as questions."""
    turns = row.get("turns")
    return [turn for turn in turns if isinstance(turn, dict)] if isinstance(turns, list) else []


def _texts(where: str, row: Mapping[str, Any], key: str) -> list[str]:
    texts = row.get(key) or []
    if isinstance(texts, str | int | float) and not isinstance(texts, bool):
        texts = [texts]  # one answer, written without brackets
    if not isinstance(texts, list) or not all(isinstance(text, str | int | float) for text in texts):
        raise ConfigError(f"{where}: `{key}` is not a list of texts; nothing was asked")
    return [str(text) for text in texts]


def _evidence(where: str, piece: Any) -> Evidence:
    try:
        span = Span(int(piece["start"]), int(piece["end"])) if "start" in piece else None
        return Evidence(str(piece["file"]), str(piece.get("quote", "")), span)
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigError(f"{where}: a piece of `evidence` needs `file` and `quote`, or `start` and `end`; nothing was asked") from error


def evaluate(questions: Iterable[Question], ask: Ask, document: Open, heads: Iterable[Head]) -> Report:
    """Ask every question that is not `todo` and judge what comes back; `heads` are those of the documents that it is asked of."""
    asked = [question for question in questions if not question.todo]
    places = _places({piece for question in asked for piece in question.evidence}, heads, document)
    judged, astray = [], []
    for question in asked:
        lost = next((piece for piece in question.evidence if piece not in places), None)
        if lost:
            astray.append((question, f"{printable(lost.file)} is not there, or does not hold the evidence where the question says"))
        else:
            wanted = [places[piece] for piece in question.evidence]
            judged.append(_judge(question, ask(question.question, question.history), wanted, document))
    return Report(tuple(judged), tuple(astray), _figures(judged))


Place = tuple[str, frozenset[int]]  # a document and offsets in it


def _places(pieces: Collection[Evidence], heads: Iterable[Head], document: Open) -> dict[Evidence, Place]:
    """Where each piece of evidence stands: its document and the offsets of its characters, white space left out."""
    named: dict[str, list[str]] = {piece.file: [] for piece in pieces}
    for head in heads if named else ():
        for name in {head.source, head.id} & named.keys():
            named[name].append(head.id)
    places: dict[Evidence, Place] = {}
    for piece in pieces:
        for identity in named[piece.file]:
            text = document(identity).text
            if span := _stands(piece, text):
                places[piece] = identity, frozenset(at for at in range(*span) if not text[at].isspace())
                break
    return places


def _stands(piece: Evidence, text: str) -> tuple[int, int] | None:
    """The piece's span in a text: as it is given, if what is quoted stands there, else where the quote stands, white space aside."""
    quoted = "".join(piece.quote.split())
    if piece.span:
        there = text[slice(*piece.span)]
        return piece.span if there.strip() and quoted in ("", "".join(there.split())) else None
    found = re.search(r"\s*".join(map(re.escape, quoted)), text) if quoted else None
    return found.span() if found else None


def _judge(question: Question, answer: Answer, wanted: Sequence[Place], document: Open) -> Judged:
    relevant = tuple(_relevant(question, hit, wanted, document) for hit in answer.hits)
    cited = tuple(_holds(question, citation) for citation in answer.citations)
    verbatim = all(_verbatim(citation, document) for citation in answer.citations)
    return Judged(question, answer, relevant, max(len(wanted), sum(relevant), 1), cited, verbatim)


def _relevant(question: Question, hit: Hit, wanted: Sequence[Place], document: Open) -> bool:
    if not wanted:
        fits = question.source in ("", hit.chunk.source, hit.chunk.document_id)
        return fits and any(bare(answer) in bare(hit.chunk.text) for answer in question.answers)
    text = document(hit.chunk.document_id).text
    have = {at for start, end in hit.chunk.spans for at in range(start, end) if not text[at].isspace()}
    return any(identity == hit.chunk.document_id and 2 * len(offsets & have) >= len(offsets) for identity, offsets in wanted)


def _holds(question: Question, citation: Citation) -> bool:
    sources = {piece.file for piece in question.evidence} | ({question.source} if question.source else set())
    fits = not sources or citation.chunk.source in sources or citation.chunk.document_id in sources
    return fits and any(bare(answer) in bare(citation.quote) for answer in question.answers)


def _verbatim(citation: Citation, document: Open) -> bool:
    text = document(citation.chunk.document_id).text
    slices = "".join(text[start:end] for start, end in citation.spans)
    return check_spans(text, citation.spans) and "".join(slices.split()) == "".join(citation.quote.split())


def bare(text: str) -> str:
    """Without white space, one width, one case: how answers are compared."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


def reciprocal_gain(relevant: Sequence[bool], known: int, k: int) -> float:
    """nDCG@k for relevance of 0 and 1: gains 1/log2(rank + 1) over those of `known` relevant passages in front (Järvelin, Kekäläinen 2002).

    >>> reciprocal_gain([True, False], 1, 10)
    1.0
    """
    gain = sum(1 / math.log2(rank + 1) for rank, good in enumerate(relevant[:k], 1) if good)
    return gain / sum(1 / math.log2(rank + 1) for rank in range(1, min(known, k) + 1))


def short_right(short: str, question: Question) -> bool:
    """Whether a short answer shares most of its characters with an accepted one."""
    return max(_f1(short, answer) for answer in question.answers) >= SHORT_RIGHT


def _f1(said: str, answer: str) -> float:
    from collections import Counter  # noqa: PLC0415

    common = sum((Counter(bare(said)) & Counter(bare(answer))).values())
    return 2 * common / (len(bare(said)) + len(bare(answer))) if common else 0.0


def _figures(judged: Sequence[Judged]) -> dict[str, tuple[float, int]]:
    """Every figure with how many questions it is about."""
    rows: dict[str, list[float]] = {}

    def add(name: str, value: float) -> None:
        rows.setdefault(name, []).append(value)

    for one in judged:
        if not one.question.answers:
            add("refused", one.answer.status in ("no_answer", "refused"))
            continue
        add("R@1", any(one.relevant[:1]))
        add("R@5", any(one.relevant[:5]))
        add("nDCG@10", reciprocal_gain(one.relevant, one.known, 10))
        add("answered", one.answer.status == "answered")
        add("cited first", any(one.cited[:1]))
        add("cited", any(one.cited))
        add("short answer given", one.answer.short_answer is not None)
        if short := one.answer.short_answer:
            add("short answer right", short_right(short, one.question))
        if one.answer.citations:
            add("verbatim", one.verbatim)
    means = {name: (100 * statistics.fmean(values), len(values)) for name, values in rows.items()}
    sure = [(one.answer.confidence or 0.0, any(one.cited)) for one in judged if one.question.answers]
    right = sum(good for _, good in sure)
    if 0 < right < len(sure):
        means["confidence AUROC"] = (100 * auroc(sure), len(sure))
        means["confidence ECE"] = (100 * calibration_error(sure), len(sure))
    return means


Sure = Sequence[tuple[float, bool]]  # confidence, and whether the quotes held the answer


def auroc(sure: Sure) -> float:
    """The chance that a right answer is surer than a wrong one; equal ones count half (Hanley, McNeil 1982).

    >>> auroc([(0.9, True), (0.4, False), (0.4, True)])
    0.75
    """
    values = sorted(confidence for confidence, good in sure if not good)
    right = [confidence for confidence, good in sure if good]
    return sum(bisect_left(values, one) + bisect_right(values, one) for one in right) / (2 * len(right) * len(values))


def calibration_error(sure: Sure, bins: int = 10) -> float:
    """Expected calibration error: how far confidence is from the share of right answers, over equal bins (Naeini et al. 2015).

    >>> calibration_error([(0.5, True), (0.5, False)])
    0.0
    """
    filled: dict[int, list[tuple[float, bool]]] = {}
    for one in sure:
        filled.setdefault(min(int(one[0] * bins), bins - 1), []).append(one)
    return sum(abs(sum(confidence - good for confidence, good in rows)) for rows in filled.values()) / len(sure)
