"""A privacy policy by itself, from its facts to its report."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal

from msgspec.structs import replace

from mingjian.artifacts.policy import Document
from mingjian.facts.category import CategoryFacts
from mingjian.facts.policy.collect import alone
from mingjian.facts.policy.read import from_document
from mingjian.model import Timings
from mingjian.rules import discover
from mingjian.scan.assemble import Examined, judge_facts, ms


def examine_policy(
    read: Callable[[], Document],
    path: str,
    *,
    of: Literal["app", "sdk"] = "app",
    found: Literal["given", "url"] = "given",
    category: CategoryFacts | None = None,
) -> Examined:
    """Judges the policy that `read` gives; `path` is what the caller named, `of` whom it speaks for.

    Raises:
        ArtifactError: it cannot be read at all.
    """
    discover()
    started = time.perf_counter()
    document = read()
    opened = time.perf_counter()
    policy = replace(from_document(document), found=found)
    facts = alone(policy, path, of=of, category=category)
    looked = time.perf_counter()
    rules_ms: dict[str, float] = {}
    report = judge_facts(facts, spent_ms=rules_ms)
    judged = time.perf_counter()
    times = Timings(
        open=0,
        parse=ms(started, opened),
        facts=ms(opened, looked),
        rules=ms(looked, judged),
        total=ms(started, judged),
    )
    return Examined(
        report=replace(report, timings_ms=times),
        facts=facts,
        stages_ms={"parse": times.parse, "facts": times.facts, "rules": times.rules},
        rules_ms=rules_ms,
    )
