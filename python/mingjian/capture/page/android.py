"""What Android would make of an address a browser does not open itself.

Source: https://developer.chrome.com/docs/android/intents (form of an intent: address, fallback, the touch
that must come first) and android.content.Intent.parseUri.
"""

from __future__ import annotations

from urllib.parse import unquote

from msgspec import Struct

from mingjian.capture.page.words import is_outside, scheme_of

_KEPT_IN_BROWSER = frozenset(
    {"content", "file", "chrome", "chrome-native", "devtools", "filesystem", "view-source"}
)
"""Schemes Chrome opens or refuses itself and never hands on."""


class Handed(Struct, frozen=True, kw_only=True):
    """An address outside the web, as the platform would read it."""

    opens: bool
    """Chrome hands it to the system: an app has it if one is installed."""
    package: str = ""
    scheme: str = ""
    """Of an intent: the scheme inside it."""
    fallback: str = ""


def handed(address: str, *, activated: bool) -> Handed | None:
    """How Android takes `address`; None when it is the web's. `activated`: a touch had just been made."""
    if not is_outside(address):
        return None
    scheme = scheme_of(address)
    if scheme in _KEPT_IN_BROWSER:
        return Handed(opens=False, scheme=scheme)
    if scheme == "intent":
        parts = _extras(address)
        fallback = unquote(parts.get("S.browser_fallback_url", ""))
        return Handed(
            opens=activated,
            package=parts.get("package", ""),
            scheme=parts.get("scheme", ""),
            fallback=fallback if fallback.lower().startswith(("http://", "https://")) else "",
        )
    return Handed(opens=activated, package=_store_package(address), scheme=scheme)


def _extras(address: str) -> dict[str, str]:
    """What stands between `#Intent;` and `end`, by name."""
    _, found, rest = address.rpartition("#Intent;")
    if not found:
        return {}
    pairs = (part.partition("=") for part in rest.split(";"))
    return {name: unquote(value) for name, equals, value in pairs if equals}


def _store_package(address: str) -> str:
    """The `id` of market://details?id=…"""
    query = address.partition("?")[2].partition("#")[0]
    pairs = (part.partition("=") for part in query.split("&"))
    return next((unquote(value) for name, _, value in pairs if name in {"id", "packagename", "pkg"}), "")
