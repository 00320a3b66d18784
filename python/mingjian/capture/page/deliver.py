"""Files a page hands over: each address once, kept beside the record, never more than the cap."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import re
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from mingjian.artifacts.page_visit import Code, Delivery
from mingjian.capture.page.watch import Watch

if TYPE_CHECKING:
    from playwright.async_api import Download

LOOK_S = 0.15
FOLDER = "downloads"
_ENDING = re.compile(r"\.[a-z0-9]{1,5}$")


class Deliveries:
    """The deliveries of one visit, in the order in which they began."""

    def __init__(self, watch: Watch, folder: Path, coming: Path, most_bytes: int) -> None:
        self._watch, self._folder, self._coming, self._most = watch, folder, coming, most_bytes
        self._found: dict[str, Delivery] = {}
        self._order: dict[str, int] = {}
        self._running: dict[str, Download] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._kept_bytes = 0
        self._partial: Path | None = None

    async def watching(self) -> None:
        """Takes what comes, until it is cancelled."""
        done = 0
        while True:
            for at, download in self._watch.downloads[done:]:
                done += 1
                await self._begin(at, download)
            if self._running and self._kept_bytes + self._growing() > self._most:
                await self._stop("too_large", "more bytes than the visit takes")
            await asyncio.sleep(LOOK_S)

    async def finish(self, seconds: float) -> tuple[Delivery, ...]:
        """Waits for what is still coming, then ends it; all deliveries, and each act knows its own."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and (
            any(not task.done() for task in self._tasks)
            or len(self._watch.downloads) > len(self._order_seen())
        ):
            await asyncio.sleep(LOOK_S)
        if self._running:
            await self._stop("deadline", "a download was not done in the time of the visit")
        await asyncio.gather(*self._tasks, return_exceptions=True)
        addresses = list(self._order)
        for number, act in enumerate(self._watch.acts):
            if act.kind == "download" and act.target in self._order:
                self._watch.acts[number] = replace(act, delivery=self._order[act.target])
        return tuple(self._found[address] for address in addresses)

    def _order_seen(self) -> list[int]:
        return [at for at, download in self._watch.downloads if download.url[:4000] in self._order]

    async def _begin(self, _at: int, download: Download) -> None:
        address = download.url[:4000]
        if address in self._order:
            await self._cancel(download)
            return
        self._order[address] = len(self._order)
        self._found[address] = Delivery(
            url=address, file="", name=download.suggested_filename[:200],
            announced_bytes=self._watch.announced.get(address),
        )  # fmt: skip
        self._running[address] = download
        self._tasks.append(asyncio.get_running_loop().create_task(self._take(address, download)))

    async def _take(self, address: str, download: Download) -> None:
        from playwright.async_api import Error  # noqa: PLC0415

        known = self._found[address]
        try:
            path: Path | None = Path(await download.path())
            failed = ""
        except (Error, OSError) as error:
            path, failed = None, str(error).splitlines()[0][:300]
        stopped = address not in self._running
        self._running.pop(address, None)
        if path is None and stopped and self._partial is not None:
            path, self._partial = self._partial, None
        if path is None:
            self._found[address] = replace(known, failed=failed or "not kept", cut_short=stopped)
            return
        number = self._order[address]
        ending = _ENDING.search(known.name.lower())
        name = f"{FOLDER}/{number}{ending.group() if ending and ending.group()[1:].isalpha() else ''}"
        kept = self._folder / name
        kept.parent.mkdir(exist_ok=True)
        await asyncio.to_thread(shutil.move, path, kept)
        if kept.stat().st_size > self._most:  # It ended while it was being cancelled.
            stopped = True
            os.truncate(kept, self._most)
        digest, size = await asyncio.to_thread(_digest, kept)
        self._kept_bytes += size
        announced = known.announced_bytes
        short = stopped or (announced is not None and size < announced)
        self._found[address] = replace(known, file=name, sha256=digest, size_bytes=size, cut_short=short)

    async def _stop(self, code: Code, why: str) -> None:
        """Ends what is running; the beginning of a single one is kept."""
        running, self._running = self._running, {}
        if len(running) == 1:
            largest = max(self._files(), key=lambda file: file.stat().st_size, default=None)
            if largest is not None:
                part = self._coming.parent / "partial"
                with contextlib.suppress(OSError):
                    await asyncio.to_thread(_copy_beginning, largest, part, self._most)
                    self._partial = part
        self._watch.tell(code, why)
        for download in running.values():
            await self._cancel(download)

    async def _cancel(self, download: Download) -> None:
        with contextlib.suppress(Exception):
            async with asyncio.timeout(5):
                await download.cancel()

    def _files(self) -> list[Path]:
        return [file for file in self._coming.iterdir() if file.is_file()]

    def _growing(self) -> int:
        """Bytes in the browser's own folder now."""
        total = 0
        for file in self._files():
            with contextlib.suppress(OSError):
                total += file.stat().st_size
        return total


def _copy_beginning(source: Path, to: Path, most: int) -> None:
    """A copy, not a link: the browser writes on until it has heard that the download is cancelled."""
    with source.open("rb") as opened, to.open("wb") as kept:
        left = most
        while left and (data := opened.read(min(left, 1 << 20))):
            kept.write(data)
            left -= len(data)


def _digest(path: Path) -> tuple[str, int]:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest(), opened.tell()
