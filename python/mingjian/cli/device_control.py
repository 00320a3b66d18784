"""`mingjian device control PACKAGE`: per-app switches over adb, each put back with `--undo`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from mingjian.capture.device import adb
from mingjian.capture.device.control import Changed, Control
from mingjian.capture.device.control_journal import Journal
from mingjian.errors import UsageError
from mingjian.settings import data_folder

_WORDS = {
    "done": ("✓", "已设 · set"),
    "unchanged": ("=", "本就如此 · as it was"),
    "refused": ("✕", "系统不允许 · refused"),
    "absent": ("–", "没有 · not there"),
    "by_hand": ("☞", "须手动 · by hand"),
}
_SWITCH = click.Choice(["off", "on"])


@click.command("control")
@click.argument("package")
@click.option("--self-start", type=_SWITCH, help="Close or open starting by itself.")
@click.option("--linked-start", type=_SWITCH, help="Close or open being started by other apps.")
@click.option(
    "--permission",
    "permissions",
    multiple=True,
    metavar="NAME=revoke|grant",
    help="One permission. Repeatable.",
)
@click.option(
    "--reset-identifier", is_flag=True, help="Reset the advertising identifier where the platform allows."
)
@click.option("--undo", is_flag=True, help="Put back what was switched before, newest first.")
@click.option("--serial", help="Which device, where several are connected (else ANDROID_SERIAL).")
@click.option(
    "--journal",
    type=click.Path(path_type=Path),
    help="Where switches are written down; by default device-control/SERIAL.jsonl in the data folder.",
)
def command(
    package: str,
    self_start: str | None,
    linked_start: str | None,
    permissions: tuple[str, ...],
    reset_identifier: bool,
    undo: bool,
    serial: str | None,
    journal: Path | None,
) -> None:
    """Close or open what PACKAGE may do on a connected device; each switch is written down and can be undone.

    Exit codes: 0 all is as asked, 2 usage, 4 the system refused some of it, 5 no device.
    """
    if not (self_start or linked_start or permissions or reset_identifier or undo):
        raise UsageError(
            "nothing to do: --self-start, --linked-start, --permission, --reset-identifier or --undo"
        )
    wanted = [_permission(word) for word in permissions]
    phone = adb.connect(serial)
    path = journal or data_folder() / "device-control" / f"{_safe(phone.serial)}.jsonl"
    control = Control(phone, package, Journal(path, phone.serial))
    refused = False
    for changed in _changes(control, self_start, linked_start, wanted, reset_identifier, undo):
        click.echo(_line(changed))
        refused |= changed.state == "refused"
    raise click.exceptions.Exit(4 if refused else 0)


def _changes(
    control: Control,
    self_start: str | None,
    linked_start: str | None,
    wanted: list[tuple[str, bool]],
    reset_identifier: bool,
    undo: bool,
) -> Iterator[Changed]:
    if undo:
        yield from control.undo()
    if self_start:
        yield from control.self_start(self_start == "on")
    if linked_start:
        yield from control.linked_start(linked_start == "on")
    for name, grant in wanted:
        yield control.permission(name, grant)
    if reset_identifier:
        yield from control.reset_identifier()


def _permission(word: str) -> tuple[str, bool]:
    name, _, what = word.partition("=")
    if what not in ("revoke", "grant") or not name:
        raise UsageError(f"--permission wants NAME=revoke or NAME=grant, not {word!r}")
    return name, what == "grant"


def _line(changed: Changed) -> str:
    mark, words = _WORDS[changed.state]
    moved = f" {changed.before} → {changed.after}" if changed.state in ("done", "refused") else ""
    said = f"：{changed.said}" if changed.said else ""
    return f"{mark} {changed.what}{moved} {words}{said}"


def _safe(serial: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "-._" else "_" for sign in serial)[:80]
