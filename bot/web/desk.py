"""The one mutable place of the page: the bot that answers now, and how many may ask it at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import anyio
import anyio.to_thread

from bot.errors import BotError

if TYPE_CHECKING:
    from bot.bot import Bot
    from bot.samples import Sample

WORKERS = 4  # answers share one interpreter lock: more threads only make each of them slower

T = TypeVar("T")


class Starting(BotError):
    """The index is still being opened."""

    code = "starting"


class Desk:
    """Opens the bot off the event loop, holds it, and runs its synchronous methods in a few threads.

    A `Bot` is an immutable snapshot: when a newer index is there, `swap` puts a new one in its place and questions that
    are being answered keep the one that they began with.
    """

    def __init__(self, open_bot: Callable[[], Bot]) -> None:
        self._open_bot = open_bot
        self._bot: Bot | None = None
        self._seats = anyio.CapacityLimiter(WORKERS)
        self._sampling = asyncio.Lock()
        self.failure: Exception | None = None

    @property
    def ready(self) -> bool:
        """Whether questions are answered."""
        return self._bot is not None

    @property
    def bot(self) -> Bot:
        """The bot of now.

        Raises:
            Starting: it is still being opened.
            BotError: it could not be opened; the reason (or whatever else was raised).
        """
        if self._bot is None:
            raise self.failure or Starting("the index is still being opened; nothing is wrong; ask again in a few seconds")
        return self._bot

    @property
    def waiting(self) -> int:
        """How many questions wait for a thread."""
        return self._seats.statistics().tasks_waiting

    async def open(self) -> None:
        """Open the bot. A failure is kept for `bot` to raise."""
        try:
            self._bot = await self.run(self._open_bot)
        except Exception as error:  # noqa: BLE001 - whatever it is, the server says it and stops, and does not wait for ever
            self.failure = error

    async def samples(self, bot: Bot) -> tuple[Sample, ...]:
        """What can be asked of this bot: found out once, however many want it at the same time."""
        async with self._sampling:
            return await self.run(lambda: bot.samples)

    def swap(self, bot: Bot) -> None:
        """Answer with this bot from the next question on."""
        self._bot = bot

    async def run(self, function: Callable[..., T], *arguments: object, **named: object) -> T:
        """Call a synchronous function in one of the desk's threads."""
        return await anyio.to_thread.run_sync(partial(function, *arguments, **named), limiter=self._seats)
