"""`mingjian device test`: what a terminal stops, records and shows while the probe misbehaves on it."""

from __future__ import annotations

from pathlib import Path

import click

from mingjian.capture.device.plan import load
from mingjian.capture.device.record import Recorder
from mingjian.cli._output import output_options, write
from mingjian.cli._scanning import exit_code, tell_broken
from mingjian.cli.device_record import asked, named, packages, run, tell
from mingjian.errors import UsageError
from mingjian.report.render import Rendered
from mingjian.report.words import Lang
from mingjian.scan.terminal import examine_terminal

PROBE = "probe.apk"
BESIDE = ("twin", "tampered", "counterfeit", "harmful", "certified", "listed")
"""Packages the plan names; those lying beside the probe are used without being given."""


@click.command("test")
@click.option(
    "--probe",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder `python -m tools.probe build` made: probe.apk, twin.apk …",
)
@click.option(
    "--judge",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Judge what was recorded before; no device is needed.",
)
@click.option(
    "--folder",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The test's folder; by default terminal-test here.",
)
@click.option(
    "--plan", default="terminal", show_default=True, metavar="FILE", help="Another plan for the kit."
)
@click.option(
    "--resume", is_flag=True, help="Go on where the test in the folder was cut short, or on day seven."
)
@click.option("--no-reboot", is_flag=True, help="Leave out steps that restart the device.")
@click.option("--unattended", is_flag=True, help="Nobody is there: leave out steps that ask a person.")
@click.option("--serial", help="Which device, where several are connected (else ANDROID_SERIAL).")
@click.option(
    "--give", "given", multiple=True, metavar="NAME=FILE", help=f"{', '.join(BESIDE)}: a package. Repeatable."
)
@output_options
def command(
    probe: Path | None,
    judge: Path | None,
    folder: Path | None,
    plan: str,
    resume: bool,
    no_reboot: bool,
    unattended: bool,
    serial: str | None,
    given: tuple[str, ...],
    formats: tuple[str, ...],
    output: Path | None,
    lang: Lang,
    fail_on: str,
) -> None:
    """Test a terminal with the probe app and judge it by measures 2.10 to 2.12 and T/TAF 081.

    Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 usage, 3 unreadable input, 5 no device.
    """
    if judge is None:
        if probe is None or not (probe / PROBE).is_file():
            raise UsageError(
                f"--probe DIR must hold {PROBE} (python -m tools.probe build), or give --judge DIR"
            )
        beside = {name: probe / f"{name}.apk" for name in BESIDE if (probe / f"{name}.apk").is_file()}
        package, path = named(str(probe / PROBE))
        files = {**beside, **packages(given)}
        if path is not None:
            files[""] = path
        judge = folder or Path("terminal-test")
        recorder = Recorder(
            judge,
            load(plan),
            package=package,
            given=files,
            ask=None if unattended else asked,
            real_reboot=not no_reboot,
            heard=tell,
        )
        run(recorder, serial, resume=resume)
    examined = examine_terminal(judge)
    tell_broken(examined)
    for written in write([Rendered(report=examined.report, facts=examined.facts)], formats, output, lang):
        click.echo(str(written), err=True)
    raise click.exceptions.Exit(exit_code(examined, fail_on))
