"""View trees as nested JSON: weditor and uiautodev (`rect`, `properties`), Maestro (`attributes.bounds`).

All say the same: an object with a place, its words, and `children`.
"""

from __future__ import annotations

from mingjian.artifacts.device_log.event import Told
from mingjian.artifacts.device_log.format import Format, Head, Input
from mingjian.artifacts.device_log.loose_json import Json, inner, items, read_object, whole, words
from mingjian.artifacts.device_log.mask import masked
from mingjian.artifacts.device_log.reading import Reading
from mingjian.artifacts.device_log.ui_tree import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_NODES,
    MAX_TEXT,
    Node,
    Tree,
    box,
    decoded,
    keep,
    rect,
    uppermost,
)
from mingjian.errors import ArtifactError

_ROOTS = ("jsonHierarchy", "hierarchy", "root", "tree")
_CORNERS = ("left", "top", "right", "bottom")
_SAME = {
    "id": ("resource-id", "resourceId", "resource_id", "resourceName", "_resourceId"),
    "cls": ("class", "className", "_type", "type", "name"),
    "text": ("text", "value"),
    "description": ("content-desc", "contentDescription", "description", "accessibilityText", "contentDesc"),
    "hint": ("hint", "hintText"),
    "package": ("package", "packageName", "bundleId"),
}
"""What tools call the same thing."""


def is_tree(head: bytes) -> bool:
    """The first kilobytes look like a nested view tree in JSON."""
    return (
        head.lstrip()[:1] == b"{"
        and any(mark in head for mark in (b'"children"', b'"jsonHierarchy"', b'"_type"'))
        and any(mark in head for mark in (b'"rect"', b'"bounds"', b'"_rect"'))
    )


def read_json(data: bytes, path: str = "") -> Tree:
    """One nested tree; what it does not tell is empty.

    Raises: ArtifactError (`ui_too_large`, `ui_json`, `ui_empty`).
    """
    around = read_object(decoded(data, path), path)
    root = next((inner(around[key]) for key in _ROOTS if inner(around.get(key))), around)
    nodes: list[Node] = []
    cut = 0
    waiting: list[tuple[Json, int, int]] = [(root, -1, 0)]
    while waiting:
        one, above, depth = waiting.pop()
        if len(nodes) >= MAX_NODES or depth > MAX_DEPTH:
            cut += 1
            continue
        node = _node(one, above)
        if node is not None:
            nodes.append(node)
            above = len(nodes) - 1
        children = [inner(child) for child in items(one.get("children"))]
        waiting.extend((child, above, depth + 1) for child in reversed(children))
    if not nodes:
        raise ArtifactError("ui_empty", "the tree holds no view", path=path)
    width, height = _size(around)
    return Tree(
        format="ui_json",
        nodes=tuple(nodes),
        package=_text(around.get("packageName") or around.get("package")) or uppermost(nodes),
        activity=_text(around.get("activity") or around.get("activityName")),
        width_px=width,
        height_px=height,
        told=(Told(code="ui_cut", source=path, count=cut),) if cut else (),
    )


def _node(view: Json, above: int) -> Node | None:
    """The view; None where it has no place (a wrapper)."""
    told = next((inner(view[key]) for key in ("attributes", "properties") if inner(view.get(key))), view)
    place = _place(view) or _place(told)
    if place is None:
        return None
    said = {
        name: next((_text(told[k]) for k in keys if _text(told.get(k))), "") for name, keys in _SAME.items()
    }
    cls = said["cls"][:200]
    typed = cls.endswith(("EditText", "AutoCompleteTextView")) or _true(told, "editable")
    checkable = _true(told, "checkable")
    x, y, w, h = place
    return Node(
        parent=above,
        cls=cls,
        id=said["id"][:200],
        text="" if _true(told, "password") else masked(said["text"], typed=typed, most=MAX_TEXT),
        description=masked(said["description"], most=MAX_TEXT),
        hint=masked(said["hint"], most=MAX_TEXT),
        package=said["package"][:200],
        x=x,
        y=y,
        w=w,
        h=h,
        clickable=_true(told, "clickable"),
        long_clickable=_true(told, "longClickable", "long-clickable"),
        checkable=checkable,
        checked=_true(told, "checked") if checkable else None,
        enabled=not _false(told, "enabled"),
        selected=_true(told, "selected"),
        scrollable=_true(told, "scrollable"),
        shown=not _false(told, "visible", "displayed", "visibleToUser", "visible-to-user")
        and w > 0
        and h > 0,
        typed=typed,
    )


def _place(view: Json) -> tuple[int, int, int, int] | None:
    """`rect: {x, y, width, height}`; `bounds`: `"[l,t][r,b]"`, `{left, top, right, bottom}`, `[l, t, r, b]`;
    shares of the screen (0 to 1) are no place."""
    area = inner(view.get("rect")) or inner(view.get("_rect"))
    if area:
        x, y, w, h = (whole(area.get(key)) for key in ("x", "y", "width", "height"))
        if x is None or y is None or w is None or h is None:
            return None
        return box(x, y, x + w, y + h)
    bounds = view.get("bounds")
    if isinstance(bounds, str):
        return rect(bounds)
    told = inner(bounds)
    corners = [whole(told.get(key)) for key in _CORNERS] if told else [whole(part) for part in items(bounds)]
    if len(corners) != 4 or None in corners:
        return None
    left, top, right, bottom = (part or 0 for part in corners)
    return box(left, top, right, bottom)


def _size(around: Json) -> tuple[int, int]:
    size = [whole(part) or 0 for part in items(around.get("windowSize") or around.get("window_size"))]
    return (size[0], size[1]) if len(size) == 2 else (0, 0)


def _text(value: object) -> str:
    return words(value, MAX_TEXT)


def _true(told: Json, *keys: str) -> bool:
    return any(told.get(key) in (True, "true") for key in keys)


def _false(told: Json, *keys: str) -> bool:
    return any(told.get(key) in (False, "false") for key in keys)


def _sniff(head: Head) -> int:
    return 60 if is_tree(head.data) else 0


def _read(found: Input, reading: Reading) -> None:
    keep(read_json(found.data(MAX_BYTES), found.path), reading)


FORMAT = Format(name="ui_json", sniff=_sniff, read=_read)
