"""What the app sent and fetched while it ran: hosts, who owns them, and personal information that can be
recognised on the wire. Values are masked before they become facts; a fact never holds a whole number.

`build.from_log` makes the facts of captures; docs/traffic-and-sensors.md tells what is recognised and how
surely.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from mingjian.artifacts.device_log.event import Source
from mingjian.facts.behaviour import Mark
from mingjian.model import Consent, Party

ALGORITHMS = ("md5", "sha1", "sha256")
"""Digests by which a known value is recognised."""
CLEAR = frozenset({"http", "ws"})
"""Schemes that are not encrypted."""


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
    page: bool = False
    """The answer was a page (HTML): the app opened it, or another page led there."""
    code_fetched: str = ""
    """The answer was code the platform or a framework can load: `dex`, `jar`, `so`, `script_bundle`."""
    touched: bool | None = None
    """Somebody touched the screen in the ten seconds before; None where the run records no touches."""
    foreground: bool | None = None
    """The app was before the user; None where no record tells."""
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
    """Personal-information types surely seen going there."""
    sdk: str = ""
    """Id of the SDK whose vendor runs the host."""


class OwnDomain(Struct, frozen=True):
    """A domain taken for the app operator's, and by what sign."""

    domain: str
    how: Literal["given", "policy", "package_name", "certificate", "most_used"]


class NetworkFacts(Struct, frozen=True, kw_only=True):
    hosts: tuple[HostSeen, ...] = ()
    requests: tuple[Request, ...] = ()
    """Those that carry personal information, go in the clear or fetch a package or code; bounded."""
    total: int = 0
    """Requests in all."""
    attributed: bool = True
    """False: the capture does not say which app sent what (a whole device's proxy log)."""
    own: tuple[OwnDomain, ...] = ()
    timelines: dict[str, int] = {}
    """Requests by timeline."""
    marks: tuple[Mark, ...] = ()
    """The moments that divide them."""
    first_run: bool = False
    """The run began with a fresh install."""
    unseen: int = 0
    """Tunnels whose contents the capture does not show (`CONNECT` alone: TLS that was not opened), and
    requests whose body is packed in a way that could not be undone."""
    sources: tuple[Source, ...] = ()
    dropped: int = 0
    """Requests beyond the bound of those kept one by one; `total` and `hosts` count them all the same."""
