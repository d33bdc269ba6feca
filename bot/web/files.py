"""The page's own files and Gradio's: packed once, sent from memory, fetched side by side.

A browser that finds out about a file only by running another one waits once for each step. So the page names every script and
style sheet from the start; ours have their content's hash in the address and Gradio's have it in their names, so that both
are kept for good.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STATIC = Path(__file__).parent / "static"
SHEETS = ("tokens", "shell", "answer", "source", "panels", "adapt")
SMALLEST = 1024  # bytes worth packing
KEEP = "public, max-age=31536000, immutable"
NOTHING = {"error": "there is no such file; nothing was done; reload the page", "code": "not_found"}
LOOK = "no-cache"  # kept, and asked for again each time

_VERSIONED = re.compile(r"/page/(?:v[0-9a-f]{12}/)?(.+)")


@dataclass(frozen=True, slots=True)
class Kept:
    """One file, as it is sent."""

    kind: str
    plain: bytes
    packed: bytes | None
    tag: str

    @classmethod
    def of(cls, name: str, content: bytes) -> Kept:
        """A file of that name."""
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        kind = "text/javascript" if name.endswith(".js") else kind
        packed = gzip.compress(content, 9, mtime=0) if len(content) >= SMALLEST and not kind.startswith(("image/png", "font/")) else None
        kind = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
        return cls(kind, content, packed, hashlib.sha256(content).hexdigest()[:24])


@cache
def own() -> dict[str, Kept]:
    """The files below static/ by their path, and every style sheet as one, in their order."""
    files = {path.relative_to(STATIC).as_posix(): path.read_bytes() for path in sorted(STATIC.rglob("*")) if path.suffix in {".js", ".svg"}}
    files["page.css"] = "\n".join((STATIC / "css" / f"{name}.css").read_text("utf-8") for name in SHEETS).encode()
    return {name: Kept.of(name, content) for name, content in files.items()}


@cache
def version() -> str:
    """The address of our own files: it changes with any of them."""
    return "/page/v" + hashlib.sha256("".join(one.tag for one in own().values()).encode()).hexdigest()[:12]


class Files:
    """ASGI middleware that answers for files and passes on the rest. `assets` says where Gradio's are, once it is loaded."""

    def __init__(self, app: ASGIApp, assets: Callable[[], Path | None]) -> None:
        self._app, self._assets = app, assets
        self._seen: dict[str, Kept] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        kept = self._find(scope["path"]) if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"} else None
        if kept is None:
            inner = JSONResponse(NOTHING, 404) if scope["type"] == "http" and scope["path"].startswith("/page/") else self._app
            await inner(scope, receive, send)
            return
        headers = dict(scope["headers"])
        lasting = scope["path"].startswith(("/assets/", "/page/v"))
        sent = [
            (b"content-type", kept.kind.encode()),
            (b"cache-control", (KEEP if lasting else LOOK).encode()),
            (b"etag", f'"{kept.tag}"'.encode()),
            (b"vary", b"accept-encoding"),
        ]
        if kept.tag.encode() in headers.get(b"if-none-match", b""):
            await _answer(send, 304, sent, b"")
            return
        body = kept.plain
        if kept.packed and b"gzip" in headers.get(b"accept-encoding", b""):
            body = kept.packed
            sent.append((b"content-encoding", b"gzip"))
        sent.append((b"content-length", str(len(body)).encode()))
        await _answer(send, 200, sent, b"" if scope["method"] == "HEAD" else body)

    def _find(self, path: str) -> Kept | None:
        if found := _VERSIONED.fullmatch(path):
            return own().get(found[1])
        assets = self._assets()
        if assets is None or not re.fullmatch(r"/assets/[\w.-]+\.(js|css)", path):
            return None
        if path not in self._seen and (file := assets / path.removeprefix("/assets/")).is_file():
            self._seen[path] = Kept.of(file.name, file.read_bytes())
        return self._seen.get(path)


async def _answer(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class Page:
    """Gradio's app, with what the page needs named in its HTML, after Gradio's own first script."""

    def __init__(self, app: ASGIApp, head: str) -> None:
        self._app, self._head = app, head.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http" or scope["path"] != "/":
            await self._app(scope, receive, send)
            return
        start: Message = {}
        body = b""

        async def hold(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
            if message["type"] != "http.response.body":
                return
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            whole = body.replace(b"</head>", self._head + b"</head>", 1)
            headers = [pair for pair in start["headers"] if pair[0].lower() != b"content-length"]
            await _answer(send, start["status"], [*headers, (b"content-length", str(len(whole)).encode())], whole)

        await self._app(scope, receive, hold)


def head(assets: Path, parts: frozenset[str]) -> str:
    """The tags that name every file of the page; `parts` are the kinds of Gradio's components on it."""
    at = version()
    tags = [
        f'<link rel="icon" href="{at}/seal.svg" type="image/svg+xml"><link rel="stylesheet" href="{at}/page.css">',
        f'<script src="{at}/js/theme.js"></script>',
    ]
    named = [f"/assets/{name}" for name in gradios(assets, parts)]
    named += [f"{at}/{name}" for name in own() if name.endswith(".js") and name != "js/theme.js"]
    tags += [
        f'<link rel="preload" as="style" href="{name}">' if name.endswith(".css") else f'<link rel="modulepreload" href="{name}">'
        for name in named
    ]
    tags.append(f'<script type="module" src="{at}/js/server.js"></script>')
    return "".join(f"\n{tag}" for tag in tags)


def gradios(assets: Path, parts: frozenset[str]) -> list[str]:
    """Gradio's files that a page with these components fetches, as its build lists them; none where it lists them otherwise."""
    start = next((path for path in sorted(assets.glob("index-*.js")) if "__vite__mapDeps" in path.read_text("utf-8")[:200]), None)
    if start is None:
        return []
    found: dict[str, None] = dict.fromkeys(_listed(start))
    for name in [name for name in found if name.startswith(("Index-", "core-")) and name.endswith(".js")]:
        file = assets / name
        text, listed = file.read_text("utf-8"), _listed(file)
        for script, numbers in _dynamic(text, parts):
            found |= dict.fromkeys([script, *(listed[int(number)] for number in numbers.split(",") if number)])
    return [name for name in found if not name.startswith("index-") and (assets / name).is_file()]


def _listed(file: Path) -> list[str]:
    """The files that a script of Gradio's build may fetch: the list at its beginning."""
    found = re.search(r"m\.f=\[([^\]]*)\]", file.read_text("utf-8")[:20_000])
    return [name.removeprefix("./") for name in re.findall(r'"([^"]+)"', found[1])] if found else []


def _dynamic(text: str, parts: frozenset[str]) -> Iterator[tuple[str, str]]:
    """What it fetches for the page itself and for each of its components: the script, and the numbers of what that needs."""
    fetched = r"import\(`\./([\w.-]+)`\).{0,60}?__vite__mapDeps\(\[([\d,]*)\]\)"
    yield from (pair for pair in re.findall(fetched, text) if pair[0].startswith("Blocks-"))
    for part in sorted(parts):
        if component := re.search(rf"[,{{]{part}:\{{(.*?)\}},\w+:\{{", text):
            yield from re.findall(fetched, component[1])
