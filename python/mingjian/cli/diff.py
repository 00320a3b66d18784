"""`mingjian diff OLD NEW`: what a new version changed."""

from __future__ import annotations

from pathlib import Path

import click

from mingjian.cli._output import knowledge_option, output_options, write
from mingjian.report.render import Rendered
from mingjian.report.words import Lang
from mingjian.scan import examine


@click.command("diff")
@click.argument("old")
@click.argument("new")
@output_options
@knowledge_option
def command(
    old: str, new: str, formats: tuple[str, ...], output: Path | None, lang: Lang, fail_on: str
) -> None:
    """Compare two versions of a package: findings new, fixed and unchanged, permissions, SDKs, entry points.

    Exits 1 when NEW has a finding at or above --fail-on that OLD had not.
    """
    examined = examine(new, against=old)
    for written in write(
        [Rendered(report=examined.report, facts=examined.facts, against=examined.older)],
        formats,
        output,
        lang,
    ):
        click.echo(str(written), err=True)
    fresh = set(examined.report.diff.new) if examined.report.diff else set[str]()
    failing = {"violates": ("violates",), "suspected": ("violates", "suspected"), "never": ()}[fail_on]
    bad = any(
        f.fingerprint in fresh and f.verdict in failing for o in examined.report.outcomes for f in o.findings
    )
    raise click.exceptions.Exit(4 if examined.incomplete else int(bad))
