"""The HTTP API of the contract, on the page's own server. It never waits for Gradio."""

from __future__ import annotations

import gzip
import json
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from bot import render, streams
from bot.config import LANGS
from bot.corpus import UPLOADED
from bot.errors import BotError, EngineError, QuestionError, SourceError, StoreError
from bot.schema import Answer, Lang
from bot.web.desk import Desk, Starting
from bot.web.reasons import apart
from bot.web.view import source_view

if TYPE_CHECKING:
    from bot.bot import Bot

MAX_HISTORY = 20
MAX_K = 100
LISTED = 1000  # documents that /api/library lists; the counts are of all
LINES = 3  # that say what of one source was skipped

log = logging.getLogger(__name__)


class BadRequest(QuestionError):
    """The request is not what the route takes."""

    code = "request"


class TooOften(BotError):
    """One client asks for more than its share."""

    code = "too_often"


class NoSource(SourceError):
    """The index holds no document of that name."""

    code = "no_source"


@contextmanager
def no_source() -> Iterator[None]:
    """A document that is not there, as this API's own error."""
    try:
        yield
    except SourceError as error:
        raise NoSource(str(error)) from error


def routes(desk: Desk, asked: Callable[..., Answer], version: str, k: int, shelf: Callable[[Request], dict[str, Any]]) -> APIRouter:
    """/health, /api/ask, /api/search, /api/source and /api/library over the bot of the desk.

    `shelf` says what the sender of a request may add to the library.
    """
    router = APIRouter()

    @router.get("/health")
    async def health() -> dict[str, Any]:
        if not desk.ready:
            return {"ready": False, "version": version, "generation": None, "documents": 0, "articles": 0, "passages": 0}
        held = desk.bot.library
        return {
            "ready": True,
            "version": version,
            "generation": held.generation,
            "documents": held.counts.documents,
            "articles": held.counts.articles,
            "passages": held.count,
        }

    @router.post("/api/ask")
    async def ask(request: Request) -> dict[str, Any]:
        body = await json_body(request, {"question", "history", "lang", "id"})
        if not isinstance(body.get("id"), str | int | float | None):
            raise BadRequest("id: expected a text or a number; nothing was asked")
        answer = await desk.run(asked, desk.bot, *question_of(body))
        return render.answer_json(answer, k, body.get("id"))

    @router.post("/api/search")
    async def search(request: Request) -> dict[str, Any]:
        body = await json_body(request, {"query", "k"})
        wanted = body.get("k", k)
        if isinstance(wanted, bool) or not isinstance(wanted, int) or not 1 <= wanted <= MAX_K:
            raise BadRequest(f"k: expected a whole number from 1 to {MAX_K}; nothing was searched")
        hits = await desk.run(desk.bot.search, _text(body, "query"), wanted)
        return {"query": body["query"], "passages": render.passages_json(hits)}

    @router.get("/api/source")
    async def source(request: Request, doc: str, sha: str | None = None) -> Response:
        with no_source():
            held = await desk.run(desk.bot.document, doc)
        packed = "gzip" in request.headers.get("accept-encoding", "")
        written = await desk.run(_written, source_view(held, sha), packed=packed)
        headers = {"vary": "accept-encoding"} | ({"content-encoding": "gzip"} if packed else {})
        return Response(written, media_type="application/json", headers=headers)

    @router.get("/api/library")
    async def library(request: Request) -> dict[str, Any]:
        bot = desk.bot
        samples = await desk.samples(bot)
        sources, skipped = await desk.run(_sources, bot), await desk.run(_skipped, bot)
        return {
            "generation": bot.library.generation,
            "documents": bot.library.counts.documents,
            "articles": bot.library.counts.articles,
            "characters": bot.library.characters,
            "samples": [{"question": one.question, "shows": one.shows} for one in samples],
            "publications": await desk.run(lambda: bot.publications),
            "years": await desk.run(lambda: bot.library.years),
            **shelf(request),
            "sources": sources,
            "skipped": skipped,
        }

    return router


