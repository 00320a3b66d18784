"""View trees that uiautomator and Appium dump as XML, and the shape every dump of a screen is read into.

Dumps are hostile: no document type, no entity, bounded size, depth and count; what was cut or could not be
read is told. Personal information that stands in the texts is masked on reading.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.parsers import expat

from msgspec import Struct

from mingjian.artifacts.device_log.event import Told
from mingjian.artifacts.device_log.format import Format, Head, Input
from mingjian.artifacts.device_log.mask import masked
from mingjian.artifacts.device_log.reading import Reading
from mingjian.artifacts.device_log.run_clock import RunClock
from mingjian.artifacts.device_log.ui_node import Node as Node  # noqa: PLC0414 - what trees are made of
from mingjian.errors import ArtifactError

MAX_BYTES = 16 << 20
MAX_NODES = 20_000
MAX_DEPTH = 400
MAX_TEXT = 20_000
"""Characters kept of one text: whole policies stand in single text views."""
MAX_SIDE = 100_000
"""Pixels; a larger number is no screen."""
_BOUNDS = re.compile(r"\[\s*(-?\d{1,7})\s*,\s*(-?\d{1,7})\s*\]\s*\[\s*(-?\d{1,7})\s*,\s*(-?\d{1,7})\s*\]")
_REFERENCE = re.compile(r"&#(x[0-9a-fA-F]{1,6}|\d{1,7});")
_DAY_TIME = re.compile(
    r"(20\d\d)[-_.]?([01]\d)[-_.]?([0-3]\d)[-_.T ]?([0-2]\d)[-_.:]?([0-5]\d)[-_.:]?([0-5]\d)"
)
_EPOCH_MS = re.compile(r"(?<!\d)(1[4-9]\d{8})(\d{3})?(?!\d)")


class Tree(Struct, frozen=True, kw_only=True):
    """One dump: parents precede children."""

    format: str
    nodes: tuple[Node, ...]
    package: str = ""
    activity: str = ""
    rotation: int = 0
    """Quarter turns."""
    width_px: int = 0
    height_px: int = 0
    """Of the display where the dump says so, else 0."""
    tag: str = ""
    """The tool's own word for the moment (droidbot's `2023-10-19_024856`)."""
    state: str = ""
    """The tool's own name of the state, which its events cite."""
    told: tuple[Told, ...] = ()


class Dump(Struct, frozen=True, kw_only=True):
    """A dump among the evidence."""

    path: str
    tree: Tree
    at_ns: int | None = None
    """When it was taken, by its own word or its file's name; None where neither says."""


def rect(text: str) -> tuple[int, int, int, int] | None:
    """`[0,66][1080,210]` → x, y, width, height in pixels; None when it is no rectangle."""
    found = _BOUNDS.fullmatch(text.strip())
    if found is None:
        return None
    left, top, right, bottom = (int(part) for part in found.groups())
    return box(left, top, right, bottom)


def box(left: int, top: int, right: int, bottom: int) -> tuple[int, int, int, int] | None:
    """Corners → x, y, width, height; None when they span nothing a screen could hold."""
    if right < left or bottom < top or max(abs(left), abs(top), abs(right), abs(bottom)) > MAX_SIDE:
        return None
    return left, top, right - left, bottom - top


def decoded(data: bytes, path: str) -> str:
    """The dump's characters: UTF-8 or what its byte order mark says (redirected by PowerShell: UTF-16).

    Raises: ArtifactError (`ui_too_large`).
    """
    if len(data) > MAX_BYTES:
        raise ArtifactError(
            "ui_too_large", f"a view tree of {len(data)} bytes; {MAX_BYTES} are read", path=path
        )
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace")


def time_in(name: str, clock: RunClock) -> int | None:
    """The moment a file's name or a tool's tag says: `2023-10-19_024856`, `20240301-101112`, milliseconds."""
    if found := _DAY_TIME.search(name):
        year, month, day, hour, minute, second = (int(part) for part in found.groups())
        return clock.local(year, month, day, hour, minute, second)
    if found := _EPOCH_MS.search(name):
        return int(found[1]) * 1_000_000_000 + int(found[2] or 0) * 1_000_000
    return None


def keep(tree: Tree, reading: Reading) -> None:
    """Hand on a dump with its time, and what it told."""
    name = reading.path.rpartition("/")[2]
    at_ns = time_in(tree.tag, reading.clock) or time_in(name, reading.clock)
    reading.keep(Dump(path=reading.path, tree=tree, at_ns=at_ns))
    for told in tree.told:
        reading.told(told.code, told.line, told.detail, told.count)
    reading.event("screen", tree.package, reading.path, at_ns=at_ns, line=None, precision_ns=1_000_000_000)


def is_ui_xml(head: bytes) -> bool:
    """The first kilobytes of a file look like a dump of uiautomator or a page source of Appium."""
    text = decoded(head[:4096], "")
    return "<hierarchy" in text or "<displays" in text


