"""From what a run recorded to screens: dumps and pictures paired, words read, looks measured, order kept.

Bounded: so many screens, pictures and readings of words; what is beyond is counted.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from mingjian.artifacts.device_log.event import Device, Event
from mingjian.artifacts.device_log.mask import masked
from mingjian.artifacts.device_log.picture import MAX_BYTES, Shot, opened
from mingjian.artifacts.device_log.session import Session
from mingjian.artifacts.device_log.ui_tree import MAX_TEXT, Dump, Node
from mingjian.capture import ocr
from mingjian.errors import ArtifactError
from mingjian.facts.behaviour import Mark
from mingjian.facts.behaviour.marks import Course, one_truth
from mingjian.facts.screen.answers import marks as seen_marks
from mingjian.facts.screen.answers import place_of
from mingjian.facts.screen.kinds import is_permission, kinds_of
from mingjian.facts.screen.pairing import Moment, moments
from mingjian.facts.screen.pixels import covered, looks, reduced
from mingjian.facts.screen.shapes import Screen, ScreenFacts
from mingjian.facts.words import CLOSE_ID
from mingjian.model import Consent

if TYPE_CHECKING:
    from PIL.Image import Image

T = TypeVar("T", bound=Struct)
MAX_SCREENS = 2000
MAX_PICTURES = 300
MAX_READINGS = 120
"""Pictures whose words are read: seconds each."""
MAX_LOOKS = 400
"""Controls of one screen whose looks are measured."""
MAX_NODES = 3000
OPENING = ("launch", "foreground")
"""After these an opening screen may come."""
BASE_DPI = 160
"""Dots per inch at which a dp is a pixel. Source: android.util.DisplayMetrics.DENSITY_DEFAULT."""
DRAWN = ("ImageView", "WebView", "SurfaceView", "TextureView", "VideoView", "GLSurfaceView", "FlutterView",
         ".View", "UnityPlayer", "Image")  # fmt: skip
ALIKE = 0.85
LARGE = 0.3
"""Share of the screen from which a view without words may hide words in its picture."""
_MASKED = re.compile(r"\d\*{4}\d|\*{6,}|\w\*{3}@")


class Log(Protocol):
    """What a run recorded, as `artifacts.device_log.log` gives it."""

    @property
    def device(self) -> Device: ...
    def kept(self, kind: type[T], /) -> tuple[T, ...]: ...
    def events(self, package: str | None = None) -> Iterable[Event]: ...
    def data(self, path: str, most: int = ...) -> bytes: ...


def from_log(log: Log, package: str, *, density_dpi: int | None = None) -> ScreenFacts | None:
    """Screens of a run, seen from `package`; None where the run shows none.

    `density_dpi`: of the screen where its device does not say (`--density`). The screens stand on the
    timelines by what the plan and they themselves tell; `placed` puts them where the run's marks do.
    """
    found = moments(log.kept(Dump), log.kept(Shot), log.kept(Session))
    if not found:
        return None
    dpi = density_dpi or log.device.density_dpi
    builder = _Builder(log, package, dpi / BASE_DPI if dpi else 0.0)
    touches, kept_marks = _touches(log.events(None))
    times = [at for at, _ in touches]
    screens: list[Screen] = []
    for moment in found[:MAX_SCREENS]:
        before = screens[-1].at_ns if screens else None
        between = _between(touches, times, before, moment.at_ns)
        screens.append(builder.screen(moment, between))
    answered = seen_marks(screens, [event for _, event in touches])
    timed = _placed(screens, Course(one_truth([*kept_marks, *answered], ())))
    return ScreenFacts(
        screens=tuple(timed),
        pictures=builder.pictures,
        unread=sum(not screen.text_read for screen in timed),
        sources=tuple(
            sorted(
                {part for one in found for part in (one.source, one.shot.path if one.shot else "") if part}
            )
        ),
        dropped=max(0, len(found) - MAX_SCREENS),
    )


def _touches(events: Iterable[Event]) -> tuple[list[tuple[int, Event]], list[Mark]]:
    """Touches, keys and launches by time; and the plan's own marks."""
    touches: list[tuple[int, Event]] = []
    kept: list[Mark] = []
    for event in events:
        if event.at_ns is None:
            continue
        if event.kind == "mark":
            kept.append(Mark(at_ns=event.at_ns, what=event.what, how="plan", source=event.source))
        if event.kind in ("input", "mark"):
            touches.append((event.at_ns, event))
    touches.sort(key=lambda one: one[0])
    return touches, kept


