"""`mingjian scan PATH…`: examine packages; say what was found, what was not, and what could not be seen."""

from __future__ import annotations

from pathlib import Path

import click

from mingjian.cli._output import knowledge_option, output_options, write
from mingjian.errors import ArtifactError, UsageError
from mingjian.facts.category import declared
from mingjian.report.render import Rendered
from mingjian.report.words import Lang
from mingjian.scan import Examined, examine, gravest

GRAVITY = (0, 1, 4, 3)
"""Exit codes from lightest to gravest: clean, findings, incomplete, unreadable."""


@click.command("scan")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@output_options
@click.option("--against", metavar="OLD", help="An older version to compare with; needs exactly one PATH.")
@click.option(
    "--listing",
    metavar="FILE",
    help="The store's page of the app as JSON (docs/listing.md); needs exactly one PATH.",
)
@click.option(
    "--category",
    metavar="ID",
    help="What kind of app it is: an id of the 39 categories (a wrong one lists them) or `other`; "
    "inferred from the package where left out.",
)
@click.option("--profile", is_flag=True, help="Print the milliseconds of each stage and rule to stderr.")
@knowledge_option
def command(
    paths: tuple[str, ...],
    formats: tuple[str, ...],
    output: Path | None,
    lang: Lang,
    fail_on: str,
    against: str | None,
    listing: str | None,
    category: str | None,
    profile: bool,
) -> None:
    """Examine packages (APK) against 工信部信管函〔2023〕26号.

    Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 usage, 3 unreadable input, 4 incomplete.
    """
    if against is not None and len(paths) != 1:
        raise UsageError("--against needs exactly one PATH")
    if listing is not None and (len(paths) != 1 or Path(paths[0]).is_dir()):
        raise UsageError("--listing needs exactly one PATH")
    stated = None if category is None else declared(category)
    worst = 0
    done: list[Rendered] = []
    for path in _expand(paths):
        try:
            examined = examine(path, against=against, listing=listing, category=stated)
        except ArtifactError as error:
            click.echo(f"mingjian: {error}", err=True)
            worst = _worse(worst, 3)
            continue
        _tell_broken(examined)
        worst = _worse(worst, _exit_code(examined, fail_on))
        done.append(Rendered(report=examined.report, facts=examined.facts, against=examined.older))
        if profile:
            _profile(examined)
    if done:
        for written in write(done, formats, output, lang):
            click.echo(str(written), err=True)
    raise click.exceptions.Exit(worst)


def _expand(paths: tuple[str, ...]) -> list[str]:
    """A folder stands for the packages in it."""
    found: list[str] = []
    for path in paths:
        place = Path(path)
        inside = sorted(str(p) for p in place.rglob("*.apk")) if place.is_dir() else []
        found += inside or [path]
    return found


def _worse(one: int, other: int) -> int:
    return max(one, other, key=GRAVITY.index)


def _exit_code(examined: Examined, fail_on: str) -> int:
    if examined.incomplete:
        return 4
    grave = gravest(o.verdict for o in examined.report.outcomes if o.findings)
    failing = {"violates": ("violates",), "suspected": ("violates", "suspected"), "never": ()}[fail_on]
    return 1 if grave in failing else 0


def _tell_broken(examined: Examined) -> None:
    for part in examined.facts.broken:
        at = "" if part.offset is None else f" at {part.offset:#x}"
        place = f"{examined.report.subject.path}:{part.entry}" if part.entry else examined.report.subject.path
        click.echo(f"mingjian: {place}: {part.detail}{at} [{part.code}]", err=True)


def _profile(examined: Examined) -> None:
    """Stages in the order they run, then rules, the dearest first, with their share of the whole."""
    whole = sum(examined.stages_ms.values()) or 1.0
    for stage, spent in examined.stages_ms.items():
        click.echo(f"{spent:9.2f} ms  {spent / whole:6.1%}  {stage}", err=True)
    for rule, spent in sorted(examined.rules_ms.items(), key=lambda row: (-row[1], row[0])):
        click.echo(f"{spent:9.2f} ms  {spent / whole:6.1%}    rule {rule}", err=True)
