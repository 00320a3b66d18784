"""`mingjian scan-page URL…`: look at pages in a browser, as a phone's reader meets them."""

from __future__ import annotations

from pathlib import Path

import click

from mingjian.cli._output import knowledge_option, output_options, write
from mingjian.cli._scanning import exit_code, profile, tell_broken, worse
from mingjian.errors import ArtifactError, UsageError
from mingjian.report.labels import label
from mingjian.report.render import Rendered
from mingjian.report.words import Lang
from mingjian.scan import Examined

UNREACHABLE = "url_unreachable"
"""The one error that lies with the network rather than with the page."""


@click.command("scan-page")
@click.argument("places", nargs=-1, required=True, metavar="URL…")
@output_options
@click.option(
    "--allow-host",
    "allowed",
    metavar="H",
    multiple=True,
    help="A host (H or H:port) in a private network that may be asked; else only public addresses are. "
    "Repeatable.",
)
@click.option(
    "--replay",
    metavar="FILE",
    type=click.Path(exists=True),
    help="Answer the browser from this recording (a visit's folder, HAR, WACZ or WARC), not the network.",
)
@click.option(
    "--keep",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Keep the record of the visit here: visit.json, screenshots, HAR, what was delivered. Several pages "
    "have a folder each.",
)
@click.option(
    "--fast", is_flag=True, help="Move the page's clock instead of waiting 30 seconds; always so in a replay."
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
    allowed: tuple[str, ...],
    replay: str | None,
    keep: Path | None,
    fast: bool,
    profiled: bool,
) -> None:
    """Visit web pages in Chromium as a phone would and examine them against 工信部信管函〔2023〕26号.

    In place of a URL the folder of a visit kept before is judged again, without a browser. Exit codes: 0
    nothing at or above --fail-on, 1 findings, 2 usage, 3 unreadable input, 4 a visit that could not be
    finished, 5 the page cannot be reached.
    """
    if replay is not None and len(places) > 1:
        raise UsageError("--replay answers for one page")
    worst = 0
    done: list[Rendered] = []
    for number, place in enumerate(places, 1):
        folder = keep if keep is None or len(places) == 1 else keep / f"{number:02d}"
        try:
            examined = _examined(place, allowed, replay, folder, fast)
        except ArtifactError as error:
            click.echo(f"mingjian: {error}", err=True)
            worst = worse(worst, 5 if error.code == UNREACHABLE else 3)
            continue
        tell_broken(examined)
        _tell_unsettled(examined, lang)
        worst = worse(worst, exit_code(examined, fail_on))
        done.append(Rendered(report=examined.report, facts=examined.facts))
        if profiled:
            profile(examined)
    if done:
        for written in write(done, formats, output, lang):
            click.echo(str(written), err=True)
    raise click.exceptions.Exit(worst)


def _examined(
    place: str, allowed: tuple[str, ...], replay: str | None, keep: Path | None, fast: bool
) -> Examined:
    from mingjian.capture.page.visiting import Options  # noqa: PLC0415 - `--help` needs no browser
    from mingjian.scan.page import examine_page, examine_visit, is_visit  # noqa: PLC0415

    if is_visit(place):
        return examine_visit(place)
    return examine_page(
        place, options=Options(allow=allowed, moved_time=fast, replay=replay or ""), keep=keep
    )


def _tell_unsettled(examined: Examined, lang: Lang) -> None:
    from mingjian.report.run_words import UNSETTLED, named  # noqa: PLC0415 - `--help` needs no report

    page = examined.facts.web_page
    said = label("unsettled", lang)
    for code in () if page is None else page.unsettled:
        told = f"{said}{named(UNSETTLED, code).of(lang)} [{code}]"
        click.echo(f"mingjian: {examined.report.subject.path}: {told}", err=True)
