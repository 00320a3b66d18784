"""Which picture shows which view tree: by the session's own record, by name, else by time."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from mingjian.artifacts.device_log.picture import Shot
from mingjian.artifacts.device_log.session import Session
from mingjian.artifacts.device_log.ui_tree import Dump

NEAR_NS = 3_000_000_000
"""A picture and a dump this close are of one moment where no name says so."""
_PART = re.compile(
    r"(screen(shot|cap|dump)?|state|window(_?dump)?|ui(dump|automator|tree)?|dump|hierarchy|page(source)?"
    r"|source|tree|view(tree)?|image|img|pic|shot|layout)",
    re.IGNORECASE,
)


class Moment(Struct, frozen=True, kw_only=True):
    """A dump, a picture, or both."""

    dump: Dump | None = None
    shot: Shot | None = None
    at_ns: int | None = None
    step: str = ""
    order: tuple[object, ...] = ()

    @property
    def source(self) -> str:
        """The dump's file, else the picture's."""
        return self.dump.path if self.dump else self.shot.path if self.shot else ""


def stem(path: str) -> str:
    """A file's name without what names its kind: `states/state_2023-10-19_02.json` → `/2023_10_19_02`."""
    folder, _, name = path.rpartition("/")
    bare = _PART.sub("", name.rpartition(".")[0])
    kept = re.sub(r"[^0-9a-z\u4e00-\u9fff]+", "_", bare.lower()).strip("_")
    above, _, last = folder.rpartition("/")
    return f"{above if _PART.fullmatch(last.rstrip('s')) else folder}/{kept}"


def moments(dumps: Sequence[Dump], shots: Sequence[Shot], sessions: Sequence[Session]) -> list[Moment]:
    """Dumps and pictures together, in time's order; without times in the order of their names."""
    steps = _steps(sessions)
    by_stem: dict[str, list[Shot]] = {}
    for shot in shots:
        by_stem.setdefault(stem(shot.path), []).append(shot)
    taken: set[str] = set()
    found: list[Moment] = []
    single = len(dumps) == 1 and len(shots) == 1
    for dump in dumps:
        named = [one for one in by_stem.get(stem(dump.path), ()) if one.path not in taken]
        pair = named[0] if named else shots[0] if single else _nearest(dump, shots, taken)
        if pair is not None:
            taken.add(pair.path)
        found.append(_moment(dump, pair, steps))
    found += [_moment(None, shot, steps) for shot in shots if shot.path not in taken]
    return sorted(found, key=lambda one: one.order)


def _nearest(dump: Dump, shots: Sequence[Shot], taken: set[str]) -> Shot | None:
    if dump.at_ns is None:
        return None
    near = [
        (abs(shot.at_ns - dump.at_ns), shot.path, shot)
        for shot in shots
        if shot.at_ns is not None and shot.path not in taken
    ]
    close = min(near, default=None)
    return close[2] if close is not None and close[0] <= NEAR_NS else None


def _steps(sessions: Sequence[Session]) -> dict[str, tuple[int | None, str]]:
    """Time and step of the files a session wrote, by name."""
    told: dict[str, tuple[int | None, str]] = {}
    for session in sessions:
        before = ""
        for step in session.steps:
            for file in step.files:
                told[file] = (step.device_begun_ns, before)
            before = step.do if not step.said.startswith("tap ") else f"{step.do} {step.said}"[:80]
    return told


def _moment(dump: Dump | None, shot: Shot | None, steps: dict[str, tuple[int | None, str]]) -> Moment:
    path = dump.path if dump else shot.path if shot else ""
    at_ns, step = next(
        (told for name, told in steps.items() if path == name or path.endswith(f"/{name}")), (None, "")
    )
    if at_ns is None:
        at_ns = dump.at_ns if dump and dump.at_ns is not None else shot.at_ns if shot else None
    order = (at_ns is None, at_ns or 0, *_natural(path))
    return Moment(dump=dump, shot=shot, at_ns=at_ns, step=step, order=order)


def _natural(path: str) -> tuple[object, ...]:
    """Sort key under which `9.xml` comes before `10.xml`."""
    return tuple(
        (0, int(part), "") if part.isdigit() else (1, 0, part)
        for part in re.split(r"(\d{1,18})", path)
        if part
    )
