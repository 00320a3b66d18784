"""What every scanning command shares: exit codes, broken parts told, milliseconds printed."""

from __future__ import annotations

import click

from mingjian.scan import Examined, gravest

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


def profile(examined: Examined) -> None:
    """Stages in the order they run, then rules, the dearest first, with their share of the whole."""
    whole = sum(examined.stages_ms.values()) or 1.0
    for stage, spent in examined.stages_ms.items():
        click.echo(f"{spent:9.2f} ms  {spent / whole:6.1%}  {stage}", err=True)
    for rule, spent in sorted(examined.rules_ms.items(), key=lambda row: (-row[1], row[0])):
        click.echo(f"{spent:9.2f} ms  {spent / whole:6.1%}    rule {rule}", err=True)
