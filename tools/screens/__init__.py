"""Draws the screens of test runs: view trees, screenshots and the session that led through them.

`python -m tools.screens` writes the cases of tests/runs that are made of screens anew. Places are in dp on a
360 × 780 dp phone of 320 dpi, sizes of text in sp.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr

import msgspec
from PIL import Image, ImageDraw, ImageFont

from mingjian.artifacts.device_log.event import Device
from mingjian.artifacts.device_log.session import Session, SessionStep

ROOT = Path(__file__).resolve().parents[2] / "tests" / "runs"
FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
DENSITY = 2
WIDTH, HEIGHT = 360, 780
APP = "com.qinghe.notes"
OTHER = "com.tmall.shop"
HOME = "com.android.launcher3"
PERMISSION = "com.android.permissioncontroller"
START_NS = 1_772_330_400_000_000_000
"""2026-03-01 10:00:00 in Asia/Shanghai."""


@dataclass(frozen=True)
class View:
    """One view; `at` is x, y, width, height in dp."""

    text: str
    at: tuple[float, float, float, float]
    kids: tuple[View, ...] = ()
    cls: str = "android.widget.TextView"
    id: str = ""
    desc: str = ""
    click: bool = False
    check: bool | None = None
    enabled: bool = True
    selected: bool = False
    scroll: bool = False
    size: float = 14
    color: str = "#333333"
    fill: str = ""
    painted: str = ""
    """Words the picture shows and the tree does not tell."""


def v(text: str, at: tuple[float, float, float, float], *kids: View, **more: object) -> View:
    """A text view."""
    return View(text, at, kids, **more)  # type: ignore[arg-type]


def button(text: str, at: tuple[float, float, float, float], **more: object) -> View:
    """A button with white words on red."""
    told: dict[str, object] = {
        "cls": "android.widget.Button",
        "click": True,
        "fill": "#d93025",
        "color": "#ffffff",
    }
    return View(text, at, **(told | more))  # type: ignore[arg-type]


def box(text: str, at: tuple[float, float, float, float], *, check: bool, **more: object) -> View:
    """A check box."""
    told: dict[str, object] = {"cls": "android.widget.CheckBox", "click": True, "check": check}
    return View(text, at, **(told | more))  # type: ignore[arg-type]


def image(at: tuple[float, float, float, float], **more: object) -> View:
    """A picture."""
    told: dict[str, object] = {"cls": "android.widget.ImageView", "fill": "#3a6ea5"}
    return View("", at, **(told | more))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Shown:
    """One screen of a run and what was done on it."""

    views: tuple[View, ...]
    window: tuple[float, float, float, float] = (0, 0, WIDTH, HEIGHT)
    package: str = APP
    activity: str = ""
    ground: str = "#ffffff"
    under: tuple[View, ...] = ()
    """What the picture shows below a dialog."""
    do: str = "look"
    tap: tuple[float, float] | str | None = None
    """Where it was touched (dp), or the words of the view that was."""
    after_s: float = 2.0
    """Seconds since the screen before."""
    picture: bool = False
    tree: bool = True


@dataclass(frozen=True)
class Case:
    """One folder of tests/runs."""

    path: str
    title: str
    verdict: str
    screens: tuple[Shown, ...]
    first_run: bool = False
    density: int = 320
    keys: dict[str, object] = field(default_factory=dict)
    """Further keys of case.toml: `requirements`, `says`, `may`."""
    files: dict[str, str] = field(default_factory=dict)
    """Other records of the same run, by name."""


def write(case: Case) -> None:
    """The case's folder, whole."""
    folder = ROOT / case.path
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    recorded(folder, case.screens, first_run=case.first_run, density=case.density)
    for name, text in case.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    lines = [f"title = {_toml(case.title)}", f"verdict = {_toml(case.verdict)}"]
    lines += [f"{key} = {_toml(value)}" for key, value in case.keys.items()]
    (folder / "case.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def recorded(
    folder: Path,
    screens: tuple[Shown, ...],
    *,
    package: str = APP,
    first_run: bool = False,
    density: int | None = DENSITY * 160,
) -> None:
    """Writes the session of `package` that led through the screens, with their trees and pictures."""
    steps: list[SessionStep] = []
    at_ns = START_NS
    number = 1
    steps.append(SessionStep(number=1, do="launch", state="done", device_begun_ns=at_ns - 1_000_000_000))
    for shown in screens:
        number += 1
        at_ns += round(shown.after_s * 1_000_000_000)
        files: list[str] = []
        if shown.tree:
            name = f"{number:02}-ui.xml"
            (folder / name).write_text(_xml(shown), encoding="utf-8")
            files.append(name)
        if shown.picture:
            name = f"{number:02}-screen.png"
            _picture(shown).save(folder / name, optimize=True)
            files.append(name)
        said = ""
        if shown.tap is not None:
            x, y, words = _place(shown)
            said = f"tap {x} {y}: {words}"
        steps.append(
            SessionStep(
                number=number, do="tap" if shown.tap is not None and shown.do == "look" else shown.do,
                state="done",
                device_begun_ns=at_ns, device_ended_ns=at_ns + 500_000_000, files=tuple(files), said=said,
            )
        )  # fmt: skip
    session = Session(
        package=package, plan="screens", plan_sha256="0" * 64, first_run=first_run,
        steps=tuple(steps), complete=True,
        device=Device(maker="Test", model="T1", android="14", api_level=34, zone="Asia/Shanghai",
                      width_px=WIDTH * DENSITY, height_px=HEIGHT * DENSITY, density_dpi=density or None),
    )  # fmt: skip
    data = msgspec.json.format(msgspec.json.encode(session), indent=1)
    (folder / "session.json").write_bytes(data + b"\n")


