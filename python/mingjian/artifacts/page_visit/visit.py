"""The shapes of `visit.json`: what the reader did (`Step`), what the page did (`Act`), what stood on the
screen (`View`). Words are kept as they stood; what they promise is for `facts` to say.

Boxes are CSS pixels in the viewport at the moment of their view; the document's y is `y + view.scroll_y`.
Times are milliseconds since the first navigation began, by the page's own clock.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

Cause = Literal["none", "scroll", "control", "text", "blank", "close", "unfold", "back", "return"]
"""What the reader did: nothing, or what kind of place was touched; `back` and `return` touch no place."""
ActKind = Literal[
    "download",  # a file was handed to the reader; `target` its address, `file_name` its name
    "scheme",  # an address that is not the web's: intent:, market:, weixin: …
    "redirect",  # another document: by the server (3xx), a refresh, a script or a link
    "dialog",  # alert, confirm, prompt or beforeunload; `target` its text
    "popup_window",  # window.open or a link into a new window
    "clipboard",  # a write to the clipboard, `target` what was written
    "history",  # an entry added to the history without a new document, `target` its address
    "fetch_package",  # a script, frame or picture fetched an app package without handing it over
]
Code = Literal[
    "unreachable",  # the page itself gave no answer
    "refused",  # it, or where it led, is inside a private network
    "http_status",  # it answered with an error
    "load_timeout",  # it had not finished loading when the reader began
    "redirect_loop",
    "unresponsive",  # it answered nothing for a while: a script that never ends
    "crashed",  # its renderer ended
    "dialog_storm",
    "popup_storm",
    "endless_scroll",  # it grew longer as long as it was scrolled
    "too_large",  # more bytes than the visit may take
    "deadline",  # the visit's time was over before all was tried
    "challenge",  # a check that one is no robot stood before the content
    "not_recorded",  # a replay asked for something the recording does not hold
]  # fmt: skip
Text = Annotated[str, Meta(max_length=20_000)]
Short = Annotated[str, Meta(max_length=4_096)]
"""Addresses, selectors, labels. Longer ones are cut when recorded."""
Count = Annotated[int, Meta(ge=0)]
Index = Annotated[int, Meta(ge=-1)]
"""Into the list that the field names; -1 for none."""
FileName = Annotated[
    str, Meta(max_length=200, pattern=r"^(?!\.)[A-Za-z0-9._-]*$|^downloads/[A-Za-z0-9_-]+(\.[a-z]+)?$")
]


class Rect(Struct, frozen=True, array_like=True):
    """x, y, width, height in CSS pixels, whole numbers."""

    x: int
    y: int
    w: int
    h: int


class Node(Struct, frozen=True, kw_only=True):
    """Something that can be touched, or looks as if it could."""

    selector: Short
    """CSS path from the document; `>>>` enters a shadow root, `|>` a frame."""
    tag: Short
    role: Short = ""
    text: Short = ""
    """As it is shown, white space joined."""
    label: Short = ""
    """aria-label, title, alt or value, where there is one."""
    hint: Short = ""
    """id, classes and picture names: what a developer calls it."""
    href: Short = ""
    download: Short | None = None
    """The attribute `download` of a link, empty when it has no name."""
    checked: bool | None = None
    """Of a box to tick."""
    box: Rect
    contrast: float | None = None
    """Of its text against what is behind it (WCAG, 1 to 21); None without text or on a picture."""
    font_px: float = 0.0
    opacity: float = 1.0
    shown: bool = True
    """It is laid out, has a size and can be seen."""
    tappable: bool = True
    """A touch in its middle reaches it; of those outside the viewport unknown and taken for true."""
    layer: Index = -1
    """Of `View.layers`: the one it lies in."""


class Layer(Struct, frozen=True, kw_only=True):
    """Something that stays over the page: fixed, sticky, a dialog, or absolute above the main text."""

    selector: Short
    how: Literal["fixed", "sticky", "dialog", "popover", "absolute", "frame"]
    z: int = 0
    text: Text = ""
    hint: Short = ""
    box: Rect
    """Of all that it paints, its backdrop too, cut to the viewport."""
    panel: Rect
    """Of what has text or pictures, without a backdrop."""
    covers: float
    """Share of the viewport that cannot be reached by touch because of it (0 to 1)."""
    covers_text: float = 0.0
    """Share of the main text in the viewport that lies under it (0 to 1)."""
    opaque: bool = True


class Passage(Struct, frozen=True, kw_only=True):
    """Words that stand together: the text of one block."""

    selector: Short
    text: Short
    box: Rect
    shown: bool = True
    """A reader who scrolls sees it."""
    font_px: float = 0.0
    contrast: float | None = None
    href: Short = ""
    """Where it, or the link around it, leads."""
    layer: Index = -1
    main: bool = False
    """Part of the main text."""


class Folded(Struct, frozen=True, kw_only=True):
    """Main text that is cut short."""

    selector: Short
    how: Literal["clipped", "line_clamp", "masked", "not_displayed"]
    shown_characters: Count
    hidden_characters: Count
    box: Rect
    controls: tuple[Index, ...] = ()
    """Of `View.nodes`: those at its lower edge."""


class View(Struct, frozen=True, kw_only=True):
    """What stood on the screen at one moment."""

    moment: Short
    """`loaded`, `waited`, `scrolled`, `touched`, `settled`, `back`, `returned`."""
    at_ms: float
    step: Index
    """Of `Visit.steps`: the one it was taken after."""
    opening: Count
    """Which opening of the page, from 0."""
    url: Short
    title: Short = ""
    scroll_y: int = 0
    document_height: int = 0
    scroll_locked: bool = False
    """There is more below, and a reader's drag did not move it."""
    main: Short = ""
    """Selector of the main text."""
    text_characters: Count = 0
    """Of the main text as it is shown, folded text not counted."""
    layers: tuple[Layer, ...] = ()
    nodes: tuple[Node, ...] = ()
    folds: tuple[Folded, ...] = ()
    passages: tuple[Passage, ...] = ()
    """Empty when they are those of `passages_of`."""
    passages_of: Index = -1
    """Of `Visit.views`: the earlier view with the same passages (their places may have scrolled)."""
    picture: Index = -1
    """Of `Visit.pictures`."""
    cut: bool = False
    """There was more than is kept."""


