"""`mingjian worker`: one more worker beside those of `up`, on this machine or another."""

from __future__ import annotations

import click

from mingjian.cli._platform import data_option
from mingjian.platform.runtime import logs, worker


@click.command("worker")
@data_option
@click.option("--concurrency", type=click.IntRange(0), default=0, help="Jobs at once; 0: as many as cores.")
def command(concurrency: int) -> None:
    """Do background jobs until Ctrl-C; jobs that do not end in time go back to the queue.

    Exit codes: 0 stopped as asked, 2 a setting cannot be used, 5 the database cannot be reached.
    """
    logs.set_up("worker")
    worker.run(concurrency)
