"""Typed face of the Rust core. Structured answers are UTF-8 JSON whose shapes are the facts' structs."""

from collections.abc import Callable
from os import PathLike
from typing import Self, final

__all__ = [
    "InternalError", "Knowledge", "Lexicon", "Package", "ParseError", "TextModel", "__version__",
    "second_thread", "zlib_packed", "zlib_unpacked",
]  # fmt: skip

__version__: str

class ParseError(Exception):
    """args: (code, entry, offset or -1, detail)."""

class InternalError(Exception):
    """A panic inside the core, caught at the border: always a defect of ours."""

def second_thread(is_wanted: bool) -> None:
    """Whether a second thread helps with a package where a processor is there for it; at first it does."""

def zlib_packed(data: bytes, level: int) -> bytes:
    """A zlib stream (RFC 1950) of `data`. Raises ValueError for a level that is not 0 to 12."""

def zlib_unpacked(data: bytes, size: int) -> bytes:
    """What a zlib stream holds. Raises ValueError: broken, cut off, or not `size` bytes."""

@final
class Knowledge:
    """Compiled tables: sensitive APIs, behaviours, framework callbacks and hierarchy, SDK prefixes."""

    def __new__(cls, compiled: bytes) -> Self: ...

@final
class Lexicon:
    """Words looked for together. Of the words that start first the longest is taken; none overlap."""

    def __new__(cls, words: list[str], *, ignore_case: bool = False) -> Self:
        """`ignore_case` folds A to Z only. Raises ValueError for an empty word."""
    def find(self, text: str) -> list[tuple[int, int, int]]:
        """`(start, end, index)` in order: characters, and which of the words (the first of equals)."""

@final
class Package:
    """One package, opened. Holds the bytes; every method may be called in any order."""

    def __new__(
        cls,
        data: bytes,
        *,
        max_entry_bytes: int | None = None,
        max_live_bytes: int | None = None,
        max_work: int | None = None,
    ) -> Self: ...
    @staticmethod
    def open(
        path: str | PathLike[str],
        *,
        mapped: bool = False,
        max_entry_bytes: int | None = None,
        max_live_bytes: int | None = None,
        max_work: int | None = None,
    ) -> Package:
        """Reads `path`, or maps it when `mapped` (only for files that cannot change)."""
    @property
    def sha256(self) -> str: ...
    @property
    def size_bytes(self) -> int: ...
    def zip_json(self) -> bytes:
        """`{entries, anomalies, installable}`; an entry: `[name, method, compressed, size, offset, flag]`."""
    def read(self, entry: str) -> bytes: ...
    def xml_text(self, entry: str) -> str:
        """A compiled XML entry decoded, references named through resources.arsc."""
    def facts_json(
        self,
        knowledge: Knowledge,
        text_terms: list[str],
        layout_terms: list[str],
        files: list[str],
        digests: bool,
        hears: Callable[[bytes], None] | None = None,
    ) -> bytes:
        """Everything that can be seen; shape of `facts.collect.CoreFacts`.

        `hears` is called at most once, on another thread, while the code is still being analysed: with what
        is seen by then, in the shape of `facts.collect.CoreSeen`, which the answer then leaves out.
        What it raises is raised when the analysis is done.
        """
    def signature_json(
        self, min_sdk: int | None = None, max_sdk: int | None = None, idsig: bytes | None = None
    ) -> bytes:
        """Shape of `facts.signature.SignatureFacts`."""

@final
class TextModel:
    """A linear model over the n-grams of a line and of the lines around and above it."""

    def __new__(cls, file: bytes) -> Self:
        """Raises ParseError for a file that is no model."""
    @property
    def labels(self) -> list[str]: ...
    @property
    def training_sha256(self) -> str:
        """SHA-256 of the list of files it was trained on."""
    def score(self, lines: list[str]) -> list[list[float]]:
        """A score a label for each line of one text; a label is said of a line when its score is above 0."""
    @staticmethod
    def features(bits: int, seed: int, weights: list[float], lines: list[str]) -> tuple[bytes, bytes, bytes]:
        """What training sees: where each line's features end (u64), their buckets (u32) and values (f32)."""
