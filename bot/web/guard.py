"""What stands before every route: headers, the size of a body, who may call, and which of Gradio's routes exist at all.

Gradio opens some forty routes; several read files, fetch addresses or take uploads whether or not a component needs it. Only
those that this page uses are let through (a list of what is allowed: a new Gradio cannot add a hole).
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.access import LOOPBACK, TOKEN, Access, Right, names_loopback

BODY_LIMIT = 64 * 1024

_CSP = "; ".join(
    (
        "default-src 'self'",
        # Gradio starts with inline scripts and compiles its templates, and ours, with Function
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
        "base-uri 'self'",
    )
)
HEADERS = {
    "content-security-policy": _CSP,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_OPEN = re.compile(
    r"/|/health|/api/[a-z/-]+|/page/.+"  # ours
    r"|/assets/.+|/static/.+|/svelte/.+|/theme\.css|/favicon\.ico|/config|/robots\.txt|/manifest\.json"  # Gradio: its own files
    r"|/gradio_api/(call/ask(/[A-Za-z0-9]+)?|heartbeat/[A-Za-z0-9]+|startup-events|theme\.css)"  # Gradio: ask, and stay connected
)
_OURS = re.compile(r"/health|/api/.*")
_CALLED = re.compile(r"/api/.*|/gradio_api/.*")  # what takes more than GET
_EDIT = re.compile(r"/api/files(/.*)?")
_READ = re.compile(r"/api/.*|/gradio_api/call/.*")
CUSTOM = "x-wenju"  # a header that no form and no page of another origin can send; every change needs it
NOTHING_HERE = "there is nothing at this address; nothing was done; see /health and /api/ask"
RIGHT = "wenju.right"  # in the scope: what the sender may do

log = logging.getLogger(__name__)


class Guard:
    """ASGI middleware around the whole app; what it refuses gets the contract's JSON error.

    On a loopback address only requests that name it are answered, but for those that a trusted proxy passes on. `large` are
    paths that limit their own body. `access` says who may read and edit; the page itself holds nothing of the documents.
    """

    def __init__(self, app: ASGIApp, *, access: Access, host: str = "127.0.0.1", large: Iterable[str] = ()) -> None:
        self._app = app
        self._access = access
        self._loopback_only = host in LOOPBACK and not access.header
        self._large = frozenset(large)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        send = _with_headers(send)
        begun = False

        async def sender(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._pass(scope, receive, sender)
        except Exception:  # here every unforeseen error ends: the contract's JSON, never a traceback
            log.exception("%s %s", scope["method"], scope["path"])
            if begun:
                raise
            await refuse(send, 503, "internal", "an unexpected error; nothing was changed; the server's log says which")

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        client = scope.get("client")
        right = scope[RIGHT] = self._access.right(client[0] if client else None, headers)
        refused = self._refusal(scope["method"], scope["path"], headers) or self._forbidden(scope, headers, right)
        if refused is not None:
            await refuse(send, *refused)
            return
        if scope["method"] == "HEAD" and _OURS.fullmatch(scope["path"]):
            scope = {**scope, "method": "GET"}  # the server leaves the body out, as it was asked
        if scope["method"] in {"GET", "HEAD"} or scope["path"] in self._large:
            await self._app(scope, receive, send)
            return
        body = await _read(receive, headers.get("content-length", ""))
        if body is None:
            await refuse(send, 413, "too_large", f"the body is larger than {BODY_LIMIT // 1024} KB; nothing was done; send less")
            return
        await self._app(scope, _replay(body, receive), send)

    def _refusal(self, method: str, path: str, headers: dict[str, str]) -> tuple[int, str, str] | None:
        """Status, code and message of what is turned away before its body is read."""
        host = headers.get("host", "")
        # a page elsewhere that points its own name at this machine must not read what listens on loopback
        if self._loopback_only and not names_loopback(headers):
            return 403, "host", "this page is served to this machine only; nothing was done; open it as 127.0.0.1 or use --host"
        if not _OPEN.fullmatch(path):
            return 404, "not_found", NOTHING_HERE
        if method not in {"GET", "HEAD"} and not _CALLED.fullmatch(path):
            return 405, "method", "this address can only be read; nothing was done; use GET"
        elsewhere = headers.get("sec-fetch-site") in {"cross-site", "same-site"} or not _is_own(headers.get("origin"), host)
        if method not in {"GET", "HEAD"} and elsewhere:
            return 403, "origin", "a page of another origin may not call this one; nothing was done; call it from its own page"
        return None

    def _forbidden(self, scope: Scope, headers: dict[str, str], right: Right) -> tuple[int, str, str] | None:
        """What is turned away because of who sends it."""
        edits = bool(_EDIT.fullmatch(scope["path"]))
        if (edits and right != "edit") or (right == "none" and _READ.fullmatch(scope["path"])):
            what = "only the keeper of the library adds and deletes files" if edits else "the library is not public"
            if self._access.token:
                return 401, "token", f"{what}; nothing was done; send the token in the header {TOKEN}"
            hint = "serve on 127.0.0.1, or set editor_token or trusted_header" if edits else "serve with --public-read, or set editor_token"
            return 403, "read_only" if edits else "closed", f"{what}; nothing was done; {hint}"
        if edits and scope["method"] not in {"GET", "HEAD"} and CUSTOM not in headers:
            return 403, "origin", f"a change needs the header {CUSTOM}; nothing was done; send it, with any value"
        return None


def _is_own(origin: str | None, host: str) -> bool:
    """Whether a request's origin, if it has one, is the host it calls."""
    try:
        return not origin or urlsplit(origin).netloc == host
    except ValueError:
        return False


def _with_headers(send: Send) -> Send:
    extra = [(name.encode(), value.encode()) for name, value in HEADERS.items()]

    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [pair for pair in message.get("headers", []) if pair[0].decode("latin-1").lower() not in HEADERS]
            message = {**message, "headers": [*kept, *extra]}
        await send(message)

    return sender


async def _read(receive: Receive, length: str) -> bytes | None:
    """The whole body, None when it is too large (a length that lies is caught while reading)."""
    if length.isdigit() and int(length) > BODY_LIMIT:
        return None
    body: bytes = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return body
        body += message.get("body", b"")
        if len(body) > BODY_LIMIT:
            return None
        if not message.get("more_body", False):
            return body


def _replay(body: bytes, receive: Receive) -> Receive:
    """A receive that gives the body once and then what the connection says (a disconnect)."""
    given = False

    async def receiver() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receiver


async def refuse(send: Send, status: int, code: str, message: str) -> None:
    """The contract's JSON error."""
    content = json.dumps({"error": message, "code": code}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
