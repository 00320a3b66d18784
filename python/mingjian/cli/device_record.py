"""`mingjian device record APK|PACKAGE`: a scripted session on a device, into a folder `scan-run` reads."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from mingjian.artifacts.apk import Apk
from mingjian.artifacts.device_log.session import Session, SessionStep
from mingjian.capture.device import adb
from mingjian.capture.device.plan import BUILT_IN, load
from mingjian.capture.device.record import Recorder
from mingjian.errors import ServiceError, UsageError

_PACKAGE = re.compile(r'<manifest\b[^>]*?\bpackage="([\w.]+)"')


@click.command("record")
@click.argument("target", metavar="APK|PACKAGE")
@click.option(
    "--plan",
    "plan",
    default="first-run",
    show_default=True,
    metavar="NAME|FILE",
    help=f"{', '.join(BUILT_IN[:-1])}, or a plan file (docs/devices.md).",
)
@click.option("--serial", help="Which device, where several are connected (else ANDROID_SERIAL).")
@click.option(
    "-o",
    "output",
    type=click.Path(path_type=Path),
    help="The session's folder; by default PACKAGE-PLAN here.",
)
@click.option("--resume", is_flag=True, help="Go on where the session in the folder was cut short.")
@click.option("--no-reboot", is_flag=True, help="Leave out steps that restart the device.")
@click.option("--unattended", is_flag=True, help="Nobody is there: leave out steps that ask a person.")
@click.option(
    "--give", "given", multiple=True, metavar="NAME=FILE", help="A package that the plan names. Repeatable."
)
def command(
    target: str,
    plan: str,
    serial: str | None,
    output: Path | None,
    resume: bool,
    no_reboot: bool,
    unattended: bool,
    given: tuple[str, ...],
) -> None:
    """Run a plan on a connected device; keep what it shows in a folder for `scan-run` and `scan --evidence`.

    Every step is kept as it ends: after a pulled cable or a kill, the same command with --resume goes on.
    Exit codes: 0 all of it ran, 2 usage, 3 an unreadable package or plan, 4 some steps failed, 5 no device.
    """
    loaded = load(plan)
    package, path = named(target)
    folder = output or Path(f"{package}-{loaded.plan.name}")
    files = packages(given)
    if path is not None:
        files[""] = path
    session = run(
        Recorder(
            folder,
            loaded,
            package=package,
            given=files,
            ask=None if unattended else asked,
            real_reboot=not no_reboot,
            heard=tell,
        ),
        serial,
        resume=resume,
    )
    click.echo(str(folder))
    raise click.exceptions.Exit(4 if failed(session) else 0)


def run(recorder: Recorder, serial: str | None, *, resume: bool) -> Session:
    """The session; what cut it short says how to go on.

    Raises:
        ServiceError: there is no device, or it went away.
    """
    try:
        return recorder.run(lambda known: adb.connect(known or serial), resume=resume)
    except ServiceError as error:
        if not any(step.state != "waiting" for step in recorder.session.steps):
            raise
        raise ServiceError(
            f"{error}; what was recorded is in {recorder.folder}: the same command with --resume goes on"
        ) from None


def named(target: str) -> tuple[str, Path | None]:
    """The package's name, and its file where one was given.

    Raises:
        ArtifactError: the file is no package.
        UsageError: it is neither a file nor a package name.
    """
    path = Path(target)
    if path.exists():
        found = _PACKAGE.search(Apk(path).xml_text("AndroidManifest.xml"))
        if found is None:
            raise UsageError(f"{target}: its manifest names no package")
        return found[1], path
    if adb.PACKAGE.fullmatch(target):
        return target, None
    raise UsageError(f"{target!r} is neither a file nor a package name")


def packages(given: Iterable[str]) -> dict[str, Path]:
    """`NAME=FILE` words as a table.

    Raises:
        UsageError: one is not of that form, or there is no such file.
    """
    found: dict[str, Path] = {}
    for word in given:
        name, sign, path = word.partition("=")
        if not sign or not name.isidentifier():
            raise UsageError(f"--give wants NAME=FILE, not {word!r}")
        if not Path(path).is_file():
            raise UsageError(f"--give {name}: no file {path}")
        found[name] = Path(path)
    return found


def asked(zh: str, en: str) -> str | None:
    """Asks the person at the terminal; None when there is none."""
    if not sys.stdin.isatty():
        return None
    click.echo(f"\n{zh}\n{en}", err=True)
    answer: str = click.prompt(">", default="", show_default=False, err=True)
    return answer or None


def tell(step: SessionStep, count: int) -> None:
    """One line a step on stderr."""
    if step.state == "running":
        return
    mark = {"done": "✓", "failed": "✕", "skipped": "–", "waiting": "…"}.get(step.state, " ")
    name = f"{step.do} {step.id}".strip()
    files = f" → {', '.join(step.files)}" if step.files else ""
    why = f" ({step.why})" if step.why else ""
    click.echo(f"{mark} {step.number}/{count} {name}{files}{why}", err=True)


def failed(session: Session) -> bool:
    """Some step did not do what it should; one left out on purpose is no failure."""
    return any(step.state == "failed" for step in session.steps)
