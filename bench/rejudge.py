"""Stored facts judged again after a change of rules, in one process on one core: no package is touched.

One round of an app is what the platform's renewal does of it: its facts and its report are read from disk,
the changed rules are asked, and what they say is held against what the report says. A new report is timed by
itself. Everything is CPU time of this process.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench import policy
from bench.samples import ROOT, SHARED, samples
from mingjian.errors import ArtifactError
from mingjian.facts import stored
from mingjian.report.json import to_json
from mingjian.rules import LoadedRule, discover
from mingjian.scan import examine, rejudge
from mingjian.scan.assemble import judge_facts

SEED = 20261123
TEST_APPS = 60
SAMPLED = 80
"""Rules of which each is changed in turn, for the mean over all."""
WITH_POLICY = 3
ROUNDS = 3
BAR = 2000
"""Apps a second a core."""
ONE = {
    "one rule on the manifest": "1.6/boot-receiver",
    "one rule on calls": "1.9/collect-before-consent",
    "one rule on the policy's text": "1.8/purpose-missing",
}
Kept = tuple[Path, Path]
"""Files of an app's stored facts and of its report."""


def packages() -> dict[str, list[Path]]:
    """Different packages that can be read: real ones, and a seeded sample of the test apps."""
    real = [*(SHARED / "data" / "apk").rglob("*.apk"), *samples().values()]
    tests = _different(sorted((ROOT / "build" / "test-apps").rglob("*.apk")))
    some = random.Random(SEED).sample(tests, min(TEST_APPS, len(tests)))  # noqa: S311 - a sample
    return {"real packages": _different(sorted(real)), "test apps": some}


def _different(paths: Sequence[Path]) -> list[Path]:
    return list({hashlib.sha256(path.read_bytes()).hexdigest(): path for path in paths}.values())


