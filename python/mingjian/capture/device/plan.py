"""Plans: what a session does, step by step, as TOML that anyone can read and change (docs/devices.md).

A plan is unrolled into a flat list before it runs, so that "step 7" means the same before and after a cut.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, get_args

import msgspec
from msgspec import Struct

from mingjian import law
from mingjian.artifacts.device_log.event import MARKS
from mingjian.errors import ArtifactError, UsageError

Do = Literal[
    "install", "uninstall", "clear", "stop", "launch", "wait", "dump_ui", "screenshot", "agree", "refuse",
    "tap", "key", "back", "home", "foreground", "permission", "reboot", "mark", "pull", "repeat", "ask",
    "act", "open", "try_read", "log_size", "offer",
]  # fmt: skip
Pull = Literal[
    "appops", "history", "package", "activity", "usagestats", "events", "logcat", "windows", "notifications",
    "sensors", "sensor_privacy", "systemui", "netstats", "journal",
]  # fmt: skip
BUILT_IN = ("first-run", "refuse-all", "self-start", "shake", "terminal")
FOLDER = Path(__file__).parent / "plans"
MOST_BYTES = 1 << 20
MOST_STEPS = 2_000
MOST_SECONDS = 8 * 86_400
_SECONDS = {"s": 1, "秒": 1, "min": 60, "分钟": 60, "小时": 3600}


class PlanStep(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step; which fields a step reads depends on `do`."""

    do: Do
    id: str = ""
    """A name for judges and for people; repeated steps share it."""
    title: str = ""
    needed: bool = False
    """True: when it fails, the session stops here and can be resumed; else the plan goes on and says so."""
    seconds: float | None = None
    threshold: str = ""
    """Instead of `seconds`: a threshold of the law whose value is a time, `TH-P06`."""
    text: str = ""
    words: tuple[str, ...] = ()
    at: tuple[int, int] | None = None
    key: str = ""
    answer: Literal["grant", "deny"] = "grant"
    most: int = 8
    """Of `permission`: dialogs that are answered one after another."""
    what: tuple[Pull, ...] = ()
    mark: str = ""
    times: int = 1
    steps: tuple[PlanStep, ...] = ()
    package: str = ""
    """Another package than the one the session is about: one of those given by name, `probe`, `twin`."""
    grant: bool = False
    windows: bool = False
    act: str = ""
    args: dict[str, str] = {}
    background: bool = False
    """Of `act`: it is ordered by broadcast, while nothing of the app is before the user."""
    intent: str = ""
    path: str = ""
    zh: str = ""
    en: str = ""


class Plan(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    title_zh: str
    title_en: str
    step: tuple[PlanStep, ...]


class Loaded(Struct, frozen=True, kw_only=True):
    """A plan, the bytes it was read from, and its steps unrolled."""

    plan: Plan
    source: bytes
    steps: tuple[PlanStep, ...]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.source).hexdigest()


def load(name: str) -> Loaded:
    """A built-in plan by its name, or a plan file.

    Raises:
        UsageError: there is neither.
        ArtifactError: the file is no plan; says which step is wrong and why.
    """
    path = FOLDER / f"{name}.toml" if name in BUILT_IN else Path(name)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ArtifactError("plan_too_large", f"more than {MOST_BYTES} bytes", path=name)
        return decode(path.read_bytes(), name)
    except OSError:
        known = ", ".join(BUILT_IN)
        raise UsageError(f"no plan {name!r}: give a file, or one of {known}") from None


def decode(data: bytes, path: str = "plan.toml") -> Loaded:
    """The plan written in `data`.

    Raises:
        ArtifactError: it is not a plan.
    """
    try:
        plan = msgspec.toml.decode(data, type=Plan)
    except (msgspec.DecodeError, ValueError) as error:
        raise ArtifactError("plan_malformed", str(error), path=path) from None
    steps: list[PlanStep] = []
    for step in _unrolled(plan.step, path, 0):
        steps.append(step)
        if len(steps) > MOST_STEPS:
            raise ArtifactError("plan_too_long", f"more than {MOST_STEPS} steps", path=path)
        wrong = _wrong(step)
        if wrong:
            raise ArtifactError("plan_step", f"step {len(steps)} ({step.do}): {wrong}", path=path)
    if not steps:
        raise ArtifactError("plan_empty", "no [[step]]", path=path)
    return Loaded(plan=plan, source=data, steps=tuple(steps))


def _unrolled(steps: tuple[PlanStep, ...], path: str, depth: int) -> Iterator[PlanStep]:
    for step in steps:
        if step.do != "repeat":
            yield step
        elif depth >= 4:
            raise ArtifactError("plan_too_deep", "repeat inside repeat, more than four deep", path=path)
        else:
            for _ in range(max(0, min(step.times, MOST_STEPS + 1))):
                yield from _unrolled(step.steps, path, depth + 1)


def _wrong(step: PlanStep) -> str:
    """What is wrong with a step; empty when nothing is."""
    if step.do == "wait":
        try:
            seconds = seconds_of(step)
        except UsageError as error:
            return str(error)
        return "" if 0 <= seconds <= MOST_SECONDS else f"seconds must be 0 to {MOST_SECONDS}"
    if step.do == "mark" and step.mark not in MARKS:
        return f"mark must be one of {', '.join(MARKS)}"
    if step.do == "pull" and not step.what:
        return f"what must name some of {', '.join(get_args(Pull))}"
    if step.do == "tap" and not (step.text or step.at or step.words):
        return "text, words or at = [x, y] is missing"
    if step.do == "key" and not step.key.replace("_", "").isalnum():
        return "key must be a key's name, VOLUME_UP"
    if step.do == "ask" and not (step.id and step.zh and step.en):
        return "id, zh and en must say what is asked of the person"
    if step.do == "act" and not step.act:
        return "act is missing"
    if step.do == "open" and not step.intent:
        return "intent is missing"
    if step.do == "try_read" and not step.path:
        return "path is missing"
    return ""


def seconds_of(step: PlanStep) -> float:
    """How long a `wait` waits.

    Raises:
        UsageError: the threshold is none, or no time.
    """
    if not step.threshold:
        return 5.0 if step.seconds is None else step.seconds
    found = law.threshold(step.threshold)
    factor = _SECONDS.get(found.unit)
    if factor is None or not isinstance(found.value, int | float):
        raise UsageError(f"{step.threshold} is no time")
    return float(found.value) * factor
