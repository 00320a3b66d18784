"""A terminal that was tested with the probe, judged from its folder: measures 2.10 to 2.12."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

from msgspec.structs import replace

from mingjian.artifacts.device_log.session import NAME
from mingjian.errors import ArtifactError
from mingjian.facts import Facts
from mingjian.facts.subject import SubjectFacts
from mingjian.facts.terminal.build import from_folder
from mingjian.model import Timings
from mingjian.rules import discover
from mingjian.scan.assemble import Examined, judge_facts

KIND = "terminal_vendor"
"""The subject is the terminal, as the party the law binds."""


def facts_of(folder: Path) -> Facts:
    """What the folder holds.

    Raises:
        ArtifactError: it holds no test of a terminal, or none that can be read.
    """
    terminal = from_folder(folder)
    digest = hashlib.sha256()
    size = 0
    for path in sorted(one for one in folder.rglob("*") if one.is_file() and not one.is_symlink()):
        try:
            with path.open("rb") as stream:
                told = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            raise ArtifactError("file_unreadable", error.strerror or "", path=str(path)) from None
        digest.update(f"{path.relative_to(folder).as_posix()}\0{told}\n".encode())
        size += path.stat().st_size
    subject = SubjectFacts(kind=KIND, path=str(folder / NAME), sha256=digest.hexdigest(), size_bytes=size)
    return Facts(subject=subject, terminal=terminal)


def examine_terminal(folder: Path) -> Examined:
    """Judges a folder of `mingjian device test`.

    Raises:
        ArtifactError: it holds no test of a terminal, or none that can be read.
    """
    discover()
    started = time.perf_counter()
    facts = facts_of(folder)
    looked = time.perf_counter()
    rules_ms: dict[str, float] = {}
    report = judge_facts(facts, spent_ms=rules_ms)
    judged = time.perf_counter()
    spent = [round((end - start) * 1000, 3) for start, end in ((started, looked), (looked, judged))]
    return Examined(
        report=replace(
            report, timings_ms=Timings(open=0, parse=0, facts=spent[0], rules=spent[1], total=sum(spent))
        ),
        facts=facts,
        stages_ms={"facts": spent[0], "rules": spent[1]},
        rules_ms=rules_ms,
    )
