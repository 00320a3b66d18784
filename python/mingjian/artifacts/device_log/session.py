"""A device session's own record, `session.json`: what was done when, by whose clock, what files came of it.

`mingjian device record` writes it after every step, so that a session that was cut short can go on and a
reader of the folder knows what every file is. Dumps speak device time; `Clock` says how far that was from
the host's.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from mingjian.artifacts.device_log.event import MARKS, Device
from mingjian.artifacts.device_log.format import Format, Head, Input
from mingjian.artifacts.device_log.reading import Reading
from mingjian.errors import ArtifactError

NAME = "session.json"
SCHEMA = "mingjian.session/1"
MOST_BYTES = 16 << 20
StepState = Literal["waiting", "running", "done", "failed", "skipped"]


class Clock(Struct, frozen=True, kw_only=True):
    """One comparison of clocks: device time is host time plus `offset_ns`, off by `error_ns` at most."""

    host_ns: int
    offset_ns: int
    error_ns: int


class SessionStep(Struct, frozen=True, kw_only=True):
    """One step of the plan as it went; times are UTC nanoseconds, of the host and of the device."""

    number: int
    """1-based, in the order in which the plan runs with its repetitions unrolled."""
    do: str
    """`install`, `launch`, `agree`, `pull` …: docs/devices.md."""
    id: str = ""
    """What the plan calls it, where a judge asks for it by name."""
    state: StepState = "waiting"
    tries: int = 0
    begun_ns: int | None = None
    ended_ns: int | None = None
    device_begun_ns: int | None = None
    device_ended_ns: int | None = None
    files: tuple[str, ...] = ()
    """What it wrote, relative to the folder."""
    said: str = ""
    """What the device or the person answered, cut."""
    why: str = ""
    """Why it failed or was skipped."""


class SessionMark(Struct, frozen=True, kw_only=True):
    """A moment of the plan on the device's clock; `what` is one of `event.MARKS`."""

    at_ns: int
    what: str
    step: int
    error_ns: int = 0


class Session(Struct, frozen=True, kw_only=True):
    """What one session did."""

    package: str
    plan: str
    """The plan's name; the plan itself lies beside it as `plan.toml`."""
    plan_sha256: str
    schema: str = SCHEMA
    apk_sha256: str = ""
    serial: str = ""
    device: Device = Device()
    fingerprint: str = ""
    """`ro.build.fingerprint`."""
    first_run: bool = False
    """The package was freshly installed or cleared before it was launched."""
    clocks: tuple[Clock, ...] = ()
    steps: tuple[SessionStep, ...] = ()
    marks: tuple[SessionMark, ...] = ()
    complete: bool = False
    stopped: str = ""
    """Why it ended before its end; empty when it did not."""


class Moment(Struct, frozen=True, kw_only=True):
    """When a file of the folder was taken, and after which step."""

    at_ns: int
    step: str
    id: str = ""


def moments(session: Session) -> dict[str, Moment]:
    """The files of a session by name: when they were taken, by the device's clock, and after what."""
    found: dict[str, Moment] = {}
    before = ""
    for step in session.steps:
        for name in step.files:
            if step.device_ended_ns is not None:
                word = step.do if step.do not in ("dump_ui", "screenshot", "pull", "wait") else before
                found[name] = Moment(at_ns=step.device_ended_ns, step=word, id=step.id)
        if step.state == "done" and step.do not in ("dump_ui", "screenshot", "pull", "wait", "log_size"):
            before = step.do
    return found


def read(folder: Path) -> Session:
    """The session of a folder.

    Raises:
        ArtifactError: there is no session.json, it is too large, or it is not one.
    """
    path = folder / NAME
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ArtifactError("session_too_large", f"more than {MOST_BYTES} bytes", path=str(path))
        return decode(path.read_bytes(), str(path))
    except OSError as error:
        raise ArtifactError("session_unreadable", error.strerror or str(error), path=str(path)) from None


def decode(data: bytes, path: str = NAME) -> Session:
    """The session written in `data`.

    Raises:
        ArtifactError: it is not a session of this schema.
    """
    try:
        session = msgspec.json.decode(data, type=Session)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ArtifactError("session_malformed", str(error), path=path) from None
    if session.schema != SCHEMA:
        raise ArtifactError("session_schema", f"{session.schema!r} is not {SCHEMA}", path=path)
    return session


def _mine(head: Head) -> int:
    return 100 if f'"{SCHEMA}"' in head.text and '"plan_sha256"' in head.text else 0


def _read(source: Input, out: Reading) -> None:
    """Marks, installs and touches as events; the session itself is kept for who needs its files' times."""
    session = decode(source.data(MOST_BYTES), source.path)
    out.keep(session)
    for name in ("maker", "model", "android", "api_level", "zone", "width_px", "height_px", "density_dpi"):
        out.device[name] = getattr(session.device, name)
    for mark in session.marks:
        if mark.what in MARKS:
            precision = max(mark.error_ns, 1_000_000)
            out.event(
                "mark", session.package, mark.what, at_ns=mark.at_ns, line=mark.step, precision_ns=precision
            )
    for step in session.steps:
        if step.state != "done":
            if step.state == "failed":
                out.told("step_failed", step.number, f"{step.do}: {step.why}")
            continue
        at = step.device_begun_ns
        if step.do == "install":
            out.event("install", session.package, session.package, at_ns=at, line=step.number, cause="plan")
        elif step.said.startswith("tap "):
            out.event("input", session.package, step.said, at_ns=at, line=step.number, cause=step.do)
        elif step.do in ("back", "home", "key"):
            out.event("input", session.package, f"key {step.do.upper()}", at_ns=at, line=step.number)
    if not session.complete:
        out.told("half_session", None, session.stopped)


def _is_plan(head: Head) -> int:
    return 60 if "[[step]]" in head.text and "\ndo = " in head.text else 0


def _nothing(source: Input, out: Reading) -> None:
    """A plan tells what was meant; what was done is in the session."""
    del source, out


FORMAT = (Format(name="session", sniff=_mine, read=_read), Format(name="plan", sniff=_is_plan, read=_nothing))
