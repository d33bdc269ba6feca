"""Who may read and who may edit: this machine, whoever has the token, whom a trusted proxy names, and anyone where reading is public."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from bot.config import Settings

Right = Literal["none", "read", "edit"]

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
TOKEN = "x-wenju-token"  # the header that carries it  # noqa: S105 - a name, no secret
_PASSED_ON = {"forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"}


@dataclass(frozen=True, slots=True)
class Access:
    """The rule of one server. `token` may be sent in the header `x-wenju-token`; `header` is only believed where it is set."""

    public_read: bool = False
    token: str | None = None
    header: str | None = None

    @classmethod
    def of(cls, settings: Settings) -> Access:
        """The rule that the settings make."""
        return cls(settings.public_read, settings.editor_token, settings.trusted_header.lower() if settings.trusted_header else None)

    def right(self, client: str | None, headers: Mapping[str, str]) -> Right:
        """What a request may do: the address of its sender, and its headers with names in lower case.

        A proxy on this machine has this machine's address: what it passes on is not this machine's own, and where proxies
        are trusted by a header, only the header counts.
        """
        if self.header:
            allowed = bool(headers.get(self.header, "").strip())
        else:
            allowed = _is_loopback(client) and names_loopback(headers) and not _PASSED_ON & headers.keys()
        if not allowed and self.token:
            allowed = hmac.compare_digest(headers.get(TOKEN, "").encode(), self.token.encode())
        if allowed:
            return "edit"
        return "read" if self.public_read else "none"


def names_loopback(headers: Mapping[str, str]) -> bool:
    """Whether a request calls this machine by a name that no page elsewhere can point at it."""
    try:
        return urlsplit(f"//{headers.get('host', '')}").hostname in LOOPBACK
    except ValueError:
        return False


def _is_loopback(client: str | None) -> bool:
    try:
        address = ipaddress.ip_address(client or "")
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
