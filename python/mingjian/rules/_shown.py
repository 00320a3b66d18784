"""Screens of a run as rules ask of them: which the app showed, their controls, what followed, as evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from mingjian.facts import Facts
from mingjian.facts.screen import Node, Screen, ScreenFacts
from mingjian.facts.screen.answers import touched
from mingjian.facts.screen.kinds import LAUNCHER, words
from mingjian.facts.words import says_download
from mingjian.model import Box, Evidence, Media
from mingjian.rules import NotCovered
from mingjian.rules._windows import LARGEST_CONTROL_DP, closes

RECORD = {
    "splash": "带开屏信息窗口的启动界面 · a launch that shows an opening information window",
    "popup": "弹窗信息窗口的界面 · a screen with a pop-up information window",
    "window": "开屏或弹窗信息窗口的界面 · an opening or pop-up information window",
    "close_tap": "点击关闭控件前后的界面 · screens before and after the close control is touched",
    "blank_tap": "点击窗口空白处前后的界面 · screens before and after blank places are touched",
    "minutes": "十分钟的使用记录 · ten minutes of use",
    "motion": "提示摇动、扭动等动作的界面 · a screen that speaks of shaking or turning the phone",
    "settings": "设置页面 · the settings pages",
    "payment": "支付或开通会员的界面 · a screen that sells",
    "renewal": "开通自动续费的界面 · a screen that sells automatic renewal",
    "membership": "会员或订阅管理页面 · the pages that manage a membership",
    "consent": "征求同意的界面 · the screen that asks for agreement",
    "first_run": "全新安装后的首次运行界面 · the screens of a first run",
    "refusal": "拒绝后的界面 · the screens after a refusal",
    "permission": "系统权限弹窗及其前一界面 · the system's permission dialog and the screen before it",
    "download": "推荐下载的界面 · a screen that offers a download",
    "account": "账号管理、注销页面 · the pages of the account and its closing",
    "help": "客服、帮助页面 · the help pages",
    "feed": "个性化推荐内容的界面 · a screen with recommended content",
    "purchase": "付费直至支付成功的界面 · the screens of a purchase up to its success",
    "switched": "关闭个性化推荐后的内容界面 · recommended content after the switch was turned off",
    "guest": "全部拒绝后以游客身份使用的界面 · the screens of a guest who refused everything",
    "closing": "注销账号的条件、确认页面 · the pages that name the conditions of closing an account",
    "partner": "打开第三方小程序、应用前后的界面 · screens before and after a third party's app is opened",
    "density": "屏幕密度 --density · the screen's density (--density)",
    "picture": "屏幕截图 · the screenshot",
    "ocr": "截图文字识别 ocr · reading words in pictures (extra ocr)",
}
MOST_BOXES = 6
ALIKE = 0.6
"""Share of two screens' views from which they are one window whose countdown or buttons changed."""
GAP = 2


def screens_of(facts: Facts) -> tuple[Screen, ...]:
    """All screens; a rule that asks has them in its needs."""
    assert facts.screen is not None  # noqa: S101 - needs
    return facts.screen.screens


def screen_facts(facts: Facts) -> ScreenFacts:
    """The facts; a rule that asks has them in its needs."""
    assert facts.screen is not None  # noqa: S101 - needs
    return facts.screen


def shown(facts: Facts, *kinds: str) -> list[tuple[int, Screen]]:
    """The app's own screens of any of the kinds, with their positions."""
    return [
        (at, one)
        for at, one in enumerate(screens_of(facts))
        if "app" in one.kinds and (not kinds or not set(kinds).isdisjoint(one.kinds))
    ]


def uncovered(facts: Facts, *wanted: str) -> NotCovered:
    """The run did not show it; where some screens' words nobody read, that is wanted as well."""
    missing = [RECORD[one] for one in wanted]
    if any(not one.text_read for one in screens_of(facts)):
        pictured = any(one.picture for one in screens_of(facts) if not one.text_read)
        missing.append(RECORD["ocr" if pictured else "picture"])
    return NotCovered(tuple(missing))


def unread(screens: Iterable[Screen]) -> bool:
    """Some screen shows what nobody read."""
    return any(not one.text_read for one in screens)


def controls(screen: Screen) -> Iterator[tuple[int, Node]]:
    """Views one sees, with their positions."""
    return ((at, node) for at, node in enumerate(screen.nodes) if node.shown)


def finds(screen: Screen, pattern: re.Pattern[str]) -> Iterator[tuple[int, Node]]:
    """Views whose words `pattern` finds."""
    return ((at, node) for at, node in controls(screen) if (told := words(node)) and pattern.search(told))


def first(screen: Screen, pattern: re.Pattern[str], *, whole: bool = False) -> int | None:
    """The first view whose words `pattern` finds, or whose whole text or description it matches."""
    for at, node in controls(screen):
        if whole and any(text and pattern.match(text.strip()) for text in (node.text, node.description)):
            return at
        if not whole and (told := words(node)) and pattern.search(told):
            return at
    return None


def downloads(screen: Screen) -> list[int]:
    """Controls whose whole words download or install an app."""
    return [
        at
        for at, node in controls(screen)
        if any(says_download(text) for text in (node.text, node.description) if text)
    ]


def told(screen: Screen) -> str:
    """All words one sees, a line each."""
    return "\n".join(words(node) for _, node in controls(screen) if node.text or node.description)


def closers(screen: Screen) -> list[int]:
    """Controls that by words, description or id close or skip."""
    return [
        at
        for at, node in controls(screen)
        if closes(node.text, node.description, node.id) and _small(screen, node)
    ]


