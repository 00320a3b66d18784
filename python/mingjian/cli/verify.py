"""`mingjian verify APK`: signatures as apksig would judge them over a range of platforms."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from mingjian.artifacts.apk import Apk
from mingjian.errors import ArtifactError
from mingjian.facts.signature import SignatureFacts


@click.command("verify")
@click.argument("apk", type=click.Path(path_type=Path))
@click.option(
    "--min-sdk", type=click.IntRange(1, 10_000), help="Lowest platform (API level); default: the manifest's."
)
@click.option("--max-sdk", type=click.IntRange(1, 10_000), help="Highest platform; default: the newest.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def command(apk: Path, min_sdk: int | None, max_sdk: int | None, form: str) -> None:
    """Verify the signatures of APK; an adjacent .idsig is read by itself.

    Exit codes: 0 verified, 1 not verified, 3 unreadable.
    """
    idsig_path = apk.with_name(apk.name + ".idsig")
    try:
        idsig = idsig_path.read_bytes() if idsig_path.is_file() else None
    except OSError as error:
        raise ArtifactError(
            "file_unreadable", error.strerror or "cannot be read", path=str(idsig_path)
        ) from None
    seen = msgspec.json.decode(Apk(apk).signature_json(min_sdk, max_sdk, idsig), type=SignatureFacts)
    if form == "json":
        body = {**msgspec.to_builtins(seen), "certified": None}
        click.echo(msgspec.json.format(msgspec.json.encode(body), indent=2))
    else:
        click.echo(_told(seen))
    raise click.exceptions.Exit(0 if seen.verified else 1)


def _told(seen: SignatureFacts) -> str:
    lines = [f"{'verified' if seen.verified else 'NOT verified'} for platforms {seen.min_sdk}–{seen.max_sdk}"]
    lines.append(
        "schemes  "
        + "  ".join(
            f"{name} {'–' if ok is None else '✓' if ok else '✕'}" for name, ok in seen.schemes.items()
        )
    )
    for signer in seen.signers:
        lines.append(f"signer   {signer.sha256}  {signer.subject}  ({', '.join(signer.schemes)})")
        validity = f"{signer.not_before[:10]} to {signer.not_after[:10]}"
        lines.append(f"         {signer.key_algorithm} {signer.key_bits}, {validity}")
    lines += [f"lineage  {number}. {node.sha256}" for number, node in enumerate(seen.lineage, 1)]
    lines += [f"error    {issue.code}: {issue.message}" for issue in seen.errors]
    lines += [f"warning  {issue.code}: {issue.message}" for issue in seen.warnings]
    return "\n".join(lines)
