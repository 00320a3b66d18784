"""What one row of the queue shows."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from msgspec import Struct

from mingjian.platform.scans.models import Scan
from mingjian.platform.scans.state import State
from mingjian.platform.scans.words import SOURCES, stage_words, state_words
from mingjian.platform.web.words import Said

STEPS = (Said("收到", "Received"), Said("排队", "Waiting"), Said("检测", "Scan"), Said("报告", "Report"))
"""The four dots of a row."""
_NOW = {State.QUEUED: 1, State.RUNNING: 2, State.DONE: 4, State.FAILED: 2, State.CANCELLED: 1}


class Row(Struct, frozen=True, kw_only=True):
    scan: Scan
    name: str
    version: str
    under: str
    dots: tuple[str, ...]
    """`done`, `now` or empty, of each step."""
    step: Said
    stage: Said
    tally: dict[str, int]
    """Measures by verdict."""
    took: Said
    """How long it waits, runs or ran."""
    source: Said


def row(scan: Scan, now: datetime) -> Row:
    """The row of a scan at that moment."""
    version, app = scan.version, scan.version.app if scan.version else None
    at = _NOW[State(scan.state)]
    started, ended = scan.started_at or scan.created_at, scan.finished_at
    begun = scan.created_at if scan.state == State.QUEUED else started
    return Row(
        scan=scan,
        name=app.name if app else scan.file_name,
        version=version.version_name if version else "",
        under=f"{app.package} · {scan.file_name}" if app else "",
        dots=tuple("done" if step < at else "now" if step == at else "" for step in range(len(STEPS))),
        step=state_words(scan.state) if scan.state in (State.FAILED, State.CANCELLED) else STEPS[min(at, 3)],
        stage=stage_words(scan.stage),
        tally=dict(Counter(scan.verdicts.values())),
        took=span(((ended or now) - begun).total_seconds()),
        source=SOURCES.get(scan.source) or Said(scan.source, scan.source),
    )


def span(seconds: float) -> Said:
    """A length of time: `0.4 秒`, `12 秒`, `58 分`, `2 时 10 分`."""
    whole = max(0, int(seconds))
    if whole < 10:
        return Said(f"{max(0.0, seconds):.1f} 秒", f"{max(0.0, seconds):.1f} s")
    if whole < 60:
        return Said(f"{whole} 秒", f"{whole} s")
    minutes = whole // 60
    if minutes < 60:
        return Said(f"{minutes} 分", f"{minutes} min")
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return Said(f"{hours} 时 {minutes} 分", f"{hours} h {minutes} min")
    return Said(f"{hours // 24} 天", f"{hours // 24} d")
