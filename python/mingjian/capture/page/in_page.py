"""Small questions put to the page itself, by the page's own objects."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from mingjian.capture.page.reader import Reader, Unresponsive

_TURNED = """(() => {
  const own = (name, value) =>
    Object.defineProperty(document, name, { configurable: true, get: () => value });
  own("hidden", HIDDEN);
  own("visibilityState", HIDDEN ? "hidden" : "visible");
  if (HIDDEN) dispatchEvent(new Event("blur"));
  document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  if (!HIDDEN) dispatchEvent(new Event("focus"));
})()"""
STILL_S = 0.03
STILL_LOOKS = 40
_MOVING = """!!document.querySelector(":active") || document.getAnimations().some(one => {
  const { endTime, localTime } = one.effect ? one.effect.getComputedTiming() : {};
  return one.playState === "running" && endTime - (localTime || 0) < 1000;
})"""
_FREE = """(() => {
  if (document.readyState !== "complete") return 0;
  const clock = globalThis.__pwClock.controller, next = clock._firstTimer();
  return next ? next.callAt - clock._now.ticks : 1e9;
})()"""
"""When Playwright's clock, which the page's timers go by, will have something to do. Its parts are its own:
one without them answers nothing."""
_ZOOM = "(v => [v.scale, v.offsetLeft, v.offsetTop])(visualViewport)"


async def complete(reader: Reader) -> bool:
    """The document is whole, though what it went on to is a download or no address of the web."""
    return bool(await _value(reader, "document.readyState") == "complete")


async def zoom(reader: Reader) -> tuple[float, float, float]:
    """How a page that is wider than the screen was shrunk to fit: scale, and what is cut off left and above.

    Raises:
        Unresponsive: it does not answer.
    """
    asked = {"expression": _ZOOM, "returnByValue": True}
    told = (await reader.send("Runtime.evaluate", asked))["result"].get("value")
    return (float(told[0]), float(told[1]), float(told[2])) if told else (1.0, 0.0, 0.0)


async def free_ms(reader: Reader) -> float:
    """For how long no timer of the page is due, 0 when that is not known.

    Raises:
        Unresponsive: it does not answer.
    """
    asked = {"expression": _FREE, "returnByValue": True}
    told = (await reader.send("Runtime.evaluate", asked, seconds=2))["result"].get("value")
    return float(told) if isinstance(told, int | float) and told > 0 else 0.0


async def still(reader: Reader) -> None:
    """Waits until the touched element no longer looks touched and what glides or fades in has come: both go
    by a clock of the browser's own, which the visit cannot move. What takes longer is seen as it is."""
    for _ in range(STILL_LOOKS):
        if not await _value(reader, _MOVING):
            return
        await asyncio.sleep(STILL_S)


async def turned(reader: Reader, *, hidden: bool) -> None:
    """Tells the page that its reader went to another app, or came back: the browser keeps every page of a
    visit in the foreground and has no way to be told otherwise."""
    await _value(reader, _TURNED.replace("HIDDEN", str(hidden).lower()))


async def _value(reader: Reader, expression: str) -> Any:
    asked = {"expression": expression, "returnByValue": True}
    with contextlib.suppress(Unresponsive):
        return (await reader.send("Runtime.evaluate", asked))["result"].get("value")
    return None
