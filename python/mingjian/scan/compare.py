"""Two versions of one package side by side: findings by fingerprint, the rest by name."""

from __future__ import annotations

from collections.abc import Iterable, Set

from mingjian.facts import Facts
from mingjian.model import Diff, Finding, Report, SdkSeen

Sets = tuple[Set[str], Set[str]]
"""Names in the old version and in the new one."""
_NONE: Sets = (frozenset(), frozenset())


def compare(old: Report, new: Report, *, entry_points: Sets = _NONE, hidden_code: Sets = _NONE) -> Diff:
    """What `new` changed since `old`; findings keep reading order of the report they stand in."""
    before, after = findings(old), findings(new)
    return Diff(
        against=old.subject.sha256,
        new=tuple(mark for mark in after if mark not in before),
        fixed=tuple(mark for mark in before if mark not in after),
        unchanged=tuple(mark for mark in after if mark in before),
        permissions=_change((row.name for row in old.permissions), (row.name for row in new.permissions)),
        sdks=_change(map(_sdk, old.sdks), map(_sdk, new.sdks)),
        entry_points=_change(*entry_points),
        hidden_code=_change(*hidden_code),
    )


def findings(report: Report) -> dict[str, Finding]:
    """Findings by fingerprint, in the report's order."""
    return {finding.fingerprint: finding for outcome in report.outcomes for finding in outcome.findings}


def entry_points(facts: Facts) -> Set[str]:
    """`receiver com.a.Boot` for each way in."""
    return {f"{entry.kind} {entry.component}" for entry in facts.calls.entry_points} if facts.calls else set()


def hidden_code(facts: Facts) -> Set[str]:
    """Entries with code that the platform does not load."""
    return {part.entry for part in facts.hidden_code.hidden} if facts.hidden_code else set()


def _sdk(sdk: SdkSeen) -> str:
    return f"{sdk.id} {sdk.version}" if sdk.version else sdk.id


def _change(old: Iterable[str], new: Iterable[str]) -> dict[str, tuple[str, ...]]:
    before, after = frozenset(old), frozenset(new)
    return {"added": tuple(sorted(after - before)), "removed": tuple(sorted(before - after))}
