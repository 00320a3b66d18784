"""`mingjian backup FILE`: the whole platform in one file."""

from __future__ import annotations

from pathlib import Path

import click

from mingjian.cli._platform import data_option
from mingjian.errors import IncompleteError
from mingjian.platform.runtime.backup import backup


@click.command("backup")
@data_option
@click.argument("file", type=click.Path(path_type=Path))
def command(file: Path) -> None:
    """Write database, packages, reports and keys to FILE; the platform may go on working.

    Exit codes: 0 written, 2 FILE is there already or cannot be written, 4 written without damaged blobs,
    5 the database or the store cannot be reached.
    """
    told = backup(file)
    click.echo(f"{file}: {told.rows} rows, {told.blobs} blobs, {told.size_bytes} bytes")
    if told.damaged:
        raise IncompleteError(f"not in it, for their content has changed: {', '.join(told.damaged)}")
