"""A seeded sample of the mutation drill: damaged packages end in a report or a typed error, in time."""

from __future__ import annotations

from pathlib import Path

from tools.drill.mutations import trials
from tools.test_apps import BuiltApp

COUNT = 200


def test_damaged_packages_end_by_themselves(
    shared: Path, built_apps: dict[tuple[str, str], BuiltApp], tmp_path: Path
) -> None:
    ours = [app.apk for (name, _), app in sorted(built_apps.items()) if name.endswith("/violates")][:10]
    real = sorted((shared / "data" / "apk").rglob("*.apk"), key=lambda p: p.stat().st_size)[5:40:5]
    done = list(trials([*ours, *real], range(COUNT), tmp_path))
    assert [one for one in done if one.end == "FAILED"] == []
    ends = {end: sum(one.end == end for one in done) for end in ("read", "refused", "incomplete")}
    assert sum(ends.values()) == COUNT
    assert min(ends["read"], ends["refused"]) > COUNT // 20  # the damage neither always nor never bites
