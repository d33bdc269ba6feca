"""The FastAPI app: the API at once, the bot as soon as its index is open, Gradio's page as soon as it is loaded."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio.to_thread
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send

from bot import __version__
from bot.config import LANGS, Prompts, Settings
from bot.feedback import Feedback
from bot.render import escape
from bot.web.access import Access
from bot.web.api import install_errors, routes
from bot.web.desk import Desk
from bot.web.files import STATIC, Files, Page, head
from bot.web.guard import NOTHING_HERE, Guard, refuse
from bot.web.judgements import Ask, asking, judgement_routes
from bot.web.next import next_routes
from bot.web.shelf import Shelf, shelf_routes

if TYPE_CHECKING:
    from bot.bot import Bot

HEAD_START = 0.15  # seconds that loading waits for a first request, which then need not share the interpreter with it
PARTS = frozenset({"html", "column", "state"})  # the kinds of Gradio's components that the page is made of

log = logging.getLogger(__name__)


def create_app(open_bot: Callable[[], Bot], settings: Settings, prompts: Prompts, *, page: bool = True) -> FastAPI:
    """The whole server. `open_bot` runs in a thread after the start; until then /health says `ready: false`.

    `page=False` leaves Gradio out: the API alone.
    """
    desk = Desk(open_bot)
    feedback = Feedback.under(settings.home)
    ask = asking(feedback, note=settings.log_unanswered)
    access = Access.of(settings)
    shelf = Shelf(desk, settings, unlocks=access.token is not None)
    skipped = {lang: {f"skipped_{code}": said for code, said in prompts.below(lang, "skipped").items()} for lang in LANGS}
    words = {lang: prompts.below(lang, "page") | skipped[lang] for lang in LANGS}

    front = Front(Waiting(words["zh"], desk))
    answered = asyncio.Event()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            tasks = [opening := asyncio.create_task(_after_the_first_request(answered, partial(_open, desk, shelf)))]
            if page:
                boot = {"words": words, "version": __version__, "lang": settings.lang}
                load = partial(_load, front, partial(_gradio, desk, ask, boot), desk, stack, opening)
                tasks.append(asyncio.create_task(_after_the_first_request(answered, load)))
            yield
            shelf.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    app = FastAPI(title="wenju", version=__version__, lifespan=lifespan, openapi_url=None)
    app.state.desk = desk
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=4)
    app.add_middleware(Files, assets=lambda: front.assets)
    app.add_middleware(Guard, access=access, host=settings.host, large=("/api/files",))
    app.add_middleware(Bell, answered=answered)
    install_errors(app)
    app.include_router(routes(desk, ask, __version__, settings.k, shelf.view))
    app.include_router(shelf_routes(shelf))
    app.include_router(judgement_routes(desk, feedback))
    app.include_router(next_routes(desk))
    app.mount("/", front)
    return app


class Front:
    """What stands at the root: the waiting page, then Gradio's app in its place. `assets` is the folder of Gradio's files.

    What no route of the API took comes here too, and gets the API's own errors.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.assets: Path | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if not scope["path"].startswith("/api/"):
            await self.app(scope, receive, send)
        elif any(route.matches(scope)[0] is Match.PARTIAL for route in scope["app"].routes):
            await refuse(send, 405, "method", f"{scope['method']} is not taken here; nothing was done; the contract says what is")
        else:
            await refuse(send, 404, "not_found", NOTHING_HERE)


class Waiting:
    """The small page that reloads itself until the large one is there, or says why it will not be."""

    def __init__(self, words: Mapping[str, str], desk: Desk) -> None:
        self._words, self._desk = words, desk
        self._html = (STATIC / "starting.html").read_text("utf-8")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        said = str(self._desk.failure) if self._desk.failure else self._words["starting"]
        html = self._html.replace("{title}", escape(self._words["title"])).replace("{said}", escape(said))
        await HTMLResponse(html, 503)(scope, receive, send)


class Bell:
    """ASGI middleware that sets `answered` once a request has been answered."""

    def __init__(self, app: ASGIApp, answered: asyncio.Event) -> None:
        self._app, self._answered = app, answered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        await self._app(scope, receive, send)
        if scope["type"] == "http":
            self._answered.set()


async def _after_the_first_request(answered: asyncio.Event, load: Callable[[], Awaitable[None]]) -> None:
    """Load, but not in the very moment in which a probe of /health would have to share the interpreter with it."""
    with suppress(TimeoutError):
        await asyncio.wait_for(answered.wait(), HEAD_START)
    await load()


async def _open(desk: Desk, shelf: Shelf) -> None:
    await desk.run(shelf.tidy)
    await desk.open()


async def _load(
    front: Front, make: Callable[[], tuple[FastAPI, Any, Path]], desk: Desk, stack: AsyncExitStack, opening: asyncio.Task[None]
) -> None:
    """Load Gradio off the event loop, then put its page where the waiting one stands, once there is a bot to ask.

    Mounted after the start, its own start-up never runs by itself: without the two calls below the page shows and no
    question is ever answered.
    """
    try:
        gradio_app, blocks, assets = await anyio.to_thread.run_sync(make)
        await stack.enter_async_context(gradio_app.router.lifespan_context(gradio_app))
        blocks.run_startup_events()
        await blocks.run_extra_startup_events()
    except Exception:
        log.exception("the page could not be loaded; the API goes on answering")
        return
    await opening
    if desk.ready:
        front.assets, front.app = assets, Page(gradio_app, head(assets, PARTS))
        await desk.samples(desk.bot)  # while the browser reads the page: its first question finds everything warm
        await desk.run(_settle)


def _settle() -> None:
    """What is loaded now stays for good: no collection looks at all of it again while a question waits."""
    gc.collect()
    gc.freeze()


def _gradio(desk: Desk, ask: Ask, boot: Mapping[str, Any]) -> tuple[FastAPI, Any, Path]:
    """Gradio's app and blocks, ready to mount, and where its files are. Takes seconds, most of them Gradio's import."""
    import_module("bot.bot")  # before Gradio: two threads that load the same libraries at once may stumble over each other
    import gradio as gr  # noqa: PLC0415 - only here, and only when a page is wanted

    from bot.web.page import ASSETS, THEME, blocks  # noqa: PLC0415

    holder = FastAPI(openapi_url=None)
    page = blocks(desk, ask, boot)
    gr.mount_gradio_app(
        holder,
        page,
        path="/",
        theme=THEME,
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size="1b",
        ssr_mode=False,
    )
    mounted = holder.router.routes[-1]
    return mounted.app, page, ASSETS  # type: ignore[attr-defined]
