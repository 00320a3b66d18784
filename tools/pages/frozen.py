"""Facts of the labelled pages as Chromium once showed them, so that rules are judged without a browser.

`python -m tools.pages freeze [NAME …]` visits and writes tests/pages/<name>/facts.json; the drill visits
every page anew and holds what the rules say of it against the same label.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from mingjian.facts import Facts
from mingjian.facts.web_page import WebPageFacts
from mingjian.facts.web_page.build import standing_alone
from mingjian.model import Outcome
from mingjian.scan import run
from tools.fixtures import plain
from tools.pages.case import HITS, PageCase

NAME = "facts.json"
HOST = "http://pages.invalid"
"""Stands for the loopback address and port of the visit."""


def path_of(case: PageCase) -> Path:
    """Where the facts of a page lie."""
    return case.folder / NAME


def freeze(page: WebPageFacts, origin: str) -> str:
    """The facts as they are kept: without pictures, at one address."""
    bare = replace(page, media={}, pictures=(), har="")
    told: dict[str, Any] = plain(bare)
    lines = ",\n".join(f'"{key}": {msgspec.json.encode(value).decode()}' for key, value in told.items())
    return f"{{\n{lines}\n}}\n".replace(origin, HOST)


def frozen(case: PageCase) -> Facts:
    """The page alone, as it was frozen."""
    page = msgspec.json.decode(path_of(case).read_bytes(), type=WebPageFacts)
    return standing_alone(page, sha256="", size_bytes=0)


def judged(case: PageCase) -> tuple[Outcome, ...]:
    """What every rule says of the frozen page."""
    return run(frozen(case))


def complaints(case: PageCase, outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Every way in which the outcomes differ from the label; empty when they are right."""
    by_rule = {outcome.rule: outcome for outcome in outcomes}
    for rule, verdict in case.expect.items():
        outcome = by_rule.get(rule)
        if outcome is None:
            yield f"there is no rule {rule}"
        elif outcome.verdict != verdict:
            yield f"{rule} should be {verdict} but is {outcome.verdict}: {told(outcome)}"
    for outcome in outcomes:
        allowed = outcome.rule in case.expect or outcome.rule.startswith(case.may or ("-",))
        if outcome.verdict in HITS and not allowed:
            yield f"{outcome.rule} is {outcome.verdict} but nothing was expected: {told(outcome)}"


def told(outcome: Outcome) -> str:
    """Why the rule said so, in one line."""
    said = "; ".join(finding.message_en for finding in outcome.findings)
    return said or outcome.reason or ", ".join(outcome.missing)
