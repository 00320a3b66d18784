"""Captures and traces take their place among the formats of a run."""

from __future__ import annotations

from pathlib import Path

from mingjian.artifacts.device_log.exchange import Recorded
from mingjian.artifacts.device_log.log import open_evidence


def test_the_archives_of_the_field_are_sources_with_their_counts(shared: Path) -> None:
    with open_evidence(shared / "data/runtime/mitmproxy+mitmproxy") as log:
        counts = {Path(one.path).name: one.events for one in log.sources}
        assert len(log.kept(Recorded)) == 12
        (broken,) = (told for told in log.told if told.source.endswith("brokenfile.har"))
    assert counts.pop("brokenfile.har") == 0
    assert sum(counts.values()) == 50
    assert counts["safari.har"] == 19
    assert "not evidence we read" in broken.detail
    assert "byte 22" in broken.detail


def test_a_trace_is_a_source_and_its_flaws_are_told(tmp_path: Path) -> None:
    rows = "".join(f"{n * 20},0,0,9.8\n" for n in range(100))
    (tmp_path / "walk.csv").write_text("t,ax,ay,az\n" + rows + "2000,NaN,0,0\n")
    with open_evidence(tmp_path) as log:
        (source,) = log.sources
        with log.open(source.path) as file:
            assert file.read(4) == b"t,ax"
    assert (source.format, source.events) == ("sensor_csv", 100)
    assert [told.code for told in source.told] == ["reading_not_a_number"]
