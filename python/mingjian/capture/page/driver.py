"""The hands and eyes of one visit; what is done, and in which order, stands in `journey.py`."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import math
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from msgspec.structs import replace

from mingjian.artifacts.page_visit import Cause, Linked, Node, Picture, Step, View
from mingjian.capture.page import in_page
from mingjian.capture.page.browser import HEIGHT, SCALE, WIDTH
from mingjian.capture.page.reader import Brought, Reader, Seen, Signature, Unresponsive, kept
from mingjian.capture.page.session import Session, page_session
from mingjian.capture.page.timing import Timing
from mingjian.capture.page.watch import Watch

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page

Purpose = Literal[
    "open", "wait", "scroll", "close", "cancel", "unfold", "download", "confirm", "app", "text",
    "blank", "back", "return",
]  # fmt: skip
Answer = TypeVar("Answer")
MOST_PICTURES = 40
MOST_VIEWS = 80
LOAD_MS = 30_000
DRAG_PX = 560
REST_S = 0.09
"""Real time a finger rests at the end of a drag."""
_MARGIN = 60
_AWAY_MS = 1_500


class Over(Exception):  # noqa: N818 - a visit ends, rightly
    """There is nothing more to do here: the page is gone, stuck, or the visit has had enough."""


class Driver:
    """One page of one profile, and the record that grows."""

    def __init__(self, context: BrowserContext, watch: Watch, timing: Timing, folder: Path) -> None:
        self._context, self.watch, self.timing, self._folder = context, watch, timing, folder
        self.steps: list[Step] = []
        self.views: list[View] = []
        self.pictures: list[Picture] = []
        self.seen: Seen | None = None
        """What `look` saw last."""
        self._page: Page | None = None
        self._session: Session | None = None
        self._reader: Reader | None = None
        self._texts: dict[bytes, int] = {}
        self._locked: bool | None = None
        self._shown: tuple[object, ...] = ()
        self._shot = -1
        """The picture of the screen as it stands, until something on it changes."""
        self.home = ""
        """Where the page came to rest when it was first opened."""
        self.title = ""
        self.status: int | None = None

    # -- pages

    async def tab(self) -> None:
        """A new empty tab takes the place of the one before."""
        old = self._page
        self.watch.main = None
        page = await self._context.new_page()
        session = await page_session(self._context, page)
        await self.watch.follow(page, session)
        self._page, self._session, self._reader = page, session, Reader(session)
        if old is not None:
            with contextlib.suppress(Exception):
                async with asyncio.timeout(5):
                    await old.close()

    @property
    def page(self) -> Page:
        """The tab the reader is on."""
        if self._page is None:
            raise RuntimeError("no tab is open")
        return self._page

    @property
    def reader(self) -> Reader:
        """What reads the tab."""
        if self._reader is None:
            raise RuntimeError("no tab is open")
        return self._reader

    async def open(self, url: str, *, first: bool = False) -> bool:
        """Goes to `url` as by the address bar; False when no document came (a download did, or nothing).

        Raises:
            Over: it gives no answer, or its answer never ends.
        """
        from playwright.async_api import Error  # noqa: PLC0415

        self.watch.touched = None
        acts = len(self.watch.acts)
        try:
            async with asyncio.timeout(LOAD_MS / 1000 + 5):
                answer = await self.page.goto(url, wait_until="commit", timeout=LOAD_MS)
        except (Error, TimeoutError) as error:
            told = error.message.splitlines()[0] if isinstance(error, Error) else "no answer in time"
            if "ERR_TOO_MANY_REDIRECTS" in told:
                self.watch.tell("redirect_loop", told)
            elif "ERR_HTTP_RESPONSE_CODE_FAILURE" in told:  # an error, and nothing to show with it
                self.watch.tell("http_status", "an error without a page")
            elif any(act.kind == "download" for act in self.watch.acts[acts:]) or "ERR_ABORTED" in told:
                await self.wait(500)
                return False
            elif first:
                self.watch.tell("unreachable", told)
            else:
                self.watch.tell("unresponsive", told)
            raise Over from None
        if first and answer is not None:
            self.status = answer.status
            if answer.status >= 400:
                self.watch.tell("http_status", str(answer.status))
        await self._loaded()
        return True

    async def _loaded(self) -> None:
        """Waits until the page has loaded, by the page's own time; a slow one is told and read as it is."""
        from playwright.async_api import Error  # noqa: PLC0415

        for _ in range(60):
            with contextlib.suppress(Error, TimeoutError):
                await self.page.wait_for_load_state("load", timeout=500)
                return
            if self.watch.crashed:
                raise Over
            if await in_page.complete(self.reader):
                return  # what the page went on to is a download or no address of the web
            if not self.watch.busy():  # else a slow machine would make the page's time another
                await self.wait(100)
        self.watch.tell("load_timeout")

    # -- time

    async def wait(self, ms: float) -> None:
        """Lets time pass. Raises Over when the page stops answering or storms."""
        try:
            await self.timing.wait(ms)
        except TimeoutError:
            self.watch.tell("unresponsive", "its time does not move on")
            raise Over from None
        if self.watch.crashed or any(
            one.code in {"dialog_storm", "popup_storm", "redirect_loop"} for one in self.watch.unsettled
        ):
            raise Over

    async def flush(self) -> float:
        """Waits until page and browser have told what has happened up to now; for how many milliseconds
        nothing is due in the page: 0 when that is not known."""
        if self._reader is None or self._page is None or self.watch.crashed:
            return math.inf if self.watch.crashed else 0.0
        free, acts = 0.0, len(self.watch.acts)
        with contextlib.suppress(Unresponsive):
            for _ in range(2):
                free = await in_page.free_ms(self._reader)
                await self._reader.send("Page.getNavigationHistory", seconds=2)
        alone = len(self._page.frames) == 1 and len(self.watch.acts) == acts
        return min(free, self.watch.refresh_in_ms()) if alone else 0.0

    async def signature(self) -> Signature:
        """Whether the screen has changed. Raises Over when the page answers nothing."""
        return await self._answer(self.reader.signature)

    async def _answer(self, ask: Callable[[], Coroutine[Any, Any, Answer]]) -> Answer:
        """Asks three times: a page between two documents answers the next time."""
        for last in (False, False, True):
            try:
                return await ask()
            except Unresponsive as why:
                if last:
                    self.watch.tell("crashed" if self.watch.crashed else "unresponsive", str(why))
                    raise Over from None
                await self.wait(250)
        raise Over

    # -- eyes

    async def bring(self, selector: str) -> Brought | None:
        """Scrolls to the element named; None when it is gone. Raises Over when the page answers nothing."""
        return await self._answer(lambda: self.reader.bring(selector))

    async def look(self, moment: str) -> int:
        """Takes a view of the screen; its number. Raises Over when the page answers nothing."""
        await in_page.still(self.reader)
        seen = await self._answer(self.reader.look)
        self.seen = seen
        if len(self.views) >= MOST_VIEWS:
            return len(self.views) - 1
        nodes, where = kept(seen.nodes)
        folds = tuple(
            replace(fold, controls=tuple(where[one] for one in fold.controls if one in where))
            for fold in seen.folds
        )
        number = len(self.views)
        words = "\0".join(f"{one.text}\1{one.shown}" for one in seen.passages).encode("utf-8", "replace")
        same = self._texts.setdefault(hashlib.sha256(words).digest(), number)
        key = (seen.url, seen.scroll_y, same, tuple((one.selector, one.box) for one in seen.layers))
        if key != self._shown:
            self._shown, self._shot = key, await self._picture(moment, number)
        self.views.append(
            View(
                moment=moment, at_ms=self.timing.now_ms, step=len(self.steps) - 1,
                opening=self.watch.opening, url=seen.url[:4000], title=seen.title, scroll_y=seen.scroll_y,
                document_height=seen.document_height, scroll_locked=bool(self._locked), main=seen.main,
                text_characters=seen.text_characters, layers=seen.layers, nodes=tuple(nodes), folds=folds,
                passages=seen.passages if same == number else (), passages_of=-1 if same == number else same,
                picture=self._shot, cut=seen.cut,
            )
        )  # fmt: skip
        self.title = self.title or seen.title
        return number

    @property
    def view(self) -> View:
        """The last view."""
        return self.views[-1]

    async def _picture(self, moment: str, view: int) -> int:
        if len(self.pictures) >= MOST_PICTURES:
            return -1
        try:
            shot = await self.reader.send(
                "Page.captureScreenshot", {"format": "jpeg", "quality": 55}, seconds=10
            )
        except Unresponsive:
            return -1
        data = base64.b64decode(shot["data"])
        name = f"{len(self.pictures):02d}.jpg"
        (self._folder / name).write_bytes(data)
        self.pictures.append(
            Picture(
                file=name, sha256=hashlib.sha256(data).hexdigest(), mime="image/jpeg", moment=moment,
                view=view, scale=SCALE,
            )
        )  # fmt: skip
        return len(self.pictures) - 1

    # -- hands

    @asynccontextmanager
    async def step(
        self,
        cause: Cause,
        purpose: Purpose,
        *,
        node: Node | None = None,
        at: tuple[float, float] | None = None,
        before: int = -1,
    ) -> AsyncGenerator[None]:
        """One thing the reader does; what happens inside belongs to it, its last view is its `after`."""
        number = len(self.steps)
        self.steps.append(
            Step(
                cause=cause, purpose=purpose, opening=self.watch.opening, at_ms=self.timing.now_ms,
                until_ms=self.timing.now_ms, node=node, x=None if at is None else round(at[0]),
                y=None if at is None else round(at[1]), before=before,
            )
        )  # fmt: skip
        self.watch.step = number
        views = len(self.views)
        try:
            yield
        finally:
            after = len(self.views) - 1 if len(self.views) > views else -1
            self.steps[number] = replace(self.steps[number], until_ms=self.timing.now_ms, after=after)

    async def tap(self, x: float, y: float) -> None:
        """One touch. Raises Over when the page answers nothing."""
        self.watch.touched = self.timing.now_ms
        self.watch.left = False
        try:
            scale, left, top = await in_page.zoom(self.reader)
            point = [{"x": (x - left) * scale, "y": (y - top) * scale}]
            await self.reader.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": point})
            await self.reader.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        except Unresponsive as why:
            if self.watch.crashed:
                raise Over from None
            # A touch that opens a blocking dialog is answered only when that is gone.
            if not any(act.kind == "dialog" for act in self.watch.acts[-3:]):
                self.watch.tell("unresponsive", str(why))
                raise Over from None

    async def drag(self, down_px: float) -> bool:
        """Drags the content by `down_px` (negative: back up); whether anything moved.

        Raises:
            Over: the page answers nothing.
        """
        before = await self.signature()
        seen = self.seen
        points = [(WIDTH // 2, round(HEIGHT * 0.78 if down_px > 0 else HEIGHT * 0.18))]
        if seen is not None and seen.free is not None:
            points.append(seen.free)
        for x, y in points:
            await self._swipe(x, y, down_px)
            await self.wait(150)
            after = await self.signature()
            if (after.y, after.inner) != (before.y, before.inner) or after.url != before.url:
                return True
        return False

    async def _swipe(self, x: int, y: int, down_px: float) -> None:
        """A finger that moves and then rests before it is lifted, so that nothing glides on."""
        end = min(max(y - down_px, 4), HEIGHT - 4)
        moves = 8
        way = [y + (end - y) * part / moves for part in range(1, moves + 1)]
        try:
            for kind, at in (("touchStart", y), *(("touchMove", at) for at in [*way, end, end])):
                point = [{"x": x, "y": at}]
                await self.reader.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": point})
            await asyncio.sleep(REST_S)
            await self.reader.send(
                "Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": end}]}
            )
            await self.reader.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        except Unresponsive as why:
            self.watch.tell("crashed" if self.watch.crashed else "unresponsive", str(why))
            raise Over from None

    async def down(self) -> bool:
        """A drag downwards; False, and remembered as locked, when there is more below and nothing moved."""
        mark = await self.signature()
        moved = await self.drag(DRAG_PX)
        below = mark.height - mark.y - HEIGHT > _MARGIN
        self._locked = below and not moved
        return moved

    def forget_lock(self) -> None:
        """What was found of scrolling no longer holds."""
        self._locked = None

    async def away_and_back(self) -> None:
        """The reader goes to another app and comes back: the page hears of both, as far as it listens."""
        for hidden in (True, False):
            await in_page.turned(self.reader, hidden=hidden)
            await self.wait(_AWAY_MS)

    async def top(self) -> None:
        """Back to where the page begins, as by a touch on the phone's status bar."""
        await self._answer(self.reader.top)
        await self.wait(150)

    async def back(self) -> bool:
        """Presses back once; False when there is nothing to go back to. Raises Over."""
        try:
            history = await self.reader.send("Page.getNavigationHistory")
            at = int(history["currentIndex"])
            if at == 0:
                return False
            entry = int(history["entries"][at - 1]["id"])
            await self.reader.send("Page.navigateToHistoryEntry", {"entryId": entry})
        except Unresponsive as why:
            self.watch.tell("unresponsive", str(why))
            raise Over from None
        return True

    async def behind(self, node: Node) -> Linked:
        """The page behind a link, opened in a window of its own; nothing is touched there."""
        from playwright.async_api import Error  # noqa: PLC0415

        linked = Linked(href=node.href, text=node.text)
        self.watch.aside = True
        page = await self._context.new_page()
        try:
            async with asyncio.timeout(LOAD_MS / 1000):
                answer = await page.goto(node.href, wait_until="domcontentloaded", timeout=LOAD_MS)
                await self.timing.wait(1_000)
                session = await page_session(self._context, page)
                text = await Reader(session).text()
                return replace(
                    linked, final_url=page.url[:4000], status=None if answer is None else answer.status,
                    mime="" if answer is None else answer.headers.get("content-type", "")[:200],
                    title=(await page.title())[:500], characters=len("".join(text.split())),
                    excerpt=text[:20_000],
                )  # fmt: skip
        except (Error, TimeoutError, Unresponsive):
            return linked
        finally:
            with contextlib.suppress(Error, TimeoutError):
                async with asyncio.timeout(5):
                    await page.close()
            self.watch.aside = False