def _toml(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _px(side: float) -> int:
    return round(side * DENSITY)


def _bounds(at: tuple[float, float, float, float]) -> str:
    x, y, w, h = at
    return f"[{_px(x)},{_px(y)}][{_px(x + w)},{_px(y + h)}]"


def _xml(shown: Shown) -> str:
    root = View("", shown.window, shown.views, cls="android.widget.FrameLayout")
    head = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>"
    return f'{head}<hierarchy rotation="0">{_node(root, 0, shown.package)}</hierarchy>\n'


def _node(view: View, index: int, package: str) -> str:
    flag = {True: "true", False: "false"}
    told = {
        "index": str(index), "text": view.text, "resource-id": f"{package}:id/{view.id}" if view.id else "",
        "class": view.cls, "package": package, "content-desc": view.desc,
        "checkable": flag[view.check is not None], "checked": flag[bool(view.check)],
        "clickable": flag[view.click],
        "enabled": flag[view.enabled], "focusable": flag[view.click], "focused": "false",
        "scrollable": flag[view.scroll], "long-clickable": "false", "password": "false",
        "selected": flag[view.selected], "bounds": _bounds(view.at),
    }  # fmt: skip
    attributes = " ".join(f"{key}={quoteattr(value)}" for key, value in told.items())
    inside = "".join(_node(kid, at, package) for at, kid in enumerate(view.kids))
    return f"<node {attributes}>{inside}</node>" if inside else f"<node {attributes} />"


def _place(shown: Shown) -> tuple[int, int, str]:
    if isinstance(shown.tap, tuple):
        return _px(shown.tap[0]), _px(shown.tap[1]), ""
    for view in _all(shown.views):
        if shown.tap in (view.text, view.desc, view.id):
            x, y, w, h = view.at
            return _px(x + w / 2), _px(y + h / 2), view.text or view.desc
    raise ValueError(f"nothing says {shown.tap!r}")


def _all(views: tuple[View, ...]) -> list[View]:
    return [one for view in views for one in (view, *_all(view.kids))]


def _picture(shown: Shown) -> Image.Image:
    whole = shown.window == (0, 0, WIDTH, HEIGHT)
    picture = Image.new("RGB", (WIDTH * DENSITY, HEIGHT * DENSITY), shown.ground if whole else "#6b6b6b")
    draw = ImageDraw.Draw(picture)
    for view in _all(shown.under):
        _paint(draw, view)
    if not whole:
        x, y, w, h = shown.window
        draw.rounded_rectangle((_px(x), _px(y), _px(x + w), _px(y + h)), 30, fill=shown.ground)
    for view in _all(shown.views):
        _paint(draw, view)
    return picture


def _paint(draw: ImageDraw.ImageDraw, view: View) -> None:
    x, y, w, h = (_px(side) for side in view.at)
    if view.fill:
        draw.rounded_rectangle((x, y, x + w, y + h), min(12, w // 3, h // 3), fill=view.fill)
    left = x
    if view.check is not None:
        side = _px(16)
        draw.rectangle((x, y, x + side, y + side), outline="#777777", width=3)
        if view.check:
            draw.line((x + 8, y + 24, x + 20, y + 38, x + 40, y + 10), fill="#d93025", width=6)
        left = x + side + 12
    words = view.painted or view.text
    if not words:
        return
    font = ImageFont.truetype(FONT, round(view.size * DENSITY), index=2)
    room = max(1, (x + w - left) // round(view.size * DENSITY))
    lines = [words[i : i + room] for i in range(0, len(words), room)] if len(words) > room else [words]
    step = round(view.size * DENSITY * 1.4)
    top = y + max(0, (h - step * len(lines)) // 2)
    for number, line in enumerate(lines):
        wide = draw.textlength(line, font=font)
        at = left + (x + w - left - wide) / 2 if view.click and view.check is None else left
        draw.text((round(at), top + number * step), line, font=font, fill=view.color)
