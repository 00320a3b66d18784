"""What stands on the screen, read through `reader_*.js` in a world the page's own scripts cannot reach.

There scripts neither see it nor change what it calls. Closed shadow roots come from outside, through `root`.
"""

from __future__ import annotations

import asyncio
import contextlib
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
from msgspec import Struct

from mingjian.artifacts.page_visit import Folded, Layer, Node, Passage, Rect
from mingjian.capture.page.session import Session
from mingjian.capture.page.words import says

ANSWERS_S = 6.0
"""Longest a page may take to answer one question."""
MOST_FRAMES = 6
MOST_ROOTS = 400
_WORLD = "mingjian"
_PARTS = ("ground", "text", "screen", "touch")
_CALL = "function(host){__mingjian.root(host,this)}"


class Unresponsive(Exception):  # noqa: N818 - a state of the page, not a fault of ours
    """The page answers nothing."""


class RawNode(Node, frozen=True, kw_only=True):
    sure: bool = False
    """It is a control by its own kind, and not by its words alone."""


class Seen(Struct, frozen=True, kw_only=True):
    """What `read()` of reader_screen.js answers."""

    url: str
    title: str
    scroll_y: int
    document_height: int
    main: str
    text_characters: int
    layers: tuple[Layer, ...]
    nodes: tuple[RawNode, ...]
    folds: tuple[Folded, ...]
    passages: tuple[Passage, ...]
    cut: bool
    free: tuple[int, int] | None = None
    """A point where nothing lies over the page."""
    text_points: tuple[tuple[int, int, str], ...] = ()
    blank_points: tuple[tuple[int, int, str], ...] = ()


class Signature(Struct, frozen=True):
    """Little that tells whether the screen has changed."""

    url: str
    layers: tuple[str, ...]
    height: int
    y: int
    inner: int


class Brought(Struct, frozen=True):
    """A control in view: its box, its middle and whether a touch there reaches it."""

    box: Rect
    x: float
    y: float
    reached: bool


class _Frame(Struct, frozen=True):
    selector: str
    box: Rect
    layer: int
    left: float
    top: float
    hidden: bool


@cache
def _source() -> str:
    """The parts as one script: they share names, and leave one behind."""
    parts = [(files("mingjian.capture.page") / f"reader_{part}.js").read_text("utf-8") for part in _PARTS]
    return "(() => {\n" + "\n".join(parts) + "})();0"


