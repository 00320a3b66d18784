"""Whatever a package does to its process, the end is a word of its own, and nothing else is touched."""

from __future__ import annotations

import asyncio
import os
import socket
from pathlib import Path

import pytest

from mingjian.platform.scans.host import kernel
from mingjian.platform.scans.host.client import AHEAD, ScanHost
from mingjian.platform.scans.host.messages import Stage, Walls
from mingjian.platform.scans.host.outcomes import ScanResult, walls_told
from mingjian.platform.scans.host.process import OnStage
from tests.platform.scans.host.hosts import SAMPLE, Hosts, run

ENDS = {
    "abort": ("crashed", "sigabrt"),
    "segfault": ("crashed", "sigsegv"),
    "exit": ("crashed", "exit_3"),
    "raise": ("crashed", "KeyError"),
    "garble": ("crashed", "garbled"),
    "flood": ("crashed", "garbled"),
    "eat": ("out_of_memory", "memory_limit"),
    "odd": ("crashed", "bad_output"),
    **dict.fromkeys(
        [f"pack={claim}" for claim in ("odd", "picture", "half", "large", "none")], ("crashed", "bad_output")
    ),
}


def test_each_end_has_its_word(hosts: Hosts) -> None:
    async def asked() -> list[ScanResult]:
        async with hosts.hooked() as host:
            requests = [hosts.request(act, inline=act.startswith("pack")) for act in ENDS]
            return list(await asyncio.gather(*map(host.scan, requests)))

    for (act, (outcome, code)), done in zip(ENDS.items(), run(asked), strict=True):
        assert (done.outcome, done.code) == (outcome, code), (act, done)
        assert not done.again, act
        assert done.output is None, act
        assert not (hosts.folder / "out" / act).exists()
        assert code in done.zh and code in done.en, (act, done)
        assert "a name from the package" not in f"{done.detail}{done.zh}{done.en}", act


@pytest.mark.parametrize("act", ["loop", "sleep"])
def test_one_that_never_ends_is_ended(hosts: Hosts, act: str) -> None:
    done = hosts.one(act, seconds=0.5)
    assert (done.outcome, done.code) == ("timed_out", "wall_clock")


def test_a_child_that_fails_takes_no_other_with_it(hosts: Hosts) -> None:
    acts = ["abort", "fine-1", "segfault", "fine-2", "exit", "fine-3"]

    async def asked() -> list[ScanResult]:
        async with hosts.hooked() as host:
            return list(await asyncio.gather(*(host.scan(hosts.request(act, lot="same")) for act in acts)))

    ends = [done.outcome for done in run(asked)]
    assert ends == ["crashed", "done", "crashed", "done", "crashed", "done"]


def test_the_network_is_out_of_reach(hosts: Hosts) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        port = server.getsockname()[1]

        async def asked() -> tuple[Walls, ScanResult]:
            async with hosts.hooked() as host:
                return host.walls, await host.scan(hosts.request(f"connect={port}"))

        walls, done = run(asked)
        assert done.code == ("succeeded" if walls.network.stands == "none" else "refused"), done
        if walls.network.stands != "none":
            with pytest.raises(BlockingIOError):
                server.accept()


def test_files_outside_are_out_of_reach(hosts: Hosts) -> None:
    (hosts.folder / "hosts").mkdir()
    (hosts.folder / "hosts" / "secret").write_text("secret")

    async def asked() -> tuple[Walls, ScanResult, ScanResult]:
        async with hosts.hooked() as host:
            wrote = await host.scan(hosts.request("write=mark"))
            return host.walls, wrote, await host.scan(hosts.request("read=secret"))

    walls, wrote, read = run(asked)
    assert walls.filesystem.stands == "whole" or not (hosts.bubblewrap or kernel.landlock_abi())
    assert wrote.code == ("succeeded" if walls.filesystem.stands == "none" else "refused")
    assert read.code == ("refused" if walls.filesystem.stands == "whole" else "succeeded")
    assert (hosts.folder / "hosts" / "mark").exists() == (wrote.code == "succeeded")


