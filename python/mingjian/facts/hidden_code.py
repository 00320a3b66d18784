"""Code the platform does not load by itself, and native libraries."""

from msgspec import Struct


class HiddenCode(Struct, frozen=True, kw_only=True):
    """A dex, jar, apk or odex inside the package that is not one of the loaded classesN.dex."""

    entry: str
    kind: str
    """dex | jar | apk | elf | zip | odex | cdex."""
    size_bytes: int
    sha256: str
    reason: str
    """after_gap | in_assets | in_res | nested | disguised (the name says something else) | appended."""


class NativeLibrary(Struct, frozen=True, kw_only=True):
    entry: str
    abi: str
    name: str
    size_bytes: int


class HiddenCodeFacts(Struct, frozen=True, kw_only=True):
    hidden: tuple[HiddenCode, ...] = ()
    native: tuple[NativeLibrary, ...] = ()
