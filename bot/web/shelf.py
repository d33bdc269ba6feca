"""Adding and deleting files on the page: bytes in, one job at a time that brings the index up to date, the new bot swapped in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, Request

from bot.bot import Bot, build_index
from bot.config import Settings
from bot.corpus import UPLOADED
from bot.errors import BotError, SourceError
from bot.library import uploads_folder
from bot.readers import FORMATS
from bot.uploads import Uploads
from bot.web.api import BadRequest, json_body
from bot.web.desk import Desk

FILE_LIMIT = 10 * 1024 * 1024


class Cancelled(BotError):
    """Somebody pressed cancel."""

    code = "cancelled"


class ReadOnly(SourceError):
    """Files may not be added here."""

    code = "read_only"


class TooLarge(SourceError):
    """A file is larger than FILE_LIMIT."""

    code = "too_large"


@dataclass
class Job:
    """One run of the indexer, as the page shows it. `state` is running, done, cancelled or failed."""

    files: list[str] = field(default_factory=list)
    state: str = "running"
    done: int = 0
    total: int = 0
    error: str = ""
    skipped: list[str] = field(default_factory=list)
    stop: bool = False

    def view(self) -> dict[str, Any]:
        """For the page."""
        return {
            "files": self.files,
            "state": self.state,
            "done": self.done,
            "total": self.total,
            "error": self.error,
            "skipped": self.skipped,
        }


class Shelf:
    """The uploaded files of one corpus. `build` is `bot.build_index`, or a stand-in."""

    def __init__(self, desk: Desk, settings: Settings, *, editable: bool, build: Callable[..., Any] = build_index) -> None:
        folder = uploads_folder(settings)
        self._desk, self._settings, self._build = desk, settings, build
        self._uploads = Uploads(folder) if editable and folder else None
        self._lock = asyncio.Lock()
        self.job: Job | None = None

    @property
    def editable(self) -> bool:
        """Whether files can be added here."""
        return self._uploads is not None

    def view(self) -> dict[str, Any]:
        """What the page says about adding files."""
        return {"editable": self.editable, "formats": [suffix.lstrip(".") for suffix in FORMATS], "limit_mb": FILE_LIMIT >> 20}

    def _open(self) -> Uploads:
        if self._uploads is None:
            raise ReadOnly("files are added here only by the keeper of the library; nothing was changed; serve on 127.0.0.1 to add some")
        return self._uploads

    async def take(self, name: str, body: AsyncIterator[bytes]) -> str:
        """Write one file, piece by piece; the name that it got. Nothing is left of one that is too large or breaks off."""
        uploads = self._open()
        part = await self._desk.run(uploads.begin, name)
        size = 0
        try:
            with part.open("wb") as file:
                async for piece in body:
                    size += len(piece)
                    if size > FILE_LIMIT:
                        raise TooLarge(f"{name[:80]}: larger than {FILE_LIMIT >> 20} MB; nothing was added; split it")
                    await self._desk.run(file.write, piece)
            return await self._desk.run(uploads.finish, part, name)
        finally:
            part.unlink(missing_ok=True)

    async def delete(self, name: str) -> None:
        """Take a file out; the next job takes it out of the index."""
        await self._desk.run(self._open().delete, name.removeprefix(UPLOADED))

    async def restore(self, name: str) -> None:
        """Bring a deleted file back."""
        await self._desk.run(self._open().restore, name.removeprefix(UPLOADED))

    async def index(self, files: list[str]) -> Job:
        """Bring the index up to date and swap the new bot in. One job at a time: a second waits for the first."""
        uploads = self._open()
        async with self._lock:
            job = self.job = Job(files)
            try:
                summary = await self._desk.run(self._build, self._settings, rebuild=False, progress=_progress(job))
                self._desk.swap(await self._desk.run(Bot.reload, self._desk.bot))
                job.skipped = [str(one).removeprefix(UPLOADED) for one in summary.skipped if one.source.removeprefix(UPLOADED) in files]
                job.state = "done"
            except Cancelled:
                for name in files:
                    await self._desk.run(uploads.delete, name)
                job.state = "cancelled"
            except BotError as error:
                job.state, job.error = "failed", str(error)
            return job

    def cancel(self) -> None:
        """Stop the job at its next step; its files are taken out again and the index stays as it was."""
        self._open()
        if self.job and self.job.state == "running":
            self.job.stop = True


def _progress(job: Job) -> Callable[[str, int, int], None]:
    def progress(_stage: str, done: int, total: int) -> None:
        job.done, job.total = done, total
        if job.stop:
            raise Cancelled("cancelled; the index is as it was")

    return progress


def shelf_routes(shelf: Shelf) -> APIRouter:
    """/api/files: add, delete, bring back, index, watch and cancel."""
    router = APIRouter(prefix="/api/files")
    running: set[asyncio.Task[Job]] = set()

    @router.post("")
    async def add(request: Request, name: str) -> dict[str, str]:
        return {"name": await shelf.take(name, request.stream())}

    @router.post("/index")
    async def index(request: Request) -> dict[str, Any]:
        files = (await json_body(request, {"files"})).get("files")
        if not isinstance(files, list) or not all(isinstance(name, str) for name in files):
            raise BadRequest("files: expected a list of names; nothing was indexed")
        task = asyncio.create_task(shelf.index(files))
        running.add(task)
        task.add_done_callback(running.discard)
        await asyncio.sleep(0)  # the job begins, or waits for the one before it
        return await job()

    @router.get("/job")
    async def job() -> dict[str, Any]:
        return shelf.job.view() if shelf.job else Job(state="done").view()

    @router.post("/cancel")
    async def cancel() -> dict[str, Any]:
        shelf.cancel()
        return await job()

    @router.post("/delete")
    async def delete(request: Request) -> dict[str, Any]:
        await shelf.delete(_name(await json_body(request, {"name"})))
        return {}

    @router.post("/restore")
    async def restore(request: Request) -> dict[str, Any]:
        await shelf.restore(_name(await json_body(request, {"name"})))
        return {}

    return router


def _name(body: dict[str, Any]) -> str:
    if not isinstance(body.get("name"), str):
        raise BadRequest("name: expected a text; nothing was changed")
    return str(body["name"])
