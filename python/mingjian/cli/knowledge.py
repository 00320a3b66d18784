"""`mingjian knowledge`: what is wrong with knowledge of one's own, and public SDK lists made into such."""

from __future__ import annotations

from pathlib import Path

import click

from mingjian.knowledge import importers
from mingjian.knowledge.check import check

IMPORTERS = {"libchecker": importers.libchecker, "exodus": importers.exodus}


@click.group("knowledge")
def command() -> None:
    """Knowledge of one's own: check it, or make it from public SDK lists."""


@command.command("check")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def check_folder(folder: Path) -> None:
    """Check the SDK descriptions (TOML) and known_apps.yaml in FOLDER.

    Prints `file:line: what is wrong: what to do`, one a line. Exit codes: 0 sound, 1 something is wrong,
    2 usage.
    """
    wrong = check(folder)
    for line in wrong:
        click.echo(line)
    raise click.exceptions.Exit(int(bool(wrong)))


@command.command("import")
@click.argument("kind", type=click.Choice(list(IMPORTERS)))
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "output",
    required=True,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of one's own for `scan --knowledge`; files of the same name are replaced.",
)
def import_list(kind: str, path: Path, output: Path) -> None:
    """Make SDK descriptions from a public list: a LibChecker-Rules folder, or an Exodus tracker list (JSON).

    What Mingjian's own table names is left out. Exit codes: 0 written, 2 usage, 3 unreadable input.
    """
    imported = IMPORTERS[kind](path)
    importers.write(imported, output)
    click.echo(f"{len(imported.sdks)} SDKs → {output / 'sdks'}")
    for reason, number in imported.left_out.items():
        click.echo(f"left out, {reason}: {number}", err=True)