def keep(paths: Sequence[Path], folder: Path) -> list[Kept]:
    """What a scan of each leaves, every `WITH_POLICY`th with a privacy policy of 20,000 characters beside it;
    packages without a manifest are left out."""
    kept: list[Kept] = []
    texts = policy.samples()
    for number, path in enumerate(paths):
        text = None if number % WITH_POLICY else str(texts[number // WITH_POLICY % len(texts)])
        try:
            made = examine(str(path), policy=text)
        except ArtifactError:
            continue
        facts, report = folder / f"{len(kept)}.bin", folder / f"{len(kept)}.json"
        facts.write_bytes(stored.to_bytes(made.facts))
        report.write_bytes(to_json(made.report))
        kept.append((facts, report))
    return kept


def light(one: Kept, rules: Sequence[LoadedRule]) -> bool:
    """Whether the changed rules say something else of this app."""
    facts = stored.opened(one[0].read_bytes(), path="")
    return rejudge.differing(facts, one[1].read_bytes(), rules) is not None


def anew(one: Kept, rules: Sequence[LoadedRule]) -> bytes:
    """The same, and a new report whatever they say."""
    facts, report = stored.opened(one[0].read_bytes(), path=""), one[1].read_bytes()
    return rejudge.renewed(facts, report, rejudge.differing(facts, report, rules) or ())


def full(one: Kept, _rules: Sequence[LoadedRule]) -> bytes:
    """Every rule, and the whole report: what follows a change of the law, the knowledge or the engine."""
    return to_json(judge_facts(stored.from_bytes(one[0].read_bytes(), path="")))


Does = Callable[[Kept, Sequence[LoadedRule]], object]


def spent_ms(do: Does, apps: Sequence[Kept], rules: Sequence[LoadedRule], rounds: int = ROUNDS) -> float:
    """CPU milliseconds an app: the least of some rounds over all apps, cycles collected between them."""
    told: list[float] = []
    gc.disable()  # as the host does
    for _ in range(rounds):
        gc.collect()
        started = time.process_time()
        for one in apps:
            do(one, rules)
        told.append((time.process_time() - started) * 1000 / len(apps))
    return min(told)


def load(average: float) -> str:
    """How busy the machine was: others take caches and shared cores from what is measured."""
    return f"Load of the machine meanwhile: {average:.1f} on {len(os.sched_getaffinity(0))} processors."


def measure() -> dict[str, object]:
    """Every row: what changed, and CPU milliseconds an app by kind of app and over all of them."""
    rules = discover()
    by_id = {rule.id: rule for rule in rules}
    for rule in rules:
        rule.load()
    some = random.Random(SEED).sample(rules, SAMPLED)  # noqa: S311 - a sample
    rows: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as place:
        apps: dict[str, list[Kept]] = {}
        for number, (kind, paths) in enumerate(packages().items()):
            folder = Path(place) / str(number)
            folder.mkdir()
            apps[kind] = keep(paths, folder)
        everything = [one for of_kind in apps.values() for one in of_kind]
        for one in everything:
            if light(one, rules):
                raise AssertionError("rules that did not change say something else")
        groups = {**apps, "all": everything}

        def row(asked: str, do: Does, of: Sequence[LoadedRule]) -> None:
            rows.append(
                {"asked": asked, "ms": {kind: spent_ms(do, group, of) for kind, group in groups.items()}}
            )

        for asked, id_ in ONE.items():
            row(f"{asked} ({id_})", light, [by_id[id_]])
        each = {
            rule.id: {kind: spent_ms(light, group, [rule], 2) for kind, group in groups.items()}
            for rule in some
        }
        means = {kind: statistics.mean(ms[kind] for ms in each.values()) for kind in groups}
        rows.append({"asked": f"the mean of {SAMPLED} rules, each changed in turn", "ms": means})
        slowest = max(each, key=lambda id_: each[id_]["all"])
        rows.append({"asked": f"the slowest of these ({slowest})", "ms": each[slowest]})
        row("all of them at once", light, some)
        row(f"one rule on calls, and a new report for every app ({ONE['one rule on calls']})", anew,
            [by_id[ONE["one rule on calls"]]])  # fmt: skip
        row("everything anew (law, knowledge or engine changed)", full, rules)
        sizes = {
            kind: [sum(one[part].stat().st_size for one in group) / len(group) / 1000 for part in (0, 1)]
            for kind, group in groups.items()
        }
    below = sum(1000 / ms["all"] >= BAR for ms in each.values())
    return {
        "rows": rows, "apps": {kind: len(group) for kind, group in groups.items()}, "kB": sizes,
        "rules": len(rules), "sampled": SAMPLED, "reach": below, "load": os.getloadavg()[0],
    }  # fmt: skip


def lines(told: dict[str, object]) -> list[str]:
    """The section of docs/benchmarks.md."""
    from typing import Any, cast  # noqa: PLC0415

    data = cast(dict[str, Any], told)
    kinds = list(data["apps"])
    counts = ", ".join(f"{data['apps'][kind]} {kind}" for kind in kinds if kind != "all")
    out = [
        f"## Stored facts judged again (bar {BAR:,} apps a second a core)",
        "",
        f"One process, CPU time, no package touched; {counts}, every third with a policy of 20,000",
        "characters. Each app's stored facts and report are read from disk, the changed rules asked and what",
        "they say held against the report's. An app of which they say the same keeps its report as it is.",
        "",
        f"| what changed | {' | '.join(f'{kind}, ms an app' for kind in kinds)} | apps a second, all |",
        f"|---|{'---|' * (len(kinds) + 1)}",
    ]
    for row in data["rows"]:
        cells = " | ".join(f"{row['ms'][kind]:.3f}" for kind in kinds)
        out.append(f"| {row['asked']} | {cells} | {1000 / row['ms']['all']:,.0f} |")
    read = "; ".join(f"{kind} {data['kB'][kind][0]:.0f} and {data['kB'][kind][1]:.0f} kB" for kind in kinds)
    return [
        *out,
        "",
        f"{data['sampled']} of {data['rules']} rules were sampled; {data['reach']} of these reach the bar by "
        "themselves over all these apps.",
        f"Input and output apart: read for each app, facts and report: {read}.",
        load(data["load"]),
        "",
    ]


if __name__ == "__main__":
    found = measure()
    sys.stdout.write(json.dumps(found) if "--json" in sys.argv else "\n".join(lines(found)))
