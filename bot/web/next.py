"""What could be asked next: questions that the bot answers, found after an answer was sent, one search at a time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import anyio
import anyio.to_thread
from fastapi import APIRouter

from bot.samples import Follow, article_at
from bot.web.api import no_source
from bot.web.desk import Desk

if TYPE_CHECKING:
    from bot.bot import Bot

MOST = 3
KEPT = 500  # articles whose questions are remembered; with more, all begin anew


def next_routes(desk: Desk) -> APIRouter:
    """GET /api/next?doc=&at=: up to three questions about what stands around a cited place, the nearest article's first."""
    router = APIRouter()
    known: dict[tuple[int, str, int], tuple[Follow, ...]] = {}
    seat = anyio.CapacityLimiter(1)  # beside those of the desk: no answer waits for this

    def find(bot: Bot, doc: str, at: int) -> list[str]:
        with no_source():
            held = bot.document(doc)
        here = article_at(held, at)
        place = (bot.library.generation, doc, here)
        if place not in known:
            if len(known) >= KEPT:
                known.clear()
            known[place] = bot.following(doc, at)
        fresh = [one for one in known[place] if not one.start <= at < one.end]  # what was just read is no news
        near = sorted(fresh, key=lambda one: article_at(held, one.start) != here)
        return [one.question for one in near[:MOST]]

    @router.get("/api/next")
    async def following(doc: str, at: int = 0) -> dict[str, Any]:
        return {"questions": await anyio.to_thread.run_sync(partial(find, desk.bot, doc, at), limiter=seat)}

    return router
