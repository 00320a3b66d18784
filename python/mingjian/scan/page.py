"""A web page, from its address (or a recorded visit) to its report."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from msgspec.structs import replace

from mingjian.artifacts import page_visit
from mingjian.artifacts.page_visit import Visit
from mingjian.capture.page.visiting import Options, visit
from mingjian.errors import ArtifactError
from mingjian.facts.web_page.build import alone
from mingjian.model import Timings
from mingjian.rules import discover
from mingjian.scan.assemble import Examined, judge_facts, ms

_NOTHING_CAME = {
    "refused": ("url_refused", "is inside a private network"),
    "unreachable": ("url_unreachable", "gave no answer"),
    "http_status": ("http_status", "the server answers"),
}


def examine_page(url: str, *, options: Options | None = None, keep: Path | None = None) -> Examined:
    """Visits the page at `url` and judges it; the record stays in the folder `keep`, where one is named.

    Raises:
        ArtifactError: `url_refused`, `url_unreachable`, `http_status`, `not_recorded`: there is no page to
            judge; or the recording cannot be read.
        ServiceError: there is no browser.
    """
    if keep is not None:
        return _visited(url, keep, options or Options())
    with tempfile.TemporaryDirectory(prefix="mingjian-visit-") as folder:
        return _visited(url, Path(folder), options or Options())


def examine_visit(path: str | Path) -> Examined:
    """Judges a visit that was recorded before, without a browser; `path` is its folder or its `visit.json`.

    Raises:
        ArtifactError: it cannot be read.
    """
    started = time.perf_counter()
    return _judged(page_visit.place(path), started, started)


_NOT_HELD = "the recording does not hold this page, or not in a form the browser takes (docs/pages.md)"


def is_visit(path: str) -> bool:
    """Whether `path` names a recorded visit rather than an address."""
    return (page_visit.place(path) / page_visit.NAME).is_file()


def _visited(url: str, folder: Path, options: Options) -> Examined:
    started = time.perf_counter()
    came = visit(url, folder, options)
    _there(url, came)
    return _judged(folder, started, time.perf_counter())


def _there(url: str, came: Visit) -> None:
    """Raises ArtifactError when the visit met no page."""
    for one in came.unsettled:
        if one.code == "not_recorded" and one.detail.rstrip("/") == came.url.partition("#")[0].rstrip("/"):
            raise ArtifactError("not_recorded", _NOT_HELD, path=url)
        if one.code in _NOTHING_CAME and (not came.views or one.code == "http_status"):
            code, told = _NOTHING_CAME[one.code]
            raise ArtifactError(code, f"{told} ({one.detail})" if one.detail else told, path=url)


def _judged(folder: Path, started: float, visited: float) -> Examined:
    discover()
    facts = alone(folder)
    looked = time.perf_counter()
    rules_ms: dict[str, float] = {}
    report = judge_facts(facts, spent_ms=rules_ms)
    judged = time.perf_counter()
    times = Timings(
        open=ms(started, visited), parse=0, facts=ms(visited, looked), rules=ms(looked, judged),
        total=ms(started, judged),
    )  # fmt: skip
    return Examined(
        report=replace(report, timings_ms=times),
        facts=facts,
        stages_ms={"visit": times.open, "facts": times.facts, "rules": times.rules},
        rules_ms=rules_ms,
    )
