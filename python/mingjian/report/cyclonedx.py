"""CycloneDX 1.6: what a package is made of. SDKs with the signals they were known by, native libraries, code
that the platform does not load by itself.

Equal packages give equal bytes: no time of making, and the serial number is drawn from the package's digest.
Source: ECMA-424 (CycloneDX 1.6).
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

import msgspec

from mingjian.facts import Facts
from mingjian.facts.hidden_code import HiddenCode, NativeLibrary
from mingjian.model import Report, SdkSeen
from mingjian.report.reading import visible

SCHEMA = "http://cyclonedx.org/schema/bom-1.6.schema.json"
APP = "app"
TECHNIQUE = {
    "component": "manifest-analysis",
    "meta-data": "manifest-analysis",
    "native": "filename",
    "file": "filename",
}
"""CycloneDX's name for how a signal was seen; every other kind was read from code."""
Json = dict[str, Any]


def to_cyclonedx(items: Sequence[tuple[Report, Facts | None]]) -> bytes:
    """One bill of materials per package; several packages make an array."""
    boms = [_bom(report, facts) for report, facts in items]
    raw = msgspec.json.encode(boms[0] if len(boms) == 1 else boms)
    return msgspec.json.format(raw, indent=2) + b"\n"


def _bom(report: Report, facts: Facts | None) -> Json:
    parts = _told_apart(_components(report, facts))
    return {
        "$schema": SCHEMA,
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, report.subject.sha256)}",
        "version": 1,
        "metadata": {"tools": {"components": [_tool(report)]}, "component": _subject(report)},
        "components": parts,
        "dependencies": [
            {"ref": APP, "dependsOn": [part["bom-ref"] for part in parts]},
            *({"ref": part["bom-ref"], "dependsOn": []} for part in parts),
        ],
    }


def _tool(report: Report) -> Json:
    tool = report.tool
    return {
        "type": "application",
        "name": tool.name,
        "version": tool.version,
        "properties": [
            _property("ruleset-sha256", tool.ruleset_sha256),
            _property("knowledge-sha256", tool.knowledge_sha256),
        ],
    }


def _subject(report: Report) -> Json:
    subject = report.subject
    package, version = subject.package, subject.version_name
    shown: Json = {
        "type": "application",
        "bom-ref": APP,
        "name": visible(subject.label or package or subject.path),
        "hashes": [{"alg": "SHA-256", "content": subject.sha256}],
    }
    if version:
        shown["version"] = visible(version)
    if package:
        tail = f"@{quote(version, safe='')}" if version else ""
        shown["purl"] = f"pkg:generic/{quote(package, safe='')}{tail}?checksum=sha256:{subject.sha256}"
        shown["properties"] = [_property("package", visible(package))]
        shown["properties"] += [_property("signer-sha256", signer.sha256) for signer in subject.signers]
        shown["properties"] += [_property("permission", visible(row.name)) for row in report.permissions]
    return shown


def _components(report: Report, facts: Facts | None) -> Iterator[Json]:
    for sdk in report.sdks:
        yield _sdk(sdk)
    if facts is None or facts.hidden_code is None:
        return
    by_name: dict[str, list[NativeLibrary]] = {}
    for library in facts.hidden_code.native:
        by_name.setdefault(library.name, []).append(library)
    for name, builds in sorted(by_name.items()):
        yield _native(name, builds)
    for code in facts.hidden_code.hidden:
        yield _hidden(code)


def _told_apart(parts: Iterable[Json]) -> list[Json]:
    """Parts with references of their own: a package may hold two entries of one name."""
    seen: Counter[str] = Counter()
    told: list[Json] = []
    for part in parts:
        ref = part["bom-ref"]
        seen[ref] += 1
        told.append(part if seen[ref] == 1 else {**part, "bom-ref": f"{ref}#{seen[ref]}"})
    return told


def _sdk(sdk: SdkSeen) -> Json:
    shown: Json = {
        "type": "library",
        "bom-ref": f"sdk:{sdk.id}",
        "name": sdk.name_en or sdk.name_zh,
        "description": sdk.name_zh,
        "supplier": {"name": sdk.vendor},
        "evidence": {
            "identity": [
                {
                    "field": "name",
                    "confidence": sdk.confidence,
                    "methods": [
                        {
                            "technique": TECHNIQUE.get(signal.partition(":")[0], "binary-analysis"),
                            "confidence": sdk.confidence,
                            "value": visible(signal),
                        }
                        for signal in sdk.matched_by
                    ],
                }
            ]
        },
        "properties": [
            _property("sdk", sdk.id),
            _property("state", sdk.state),
            *(_property("category", kind) for kind in sdk.categories),
            *(_property("personal-information", kind) for kind in sdk.personal_info),
        ],
    }
    if sdk.version:
        shown["version"] = visible(sdk.version)
    return shown


def _native(name: str, builds: Sequence[NativeLibrary]) -> Json:
    return {
        "type": "library",
        "bom-ref": f"native:{visible(name)}",
        "name": visible(name),
        "evidence": {"occurrences": [{"location": visible(build.entry)} for build in builds]},
        "properties": [_property("abi", visible(build.abi)) for build in builds],
    }


def _hidden(code: HiddenCode) -> Json:
    return {
        "type": "file",
        "bom-ref": f"file:{visible(code.entry)}",
        "name": visible(code.entry),
        "hashes": [{"alg": "SHA-256", "content": code.sha256}],
        "properties": [_property("kind", code.kind), _property("reason", code.reason)],
    }


def _property(name: str, value: str) -> Json:
    return {"name": f"mingjian:{name}", "value": value}