def read_xml(data: bytes, path: str = "") -> Tree:
    """One dump in XML, from Android 4.3's to 16's uiautomator (`--windows` too) and Appium's page source.

    Raises: ArtifactError (`ui_too_large`, `ui_xml`, `ui_entities`, `ui_empty`), with the line in its detail.
    Source: AOSP frameworks/base/cmds/uiautomator AccessibilityNodeInfoDumper.
    """
    text = decoded(data, path)
    start = min((at for at in (text.find("<hierarchy"), text.find("<displays")) if at >= 0), default=-1)
    if start < 0:
        raise ArtifactError("ui_xml", "no <hierarchy> in the dump", path=path)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ArtifactError("ui_entities", "a dump declares no document type or entities", path=path)
    root = "hierarchy" if text.startswith("<hierarchy", start) else "displays"
    end = text.rfind(f"</{root}>")
    body = text[start : end + len(root) + 3] if end >= 0 else text[start:]
    reader = _Reader(path)
    try:
        reader.parser.Parse(_references(body).encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        if not reader.nodes:
            raise ArtifactError(
                "ui_xml", f"line {error.lineno}: {expat.ErrorString(error.code)}", path=path
            ) from error
        reader.tell("half_file", f"line {error.lineno}: {expat.ErrorString(error.code)}")
    if not reader.nodes:
        raise ArtifactError("ui_empty", "the dump holds no view", path=path)
    return Tree(
        format=reader.format,
        nodes=tuple(reader.nodes),
        package=uppermost(reader.nodes),
        activity=reader.activity,
        rotation=reader.rotation,
        width_px=reader.size[0],
        height_px=reader.size[1],
        told=tuple(reader.told.values()),
    )


def uppermost(nodes: Sequence[Node]) -> str:
    """The package of the largest topmost view that names one."""
    tops = [n for n in nodes if n.package and (n.parent < 0 or not nodes[n.parent].package)]
    return max(tops, key=lambda n: n.w * n.h, default=Node()).package


def _references(body: str) -> str:
    """Surrogate pairs written as two references become their character, what XML forbids U+FFFD."""
    if "&#" not in body:
        return body
    pieces: list[str] = []
    at, high = 0, 0
    for found in _REFERENCE.finditer(body):
        told = found[1]
        code = int(told[1:], 16) if told[0] == "x" else int(told)
        pieces.append(body[at : found.start()])
        if high and found.start() == at and 0xDC00 <= code <= 0xDFFF:
            pieces[-2] = f"&#{0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)};"
            high = 0
        elif 0xD800 <= code <= 0xDBFF:
            pieces.append("\ufffd")
            high = code
        else:
            high = 0
            pieces.append(found[0] if _is_xml(code) else "\ufffd")
        at = found.end()
    pieces.append(body[at:])
    return "".join(pieces)


def _is_xml(code: int) -> bool:
    return (
        code in (0x9, 0xA, 0xD)
        or 0x20 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or 0x10000 <= code <= 0x10FFFF
    )


class _Reader:
    """Elements as they open and close, without a tree in memory beside the nodes."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.nodes: list[Node] = []
        self.told: dict[str, Told] = {}
        self.format = "uiautomator"
        self.activity = ""
        self.rotation = 0
        self.size = (0, 0)
        self.open: list[int] = []
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._forbid
        self.parser.EntityDeclHandler = self._forbid

    def tell(self, code: str, detail: str = "") -> None:
        """One told per code and file, counted."""
        before = self.told.get(code)
        line = self.parser.CurrentLineNumber
        self.told[code] = Told(
            code=code,
            source=self.path,
            line=before.line if before else line,
            detail=before.detail if before else detail,
            count=before.count + 1 if before else 1,
        )

    def _forbid(self, *_: object) -> None:
        raise ArtifactError("ui_entities", "a dump declares no document type or entities", path=self.path)

    def _start(self, tag: str, told: Mapping[str, str]) -> None:
        above = self.open[-1] if self.open else -1
        if len(self.open) >= MAX_DEPTH or len(self.nodes) >= MAX_NODES:
            self.tell("ui_cut", f"more than {MAX_NODES} views or {MAX_DEPTH} levels")
            self.open.append(above)
            return
        if tag == "hierarchy":
            self._hierarchy(told)
        if "bounds" not in told:
            self.open.append(above)
            return
        self.nodes.append(self._node(tag, told, above))
        self.open.append(len(self.nodes) - 1)

    def _hierarchy(self, told: Mapping[str, str]) -> None:
        self.rotation = _number(told.get("rotation", "0")) % 4
        if told.get("class") == "hierarchy":
            self.format = "appium"
        if "width" in told:
            self.size = (_number(told["width"]), _number(told.get("height", "0")))

    def _end(self, _: str) -> None:
        self.open.pop()

    def _node(self, tag: str, told: Mapping[str, str], above: int) -> Node:
        place = rect(told["bounds"])
        if place is None:
            self.tell("bounds_unreadable", told["bounds"][:60])
        x, y, w, h = place or (0, 0, 0, 0)
        if tag == "window":
            return Node(parent=above, cls="window", id=told.get("title", "")[:200], x=x, y=y, w=w, h=h)
        cls = told.get("class", "" if tag == "node" else tag)[:200]
        typed = cls.endswith(("EditText", "AutoCompleteTextView"))
        secret = told.get("password") == "true"
        checkable = told.get("checkable") == "true"
        return Node(
            parent=above,
            cls=cls,
            id=told.get("resource-id", "")[:200],
            text="" if secret else masked(told.get("text", ""), typed=typed, most=MAX_TEXT),
            description=masked(told.get("content-desc", ""), most=MAX_TEXT),
            hint=masked(told.get("hint", ""), most=MAX_TEXT),
            package=told.get("package", "")[:200],
            x=x,
            y=y,
            w=w,
            h=h,
            clickable=told.get("clickable") == "true",
            long_clickable=told.get("long-clickable") == "true",
            checkable=checkable,
            checked=told.get("checked") == "true" if checkable else None,
            enabled=told.get("enabled", "true") != "false",
            selected=told.get("selected") == "true",
            scrollable=told.get("scrollable") == "true",
            shown=told.get("visible-to-user", told.get("displayed", "true")) != "false" and w > 0 and h > 0,
            typed=typed,
        )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _sniff(head: Head) -> int:
    return 90 if is_ui_xml(head.data) else 0


def _read(found: Input, reading: Reading) -> None:
    keep(read_xml(found.data(MAX_BYTES), found.path), reading)


FORMAT = Format(name="ui_tree", sniff=_sniff, read=_read)
