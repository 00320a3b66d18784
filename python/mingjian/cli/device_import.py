"""`mingjian device import PATH…`: records of a run as one file of events, and what a reader must know."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from mingjian.artifacts.device_log import export
from mingjian.artifacts.device_log.event import Device, Event, Installed, Source
from mingjian.artifacts.device_log.log import DeviceLog, open_evidence
from mingjian.artifacts.device_log.words import BROKE_OFF, told_words, why_words
from mingjian.errors import IncompleteError
from mingjian.report.words import Lang

SCHEMA = "mingjian.run/1"
ZONE = "Asia/Shanghai"
"""Of times whose zone nobody says."""


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """`run.json`: what was read, beside the events."""

    schema: str = SCHEMA
    device: Device
    zone: str
    packages: dict[str, int]
    sources: tuple[Source, ...]
    installed: tuple[Installed, ...]


@click.command("import")
@click.argument(
    "paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(exists=True, path_type=Path)
)
@click.option("-o", "output", type=click.Path(path_type=Path), help="Folder, or a file of that --format.")
@click.option(
    "--format", "form", type=click.Choice(["jsonl", "parquet"]), help="Default: parquet in a folder."
)
@click.option("--package", help="Events of this package alone.")
@click.option("--zone", default="", metavar="ZONE", help="The device's zone where records do not say it.")
@click.option("--year", type=int, help="The year of records that leave it out.")
@click.option("--consent-at", metavar="TIME", help="When the user agreed to the policy.")
@click.option("--refused-at", metavar="TIME", help="When the user refused.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
def command(
    paths: tuple[Path, ...],
    output: Path | None,
    form: export.Form | None,
    package: str | None,
    zone: str,
    year: int | None,
    consent_at: str | None,
    refused_at: str | None,
    lang: Lang,
) -> None:
    """Read records of a run: dumps, logs, bugreports, call records; files, folders or zips.

    Without -o what was read is listed; with `--format jsonl` and no -o the events go to stdout. TIME is
    2026-03-01T10:00:05 of the device, or with an offset. Exits 4 when a source broke off.
    """
    with open_evidence(*paths, zone=zone, year=year, assumed=ZONE) as log:
        marks = [
            _mark(log, what, text, package)
            for what, text in (("consent", consent_at), ("refusal", refused_at))
            if text
        ]
        events = _events(log, package, marks)
        if output is not None:
            _write(log, events, output, form, lang)
        elif form is not None:
            _to_stdout(events, form)
        if output is not None or form is None:
            _list(log, lang)
        broken = any(told.code in BROKE_OFF for told in log.told)
    if broken:
        raise IncompleteError("a source broke off; what stood before is read")


def _mark(log: DeviceLog, what: str, text: str, package: str | None) -> Event:
    return Event(
        at_ns=log.when(text),
        kind="mark",
        package=package or "",
        what=what,
        cause="given",
        precision_ns=1_000_000_000,
    )


def _events(log: DeviceLog, package: str | None, marks: list[Event]) -> Iterator[Event]:
    """The log's events with the moments a person named where they belong."""
    waiting = sorted(marks, key=lambda mark: mark.at_ns or 0)
    for event in log.events(package):
        while waiting and event.at_ns is not None and (waiting[0].at_ns or 0) <= event.at_ns:
            yield waiting.pop(0)
        yield event
    yield from waiting


def _write(
    log: DeviceLog, events: Iterator[Event], output: Path, form: export.Form | None, lang: Lang
) -> None:
    suffix = output.suffix.removeprefix(".")
    if suffix in ("jsonl", "parquet"):
        number = export.write(events, output, form or ("jsonl" if suffix == "jsonl" else "parquet"))
        written = output
    else:
        chosen: export.Form = form or "parquet"
        written = output / f"events.{chosen}"
        number = export.write(events, written, chosen)
        summary = Summary(
            device=log.device, zone=log.zone, packages=log.packages(), sources=log.sources,
            installed=log.kept(Installed),
        )  # fmt: skip
        (output / "run.json").write_bytes(msgspec.json.format(msgspec.json.encode(summary)))
    said = "条事件" if lang == "zh" else "events"
    click.echo(f"{number} {said} → {written}", err=True)


def _to_stdout(events: Iterator[Event], form: export.Form) -> None:
    if form == "parquet":
        raise click.UsageError("--format parquet needs -o")
    encoder = msgspec.json.Encoder()
    for event in events:
        sys.stdout.buffer.write(encoder.encode(event) + b"\n")
    sys.stdout.buffer.flush()


def _list(log: DeviceLog, lang: Lang) -> None:
    zh = lang == "zh"
    device = " ".join(part for part in (log.device.maker, log.device.model, log.device.android) if part)
    unknown = "不明" if zh else "unknown"
    names = ("设备", "时区") if zh else ("device", "zone")
    click.echo(f"{names[0]}: {device or unknown}   {names[1]}: {log.zone or unknown}")
    for source in log.sources:
        number = f"{source.events} {'条' if zh else 'events'}" if source.events else "-"
        click.echo(f"{source.path or '.'}  [{source.format}]  {number}")
        why = why_words(source.format, lang)
        for told in source.told:
            place = "" if told.line is None else f"{':' if zh else ' line '}{told.line}"
            times = f" ×{told.count}" if told.count > 1 else ""
            detail = why if told.code == "not_evidence" and why else told.detail
            click.echo(f"    {told_words(told.code, lang)}{place}{times}{f' ({detail})' if detail else ''}")
    packages = list(log.packages().items())
    for name, number_of in packages[:20]:
        click.echo(f"{name}  {number_of}")
    if len(packages) > 20:
        click.echo(f"… {len(packages) - 20} {'个包未列出' if zh else 'more packages'}")
