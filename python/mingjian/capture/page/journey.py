"""What a reader does on a page, in order: looks, waits, reads on, closes what is in the way, touches words
and margins, unfolds, asks for what is offered and thinks better of it, goes back, comes again.

Each is tried a few times and no more; each leaves the page as it was, or opens it afresh.
"""

from __future__ import annotations

from typing import Literal
from urllib.parse import urldefrag

from mingjian.artifacts.page_visit import Cause, Linked, Node, Rect
from mingjian.capture.page.browser import HEIGHT
from mingjian.capture.page.choices import (
    distinct,
    kind_of,
    middle,
    offers,
    placed,
    unfolds,
    way_out,
    web,
    words_of,
)
from mingjian.capture.page.driver import Driver, Over, Purpose
from mingjian.capture.page.reader import Brought
from mingjian.capture.page.words import Says, is_outside, says

MOST_SCREENS = 25
ENOUGH_SCREENS = 8
"""After which a page that has doubled while it was read is taken for one without an end."""
MOST_CLOSES = 6
MOST_CONTROLS = 8
MOST_UNFOLDS = 3
MOST_LINKS = 4
MOST_BACK = 3
MOST_IN_LAYERS = 2
SETTLE_MS = 1_500
"""After a touch."""
AGAIN_MS = 8_000
"""How long the reader goes on after closing something, to see whether it comes back."""
LOOK_EVERY_MS = 2_500
_BEHIND_LINKS: tuple[Says, ...] = ("policy", "permissions", "operator")


