"""What is handed in is listed whole, in bounded memory, and nothing is dropped without a word."""

from __future__ import annotations

import codecs
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mingjian.artifacts.device_log.event import Event, Setting
from mingjian.artifacts.device_log.lines import MAX_LINE, lines
from mingjian.artifacts.device_log.log import open_evidence, read
from mingjian.artifacts.device_log.run_clock import RunClock, age_ns, zone_of
from mingjian.artifacts.device_log.store import EventStore
from mingjian.errors import ArtifactError, UsageError

PROPS = "[ro.product.model]: [M1]\n[ro.build.version.sdk]: [34]\n[persist.sys.timezone]: [Asia/Shanghai]\n"


def _told(path: Path) -> set[str]:
    with read(path) as log:
        return {told.code for told in log.told}


def test_a_property_dump_names_device_and_zone(tmp_path: Path) -> None:
    (tmp_path / "getprop.txt").write_text(PROPS)
    with read(tmp_path) as log:
        assert (log.device.model, log.device.api_level, log.zone) == ("M1", 34, "Asia/Shanghai")
        assert [s.value for s in log.kept(Setting) if s.name == "ro.product.model"] == ["M1"]
        # Noon in Shanghai is four in the morning in Greenwich.
        assert log.when("2026-03-01 12:00") == log.when("2026-03-01T04:00:00Z")
        with pytest.raises(UsageError):
            log.when("yesterday")


def test_members_of_archives_within_archives_are_read_and_their_names_harmless(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("../../etc/props\x1b[2J.txt", PROPS)
    with zipfile.ZipFile(tmp_path / "out.zip", "w") as archive:
        archive.writestr("in.zip", inner.getvalue())
    with read(tmp_path / "out.zip") as log:
        (source,) = log.sources
        assert (source.path, source.format) == ("out.zip!/in.zip!/etc/props\ufffd[2J.txt", "getprop")
        assert log.data(source.path) == PROPS.encode()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.zip"]


def test_a_bomb_is_stopped_and_told(tmp_path: Path) -> None:
    with (
        zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("p.txt", "w", force_zip64=True) as member,
    ):
        member.write(PROPS.encode())
        for _ in range(80):
            member.write((b"[a]: [" + b"x" * 1016 + b"]\n") * 1024)
    with zipfile.ZipFile(tmp_path / "ok.zip", "w") as archive:
        archive.writestr("p.txt", PROPS)
    with read(tmp_path) as log:
        by_path = {source.path: {told.code for told in source.told} for source in log.sources}
    assert by_path == {"bomb.zip!/p.txt": {"bomb"}, "ok.zip!/p.txt": set()}


def test_what_nobody_reads_is_named_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "empty").touch()
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 and no more")
    (tmp_path / "link").symlink_to("/etc/passwd")
    (tmp_path / "getprop.txt").write_text(PROPS)
    with read(tmp_path) as log:
        told = {source.path: [t.code for t in source.told] for source in log.sources}
    assert told == {
        "a.bin": ["not_evidence"], "broken.zip": ["damaged_archive"], "empty": ["empty"], "getprop.txt": [],
        "link": ["link"],
    }  # fmt: skip
    with pytest.raises(ArtifactError, match="no such file"):
        open_evidence(tmp_path / "nowhere")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_lines_in_any_encoding(encoding: str) -> None:
    text = "第一行 用户同意隐私政策\r\n第二行 拒绝\r\n最后一行 没有换行"
    told: list[str] = []
    got = list(lines(io.BytesIO(text.encode(encoding)), lambda *what: told.append(what[0])))
    assert got == [(1, "第一行 用户同意隐私政策"), (2, "第二行 拒绝"), (3, "最后一行 没有换行")]
    assert told == []


def test_a_line_without_end_is_cut_and_told() -> None:
    told: list[tuple[str, int, str]] = []
    stream = io.BytesIO(b"a\n" + b"x" * (10 << 20) + b"\nb\0c\n" + codecs.BOM_UTF8[:2] + b"\n")
    got = list(lines(stream, lambda *what: told.append(what)))
    assert [(n, len(t)) for n, t in got] == [(1, 1), (2, MAX_LINE), (3, 2), (4, 1)]
    assert [(code, line) for code, line, _ in told] == [("line_cut", 2), ("nul", 3), ("encoding", 4)]


def test_years_that_records_leave_out() -> None:
    from datetime import datetime  # noqa: PLC0415

    clock = RunClock("Asia/Shanghai", datetime(2026, 1, 2, 10, 0))  # noqa: DTZ001
    assert clock.yearless("01-02 09:59") == clock.stamp("2026-01-02 09:59:00")
    assert clock.yearless("12-31 23:59") == clock.stamp("2025-12-31 23:59:00")
    assert clock.yearless("02-29 00:00") == clock.stamp("2024-02-29 00:00:00")
    assert clock.yearless("13-45 00:00") is None
    assert clock.stamp("2026-01-02 10:00:00.5") == clock.stamp("2026-01-02T02:00:00.500Z")


@pytest.mark.parametrize(
    ("text", "ns"), [("+1d2h3m4s5ms", 93784_005_000_000), ("-33ms", 33_000_000), ("+0", None), ("", None)]
)
def test_ages(text: str, ns: int | None) -> None:
    assert age_ns(text) == ns


def test_zones_nobody_knows() -> None:
    assert zone_of("Mars/Olympus") is None and zone_of("") is None and zone_of("+99:00") is None
    assert zone_of("GMT+08:00") is not None and zone_of("../../etc/passwd") is None


def _event(at: int | None, package: str = "a", source: str = "1", what: str = "x") -> Event:
    return Event(at_ns=at, kind="api_call", package=package, what=what, source=source)


@pytest.mark.parametrize("bound", [3, 1000])
def test_events_come_in_order_from_memory_and_from_disk(bound: int) -> None:
    store = EventStore(bound)
    times = [5, 3, 9, 1, 7, 3, 2, 8]
    for at in times:
        for package in ("a", "b"):
            store.add(at, _event(at, package))
    assert [e.at_ns for e in store.events("a")] == sorted(times)
    assert [e.at_ns for e in store.events()] == sorted(times * 2)
    assert store.spilled is (bound == 3)
    assert store.counts == {"a": 8, "b": 8}
    store.close()


def test_what_two_sources_recorded_counts_once() -> None:
    store = EventStore()
    for source, times in (("1", [1, 1, 2]), ("2", [1, 2, 3])):
        for at in times:
            store.add(at, _event(at, source=source))
    # The first log saw it twice within a millisecond: both stand, the second log's copy does not.
    assert [(e.at_ns, e.source) for e in store.events("a")] == [(1, "1"), (1, "1"), (2, "1"), (3, "2")]


def test_the_date_a_file_is_named_after_counts_before_its_neighbours(tmp_path: Path) -> None:
    line = (
        "01-02 10:00:00.000  900  920 I am_proc_start: [0,42,10234,com.example.a,activity,com.example.a/.M]\n"
    )
    for name in ("2021-06-30_events.txt", "events.txt"):
        (tmp_path / name).write_text(f"--------- beginning of events\n{line}")
    (tmp_path / "dumpstate.txt").write_text("== dumpstate: 2023-05-06 07:08:09\nUptime: up 1 day\n")
    with open_evidence(tmp_path, zone="UTC") as log:
        found = [one.at_ns for one in log.events("com.example.a")]
    assert [one and datetime.fromtimestamp(one / 1e9, UTC).year for one in found] == [2021, 2023]
