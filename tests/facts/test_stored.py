"""Facts as they are kept: the same when they come back, small, and refused when they are no facts."""

from __future__ import annotations

import zlib
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from mingjian.errors import ArtifactError
from mingjian.facts import Facts, parts, stored
from mingjian.facts.core_calls import collapse, numbered
from mingjian.facts.kept import take_apart
from mingjian.facts.parts import join
from mingjian.facts.sorted_hits import method_name
from mingjian.rules._calls import hits, named, tagged
from mingjian.rules._policy import read_whole, whole
from mingjian.scan import examine
from mingjian.scan.assemble import judge_facts
from mingjian.scan.judge import seen
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


def test_the_core_numbers_as_calls_are_numbered_anew(facts: Facts, shared: Path) -> None:
    path = shared / "data/apk/Justson+AgentWeb/_history/2017-12-21_cc9eb7ec_agentweb.apk"
    for calls in (facts.calls, examine(str(path)).facts.calls):
        assert calls is not None
        again = collapse(calls)
        assert again == numbered(calls)
        assert len(set(again.steps)) == len(again.steps) and len(set(again.paths)) == len(again.paths)
        assert {step for path in again.paths for step in path.steps} == set(range(len(again.steps)))


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
    assert stored.opened(stored.to_bytes(before), path="") == before
    head, kept = take_apart(facts)
    deeper = join(stored.PACKED, head, [*kept, (stored.EARLIER, stored.to_bytes(before))])
    with pytest.raises(ArtifactError, match="earlier version of the earlier"):
        stored.from_bytes(deeper, path="old.bin")


def test_what_was_kept_in_one_piece_is_read(facts: Facts) -> None:
    assert facts.calls is not None

    def in_one(facts: Facts, earlier: bytes | None) -> bytes:
        told = (replace(facts, calls=None), collapse(facts.calls) if facts.calls else None, earlier)
        return stored.IN_ONE + zlib.compress(msgspec.msgpack.encode(told))

    old = in_one(facts, None)
    assert stored.from_bytes(old, path="") == stored.opened(old, path="") == facts
    assert stored.from_bytes(in_one(facts, old), path="").earlier == facts
    with pytest.raises(ArtifactError, match="earlier version of the earlier"):
        stored.from_bytes(in_one(facts, in_one(facts, old)), path="old.bin")


def test_what_is_no_facts_is_refused(facts: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = stored.to_bytes(facts)
    head, kept = take_apart(facts)
    core = collapse(facts.calls) if facts.calls else None
    assert core is not None and core.hits
    hits = msgspec.to_builtins(core.hits)
    hits[0]["paths"] = [1 << 40]
    astray = join(
        stored.PACKED, head, [*((n, v) for n, v in kept if n != "calls.hits"), ("calls.hits", hits)]
    )
    other = join(stored.PACKED, head, [*kept, ("manifest", [1, 2, 3])])
    headless = join(stored.PACKED, (1, 2), kept)
    bad = (
        b"", b"MZ", packed[:-9], packed[:3], packed[:20], packed + b"x", astray, other, headless,
        *(mark + zlib.compress(b"\x93\x01\x02\x03") for mark in (stored.PACKED, stored.IN_ONE)),
    )  # fmt: skip
    for data in bad:
        with pytest.raises(ArtifactError) as refused:
            stored.from_bytes(data, path="old.bin")
        assert (refused.value.code, refused.value.path) == ("facts_stored", "old.bin")
    monkeypatch.setattr(parts, "MOST_BYTES", 1000)
    with pytest.raises(ArtifactError, match="1000"):
        stored.from_bytes(packed, path="old.bin")


def test_parts_are_read_when_they_are_asked_for(facts: Facts) -> None:
    """A part that is broken is told when it is asked for, and no other question is disturbed."""
    head, kept = take_apart(facts)
    broken = [
        (name, value) for name, value in kept if name not in ("calls.hits", "manifest", "layout.layouts")
    ]
    torn = join(stored.PACKED, head, [*broken, ("calls.hits", 1), ("manifest", 2), ("layout.layouts", 3)])
    read = stored.opened(torn, path="torn.bin")
    assert facts.calls is not None and facts.manifest is not None and facts.layout is not None
    assert read.subject == facts.subject and read.signature == facts.signature and read.policy is None
    assert read.calls is not None and read.calls.entry_points == facts.calls.entry_points
    assert read.calls.truncated is facts.calls.truncated
    assert read.layout is not None and read.layout.examined == facts.layout.examined
    for ask in (
        lambda: read.manifest,
        lambda: read.calls and read.calls.hits,
        lambda: read.layout and read.layout.layouts,
    ):
        with pytest.raises(ArtifactError, match=r"torn\.bin"):
            ask()


def test_questions_without_a_hit_read_none(facts: Facts) -> None:
    """What is known of the hits is what they hold: nothing is read for a key not there."""
    assert facts.calls is not None
    read = stored.opened(stored.to_bytes(facts), path="")
    assert read.calls is not None and facts.calls.known_tags is None and facts.calls.known_names is None
    assert list(read.calls.known_tags or ()) == list(
        dict.fromkeys(t for hit in facts.calls.hits for t in hit.tags)
    )
    assert set(read.calls.known_names or ()) == {method_name(hit) for hit in facts.calls.hits}
    head, kept = take_apart(facts)
    torn = stored.opened(
        join(stored.PACKED, head, [*((n, v) for n, v in kept if n != "calls.hits"), ("calls.hits", 1)]),
        path="",
    )
    assert list(tagged(torn, "no such:")) == list(hits(torn, "no_such")) == list(named(torn, "noSuch")) == []
    with pytest.raises(ArtifactError):
        list(tagged(torn, next(iter(facts.calls.hits[0].tags))))
    for prefix in ("pi:", "behaviour:"):
        assert list(tagged(read, prefix)) == list(tagged(facts, prefix))


def test_how_a_policy_was_read_is_known_without_it(shared: Path) -> None:
    text = next((shared / "data/policy/EnlightenedAI+CAPP-130").rglob("Original_policies/*.txt"))
    found = examine("examples/sample-app/sample.apk", policy=str(text)).facts
    head, kept = take_apart(found)
    torn = stored.opened(
        join(stored.PACKED, head, [*((n, v) for n, v in kept if n != "policy"), ("policy", 1)]), path=""
    )
    assert found.policy_read() == torn.policy_read() is not None
    assert read_whole(torn) is read_whole(found) is (whole(found) is not None) is True
    assert seen(torn) == seen(found)
    with pytest.raises(ArtifactError):
        whole(torn)
    before = join(stored.PACKED, replace(head, policy=None), kept)  # as kept before this was told
    assert stored.opened(before, path="").policy_read() == found.policy_read()


def test_kept_facts_are_judged_as_those_they_were_made_of(facts: Facts) -> None:
    assert judge_facts(stored.opened(stored.to_bytes(facts), path="")) == judge_facts(facts)
