"""Adding and deleting files on the page: bytes in, one job at a time that brings the index up to date, the new bot swapped in.

The guard lets only those through who may edit.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar

import anyio
import anyio.to_thread
from fastapi import APIRouter, Request

from bot.config import Settings
from bot.corpus import UPLOADED
from bot.errors import BotError, SourceError, printable
from bot.readers import FORMATS
from bot.uploads import KEPT, Change, Uploads, writing
from bot.web.api import BadRequest, json_body
from bot.web.desk import Desk
from bot.web.guard import RIGHT
from bot.web.reasons import apart

if TYPE_CHECKING:
    from bot.index import Step

FILE_LIMIT = 10 * 1024 * 1024
HANDS = 4  # threads that write files and build the index, beside those that answer

log = logging.getLogger(__name__)
T = TypeVar("T")


class Cancelled(BotError):
    """Somebody pressed cancel."""

    code = "cancelled"


class ReadOnly(SourceError):
    """Files may not be added here."""

    code = "read_only"


class TooLarge(SourceError):
    """A file is larger than FILE_LIMIT."""

    code = "too_large"


@dataclass(slots=True)
class Job:
    """One run of the indexer, as the page shows it.

    files        names of the uploads that it takes in
    state        running, done, cancelled or failed; then `error` says why, and `code` names the kind
    stage ...    see `bot.index.Step`
    skipped      why, for each file that could not be read: see `reasons.apart`
    """

    files: list[str] = field(default_factory=list)
    state: str = "running"
    stage: str = ""
    done: int = 0
    total: int = 0
    source: str = ""
    file: int = 0
    count: int = 0
    chunks: int = 0
    error: str = ""
    code: str = ""
    skipped: list[dict[str, Any]] = field(default_factory=list)

    def show(self, step: Step) -> None:
        """How far it is."""
        self.stage, self.done, self.total, self.source = step.stage, step.done, step.total, step.source.removeprefix(UPLOADED)
        self.file, self.count, self.chunks = step.file, step.files, step.chunks


class Shelf:
    """The uploaded files of one corpus. `unlocks` says that a token is set."""

    def __init__(self, desk: Desk, settings: Settings, *, unlocks: bool) -> None:
        self._desk, self._settings, self._unlocks = desk, settings, unlocks
        self._hands = anyio.CapacityLimiter(HANDS)
        self._moving = asyncio.Lock()
        self._new: dict[str, Change] = {}  # uploaded and not yet in the index
        self._again = self._stop = self._closing = False
        self._task: asyncio.Task[None] | None = None
        self.job = Job(state="done")

    @cached_property
    def _uploads(self) -> Uploads | None:
        from bot.library import uploads_folder  # noqa: PLC0415 - with the bot, once the server answers

        folder = uploads_folder(self._settings)
        return Uploads(folder) if folder else None

    def view(self, request: Request) -> dict[str, Any]:
        """What the page says about adding files, to the sender of this request."""
        editable = self._uploads is not None and request.scope[RIGHT] == "edit"
        return {
            "editable": editable,
            "unlocks": self._uploads is not None and self._unlocks and not editable,
            "formats": [suffix.lstrip(".") for suffix in FORMATS],
            "limit_mb": FILE_LIMIT >> 20,
        }

    async def take(self, name: str, body: AsyncIterator[bytes], *, replace: bool = False) -> str:
        """Write one file, piece by piece; the name that it got. Nothing is left of one that is too large or breaks off."""
        uploads = self._open()
        part = await self._run(uploads.begin, name)
        size = 0
        try:
            with writing(name), part.open("wb") as file:
                async for piece in body:
                    size += len(piece)
                    if size > FILE_LIMIT:
                        raise TooLarge(f"{printable(name[:80])}: larger than {FILE_LIMIT >> 20} MB; nothing was added; split it")
                    await self._run(file.write, piece)
            async with self._moving:
                final, change = await self._run(uploads.finish, part, name, replace=replace)
            if change:
                self._new.setdefault(final, change)
            return final
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    async def delete(self, name: str) -> None:
        """Take a file out; the next job takes it out of the index."""
        uploads = self._open()
        async with self._moving:
            await self._run(uploads.delete, name.removeprefix(UPLOADED))
        asyncio.get_running_loop().call_later(KEPT + 1, self._sweep)

    async def restore(self, name: str) -> None:
        """Bring a deleted file back."""
        async with self._moving:
            await self._run(self._open().restore, name.removeprefix(UPLOADED))

    def index(self) -> Job:
        """Begin to bring the index up to date. What runs already takes what is new now in one more round."""
        self._open()
        if self.job.state == "running":
            self._again = True
        else:
            self.job = Job()
            self._task = asyncio.create_task(self._work(self.job))
        return self.job

    async def cancel(self) -> None:
        """Stop the job at its next step; what was added for it is taken out again and the index stays as it was."""
        self._open()
        if self.job.state == "running":
            self._stop = True
        else:
            fresh, self._new = self._new, {}
            await self._take_back(fresh)

    def close(self) -> None:
        """End the job: the server stops. What was uploaded is indexed at the next start."""
        self._closing = True

    def tidy(self) -> None:
        """Remove for good what was deleted over a day ago. A folder that cannot be written is no reason not to start."""
        if self._uploads is not None:
            try:
                self._uploads.tidy()
            except BotError as error:
                log.warning("%s", error)

    def _sweep(self) -> None:
        self._tidying = asyncio.ensure_future(self._run(self.tidy))

    def _open(self) -> Uploads:
        if self._uploads is None:
            raise ReadOnly("the index is used without its folder of sources; nothing was changed; serve with --sources to add files")
        return self._uploads

    async def _run(self, function: Callable[..., T], *arguments: object, **named: object) -> T:
        return await anyio.to_thread.run_sync(partial(function, *arguments, **named), limiter=self._hands)

    async def _work(self, job: Job) -> None:
        """Rounds of building until nothing new is left. Whatever happens, the job ends."""
        try:
            while True:
                self._again = self._stop = False
                if not await self._round(job) and job.state == "running":
                    job.state = "cancelled"
                if not self._again or self._closing:
                    break
            job.state = "done" if job.state == "running" else job.state
        except BotError as error:
            job.error, job.code, job.state = str(error), error.code, "failed"
        except Exception:
            log.exception("indexing")
            job.error, job.code = "an unexpected error; the index is as it was; the server's log says which", "internal"
            job.state = "failed"

    async def _round(self, job: Job) -> bool:
        """One build with what is new; False if it was cancelled: then that is taken out again, and stays on disk when the server stops."""
        from bot.bot import build_index  # noqa: PLC0415 - with the bot, once the server answers

        fresh, self._new = self._new, {}
        job.files += [name for name in fresh if name not in job.files]
        try:
            summary = await self._run(build_index, self._settings, rebuild=False, progress=partial(self._progress, job, bool(fresh)))
            self._desk.swap(await self._run(self._desk.bot.reload))
        except Cancelled:
            if not self._closing:
                await self._take_back(fresh)
            return False
        except BaseException:
            self._new = fresh | self._new  # for the next job, or to be taken back
            raise
        names = {UPLOADED + name for name in job.files}
        job.skipped = [apart(str(one)) for one in summary.skipped if one.source in names]
        return True

    def _progress(self, job: Job, fresh: bool, step: Step) -> None:  # noqa: FBT001 - filled in by partial
        job.show(step)
        if self._closing or (self._stop and fresh):
            raise Cancelled("cancelled; the index is as it was")

    async def _take_back(self, fresh: dict[str, Change]) -> None:
        """Undo uploads: those that took the place of another give it back."""
        uploads = self._open()
        for name, change in fresh.items():
            with suppress(SourceError):  # somebody deleted it meanwhile
                async with self._moving:
                    await (self._run(uploads.restore, name, replace=True) if change == "replaced" else self._run(uploads.delete, name))


def shelf_routes(shelf: Shelf) -> APIRouter:
    """/api/files: add, delete, bring back, index, watch and cancel."""
    router = APIRouter(prefix="/api/files")

    @router.post("")
    async def add(request: Request, name: str, replace: bool = False) -> dict[str, str]:  # noqa: FBT001, FBT002 - a query's parameter
        return {"name": await shelf.take(name, request.stream(), replace=replace)}

    @router.post("/index")
    async def index() -> dict[str, Any]:
        return asdict(shelf.index())

    @router.get("/job")
    async def job() -> dict[str, Any]:
        return asdict(shelf.job)

    @router.post("/cancel")
    async def cancel() -> dict[str, Any]:
        await shelf.cancel()
        return asdict(shelf.job)

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
