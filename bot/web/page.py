"""The Gradio side of the page: one `gr.HTML` that holds it, and one queued, streaming event that asks.

The conversation is not a `gr.Chatbot`: that one strips aria- and data- attributes and lets pictures, styles and forms of a
text through; here every text becomes a text node in the browser, markers keep their names, and a conversation that the
browser kept is drawn by the same code as a new answer. Nothing else in the program imports gradio.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # both are read while gradio is imported:
os.environ["HF_HUB_OFFLINE"] = "1"  # no look-up of any outside host
# Gradio keeps statistics of 10,000 questions, and after every one makes a pandas table of them all:
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(1 << 60)  # once after so many

import gradio as gr

from bot.web.api import error_json, question_of
from bot.web.desk import Desk
from bot.web.files import STATIC, version
from bot.web.judgements import Ask
from bot.web.view import answer_view, first_part

POLL = 0.01  # seconds between Gradio's looks for a question; its own 0.001 takes 4 % of a core from a page that nobody uses
QUEUE = 512  # questions that may wait; one more is told that the queue is full
SESSIONS = 64  # each question is a session of its own to Gradio; it keeps about 39 KB for each

# Around every answer Gradio loads matplotlib, where that is installed, to set how it draws: half a second and 25 MB for nothing.
# A program around this page that has loaded it itself finds it set as ever.
_DRAWING = getattr(gr.utils, "MatplotlibBackendMananger", nullcontext)
gr.utils.MatplotlibBackendMananger = lambda: _DRAWING() if "matplotlib" in sys.modules else nullcontext()

THEME = gr.themes.Base(font="system-ui", font_mono="monospace")  # no font is fetched
ASSETS = Path(gr.__file__).parent / "templates" / "frontend" / "assets"
_BOOT = f"import('{version()}/js/main.js').then((page) => page.start(element, props.boot))"


def blocks(desk: Desk, answering: Ask, boot: Mapping[str, Any]) -> gr.Blocks:
    """The page as Gradio blocks. `boot` is what its scripts know from the start: words, version, limits."""

    async def ask(question: str, history: list[str], lang: str | None) -> AsyncIterator[dict[str, Any]]:
        forget(page._queue)  # noqa: SLF001 - Gradio has no other way
        try:
            if desk.waiting:
                yield {"waiting": desk.waiting}
            bot = desk.bot
            answer = await desk.run(answering, bot, *question_of({"question": question, "history": history, "lang": lang}))
            view = await desk.run(answer_view, answer, bot.document)
            if len(view["citations"]) > 1:
                yield first_part(view)
            yield view
        except Exception as error:  # noqa: BLE001 - the page says every error itself, in one line
            yield error_json(error)[1]

    with gr.Blocks(title=boot["words"]["zh"]["title"], analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)) as page:
        gr.HTML(
            html_template=(STATIC / "shell.html").read_text("utf-8"),
            js_on_load=_BOOT,
            apply_default_css=False,
            elem_id="page",
            boot=json.loads(json.dumps(boot)),
        )
        gr.api(ask, api_name="ask", concurrency_limit=None)
    page.queue(max_size=QUEUE)
    page._queue.sleep_when_free = POLL  # noqa: SLF001 - Gradio has no other way
    page.state_session_capacity = SESSIONS
    return page


def forget(queue: Any) -> None:
    """Drop what Gradio's queue keeps for good of every session, once its questions are delivered: a kilobyte of each, and messages."""
    sessions, messages = queue.pending_event_ids_session, queue.pending_messages_per_session
    for session in [name for name, waiting in sessions.items() if not waiting]:
        del sessions[session]
        messages.pop(session, None)
