"""Runs a plan on a device into a folder, and goes on where an earlier run of it was cut short.

After every step `session.json` is replaced as a whole, so that whatever ends the program — a pulled cable, a
kill, a full disk — costs the step it was in and nothing else.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec.structs import replace

from mingjian.artifacts.device_log import session as kept
from mingjian.artifacts.device_log.session import Session, SessionMark, SessionStep
from mingjian.capture.device.actions import Did, Job, perform
from mingjian.capture.device.adb import PACKAGE, Phone
from mingjian.capture.device.plan import Loaded, PlanStep
from mingjian.errors import ArtifactError, ServiceError, UsageError

PROPERTIES = "getprop.txt"
"""The device's properties, its zone among them, without what names this one device."""
AGAIN = ("pull", "dump_ui", "screenshot")
"""Steps that change nothing: tried twice more when the connection drops in the middle."""
Connect = Callable[[str | None], Phone]
"""Finds the device, by its serial once the session has one."""
Heard = Callable[[SessionStep, int], None]
"""Hears every step before and after, with how many there are."""


class Recorder:
    """One session: its folder, its plan, how far it is."""

    def __init__(
        self,
        folder: Path,
        loaded: Loaded,
        *,
        package: str,
        given: Mapping[str, Path] | None = None,
        ask: Callable[[str, str], str | None] | None = None,
        sleep: Callable[[float], None] = time.sleep,
        now_ns: Callable[[], int] = time.time_ns,
        real_reboot: bool = True,
        heard: Heard | None = None,
    ) -> None:
        """Raises UsageError when `package` is no package name."""
        if PACKAGE.fullmatch(package) is None:
            raise UsageError(f"{package!r} is no package name")
        self.folder = folder
        self.loaded = loaded
        self.given = dict(given or {})
        self.ask = ask
        self.sleep = sleep
        self.now_ns = now_ns
        self.real_reboot = real_reboot
        self.heard = heard
        self.session = Session(
            package=package,
            plan=loaded.plan.name,
            plan_sha256=loaded.sha256,
            apk_sha256=_digest(self.given.get("")),
            steps=tuple(
                SessionStep(number=number, do=step.do, id=step.id)
                for number, step in enumerate(loaded.steps, start=1)
            ),
        )

    def run(self, connect: Connect, *, resume: bool = False) -> Session:
        """All steps that are still to be done; the finished session.

        Raises:
            ServiceError: the device is gone, or a step that was needed failed; the folder can be resumed.
            UsageError: the folder holds another session, or one although `resume` was not asked for.
            ArtifactError: the folder's session.json cannot be read.
        """
        with self._mine(resume):
            try:
                phone = connect(self.session.serial or None)
                self._begin(phone)
                for step, told in zip(self.loaded.steps, self.session.steps, strict=True):
                    if told.state in ("waiting", "running"):
                        phone = self._step(phone, connect, step, told)
                self._clock(phone)
            except ServiceError as error:
                self._keep(replace(self.session, stopped=str(error)))
                raise
            self._keep(replace(self.session, complete=True, stopped=""))
        return self.session

    @contextmanager
    def _mine(self, resume: bool) -> Generator[None]:
        """The folder is ours alone while we write; a session that lies there is taken up or refused."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with _locked(self.folder):
            if (self.folder / kept.NAME).exists():
                if not resume:
                    raise UsageError(
                        f"{self.folder} holds a session: go on with --resume, or choose another folder"
                    )
                self._take_up(kept.read(self.folder))
            elif resume:
                raise UsageError(f"{self.folder} holds no session to resume")
            (self.folder / "plan.toml").write_bytes(self.loaded.source)
            yield

    def _take_up(self, earlier: Session) -> None:
        mine = self.session
        for what, was, now in (
            ("plan", earlier.plan_sha256, mine.plan_sha256),
            ("package", earlier.package, mine.package),
            ("file", earlier.apk_sha256 or mine.apk_sha256, mine.apk_sha256 or earlier.apk_sha256),
        ):
            if was != now:
                raise UsageError(f"{self.folder} was recorded with another {what}")
        if len(earlier.steps) != len(mine.steps):
            raise ArtifactError(
                "session_steps", "its steps are not those of its plan", path=str(self.folder / kept.NAME)
            )
        self.session = earlier

    def _begin(self, phone: Phone) -> None:
        device, fingerprint = phone.described()
        if self.session.serial and self.session.fingerprint != fingerprint:
            raise UsageError(f"{self.folder} was recorded on another device: {self.session.serial}")
        self._keep(
            replace(self.session, serial=phone.serial, device=device, fingerprint=fingerprint, stopped="")
        )
        (self.folder / PROPERTIES).write_bytes(phone.all_properties())
        self._clock(phone)

    def _clock(self, phone: Phone) -> None:
        measured = phone.clock()
        if measured is not None:
            self._keep(replace(self.session, clocks=(*self.session.clocks, measured)))

    def _step(self, phone: Phone, connect: Connect, step: PlanStep, told: SessionStep) -> Phone:
        left = 3 if step.do in AGAIN else 1
        while True:
            left -= 1
            told = replace(told, state="running", tries=told.tries + 1, why="", **self._now("begun"))
            self._told(told)
            try:
                did = self._perform(phone, step, told)
                break
            except ServiceError as error:
                self._told(replace(told, state="waiting", why=str(error)))
                if not left:
                    raise
                phone = connect(self.session.serial or None)
        done = replace(
            told, state=did.state, files=did.files, said=did.said, why=did.why, **self._now("ended")
        )
        error_ns = self.session.clocks[-1].error_ns if self.session.clocks else 0
        marks = tuple(
            SessionMark(at_ns=m.at_ns, what=m.what, step=told.number, error_ns=error_ns) for m in did.marks
        )
        first = self.session.first_run or (
            did.fresh and not any(m.what == "launch" for m in self.session.marks)
        )
        self._keep(replace(self.session, marks=(*self.session.marks, *marks), first_run=first))
        if did.state == "failed" and step.needed:
            self._told(replace(done, state="waiting"))
            raise ServiceError(f"step {told.number} ({step.do}) failed: {did.why or did.said}")
        self._told(done)
        if step.do == "reboot" and did.state == "done":
            self._clock(phone)
        return phone

    def _perform(self, phone: Phone, step: PlanStep, told: SessionStep) -> Did:
        return perform(
            Job(
                phone=phone,
                package=self.session.package,
                given=self.given,
                folder=self.folder,
                number=told.number,
                step=step,
                clock=self.session.clocks[-1] if self.session.clocks else None,
                sleep=self.sleep,
                now_ns=self.now_ns,
                ask=self.ask,
                real_reboot=self.real_reboot,
            )
        )

    def _now(self, which: str) -> dict[str, int]:
        now = self.now_ns()
        offset = self.session.clocks[-1].offset_ns if self.session.clocks else 0
        return {f"{which}_ns": now, f"device_{which}_ns": now + offset}

    def _told(self, step: SessionStep) -> None:
        steps = self.session.steps
        self._keep(replace(self.session, steps=(*steps[: step.number - 1], step, *steps[step.number :])))
        if self.heard is not None:
            self.heard(step, len(steps))

    def _keep(self, session: Session) -> None:
        """Replaces session.json by the new one, on the disk before it has its name."""
        self.session = session
        part = self.folder / (kept.NAME + ".part")
        with part.open("wb") as out:
            out.write(msgspec.json.format(msgspec.json.encode(session), indent=1))
            out.flush()
            os.fsync(out.fileno())
        part.replace(self.folder / kept.NAME)


@contextmanager
def _locked(folder: Path) -> Generator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageError(f"another session is being recorded into {folder}") from None
        yield
    finally:
        os.close(handle)


def _digest(path: Path | None) -> str:
    if path is None:
        return ""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
