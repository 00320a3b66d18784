"""The badge: counts of findings by verdict in words, as a small picture. No score, no colour for approval."""

from __future__ import annotations

from markupsafe import Markup
from msgspec import Struct

from mingjian.platform.catalogue.models import App
from mingjian.platform.scans.models import Scan
from mingjian.platform.scans.state import State
from mingjian.platform.web.words import day
from mingjian.report.text import display_width
from mingjian.report.words import Lang, plural

_INK, _SURFACE, _LINE, _ACCENT = "#13201E", "#FFFFFF", "#D8DEDB", "#17557F"
_CELL = 6.6
"""Pixels of one column of type, half a Chinese character."""


class Counts(Struct, frozen=True, kw_only=True):
    violates: int
    suspected: int
    undetermined: int
    """Measures without a verdict."""
    version: str
    day: str


def counts(app: App) -> Counts | None:
    """Of the newest finished scan of the app's newest version; None where there is none."""
    rows = Scan.objects.filter(version__app=app, state=State.DONE).select_related("version")
    scan = rows.order_by("-version__version_code", "-created_at").first()
    if scan is None or scan.version is None:
        return None
    return Counts(
        violates=scan.counts.get("violates", 0),
        suspected=scan.counts.get("suspected", 0),
        undetermined=sum(verdict == "undetermined" for verdict in scan.verdicts.values()),
        version=scan.version.version_name[:20],
        day=day(scan.finished_at),
    )


def drawn(made: Counts, language: Lang) -> str:
    """The picture, 20 px high; its words are its title too."""
    if language == "zh":
        name = "明鉴"
        said = f"{made.version} · 违规 {made.violates} · 疑似 {made.suspected} · 未判定 {made.undetermined}"
    else:
        name = "Mingjian"
        said = (
            f"{made.version} · {plural(made.violates, 'violation', 'violations')} · "
            f"{made.suspected} suspected · {made.undetermined} undetermined"
        )
    left, right = (round(display_width(text) * _CELL + 14) for text in (name, said))
    return str(
        Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="20" viewBox="0 0 {w} 20" role="img">'
            '<title>{name}: {said} ({day})</title><rect width="{w}" height="20" rx="3" fill="{surface}" '
            'stroke="{line}"/><path d="M3 0h{inner}v20H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z" fill="{accent}"/>'
            '<g font-family="Noto Sans CJK SC,PingFang SC,Microsoft YaHei,sans-serif" font-size="12">'
            '<text x="7" y="14.500" fill="{surface}" textLength="{nl}">{name}</text>'
            '<text x="{x}" y="14.500" fill="{ink}" textLength="{sl}">{said}</text></g></svg>'
        ).format(
            w=left + right,
            inner=left - 3,
            name=name,
            said=said,
            day=made.day,
            x=left + 7,
            nl=left - 14,
            sl=right - 14,
            surface=_SURFACE,
            line=_LINE,
            accent=_ACCENT,
            ink=_INK,
        )
    )
