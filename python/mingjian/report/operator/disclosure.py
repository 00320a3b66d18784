"""The four tables an operator owes its users, as far as a package and its policy can fill them.

已收集个人信息清单 and 与第三方共享个人信息清单 are the two lists (双清单) of 信管函〔2021〕292号; the columns
are those that published lists carry (26号-2.3.4 to 2.3.6; T/TAF 068-2020 chapter 11 for SDKs).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from msgspec import Struct

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.parties import class_of, frames
from mingjian.facts.policy import PolicyFacts
from mingjian.knowledge.types import Sdk
from mingjian.model import PermissionSeen, Report, SdkSeen
from mingjian.report.reading import joined, visible
from mingjian.report.words import PROTECTION, Both
from mingjian.rules._collection import TRIGGERS_EN, TRIGGERS_ZH, Trigger, taker, trigger_of
from mingjian.rules._personal_info import name_en, name_zh, of_support_library, takings

T = TypeVar("T")
NONE = Both("—", "—")
COMMA = Both("、", ", ")
IN_APP = Both("SDK 在应用内自行收集", "collected by the SDK inside the app")


class Cell(Struct, frozen=True):
    text: Both
    open: bool = False
    """The operator must fill it in: `text` says what is wanted and what the scan knows."""
    from_policy: bool = False
    """In the words of the operator's own policy."""


