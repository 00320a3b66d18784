"""One package from path to report: opened, seen, judged, written down."""

from __future__ import annotations

import hashlib
import time
from functools import cache
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from mingjian import knowledge, law
from mingjian.artifacts.apk import Apk
from mingjian.errors import ArtifactError
from mingjian.facts import Facts
from mingjian.facts.category import CategoryFacts
from mingjian.facts.collect import from_apk, read_listing, tables
from mingjian.facts.consent import moment, tagged
from mingjian.facts.parties import class_of, owner
from mingjian.facts.sdk import SdkMatch
from mingjian.facts.stored import from_json
from mingjian.model import (
    Diff,
    PermissionSeen,
    Report,
    SdkSeen,
    SdkState,
    Signer,
    Subject,
    Timings,
    Tool,
)
from mingjian.rules import discover, source_sha256
from mingjian.scan.compare import check_pair, collection, compare, entry_points, hidden_code
from mingjian.scan.judge import run, seen
from mingjian.scan.measures import add_up

INCOMPLETE = frozenset({"manifest", "calls", "signature", "resources"})
"""Facts whose breaking leaves a scan incomplete (exit 4); a single broken layout does not."""


FACTS = ".json"
"""How the name of stored facts ends."""
NO_CODE = "apk_no_code"
"""A package that holds no code at all was read whole; what needs code is undetermined."""


class Examined(Struct, frozen=True, kw_only=True):
    report: Report
    facts: Facts
    stages_ms: dict[str, float]
    rules_ms: dict[str, float]
    """Milliseconds of each rule, by id."""
    older: Report | None = None
    """The report of the version it was compared with."""

    @property
    def incomplete(self) -> bool:
        return any(part.fact in INCOMPLETE and part.code != NO_CODE for part in self.facts.broken)


def examine(
    path: str,
    *,
    against: str | None = None,
    listing: str | None = None,
    category: CategoryFacts | None = None,
) -> Examined:
    """Scans the package at `path`, compared with the older one at `against` (a package, or facts of one as
    `mingjian facts` prints them, a name that ends in .json) and held against the store listing in the file
    `listing`, where given.

    `category`: what kind of app it is, where someone says so; else it is inferred from the package.

    Raises:
        ArtifactError: it, the older one or the listing cannot be read at all.
        UsageError: the two packages are not versions of one app.
    """
    listed = None if listing is None else read_listing(listing)
    older = None if against is None else _older(against, category)
    started = time.perf_counter()
    tables()
    discover()
    ready = time.perf_counter()
    apk = Apk(path)
    opened = time.perf_counter()
    facts, stages = from_apk(apk, category=category)
    if listed is not None:
        facts = replace(facts, listing=listed)
    if older is not None:
        check_pair(older.facts, facts)
        facts = replace(facts, earlier=older.facts)
    looked = time.perf_counter()
    rules_ms: dict[str, float] = {}
    report = judge_facts(facts, spent_ms=rules_ms)
    judged = time.perf_counter()
    report = replace(
        report,
        diff=None if older is None else _change(older, facts, report),
        timings_ms=Timings(
            open=_ms(ready, opened),
            parse=_ms(opened, looked) - stages["facts"],
            facts=round(stages["facts"], 3),
            rules=_ms(looked, judged),
            total=_ms(ready, judged),
        ),
    )
    stages = {
        "load": _ms(started, ready),
        "open": _ms(ready, opened),
        **stages,
        "rules": _ms(looked, judged),
    }
    return Examined(
        report=report,
        facts=facts,
        stages_ms=stages,
        rules_ms=rules_ms,
        older=older.report if older else None,
    )


def _older(path: str, category: CategoryFacts | None) -> Examined:
    if not path.endswith(FACTS):
        return examine(path, category=category)
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise ArtifactError("file_unreadable", str(error), path=path) from error
    facts = from_json(data, path=path)
    return Examined(report=judge_facts(facts), facts=facts, stages_ms={}, rules_ms={})


def _change(older: Examined, facts: Facts, report: Report) -> Diff:
    return compare(
        older.report,
        report,
        entry_points=(entry_points(older.facts), entry_points(facts)),
        hidden_code=(hidden_code(older.facts), hidden_code(facts)),
        collection=(collection(older.facts), collection(facts)),
    )


def _ms(start: float, end: float) -> float:
    return round((end - start) * 1000, 3)


def judge_facts(facts: Facts, *, spent_ms: dict[str, float] | None = None) -> Report:
    """The report on facts alone, as when stored facts are judged again; timings are zero.

    `spent_ms`: filled with the milliseconds of each rule, by id.
    """
    outcomes = run(facts, spent_ms=spent_ms)
    return Report(
        tool=tool(),
        subject=_subject(facts),
        measures=add_up(facts.subject.kind, outcomes, seen(facts)),
        outcomes=outcomes,
        sdks=_sdks(facts),
        permissions=_permissions(facts),
        timings_ms=Timings(open=0, parse=0, facts=0, rules=0, total=0),
    )


