"""What the host makes of packages is what the engine makes, and enough to show and judge them later."""

from __future__ import annotations

import asyncio
import errno
import json
import os
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from mingjian.facts.stored import from_bytes
from mingjian.platform.scans.host import client
from mingjian.platform.scans.host.client import STOPPED
from mingjian.platform.scans.host.messages import Ended, ScanRequest, Since, Stage, Task
from mingjian.platform.scans.host.outcomes import ScanResult
from mingjian.platform.scans.host.process import HostProcess, OnStage
from mingjian.report.html import to_html
from mingjian.report.json import from_json, to_json
from mingjian.report.render import Rendered, extras
from mingjian.report.stored import unpack
from mingjian.scan import Examined, basis, examine, judge_again
from tests.platform.scans.host.hosts import SAMPLE, Hosts, run
from tools.test_apps import BuiltApp

UNTIMED = {"timings_ms": None}


def untimed(report: bytes) -> dict[str, object]:
    return {**json.loads(report), **UNTIMED}


def here(
    request: ScanRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, beside: bool = False
) -> Examined:
    """The same request, examined in this process."""
    (tmp_path / request.name).write_bytes(request.package.read_bytes())
    monkeypatch.chdir(tmp_path)
    if not beside:
        return examine(request.name)
    return examine(request.name, policy=str(request.policy), listing=str(request.listing))


def scanned(hosts: Hosts, *requests: ScanRequest) -> list[ScanResult]:
    async def asked() -> list[ScanResult]:
        async with hosts.ordinary() as host:
            return list(await asyncio.gather(*map(host.scan, requests)))

    return run(asked)


