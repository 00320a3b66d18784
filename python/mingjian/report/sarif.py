"""SARIF 2.1.0: one run a subject; findings as results, what could not be judged as notifications.

Places inside the package are artifacts nested in it (`parentIndex`), methods logical locations, call chains
code flows. Source: OASIS SARIF 2.1.0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import msgspec

from mingjian.errors import UsageError
from mingjian.model import Evidence, Finding, Outcome, Report
from mingjian.report import reading, words
from mingjian.report.extras import Law, project_law
from mingjian.report.place import Place, place, text_place
from mingjian.report.reading import visible
from mingjian.report.words import Lang

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "mingjianFinding/v1"
_LEVEL = {"violates": "error", "suspected": "warning"}
_INSIDE = ("assets/", "res/", "resources.arsc", "classes")
"""How entries of a package begin; a policy that stands elsewhere was given beside it."""
Json = dict[str, Any]


def to_sarif(reports: Report | Sequence[Report], *, lang: Lang = "zh", law: Law | None = None) -> bytes:
    """A SARIF log of one or several reports, messages in `lang`; UTF-8 with a newline at the end."""
    law = law or project_law()
    several = (reports,) if isinstance(reports, Report) else reports
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [_Run(report, lang, law).built() for report in several],
    }
    return msgspec.json.format(msgspec.json.encode(log), indent=2) + b"\n"


class _Run:
    """Builds one run; artifacts and rules get their indexes as they are met."""

    def __init__(self, report: Report, lang: Lang, law: Law) -> None:
        self._report = report
        self._lang: Lang = lang
        self._law = law
        self._rules: dict[str, Json] = {}
        self._entries: dict[str, int] = {}
        self._beside: set[str] = set()
        """Files given beside the subject."""

    def built(self) -> Json:
        results = [
            self._result(item.finding, item.outcome) for item in reading.placed(self._report)
        ]  # fills rules and artifacts
        report = self._report
        return {
            "tool": {
                "driver": {
                    "name": report.tool.name,
                    "version": report.tool.version,
                    "rules": list(self._rules.values()),
                    "properties": {
                        "rulesetSha256": report.tool.ruleset_sha256,
                        "knowledgeSha256": report.tool.knowledge_sha256,
                    },
                }
            },
            "language": "zh-CN" if self._lang == "zh" else "en",
            "columnKind": "utf16CodeUnits",
            "invocations": [
                {
                    "executionSuccessful": True,
                    "toolExecutionNotifications": [*self._undetermined(), *self._blind()],
                }
            ],
            "artifacts": self._artifacts(),
            "results": results,
            "properties": {
                "measures": {row.id: row.verdict for row in report.measures},
                "summary": reading.summary(report).of(self._lang),
            },
        }

    def _text(self, zh: str, en: str) -> str:
        return visible(zh if self._lang == "zh" else en)

    def _rule(self, outcome: Outcome) -> int:
        if outcome.rule not in self._rules:
            self._rules[outcome.rule] = self._described(outcome)
        return list(self._rules).index(outcome.rule)

    def _described(self, outcome: Outcome) -> Json:
        clauses: list[tuple[str, str, str]] = []
        for code in outcome.requirements:
            try:
                row = self._law.requirement(code)
            except (LookupError, UsageError):
                continue
            clauses.append((code, row.clause_zh, row.requirement_en))
        measure = next((row for row in self._report.measures if row.id == outcome.measure), None)
        title = self._text(measure.title_zh, measure.title_en) if measure else outcome.measure
        rule: Json = {
            "id": outcome.rule,
            "name": outcome.rule.rpartition("/")[2],
            "shortDescription": {"text": f"{outcome.measure} {title}"},
            "properties": {
                "tags": [outcome.measure, *outcome.requirements],
                "measure": outcome.measure,
                "level": outcome.level,
                "obliged": list(outcome.obliged),
                "severity": outcome.severity,
            },
        }
        if clauses:
            rule["fullDescription"] = {"text": "\n".join(self._text(zh, en) for _, zh, en in clauses)}
            rule["help"] = {
                "text": "\n".join(f"{code}: {zh}\n{en}" for code, zh, en in clauses),
                "markdown": "\n\n".join(f"**{code}** {zh}\n\n{en}" for code, zh, en in clauses),
            }
        return rule

    def _result(self, finding: Finding, outcome: Outcome) -> Json:
        result: Json = {
            "ruleId": outcome.rule,
            "ruleIndex": self._rule(outcome),
            "kind": "fail",
            "level": _LEVEL[finding.verdict],
            "message": {"text": self._text(finding.message_zh, finding.message_en)},
            "locations": [self._location(item) for item in finding.evidence[:1]],
            "properties": self._properties(finding, outcome),
        }
        if finding.fingerprint:
            result["partialFingerprints"] = {FINGERPRINT: finding.fingerprint}
        if len(finding.evidence) > 1:
            result["relatedLocations"] = [
                {**self._location(item), "id": number} for number, item in enumerate(finding.evidence[1:], 1)
            ]
        flows = [self._flow(item) for item in finding.evidence if item.chain]
        if flows:
            result["codeFlows"] = flows
        return result

    def _properties(self, finding: Finding, outcome: Outcome) -> Json:
        properties: Json = {
            "verdict": finding.verdict,
            "role": finding.role,
            "measure": outcome.measure,
            "requirements": list(outcome.requirements),
            "severity": outcome.severity,
            "party": {
                "kind": finding.party.kind,
                "id": finding.party.id,
                "name": visible(finding.party.name),
            },
            "message_zh": visible(finding.message_zh),
            "message_en": visible(finding.message_en),
        }
        if finding.consent:
            properties["consent"] = finding.consent
        if finding.personal_info:
            properties["personalInformation"] = list(finding.personal_info)
        if finding.threshold:
            properties["threshold"] = msgspec.to_builtins(finding.threshold)
        return properties

    def _location(self, evidence: Evidence) -> Json:
        text = evidence.kind == "policy"
        where = text_place(evidence.location) if text else place(evidence.location)
        if text and not where.entry.startswith(_INSIDE):
            self._beside.add(where.entry)
        kind = words.EVIDENCE[evidence.kind].of(self._lang)
        excerpt = visible(evidence.excerpt).strip()
        location: Json = {
            "physicalLocation": self._physical(where),
            "message": {"text": f"{kind}: {excerpt}" if excerpt else kind},
        }
        if where.method:
            location["logicalLocations"] = [_method(where.method)]
        return location

    def _physical(self, where: Place) -> Json:
        entry = where.entry or visible(self._report.subject.path)
        own = entry in (self._report.subject.path, visible(self._report.subject.path))
        index = 0 if own else self._entries.setdefault(entry, len(self._entries) + 1)
        physical: Json = {"artifactLocation": {"uri": _uri(entry), "index": index}}
        if where.line is not None:
            physical["region"] = {"startLine": where.line}
        elif where.byte is not None:
            physical["region"] = {"byteOffset": where.byte}
        return physical

    def _flow(self, evidence: Evidence) -> Json:
        where = place(evidence.location)
        steps = evidence.chain
        frames = [(steps[0].caller, "", None), *((step.callee, step.edge, step.offset) for step in steps)]
        gate = evidence.consent_index
        locations: list[Json] = []
        for number, (method, edge, offset) in enumerate(frames):
            said = reading.edge_name(edge).of(self._lang) if edge else self._text("入口", "entry")
            if offset is not None:
                said += f" +{offset:#x}"
            state = (
                {}
                if gate is None
                else {"state": {"consent": {"text": "after" if number > gate else "before"}}}
            )
            locations.append(
                {
                    "executionOrder": number + 1,
                    "nestingLevel": number,
                    "importance": "essential" if number in (0, len(frames) - 1) else "important",
                    "location": {
                        "physicalLocation": self._physical(Place(entry=where.entry)),
                        "logicalLocations": [_method(method)],
                        "message": {"text": said},
                    },
                    **state,
                }
            )
        return {"threadFlows": [{"locations": locations}]}

    def _undetermined(self) -> list[Json]:
        notes: list[Json] = []
        for row in self._report.measures:
            if row.verdict == "undetermined":
                missing = reading.joined(reading.need_names(row.missing))
                zh, en = f"{row.id} {row.title_zh} 未判定", f"{row.id} {row.title_en}: undetermined"
                if row.missing:
                    zh, en = f"{zh}：缺{missing.zh}", f"{en}, missing: {missing.en}"
                notes.append(
                    {
                        "descriptor": {"id": f"undetermined/{row.id}"},
                        "level": "note",
                        "message": {"text": self._text(zh, en)},
                        "properties": {"measure": row.id, "missing": list(row.missing)},
                    }
                )
        return notes

    def _blind(self) -> list[Json]:
        return [
            {"descriptor": {"id": "blind-spot"}, "level": "note", "message": {"text": visible(spot)}}
            for spot in self._report.subject.blind_spots
        ]

    def _artifacts(self) -> list[Json]:
        subject = self._report.subject
        whole: Json = {
            "location": {"uri": _uri(subject.path)},
            "length": subject.size_bytes,
            "hashes": {"sha-256": subject.sha256},
            "roles": ["analysisTarget"],
        }
        return [whole, *map(self._artifact, self._entries)]

    def _artifact(self, entry: str) -> Json:
        made: Json = {"location": {"uri": _uri(entry)}}
        return made if entry in self._beside else {**made, "parentIndex": 0}


def _uri(path: str) -> str:
    """A path, or a URL as it is, as a URI reference."""
    if path.startswith(("https://", "http://")):
        return quote(path, safe="%/:=&?~#+!$,;'@()*[]")
    return quote(path, safe="/._-~!$()+,;=@") or "."


def _method(signature: str) -> Json:
    return {
        "fullyQualifiedName": visible(signature),
        "name": reading.method_name(signature).short,
        "kind": "function",
    }
