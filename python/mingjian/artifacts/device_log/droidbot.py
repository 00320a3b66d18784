"""What droidbot writes: states (`states/state_<tag>.json`) with views, events (`events/event_<tag>.json`).

Source: honeynet/droidbot device_state.py and input_event.py (to_dict); versions differ in `views` being a
list, and in `view_tree`, which repeats it and is not read.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from mingjian.artifacts.device_log.event import Told
from mingjian.artifacts.device_log.format import Format, Head, Input
from mingjian.artifacts.device_log.loose_json import Json, inner, items, read_object, whole, words
from mingjian.artifacts.device_log.mask import masked
from mingjian.artifacts.device_log.reading import Reading
from mingjian.artifacts.device_log.ui_tree import (
    MAX_BYTES,
    MAX_NODES,
    MAX_TEXT,
    Node,
    Tree,
    box,
    decoded,
    keep,
    time_in,
    uppermost,
)
from mingjian.errors import ArtifactError


class Touch(Struct, frozen=True, kw_only=True):
    """One event that droidbot sent."""

    tag: str
    kind: str
    """`touch`, `long_touch`, `scroll`, `set_text`, `key`, `intent`, `kill_app` …"""
    x: int | None = None
    y: int | None = None
    key: str = ""
    package: str = ""
    words: str = ""
    """Of the view that was touched."""
    before: str = ""
    """State the event was sent to; `Tree.state` of the dump."""
    after: str = ""


def is_state(head: bytes) -> bool:
    """The first kilobytes look like a state of droidbot."""
    return (
        head.lstrip()[:1] == b"{"
        and (b'"foreground_activity"' in head or b'"state_str"' in head)
        and (b'"views"' in head or b'"view_tree"' in head or b'"tag"' in head)
    )


def is_event(head: bytes) -> bool:
    """The first kilobytes look like an event of droidbot."""
    return head.lstrip()[:1] == b"{" and b'"event_type"' in head and b'"tag"' in head


def read_state(data: bytes, path: str = "") -> Tree:
    """One state with its views.

    Raises: ArtifactError (`ui_too_large`, `ui_json`, `ui_empty`).
    """
    state = read_object(decoded(data, path), path)
    views = items(state.get("views"))
    if not views:
        raise ArtifactError("ui_empty", "the state holds no view", path=path)
    told: list[Told] = []
    if len(views) > MAX_NODES:
        told.append(Told(code="ui_cut", source=path, detail=f"more than {MAX_NODES} views"))
    known = [inner(view) for view in views[:MAX_NODES] if inner(view)]
    broken = len(views[:MAX_NODES]) - len(known)
    ordered, places = _in_order(known)
    nodes = tuple(_node(view, places) for view in ordered)
    if broken or len(ordered) < len(known):
        told.append(Told(code="views_unreadable", source=path, count=broken + len(known) - len(ordered)))
    if not nodes:
        raise ArtifactError("ui_empty", "the state holds no view that can be read", path=path)
    activity = _text(state.get("foreground_activity"))
    package, _, name = activity.partition("/")
    return Tree(
        format="droidbot",
        nodes=nodes,
        package=package if name else uppermost(nodes),
        activity=package + name if name.startswith(".") else name or activity,
        width_px=whole(state.get("width")) or 0,
        height_px=whole(state.get("height")) or 0,
        tag=_text(state.get("tag")),
        state=_text(state.get("state_str")),
        told=tuple(told),
    )


def read_event(data: bytes, path: str = "") -> Touch:
    """One event; the place of a touch on a view is the view's middle, as droidbot sends it.

    Raises: ArtifactError (`ui_too_large`, `ui_json`).
    """
    told = read_object(decoded(data, path), path)
    event = inner(told.get("event"))
    if not event:
        raise ArtifactError("ui_json", "no event in the record", path=path)
    x, y = whole(event.get("x")), whole(event.get("y"))
    view = inner(event.get("view"))
    if x is None or y is None:
        place = _bounds(view.get("bounds"))
        if place is not None:
            x, y = place[0] + place[2] // 2, place[1] + place[3] // 2
    return Touch(
        tag=_text(told.get("tag")),
        kind=_text(event.get("event_type")),
        x=x,
        y=y,
        key=_text(event.get("name")),
        package=_text(view.get("package")),
        words=_words(view),
        before=_text(told.get("start_state")),
        after=_text(told.get("stop_state")),
    )


def _words(view: Json) -> str:
    return masked(_text(view.get("text")) or _text(view.get("content_description")))[:200]


def _in_order(views: list[Json]) -> tuple[list[Json], dict[int, int]]:
    """Views with each parent before its children, and the position of each by its own number; views whose
    parents are missing or go round in a ring are left out."""
    by_id = {whole(view.get("temp_id")) if "temp_id" in view else i: view for i, view in enumerate(views)}
    places: dict[int, int] = {}
    ordered: list[Json] = []
    waiting = [(-1 if number is None else number, view) for number, view in by_id.items()]
    while waiting:
        later: list[tuple[int, Json]] = []
        for number, view in waiting:
            parent = whole(view.get("parent"))
            if parent is None or parent < 0 or parent in places:
                places[number] = len(ordered)
                ordered.append(view)
            else:
                later.append((number, view))
        if len(later) == len(waiting) or len(later) > MAX_NODES:
            break
        waiting = later
    return ordered, places


def _node(view: Json, places: Mapping[int, int]) -> Node:
    parent = whole(view.get("parent"))
    x, y, w, h = _bounds(view.get("bounds")) or (0, 0, 0, 0)
    typed = view.get("editable") is True or _text(view.get("class")).endswith("EditText")
    checkable = view.get("checkable") is True
    return Node(
        parent=places.get(parent, -1) if parent is not None else -1,
        cls=_text(view.get("class"))[:200],
        id=_text(view.get("resource_id"))[:200],
        text=""
        if view.get("is_password") is True
        else masked(_text(view.get("text")), typed=typed, most=MAX_TEXT),
        description=masked(_text(view.get("content_description")), most=MAX_TEXT),
        package=_text(view.get("package"))[:200],
        x=x,
        y=y,
        w=w,
        h=h,
        clickable=view.get("clickable") is True,
        long_clickable=view.get("long_clickable") is True,
        checkable=checkable,
        checked=view.get("checked") is True if checkable else None,
        enabled=view.get("enabled") is not False,
        selected=view.get("selected") is True,
        scrollable=view.get("scrollable") is True,
        shown=view.get("visible") is not False and w > 0 and h > 0,
        typed=typed,
    )


def _bounds(value: object) -> tuple[int, int, int, int] | None:
    """`[[l, t], [r, b]]` → x, y, width, height."""
    corners = [whole(part) for corner in items(value) for part in items(corner)]
    if len(corners) != 4 or None in corners:
        return None
    left, top, right, bottom = (part or 0 for part in corners)
    return box(left, top, right, bottom)


def _text(value: object) -> str:
    return words(value, MAX_TEXT)


def _sniff_state(head: Head) -> int:
    return 85 if is_state(head.data) else 0


def _sniff_event(head: Head) -> int:
    return 85 if is_event(head.data) else 0


def _read_state(found: Input, reading: Reading) -> None:
    keep(read_state(found.data(MAX_BYTES), found.path), reading)


def _read_event(found: Input, reading: Reading) -> None:
    touch = read_event(found.data(MAX_BYTES), found.path)
    at_ns = time_in(touch.tag, reading.clock)
    what = {"touch": "tap", "long_touch": "press", "key": "key", "scroll": "swipe"}.get(touch.kind)
    if what is None:
        return
    place = f" {touch.x} {touch.y}" if touch.x is not None and touch.y is not None else ""
    named = f" {touch.key}" if touch.key and what == "key" else ""
    reading.event(
        "input", touch.package, what + place + named, at_ns=at_ns, line=None, precision_ns=1_000_000_000,
        cause=touch.words,
    )  # fmt: skip


FORMAT = (
    Format(name="droidbot", sniff=_sniff_state, read=_read_state),
    Format(name="droidbot_event", sniff=_sniff_event, read=_read_event),
)