@pytest.mark.parametrize("lot", ["", "uploader"])
def test_a_package_that_is_shared_cannot_be_changed(hosts: Hosts, lot: str) -> None:
    given = hosts.folder / "given.apk"
    given.write_bytes(SAMPLE.read_bytes())
    given.chmod(0o600)
    linked: list[int] = []

    async def asked() -> tuple[Walls, ScanResult]:
        async with hosts.hooked() as host:
            request = hosts.request("change", package=given, lot=lot, fixed=True)
            scan = asyncio.create_task(host.scan(request))
            while not scan.done():
                linked.append(given.stat().st_nlink)
                await asyncio.sleep(0.001)
            walls, done = host.walls, await scan
        return walls, done

    walls, done = run(asked)
    assert walls.sealed == bool(hosts.bubblewrap)
    assert max(linked) == (2 if walls.sealed else 1)
    assert given.stat().st_nlink == 1
    assert done.code == "changed", done
    changed = set(done.detail.split(",")) - {""}
    if walls.sealed:
        assert changed <= (set() if kernel.landlock_abi() else {"list"})
    else:  # it is a copy of its own
        assert "write" in changed
    assert given.read_bytes() == SAMPLE.read_bytes()
    assert given.stat().st_mode & 0o777 == 0o600


def test_a_package_that_may_still_be_written_is_copied(hosts: Hosts) -> None:
    given = hosts.folder / "given.apk"
    given.write_bytes(SAMPLE.read_bytes())

    async def asked() -> ScanResult:
        async with hosts.hooked() as host:
            return await host.scan(hosts.request("change", package=given))

    assert "write" in run(asked).detail
    assert given.read_bytes() == SAMPLE.read_bytes()


def test_the_host_cannot_be_ended_from_a_child(hosts: Hosts) -> None:
    if kernel.landlock_abi() < 6:
        pytest.skip("this kernel has no scope for signals")
    assert hosts.one("kill").code == "refused"


def test_no_links_are_taken(hosts: Hosts) -> None:
    done = hosts.one("link")
    assert done.code == ("refused" if kernel.landlock_abi() else "succeeded")
    fifo = hosts.one("fifo")
    assert fifo.outcome == "crashed", fifo


