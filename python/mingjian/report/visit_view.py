"""What a report shows of a visit to a web page: what it did, in order; its parts; pictures with boxes."""

from __future__ import annotations

from msgspec import Struct

from mingjian.facts.web_page import Act, Control, Delivered, WebPageFacts
from mingjian.model import Media
from mingjian.report import plots, reading
from mingjian.report.bitmap import bitmap
from mingjian.report.extras import Extras
from mingjian.report.frame_types import Pictures, Shot
from mingjian.report.reading import visible
from mingjian.report.run_view import size
from mingjian.report.run_words import ACT, CAUSE, ELEMENT, ELEMENT_STATE, UNFOLDS, UNSETTLED
from mingjian.report.run_words import named as word
from mingjian.report.words import Both

MOST_ACTS = 100
MOST_PICTURES = 12
MOST_BOXES = 26


class ActRow(Struct, frozen=True, kw_only=True):
    at: str
    kind: Both
    target: str
    cause: Both
    control: str
    asked: bool
    """The reader had touched something that may lead there."""
    notes: tuple[Both, ...]


class PartRow(Struct, frozen=True, kw_only=True):
    """An overlay, a fold, an element or a delivered package: its name and what was seen of it."""

    name: Both
    said: Both
    detail: str


class PictureView(Struct, frozen=True, kw_only=True):
    shot: Shot
    moment: Both


class VisitView(Struct, frozen=True, kw_only=True):
    url: str
    final_url: str
    title: str
    facts: tuple[tuple[Both, str | Both], ...]
    unsettled: Both
    acts: tuple[ActRow, ...]
    acts_left: int
    elements: tuple[PartRow, ...]
    overlays: tuple[PartRow, ...]
    delivered: tuple[PartRow, ...]
    pictures: tuple[PictureView, ...]
    without: int
    """Pictures that are not shown."""


_MOMENT: dict[str, Both] = {
    "loaded": Both("载入后", "once loaded"),
    "waited": Both("等待后", "after waiting"),
    "changed": Both("页面有变化", "when it changed"),
    "scrolled": Both("滚动后", "after scrolling"),
    "top": Both("回到页首", "back at the top"),
    "touched": Both("点按后", "after a touch"),
    "settled": Both("继续阅读后", "after reading on"),
    "covered": Both("被遮挡时", "when covered"),
    "returned": Both("重新打开后", "opened again"),
    "back": Both("返回后", "after going back"),
    "overlay": Both("出现浮层", "an overlay appeared"),
    "after close": Both("关闭后", "after closing it"),
    "return": Both("再次进入", "on coming back"),
}


def visit_view(extras: Extras, pictures: Pictures) -> VisitView | None:
    """The visit made ready to be drawn; None where no page was visited."""
    page = extras.run.web_page
    if page is None:
        return None
    shown = _pictures(page, extras, pictures)
    return VisitView(
        url=visible(page.url)[:2000],
        final_url=visible(page.final_url)[:2000] if page.final_url != page.url else "",
        title=visible(page.title)[:200],
        facts=_facts(page),
        unsettled=reading.joined(word(UNSETTLED, visible(code)) for code in page.unsettled),
        acts=tuple(
            _act(act) for act in sorted(page.acts, key=lambda act: (act.visit, act.at_ms))[:MOST_ACTS]
        ),
        acts_left=max(len(page.acts) - MOST_ACTS, 0),
        elements=_elements(page),
        overlays=(*_overlays(page), *_folds(page)),
        delivered=tuple(_delivered(one) for one in page.delivered[:20]),
        pictures=shown,
        without=len(page.pictures) - len(shown),
    )


def _facts(page: WebPageFacts) -> tuple[tuple[Both, str | Both], ...]:
    rows: list[tuple[Both, str | Both]] = [
        (Both("状态码", "Status"), "–" if page.status is None else str(page.status)),
        (Both("屏幕", "Screen"), f"{page.width_px} × {page.height_px}"),
        (Both("打开次数", "Visits"), str(page.visits)),
        (Both("观察时长", "Watched"), f"{page.watched_s:.1f} s"),
    ]
    if page.redirects:
        rows.append((Both("跳转", "Redirects"), str(len(page.redirects))))
    if page.history_trap:
        rows.append((Both("返回", "Back"), Both("返回没有离开页面", "going back did not leave the page")))
    return tuple(rows)


