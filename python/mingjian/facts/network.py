"""What the app sent and fetched while it ran: hosts, who owns them, and personal information that can be
recognised on the wire. Values are masked before they become facts; a fact never holds a whole number."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from mingjian.model import Consent, Party


class SentValue(Struct, frozen=True, kw_only=True):
    """A value in a request that is personal information."""

    type: str
    """Type id of the personal-information taxonomy."""
    masked: str
    """`138****5678`."""
    where: Literal["path", "query", "header", "cookie", "body", "websocket"]
    name: str = ""
    """The field that held it."""
    encoding: tuple[str, ...] = ()
    """What had to be undone to see it: `base64`, `gzip`, `url`, `json`, `md5` (a digest of a known value)."""
    sure: bool = True
    """False: the form fits and no check digit, prefix or field name confirms it."""


class Request(Struct, frozen=True, kw_only=True):
    at_ns: int | None
    method: str
    scheme: str
    host: str
    path: str
    """Without its query; personal information in it masked."""
    status: int | None = None
    request_bytes: int | None = None
    response_bytes: int | None = None
    content_type: str = ""
    party: Party
    """The app, or the SDK whose host it is (or whose frames were on the stack)."""
    operator: str = ""
    """Who runs the host, where known."""
    third_party: bool = False
    """The host is not the app operator's."""
    timeline: Consent = "unknown"
    values: tuple[SentValue, ...] = ()
    package_fetched: bool = False
    """The answer was an app package."""
    source: str = ""
    line: int | None = None
    """1-based entry in `source`."""


class HostSeen(Struct, frozen=True, kw_only=True):
    host: str
    party: Party
    operator: str = ""
    third_party: bool = False
    requests: int = 0
    cleartext: int = 0
    bytes_sent: int = 0
    timelines: tuple[Consent, ...] = ()
    types: tuple[str, ...] = ()
    """Personal-information types seen going there."""


class NetworkFacts(Struct, frozen=True, kw_only=True):
    hosts: tuple[HostSeen, ...] = ()
    requests: tuple[Request, ...] = ()
    """Those that carry personal information, go in the clear or fetch a package; bounded."""
    total: int = 0
    """Requests in all."""
    attributed: bool = True
    """False: the capture does not say which app sent what (a whole device's proxy log)."""
    sources: tuple[str, ...] = ()
    dropped: int = 0
