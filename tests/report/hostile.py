"""The sample report with hostile words wherever words come from a package."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from mingjian.facts.layout import Layout
from mingjian.model import Declared, Evidence, Finding, Report
from mingjian.report.extras import Extras
from tests.report.sample import OUTCOMES, VIP, extras, sample

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}\u202egpj.exe\u3164'
_KEPT = ("layout", "manifest", "icon")
"""Evidence whose location must still find its picture."""


def _evidence(item: Evidence) -> Evidence:
    series = item.series
    if series is not None:
        series = replace(series, unit=HOSTILE, marks=tuple((at, HOSTILE) for at, _ in series.marks))
    return replace(
        item,
        excerpt=HOSTILE,
        words=HOSTILE,
        location=item.location if item.kind in _KEPT else HOSTILE,
        chain=tuple(replace(step, caller=HOSTILE, callee=HOSTILE, edge=HOSTILE) for step in item.chain),
        series=series,
        media=tuple(
            replace(media, boxes=tuple(replace(box, label=HOSTILE) for box in media.boxes))
            for media in item.media
        ),
    )


def _finding(finding: Finding) -> Finding:
    threshold = finding.threshold
    if threshold is not None:
        threshold = replace(threshold, value=HOSTILE, unit=HOSTILE, source=HOSTILE, id=HOSTILE)
    return replace(
        finding,
        message_zh=HOSTILE,
        message_en=HOSTILE,
        personal_info=(HOSTILE,),
        fingerprint=HOSTILE,
        party=replace(finding.party, name=HOSTILE, id=HOSTILE),
        threshold=threshold,
        evidence=tuple(map(_evidence, finding.evidence)),
    )


def hostile() -> tuple[Report, Extras]:
    """Report and extras; kinds, verdicts and numbers stay as they were."""
    outcomes = tuple(
        replace(outcome, rule=HOSTILE, findings=tuple(map(_finding, outcome.findings)))
        for outcome in OUTCOMES
    )
    report = sample(outcomes)
    words = (HOSTILE,)
    subject = replace(
        report.subject,
        label=HOSTILE,
        path=HOSTILE,
        package=HOSTILE,
        version_name=HOSTILE,
        packer=HOSTILE,
        blind_spots=words,
        sha256=HOSTILE,
    )
    assert report.diff is not None
    changed = {"added": words, "removed": words}
    report = replace(
        report,
        subject=subject,
        sdks=tuple(
            replace(
                sdk,
                id=HOSTILE,
                name_zh=HOSTILE,
                vendor=HOSTILE,
                version=HOSTILE,
                matched_by=words,
                personal_info=words,
            )
            for sdk in report.sdks
        ),
        permissions=tuple(
            replace(
                row,
                name=HOSTILE,
                protection=HOSTILE,
                group=HOSTILE,
                declared_purpose=HOSTILE,
                requested_at=words,
            )
            for row in report.permissions
        ),
        declared_observed=tuple(
            replace(
                row,
                type=HOSTILE,
                outcome=HOSTILE,
                declared=Declared(True, HOSTILE, HOSTILE, HOSTILE),
            )
            for row in report.declared_observed
        ),
        timeline=tuple(replace(row, at=HOSTILE, source=HOSTILE, what=HOSTILE) for row in report.timeline),
        diff=replace(report.diff, against=HOSTILE, permissions=changed, sdks=changed, entry_points=changed),
    )
    views = tuple(replace(view, text=HOSTILE, id=HOSTILE, tag=HOSTILE, width=HOSTILE) for view in VIP.views)
    beside = replace(
        extras(),
        manifest=tuple(HOSTILE for _ in extras().manifest),
        names={},
        layouts={VIP.entry: Layout(name=HOSTILE, entry=VIP.entry, views=views)},
    )
    return report, beside


def hostile_report(word: str = HOSTILE) -> Report:
    """The hostile report with another word in place of the usual one; the digest is a real one."""
    report = hostile()[0]
    report = replace(report, subject=replace(report.subject, sha256="ab" * 32))
    old, new = (msgspec.json.encode(text)[1:-1] for text in (HOSTILE, word))
    return msgspec.json.decode(msgspec.json.encode(report).replace(old, new), type=Report)