def _act(act: Act) -> ActRow:
    notes: list[Both] = []
    if act.platform_opens is not None:
        notes.append(
            Both("系统会打开", "the platform would open it")
            if act.platform_opens
            else Both("系统不会打开", "the platform would not open it")
        )
    if act.hidden:
        notes.append(Both("由不可见元素引起", "by something unseen"))
    if act.visit:
        notes.append(Both(f"第 {act.visit + 1} 次打开", f"visit {act.visit + 1}"))
    return ActRow(
        at=f"+{act.at_ms / 1000:.2f} s",
        kind=word(ACT, act.kind),
        target=visible(act.target)[:300],
        cause=word(CAUSE, act.cause),
        control=_named(act.control),
        asked=act.gesture,
        notes=tuple(notes),
    )


def _named(control: Control | None) -> str:
    if control is None:
        return ""
    return visible(control.text or control.label or control.selector)[:80]


def _elements(page: WebPageFacts) -> tuple[PartRow, ...]:
    rows: list[PartRow] = []
    for one in page.elements:
        notes = [ELEMENT_STATE[one.state]]
        if one.works is not None:
            notes.append(
                Both("链接有效", "the link works") if one.works else Both("链接无效", "the link is dead")
            )
        if one.of_app is False:
            notes.append(Both("不是这个应用的", "not of this app"))
        if one.screens_down is not None and one.screens_down >= 1:
            notes.append(Both(f"下滑 {one.screens_down:.1f} 屏", f"{one.screens_down:.1f} screens down"))
        rows.append(
            PartRow(
                name=word(ELEMENT, one.name), said=reading.joined(notes),
                detail=visible(one.text or one.href)[:160],
            )
        )  # fmt: skip
    return tuple(rows)


def _overlays(page: WebPageFacts) -> tuple[PartRow, ...]:
    rows: list[PartRow] = []
    for one in page.overlays[:20]:
        notes = [Both(f"遮挡 {100 * one.covers:.0f}%", f"covers {100 * one.covers:.0f}%")]
        works = one.close_works
        if works is None:
            closes = (
                Both("有关闭控件", "a close control")
                if one.closes
                else Both("未见关闭控件", "no close control")
            )
            notes.append(closes)
        else:
            notes.append(Both("可关闭", "closes") if works else Both("关不掉", "does not close"))
        if one.scroll_locked:
            notes.append(Both("锁住滚动", "locks scrolling"))
        if one.came_back:
            notes.append(Both(f"关闭后又出现 {one.came_back} 次", f"came back {one.came_back} times"))
        rows.append(
            PartRow(
                name=Both("浮层", "Overlay"), said=reading.joined(notes),
                detail=visible(one.text)[:120],
            )
        )  # fmt: skip
    return tuple(rows)


def _folds(page: WebPageFacts) -> tuple[PartRow, ...]:
    return tuple(
        PartRow(
            name=Both("折叠正文", "Folded text"),
            said=reading.joined(
                (
                    Both(f"藏起 {one.hidden_characters} 字", f"{one.hidden_characters} characters hidden"),
                    word(UNFOLDS, one.unfolds),
                )
            ),
            detail=_named(one.control),
        )
        for one in page.folds[:20]
    )


def _delivered(one: Delivered) -> PartRow:
    notes: list[Both] = []
    if one.size_bytes is not None:
        notes.append(Both(size(one.size_bytes), size(one.size_bytes)))
    if one.cut_short:
        notes.append(Both("过大，只取了开头", "too large: only its beginning was fetched"))
    if not one.readable:
        notes.append(Both("无法读取", "cannot be read"))
    name = visible(" ".join(part for part in (one.label, one.version_name) if part) or one.package)[:120]
    digest = f"{one.sha256[:8]}…" if one.sha256 else ""
    detail = " · ".join(part for part in (visible(one.package)[:120], digest, visible(one.url)[:200]) if part)
    return PartRow(name=Both(name or "APK", name or "APK"), said=reading.joined(notes), detail=detail)


def _pictures(page: WebPageFacts, extras: Extras, pictures: Pictures) -> tuple[PictureView, ...]:
    shown: list[PictureView] = []
    for one in page.pictures:
        mime = _mime(one.sha256, extras)
        found = pictures.find(Media(one.sha256, mime)) if mime else None
        if found is None or len(shown) >= MOST_PICTURES:
            continue
        boxes = one.boxes[:MOST_BOXES]
        svg = plots.boxed(found[0], pictures.measured(one.sha256, found[1]), boxes)
        keyed = tuple((plots.letter(n), reading.both(box.label)) for n, box in enumerate(boxes))
        shown.append(
            PictureView(shot=Shot(svg=svg, boxes=keyed), moment=word(_MOMENT, visible(one.moment)[:40]))
        )
    return tuple(shown)


def _mime(sha256: str, extras: Extras) -> str:
    """A picture's media type: its own word, or what was kept of it; empty where it is not there."""
    seen = bitmap(extras.media.get(sha256, b""))
    return seen.mime if seen else extras.known.get(sha256, ("", 0, 0))[0]