def tool() -> Tool:
    """Who judged, with which rules and which knowledge."""
    return Tool(
        name="mingjian",
        version=_version(),
        ruleset_sha256=ruleset_sha256(),
        knowledge_sha256=knowledge.sha256(),
    )


@cache
def _version() -> str:
    import mingjian  # noqa: PLC0415 - looked up when a report is made

    return mingjian.__version__


def ruleset_sha256() -> str:
    """Digest over the law and the rules' own source: the same digest judges the same."""
    return hashlib.sha256(f"{law.sha256()}\0{source_sha256()}".encode()).hexdigest()


def _subject(facts: Facts) -> Subject:
    manifest, signature, packer = facts.manifest, facts.signature, facts.packer
    return Subject(
        kind=facts.subject.kind,
        path=facts.subject.path,
        sha256=facts.subject.sha256,
        size_bytes=facts.subject.size_bytes,
        package=manifest.package if manifest else None,
        version_name=manifest.version_name if manifest else None,
        version_code=manifest.version_code if manifest else None,
        label=manifest.label if manifest else None,
        min_sdk=manifest.min_sdk if manifest else None,
        target_sdk=manifest.target_sdk if manifest else None,
        signers=tuple(
            Signer(sha256=s.sha256, subject=s.subject, schemes=s.schemes) for s in signature.signers
        )
        if signature
        else (),
        packer=packer.name if packer else None,
        blind_spots=blind_spots(facts),
    )


BLIND = {
    "reflection": "{n} 处反射调用的目标不是常量 · {n} reflective calls have no constant target",
    "native": "{n} 个原生方法的内部未检视 · {n} native methods were not looked into",
    "dynamic_code": "{n} 处加载包外代码 · {n} places load code from outside the package",
    "hits_cut": "{n} 处次要调用点从略 · {n} lesser call sites were left out",
    "hidden_code": "{n} 个不由系统加载的代码文件未检视 · {n} code files that the platform does not load",
    "native_libraries": "{n} 个原生库未检视 · {n} native libraries were not looked into",
}


def blind_spots(facts: Facts) -> tuple[str, ...]:
    """What this scan could not see, one sentence in both languages each; broken parts in the core's words."""
    spots = [f"{part.entry or facts.subject.path}: {part.detail} [{part.code}]" for part in facts.broken]
    counts = dict(facts.calls.blind_spots) if facts.calls is not None else {}
    if facts.hidden_code is not None:
        counts["hidden_code"] = len(facts.hidden_code.hidden)
        counts["native_libraries"] = len({lib.name for lib in facts.hidden_code.native})
    return (*spots, *(told.format(n=counts[name]) for name, told in BLIND.items() if counts.get(name)))


def _sdks(facts: Facts) -> tuple[SdkSeen, ...]:
    if facts.sdk is None:
        return ()
    early = _called_before_consent(facts)
    return tuple(_sdk(match, early) for match in facts.sdk.sdks)


def _called_before_consent(facts: Facts) -> frozenset[str]:
    """SDKs one of whose initialisers or collecting calls is reached with no gate and no gesture before it."""
    early = {id_ for id_, hit in tagged(facts, "sdk_init:") if moment(facts, hit).consent == "before"}
    for _, hit in tagged(facts, "pi:"):
        if moment(facts, hit).consent == "before" and (party := owner(facts, [hit.caller])).kind == "sdk":
            early.add(party.id)
    return frozenset(early)


def _sdk(match: SdkMatch, early: frozenset[str]) -> SdkSeen:
    known = knowledge.sdk(match.id)
    state: SdkState = (
        "called_before_consent"
        if match.id in early
        else "reachable"
        if match.reachable_methods
        else "embedded"
    )
    return SdkSeen(
        id=match.id,
        name_zh=known.name_zh,
        vendor=known.vendor_zh,
        version=match.version,
        categories=(known.category,),
        matched_by=match.matched_by,
        confidence=round(match.confidence, 3),
        state=state,
        personal_info=known.personal_info,
        name_en=known.name_en,
        vendor_en=known.vendor_en,
    )


def _permissions(facts: Facts) -> tuple[PermissionSeen, ...]:
    if facts.permissions is None:
        return ()
    hits = facts.calls.hits if facts.calls else ()
    return tuple(
        PermissionSeen(
            name=use.name,
            protection=use.protection,
            group=use.group,
            used_by=tuple(
                sorted({owner(facts, [hits[i].caller]) for i in use.api_hits}, key=lambda p: (p.kind, p.id))
            ),
            requested_at=tuple(dict.fromkeys(class_of(hits[i].caller) for i in use.requested_at)),
        )
        for use in facts.permissions.uses
    )
