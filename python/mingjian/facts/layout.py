"""View trees inflated from compiled layouts: resolved texts, sizes in dp, text in sp, colours.

The core inflates every layout and hands over those with something a rule may look at (`INTEREST`);
`examined` counts all. Parents precede children; `parent` is an index into `views`, -1 for the root.
"""

from typing import Literal

from msgspec import Struct


class View(Struct, frozen=True, kw_only=True, gc=False):
    tag: str
    """Class as written: `CheckBox`, `android.widget.ImageView`, `com.a.SplashView`; `include` and `merge`
    are expanded."""
    parent: int = -1
    id: str | None = None
    number: int | None = None
    """The id as code names it (0x7f…)."""
    text: str | None = None
    hint: str | None = None
    description: str | None = None
    checked: bool | None = None
    clickable: bool | None = None
    enabled: bool | None = None
    on_click: str | None = None
    visibility: Literal["visible", "invisible", "gone"] = "visible"
    width: str = "wrap"
    """`match`, `wrap`, or a number of dp as text (`24`, `0.5`)."""
    height: str = "wrap"
    min_width_dp: float | None = None
    min_height_dp: float | None = None
    padding_dp: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    """Left, top, right, bottom."""
    margin_dp: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    text_size_sp: float | None = None
    text_color: str | None = None
    """`#aarrggbb`."""
    background: str | None = None
    """A colour (`#aarrggbb`) or a resource (`@drawable/x`)."""
    fill: str | None = None
    """`#aarrggbb`: the one colour the background paints, where it comes down to one."""
    src: str | None = None
    alpha: float = 1.0
    gravity: str | None = None
    layout_gravity: str | None = None
    orientation: Literal["horizontal", "vertical"] | None = None
    weight: float = 0.0
    rules: dict[str, str] = {}
    """Other layout_* attributes (RelativeLayout rules, ConstraintLayout edges), by local name."""
    line: int = 0


class Layout(Struct, frozen=True, kw_only=True):
    name: str
    """`@layout/activity_splash`."""
    number: int = 0
    """The resource as code names it; 0 when the package has no table."""
    entry: str
    config: str = ""
    views: tuple[View, ...] = ()
    """After <include> and <merge> were expanded."""


class LayoutFacts(Struct, frozen=True, kw_only=True):
    examined: int
    layouts: tuple[Layout, ...] = ()
    broken: tuple[str, ...] = ()