def test_the_report_is_the_engines_own(
    hosts: Hosts,
    built_apps: dict[tuple[str, str], BuiltApp],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    apps = [app.apk for _, app in sorted(built_apps.items())][::100]
    assert len(apps) >= 3
    for lot in ("", "one uploader"):
        inline = hosts.request("inline", package=apps[0], lot=lot, inline=True)
        requests = [hosts.request(f"app-{number}", package=apk, lot=lot) for number, apk in enumerate(apps)]
        _same_files(*scanned(hosts, replace(inline, name=requests[0].name), requests[0]))
        for request, done in zip(requests, scanned(hosts, *requests), strict=True):
            own = here(request, monkeypatch, tmp_path)
            assert done.outcome == "done", done
            assert done.output == request.output
            assert untimed((request.output / "report.json").read_bytes()) == untimed(to_json(own.report))
            assert from_bytes((request.output / "facts.bin").read_bytes(), path="") == own.facts


def _same_files(inline: ScanResult, done: ScanResult) -> None:
    """What comes at once is what lies in a folder otherwise."""
    assert done.output and not done.files and inline.output is None
    there = {
        path.relative_to(done.output).as_posix(): path for path in done.output.rglob("*") if path.is_file()
    }
    assert set(inline.files) == set(there) and any(name.startswith("media/") for name in there)
    for name, path in there.items():
        if name not in ("report.json", "stages.json"):
            assert inline.files[name] == path.read_bytes(), name
    assert untimed(inline.files["report.json"]) == untimed(there["report.json"].read_bytes())


def test_everything_beside_a_package_is_used(
    hosts: Hosts, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    policy, listing = tmp_path / "policy.txt", tmp_path / "listing.json"
    policy.write_text("示例隐私政策\n\n我们收集设备标识（IMEI）。\n", encoding="utf-8")
    listing.write_text(json.dumps({"name": "别的名字", "permissions": []}), encoding="utf-8")
    request = hosts.request("beside", policy=policy, listing=listing)
    own = here(request, monkeypatch, tmp_path, beside=True)
    (done,) = scanned(hosts, request)
    assert done.outcome == "done", done
    report = from_json((request.output / "report.json").read_bytes())[0]
    assert [o.verdict for o in report.outcomes] == [o.verdict for o in own.report.outcomes]
    stored = from_bytes((request.output / "facts.bin").read_bytes(), path="")
    assert stored.listing is not None
    assert stored.policy is not None
    assert stored.policy.found == "given"


def test_an_older_version_is_compared_from_its_facts_and_judged_again(hosts: Hosts) -> None:
    first, second = hosts.request("first"), hosts.request("second")
    assert [done.outcome for done in scanned(hosts, first)] == ["done"]
    compared = msgspec.structs.replace(second, against=first.output / "facts.bin")
    assert [done.outcome for done in scanned(hosts, compared)] == ["done"]
    report = from_json((second.output / "report.json").read_bytes())[0]
    assert report.diff is not None
    assert report.diff.notes == ("两个文件相同 · both files are the same",)
    facts = from_bytes((second.output / "facts.bin").read_bytes(), path="")
    assert judge_again(facts).report.diff == report.diff


def test_knowledge_of_ones_own_is_used_and_not_kept(hosts: Hosts, tmp_path: Path) -> None:
    folder = tmp_path / "sdks"
    folder.mkdir()
    (folder / "broken.toml").write_text("id = 'broken'\nnonsense = 1\n", encoding="utf-8")
    done = scanned(hosts, hosts.request("own", knowledge=folder, lot="a"), hosts.request("other", lot="a"))
    assert [(one.outcome, one.code) for one in done] == [("unreadable", "usage"), ("done", "")]
    assert "broken.toml" in done[0].detail


def test_a_page_is_drawn_again_without_the_package(
    hosts: Hosts, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    request = hosts.request("page")
    scanned(hosts, request)
    report = from_json((request.output / "report.json").read_bytes())[0]
    media = {path.stem: path.read_bytes() for path in (request.output / "media").iterdir()}
    kept = unpack((request.output / "page.bin").read_bytes(), media)
    own = here(request, monkeypatch, tmp_path)
    drawn = msgspec.structs.replace(kept, known={})  # sizes of pictures are kept, and measured anew elsewhere
    assert drawn == extras(Rendered(report=own.report, facts=own.facts))
    assert kept.media
    assert to_html(report, kept) == to_html(
        msgspec.structs.replace(own.report, timings_ms=report.timings_ms), kept
    )


def test_stages_are_told_in_order(hosts: Hosts) -> None:
    heard: list[Stage] = []

    async def asked() -> ScanResult:
        async with hosts.ordinary() as host:
            return await host.scan(hosts.request("stages"), heard.append)

    assert run(asked).outcome == "done"
    names = list(dict.fromkeys(stage.name for stage in heard))
    assert names == ["open", "parse", "facts", "rules", "write"]
    assert all(0 <= stage.done <= stage.total for stage in heard)


@pytest.mark.parametrize(
    ("quiet_s", "told"), [(60.0, ["open"]), (1e-6, ["open", "parse", "facts", "rules", "write"])]
)
def test_a_small_scan_tells_where_it_begins_and_no_more(
    hosts: Hosts, monkeypatch: pytest.MonkeyPatch, quiet_s: float, told: list[str]
) -> None:
    monkeypatch.setattr(client, "QUIET_S", quiet_s)
    heard: list[Stage] = []

    async def asked() -> ScanResult:
        async with hosts.ordinary() as host:
            return await host.scan(hosts.request("quiet", inline=True), heard.append)

    assert run(asked).outcome == "done"
    assert list(dict.fromkeys(stage.name for stage in heard)) == told


@pytest.mark.parametrize(
    ("processors", "crowded"), [(3, [False, False]), (2, [False, True]), (1, [True, True])]
)
def test_a_second_thread_is_left_out_where_processors_are_taken(
    hosts: Hosts, monkeypatch: pytest.MonkeyPatch, processors: int, crowded: list[bool]
) -> None:
    monkeypatch.setattr(client, "PROCESSORS", processors)
    given: list[bool] = []
    together = asyncio.Event()

    async def give(_: HostProcess, task: Task, on_stage: OnStage | None) -> Ended:
        given.append(task.crowded)
        if len(given) == len(crowded):
            together.set()
        async with asyncio.timeout(30):
            await together.wait()
        return STOPPED

    monkeypatch.setattr(HostProcess, "give", give)
    scanned(hosts, hosts.request("first"), hosts.request("second"))
    assert given == crowded


def test_a_name_from_outside_stays_a_name(hosts: Hosts) -> None:
    names = ["../../escape.apk", "a\x00b\n.apk", "out", "x" * 999, "", "..", "测试.apk"]
    requests = [replace(hosts.request(f"named-{number}"), name=name) for number, name in enumerate(names)]
    for request, done in zip(requests, scanned(hosts, *requests), strict=True):
        assert done.outcome == "done", (request.name, done)
        path = from_json((request.output / "report.json").read_bytes())[0].subject.path
        assert path, request.name
        assert "/" not in path
        assert path.isprintable()


def test_what_cannot_be_read_is_told_with_its_place(hosts: Hosts, tmp_path: Path) -> None:
    broken = tmp_path / "broken.apk"
    broken.write_bytes(SAMPLE.read_bytes()[:-200])
    absent = hosts.request("absent", package=tmp_path / "nowhere.apk")
    done = scanned(hosts, hosts.request("broken", package=broken), absent)
    assert [(one.outcome, one.output, one.again) for one in done] == [("unreadable", None, False)] * 2
    assert done[0].code.startswith("zip_")
    assert done[0].detail in done[0].zh
    assert done[0].detail in done[0].en
    assert (done[1].code, done[1].detail) == ("input_missing", "nowhere.apk")


def test_stored_facts_are_judged_again_many_at_once(hosts: Hosts, tmp_path: Path) -> None:
    request = hosts.request("stored")
    scanned(hosts, request)
    facts, odd = request.output / "facts.bin", tmp_path / "odd.bin"
    odd.write_bytes(b"\xc1")

    async def asked() -> ScanResult:
        async with hosts.ordinary() as host:
            return await host.rejudge([facts, odd, facts], tmp_path / "again")

    done = run(asked)
    assert [(item.outcome, item.code) for item in done.items] == [
        ("done", ""),
        ("unreadable", "facts_stored"),
        ("done", ""),
    ]
    first = untimed((request.output / "report.json").read_bytes())
    for number in ("0", "2"):
        assert untimed((tmp_path / "again" / number / "report.json").read_bytes()) == first
    assert not (tmp_path / "again" / "1").exists()


def test_changed_rules_alone_are_asked_of_stored_facts(hosts: Hosts, tmp_path: Path) -> None:
    """What they say as before leaves nothing; the rest leaves the report that judging everything makes."""
    request = hosts.request("stored")
    scanned(hosts, request)
    facts, report = request.output / "facts.bin", request.output / "report.json"
    raw = report.read_bytes()
    rule = from_json(raw)[0].outcomes[40].rule
    place = raw.index(b'{"rule":"' + rule.encode())
    old = tmp_path / "old.json"
    old.write_bytes(raw[:place] + raw[place:].replace(b'"requirements":["', b'"requirements":["9.9","', 1))
    of = Since(reports=(report, old), asked=(rule,), gone=(), basis=basis.name_now())
    other = msgspec.structs.replace(of, basis="0" * 64)

    async def asked() -> tuple[ScanResult, ScanResult]:
        async with hosts.ordinary() as host:
            again = await host.rejudge([facts, facts], tmp_path / "again", since=of)
            return again, await host.rejudge([facts, facts], tmp_path / "other", since=other)

    again, others = run(asked)
    assert [(item.outcome, item.same) for item in again.items] == [("done", True), ("done", False)]
    assert not (tmp_path / "again" / "0").exists()
    assert untimed((tmp_path / "again" / "1" / "report.json").read_bytes()) == untimed(raw)
    assert (tmp_path / "again" / "1" / "facts.bin").read_bytes() == facts.read_bytes()
    # a child whose rules rest on something else asks every rule
    assert [(item.outcome, item.same) for item in others.items] == [("done", False)] * 2
    stages = msgspec.json.decode((request.output / "stages.json").read_bytes())
    assert stages["basis"] == basis.name_now()


@pytest.mark.parametrize("way", ["linked", "another disk", "a link itself", "large"])
def test_a_package_that_nobody_writes_gives_the_same_report(
    hosts: Hosts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """The same whichever way it came to the child; nothing of it is left in the folder of inputs."""
    given = tmp_path / "blob"
    given.write_bytes(SAMPLE.read_bytes())
    if way == "a link itself":
        given = given.with_name("link")
        given.symlink_to("blob")
    if way == "large":
        monkeypatch.setattr(client, "SMALL_BYTES", 0)
    if way == "another disk":
        monkeypatch.setattr(os, "link", _another_disk)
    reports: list[dict[str, object]] = []

    async def asked() -> list[str]:
        async with hosts.ordinary() as host:
            for name, fixed in (("copied", False), ("fixed", True)):
                request = replace(hosts.request(name, package=given, lot="one", fixed=fixed), name="same.apk")
                done = await host.scan(request)
                assert done.output is not None, done
                reports.append(untimed((done.output / "report.json").read_bytes()))
            while list(tmp_path.glob("hosts/host-*/inputs/lot-*/*")):
                await asyncio.sleep(0.01)
            return [path.name for path in tmp_path.glob("hosts/host-*/inputs/*")]

    left = run(asked)
    assert reports[0] == reports[1]
    assert len(left) == 2  # the lot's folder, and the probe's
    assert given.stat().st_nlink == 1


def _another_disk(*_: object, **__: object) -> None:
    raise OSError(errno.EXDEV, "Invalid cross-device link")