class Table(Struct, frozen=True, kw_only=True):
    id: str
    title: Both
    note: Both
    columns: tuple[Both, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def left_open(self) -> int:
        """Cells the operator must fill in."""
        return sum(cell.open for row in self.rows for cell in row)


class Disclosure(Struct, frozen=True, kw_only=True):
    app: str
    package: str
    version: str
    sha256: str
    tool: str
    tables: tuple[Table, ...]


def disclosure(report: Report, facts: Facts) -> Disclosure:
    """The tables for the package that `report` and `facts` are about."""
    subject = report.subject
    taken = _taken(facts)
    return Disclosure(
        app=visible(subject.label or subject.package or subject.path),
        package=visible(subject.package or ""),
        version=visible(subject.version_name or ""),
        sha256=subject.sha256,
        tool=f"{report.tool.name} {report.tool.version}",
        tables=(
            _collected(facts, taken),
            _shared(report, facts, taken),
            _sdks(report, facts, taken),
            _permissions(report),
        ),
    )


class _Taking(Struct):
    """How one party takes one type: on what triggers, in which classes (and which of them are not under the
    app's package name and of no known SDK), under which permissions."""

    triggers: list[Trigger]
    classes: list[str]
    foreign: list[str]
    permissions: list[str]


Takings = dict[tuple[str, str], _Taking]
"""By party id (empty for the app) and type."""


def _taken(facts: Facts) -> Takings:
    found: Takings = {}
    held = {use.name for use in facts.manifest.permissions} if facts.manifest else set[str]()
    own = facts.manifest.package if facts.manifest else ""
    for kind, hit in takings(facts):
        for path in hit.paths:
            if facts.calls is None or of_support_library(hit, path):
                continue
            party, _ = taker(facts, frames(hit, path))
            key = (party.id if party.kind == "sdk" else "", kind)
            taking = found.setdefault(key, _Taking([], [], [], []))
            trigger = trigger_of(facts.calls.entry_points[path.entry], path)
            _add(taking.triggers, (trigger,))
            holder = class_of(hit.caller)
            inside = party.kind == "sdk" or holder.startswith(f"{own}.")
            _add(taking.classes if inside else taking.foreign, [holder])
            _add(taking.permissions, [name for name in knowledge.permissions_of(hit.api) if name in held])
    return found


def _where(taking: _Taking) -> Cell:
    """The classes; those that may be a third party's are named as such, for the operator to sort out."""
    if not taking.foreign:
        return _said(_few(taking.classes), _few(taking.classes))
    own, other = _few(taking.classes), _few(taking.foreign)
    zh = f"{own}；" if own else ""
    en = f"{own}; " if own else ""
    return Cell(
        Both(
            visible(f"{zh}{other}（不在应用包名下：若属第三方 SDK，请移到共享清单）"),
            visible(
                f"{en}{other} (outside the app's package: if a third party's SDK, move it to the shared list)"
            ),
        ),
        open=True,
    )


def _add(kept: list[T], new: Iterable[T]) -> None:
    for value in new:
        if value not in kept:
            kept.append(value)


def _collected(facts: Facts, taken: Takings) -> Table:
    """What the app's own code takes, by type in the taxonomy's order."""
    rows: list[tuple[Cell, ...]] = []
    for kind in knowledge.personal_info():
        taking = taken.get(("", kind.id))
        if taking is None:
            continue
        moments = joined(Both(TRIGGERS_ZH[t], TRIGGERS_EN[t]) for t in taking.triggers)
        rows.append(
            (
                _said(kind.category, kind.category),
                _said(kind.name_zh, kind.name_en),
                _said("是", "yes") if kind.sensitive else _said("否", "no"),
                _purpose(facts.policy, kind.id, moments),
                Cell(moments),
                _names(taking.permissions),
                _where(taking),
            )
        )
    return Table(
        id="collected",
        title=Both("已收集个人信息清单", "Personal information collected"),
        note=Both(
            "由安装包代码得出；用户在界面上填写的信息不在其中，请自行补充。",
            "From the package's code; what users type into screens is not seen here: add it.",
        ),
        columns=(
            Both("类别", "Category"),
            Both("个人信息", "Personal information"),
            Both("敏感个人信息", "Sensitive"),
            Both("使用目的", "Purpose"),
            Both("使用场景", "Situation"),
            Both("所需权限", "Permissions"),
            Both("代码位置", "Place in code"),
        ),
        rows=tuple(rows),
    )


def _shared(report: Report, facts: Facts, taken: Takings) -> Table:
    """Who else gets what: one row an SDK that processes personal information."""
    rows: list[tuple[Cell, ...]] = []
    for seen, known in _processors(report):
        kinds = _kinds(known, seen, taken)
        if not kinds:
            continue
        rows.append(
            (
                _said(seen.name_zh, seen.name_en or seen.name_zh),
                _said(seen.vendor, seen.vendor_en or seen.vendor),
                Cell(joined(Both(name_zh(kind), name_en(kind)) for kind in kinds)),
                _sdk_purpose(facts.policy, known),
                Cell(_when(seen.id, taken)),
                Cell(IN_APP),
                _link(known),
            )
        )
    return Table(
        id="shared",
        title=Both("与第三方共享个人信息清单", "Personal information shared with third parties"),
        note=Both(
            "由安装包内的 SDK 得出；经服务器共享的信息安装包不能显示，请自行补充。",
            "From the SDKs inside the package; what is shared from servers cannot be seen here: add it.",
        ),
        columns=(
            Both("第三方名称", "Third party"),
            Both("公司", "Company"),
            Both("共享的个人信息", "Personal information"),
            Both("使用目的", "Purpose"),
            Both("使用场景", "Situation"),
            Both("共享方式", "Way"),
            Both("第三方个人信息处理规则", "Its own rules"),
        ),
        rows=tuple(rows),
    )


def _sdks(report: Report, facts: Facts, taken: Takings) -> Table:
    """Every SDK that processes personal information or talks to its vendor, seen or documented."""
    rows = [
        (
            _said(seen.name_zh, seen.name_en or seen.name_zh),
            _said(
                visible(seen.version) if seen.version else "—", visible(seen.version) if seen.version else "—"
            ),
            _said(seen.vendor, seen.vendor_en or seen.vendor),
            _sdk_purpose(facts.policy, known),
            Cell(_listed(kind for kind in _observed(seen.id, taken))),
            Cell(_listed(kind for kind in known.personal_info if (seen.id, kind) not in taken)),
            _names(_sdk_permissions(seen.id, taken)),
            _link(known),
            _said(_few(known.prefixes), _few(known.prefixes)),
        )
        for seen, known in _processors(report)
    ]
    return Table(
        id="sdks",
        title=Both("第三方 SDK 使用情况", "Third-party SDKs"),
        note=Both(
            "“代码所见”由本包得出；“其文档所称”出自 SDK 的公开文档，是否启用以实际集成为准。",
            "“Seen” is from this package; “documented” is what the SDK's documents name: keep what you use.",
        ),
        columns=(
            Both("SDK", "SDK"),
            Both("版本", "Version"),
            Both("公司", "Company"),
            Both("使用目的", "Purpose"),
            Both("个人信息（代码所见）", "Personal information (seen)"),
            Both("个人信息（其文档所称）", "Personal information (documented)"),
            Both("所需权限", "Permissions"),
            Both("个人信息处理规则", "Its own rules"),
            Both("包名前缀", "Package prefix"),
        ),
        rows=tuple(rows),
    )


def _permissions(report: Report) -> Table:
    """Permissions that users are asked for, or that reach their information."""
    rows = [
        (
            _said(name.rpartition(".")[2], name.rpartition(".")[2]),
            _said(known.name_zh if known else row.name, known.name_en if known else row.name),
            Cell(PROTECTION.get(row.protection) or Both(visible(row.protection), visible(row.protection))),
            Cell(joined(_party(row)) if row.used_by else Both("未见使用", "no use seen")),
            Cell(Both(visible(row.declared_purpose), visible(row.declared_purpose)), from_policy=True)
            if row.declared_purpose
            else Cell(Both("待填写：申请该权限的目的", "to fill in: why it is asked for"), open=True),
            _said(_few(row.requested_at) or "—", _few(row.requested_at) or "—"),
        )
        for row, name, known in _asked(report)
    ]
    return Table(
        id="permissions",
        title=Both("权限申请与使用目的", "Permissions and their purposes"),
        note=Both(
            "仅列危险权限和特殊权限；“未见使用”的权限宜从清单文件中去掉。",
            "Dangerous and special permissions; remove from the manifest what no use is seen of.",
        ),
        columns=(
            Both("权限", "Permission"),
            Both("名称", "Name"),
            Both("级别", "Level"),
            Both("使用方", "Used by"),
            Both("使用目的", "Purpose"),
            Both("申请位置", "Asked for in"),
        ),
        rows=tuple(rows),
    )


def _asked(report: Report) -> Iterator[tuple[PermissionSeen, str, knowledge.Permission | None]]:
    for row in report.permissions:
        if row.protection in ("dangerous", "special"):
            yield row, row.name, knowledge.permission(row.name)


def _party(row: PermissionSeen) -> Iterator[Both]:
    for party in row.used_by:
        name = "应用自身" if party.kind == "app" else party.name
        yield Both(visible(name), visible("the app" if party.kind == "app" else party.name_en or party.name))


def _processors(report: Report) -> Iterator[tuple[SdkSeen, Sdk]]:
    for seen in report.sdks:
        known = knowledge.sdk(seen.id)
        if known.processor:
            yield seen, known


def _kinds(known: Sdk, seen: SdkSeen, taken: Takings) -> list[str]:
    return list(dict.fromkeys((*_observed(seen.id, taken), *known.personal_info)))


def _observed(sdk: str, taken: Takings) -> Iterator[str]:
    return (kind for party, kind in taken if party == sdk)


def _sdk_permissions(sdk: str, taken: Takings) -> list[str]:
    return list(dict.fromkeys(p for (party, _), t in taken.items() if party == sdk for p in t.permissions))


def _when(sdk: str, taken: Takings) -> Both:
    triggers: dict[Trigger, None] = dict.fromkeys(
        t for (party, _), taking in taken.items() if party == sdk for t in taking.triggers
    )
    return joined(Both(TRIGGERS_ZH[t], TRIGGERS_EN[t]) for t in triggers) if triggers else NONE


def _listed(kinds: Iterable[str]) -> Both:
    names = [Both(name_zh(kind), name_en(kind)) for kind in kinds]
    return joined(names) if names else NONE


def _purpose(policy: PolicyFacts | None, kind: str, moments: Both) -> Cell:
    """The purpose in the policy's own words; else open, with what the scan knows."""
    for stated in policy.collections if policy else ():
        if stated.type == kind and stated.purpose and not stated.negated and stated.by == "app":
            return Cell(Both(visible(stated.purpose), visible(stated.purpose)), from_policy=True)
    return Cell(Both(f"待填写：{moments.zh}读取，用于……", f"to fill in: taken {moments.en} for …"), open=True)


def _sdk_purpose(policy: PolicyFacts | None, known: Sdk) -> Cell:
    for entry in policy.sdks if policy else ():
        if known.id in entry.ids and entry.purpose is not None:
            return Cell(Both(visible(entry.purpose.value), visible(entry.purpose.value)), from_policy=True)
    if known.purpose_zh:
        names = {category.id: category.name_en for category in knowledge.sdk_categories()}
        return Cell(Both(known.purpose_zh, names.get(known.category, known.purpose_zh)))
    return Cell(Both("待填写：接入该 SDK 的目的", "to fill in: what the SDK is used for"), open=True)


def _link(known: Sdk) -> Cell:
    if known.policy_url:
        return _said(known.policy_url, known.policy_url)
    return Cell(Both("待填写：其隐私政策链接", "to fill in: the address of its own policy"), open=True)


def _names(permissions: Iterable[str]) -> Cell:
    short = [name.rpartition(".")[2] for name in permissions]
    return _said("、".join(short) or "—", ", ".join(short) or "—")


def _said(zh: str, en: str) -> Cell:
    return Cell(Both(visible(zh), visible(en)))


def _few(names: Iterable[str], most: int = 3) -> str:
    listed = list(names)
    more = f" +{len(listed) - most}" if len(listed) > most else ""
    return ", ".join(listed[:most]) + more
