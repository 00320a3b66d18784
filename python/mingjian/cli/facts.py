"""`mingjian facts APK`: what was seen, unjudged, as JSON that oracles can check."""

from __future__ import annotations

import click
import msgspec

from mingjian.artifacts.apk import Apk
from mingjian.cli._output import knowledge_option
from mingjian.errors import UsageError
from mingjian.facts.collect import from_apk
from mingjian.facts.plain import as_dict

PARTS = (
    "subject", "manifest", "resources", "layout", "icon", "dex", "calls", "permissions", "hidden_code",
    "native_libs", "signature", "packer", "sdks", "broken",
)  # fmt: skip


@click.command("facts")
@click.argument("apk")
@click.option("--only", help=f"Comma-separated: {', '.join(PARTS)}.")
@click.option("--format", "form", type=click.Choice(["json"]), default="json", show_default=True)
@knowledge_option
def command(apk: str, only: str | None, form: str) -> None:  # noqa: ARG001 - one format today, named for scripts
    """What was seen in APK, as JSON: no verdicts."""
    wanted = PARTS if only is None else tuple(part.strip() for part in only.split(","))
    unknown = [part for part in wanted if part not in PARTS]
    if unknown:
        raise UsageError(f"no such facts: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    facts, _ = from_apk(Apk(apk), digests=True)
    seen = as_dict(facts)
    body = {part: seen[part] for part in wanted if part in seen}
    click.echo(msgspec.json.format(msgspec.json.encode(body), indent=1))
    raise click.exceptions.Exit(4 if facts.broken else 0)
