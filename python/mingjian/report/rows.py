"""Rows of the page's tables: declared against observed, version change, SDKs, permissions."""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from mingjian import knowledge
from mingjian.model import (
    DeclaredObserved,
    Diff,
    Finding,
    Observed,
    Party,
    PermissionSeen,
    Report,
    SdkSeen,
    Verdict,
)
from mingjian.report import reading, words
from mingjian.report.extras import Extras
from mingjian.report.reading import visible
from mingjian.report.words import Both

_AGREES = ("一致", "consistent", "agrees")
_OPEN = ("未判定", "undetermined")
_BROKEN = ("denied", "undeclared")
_DECLARED = {
    True: Both("已声明", "declared"),
    False: Both("未声明", "not declared"),
    None: Both("未知", "unknown"),
}
_SAID: dict[str, Both] = {
    "vague": Both("声明笼统", "named loosely"),
    "denied": Both("写明不收集", "said not to be collected"),
    "declared_for_others": Both("只写第三方", "for third parties only"),
}
_ORDER: tuple[Verdict, ...] = ("violates", "suspected", "undetermined", "passes", "not_applicable")
_MOST_PLACE = 60
"""Characters of a place in the table; the JSON has the whole of it."""
_OUTCOME: dict[str, Both] = {
    "consistent": Both("一致", "consistent"),
    "moment_differs": Both("时点不符", "moment differs"),
    "undeclared": Both("未声明", "not declared"),
    "denied": Both("与声明相反", "denied, yet taken"),
    "vague": Both("声明笼统", "named only loosely"),
    "declared_for_others": Both("只声明第三方收集", "named for third parties only"),
    "not_observed": Both("声明而未观察到", "declared, not observed"),
    "undetermined": Both("未判定", "undetermined"),
    "一致": Both("一致", "consistent"),
    "未判定": Both("未判定", "undetermined"),
    "时点不符": Both("时点不符", "moment differs"),
    "未声明": Both("未声明", "not declared"),
    "接收方未列": Both("接收方未列", "recipient not listed"),
    "目的未同步": Both("目的未同步", "purpose not told"),
}


class SeenRow(Struct, frozen=True):
    """Who takes it, when, and how surely."""

    party: Both
    moment: Both
    strength: Both
    early: bool
    """Before consent or after refusal."""


class DeclaredRow(Struct, frozen=True, kw_only=True):
    name: Both
    sensitive: bool
    declared: Both
    place: str
    """Where in the policy the quotation stands."""
    quotation: tuple[str, str, str]
    """Before, at and after the words that name the type."""
    observed: tuple[SeenRow, ...]
    outcome: Both
    verdict: Verdict
    css: str


class ChangeRow(Struct, frozen=True, kw_only=True):
    added: bool
    said: Both
    kind: Both


class SdkRow(Struct, frozen=True, kw_only=True):
    sdk: SdkSeen
    name: Both
    vendor: Both
    state: Both
    css: str
    information: tuple[Both, ...]
    declared: Both
    declared_css: str
    matched: tuple[str, ...]
    confidence: str


class PermissionRow(Struct, frozen=True, kw_only=True):
    name: str
    prefix: str
    protection: Both
    dangerous: bool
    group: str
    used_by: tuple[Both, ...]
    purpose: str
    requested: tuple[str, ...]


def named(code: str, extras: Extras) -> Both:
    pair = extras.names.get(code)
    return Both(visible(pair[0]), visible(pair[1])) if pair else Both(visible(code), visible(code))


@cache
def type_names() -> dict[str, tuple[str, str]]:
    """Names of the types of personal information, by id."""
    return {kind.id: (kind.name_zh, kind.name_en) for kind in knowledge.personal_info()}


def message(finding: Finding) -> Both:
    return Both(visible(finding.message_zh), visible(finding.message_en))


def _parties(parties: tuple[Party, ...]) -> tuple[Both, ...]:
    return tuple(dict.fromkeys(reading.party_name(party) for party in parties))