class Step(Struct, frozen=True, kw_only=True):
    """One thing the reader did, and the wait after it."""

    cause: Cause
    opening: Count
    at_ms: float
    until_ms: float
    node: Node | None = None
    """What was touched, as it stood."""
    x: int | None = None
    y: int | None = None
    purpose: Literal[
        "open", "wait", "scroll", "close", "cancel", "unfold", "download", "confirm", "app", "text",
        "blank", "back", "return",
    ]  # fmt: skip
    """Why the reader did it."""
    before: Index = -1
    """Of `Visit.views`: what was on the screen when it was done."""
    after: Index = -1


class Act(Struct, frozen=True, kw_only=True):
    """Something the page did that leaves the page or reaches beyond it."""

    at_ms: float
    kind: ActKind
    target: Short
    step: Index
    """Of `Visit.steps`: what the reader had done last."""
    opening: Count
    gesture: bool = False
    """The page was activated: a touch (not a scroll) less than five seconds before."""
    since_touch_ms: float | None = None
    how: Short = ""
    """`http 302`, `script`, `link`, `refresh`, `frame`, `form`, `window.open`; of a dialog its type."""
    frame: Short = ""
    """Address of the frame it came from; empty: the page itself."""
    hidden: bool = False
    """That frame cannot be seen."""
    opens: bool | None = None
    """Whether Chrome on Android hands the address to an app: an outside scheme, and activated."""
    package: Short = ""
    """The app an intent: names."""
    fallback: Short = ""
    """The address an intent: names for those who have no such app."""
    detail: Short = ""
    file_name: Short = ""
    delivery: Index = -1
    """Of `Visit.deliveries`."""


class Hop(Struct, frozen=True, kw_only=True):
    """One redirect on the way to the page."""

    url: Short
    status: int
    to: Short


class Linked(Struct, frozen=True, kw_only=True):
    """A page behind a link that speaks of a policy, permissions or the operator: asked for apart."""

    href: Short
    text: Short
    """Of the link."""
    final_url: Short = ""
    status: int | None = None
    """None: no answer."""
    mime: Short = ""
    title: Short = ""
    characters: Count = 0
    excerpt: Text = ""
    """The beginning of its text as shown."""
    dialog: bool = False
    """The link opened it over the page instead of leading away."""


class Delivery(Struct, frozen=True, kw_only=True):
    """A file the page handed over."""

    url: Short
    file: FileName
    """In the visit's folder; empty when nothing was kept."""
    name: Short = ""
    mime: Short = ""
    sha256: Short = ""
    """Of the bytes kept."""
    size_bytes: Count = 0
    """Of the bytes kept."""
    announced_bytes: Count | None = None
    """What the server said it would send."""
    cut_short: bool = False
    failed: Short = ""


class Picture(Struct, frozen=True, kw_only=True):
    """A screenshot of the viewport; its pixels are `scale` times the boxes'."""

    file: FileName
    sha256: Short
    mime: Literal["image/png", "image/jpeg"]
    moment: Short
    view: Index = -1
    scale: float = 1.0


class Refused(Struct, frozen=True, kw_only=True):
    """A connection the proxy did not make."""

    host: Short
    port: int
    code: Short
    """`private`, `port`, `unknown_name`, `malformed`, `caps`, `unreachable`."""
    count: int = 1


class Unsettled(Struct, frozen=True, kw_only=True):
    """Something the visit could not finish."""

    code: Code
    at_ms: float
    detail: Short = ""


class Phone(Struct, frozen=True, kw_only=True):
    """What the page took its reader for."""

    user_agent: Short
    width_px: int = 390
    height_px: int = 844
    scale: float = 3.0
    locale: Short = "zh-CN"
    zone: Short = "Asia/Shanghai"
    browser: Short = ""


class Visit(Struct, frozen=True, kw_only=True):
    format: Literal["mingjian.page_visit/1"] = "mingjian.page_visit/1"
    url: Short
    final_url: Short = ""
    title: Short = ""
    status: int | None = None
    started: Short
    """UTC, ISO 8601."""
    hops: tuple[Hop, ...] = ()
    phone: Phone
    openings: Count = 1
    """How often the page was opened afresh or returned to."""
    watched_s: float = 0.0
    """How long the page was watched before anything was touched, by its own clock."""
    steps: tuple[Step, ...] = ()
    acts: tuple[Act, ...] = ()
    views: tuple[View, ...] = ()
    links: tuple[Linked, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    pictures: tuple[Picture, ...] = ()
    back_presses: Count = 0
    """How often back was pressed after the first opening."""
    back_left: bool | None = None
    """It led away from the page; None: it was not tried."""
    refused: tuple[Refused, ...] = ()
    sent_bytes: Count = 0
    received_bytes: Count = 0
    connections: Count = 0
    unsettled: tuple[Unsettled, ...] = ()
    replayed: bool = False
