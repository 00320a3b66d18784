"""What the page does: every download, jump, dialog, window and write to the clipboard, as it happens.

The browser's own events are taken, not the page's: a script cannot hide from them. Each act is placed by the
visit's time and by what the reader had done last.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import secrets
import time
from collections import Counter
from collections.abc import Coroutine
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urljoin

from mingjian.artifacts.page_visit import Act, ActKind, Code, Hop, Unsettled
from mingjian.capture.page.android import handed
from mingjian.capture.page.session import Session
from mingjian.capture.page.timing import Timing
from mingjian.capture.page.words import is_outside, is_package

if TYPE_CHECKING:
    from playwright.async_api import (
        BrowserContext,
        Dialog,
        Download,
        Frame,
        Page,
        Request,
        Response,
    )

ACTIVATION_MS = 5_000
"""How long a touch allows a page what needs one. Source: Chromium, kActivationLifespan."""
MOST_ACTS = 2_000
MOST_DIALOGS = 20
MOST_POPUPS = 20
MOST_REDIRECTS = 25
"""Of documents in the page's main frame without a touch; then it is taken for an endless loop."""
LONGEST = 4_000
LONGEST_ANSWER_S = 6.0
"""Real time after which an answer is no longer waited for: a moved time would stand still before it."""
_ENDLESS = frozenset({"eventsource", "media", "ping", "websocket"})
"""What stays open, or what nobody waits for."""
_PACKAGE_TYPES = ("application/vnd.android.package-archive", "application/vnd.android.package")
_HOW = {
    "anchorClick": "link", "scriptInitiated": "script", "metaTagRefresh": "refresh",
    "httpHeaderRefresh": "refresh", "formSubmissionGet": "form", "formSubmissionPost": "form",
    "initialFrameNavigation": "frame", "reload": "reload",
}  # fmt: skip