def _small(screen: Screen, node: Node) -> bool:
    """No panel: at most a third of the screen's width where nobody knows the density."""
    most = LARGEST_CONTROL_DP * 2 * screen.density if screen.density else screen.width_px * 0.6
    return node.w <= most


def area(screen: Screen, at: int) -> Node:
    """What reacts for a view: itself, or the touchable view it lies in, no larger than a control."""
    node = screen.nodes[at]
    most = LARGEST_CONTROL_DP * screen.density if screen.density else screen.width_px * 0.3
    above = node
    while not above.clickable and above.parent >= 0:
        above = screen.nodes[above.parent]
    return above if above.clickable and above.w <= most and above.h <= most else node


def side_dp(screen: Screen, at: int) -> float | None:
    """The shorter side of what reacts, in dp; None where the density is unknown."""
    if not screen.density:
        return None
    node = area(screen, at)
    return round(min(node.w, node.h) / screen.density, 1)


def text_sp(screen: Screen, node: Node) -> float | None:
    """Size of its characters in sp at font scale 1; None where nobody could measure it."""
    if not screen.density or node.text_px is None:
        return None
    return round(node.text_px / screen.density, 1)


def following(facts: Facts, at: int) -> Screen | None:
    """The screen recorded next."""
    screens = screens_of(facts)
    return screens[at + 1] if at + 1 < len(screens) else None


def tapped_on(facts: Facts, at: int) -> Node | None:
    """The control touched last on this screen, before the next one."""
    then = following(facts, at)
    return touched(screens_of(facts)[at], *then.tapped) if then is not None and then.tapped else None


def was_tapped(facts: Facts, at: int, indices: Sequence[int]) -> bool:
    """The touch that led to the next screen met one of these controls."""
    then = following(facts, at)
    if then is None or then.tapped is None:
        return False
    here, (x, y) = screens_of(facts)[at], then.tapped
    return any(
        node.x <= x < node.x + node.w and node.y <= y < node.y + node.h
        for node in (area(here, index) for index in indices)
    )


def left(screen: Screen | None) -> bool:
    """The screen is another app's: a shop, a browser, whatever the touch opened; no permission dialog."""
    return screen is not None and "other_app" in screen.kinds


def gone_home(screen: Screen | None) -> bool:
    """The app is no longer before the user: the launcher is."""
    return screen is not None and bool(LAUNCHER.search(screen.package))


def same_window(one: Screen, other: Screen) -> bool:
    """Two screens show the same window: most of what one says the other says, numbers aside."""
    if "app" not in other.kinds or one.activity != other.activity:
        return False
    here, there = _signature(one), _signature(other)
    return bool(here) and len(here & there) >= ALIKE * max(len(here), len(there))


def _signature(screen: Screen) -> set[str]:
    return {
        f"{node.id.rpartition('/')[2]}|{re.sub(r'[0-9]+', '#', node.text)[:40]}|{node.cls.rpartition('.')[2]}"
        for _, node in controls(screen)
        if node.text or node.id
    }


def seen(screen: Screen, indices: Sequence[int] = (), note: str = "", labels: Sequence[str] = ()) -> Evidence:
    """A screen as evidence, with boxes round the views at issue, in pixels of its picture."""
    shown_views = [screen.nodes[at] for at in indices]
    excerpt = note or "; ".join(view_text(screen, node) for node in shown_views[:3]) or told(screen)[:200]
    media: tuple[Media, ...] = ()
    if screen.picture:
        boxes = tuple(
            _box(screen, node, labels[at] if at < len(labels) else _label(node))
            for at, node in enumerate(shown_views[:MOST_BOXES])
        )
        media = (Media(screen.picture, screen.mime, boxes),)
    place = f"{screen.source}#{indices[0]}" if indices else screen.source
    return Evidence(kind="screen", location=place, excerpt=excerpt, media=media)


def _label(node: Node) -> str:
    return (node.text or node.description or node.id.rpartition("/")[2] or node.cls.rpartition(".")[2])[:24]


def _box(screen: Screen, node: Node, label: str) -> Box:
    scale = screen.picture_scale
    left, top = max(0, round(node.x * scale) - GAP), max(0, round(node.y * scale) - GAP)
    return Box(left, top, round(node.w * scale) + 2 * GAP, round(node.h * scale) + 2 * GAP, label)


def view_text(screen: Screen, node: Node) -> str:
    """`TextView @skip 44×24 dp 2.1:1 “跳过”`."""
    unit = "dp" if screen.density else "px"
    by = screen.density or 1.0
    parts = [
        node.cls.rpartition(".")[2] or ("OCR" if node.read == "picture" else "View"),
        f"@{node.id.rpartition('/')[2]}" if node.id else "",
        f"{node.w / by:.0f}×{node.h / by:.0f} {unit}",
        "" if node.checked is None else f"checked={str(node.checked).lower()}",
        "" if node.contrast is None else f"{node.contrast:.1f}:1",
        f"“{(node.text or node.description)[:60]}”" if node.text or node.description else "",
    ]
    return " ".join(part for part in parts if part)


def depth(facts: Facts, at: int) -> int:
    """Touches it took to get to a screen since the app was last launched or came to the front; touches on
    windows that came up by themselves are not counted."""
    screens = screens_of(facts)
    touches = 0
    for index in range(at, 0, -1):
        one, before = screens[index], screens[index - 1]
        if one.step.startswith(("launch", "foreground")) or "app" not in before.kinds:
            break
        if not {"consent", "popup", "splash"}.intersection(before.kinds):
            touches += one.taps
    return touches