def test_a_child_knows_no_secrets(hosts: Hosts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGJIAN_SECRET_KEY", "of the platform")
    monkeypatch.setenv("MINGJIAN_MAX_WORK", "4000000000")
    names = hosts.one("secrets").detail.split(",")
    assert "MINGJIAN_MAX_WORK" in names
    assert "MINGJIAN_SECRET_KEY" not in names


def test_a_child_that_is_killed_leaves_nothing_half(hosts: Hosts) -> None:
    async def asked() -> ScanResult:
        async with hosts.hooked() as host:
            writing = asyncio.Event()
            scan = asyncio.create_task(host.scan(hosts.request("half"), _when("write", writing)))
            await writing.wait()
            await host.cancel("half")
            return await scan

    done = run(asked)
    assert (done.outcome, done.output) == ("cancelled", None)
    assert not (hosts.folder / "out").exists() or not list((hosts.folder / "out").iterdir())


def test_one_that_waits_can_be_cancelled(hosts: Hosts) -> None:
    async def asked() -> list[ScanResult]:
        async with hosts.hooked(slots=1) as host:
            begun = asyncio.Event()
            first = asyncio.create_task(host.scan(hosts.request("sleep"), _when("parse", begun)))
            await begun.wait()
            second = asyncio.create_task(host.scan(hosts.request("fine")))
            await asyncio.sleep(0)
            await host.cancel("fine")
            await host.cancel("sleep")
            await host.cancel("nobody")
            return [await first, await second, await host.scan(hosts.request("fine"))]

    assert [done.outcome for done in run(asked)] == ["cancelled", "cancelled", "done"]


def test_inputs_of_the_next_are_there_before_its_turn(hosts: Hosts) -> None:
    async def asked() -> tuple[int, list[ScanResult]]:
        async with hosts.hooked(slots=1) as host:
            begun = asyncio.Event()
            names = ("sleep", "fine", "unheard")
            scans = [asyncio.create_task(host.scan(hosts.request("sleep"), _when("parse", begun)))]
            await begun.wait()
            scans += [asyncio.create_task(host.scan(hosts.request(name))) for name in names[1:]]
            for _ in range(50):
                await asyncio.sleep(0)
            there = len(list((hosts.folder / "hosts").glob("host-*/work/*/*/*.apk")))
            for name in names:
                await host.cancel(name)
            return there, [await scan for scan in scans]

    there, done = run(asked)
    assert there == AHEAD
    assert [one.outcome for one in done] == ["cancelled"] * 3
    assert list((hosts.folder / "hosts").iterdir()) == []


def test_a_host_that_is_killed_is_told_and_started_again(hosts: Hosts) -> None:
    async def asked() -> tuple[list[ScanResult], ScanResult]:
        async with hosts.hooked() as host:
            begun = [asyncio.Event(), asyncio.Event()]
            names = ("sleep", "half")
            stages = ("parse", "write")
            scans = [
                asyncio.create_task(host.scan(hosts.request(name), _when(stage, event)))
                for name, stage, event in zip(names, stages, begun, strict=True)
            ]
            for event in begun:
                await event.wait()
            was = host.process_id
            assert was is not None
            os.kill(was, 9)
            lost = list(await asyncio.gather(*scans))
            again = await host.scan(hosts.request("fine"))
            assert host.process_id != was
            return lost, again

    lost, again = run(asked)
    assert [(done.outcome, done.code, done.again) for done in lost] == [("crashed", "host_lost", True)] * 2
    assert again.outcome == "done"


def test_stopping_ends_what_is_under_way(hosts: Hosts) -> None:
    async def asked() -> list[ScanResult]:
        host = hosts.hooked(slots=1)
        await host.start()
        begun = asyncio.Event()
        first = asyncio.create_task(host.scan(hosts.request("sleep"), _when("parse", begun)))
        await begun.wait()
        second = asyncio.create_task(host.scan(hosts.request("fine")))
        await asyncio.sleep(0)
        await host.stop()
        return [await first, await second]

    assert [(done.outcome, done.again) for done in run(asked)] == [("cancelled", True)] * 2
    assert list((hosts.folder / "hosts").iterdir()) == []


def test_a_host_that_does_not_start_is_told(tmp_path: Path) -> None:
    hosts = Hosts(tmp_path, "")

    async def asked() -> ScanResult:
        host = ScanHost(tmp_path / "hosts", bubblewrap="", entry="mingjian.no_such_module")
        try:
            return await host.scan(hosts.request("fine"))
        finally:
            await host.stop()

    done = run(asked)
    assert (done.outcome, done.code, done.again) == ("crashed", "host_start", True)


def test_bubblewrap_that_does_not_work_is_done_without(tmp_path: Path) -> None:
    hosts = Hosts(tmp_path, "/bin/false")

    async def asked() -> tuple[ScanResult, Walls]:
        async with hosts.ordinary() as host:
            return await host.scan(hosts.request("fine")), host.walls

    done, walls = run(asked)
    assert done.outcome == "done"
    assert "bubblewrap" not in walls.network.by


def test_walls_are_put_into_words(hosts: Hosts) -> None:
    async def asked() -> Walls:
        async with hosts.ordinary() as host:
            return host.walls

    walls = run(asked)
    assert walls.memory.stands == walls.cpu.stands == "whole"
    if hosts.bubblewrap:
        assert walls.network.stands == walls.filesystem.stands == "whole"
        assert walls.network.by == "bubblewrap"
    told = walls_told(walls)
    assert len(told) == 4
    assert told[2] == ("内存上限：已隔离 (rlimit)", "memory limit: closed off (rlimit)")


def _when(name: str, event: asyncio.Event) -> OnStage:
    def told(stage: Stage) -> None:
        if stage.name == name:
            event.set()

    return told
