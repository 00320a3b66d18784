"""Freezes the facts of the test apps as JSON, with what the rules say of them.

`python -m tools.fixtures` tells which files of tests/fixtures are stale, `--write` writes them all. A fixture
holds the facts as scanned, without defaults, digests and pictures, and the outcomes that have findings or are
of the rule the case is about. tests/rules/test_fixtures.py judges them with nothing built.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import msgspec

from mingjian.facts import Facts
from mingjian.model import Outcome
from mingjian.scan import run
from tools.examined import examined
from tools.test_apps import APPS, BuiltApp, build

FIXTURES = APPS.parent / "fixtures"
DROPPED = {"png": b"", "size_bytes": 0, "sha256": ""}
"""Fields left out for their bulk, or because every build changes them; signers' digests stay."""
KEPT_DIGESTS = frozenset({"SignerCertificate", "LineageNode"})


@dataclass(frozen=True)
class Fixture:
    """One frozen case. `name` is `m1_06_launch/boot_receiver/violates`."""

    name: str
    rule: str
    facts: Facts
    outcomes: list[dict[str, Any]]

    @property
    def violates(self) -> bool:
        return self.name.rpartition("/")[2].startswith("violates")


def freeze(facts: Facts, name: str) -> Facts:
    """The facts without what differs from one build to the next, and without pictures."""
    return msgspec.convert(_plain(facts, name), Facts)


def summary(outcomes: Sequence[Outcome], rule: str) -> list[dict[str, Any]]:
    """What a reader of the snapshot wants to see change: verdicts, parties, messages, places."""
    return [
        {
            "rule": outcome.rule,
            "verdict": outcome.verdict,
            "missing": list(outcome.missing),
            "findings": [
                {
                    "verdict": finding.verdict,
                    "party": f"{finding.party.kind}:{finding.party.id}",
                    "message_en": finding.message_en,
                    "message_zh": finding.message_zh,
                    "consent": finding.consent,
                    "personal_info": list(finding.personal_info),
                    "fingerprint": finding.fingerprint,
                    "evidence": [f"{item.kind} {item.location}" for item in finding.evidence],
                }
                for finding in outcome.findings
            ],
        }
        for outcome in outcomes
        if outcome.findings or outcome.rule == rule
    ]


def path_of(name: str) -> Path:
    return FIXTURES / f"{name}.json"


def stored() -> Iterator[Fixture]:
    """Every fixture on disk, by name."""
    for path in sorted(FIXTURES.glob("*/*/*.json")):
        table = json.loads(path.read_text(encoding="utf-8"))
        name = path.relative_to(FIXTURES).with_suffix("").as_posix()
        facts = msgspec.convert(table["facts"], Facts)
        yield Fixture(name=name, rule=table["rule"], facts=facts, outcomes=table["outcomes"])


def text(facts: Facts, name: str, rule: str) -> str:
    """The fixture file of frozen facts and today's outcomes."""
    outcomes = json.dumps(summary(run(facts), rule), ensure_ascii=False, indent=1)
    told = ",\n".join(f"{json.dumps(key)}: {_line(value)}" for key, value in _plain(facts, name).items())
    return f'{{"rule": {json.dumps(rule)},\n"outcomes": {outcomes},\n"facts": {{\n{told}\n}}}}\n'


def _line(value: object) -> str:
    """One fact on one line: a repository holds hundreds of these files."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def current(app: BuiltApp) -> str:
    """What the fixture file of a built app should hold."""
    name = app.case.name
    facts = examined(app).facts
    return text(freeze(facts, name), name, app.case.expect[0].rule)


def plain(value: object) -> Any:
    """A struct as objects without fields at their default, whole."""
    return _plain(value, "", dropped={})


def _plain(value: object, name: str, dropped: Mapping[str, object] = DROPPED) -> Any:
    """Structs as objects without fields at their default."""
    if isinstance(value, msgspec.Struct):
        kept: dict[str, Any] = {}
        for field in msgspec.structs.fields(value):
            item = getattr(value, field.name)
            if field.name in dropped and type(value).__name__ not in KEPT_DIGESTS:
                item = dropped[field.name]
            elif field.name == "path" and type(value).__name__ == "SubjectFacts":
                item = f"{name}.apk"
            if field.required or item != _default(field):
                kept[field.name] = _plain(item, name, dropped)
        return kept
    if isinstance(value, list | tuple):
        return [_plain(item, name, dropped) for item in cast(Sequence[object], value)]
    if isinstance(value, dict):
        return {key: _plain(item, name, dropped) for key, item in cast(dict[str, object], value).items()}
    return value


def _default(field: msgspec.structs.FieldInfo) -> Any:
    if field.default is not msgspec.NODEFAULT:
        return field.default
    factory = field.default_factory
    return factory() if callable(factory) else msgspec.NODEFAULT


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="write the files instead of comparing them")
    asked = parser.parse_args(arguments)
    wanted = {path_of(app.case.name): current(app) for app in build() if "/" in app.case.name}
    gone = [path for path in FIXTURES.rglob("*.json") if path not in wanted]
    stale = [
        path for path, told in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != told
    ]
    for path in (*stale, *gone):
        sys.stdout.write(f"{path.relative_to(FIXTURES)}\n")
    if not asked.write:
        return 1 if stale or gone else 0
    for path in gone:
        path.unlink()
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
