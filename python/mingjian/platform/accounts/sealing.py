"""Secrets of second factors are kept enciphered: who reads the database alone cannot make a code."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet
from django.conf import settings


def seal(text: str) -> str:
    """Enciphers under a key made from the platform's secret."""
    return _box().encrypt(text.encode()).decode()


def unseal(text: str) -> str:
    """What was sealed.

    Raises:
        cryptography.fernet.InvalidToken: it was sealed under another secret, or changed.
    """
    return _box().decrypt(text.encode()).decode()


def _box() -> Fernet:
    key = hashlib.sha256(b"mingjian second factor\n" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
