"""Serving the app on a port, until it is interrupted."""

from __future__ import annotations

import asyncio
import errno
import socket
import sys
from typing import TYPE_CHECKING

import uvicorn

from bot.config import Prompts, Settings
from bot.errors import ConfigError, printable
from bot.web.access import LOOPBACK
from bot.web.app import create_app
from bot.web.desk import Desk

if TYPE_CHECKING:  # the bot itself is loaded once the server answers
    from bot.bot import Bot
    from bot.index import Progress


def serve(settings: Settings, progress: Progress | None = None) -> None:
    """Serve the page and the API; the address goes to stderr once the port listens. Returns when interrupted.

    Raises:
        ConfigError: the port cannot be used, or a file of words is wrong.
        BotError: whatever kept the index from being opened.
    """
    prompts = Prompts.load(settings.prompts)
    listening = _listen(settings.host, settings.port)

    def open_bot() -> Bot:
        from bot.bot import Bot  # noqa: PLC0415

        return Bot.open(settings, progress)

    app = create_app(open_bot, settings, prompts)
    server = uvicorn.Server(
        uvicorn.Config(app, ws="none", log_level="warning", access_log=False, timeout_graceful_shutdown=3, proxy_headers=False)
    )
    host, port = listening.getsockname()[:2]
    print(f"http://{f'[{host}]' if ':' in host else host}:{port}  (Ctrl+C stops it)", file=sys.stderr, flush=True)  # noqa: T201 - the address, for a person
    if settings.host not in LOOPBACK and not (settings.public_read or settings.editor_token or settings.trusted_header):
        said = "wenju: only this machine may ask here; to let others, use --public-read, or set editor_token or trusted_header"
        print(said, file=sys.stderr, flush=True)  # noqa: T201 - for the person who started it
    asyncio.run(_until_done(server, listening, app.state.desk))
    if app.state.desk.failure:
        raise app.state.desk.failure


def _listen(host: str, port: int) -> socket.socket:
    """A bound socket, so that a port in use is known before anything is loaded."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(256)
    except (OSError, UnicodeError, TypeError) as error:  # a name that cannot be looked up is one of the latter two
        listening.close()
        taken = isinstance(error, OSError) and error.errno in (errno.EADDRINUSE, errno.EACCES)
        mend = "stop the other program or choose another --port" if taken else "name an address of this machine with --host"
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(f"{printable(host)}:{port}: cannot be listened on ({reason}); nothing was started; {mend}") from error
    return listening


async def _until_done(server: uvicorn.Server, listening: socket.socket, desk: Desk) -> None:
    """Run the server; stop it when the bot could not be opened, because then it has nothing to say."""

    async def watch() -> None:
        while not desk.ready and desk.failure is None:  # noqa: ASYNC110 - set from a thread
            await asyncio.sleep(0.1)
        if desk.failure is not None:
            server.should_exit = True

    watching = asyncio.create_task(watch())
    await server.serve(sockets=[listening])
    watching.cancel()
