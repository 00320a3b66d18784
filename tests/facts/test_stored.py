"""Facts as they are kept: the same when they come back, small, and refused when they are no facts."""

from __future__ import annotations

import zlib
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from mingjian.errors import ArtifactError
from mingjian.facts import Facts, stored
from mingjian.scan import examine
from tools.test_apps import BuiltApp

APPS = (
    "m1_09_processing_rules/collect_before_consent/violates",
    "m1_04_close_window/shake_threshold/violates",
)


@pytest.fixture(scope="module", params=APPS)
def facts(request: pytest.FixtureRequest, built_apps: dict[tuple[str, str], BuiltApp]) -> Facts:
    return examine(str(built_apps[request.param, ""].apk)).facts


def test_come_back_as_they_were(facts: Facts) -> None:
    packed = stored.to_bytes(facts)
    again = stored.from_bytes(packed, path="")
    assert again == facts
    # What was read holds no shared objects where the other did: equal facts are equal bytes all the same.
    assert (
        stored.to_bytes(again)
        == packed
        == stored.to_bytes(msgspec.convert(msgspec.to_builtins(facts), Facts))
    )


def test_what_was_kept_plain_is_read(facts: Facts) -> None:
    plain = msgspec.msgpack.encode(facts)
    assert stored.from_bytes(plain, path="") == facts
    assert len(stored.to_bytes(facts)) < len(plain) / 2


def test_a_package_of_many_paths_is_told_in_a_twentieth(shared: Path) -> None:
    path = shared / "data/apk/Justson+AgentWeb/_history/2017-12-21_cc9eb7ec_agentweb.apk"
    found = examine(str(path)).facts
    packed = stored.to_bytes(found)
    assert len(packed) * 20 < len(msgspec.msgpack.encode(found))
    assert stored.from_bytes(packed, path="") == found


def test_the_earlier_version_is_kept_and_none_before_it(facts: Facts) -> None:
    before = replace(facts, earlier=facts)
    again = stored.from_bytes(stored.to_bytes(replace(facts, earlier=before)), path="")
    assert again.earlier == facts
    kept = msgspec.msgpack.decode(zlib.decompress(stored.to_bytes(before)[len(stored.PACKED) :]))
    kept[2] = stored.to_bytes(before)
    deeper = stored.PACKED + zlib.compress(msgspec.msgpack.encode(kept))
    with pytest.raises(ArtifactError, match="earlier version of the earlier"):
        stored.from_bytes(deeper, path="old.bin")


def test_what_is_no_facts_is_refused(facts: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = stored.to_bytes(facts)
    kept = msgspec.msgpack.decode(zlib.decompress(packed[len(stored.PACKED) :]))
    hits = kept[1]["hits"]
    assert hits
    hits[0]["paths"] = [1 << 40]
    astray = stored.PACKED + zlib.compress(msgspec.msgpack.encode(kept))
    bad = (b"", b"MZ", packed[:-9], packed[:3], stored.PACKED + zlib.compress(b"\x93\x01\x02\x03"), astray)
    for data in bad:
        with pytest.raises(ArtifactError) as refused:
            stored.from_bytes(data, path="old.bin")
        assert (refused.value.code, refused.value.path) == ("facts_stored", "old.bin")
    monkeypatch.setattr(stored, "MOST_BYTES", 1000)
    with pytest.raises(ArtifactError, match="1000"):
        stored.from_bytes(packed, path="old.bin")
