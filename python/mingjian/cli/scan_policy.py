"""`mingjian scan-policy FILE|URL…`: examine privacy policies by themselves."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Literal

import click

from mingjian.artifacts.policy import read
from mingjian.artifacts.policy.fetch import fetch
from mingjian.cli._output import knowledge_option, output_options, write
from mingjian.cli._scanning import exit_code, profile, tell_broken, worse
from mingjian.errors import ArtifactError
from mingjian.facts.category import CategoryFacts, declared
from mingjian.report.render import Rendered
from mingjian.report.words import Lang
from mingjian.scan import Examined
from mingjian.scan.policy import examine_policy

UNREACHABLE = "url_unreachable"
"""The one error that lies with the network rather than with the input."""


@click.command("scan-policy")
@click.argument("places", nargs=-1, required=True, metavar="FILE|URL…")
@output_options
@click.option(
    "--of",
    type=click.Choice(["app", "sdk"]),
    default="app",
    show_default=True,
    help="Whom it speaks for: an app's operator or an SDK's provider.",
)
@click.option("--category", metavar="ID", help="What kind of app it is for, as for `scan`.")
@click.option(
    "--allow-host",
    "allowed",
    metavar="H",
    multiple=True,
    help="A host in a private network that may be asked; else only public addresses are. Repeatable.",
)
@click.option(
    "--profile", "profiled", is_flag=True, help="Print the milliseconds of each stage and rule to stderr."
)
@knowledge_option
def command(
    places: tuple[str, ...],
    formats: tuple[str, ...],
    output: Path | None,
    lang: Lang,
    fail_on: str,
    of: Literal["app", "sdk"],
    category: str | None,
    allowed: tuple[str, ...],
    profiled: bool,
) -> None:
    """Examine privacy policies (HTML, MHTML, TXT, Markdown, DOCX, PDF) against 工信部信管函〔2023〕26号.

    A URL is fetched, once; nothing else touches the network. Exit codes: 0 nothing at or above --fail-on,
    1 findings, 2 usage, 3 unreadable input, 4 incomplete, 5 the address cannot be reached.
    """
    stated = None if category is None else declared(category)
    worst = 0
    done: list[Rendered] = []
    for place in places:
        try:
            examined = _examined(place, of, stated, allowed)
        except ArtifactError as error:
            click.echo(f"mingjian: {error}", err=True)
            worst = worse(worst, 5 if error.code == UNREACHABLE else 3)
            continue
        tell_broken(examined)
        worst = worse(worst, exit_code(examined, fail_on))
        done.append(Rendered(report=examined.report, facts=examined.facts))
        if profiled:
            profile(examined)
    if done:
        for written in write(done, formats, output, lang):
            click.echo(str(written), err=True)
    raise click.exceptions.Exit(worst)


def _examined(
    place: str, of: Literal["app", "sdk"], category: CategoryFacts | None, allowed: tuple[str, ...]
) -> Examined:
    if place.lower().startswith(("http://", "https://")):
        fetched = partial(fetch, place, allow=allowed)
        return examine_policy(fetched, place, of=of, found="url", category=category)
    return examine_policy(partial(read, place), place, of=of, category=category)
