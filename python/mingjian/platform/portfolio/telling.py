"""The overview and the list of apps as their pages tell them: charts, what each shows, filters by name."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from markupsafe import Markup
from msgspec import Struct

from mingjian import knowledge, law
from mingjian.platform.portfolio import tallies
from mingjian.platform.portfolio.counted import Bar, Month
from mingjian.platform.portfolio.facets import Choice, Facets
from mingjian.platform.portfolio.overview import Overview
from mingjian.platform.portfolio.shelf import known_sdk
from mingjian.platform.web import charts
from mingjian.platform.web.words import say, t
from mingjian.report.words import CONSENT, VERDICT


class Told(Struct, frozen=True, kw_only=True):
    chart: Markup
    said: str


class Offered(Struct, frozen=True, kw_only=True):
    """A choice of a filter: the address with it, or, where it is on, without it."""

    said: str
    apps: int
    href: str
    on: bool


def offered(seen: Facets, query: QueryDict) -> list[tuple[str, list[Offered]]]:
    """The groups of choices, each under its name."""
    names = {
        "verdict": t("结论", "Verdict"),
        "consent": t("时点", "Moment"),
        "measure": t("措施", "Measure"),
        "sdk": "SDK",
        "category": t("类别", "Category"),
    }
    return [
        (names[group], [_offered(query, group, choice) for choice in choices])
        for group, choices in seen.groups()
    ]


def _offered(query: QueryDict, group: str, choice: Choice) -> Offered:
    asked = query.copy()
    asked.pop("cursor", None)
    on = asked.get(group) == choice.value
    if on:
        asked.pop(group)
    else:
        asked[group] = choice.value
    return Offered(said=_named(group, choice.value), apps=choice.apps, href=f"?{asked.urlencode()}", on=on)


def _named(group: str, value: str) -> str:
    if group == "verdict":
        return say(VERDICT[value]) if value in VERDICT else t("没有未处理的发现", "no open finding")
    if group == "consent":
        return say(CONSENT[value])
    if group == "measure":
        row = law.measure(value)
        return f"{value} {t(row.short_zh, row.short_en)}"
    if group == "category":
        kinds = {row.id: row for row in knowledge.categories()}
        return t(kinds[value].name_zh, kinds[value].name_en) if value in kinds else value
    known = known_sdk(value)
    return t(known.name_zh, known.name_en) if known else value


def trends(organisation_id: UUID, seen: Overview) -> dict[str, Markup]:
    """How each figure moved, as a line; nothing before there is a second day."""
    verdicts = {
        "apps": "",
        "violating": "violates",
        "before_consent": "violates",
        "half_open": "undetermined",
    }
    moved = tallies.trends(organisation_id, seen)
    return {name: charts.trend(moved.get(name, []), verdict) for name, verdict in verdicts.items()}


def months(seen: Overview) -> Told:
    """Shares of new versions by gravest verdict, month by month."""
    ends = {0, len(seen.months) - 1}
    columns = [(_month(month.start, named=n in ends), month.counts) for n, month in enumerate(seen.months)]
    return Told(chart=charts.months(columns, ("violates", "suspected")), said=_movement(seen.months))


def _month(start: datetime, *, named: bool) -> str:
    """Its number; the first and the last say that they are months."""
    return t(f"{start.month}月", f"{start:%b}") if named else t(str(start.month), f"{start:%b}")


def sdks(seen: Overview) -> Told:
    """SDKs that collect before consent, by apps."""
    top = sum(bar.violates + bar.suspected for bar in seen.sdks[:5])
    said = t(
        f"{seen.before_consent} 个应用在同意前收集，{seen.by_sdk} 个由 SDK 引起。",
        f"{seen.before_consent} apps collect before consent, {seen.by_sdk} by an SDK.",
    )
    none = t("没有 SDK 在同意前收集。", "No SDK collects before consent.")
    return Told(chart=_bars(seen.sdks, "sdk"), said=said if top else none)


def measures(seen: Overview) -> Told:
    """Measures by apps with an open finding."""
    if not seen.measures:
        return Told(chart=Markup(""), said=t("没有未处理的发现。", "No open finding."))
    most = seen.measures[0]
    apps = most.violates + most.suspected
    said = t(
        f"{most.code} {say(most.said)}涉及最多：{apps} 个应用。",
        f"{most.code} {say(most.said)} leads, with {apps} apps.",
    )
    return Told(chart=_bars(seen.measures, "measure"), said=said)


def _bars(bars: tuple[Bar, ...], of: str) -> Markup:
    """Each bar leads to its SDK, or to the apps with findings on its measure."""
    return charts.bars([(say(bar.said), bar.violates, bar.suspected, _list(of, bar.code)) for bar in bars])


def _list(of: str, code: str) -> str:
    if of == "sdk":
        return reverse("sdk", args=[code])
    return f"{reverse('apps')}?{urlencode({of: code})}"


def _movement(seen: tuple[Month, ...]) -> str:
    shares = [100 * month.counts.get("violates", 0) / (sum(month.counts.values()) or 1) for month in seen]
    if not shares:
        return t("近一年没有检测完成的版本。", "No version was scanned in the last year.")
    first, last = round(shares[0]), round(shares[-1])
    if len(shares) == 1:
        return t(f"本月 {last}% 的新版本有违规。", f"{last}% of this month's new versions violate.")
    zh, en = ("降到", "fell") if last < first else ("升到", "rose") if last > first else ("仍为", "stayed")
    return t(f"违规占比从 {first}% {zh} {last}%。", f"The share that violates {en} from {first}% to {last}%.")
