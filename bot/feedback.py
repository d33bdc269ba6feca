"""What people said about answers: one SQLite file under the home folder, and how a bad answer becomes a test.

`wenju eval --questions` reads what `as_question` writes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from bot import __version__
from bot.errors import OtherFormat, QuestionError, StoreError
from bot.render import answer_json
from bot.schema import Answer

Verdict = Literal["good", "bad", "unanswered"]
REASONS = ("passage", "incomplete", "other")  # wrong passage, incomplete, not what was asked
FORMAT = 1
MOST = 20_000  # rows: anyone who reads the page can add one

_TABLE = """
create table if not exists feedback (
    id integer primary key, at text not null default (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')), version text not null,
    verdict text not null, reason text, question text not null, history text not null, answer text not null
)"""


@dataclass(frozen=True, slots=True)
class Said:
    """One piece of feedback. `answer` is the contract's object, without the passages' text; `at` is UTC."""

    id: int
    at: str
    version: str
    verdict: Verdict
    reason: str | None
    question: str
    history: tuple[str, ...]
    answer: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Feedback:
    """The file. Every call opens and closes it, so that any thread and several processes may use it.

    Raises:
        StoreError: the file cannot be read or written, or holds MOST rows.
        OtherFormat: it was written by another version.
    """

    path: Path

    @classmethod
    def under(cls, home: Path) -> Feedback:
        """The file of a home folder."""
        return cls(home / "feedback.sqlite3")

    def add(self, verdict: str, answer: Answer, *, reason: str | None = None, history: Sequence[str] = ()) -> int:
        """Keep what somebody said about an answer; its id.

        Raises:
            QuestionError: no such verdict or reason.
        """
        if verdict not in get_args(Verdict) or (reason is not None and reason not in REASONS):
            raise QuestionError(
                f"feedback: expected one of {', '.join(get_args(Verdict))}, with a reason of {', '.join(REASONS)}; nothing was kept"
            )
        kept = {key: value for key, value in answer_json(answer, 0).items() if key not in {"passages", "timing_ms"}}
        row = (
            __version__,
            verdict,
            reason,
            answer.question,
            json.dumps(list(history), ensure_ascii=False),
            json.dumps(kept, ensure_ascii=False),
        )
        with self._open() as base:
            if base.execute("select count(*) from feedback").fetchone()[0] >= MOST:
                raise StoreError(
                    f"{self.path}: holds {MOST} rows, the most there may be; nothing was kept; delete some with `wenju feedback`"
                )
            made = base.execute("insert into feedback (version, verdict, reason, question, history, answer) values (?, ?, ?, ?, ?, ?)", row)
            return int(made.lastrowid or 0)

    def all(self) -> list[Said]:
        """Everything, oldest first."""
        if not self.path.exists():
            return []
        with self._open() as base:
            rows = base.execute("select id, at, version, verdict, reason, question, history, answer from feedback order by id").fetchall()
        return [
            Said(n, at, by, verdict, why, said, tuple(json.loads(past)), json.loads(told))
            for n, at, by, verdict, why, said, past, told in rows
        ]

    def delete(self, ids: Sequence[int]) -> int:
        """Remove rows for good; how many there were."""
        if not self.path.exists():
            return 0
        with self._open() as base:
            return sum(base.execute("delete from feedback where id = ?", (one,)).rowcount for one in ids)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """The open file, committed at the end; every error of SQLite as one line."""
        base: sqlite3.Connection | None = None
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            base = sqlite3.connect(self.path, timeout=5)
            found = base.execute("pragma user_version").fetchone()[0]
            if found not in (0, FORMAT):
                raise OtherFormat(
                    f"{self.path}: format {found}, this version reads {FORMAT}; nothing was changed; use the version that wrote it"
                )
            base.execute("pragma secure_delete = on")
            base.execute(f"pragma user_version = {FORMAT}")
            base.execute(_TABLE)
            with base:
                yield base
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"{self.path}: {error}; nothing was kept; see that the folder can be written and the file is whole") from error
        finally:
            if base is not None:
                base.close()


def as_question(said: Said, answers: Sequence[str] | None = None) -> dict[str, Any]:
    """The feedback as a question that `wenju eval` reads, in its standing form: a test.

    answers     what an owner says the answer must hold; without them a helpful answer's own short answer or first quote,
                and for any other nothing: the bot should then have said no
    """
    cited = said.answer["citations"] if said.verdict == "good" and answers is None else []
    told = [said.answer["short_answer"] or cited[0]["quote"]] if cited else list(answers or ())
    question: dict[str, Any] = {"id": f"feedback-{said.id}", "question": said.answer["asked"], "answers": told}
    if cited:
        question["evidence"] = [{"file": one["source"], "start": start, "end": end} for one in cited for start, end in one["spans"]]
    return question
