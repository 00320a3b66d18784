"""Secrets at rest: encrypted with a key derived from the platform's own (HKDF-SHA256, then Fernet)."""

from __future__ import annotations

import base64
import json
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(Exception):  # noqa: N818 - what it says of the secret
    """A secret was sealed under another key than ours of today."""


def seal(secrets: dict[str, str]) -> str:
    """The text that is kept."""
    return _box(settings.SECRET_KEY).encrypt(json.dumps(secrets).encode()).decode("ascii")


def unseal(sealed: str) -> dict[str, str]:
    """What was sealed; nothing of nothing.

    Raises:
        Unreadable: the platform's key has changed since, or the text was.
    """
    if not sealed:
        return {}
    try:
        found = json.loads(_box(settings.SECRET_KEY).decrypt(sealed.encode("ascii")))
    except (InvalidToken, ValueError):
        raise Unreadable from None
    return {str(name): str(value) for name, value in found.items()}


def masked(secret: str) -> str:
    """The last four characters, for a person to tell one from another."""
    return f"••••{secret[-4:]}" if len(secret) >= 12 else "••••"


@cache
def _box(key: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"mingjian.notifications.seals").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
