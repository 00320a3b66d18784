"""What every scanning command shares: exit codes, broken parts told, milliseconds printed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from mingjian.artifacts.device_log.event import Told
from mingjian.scan import Examined, gravest

if TYPE_CHECKING:
    from mingjian.report.words import Lang

GRAVITY = (0, 1, 4, 3, 5)
"""Exit codes from lightest to gravest: clean, findings, incomplete, unreadable, a service unreachable."""


def worse(one: int, other: int) -> int:
    """The graver of two exit codes."""
    return max(one, other, key=GRAVITY.index)


def exit_code(examined: Examined, fail_on: str) -> int:
    """What one subject makes of the command's exit code."""
    if examined.incomplete:
        return 4
    grave = gravest(o.verdict for o in examined.report.outcomes if o.findings)
    failing = {"violates": ("violates",), "suspected": ("violates", "suspected"), "never": ()}[fail_on]
    return 1 if grave in failing else 0


def tell_broken(examined: Examined) -> None:
    """Names on stderr every part that could not be read."""
    path = examined.report.subject.path
    for part in examined.facts.broken:
        at = "" if part.offset is None else f" at {part.offset:#x}"
        place = f"{path}:{part.entry}" if part.entry and part.entry != path else path
        click.echo(f"mingjian: {place}: {part.detail}{at} [{part.code}]", err=True)


MOST_TOLD = 12
"""Lines about the records of a run; `mingjian device import` lists them all."""


def _said(one: Told, lang: Lang) -> str:
    from mingjian.artifacts.device_log.words import told_words  # noqa: PLC0415 - only where records were read

    words = told_words(one.code, lang)
    return f"{words}: {one.detail}" if one.detail else words


def tell_sources(done: Iterable[Examined], lang: Lang) -> None:
    """Says on stderr, once a run, what a reader must know of its records; what broke off is told already."""
    sources = [s for e in done if e.facts.behaviour is not None for s in e.facts.behaviour.sources]
    if not sources:
        return
    from mingjian.artifacts.device_log.words import BROKE_OFF  # noqa: PLC0415 - only where records were read

    told: dict[tuple[str, str], list[Told]] = {}
    for source in sources:
        for one in source.told:
            if one.code not in BROKE_OFF:
                told.setdefault((one.source, one.code), [])
                if one not in told[one.source, one.code]:
                    told[one.source, one.code].append(one)
    for (place, code), several in list(told.items())[:MOST_TOLD]:
        first, times = several[0], sum(one.count for one in several)
        line = "" if first.line is None else f":{first.line}"
        more = "" if times == 1 else f" ×{times}"
        click.echo(f"mingjian: {place}{line}: {_said(first, lang)}{more} [{code}]", err=True)
    if len(told) > MOST_TOLD:
        click.echo(f"mingjian: {len(told) - MOST_TOLD} more: mingjian device import", err=True)


def profile(examined: Examined) -> None:
    """Stages, then rules, the dearest first, with their share of the whole."""
    whole = sum(examined.stages_ms.values()) or 1.0
    for stage, spent in examined.stages_ms.items():
        click.echo(f"{spent:9.2f} ms  {spent / whole:6.1%}  {stage}", err=True)
    for rule, spent in sorted(examined.rules_ms.items(), key=lambda row: (-row[1], row[0])):
        click.echo(f"{spent:9.2f} ms  {spent / whole:6.1%}    rule {rule}", err=True)
