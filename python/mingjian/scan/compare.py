"""Two versions of one package side by side: findings by fingerprint, the rest by name."""

from __future__ import annotations

from collections.abc import Iterable

from mingjian.facts import Facts
from mingjian.model import Diff, Report


def compare(old_facts: Facts, old: Report, new_facts: Facts, new: Report) -> Diff:
    """What `new` changed since `old`."""
    before, after = _fingerprints(old), _fingerprints(new)
    return Diff(
        against=old.subject.sha256,
        new=tuple(f for f in after if f not in before),
        fixed=tuple(f for f in before if f not in after),
        unchanged=tuple(f for f in after if f in before),
        permissions=_change((p.name for p in old.permissions), (p.name for p in new.permissions)),
        sdks=_change((s.id for s in old.sdks), (s.id for s in new.sdks)),
        entry_points=_change(_entries(old_facts), _entries(new_facts)),
        hidden_code=_change(_hidden(old_facts), _hidden(new_facts)),
    )


def _fingerprints(report: Report) -> dict[str, None]:
    return {f.fingerprint: None for outcome in report.outcomes for f in outcome.findings}


def _change(old: Iterable[str], new: Iterable[str]) -> dict[str, tuple[str, ...]]:
    before, after = set(old), set(new)
    return {"added": tuple(sorted(after - before)), "removed": tuple(sorted(before - after))}


def _entries(facts: Facts) -> list[str]:
    return [f"{e.kind} {e.component}" for e in facts.calls.entry_points] if facts.calls else []


def _hidden(facts: Facts) -> list[str]:
    return [h.entry for h in facts.hidden_code.hidden] if facts.hidden_code else []
