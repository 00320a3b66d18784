"""`mingjian up`: the platform in one command."""

from __future__ import annotations

import time

import click

from mingjian.cli._platform import data_option
from mingjian.platform.runtime.up import DEFAULT_PORT, Ready, up


@click.command("up")
@data_option
@click.option("--port", type=click.IntRange(1, 65535), default=DEFAULT_PORT, show_default=True)
@click.option("--demo", is_flag=True, help="Fill it with organisations, scans and records, all marked 演示.")
@click.option("--once", is_flag=True, help="Stop as soon as it is ready: a trial of the installation.")
@click.option(
    "--since", type=float, metavar="UNIXTIME", help="Count the seconds told from then, not from the start."
)
def command(port: int, demo: bool, once: bool, since: float | None) -> None:
    """Serve the platform: database, web, worker and scheduler, until Ctrl-C.

    Exit codes: 0 stopped as asked, 2 folder, port or setting cannot be used, 5 no database.
    """
    up(port=port, demo=demo, say=lambda ready: _say(ready, since), once=once)


def _say(ready: Ready, since: float | None) -> None:
    seconds = ready.seconds if since is None else time.time() - since
    lines = [f"明鉴 Mingjian  {ready.address}  ({seconds:.1f} s)"]
    if ready.first_link:
        lines.append(f"第一位管理员 · the first administrator (once, within 24 h): {ready.first_link}")
    lines.append(f"数据 · data: {ready.data}  API token: {ready.token}")
    if ready.demo:
        lines.append(
            f"演示 · demonstration: admin@app-operator-1.demo.mingjian.invalid  {ready.demo}  "
            f"（全部账户 · all accounts: {ready.data}/demo-accounts）"
        )
    lines.append("停止 · stop: Ctrl-C")
    click.echo("\n".join(lines))