def declared_row(row: DeclaredObserved, extras: Extras) -> DeclaredRow:
    """One type: what the policy says of it beside who takes it."""
    said = _SAID.get(row.outcome) or _DECLARED[row.declared.declared]
    early = any(_early(seen) for seen in row.observed)
    verdict: Verdict = "suspected"
    if row.outcome == "not_observed":
        verdict = "not_applicable"
    elif row.outcome in _AGREES:
        verdict = "passes"
    elif row.outcome in _OPEN:
        verdict = "undetermined"
    elif early or (row.outcome in _BROKEN and any(seen.strength == "certain" for seen in row.observed)):
        verdict = "violates"
    outcome = visible(row.outcome)
    place = visible(row.declared.location or "")
    return DeclaredRow(
        name=named(row.type, extras),
        sensitive=row.sensitive,
        declared=said,
        place=_short(place.partition("#")[2] or place),
        quotation=reading.around(visible(row.declared.quotation or ""), visible(row.declared.words or "")),
        observed=tuple(dict.fromkeys(_seen(seen) for seen in row.observed)),
        outcome=_OUTCOME.get(row.outcome) or Both(outcome, outcome),
        verdict=verdict,
        css=words.CSS[verdict],
    )


def declared_rows(report: Report, extras: Extras | None = None) -> tuple[DeclaredRow, ...]:
    """Every type, what differs first, what is declared and was not seen last."""
    extras = extras or Extras(names=type_names())
    rows = [declared_row(row, extras) for row in report.declared_observed]
    return tuple(sorted(rows, key=lambda row: _ORDER.index(row.verdict)))


def _short(place: str) -> str:
    """The end of a place: what is nearest to the words."""
    return place if len(place) <= _MOST_PLACE else f"…{place[-_MOST_PLACE:]}"


def _early(seen: Observed) -> bool:
    return seen.consent in ("before", "refused")


def _seen(seen: Observed) -> SeenRow:
    strength = visible(seen.strength)
    return SeenRow(
        reading.party_name(seen.party),
        words.CONSENT[seen.consent or "unknown"],
        words.STRENGTH.get(seen.strength) or Both(strength, strength),
        _early(seen),
    )


def change_rows(report: Report, extras: Extras) -> tuple[ChangeRow, ...]:
    diff: Diff | None = report.diff
    if diff is None:
        return ()
    now = {place.finding.fingerprint: place.finding for place in reading.placed(report)}
    old = {p.finding.fingerprint: p.finding for p in reading.placed(extras.against)} if extras.against else {}
    finding = Both("发现", "finding")
    rows = [ChangeRow(added=True, said=message(now[mark]), kind=finding) for mark in diff.new if mark in now]
    rows += [
        ChangeRow(added=False, said=message(old[mark]), kind=finding) for mark in diff.fixed if mark in old
    ]
    for kind, change in (
        (Both("权限", "permission"), diff.permissions),
        (Both("个人信息", "personal information"), diff.collection),
        (Both("SDK", "SDK"), diff.sdks),
        (Both("入口", "entry point"), diff.entry_points),
        (Both("隐藏代码", "hidden code"), diff.hidden_code),
    ):
        for which in ("added", "removed"):
            rows += [
                ChangeRow(added=which == "added", said=Both(visible(name), visible(name)), kind=kind)
                for name in change.get(which, ())
            ]
    return tuple(rows)


def sdk_row(row: SdkSeen, extras: Extras) -> SdkRow:
    declared = {True: Both("是", "yes"), False: Both("未声明", "not declared"), None: Both("未知", "unknown")}
    return SdkRow(
        sdk=row,
        name=reading.sdk_name(row),
        vendor=reading.sdk_vendor(row),
        state=words.SDK_STATE[row.state],
        css="vio" if row.state == "called_before_consent" else "",
        information=tuple(named(code, extras) for code in row.personal_info),
        declared=declared[row.declared],
        declared_css="vio" if row.declared is False else "",
        matched=tuple(visible(sign) for sign in row.matched_by[:4]),
        confidence=f"{100 * row.confidence:.0f}%",
    )


def permission_row(row: PermissionSeen) -> PermissionRow:
    prefix, dot, name = row.name.rpartition(".")
    return PermissionRow(
        name=visible(name),
        prefix=visible(prefix + dot),
        protection=words.PROTECTION.get(row.protection)
        or Both(visible(row.protection), visible(row.protection)),
        dangerous=row.protection in ("dangerous", "special"),
        group=visible(row.group),
        used_by=_parties(row.used_by),
        purpose=visible(row.declared_purpose or ""),
        requested=tuple(reading.method_name(place).short for place in row.requested_at[:4]),
    )
