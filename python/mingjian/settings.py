"""Settings, read once from the environment: `MINGJIAN_<NAME>`. Each is described in docs/settings.md."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from msgspec import Struct, convert
from msgspec.structs import fields

from mingjian.errors import UsageError


class Settings(Struct, frozen=True, kw_only=True):
    max_entry_bytes: int = 64 << 20
    """Largest entry of a package that is parsed, inflated."""
    max_live_bytes: int = 192 << 20
    """Sum of inflated bytes alive for one package."""
    max_work: int = 4_000_000_000
    """Units of parsing work for one package, roughly bytes and table rows touched."""
    known_apps: str = ""
    """A file with more apps that counterfeits imitate; empty for none."""
    knowledge: str = ""
    """A folder with the user's own SDK descriptions; empty for none."""
    data: str = ""
    """The platform's folder: database, blobs, keys. Empty: the user's data folder."""
    database_url: str = ""
    """A PostgreSQL of your own; empty: the embedded one inside `data`."""
    blob_url: str = ""
    """Where packages and reports are kept: a folder or `s3://bucket/prefix`; empty: `blobs` inside `data`."""
    secret_key: str = ""
    """What sessions are signed with; empty: made once and kept in `data`."""
    hosts: str = "localhost,127.0.0.1,[::1]"
    """Names the platform answers to, comma-separated."""
    mail_url: str = ""
    """`smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`; empty: nothing is mailed."""
    mail_from: str = "mingjian@localhost"
    """The sender of mails."""
    oidc_issuer: str = ""
    """An OpenID Connect provider to sign in with, e.g. `https://id.example.cn/realms/x`; empty for none."""
    oidc_client_id: str = ""
    """What the provider calls us."""
    oidc_client_secret: str = ""
    """What we prove it with."""
    oidc_name: str = "SSO"
    """What the button says."""
    behind_proxy: bool = False
    """True when a proxy ends TLS before us: cookies are then for https only."""
    listen: str = "127.0.0.1"
    """The address the platform listens on."""
    max_upload_bytes: int = 2 << 30
    """Largest body of a request."""
    web: int = 1
    """Web processes `up` runs."""
    workers: int = 1
    """Worker processes `up` runs."""
    concurrency: int = 0
    """Jobs one worker does at once; 0: as many as there are cores."""
    metrics_token: str = ""
    """What `/metrics` asks for as a bearer token; empty: it answers this machine alone."""
    log_level: str = ""
    """debug, info, warning or error; empty: info, on a terminal warning."""
    fonts: str = ""
    """A folder with the Noto CJK fonts that PDF reports are set in; empty to look where systems keep them."""
    scan_seconds: int = 300
    """Longest a scan in the scan host may take, from the first byte to the last."""
    scan_memory_bytes: int = 1 << 30
    """Most memory of one scan process in the scan host."""
    scan_slots: int = 0
    """Scans at once in one scan host; 0 for one a processor."""
    watch: str = ""
    """Folders whose packages are scanned as they come: `ORGANISATION=FOLDER`, several parted by `;`."""
    public_url: str = ""
    """The address people reach the platform at, for links in messages; empty: this machine's own."""
    webhook_loopback: bool = False
    """True lets webhooks reach this machine, by http too: for trying out and for tests."""


_given: dict[str, str] = {}
"""What the command line says; it wins over the environment."""


def override(name: str, value: str) -> None:
    """Set one setting for this process, as a command-line option does, before anything reads it."""
    _given[name] = value
    settings.cache_clear()


@cache
def settings() -> Settings:
    """The settings in force.

    Raises:
        UsageError: a variable holds something that is not of its type.
    """
    given: dict[str, str] = {}
    for item in fields(Settings):
        value = _given.get(item.name, os.environ.get(f"MINGJIAN_{item.name.upper()}"))
        if value is not None:
            given[item.name] = value
    try:
        return convert(given, Settings, strict=False)
    except ValueError as error:
        raise UsageError(f"a MINGJIAN_ setting is not of its type: {error}") from None


def data_folder() -> Path:
    """The platform's folder: `MINGJIAN_DATA`, by default the user's data folder."""
    from platformdirs import user_data_path  # noqa: PLC0415 - a scan never needs it

    return (
        Path(settings().data).expanduser() if settings().data else user_data_path("mingjian", appauthor=False)
    )


def base_url() -> str:
    """What links in messages begin with."""
    return (settings().public_url or "http://127.0.0.1:8026").rstrip("/")
