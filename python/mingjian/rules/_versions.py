"""Two versions of one app, as rules compare them: the earlier facts, and evidence of a change."""

from __future__ import annotations

from collections.abc import Iterable

from mingjian.facts import Facts
from mingjian.model import Evidence


def earlier(facts: Facts) -> Facts:
    """The version compared with; rules that ask for it have `earlier` among their needs."""
    assert facts.earlier is not None  # noqa: S101 - judge has seen to it
    return facts.earlier


def named(facts: Facts) -> str:
    """`1.2.0 (12)`, or the beginning of the digest where there is no version name."""
    manifest = facts.manifest
    if manifest is None or not manifest.version_name:
        return facts.subject.sha256[:12]
    return f"{manifest.version_name} ({manifest.version_code})"


def change(place: str, *, gone: Iterable[str] = (), new: Iterable[str] = ()) -> Evidence:
    """What stands there no more (`- `) and what stands there now (`+ `); `place` is a part of the package."""
    lines = [*(f"- {text}" for text in gone), *(f"+ {text}" for text in new)]
    return Evidence(kind="diff", location=place, excerpt="\n".join(lines))
