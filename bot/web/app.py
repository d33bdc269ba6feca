"""The FastAPI app: the API at once, the bot as soon as its index is open, Gradio's page as soon as it is loaded."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import anyio.to_thread
from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware

from bot import __version__
from bot.bot import Bot
from bot.config import LANGS, Prompts, Settings
from bot.render import escape
from bot.web.api import install_errors, routes
from bot.web.desk import Desk
from bot.web.guard import Guard

STATIC = Path(__file__).parent / "static"
SHEETS = ("tokens", "shell", "answer", "source", "panels", "adapt")

log = logging.getLogger(__name__)


def create_app(open_bot: Callable[[], Bot], settings: Settings, prompts: Prompts, *, page: bool = True) -> FastAPI:
    """The whole server. `open_bot` runs in a thread after the start; until then /health says `ready: false`.

    `page=False` leaves Gradio out: the API alone.
    """
    desk = Desk(open_bot)
    words = {lang: prompts.below(lang, "page") for lang in LANGS}

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            tasks = [asyncio.create_task(desk.open())]
            if page:
                tasks.append(asyncio.create_task(_mount(app, desk, words, settings, stack)))
            yield
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    app = FastAPI(title="wenju", version=__version__, lifespan=lifespan, openapi_url=None)
    app.state.desk = desk
    app.add_middleware(GZipMiddleware, minimum_size=1024)
    app.add_middleware(Guard, host=settings.host)
    install_errors(app)
    app.include_router(routes(desk, __version__, settings.k))
    app.include_router(_files(words["zh"], desk))
    app.mount("/page", StaticFiles(directory=STATIC))
    return app


def _files(words: Mapping[str, str], desk: Desk) -> APIRouter:
    """The style sheet as one file, and the small page that waits for the large one."""
    router = APIRouter()
    sheet = "\n".join((STATIC / "css" / f"{name}.css").read_text("utf-8") for name in SHEETS)
    waiting = (STATIC / "starting.html").read_text("utf-8")

    @router.get("/page/page.css")
    async def css() -> Response:
        return Response(sheet, media_type="text/css", headers={"cache-control": "no-cache"})

    @router.get("/", response_class=HTMLResponse)
    async def starting() -> HTMLResponse:
        said = str(desk.failure) if desk.failure else words["starting"]
        return HTMLResponse(waiting.replace("{title}", escape(words["title"])).replace("{said}", escape(said)), 503)

    return router


async def _mount(app: FastAPI, desk: Desk, words: Mapping[str, Mapping[str, str]], settings: Settings, stack: AsyncExitStack) -> None:
    """Load Gradio off the event loop, then put its page where the waiting one stands.

    Mounted after the start, its own start-up never runs by itself: without the two calls below the page shows and no
    question is ever answered.
    """
    boot = {"words": words, "version": __version__, "lang": settings.lang}
    gradio_app, blocks = await anyio.to_thread.run_sync(partial(_gradio, desk, boot))
    await stack.enter_async_context(gradio_app.router.lifespan_context(gradio_app))
    blocks.run_startup_events()
    await blocks.run_extra_startup_events()
    app.router.routes[:] = [route for route in app.router.routes if getattr(route, "path", None) != "/"]
    app.mount("/", gradio_app)
    log.info("the page is ready")


def _gradio(desk: Desk, boot: Mapping[str, Any]) -> tuple[FastAPI, Any]:
    """Gradio's app and blocks, ready to mount. Takes seconds, most of them Gradio's import."""
    import gradio as gr  # noqa: PLC0415 - only here, and only when a page is wanted

    from bot.web.page import HEAD, blocks  # noqa: PLC0415

    holder = FastAPI(openapi_url=None)
    page = blocks(desk, boot)
    gr.mount_gradio_app(
        holder, page, path="/", head=HEAD, footer_links=[], run_history=False, show_error=False, max_file_size="1b", ssr_mode=False
    )
    mounted = holder.router.routes[-1]
    return mounted.app, page  # type: ignore[attr-defined]
