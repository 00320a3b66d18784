"""A page met in a browser: what rules ask of it in common, and its places as evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from mingjian.facts import Facts
from mingjian.facts.once import once
from mingjian.facts.web_page import Act, Control, Element, Overlay, WebPageFacts
from mingjian.model import Box, Evidence, Finding, Media, Party
from mingjian.rules import Judgement, NotApplicable, NotCovered

UNASKED = frozenset({"none", "scroll", "back", "return"})
"""Causes that are no act upon the page: it was loaded, read, left or come back to."""
CAUSE = {
    "none": ("未作任何操作时", "with no touch at all"),
    "scroll": ("滚动阅读时", "while scrolling"),
    "back": ("返回时", "on going back"),
    "return": ("切回网页时", "on coming back to the page"),
    "text": ("点按正文时", "at a touch of the text"),
    "blank": ("点按空白处时", "at a touch of blank space"),
    "unfold": ("点按展开时", "at a touch of what unfolds the text"),
    "close": ("点按关闭时", "at a touch of the close control"),
    "control": ("点按控件时", "at a touch of a control"),
}
MOST_COVERED = 0.3
"""Share of the screen a prompt may cover: the criterion of 26号-1.2.7 (project choice)."""
SETTLED = "page_settled"
PACKAGE = "page_package"
POLICY = "page_policy"
HOTLINE = "page_hotline"
"""What a visit was not able to see, as reports name it."""
LEAST_CANCEL_AREA = 0.5
LEAST_CANCEL_CONTRAST = 3.0
"""Of the confirming control, and to 1: the criterion of 26号-1.1.7 (project choice, after WCAG 2.2)."""
NOT_APPS = frozenset(
    {"http", "https", "about", "data", "blob", "javascript", "file", "ws", "wss", "mailto", "tel", "sms"}
)
"""Schemes that lead to no app of the kind pages push: the browser's own, telephone and mail."""
NO_PACKAGE = NotApplicable(
    "网页不提供安装包，应用的信息由商店展示 · the page delivers no package, the store shows its app"
)


def page(facts: Facts) -> WebPageFacts:
    """The page of a rule that needs one."""
    assert facts.web_page is not None  # noqa: S101
    return facts.web_page


def publisher(facts: Facts) -> Party:
    """Whose page it is: known by its host alone."""
    host = page(facts).final_url.partition("://")[2].partition("/")[0]
    return Party("app", "", host or facts.subject.path)


def covered(facts: Facts, found: Iterable[Finding]) -> Judgement:
    """The findings; without any, and where the visit could not finish, what it could not."""
    told = list(found)
    left = page(facts).unsettled
    return told if told or not left else NotCovered((SETTLED,))


def at(
    facts: Facts,
    selector: str,
    excerpt: str,
    *,
    box: Box | None = None,
    picture: str = "",
    moment: str = "loaded",
) -> Evidence:
    """A place on the page, `URL#selector`, with the picture in which it is framed where there is one."""
    seen = page(facts)
    digest = picture or next((shot.sha256 for shot in seen.pictures if shot.moment == moment), "")
    media = (Media(digest, "image/png", () if box is None else (box,)),) if digest else ()
    return Evidence(kind="page", location=f"{seen.final_url}#{selector}", excerpt=excerpt[:400], media=media)


def of_control(facts: Facts, control: Control, note: str = "") -> Evidence:
    """A control with its words."""
    words = control.text or control.label
    return at(facts, control.selector, f"{words!r} {note}".strip(), box=control.box)


def of_act(facts: Facts, act: Act) -> Evidence:
    """What the page did, when, and upon what."""
    said = f"{act.at_ms / 1000:.1f} s · {act.cause} → {act.kind} {act.target[:200]}"
    if act.control is not None:
        return of_control(facts, act.control, said)
    return at(facts, "", said)


def of_overlay(facts: Facts, overlay: Overlay) -> Evidence:
    """A window laid over the page."""
    said = f"{overlay.text[:200]} · {overlay.covers:.0%} · {overlay.appeared_ms / 1000:.1f} s"
    return at(facts, overlay.selector, said, box=overlay.box, picture=overlay.picture)


def fetches(act: Act) -> bool:
    """The page fetches an app's package."""
    return act.package and act.kind in ("download", "fetch_package")


def opens_app(act: Act) -> bool:
    """The page hands an address to an app, or tries to."""
    return act.kind == "scheme" and act.target.partition(":")[0].lower() not in NOT_APPS


def unasked(act: Act) -> bool:
    """Nothing was touched."""
    return act.cause in UNASKED


def promised(act: Act) -> bool:
    """The words of what was touched say that it does this."""
    says = set(act.control.says) if act.control else set[str]()
    if act.cause in ("text", "blank", "close") or "close" in says:
        return False
    if fetches(act):
        return bool(says & {"download", "confirm", "fast", "extra_app"})
    return bool(says & {"open_app", "store", "download", "confirm", "fast"})


@once
def pushing(facts: Facts) -> tuple[Overlay, ...]:
    """Windows laid over the page that urge to download or open an app and that nobody asked for."""
    return tuple(overlay for overlay in page(facts).overlays if overlay.pushes and not overlay.asked)


def in_the_way(overlay: Overlay) -> bool:
    """It hides more than a prompt may, or holds the page still."""
    return overlay.covers > MOST_COVERED or overlay.scroll_locked


@once
def delivers(facts: Facts) -> bool:
    """The page itself hands out an app's package."""
    seen = page(facts)
    return (
        bool(seen.delivered)
        or any(fetches(act) for act in seen.acts)
        or any(offer.leads == "package" for offer in seen.offers)
    )


def element(facts: Facts, name: str) -> Element | None:
    """An element of the page by name; None when it was not looked for."""
    return next((one for one in page(facts).elements if one.name == name), None)


def disclosure(facts: Facts, found: Callable[[Facts], Iterable[Finding]]) -> Judgement:
    """The findings about what a page must show that delivers a package; not applicable to others."""
    if not delivers(facts):
        return NotCovered((SETTLED,)) if page(facts).unsettled else NO_PACKAGE
    return covered(facts, found(facts))


def unseen(one: Element | None) -> bool:
    """The element is not there, or nobody can see it."""
    return one is not None and one.state in ("missing", "hidden")


def place(facts: Facts, one: Element, zh: Sequence[str] = ()) -> Evidence:
    """Where the element stands, or that it was looked for."""
    said = " ".join((one.name, one.state, one.why, one.text[:200], *zh)).strip()
    return at(facts, one.name, said, box=one.box)


def host(url: str) -> str:
    """The host of an address, lower case, without its port."""
    rest = url.partition("://")[2] or url
    return rest.partition("/")[0].partition("?")[0].rpartition("@")[2].partition(":")[0].lower()
