"""What happens to scans, told to who looks on: PostgreSQL's NOTIFY carries it from process to process."""

from __future__ import annotations

import msgspec
from django.db import connection
from msgspec import Struct

CHANNEL = "mingjian_scans"


class Change(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One change of one scan, or (`session`) a sign-out: streams of that session end."""

    organisation: str = ""
    scan: str = ""
    state: str = ""
    stage: str = ""
    done: int = 0
    total: int = 0
    owner: str = ""
    """Whose it is alone; empty: the organisation's."""
    at_ms: int = 0
    """Milliseconds since 1970: what `Last-Event-ID` compares."""
    session: str = ""
    """SHA-256 of the session's key."""


_encode = msgspec.json.Encoder().encode
read = msgspec.json.Decoder(Change).decode


def tell(*changes: Change) -> None:
    """Sends them when the transaction under way commits, at once where there is none."""
    if changes:
        said = [_encode(change).decode() for change in changes]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, said) FROM unnest(%s::text[]) AS said", [CHANNEL, said])
