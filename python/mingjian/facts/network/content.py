"""What came back: an app package, or code that a platform or framework can load, by its first bytes."""

from __future__ import annotations

from mingjian.artifacts.device_log.exchange import header

PACKAGE_TYPES = frozenset({
    "application/vnd.android.package-archive", "application/vnd.android", "application/apk",
    "application/x-authorware-bin",
})  # fmt: skip
PACKAGE_ENDS = (".apk", ".apks", ".xapk", ".aab")
ZIP = b"PK\x03\x04"
ELF = b"\x7fELF"
DEX = b"dex\n0"
INSIDE = (b"AndroidManifest.xml", b"META-INF/com/android/build")
BUNDLES = (b"__d(function(", b"__fbBatchedBridgeConfig", b"\xc6\x1f\xbc\x03\xc1\x03\x19\x1f")
"""Beginnings of React Native bundles, plain and Hermes."""


def is_package(
    answer: bytes, kind: str, headers: tuple[tuple[str, str], ...], path: str, status: int | None
) -> bool:
    """The answer was an app package (whole or a part of it), not a page about one."""
    if status is not None and status not in (200, 206):
        return False
    if answer:
        if not answer.startswith(ZIP):
            return status == 206 and _named(kind, headers, path) and not _text(answer)
        return any(mark in answer for mark in INSIDE) or _named(kind, headers, path)
    return _named(kind, headers, path) and kind.partition(";")[0].strip().lower() in PACKAGE_TYPES


def _named(kind: str, headers: tuple[tuple[str, str], ...], path: str) -> bool:
    told = header(headers, "content-disposition").lower().rstrip('"; ')
    return (
        kind.partition(";")[0].strip().lower() in PACKAGE_TYPES
        or path.lower().endswith(PACKAGE_ENDS)
        or told.endswith(PACKAGE_ENDS)
    )


def _text(answer: bytes) -> bool:
    return answer.lstrip()[:1] in (b"<", b"{", b"[")


def code_of(answer: bytes, kind: str, path: str, status: int | None) -> str:
    """What kind of loadable code the answer is: `dex`, `jar`, `so`, `script_bundle`; empty for none."""
    if status is not None and status not in (200, 206):
        return ""
    if answer.startswith(DEX):
        return "dex"
    if answer.startswith(ELF):
        return "so"
    if answer.startswith(ZIP):
        if b"classes.dex" in answer:
            return "jar"
        return "so" if b"/lib" in answer and b".so" in answer and b"lib/arm" in answer else ""
    if any(mark in answer[:4096] for mark in BUNDLES):
        return "script_bundle"
    low = path.lower()
    if low.endswith((".bundle", ".jsbundle", ".hbc", ".wgt")) and not kind.startswith("text/html"):
        return "script_bundle"
    return ""
