"""What people said about answers: one SQLite file under the home folder, and how a bad answer becomes a test.

`wenju eval --questions` reads what `as_question` writes.
"""

from __future__ import annotations

import json
import re
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from bot import __version__
from bot.errors import OtherFormat, QuestionError, StoreError, printable
from bot.render import answer_json, visible
from bot.schema import Answer

Verdict = Literal["helpful", "not_helpful", "should_answer", "unanswered"]
REASONS = ("wrong_passage", "incomplete", "not_my_question")  # or a person's own words
LONGEST_REASON = 500  # characters
FORMAT = 1
MOST = 10_000  # rows that people may add, and again as many that the server noted by itself (unanswered)

_TABLE = """
create table if not exists feedback (
    id integer primary key, token text not null unique, at text not null default (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    version text not null, generation integer not null, lang text not null, verdict text not null, reason text,
    question text not null, asked text not null, history text not null, answer text not null
)"""
_INSERT = """
insert into feedback (token, version, generation, lang, verdict, reason, question, asked, history, answer)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_UPDATE = "update feedback set verdict = ?, reason = ?, at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') where id = ?"
_SELECT = """
select id, at, version, generation, lang, verdict, reason, question, asked, history, answer from feedback order by id desc"""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One row. `at` is UTC; `generation` and `version` made the answer; `answer` is the contract's object without passages and timing."""

    id: int
    at: str
    version: str
    generation: int
    lang: str
    verdict: Verdict
    reason: str | None
    question: str
    asked: str
    history: tuple[str, ...]
    answer: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Feedback:
    """The file, made at the first write. Every call opens and closes it, so that any thread and several processes may use it.

    patience    seconds to wait for another process that writes

    Raises:
        StoreError: the file cannot be read or written, is damaged, or is full.
        OtherFormat: it was written by another version.
    """

    path: Path
    patience: float = 5

    @classmethod
    def under(cls, home: Path) -> Feedback:
        """The file of a home folder."""
        return cls(home / "feedback.sqlite")

    def add(
        self,
        verdict: str,
        answer: Answer,
        *,
        generation: int,
        reason: str | None = None,
        history: Sequence[str] = (),
        token: str | None = None,
    ) -> int:
        """Keep what somebody said about an answer; its id.

        reason      one of REASONS, or own words of up to LONGEST_REASON characters
        token       a secret of who says it, 8 to 64 letters, digits or dashes: said again with it, the new verdict replaces the old

        Raises:
            QuestionError: no such verdict, or a reason or token that is none.
        """
        if verdict not in get_args(Verdict):
            raise QuestionError(f"verdict: expected one of {', '.join(get_args(Verdict))}; nothing was kept")
        reason = _reason(reason)
        if token is not None and not re.fullmatch(r"[A-Za-z0-9-]{8,64}", token):
            raise QuestionError("token: expected 8 to 64 letters, digits or dashes; nothing was kept")
        told = {key: value for key, value in answer_json(answer, 0).items() if key not in {"id", "passages", "timing_ms"}}
        row = (
            token or secrets.token_hex(8), __version__, generation, answer.lang, verdict, reason, answer.question, answer.asked,
            json.dumps(list(history), ensure_ascii=False), json.dumps(told, ensure_ascii=False),
        )  # fmt: skip
        with self._writing() as base:
            known = base.execute("select id from feedback where token = ?", row[:1]).fetchone()
            if known:
                base.execute(_UPDATE, (verdict, reason, *known))
                return int(known[0])
            noted = verdict == "unanswered"
            if base.execute("select count(*) from feedback where (verdict = 'unanswered') = ?", (noted,)).fetchone()[0] >= MOST:
                raise StoreError(
                    f"{self._name}: holds {MOST} rows, the most there may be; nothing was kept; export them, then `wenju feedback delete`"
                )
            return int(base.execute(_INSERT, row).lastrowid or 0)

    def all(self) -> list[Judgement]:
        """Everything, newest first."""
        if not self.path.exists():
            return []
        with self._errors("nothing was changed"), self._opened(f"{self.path.resolve().as_uri()}?mode=ro") as base:
            if not self._format(base):
                return []
            rows = base.execute(_SELECT).fetchall()
            return [Judgement(*(*row[:9], tuple(json.loads(row[9])), json.loads(row[10]))) for row in rows]

    def delete(self, ids: Sequence[int] | None) -> int:
        """Remove rows for good, all of them without `ids`; how many there were."""
        if not self.path.exists():
            return 0
        with self._writing() as base:
            if ids is None:
                return base.execute("delete from feedback").rowcount
            return sum(base.execute("delete from feedback where id = ?", (one,)).rowcount for one in ids)

    @property
    def _name(self) -> str:
        return printable(str(self.path))

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """The open file in one transaction, with its table."""
        with self._errors("nothing was kept or removed"):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.touch(mode=0o600)  # what people asked is theirs and the owner's
            with self._opened(self.path.resolve().as_uri()) as base:
                base.execute("pragma secure_delete = on")
                base.execute("begin immediate")
                if not self._format(base):
                    base.execute(_TABLE)
                    base.execute(f"pragma user_version = {FORMAT}")
                yield base
                base.execute("commit")

    @contextmanager
    def _opened(self, address: str) -> Iterator[sqlite3.Connection]:
        base = sqlite3.connect(address, timeout=self.patience, uri=True, isolation_level=None)
        try:
            yield base
        finally:
            base.close()  # what was not committed is gone

    def _format(self, base: sqlite3.Connection) -> int:
        """0 for a file that holds nothing yet."""
        found = int(base.execute("pragma user_version").fetchone()[0])
        if found not in (0, FORMAT):
            raise OtherFormat(
                f"{self._name}: format {found}, this version reads {FORMAT}; nothing was changed; use the version that wrote it"
            )
        return found

    @contextmanager
    def _errors(self, state: str) -> Iterator[None]:
        """Every error of SQLite and of the disk as one line; answers do not depend on this file."""
        try:
            yield
        except (sqlite3.Error, OSError, ValueError) as error:
            advice = "see that it can be written and is whole, or move it away: a new one is made"
            raise StoreError(f"{self._name}: {error}; {state}; {advice}") from error


