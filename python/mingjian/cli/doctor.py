"""`mingjian doctor`: what the platform needs, and whether it is there."""

from __future__ import annotations

import click
import msgspec

from mingjian.cli._platform import data_option
from mingjian.platform.runtime.doctor import Finding, examine
from mingjian.platform.runtime.up import DEFAULT_PORT

MARKS = {"ok": "✓", "warn": "▲", "fail": "✕"}


@click.command("doctor")
@data_option
@click.option("--port", type=click.IntRange(1, 65535), default=DEFAULT_PORT, show_default=True)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
def command(port: int, form: str, lang: str) -> None:
    """Look at database, store, disk, clock, fonts, browser, walls and port; change nothing.

    Exit codes: 0 all that is needed is there, 5 something that is needed is not.
    """
    findings = examine(port)
    if form == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(findings), indent=2))
    else:
        click.echo("\n".join(_line(finding, lang) for finding in findings))
    raise click.exceptions.Exit(5 if any(finding.level == "fail" for finding in findings) else 0)


def _line(finding: Finding, lang: str) -> str:
    said, remedy = (finding.en, finding.remedy_en) if lang == "en" else (finding.zh, finding.remedy_zh)
    return f"{MARKS[finding.level]} {finding.what:<10} {said}" + (f"  → {remedy}" if remedy else "")
