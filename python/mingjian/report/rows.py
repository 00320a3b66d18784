"""Rows of the page's tables: declared against observed, version change, SDKs, permissions."""

from __future__ import annotations

from msgspec import Struct

from mingjian.model import DeclaredObserved, Diff, Finding, Party, PermissionSeen, Report, SdkSeen, Verdict
from mingjian.report import reading, words
from mingjian.report.extras import Extras
from mingjian.report.reading import visible
from mingjian.report.words import Both

_AGREES = ("一致", "consistent", "agrees", "not_observed")
_OPEN = ("未判定", "undetermined")
_BROKEN = ("denied", "undeclared")
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


class DeclaredRow(Struct, frozen=True, kw_only=True):
    name: Both
    sensitive: bool
    declared: Both
    quotation: str
    observed: tuple[Both, ...]
    parties: tuple[Both, ...]
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


def message(finding: Finding) -> Both:
    return Both(visible(finding.message_zh), visible(finding.message_en))


def _parties(parties: tuple[Party, ...]) -> tuple[Both, ...]:
    return tuple(dict.fromkeys(reading.party_name(party) for party in parties))


def declared_row(row: DeclaredObserved, extras: Extras) -> DeclaredRow:
    declared = {True: Both("是", "yes"), False: Both("未声明", "not declared"), None: Both("未知", "unknown")}
    said = declared[row.declared.declared]
    if row.declared.declared and row.declared.location:
        place = visible(row.declared.location)
        said = Both(f"是 · {place}", f"yes · {place}")
    moments = tuple(
        Both(f"{moment.zh} · {visible(seen.strength)}", f"{moment.en} · {visible(seen.strength)}")
        for seen in row.observed
        for moment in (words.CONSENT[seen.consent or "unknown"],)
    )
    early = any(seen.consent in ("before", "refused") for seen in row.observed)
    verdict: Verdict = "suspected"
    if row.outcome in _AGREES:
        verdict = "passes"
    elif row.outcome in _OPEN:
        verdict = "undetermined"
    elif early:
        verdict = "violates"
    outcome = visible(row.outcome)
    return DeclaredRow(
        name=named(row.type, extras),
        sensitive=row.sensitive,
        declared=said,
        quotation=visible(row.declared.quotation or ""),
        observed=tuple(dict.fromkeys(moments)) or (Both("未观察到", "not observed"),),
        parties=_parties(tuple(seen.party for seen in row.observed)),
        outcome=_OUTCOME.get(row.outcome) or Both(outcome, outcome),
        verdict=verdict,
        css=words.CSS[verdict],
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
