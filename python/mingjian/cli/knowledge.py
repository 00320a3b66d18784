"""`mingjian knowledge check DIR`: what is wrong with knowledge of one's own, one line each."""

from __future__ import annotations

from pathlib import Path

import click

from mingjian.knowledge.check import check


@click.group("knowledge")
def command() -> None:
    """Knowledge tables."""


@command.command("check")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def check_folder(folder: Path) -> None:
    """Check the SDK descriptions (TOML) and known_apps.yaml in FOLDER; exits 1 when something is wrong."""
    wrong = check(folder)
    for line in wrong:
        click.echo(line)
    raise click.exceptions.Exit(int(bool(wrong)))
