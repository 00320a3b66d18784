"""`mingjian scan-run PATH…`: examine what was recorded of apps while they ran."""

from __future__ import annotations

from pathlib import Path

import click

from mingjian.cli._output import knowledge_option, output_options, write
from mingjian.cli._scanning import exit_code, profile, tell_broken, tell_sources, worse
from mingjian.report.render import Rendered
from mingjian.report.words import Lang
from mingjian.scan.device_run import Asking, examine_run


@click.command("scan-run")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@output_options
@click.option("--package", metavar="NAME", help="Only this app; else one report for each seen in the run.")
@click.option(
    "--consent-at",
    metavar="TIME",
    help="When the user agreed (ISO 8601; Asia/Shanghai where it names no offset).",
)
@click.option("--refused-at", metavar="TIME", help="When the user refused, written the same way.")
@click.option("--first-run", is_flag=True, help="The run began with a fresh install.")
@click.option("--zone", default="", metavar="ZONE", help="The device's zone where records do not say it.")
@click.option("--density", type=click.IntRange(60, 1200), metavar="N", help="The screen's density in dpi.")
@click.option(
    "--profile", "profiled", is_flag=True, help="Print the milliseconds of each stage and rule to stderr."
)
@knowledge_option
def command(
    paths: tuple[str, ...],
    formats: tuple[str, ...],
    output: Path | None,
    lang: Lang,
    fail_on: str,
    package: str | None,
    consent_at: str | None,
    refused_at: str | None,
    first_run: bool,
    zone: str,
    density: int | None,
    profiled: bool,
) -> None:
    """Examine records of runs (files or folders) against 工信部信管函〔2023〕26号.

    Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 usage, 3 unreadable input, 4 incomplete.
    """
    asking = Asking(
        package=package,
        consent_at=consent_at,
        refused_at=refused_at,
        first_run=first_run,
        zone=zone,
        density_dpi=density,
    )
    worst = 0
    done: list[Rendered] = []
    ran = examine_run(paths, asking)
    tell_sources(ran, lang)
    for number, examined in enumerate(ran):
        if number == 0:  # what broke off is of the run, and the same for each package
            tell_broken(examined)
        worst = worse(worst, exit_code(examined, fail_on))
        done.append(Rendered(report=examined.report, facts=examined.facts))
        if profiled:
            profile(examined)
    if done:
        for written in write(done, formats, output, lang):
            click.echo(str(written), err=True)
    raise click.exceptions.Exit(worst)
