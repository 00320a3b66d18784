"""The time a visit goes by: the world's, or one that the visit moves itself.

Under the world's time a page is watched as long as a reader would watch it. Under a moved time the page's
timers, dates and frames stand still until the visit lets them run, so that half a minute passes at once and
the same page gives the same record again.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext

TICK_MS = 250
QUIET_S = 0.004
"""Real time in which what a step began shows itself."""
LONGEST_QUIET_S = 4.0
"""Real time that one step waits for what is still being loaded."""
STUCK_S = 8.0
"""Real time that a page may work on one step; then it is taken for one that answers nothing."""
MOVED_FROM = 1_767_225_600
"""2026-01-01T00:00:00Z, at which a moved time begins when no recording names its own."""
RANDOM = """(() => {
  let s = 0x6d696e67;
  Math.random = () => { s ^= s << 13; s ^= s >>> 17; s ^= s << 5; return (s >>> 0) / 4294967296; };
  Crypto.prototype.getRandomValues = (array) => {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(Math.random() * 256);
    return array;
  };
  Crypto.prototype.randomUUID = () => "00000000-0000-4000-8000-"
    + Math.floor(Math.random() * 0xffffffffffff).toString(16).padStart(12, "0");
})();"""
"""Chance that is the same each time, before the page's own scripts."""


class Timing(Protocol):
    """How a visit waits."""

    @property
    def now_ms(self) -> float:
        """Since the visit began."""
        ...

    def ask(self, busy: Callable[[], bool], flush: Callable[[], Awaitable[float]]) -> None:
        """Whom to ask whether something is outstanding, and for all that has happened so far."""
        ...

    async def begin(self, context: BrowserContext) -> None:
        """Before the first page is opened."""
        ...

    async def wait(self, ms: float) -> None:
        """Lets so much of the page's time pass; raises TimeoutError when the page does not go along."""
        ...


class WorldTime:
    """Time as it passes."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    @property
    def now_ms(self) -> float:
        """Since the visit began, whole milliseconds."""
        return float(round((time.monotonic() - self._began) * 1000))

    def ask(self, busy: Callable[[], bool], flush: Callable[[], Awaitable[float]]) -> None:
        """What is on its way comes when it comes."""

    async def begin(self, context: BrowserContext) -> None:  # noqa: ARG002
        """Nothing is changed in the page."""
        self._began = time.monotonic()

    async def wait(self, ms: float) -> None:
        """Waits."""
        await asyncio.sleep(ms / 1000)


class MovedTime:
    """Time that stands still until it is moved: a tick at a time, each once everything asked for has come; in
    one go to the tick in which the page's next timer is due, where the page says so."""

    def __init__(self, since_s: float = MOVED_FROM) -> None:
        self._since = since_s
        self._busy: Callable[[], bool] = _never
        self._flush: Callable[[], Awaitable[float]] = _at_once
        self._context: BrowserContext | None = None
        self._passed = 0.0

    @property
    def now_ms(self) -> float:
        """The sum of what was waited for."""
        return self._passed

    def ask(self, busy: Callable[[], bool], flush: Callable[[], Awaitable[float]]) -> None:
        """`busy` says whether something asked for is still on its way; `flush` waits until the browser has
        told everything that has happened so far, and says for how many milliseconds nothing is due."""
        self._busy, self._flush = busy, flush

    async def begin(self, context: BrowserContext) -> None:
        """Puts the page's clock at the beginning and holds it there."""
        self._context = context
        await context.add_init_script(RANDOM)
        await context.clock.install(time=self._since - 1)
        await context.clock.pause_at(self._since)

    async def wait(self, ms: float) -> None:
        """Moves the time by `ms`."""
        from playwright.async_api import Error  # noqa: PLC0415

        if self._context is None:
            raise RuntimeError("the time has not begun")
        left = round(ms)
        while left > 0:
            free = await self._quiet()
            step = min(left, TICK_MS * max(1, math.ceil(min(free, left) / TICK_MS)))
            left -= step
            # What happens in a step has the time of its end, whether the browser tells it during or after.
            self._passed += step
            try:
                async with asyncio.timeout(STUCK_S):
                    await self._context.clock.run_for(step)
            except Error:
                await asyncio.sleep(0.1)  # the page is between two documents: what it was to do is gone
        await self._quiet()

    async def _quiet(self) -> float:
        until = time.monotonic() + LONGEST_QUIET_S
        free = await self._flush()
        await asyncio.sleep(QUIET_S)
        waited = False
        while self._busy() and time.monotonic() < until:
            waited = True
            await asyncio.sleep(0.01)
        return 0.0 if waited else free


def _never() -> bool:
    return False


async def _at_once() -> float:
    """Nothing to wait for, and nothing known of what is due."""
    return 0.0
