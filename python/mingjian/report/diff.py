"""What a version changed, from two reports: findings by fingerprint, permissions and SDKs by name.

Entry points and hidden code are not in a report; who has the facts gives them as sets.
"""

from __future__ import annotations

from collections.abc import Iterable, Set

from mingjian.model import Diff, Finding, Report, SdkSeen
from mingjian.report.text import diff_lines, drawn
from mingjian.report.words import Lang

Sets = tuple[Set[str], Set[str]]
"""Names in the old version and in the new one."""
_NONE: Sets = (frozenset(), frozenset())


def diff(old: Report, new: Report, *, entry_points: Sets = _NONE, hidden_code: Sets = _NONE) -> Diff:
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


def to_diff_text(old: Report, new: Report, change: Diff, *, lang: Lang = "zh", width: int = 80) -> str:
    """The change alone as text: counts, then each new (+) and gone (−) finding and name."""
    messages = findings(old) | findings(new)
    return drawn(diff_lines(change, lang, messages=messages, version=old.subject.version_name), width=width)


def _sdk(sdk: SdkSeen) -> str:
    return f"{sdk.id} {sdk.version}" if sdk.version else sdk.id


def _change(old: Iterable[str], new: Iterable[str]) -> dict[str, tuple[str, ...]]:
    before, after = frozenset(old), frozenset(new)
    return {"added": tuple(sorted(after - before)), "removed": tuple(sorted(before - after))}