def _between(
    touches: Sequence[tuple[int, Event]], times: Sequence[int], before: int | None, at_ns: int | None
) -> list[Event]:
    if at_ns is None:
        return []
    first = bisect_left(times, before) if before is not None else 0
    return [event for _, event in touches[first : bisect_left(times, at_ns)]]


def placed(facts: ScreenFacts, marks: Sequence[Mark], *, first_run: bool) -> ScreenFacts:
    """The screens on the timelines into which these marks divide the run: the behaviour's own."""
    return replace(facts, screens=tuple(_placed(facts.screens, Course(marks, first_run=first_run))))


def _placed(screens: Sequence[Screen], course: Course) -> list[Screen]:
    """Each screen on the timeline on which a record of its time stands."""
    found: list[Screen] = []
    for screen in screens:
        timeline: Consent = "unknown"
        if screen.at_ns is not None:
            timeline = course.place(
                Event(at_ns=screen.at_ns - 1, precision_ns=0, kind="screen", package="", what="")
            )
        found.append(replace(screen, timeline=timeline))
    return found


class _Builder:
    """Makes screens one by one and keeps their pictures."""

    def __init__(self, log: Log, package: str, density: float) -> None:
        self.log = log
        self.package = package
        self.density = density
        self.pictures: dict[str, bytes] = {}
        self._readings = 0
        self._opening = True

    def screen(self, moment: Moment, between: Sequence[Event]) -> Screen:
        """One screen of what was dumped and pictured."""
        tree = moment.dump.tree if moment.dump else None
        nodes = tree.nodes[:MAX_NODES] if tree else ()
        image = self._opened(moment)
        device = self.log.device
        wide = max((n.x + n.w for n in nodes), default=0)
        high = max((n.y + n.h for n in nodes), default=0)
        width = (
            (tree.width_px if tree else 0) or (image.width if image else 0) or max(wide, device.width_px or 0)
        )
        height = (
            (tree.height_px if tree else 0)
            or (image.height if image else 0)
            or max(high, device.height_px or 0)
        )
        package = tree.package if tree else ""
        asked = _hides_words(nodes, width, height) or is_permission(nodes, package)
        few = sum(bool(n.shown and (n.text or n.description)) for n in nodes) <= 1
        scale = image.width / width if image and width else 1.0
        read = self._words(image, scale, nodes) if image is not None and asked else None
        if read is not None:
            nodes = (*nodes, *read)
        if image is not None:
            nodes = _measured(nodes, image, scale)
        picture, mime, shown_at = self._kept(image, nodes, scale)
        step, tapped, taps, key = _done(between)
        step = step or moment.step
        surface = _surface(nodes, width, height)
        self._opening = self._opening or step.startswith(OPENING)
        kinds = kinds_of(
            nodes,
            package=package,
            own=self.package,
            activity=tree.activity if tree else "",
            surface=surface,
            width=width,
            height=height,
            opening=self._opening,
            only_picture=tree is None,
        )
        self._opening = "splash" in kinds  # it goes on while its window does
        return Screen(
            at_ns=moment.at_ns,
            step=step,
            package=package,
            activity=tree.activity if tree else "",
            width_px=width,
            height_px=height,
            density=self.density,
            nodes=nodes,
            picture=picture,
            mime=mime,
            picture_scale=shown_at,
            kinds=kinds,
            text_read=not (few and read is None),
            picture_read=read is not None,
            surface=surface,
            tapped=tapped,
            taps=taps,
            key=key,
            source=moment.source,
        )

    def _opened(self, moment: Moment) -> Image | None:
        if moment.shot is None:
            return None
        try:
            return opened(self.log.data(moment.shot.path, MAX_BYTES), moment.shot.path)
        except ArtifactError:
            return None  # its source is told

    def _words(self, image: Image, scale: float, nodes: Sequence[Node]) -> tuple[Node, ...] | None:
        """Words of the picture that no view tells, in pixels of the screen; None where nobody reads."""
        if self._readings >= MAX_READINGS:
            return None
        answer = ocr.read(image)
        if isinstance(answer, ocr.NotRead):
            return None
        self._readings += 1
        found: list[Node] = []
        for one in answer.words:
            x, y, w, h = (round(side / scale) for side in (one.x, one.y, one.w, one.h))
            parent = _holding(nodes, x + w // 2, y + h // 2)
            if not _told(nodes, one.text, x + w // 2, y + h // 2):
                found.append(
                    Node(
                        parent=parent, text=masked(one.text, most=MAX_TEXT), x=x, y=y, w=max(1, w),
                        h=max(1, h), read="picture", confidence=one.confidence,
                    )
                )  # fmt: skip
        return tuple(found)

    def _kept(self, image: Image | None, nodes: Sequence[Node], scale: float) -> tuple[str, str, float]:
        if image is None or len(self.pictures) >= MAX_PICTURES:
            return "", "", 1.0
        hidden = [
            (round(n.x * scale), round(n.y * scale), round(n.w * scale), round(n.h * scale))
            for n in nodes
            if _MASKED.search(n.text) or _MASKED.search(n.description) or (n.typed and n.text)
        ]
        sha256, data, factor = reduced(covered(image, hidden))
        self.pictures[sha256] = data
        return sha256, "image/jpeg", round(factor * scale, 6)


def _done(between: Sequence[Event]) -> tuple[str, tuple[int, int] | None, int, str]:
    """What was done last, where it touched, how often, and the key pressed."""
    step, key, taps = "", "", 0
    tapped: tuple[int, int] | None = None
    for event in between:
        if event.kind == "mark":
            step = event.what
            continue
        place = place_of(event.what)
        if place is not None:
            tapped, taps = place, taps + 1
            step = f"tap {event.cause}".strip() if event.cause else event.what
        elif event.what.startswith("key "):
            key, step = event.what[4:].strip().removeprefix("KEYCODE_"), event.what
        else:
            step = event.what
    return step[:120], tapped, taps, key[:40]


def _hides_words(nodes: Sequence[Node], width: int, height: int) -> bool:
    """It shows no words in its tree, or a large view that may paint some of its own."""
    parents = {node.parent for node in nodes}
    told = [node for node in nodes if node.shown and (node.text or node.description)]
    if len(told) <= 1:
        return True
    return any(
        node.shown and not node.text and index not in parents and node.cls.endswith(DRAWN)
        and node.w * node.h >= LARGE * width * height
        for index, node in enumerate(nodes)
    )  # fmt: skip


def _holding(nodes: Sequence[Node], x: int, y: int) -> int:
    """The smallest view drawn last at a point; -1 where none is."""
    best, area = -1, 0
    for index, node in enumerate(nodes):
        if node.shown and node.x <= x < node.x + node.w and node.y <= y < node.y + node.h:
            size = node.w * node.h
            if best < 0 or size <= area:
                best, area = index, size
    return best


def _told(nodes: Sequence[Node], text: str, x: int, y: int) -> bool:
    """A view at that place already says it."""
    bare = _bare(text)
    for node in nodes:
        if node.shown and node.text and node.x <= x < node.x + node.w and node.y <= y < node.y + node.h:
            said = _bare(node.text)
            if bare in said or (len(said) > 1 and said in bare) or _mostly(bare, said):
                return True
    return False


def _mostly(bare: str, said: str) -> bool:
    """All but a few of its characters stand there: a line of a longer text, one character misread."""
    return len(bare) > 3 and sum(char in said for char in bare) >= ALIKE * len(bare)


def _bare(text: str) -> str:
    return re.sub(r"[\s，。、,.：:；;!！?？|]+", "", text).lower()


def _measured(nodes: Sequence[Node], image: Image, scale: float) -> tuple[Node, ...]:
    """Nodes with the looks of their words, and of small controls that may be glyphs."""
    measured: list[Node] = []
    left = MAX_LOOKS
    for node in nodes:
        glyph = node.clickable and 0 < max(node.w, node.h) <= 0.16 * image.width / scale
        if left and node.shown and (node.text or glyph or CLOSE_ID.search(node.id)):
            left -= 1
            area = (
                round(node.x * scale), round(node.y * scale), round(node.w * scale), round(node.h * scale),
            )  # fmt: skip
            told = looks(image, area, 0.08 if node.clickable else 0.0)
            size = None if told.text_px is None or not node.text else round(told.text_px / scale, 1)
            node = replace(node, contrast=told.contrast, text_px=size)  # noqa: PLW2901
        measured.append(node)
    return tuple(measured)


def _surface(nodes: Sequence[Node], width: int, height: int) -> tuple[int, int, int, int]:
    """The window the views lie in: what their topmost views span; the whole screen without a tree."""
    tops = [n for n in nodes if n.parent < 0 and n.w and n.h and n.read == "tree"]
    if not tops:
        return 0, 0, width, height
    left, top = min(n.x for n in tops), min(n.y for n in tops)
    return left, top, max(n.x + n.w for n in tops) - left, max(n.y + n.h for n in tops) - top