class Journey:
    """One reader's visit to one page."""

    def __init__(self, driver: Driver, url: str, dwell_ms: float) -> None:
        self._driver, self._url, self._dwell_ms = driver, url, dwell_ms
        self.links: list[Linked] = []
        self.watched_ms = 0.0
        self.back_presses = 0
        self.back_left: bool | None = None

    @property
    def openings(self) -> int:
        """How often the page was opened."""
        return self._driver.watch.opening + 1

    async def first(self) -> None:
        """Opens the page and touches nothing: what it does now it does by itself."""
        driver = self._driver
        await driver.tab()
        async with driver.step("none", "open"):
            if not await driver.open(self._url, first=True):
                raise Over
            await driver.wait(400)
            driver.home = driver.page.url
            await driver.look("loaded")
        began = driver.timing.now_ms
        async with driver.step("none", "wait", before=len(driver.views) - 1):
            await self._dwell(self._dwell_ms)
            await driver.look("waited")
        await self._read_on()
        self.watched_ms = driver.timing.now_ms - began

    async def _dwell(self, ms: float) -> None:
        """Waits, and looks whenever the screen has changed."""
        driver = self._driver
        known = await driver.signature()
        left = ms
        while left > 0:
            await driver.wait(min(LOOK_EVERY_MS, left))
            left -= LOOK_EVERY_MS
            now = await driver.signature()
            if now.layers != known.layers or now.url != known.url:
                await driver.look("changed")
                known = now

    async def _read_on(self) -> None:
        """Drags through the page to its end."""
        driver = self._driver
        async with driver.step("scroll", "scroll", before=len(driver.views) - 1):
            known = await driver.signature()
            tall = known.height
            for screen in range(MOST_SCREENS):
                if not await driver.down() or (screen >= ENOUGH_SCREENS and known.height > tall * 2):
                    break
                await driver.wait(450)
                now = await driver.signature()
                if now.layers != known.layers:
                    await driver.look("changed")
                known = now
            if known.height > tall * 2 and known.height - known.y > 2 * HEIGHT:
                driver.watch.tell("endless_scroll", f"{tall} px grew to {known.height} px")
            await driver.wait(600)
            await driver.look("scrolled")
            driver.forget_lock()
            if driver.view.scroll_y > 0:
                await driver.top()
                await driver.look("top")

    async def rest(self) -> None:
        """Everything that touches the page."""
        await self._close_layers()
        await self._look_away()
        await self._touch_nothing()
        await self._unfold()
        await self._ask()
        await self._behind_links()
        await self._come_again()
        await self._ask_in_layers()

    async def _look_away(self) -> None:
        """Goes to another app and comes back."""
        driver = self._driver
        async with driver.step("return", "return", before=len(driver.views) - 1):
            await driver.away_and_back()
            await driver.look("returned")
        await self._home_again()
        await self._clear()

    # -- touching

    async def _touch(
        self, cause: Cause, purpose: Purpose, node: Node | None, *, at: tuple[float, float] | None = None
    ) -> bool:
        """Touches a control (or a point), waits, looks; False when it is not there any more."""
        driver = self._driver
        before = len(driver.views) - 1
        if node is not None and "|>" in node.selector:
            at = middle(node)
        elif node is not None:
            brought = await self._bring(node)
            if brought is None:
                return False
            at = brought.x, brought.y
            node = placed(node, brought.box.x, brought.box.y)
            before = len(driver.views) - 1
        if at is None:
            return False
        async with driver.step(cause, purpose, node=node, at=at, before=before):
            await driver.tap(*at)
            await driver.wait(SETTLE_MS)
            await driver.look("touched")
        return True

    async def _bring(self, node: Node) -> Brought | None:
        """The control in view; what lies over it is closed, or else touched before it comes."""
        driver = self._driver
        brought = await driver.bring(node.selector)
        if brought is None or brought.reached or node.layer >= 0:
            return brought
        await driver.look("covered")
        await self._clear()
        brought = await driver.bring(node.selector)
        if brought is None or brought.reached:
            return brought
        driver.watch.opening += 1
        async with driver.step("return", "return"):
            if not await driver.open(self._url):
                raise Over
            await driver.look("returned")
        return await driver.bring(node.selector)

    async def _clear(self) -> None:
        """Closes what lies over the page now, as often as it takes and a reader would."""
        tried: list[tuple[str, str]] = []
        for _ in range(MOST_CLOSES):
            way = way_out(self._driver.view, tried)
            if way is None:
                return
            layer, node = way
            tried.append((self._driver.view.layers[layer].selector, node.selector))
            await self._touch("close", "cancel" if kind_of(node, "cancel") else "close", node)
            await self._home_again(clear=False)

    async def _home_again(self, *, clear: bool = True) -> None:
        """Opens the page afresh when a touch has led away from it."""
        driver = self._driver
        if urldefrag(driver.page.url)[0] == urldefrag(driver.home)[0] and not driver.watch.left:
            return
        driver.watch.opening += 1
        driver.watch.left = False
        async with driver.step("return", "return"):
            if not await driver.open(self._url):
                raise Over
            await driver.wait(1_000)
            driver.watch.left = False
            await driver.look("returned")
        if clear:
            await self._clear()

    async def _close_layers(self) -> None:
        """Closes what lies over the page, and goes on reading to see whether it comes back."""
        driver = self._driver
        steps = len(driver.steps)
        await self._clear()
        if any(step.cause == "close" for step in driver.steps[steps:]):
            async with driver.step("scroll", "scroll", before=len(driver.views) - 1):
                await driver.down()
                await self._dwell(AGAIN_MS)
                await driver.down()
                await driver.wait(500)
                await driver.look("settled")
                driver.forget_lock()
            await self._clear()

    async def _touch_nothing(self) -> None:
        """Touches words that are no control, and the margin."""
        driver = self._driver
        kinds: tuple[Literal["text", "blank"], ...] = ("text", "blank")
        for kind in kinds:
            await self._clear()
            seen = driver.seen
            if seen is None:
                return
            points = seen.text_points if kind == "text" else seen.blank_points
            for x, y, selector in points[:2]:
                node = Node(selector=selector, tag="", box=Rect(x, y, 1, 1))
                async with driver.step(kind, kind, node=node, at=(x, y), before=len(driver.views) - 1):
                    await driver.tap(x, y)
                    await driver.wait(SETTLE_MS)
                    await driver.look("touched")
                await self._home_again()

    async def _unfold(self) -> None:
        """Touches what seems to show the rest of the text."""
        driver = self._driver
        view = driver.view
        beside = [view.nodes[one] for fold in view.folds for one in fold.controls]
        wanted = [node for node in (*beside, *view.nodes) if node.shown and node.layer < 0 and unfolds(node)]
        wanted += [node for node in beside if node.shown and kind_of(node, "open_app")]
        for node in distinct(wanted)[:MOST_UNFOLDS]:
            await self._touch("unfold", "unfold", node)
            await self._home_again()
            await self._clear()

    async def _ask(self) -> None:
        """Touches what offers a download or an app; what then asks is first refused, then confirmed."""
        driver = self._driver
        if not driver.view.nodes or driver.page.url != driver.home:
            await self._home_again()
        wanted = [node for node in driver.view.nodes if node.shown and offers(node)]
        for node in distinct(wanted)[:MOST_CONTROLS]:
            purpose: Purpose = "download" if kind_of(node, "download") else "app"
            known = {layer.selector for layer in driver.view.layers}
            driver.watch.accept_dialogs = False
            if not await self._touch("control", purpose, node):
                continue
            asked = any(
                act.kind == "dialog" and act.step == len(driver.steps) - 1 for act in driver.watch.acts
            )
            if asked:
                driver.watch.accept_dialogs = True
                await self._home_again()
                await self._touch("control", "confirm", node)
                driver.watch.accept_dialogs = False
            await self._answer(node, known)
            await self._home_again()

    async def _answer(self, node: Node, known: set[str]) -> None:
        """A window that came of the touch: out of it by its cancel, then again and through its confirm."""
        driver = self._driver
        fresh = [n for n, layer in enumerate(driver.view.layers) if layer.selector not in known]
        if not fresh or driver.watch.left:
            return
        inside = [one for one in driver.view.nodes if one.shown and one.layer in fresh]
        out = next((one for one in inside if kind_of(one, "cancel") or kind_of(one, "close")), None)
        through = next(
            (one for one in inside if one is not out and (kind_of(one, "confirm") or offers(one))), None
        )
        if out is not None:
            await self._touch("close", "cancel", out)
            await self._home_again()
            if through is not None and not await self._touch("control", "download", node):
                return
        if through is not None:
            await self._touch("control", "confirm", through)

    async def _ask_in_layers(self) -> None:
        """Touches what windows over the page offered and what was not touched there yet: the page is opened
        once more, and the window waited for as long as it took to come."""
        driver = self._driver
        touched = {step.node.selector for step in driver.steps if step.node is not None}
        offered: dict[str, tuple[Node, float]] = {}
        for view in driver.views:
            for node in view.nodes:
                if node.layer >= 0 and node.shown and offers(node) and node.selector not in touched:
                    opened = next((one.at_ms for one in driver.views if one.opening == view.opening), 0.0)
                    offered.setdefault(node.selector, (node, view.at_ms - opened))
        for node, after_ms in list(offered.values())[:MOST_IN_LAYERS]:
            driver.watch.opening += 1
            async with driver.step("return", "return"):
                if not await driver.open(self._url):
                    raise Over
                await self._dwell(min(after_ms, self._dwell_ms) + 500)
                await driver.look("returned")
            if await driver.bring(node.selector) is not None:
                await self._touch("control", "download" if kind_of(node, "download") else "app", node)

    # -- elsewhere

    async def _behind_links(self) -> None:
        """Looks behind the links that speak of a policy, permissions or the operator."""
        driver = self._driver
        view = driver.view
        over = [n for one in driver.views for n in one.nodes if n.layer >= 0 and n.shown and web(n)]
        wanted = [
            node for node in distinct([n for n in (*view.nodes, *over) if n.text and (n.layer < 0 or web(n))])
            if any(kind in _BEHIND_LINKS for kind in says(*words_of(node)))
        ]  # fmt: skip
        for node in wanted[:MOST_LINKS]:
            if web(node) and urldefrag(node.href)[0] != urldefrag(driver.page.url)[0]:
                self.links.append(await driver.behind(node))
                continue
            if is_outside(node.href):
                continue
            known = {layer.selector for layer in driver.view.layers}
            characters = driver.view.text_characters
            if not await self._touch("control", "app", node):
                continue
            fresh = [layer for layer in driver.view.layers if layer.selector not in known]
            text = self._words_over(known) if fresh else ""
            grown = driver.view.text_characters - characters
            self.links.append(
                Linked(
                    href=node.href, text=node.text, final_url=driver.page.url[:4000],
                    status=200 if fresh or grown > 0 else None, characters=len(text) or max(grown, 0),
                    excerpt=text[:20_000], dialog=bool(fresh),
                )
            )  # fmt: skip
            await self._home_again()
            await self._clear()

    def _words_over(self, known: set[str]) -> str:
        """The words of layers that were not there before, those of frames in them too."""
        driver = self._driver
        fresh = {n for n, layer in enumerate(driver.view.layers) if layer.selector not in known}
        said = driver.seen.passages if driver.seen is not None else ()
        return "\n".join(one.text for one in said if one.layer in fresh and one.shown)

    async def _come_again(self) -> None:
        """A second visit in the same profile, and the way back out of it."""
        driver = self._driver
        await driver.tab()
        driver.watch.opening += 1
        async with driver.step("return", "return"):
            if not await driver.open(self._url):
                return
            await driver.wait(5_000)
            await driver.look("returned")
        home = urldefrag(driver.page.url)[0]
        async with driver.step("back", "back", before=len(driver.views) - 1):
            for _ in range(MOST_BACK):
                self.back_presses += 1
                if not await driver.back():
                    break
                await driver.wait(900)
                self.back_left = urldefrag(driver.page.url)[0] != home
                if self.back_left:
                    break
            if self.back_left is False:
                await driver.look("back")
