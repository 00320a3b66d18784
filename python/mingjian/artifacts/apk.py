"""Android packages (APK): opened by the core under the caps in settings."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from mingjian import _core
from mingjian.errors import ArtifactError
from mingjian.settings import settings

T = TypeVar("T")


class Interest(Struct, frozen=True):
    """What the core is asked to look for: words in texts and layouts, entry names (`*` as a wildcard)."""

    texts: list[str]
    layouts: list[str]
    files: list[str]


class Apk:
    """One package, read and opened. Methods raise ArtifactError with the path, entry and offset."""

    def __init__(self, path: str | Path) -> None:
        """Reads `path`.

        Raises:
            ArtifactError: no such file, not a file, too large for memory, or not a package.
        """
        self.path = os.fsencode(path).decode("utf-8", "replace")
        """As shown; bytes of the name that are no UTF-8 are replaced."""
        caps = settings()
        try:
            mode = Path(path).stat().st_mode
        except OSError as error:
            raise ArtifactError(
                "file_unreadable", error.strerror or "cannot be read", path=self.path
            ) from None
        if stat.S_ISDIR(mode):
            raise ArtifactError("file_is_directory", "is a directory, not a package", path=self.path)
        self.core = self._call(
            lambda: _core.Package.open(
                path,
                max_entry_bytes=caps.max_entry_bytes,
                max_live_bytes=caps.max_live_bytes,
                max_work=caps.max_work,
            )
        )

    @property
    def sha256(self) -> str:
        return self.core.sha256

    @property
    def size_bytes(self) -> int:
        return self.core.size_bytes

    def read(self, entry: str) -> bytes:
        """The inflated bytes of one entry."""
        return self._call(lambda: self.core.read(entry))

    def xml_text(self, entry: str) -> str:
        """A compiled XML entry, decoded."""
        return self._call(lambda: self.core.xml_text(entry))

    def facts_json(
        self,
        tables: _core.Knowledge,
        interest: Interest,
        *,
        digests: bool = False,
        hears: Callable[[bytes], None] | None = None,
    ) -> bytes:
        """Everything the core sees, as JSON in the shape of `facts.collect.CoreFacts`.

        `digests`: with the SHA-256 of each dex file, which costs another pass over them. `hears` is told what
        is seen before the code is analysed, as `CoreSeen`, where that is worth it; then the answer leaves it
        out.
        """
        asked = (tables, interest.texts, interest.layouts, interest.files, digests, hears)
        return self._call(lambda: self.core.facts_json(*asked))

    def signature_json(self, min_sdk: int | None, max_sdk: int | None, idsig: bytes | None) -> bytes:
        """Signature verification over a range of platforms, in the shape of SignatureFacts."""
        return self._call(lambda: self.core.signature_json(min_sdk, max_sdk, idsig))

    def _call(self, ask: Callable[[], T]) -> T:
        try:
            return ask()
        except _core.ParseError as error:
            code, entry, offset, detail = error.args
            raise ArtifactError(
                code, detail, path=self.path, entry=entry, offset=None if offset < 0 else offset
            ) from None
        except OSError as error:
            raise ArtifactError(
                "file_unreadable", error.strerror or "cannot be read", path=self.path
            ) from None


def second_thread(*, is_wanted: bool) -> None:
    """Whether a package gets a second thread where a processor is free for it; at first it does.

    Where as many packages are at work as there are processors, threads only take turns, and one by itself
    costs a tenth less. What is found is the same.
    """
    _core.second_thread(is_wanted)
