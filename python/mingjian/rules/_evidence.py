"""Evidence as rules hand it over: one builder per kind of place, so that all read alike."""

from __future__ import annotations

from collections.abc import Iterable

from mingjian.facts import Facts
from mingjian.facts.calls import Gate, Hit, Path
from mingjian.facts.consent import gate_of
from mingjian.facts.layout import Layout, View
from mingjian.model import ChainStep, Evidence

MANIFEST = "AndroidManifest.xml"
CONTEXT_LINES = 2
MOST_LISTENERS = 3


def line_of(facts: Facts, mark: str) -> int:
    """The first line of the decoded manifest with `mark`, else the first line."""
    text = facts.manifest.text if facts.manifest else ()
    return next((number for number, told in enumerate(text, 1) if mark in told), 1)


def manifest_line(facts: Facts, line: int) -> Evidence:
    """The decoded manifest around `line` (1-based), two lines each side; the hit starts with `> `."""
    text = facts.manifest.text if facts.manifest else ()
    start = max(1, line - CONTEXT_LINES)
    shown = [
        f"{'>' if number == line else ' '} {text[number - 1]}"
        for number in range(start, min(len(text), line + CONTEXT_LINES) + 1)
    ]
    return Evidence(kind="manifest", location=f"{MANIFEST}#{line}", excerpt="\n".join(shown))


def code_place(hit: Hit) -> str:
    """`classes.dex!Lcom/a/B;->c()V+0x1a`."""
    return f"{hit.dex}!{hit.caller}+{hit.offset:#x}"


def code(hit: Hit, note: str = "") -> Evidence:
    """The call itself, with its constant arguments."""
    return Evidence(kind="code", location=code_place(hit), excerpt=note or call_text(hit))


def call_text(hit: Hit) -> str:
    """`TelephonyManager.getDeviceId()` with the constants that were given to it."""
    shown = ", ".join(
        "…" if arg is None else repr(arg) if isinstance(arg, str) else str(arg) for arg in hit.args
    )
    return f"{short_method(hit.callee)}({shown})" if hit.callee.startswith("L") else hit.callee


def short_method(signature: str) -> str:
    """`Landroid/telephony/TelephonyManager;->getDeviceId()…` → `TelephonyManager.getDeviceId`."""
    owner, _, rest = signature.partition(";->")
    return f"{owner.removeprefix('L').rsplit('/', 1)[-1]}.{rest.split('(', 1)[0]}"


def call_chain(facts: Facts, hit: Hit, path: Path) -> Evidence:
    """The way from an entry point to the call, entry first; the consent gate's place where it passes one."""
    calls = facts.calls
    entry = calls.entry_points[path.entry] if calls else None
    chain = [ChainStep(step.caller, step.callee, step.edge, step.offset) for step in path.steps]
    chain.append(ChainStep(hit.caller, hit.callee, "direct", hit.offset))
    told = "" if entry is None else f"{entry.kind}: {entry.component}"
    if path.weakest is not None:
        told += f"; weakest edge: {path.weakest}"
    return Evidence(
        kind="call_chain",
        location=code_place(hit),
        excerpt=told,
        chain=tuple(chain),
        consent_index=path.gate_step,
    )


def reached(facts: Facts, hit: Hit, path: Path | None) -> list[Evidence]:
    """The way to a call, where there is one to show, then the call itself."""
    return [code(hit)] if path is None else [call_chain(facts, hit, path), code(hit)]


def gate_place(gate: Gate) -> Evidence:
    """Where the app asks or reads the user's answer, with the screen that shows the question."""
    told = f"{gate.kind} “{gate.key}”: {gate.why}"
    if gate.shown_in:
        told += f"; shown in {short_method(gate.shown_in)}"
    if gate.refuses:
        told += f"; refused in {', '.join(map(short_method, gate.refuses[:MOST_LISTENERS]))}"
    return Evidence(kind="code", location=f"{gate.dex}!{gate.method}+{gate.offset:#x}", excerpt=told)


def answered(facts: Facts, path: Path | None) -> list[Evidence]:
    """The gate whose answer a path stands behind, where there is one to show."""
    gate = None if path is None else gate_of(facts, path)
    return [] if gate is None else [gate_place(gate)]


def layout_view(layout: Layout, index: int, note: str = "") -> Evidence:
    """One view of a layout; the report draws the layout with a box round it."""
    view = layout.views[index]
    return Evidence(kind="layout", location=f"{layout.entry}#{view.line}", excerpt=note or view_text(view))


def view_text(view: View) -> str:
    """`CheckBox @id/agree wrap×wrap checked=true 14sp “…”`."""
    parts = [view.tag, view.id or "", f"{view.width}×{view.height}"]
    if view.checked is not None:
        parts.append(f"checked={str(view.checked).lower()}")
    if view.text_size_sp is not None:
        parts.append(f"{view.text_size_sp:g}sp")
    if view.text:
        parts.append(f"“{view.text}”")
    return " ".join(part for part in parts if part)


def few(items: Iterable[Evidence], most: int = 3) -> tuple[Evidence, ...]:
    """The first few: a finding shows enough to be checked, not all there is."""
    kept: list[Evidence] = []
    for item in items:
        kept.append(item)
        if len(kept) == most:
            break
    return tuple(kept)
