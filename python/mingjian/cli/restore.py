"""`mingjian restore FILE`: a backup in place of what is there."""

from __future__ import annotations

from pathlib import Path

import click

from mingjian.cli._platform import data_option
from mingjian.platform.runtime.backup import restore


@click.command("restore")
@data_option
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace the platform that is there.")
def command(file: Path, force: bool) -> None:
    """Put back what `mingjian backup` wrote, every digest checked; the platform must not run.

    Exit codes: 0 restored, 2 there is data and no --force, or the platform runs, 3 FILE is no whole backup,
    5 the database cannot be reached or does not take it.
    """
    told = restore(file, force=force)
    click.echo(f"{file}: {told.rows} rows, {told.blobs} blobs restored")