class Watch:
    """Everything one visit saw happen. `step`, `opening` and `touched` are set by who does the reading."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self.acts: list[Act] = []
        self.hops: list[Hop] = []
        self.unsettled: list[Unsettled] = []
        self.downloads: list[tuple[int, Download]] = []
        self.step = -1
        self.opening = 0
        self.touched: float | None = None
        self.accept_dialogs = False
        self.closing = False
        self.main: Page | None = None
        self.crashed = False
        self.aside = False
        """The reader has opened a window of his own."""
        self.announced: dict[str, int] = {}
        """Bytes that servers said they would send, by address."""
        self.left = False
        """The main frame went to another document since this was last set to False."""
        self._pending: dict[Request, float] = {}
        """What was asked for and has not come, since when (real time)."""
        self._refreshes: dict[str, float] = {}
        """When the page of a frame wants to be another, by `<meta http-equiv=refresh>`."""
        self._why: dict[str, str] = {}
        self._whole: dict[str, str] = {}
        """Addresses with what follows their `#`, which requests leave out, by the part before it."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._counts: Counter[str] = Counter()
        self._binding = "m" + secrets.token_hex(8)

    # -- being attached

    async def attach(self, context: BrowserContext) -> None:
        """Begins to listen, before any page is opened."""
        source = (
            (files("mingjian.capture.page") / "observe.js")
            .read_text("utf-8")
            .replace("@BINDING@", self._binding)
        )
        await context.add_init_script(source)
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("requestfinished", self._ended)
        context.on("requestfailed", self._ended)
        context.on("page", self._page)

    async def follow(self, page: Page, session: Session) -> None:
        """Listens to the page the reader is on."""
        self.main = page
        page.on("download", self._download)
        page.on("dialog", self._dialog)
        page.on("crash", self._crash)
        page.on("framenavigated", self._navigated)
        self._refreshes.clear()
        session.on("Page.frameScheduledNavigation", self._scheduled)
        session.on("Page.frameClearedScheduledNavigation", self._unscheduled)
        session.on("Page.frameRequestedNavigation", self._asked)
        session.on("Page.navigatedWithinDocument", self._within)
        session.on("Page.windowOpen", self._window)
        session.on("Runtime.bindingCalled", self._called)
        await session.send("Page.enable")
        await session.send("Runtime.enable")
        await session.send("Runtime.addBinding", {"name": self._binding})

    def busy(self) -> bool:
        """An answer is outstanding, and not for so long that it must be a stream; or a refresh is due, which
        goes by the world's time in any case."""
        since = time.monotonic() - LONGEST_ANSWER_S
        return any(asked > since for asked in self._pending.values()) or self.refresh_in_ms() <= 0

    def refresh_in_ms(self) -> float:
        """When the next refresh is due, endless where there is none."""
        return min(self._refreshes.values(), default=math.inf) - self._timing.now_ms

    def tell(self, code: Code, detail: str = "") -> None:
        """Something cannot be finished; said once a code."""
        if all(one.code != code for one in self.unsettled):
            self.unsettled.append(Unsettled(code=code, at_ms=self._timing.now_ms, detail=detail[:LONGEST]))

    async def settle(self) -> None:
        """Waits for what was begun on the side: hidden frames looked at, windows closed."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(5):
                while self._tasks:
                    await asyncio.gather(*self._tasks, return_exceptions=True)

    # -- what is written down

    def _add(self, kind: ActKind, target: str, **rest: Any) -> int:
        if len(self.acts) >= MOST_ACTS or self.closing:
            return -1
        now = self._timing.now_ms
        since = None if self.touched is None else now - self.touched
        gesture = since is not None and since <= ACTIVATION_MS
        taken = handed(target, activated=gesture and not rest.get("frame")) if kind == "scheme" else None
        if taken is not None:
            rest |= {"opens": taken.opens, "package": taken.package, "fallback": taken.fallback[:LONGEST]}
        self.acts.append(
            Act(
                at_ms=now, kind=kind, target=target[:LONGEST], step=self.step, opening=self.opening,
                gesture=gesture, since_touch_ms=since, **rest,
            )
        )  # fmt: skip
        return len(self.acts) - 1

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _own(self, request: Request) -> Frame | None:
        with contextlib.suppress(Exception):  # of a worker, or of a page that is gone
            return request.frame
        return None

    def _request(self, request: Request) -> None:
        if request.resource_type not in _ENDLESS:
            self._pending[request] = time.monotonic()
        frame = self._own(request)
        if frame is None or self.main is None or not request.is_navigation_request():
            return
        top = frame == self.main.main_frame
        if is_outside(request.url):
            self._scheme(request, frame, top)
            return
        if top and self.touched is None:
            self._storm("redirect")

    def _scheme(self, request: Request, frame: Frame, top: bool) -> None:
        how = "http" if request.redirected_from is not None else self._why.get(urldefrag(request.url)[0], "")
        target = self._whole.get(urldefrag(request.url)[0], request.url)
        at = self._add("scheme", target, how=how, frame="" if top else frame.url[:LONGEST] or "about:blank")
        if at >= 0 and not top:
            self._later(self._hidden(at, frame))

    async def _hidden(self, at: int, frame: Frame) -> None:
        """Whether the frame an act came from can be seen; one that is gone by now could not."""
        from msgspec.structs import replace  # noqa: PLC0415

        hidden = True
        with contextlib.suppress(Exception):
            async with asyncio.timeout(2):
                element = await frame.frame_element()
                box = await element.bounding_box()
                hidden = (
                    box is None or box["width"] < 3 or box["height"] < 3 or not await element.is_visible()
                )
        self.acts[at] = replace(self.acts[at], hidden=hidden)

    def _response(self, response: Response) -> None:
        request = response.request
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        length = response.headers.get("content-length", "")
        if request.resource_type == "document" and length.isdecimal() and len(length) < 16:
            self.announced[response.url] = int(length)
        package = kind in _PACKAGE_TYPES or (
            is_package(response.url) and kind in {"application/octet-stream", "application/zip", ""}
        )
        if package and response.status < 300 and request.resource_type != "document":
            self._add("fetch_package", response.url, how=request.resource_type, detail=kind)
        if not 300 <= response.status < 400 or self.main is None:
            return
        self._remember(response.headers.get("location", ""))
        if self._own(request) == self.main.main_frame and self.step <= 0 and self.opening == 0:
            to = urljoin(response.url, response.headers.get("location", ""))
            self.hops.append(Hop(url=response.url[:LONGEST], status=response.status, to=to[:LONGEST]))

    def _ended(self, request: Request) -> None:
        self._pending.pop(request, None)

    def _scheduled(self, event: dict[str, Any]) -> None:
        if event.get("reason") == "metaTagRefresh":
            due = self._timing.now_ms + 1000 * float(event.get("delay", 0))
            self._refreshes[str(event.get("frameId"))] = due

    def _unscheduled(self, event: dict[str, Any]) -> None:
        self._refreshes.pop(str(event.get("frameId")), None)

    def _asked(self, event: dict[str, Any]) -> None:
        """A navigation from inside the page, before it is made."""
        url = str(event.get("url", ""))
        self._why[urldefrag(url)[0]] = _HOW.get(str(event.get("reason", "")), "")
        self._remember(url)
        if len(self._why) > MOST_ACTS:
            self._why.clear()

    def _remember(self, url: str) -> None:
        before, after = urldefrag(url)
        if after:
            self._whole[before] = url[:LONGEST]
            if len(self._whole) > MOST_ACTS:
                self._whole.clear()

    def _navigated(self, frame: Frame) -> None:
        if (
            self.main is None
            or frame != self.main.main_frame
            or frame.url.startswith(("about:", "chrome-error:"))
        ):
            return
        how = self._why.pop(urldefrag(frame.url)[0], None)
        if how is not None and how != "reload":
            self.left = True
            self._add("redirect", frame.url, how=how)

    def _within(self, event: dict[str, Any]) -> None:
        if event.get("navigationType") == "historyApi":
            self._why.pop(urldefrag(str(event.get("url", "")))[0], None)
            self._add("history", str(event.get("url", "")))

    def _window(self, event: dict[str, Any]) -> None:
        url = str(event.get("url", ""))
        self._add("popup_window", url, how="window.open")
        if is_outside(url):
            self._add("scheme", url, how="window.open")

    def _page(self, page: Page) -> None:
        """A window the page opened: seen, and closed again."""
        if self.main is None or page == self.main or self.closing or self.aside:
            return
        page.on("download", self._download)
        page.on("dialog", self._dialog)
        self._storm("popup")
        self._later(self._close(page))

    async def _close(self, page: Page) -> None:
        from playwright.async_api import Error  # noqa: PLC0415

        with contextlib.suppress(Error, TimeoutError):
            async with asyncio.timeout(10):
                with contextlib.suppress(Error):
                    await page.wait_for_load_state("domcontentloaded", timeout=3_000)
                opener = self.acts[-1] if self.acts else None
                known = opener is not None and opener.kind == "popup_window" and opener.target == page.url
                if not known and page.url not in {"", "about:blank"}:
                    self._add("popup_window", page.url, how="link")
                await page.close()

    def _called(self, event: dict[str, Any]) -> None:
        if event.get("name") != self._binding:
            return
        with contextlib.suppress(ValueError, TypeError, AttributeError):
            told = json.loads(str(event.get("payload", "")))
            self._add("clipboard", str(told.get("what", "")))

    def _download(self, download: Download) -> None:
        how = self._why.pop(urldefrag(download.url)[0], "")
        at = self._add("download", download.url, how=how, file_name=download.suggested_filename[:200])
        if at >= 0:
            self.downloads.append((at, download))
        else:
            self._later(download.cancel())

    def _dialog(self, dialog: Dialog) -> None:
        self._add("dialog", dialog.message or dialog.type, how=dialog.type)
        self._storm("dialog")
        self._later(self._answer(dialog))

    async def _answer(self, dialog: Dialog) -> None:
        accept = dialog.type in {"alert", "beforeunload"} or self.accept_dialogs
        with contextlib.suppress(Exception):
            await (dialog.accept() if accept else dialog.dismiss())

    def _crash(self, _page: Page) -> None:
        self.crashed = True
        self.tell("crashed")

    def _storm(self, what: str) -> None:
        """Too many of a kind: told once, so that the visit ends."""
        self._counts[what] += 1
        codes: dict[str, tuple[int, Code]] = {
            "dialog": (MOST_DIALOGS, "dialog_storm"), "popup": (MOST_POPUPS, "popup_storm"),
            "redirect": (MOST_REDIRECTS, "redirect_loop"),
        }  # fmt: skip
        most, code = codes[what]
        if self._counts[what] > most:
            self.tell(code, f"more than {most}")
