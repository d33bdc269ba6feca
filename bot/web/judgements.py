"""What people say about answers, over HTTP, and the questions without an answer if the owner keeps those."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeAlias

from fastapi import APIRouter, Request

from bot.errors import StoreError
from bot.feedback import Feedback
from bot.schema import Answer, Lang
from bot.web.api import BadRequest, TooOften, json_body, question_of
from bot.web.desk import Desk

if TYPE_CHECKING:
    from bot.bot import Bot

A_MINUTE = 20  # judgements of one client
CLIENTS = 1_000  # that are remembered; with more at once, all begin anew
PATIENCE = 0.2  # seconds that an answer waits for a file in use, when it is to be noted

Ask: TypeAlias = "Callable[[Bot, str, Sequence[str], Lang | None], Answer]"

log = logging.getLogger(__name__)


class Pace:
    """How often each client has spoken within a minute."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._times: dict[str, deque[float]] = {}

    def check(self, client: str) -> None:
        """Count one more; TooOften if that is too many."""
        now = self._clock()
        if len(self._times) >= CLIENTS and client not in self._times:
            self._times.clear()
        times = self._times.setdefault(client, deque())
        while times and times[0] <= now - 60:
            times.popleft()
        if len(times) >= A_MINUTE:
            raise TooOften(f"more than {A_MINUTE} judgements in a minute; nothing was kept; wait a minute")
        times.append(now)


def judgement_routes(desk: Desk, feedback: Feedback) -> APIRouter:
    """POST /api/feedback: `{"verdict", "reason", "question", "history", "lang", "shown", "token"}` -> `{"id"}`."""
    router = APIRouter()
    pace = Pace()

    @router.post("/api/feedback")
    async def judge(request: Request) -> dict[str, Any]:
        pace.check(request.client.host if request.client else "")
        body = await json_body(request, {"verdict", "reason", "question", "history", "lang", "shown", "token"})
        verdict, token, shown = body.get("verdict"), body.get("token"), body.get("shown")
        if verdict not in ("helpful", "not_helpful", "should_answer"):
            raise BadRequest("verdict: expected helpful, not_helpful or should_answer; nothing was kept")
        if not isinstance(token, str | None) or not isinstance(shown, str | None):
            raise BadRequest("token, shown: expected texts; nothing was kept")
        question, history, lang = question_of(body)
        bot = desk.bot
        answer = await desk.run(bot.ask, question, history, lang)  # the same answer again: nobody can plant another
        if answer.status in ("chat", "refused"):
            raise BadRequest("question: it has no answer to judge; nothing was kept")
        if shown is not None and shown != answer.text:
            raise BadRequest("shown: the documents have changed since and so has the answer; nothing was kept; ask again")
        kept = {"generation": bot.library.generation, "reason": body.get("reason"), "history": history, "token": token}
        return {"id": await desk.run(feedback.add, verdict, answer, **kept)}

    return router


def asking(feedback: Feedback, *, note: bool) -> Ask:
    """Bot.ask; with `note` a question without an answer is kept as `unanswered`. It answers whatever becomes of the file."""
    hasty = replace(feedback, patience=PATIENCE)

    def ask(bot: Bot, question: str, history: Sequence[str] = (), lang: Lang | None = None) -> Answer:
        answer = bot.ask(question, history, lang)
        if note and answer.status == "no_answer":
            try:
                hasty.add("unanswered", answer, generation=bot.library.generation, history=history)
            except StoreError as error:
                log.warning("%s", error)
        return answer

    return ask