def _written(view: dict[str, Any], *, packed: bool) -> bytes:
    """JSON as it is sent: written and packed off the event loop, and not by FastAPI, which would look at each paragraph again."""
    written = json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode()
    return gzip.compress(written, 1, mtime=0) if packed else written


def _sources(bot: Bot) -> list[dict[str, Any]]:
    """The first documents, as the page lists them. A line of a larger file is taken to be as it was: looking would read the file."""
    return [
        {"document": one.id, "source": one.source, "titles": [title for title in one.titles if title],
         "articles": one.articles, "characters": one.size, "sha256": one.sha256, "uploaded": one.source.startswith(UPLOADED),
         "state": bot.library.source_state(one.id) if one.id == one.source else "unchanged"}
        for one in islice(bot.library.documents, LISTED)
    ]  # fmt: skip


def _skipped(bot: Bot) -> list[dict[str, Any]]:
    """The first sources of which something was left out, with the first lines that say why."""
    return [
        {
            "source": source,
            "uploaded": source.startswith(UPLOADED),
            "lines": [apart(line) for line in lines[:LINES]],
            "more": max(0, len(lines) - LINES),
        }
        for source, lines in islice(bot.library.skipped.items(), LISTED)
    ]


def question_of(body: dict[str, Any]) -> tuple[str, tuple[str, ...], Lang | None]:
    """Question, history and language of a request, checked. An unusable question is the bot's to refuse."""
    history = body.get("history")
    history = [] if history is None else history
    if not isinstance(history, list) or not all(isinstance(turn, str) for turn in history):
        raise BadRequest("history: expected a list of earlier questions, oldest first; nothing was asked")
    lang = body.get("lang")
    if lang is not None and lang not in LANGS:
        raise BadRequest(f"lang: expected one of {', '.join(LANGS)}; nothing was asked")
    return _text(body, "question"), tuple(history[-MAX_HISTORY:]), lang


def _text(body: dict[str, Any], key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str):
        raise BadRequest(f"{key}: expected a text; nothing was asked")
    return value


async def json_body(request: Request, known: set[str]) -> dict[str, Any]:
    """The JSON object of a request, with known keys only."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise BadRequest("content-type: expected application/json; nothing was asked")
    try:
        body = streams.parsed(await request.body())
    except (ValueError, RecursionError) as error:
        raise BadRequest("the body is not JSON; nothing was asked") from error
    if not isinstance(body, dict):
        raise BadRequest("the body is not a JSON object; nothing was asked")
    if unknown := sorted(set(body) - known):
        raise BadRequest(f"{unknown[0][:40]}: unknown key; nothing was asked; known are {', '.join(sorted(known))}")
    return body


_STATUS = {NoSource.code: 404, "read_only": 403, "exists": 409, "too_large": 413, "too_often": 429}


def error_json(error: Exception) -> tuple[int, dict[str, str]]:
    """Status and body of an error: the contract's `{"error", "code"}`, never a traceback."""
    if isinstance(error, BotError):
        busy = isinstance(error, Starting | StoreError | EngineError)
        status = 503 if busy else _STATUS.get(error.code, 400)
        return status, {"error": str(error), "code": error.code}
    log.error("unexpected error", exc_info=error)
    return 503, {"error": "an unexpected error; nothing was changed; the log of the server says which", "code": "internal"}


def install_errors(app: FastAPI) -> None:
    """Every error of the app as the contract's JSON."""

    async def answer(_: Request, error: Exception) -> Response:
        status, content = error_json(error)
        return JSONResponse(content, status)

    async def http(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - what it is registered for
        return JSONResponse({"error": str(error.detail), "code": "http"}, error.status_code)

    async def invalid(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - what it is registered for
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        return JSONResponse({"error": f"{where}: missing or not of the expected kind; nothing was done", "code": "request"}, 400)

    handlers: dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
        BotError: answer, HTTPException: http, RequestValidationError: invalid,
    }  # fmt: skip
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)
