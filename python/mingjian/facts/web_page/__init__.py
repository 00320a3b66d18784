"""A page as a phone's browser met it: what it did by itself, what each control did, what it showed."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from mingjian.facts.listing import ListingFacts
from mingjian.model import Box

Cause = Literal["none", "scroll", "control", "text", "blank", "close", "unfold", "back", "return"]
"""What the reader did just before: nothing, or what kind of place was touched."""


class Control(Struct, frozen=True, kw_only=True):
    """Something that can be touched, or looks as if it could."""

    selector: str
    """CSS path from the document, through shadow roots with `>>>`."""
    text: str = ""
    label: str = ""
    """Accessible name, where it differs from the text."""
    role: str = ""
    href: str = ""
    box: Box
    contrast: float | None = None
    says: tuple[str, ...] = ()
    """What its words promise: `download`, `open_app`, `close`, `cancel`, `unfold`, `policy` … (`words`)."""
    shown: bool = True
    tappable: bool = True
    """The point at its middle belongs to it."""
    ticked: bool | None = None
    """Of a box to tick: its state before anyone touched it."""


class Act(Struct, frozen=True, kw_only=True):
    """Something the page did that leaves the page: a download, a jump, a dialog, a write to the clipboard."""

    at_ms: float
    """Since navigation began."""
    kind: Literal[
        "download",
        "scheme",
        "redirect",
        "dialog",
        "popup_window",
        "clipboard",
        "history",
        "fetch_package",
        "navigate",
    ]
    """`redirect` is what a server answers, `navigate` another web page that the page or a touch leads to."""
    target: str
    """An address, or the words of a dialog or of what was written."""
    package: bool = False
    """What is fetched is an app's package, by its type, name or content."""
    cause: Cause
    control: Control | None = None
    gesture: bool = False
    """A touch of the reader had happened within the page's activation window."""
    platform_opens: bool | None = None
    """Whether Android would hand the address to an app."""
    hidden: bool = False
    """By a hidden frame or an element nobody sees."""
    visit: int = 0


class Overlay(Struct, frozen=True, kw_only=True):
    """Something laid over the page that the reader did not ask for."""

    selector: str
    text: str
    box: Box
    covers: float
    """Share of the viewport."""
    covers_text: float = 0.0
    """Share of the main text then in view."""
    appeared_ms: float
    cause: Cause
    pushes: tuple[str, ...] = ()
    """`download`, `open_app`; empty for others (cookies, login, age)."""
    closes: tuple[Control, ...] = ()
    close_works: bool | None = None
    close_does: str = ""
    """What touching the close control did besides: the target of a download or jump."""
    asked: bool = False
    """It came after the reader touched a control that promises a download or an app."""
    scroll_locked: bool = False
    came_back: int = 0
    """How often it was there again after it had been closed."""
    picture: str = ""
    visit: int = 0


class Fold(Struct, frozen=True, kw_only=True):
    """Main text cut short."""

    selector: str
    hidden_characters: int
    shown_characters: int
    control: Control | None = None
    unfolds: Literal["here", "download", "open_app", "login", "pay", "nothing", "unknown"] = "unknown"
    box: Box | None = None


class Element(Struct, frozen=True, kw_only=True):
    """One of the four elements of 1.1 (operator, functions, policy, permissions), or name and version."""

    name: Literal["operator", "functions", "policy", "permissions", "name", "version"]
    state: Literal["shown", "linked", "hidden", "missing"]
    text: str = ""
    href: str = ""
    works: bool | None = None
    """Of a link: it answered with what it promises; None when it was not opened."""
    of_app: bool | None = None
    """Of the policy behind a link: it names this app or its operator."""
    why: str = ""
    """Of what is hidden or does not work: how."""
    box: Box | None = None
    screens_down: float | None = None
    """How many screens the reader scrolls to it."""


class Offer(Struct, frozen=True, kw_only=True):
    """A control that leads to an app, in its surroundings: what stands beside it in the same block."""

    control: Control
    leads: Literal["package", "store", "app", "page", "nothing"]
    target: str = ""
    around: str = ""
    """The text of the block it stands in."""
    inside_text: bool = False
    """Between the lines of a main text that is about something else."""
    labelled: str = ""
    """The word by which the block says that it advertises or recommends."""


class Confirmation(Struct, frozen=True, kw_only=True):
    """A window in which the reader confirms a download."""

    selector: str
    text: str
    confirm: Control
    cancels: tuple[Control, ...] = ()
    extras: tuple[Control, ...] = ()
    """Boxes to tick in it that concern another app."""


class Delivered(Struct, frozen=True, kw_only=True):
    """The package behind a download control."""

    control: Control | None
    url: str
    sha256: str = ""
    size_bytes: int | None = None
    package: str = ""
    label: str = ""
    version_name: str = ""
    signer_sha256: tuple[str, ...] = ()
    permissions: tuple[str, ...] = ()
    readable: bool = True
    cut_short: bool = False
    """Larger than the cap: only its beginning was fetched."""
    act: int | None = None
    """Which of `WebPageFacts.acts` brought it."""


class Picture(Struct, frozen=True, kw_only=True):
    sha256: str
    moment: str
    """`loaded`, `scrolled`, `overlay`, `after close` …"""
    boxes: tuple[Box, ...] = ()


class WebPageFacts(Struct, frozen=True, kw_only=True):
    url: str
    final_url: str
    title: str = ""
    status: int | None = None
    redirects: tuple[str, ...] = ()
    kind: Literal["recommendation", "article", "listing", "store", "other"] = "other"
    """What the page is for, by its own content: a download's page, something to read, a store's page."""
    width_px: int = 390
    height_px: int = 844
    visits: int = 1
    """How often it was opened afresh or returned to."""
    watched_s: float = 0.0
    text_characters: int = 0
    acts: tuple[Act, ...] = ()
    overlays: tuple[Overlay, ...] = ()
    folds: tuple[Fold, ...] = ()
    controls: tuple[Control, ...] = ()
    """Those whose words or effect concern a download, an app, closing or unfolding."""
    elements: tuple[Element, ...] = ()
    offers: tuple[Offer, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()
    delivered: tuple[Delivered, ...] = ()
    promise: ListingFacts | None = None
    """What the page shows of the app it offers, in the shape of a store's listing."""
    says: tuple[str, ...] = ()
    """Sentences of the page about alarms, prizes, hotlines (`words.REMARKS`), as shown."""
    history_trap: bool = False
    """Going back did not leave the page."""
    pictures: tuple[Picture, ...] = ()
    media: dict[str, bytes] = {}
    """Screenshots by SHA-256."""
    unsettled: tuple[str, ...] = ()
    """What the visit could not finish: `load_timeout`, `redirect_loop`, `unresponsive`, `challenge` …"""
    har: str = ""
    """The recording the visit can be replayed from."""
