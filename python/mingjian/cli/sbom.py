"""`mingjian sbom APK…`: what a package is made of, as CycloneDX 1.6."""

from __future__ import annotations

from pathlib import Path

import click

from mingjian.cli._output import knowledge_option, write
from mingjian.errors import ArtifactError
from mingjian.report.render import Rendered
from mingjian.scan import examine


@click.command("sbom")
@click.argument("paths", nargs=-1, required=True, metavar="APK…")
@click.option("-o", "output", type=click.Path(path_type=Path), help="File; stdout when absent.")
@knowledge_option
def command(paths: tuple[str, ...], output: Path | None) -> None:
    """List the SDKs, native libraries and hidden code of packages (CycloneDX 1.6, JSON).

    Exit codes: 0 all listed, 2 usage, 3 unreadable input, 4 a part could not be read.
    """
    worst = 0
    done: list[Rendered] = []
    for path in paths:
        try:
            examined = examine(path)
        except ArtifactError as error:
            click.echo(f"mingjian: {error}", err=True)
            worst = 3
            continue
        if examined.incomplete and not worst:
            worst = 4
        done.append(Rendered(report=examined.report, facts=examined.facts))
    if done:
        for written in write(done, ["cyclonedx"], output, "zh"):
            click.echo(str(written), err=True)
    raise click.exceptions.Exit(worst)