class Reader:
    """Reads the page behind one DevTools session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def send(
        self, method: str, wanted: dict[str, Any] | None = None, *, seconds: float = ANSWERS_S
    ) -> Any:
        """One DevTools call.

        Raises:
            Unresponsive: there was no answer in time, or the page is gone.
        """
        from playwright.async_api import Error  # noqa: PLC0415

        try:
            async with asyncio.timeout(seconds):
                return await self._session.send(method, wanted)
        except TimeoutError:
            raise Unresponsive(method) from None
        except Error as error:
            raise Unresponsive(error.message.splitlines()[0][:200]) from None

    async def look(self) -> Seen:
        """The whole screen, frames in view included. Raises Unresponsive."""
        world = await self._world(await self._main())
        await self._closed_roots(world)
        seen = msgspec.convert(await self._ask(world, "read()"), Seen, strict=False)
        return await self._with_frames(world, seen)

    async def signature(self) -> Signature:
        """Whether something changed, at little cost. Raises Unresponsive."""
        world = await self._world(await self._main())
        return msgspec.convert(await self._ask(world, "signature()"), Signature, strict=False)

    async def bring(self, selector: str) -> Brought | None:
        """Scrolls the element `selector` names into view; None when it is gone. Raises Unresponsive."""
        if "|>" in selector:
            return None
        world = await self._world(await self._main())
        await self._closed_roots(world)
        answer = await self._ask(world, f"bring({msgspec.json.encode(selector).decode()})")
        return None if answer is None else msgspec.convert(answer, Brought, strict=False)

    async def dom(self) -> str:
        """The document as it stands, shadow roots written out, scripts left out. Raises Unresponsive."""
        world = await self._world(await self._main())
        await self._closed_roots(world)
        return str(await self._ask(world, "dom()"))

    async def top(self) -> None:
        """Scrolls to where the page begins. Raises Unresponsive."""
        await self._ask(await self._world(await self._main()), "top()")

    async def text(self) -> str:
        """All text as shown. Raises Unresponsive."""
        return str(await self._ask(await self._world(await self._main()), "text()"))

    async def _main(self) -> str:
        tree = await self.send("Page.getFrameTree")
        return str(tree["frameTree"]["frame"]["id"])

    async def _world(self, frame: str) -> int:
        """Our world in a frame, with the reader in it."""
        made = await self.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": _WORLD})
        world = int(made["executionContextId"])
        known = await self._evaluate(world, "typeof __mingjian")
        if known != "object":
            await self._evaluate(world, _source())
        return world

    async def _ask(self, world: int, call: str) -> Any:
        return await self._evaluate(world, f"__mingjian.{call}")

    async def _evaluate(self, world: int, expression: str) -> Any:
        wanted = {
            "expression": expression,
            "contextId": world,
            "returnByValue": True,
            "timeout": ANSWERS_S * 900,
        }
        answer = await self.send("Runtime.evaluate", wanted)
        if "exceptionDetails" in answer:
            told = answer["exceptionDetails"].get("exception", {}).get("description", "")
            raise Unresponsive(f"{expression[:40]}: {told[:300]}")
        return answer["result"].get("value")

    async def _closed_roots(self, world: int) -> None:
        """Hands the reader the shadow roots that scripts cannot ask for."""
        document = await self.send("DOM.getDocument", {"depth": -1, "pierce": True})
        found: list[tuple[int, int]] = []
        todo = [document["root"]]
        while todo and len(found) < MOST_ROOTS:
            node = todo.pop()
            for root in node.get("shadowRoots", ()):
                if root.get("shadowRootType") == "closed":
                    found.append((int(node["backendNodeId"]), int(root["backendNodeId"])))
                todo.append(root)
            todo.extend(node.get("children", ()))
        for host, root in found:
            with contextlib.suppress(Unresponsive):
                objects = [
                    (await self.send("DOM.resolveNode", {"backendNodeId": one, "executionContextId": world}))[
                        "object"
                    ]
                    for one in (host, root)
                ]
                wanted = {
                    "objectId": objects[1]["objectId"],
                    "functionDeclaration": _CALL,
                    "arguments": [{"objectId": objects[0]["objectId"]}],
                }
                await self.send("Runtime.callFunctionOn", wanted)

    async def _with_frames(self, world: int, seen: Seen) -> Seen:
        """Adds what frames in view show, their boxes moved to where the frame stands."""
        tree = await self.send("Page.getFrameTree")
        frames = [one["frame"]["id"] for one in tree["frameTree"].get("childFrames", ())]
        nodes, passages = list(seen.nodes), list(seen.passages)
        for frame in frames[:MOST_FRAMES]:
            with contextlib.suppress(Unresponsive, msgspec.ValidationError, KeyError):
                owner = await self._owner(world, frame)
                if owner.hidden:
                    continue
                inner = msgspec.convert(
                    await self._ask(await self._world(frame), "read()"), Seen, strict=False
                )
                nodes.extend(_moved_node(node, owner) for node in inner.nodes)
                passages.extend(_moved_passage(one, owner) for one in inner.passages)
        return msgspec.structs.replace(seen, nodes=tuple(nodes[:700]), passages=tuple(passages[:1500]))

    async def _owner(self, world: int, frame: str) -> _Frame:
        """The element a frame stands in."""
        owner = await self.send("DOM.getFrameOwner", {"frameId": frame})
        wanted = {"backendNodeId": owner["backendNodeId"], "executionContextId": world}
        handle = (await self.send("DOM.resolveNode", wanted))["object"]["objectId"]
        call = {
            "objectId": handle,
            "functionDeclaration": "function(){return __mingjian.ofFrame(this)}",
            "returnByValue": True,
        }
        answer = await self.send("Runtime.callFunctionOn", call)
        return msgspec.convert(answer["result"]["value"], _Frame, strict=False)


def kept(nodes: tuple[RawNode, ...]) -> tuple[list[Node], dict[int, int]]:
    """The nodes that are controls by kind, words or place in a layer, and where each old index went."""
    out: list[Node] = []
    where: dict[int, int] = {}
    for number, raw in enumerate(nodes):
        if raw.sure or raw.layer >= 0 or says(raw.text, raw.label, raw.hint, raw.href):
            where[number] = len(out)
            fields = {name: getattr(raw, name) for name in Node.__struct_fields__}
            out.append(Node(**fields))
    return out, where


def _shift(box: Rect, owner: _Frame) -> Rect:
    return Rect(round(box.x + owner.left), round(box.y + owner.top), box.w, box.h)


def _moved_node(node: RawNode, owner: _Frame) -> RawNode:
    return msgspec.structs.replace(
        node, selector=f"{owner.selector} |> {node.selector}", box=_shift(node.box, owner), layer=owner.layer
    )


def _moved_passage(passage: Passage, owner: _Frame) -> Passage:
    return msgspec.structs.replace(
        passage, selector=f"{owner.selector} |> {passage.selector}", box=_shift(passage.box, owner),
        layer=owner.layer, main=False,
    )  # fmt: skip