def _reason(reason: object) -> str | None:
    if reason is None:
        return None
    if not isinstance(reason, str) or len(reason) > LONGEST_REASON:
        raise QuestionError(f"reason: expected {', '.join(REASONS)}, or up to {LONGEST_REASON} characters; nothing was kept")
    return visible(reason).strip() or None


def as_question(said: Judgement, answers: Sequence[str] | None = None) -> dict[str, Any]:
    """A judgement as a question that `wenju eval` reads: a test.

    A helpful answer is its own truth: its short answer or first quote, at its citations; a helpful "no" is a no. Of any other
    only a person knows what is right: without `answers` it is marked `todo`, with what was wrong as a note, and `wenju eval` skips
    it by name.

    answers     what an owner says the answer must hold; empty: the bot should say no
    """
    question: dict[str, Any] = {"id": f"feedback-{said.id}", "question": said.question}
    if said.history:
        question["history"] = list(said.history)
    cited = said.answer["citations"]
    if answers is not None:
        return question | {"answers": list(answers), "note": _note(said)}
    if said.verdict == "helpful" and cited:
        evidence = [{"file": one["source"], "start": start, "end": end} for one in cited for start, end in one["spans"]]
        return question | {"answers": [said.answer["short_answer"] or cited[0]["quote"]], "evidence": evidence}
    if said.verdict == "helpful" and said.answer["status"] == "no_answer":
        return question | {"answers": []}
    return question | {"answers": [], "todo": True, "note": _note(said)}


def _note(said: Judgement) -> str:
    """What was said of which answer, for the owner who fills in the right one."""
    reason = f" ({said.reason})" if said.reason else ""
    return f"{said.verdict}{reason}, {said.at}, wenju {said.version}; the answer was: {said.answer['answer']}"
