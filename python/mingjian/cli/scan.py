"""`mingjian scan PATH…`: examine packages; say what was found, what was not, and what could not be seen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mingjian.cli._output import knowledge_option, output_options, write
from mingjian.cli._scanning import exit_code, profile, tell_broken, tell_sources, worse
from mingjian.errors import ArtifactError, UsageError
from mingjian.facts.category import declared
from mingjian.report.render import Rendered
from mingjian.scan import examine
from mingjian.scan.assemble import Recorded

if TYPE_CHECKING:
    from mingjian.report.words import Lang


@click.command("scan")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@output_options
@click.option("--against", metavar="OLD", help="An older version to compare with; needs exactly one PATH.")
@click.option(
    "--policy",
    metavar="FILE",
    help="The app's privacy policy (HTML, MHTML, TXT, Markdown, DOCX, PDF); needs exactly one PATH.",
)
@click.option(
    "--listing",
    metavar="FILE",
    help="The store's page of the app as JSON, CSV or saved HTML (docs/listing.md); one PATH.",
)
@click.option(
    "--evidence",
    metavar="PATH",
    multiple=True,
    help="What a run of this app recorded (a file, folder or archive); one PATH. Repeatable.",
)
@click.option("--consent-at", metavar="TIME", help="With --evidence: as for scan-run.")
@click.option("--refused-at", metavar="TIME", help="With --evidence: as for scan-run.")
@click.option("--first-run", is_flag=True, help="With --evidence: the run began with a fresh install.")
@click.option("--zone", default="", metavar="ZONE", help="With --evidence: as for scan-run.")
@click.option(
    "--category",
    metavar="ID",
    help="What kind of app it is: an id of the 39 categories (a wrong one lists them) or `other`; "
    "inferred from the package where left out.",
)
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
    against: str | None,
    policy: str | None,
    listing: str | None,
    category: str | None,
    evidence: tuple[str, ...],
    consent_at: str | None,
    refused_at: str | None,
    first_run: bool,
    zone: str,
    profiled: bool,
) -> None:
    """Examine packages (APK) against 工信部信管函〔2023〕26号.

    Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 usage, 3 unreadable input, 4 incomplete.
    """
    if against is not None and len(paths) != 1:
        raise UsageError("--against needs exactly one PATH")
    for name, given in (("--listing", listing), ("--policy", policy), ("--evidence", evidence or None)):
        if given is not None and (len(paths) != 1 or Path(paths[0]).is_dir()):
            raise UsageError(f"{name} needs exactly one PATH")
    stated = None if category is None else declared(category)
    recorded = _recorded(evidence, consent_at, refused_at, first_run, zone)
    worst = 0
    done: list[Rendered] = []
    for path in _expand(paths):
        try:
            examined = examine(
                path, against=against, listing=listing, policy=policy, category=stated, evidence=recorded
            )
        except ArtifactError as error:
            click.echo(f"mingjian: {error}", err=True)
            worst = worse(worst, 3)
            continue
        tell_broken(examined)
        tell_sources([examined], lang)
        worst = worse(worst, exit_code(examined, fail_on))
        done.append(Rendered(report=examined.report, facts=examined.facts, against=examined.older))
        if profiled:
            profile(examined)
    if done:
        for written in write(done, formats, output, lang):
            click.echo(str(written), err=True)
    raise click.exceptions.Exit(worst)


def _recorded(
    paths: tuple[str, ...], consent_at: str | None, refused_at: str | None, first_run: bool, zone: str
) -> Recorded | None:
    """What puts the run beside the package; reading runs is loaded only for one."""
    if not paths:
        if consent_at or refused_at or first_run or zone:
            raise UsageError("--consent-at, --refused-at, --first-run and --zone speak of --evidence")
        return None
    from mingjian.scan.device_run import Asking, evidence  # noqa: PLC0415

    asking = Asking(consent_at=consent_at, refused_at=refused_at, first_run=first_run, zone=zone)
    return evidence(paths, asking)


def _expand(paths: tuple[str, ...]) -> list[str]:
    """A folder stands for the packages in it."""
    found: list[str] = []
    for path in paths:
        place = Path(path)
        inside = sorted(str(p) for p in place.rglob("*.apk")) if place.is_dir() else []
        found += inside or [path]
    return found
