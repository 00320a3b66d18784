"""Packages, a worker's loop in the test's own transaction, and a host that answers as told."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.test import Client

from mingjian.facts import stored
from mingjian.platform import limits
from mingjian.platform.accounts.access import SCOPES, Actor
from mingjian.platform.accounts.middleware import actor_of
from mingjian.platform.accounts.models import Membership, Organisation, Token
from mingjian.platform.accounts.tokens import digest
from mingjian.platform.database import SYSTEM, scope
from mingjian.platform.scans import working
from mingjian.platform.scans.host.messages import Item, ScanRequest, Since, Stage
from mingjian.platform.scans.host.outcomes import ScanResult
from mingjian.platform.scans.models import Kind, Scan
from mingjian.platform.scans.services import queue, receive
from mingjian.report.json import to_json
from mingjian.scan import examine

SAMPLE = Path(__file__).parents[3] / "examples" / "sample-app" / "sample.apk"
Bring = Callable[..., str]
Ask = Callable[..., Scan]
Work = Callable[..., None]


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    limits.forget()
    yield
    limits.forget()


@pytest.fixture
def bring() -> Bring:
    """Brings bytes as a file of an organisation; its digest."""

    def make(
        actor: Actor, content: bytes | None = None, name: str = "a.apk", kind: str = Kind.PACKAGE
    ) -> str:
        body = SAMPLE.read_bytes() if content is None else content
        return receive(actor, name, io.BytesIO(body), len(body), kind=kind).artifact_id

    return make


@pytest.fixture
def ask(bring: Bring) -> Ask:
    """Brings a package and queues it."""

    def make(actor: Actor, content: bytes | None = None, name: str = "拾光记账.apk") -> Scan:
        return queue(actor, bring(actor, content, name), file_name=name)

    return make


@pytest.fixture
def stranger(other: Organisation, join: Callable[..., Membership]) -> Actor:
    """The manager of another organisation."""
    return actor_of(join(other, "manager"))


@pytest.fixture
def work() -> Work:
    """Does scans as a worker does, with the host in force, in the test's own transaction."""

    async def all_of(scans: tuple[Scan, ...]) -> None:
        try:
            for scan in scans:
                await working.work(scan.organisation_id, scan.id)
        finally:
            await working.stop()

    return lambda *scans: async_to_sync(all_of)(scans)


class Host:
    """A host that answers as told, and remembers what it was asked."""

    def __init__(self, made: Path) -> None:
        self.made = made
        self.ends: list[ScanResult] = []
        self.asked: list[ScanRequest] = []
        self.cancelled: list[str] = []
        self.rejudged: list[list[Path]] = []
        self.since: list[Since | None] = []
        self.same = False
        """Changed rules say what was said before."""
        self.on_scan: Callable[[ScanRequest], None] = lambda _: None

    async def scan(self, request: ScanRequest, on_stage: Callable[[Stage], None] | None = None) -> ScanResult:
        self.asked.append(request)
        if on_stage:
            on_stage(Stage("rules", 88, 130))
        await sync_to_async(self.on_scan)(request)
        if self.ends:
            return self.ends.pop(0)
        self._copy(request.output)
        return ended("done", output=request.output)

    async def rejudge(
        self, facts: list[Path], output: Path, *, id_: str = "", since: Since | None = None
    ) -> ScanResult:
        self.rejudged.append(facts)
        self.since.append(since)
        same = since is not None and self.same
        for number in range(0 if same else len(facts)):
            self._copy(output / str(number))
        items = tuple(Item(outcome="done", same=same) for _ in facts)
        return ScanResult(id=id_, outcome="done", zh="", en="", output=output, items=items)

    async def cancel(self, id_: str) -> None:
        self.cancelled.append(id_)

    async def stop(self) -> None:
        return None

    def _copy(self, output: Path) -> None:
        output.mkdir(parents=True)
        for name in ("report.json", "facts.bin"):
            (output / name).write_bytes((self.made / name).read_bytes())


def ended(outcome: str, code: str = "", *, again: bool = False, output: Path | None = None) -> ScanResult:
    """An end of a scan, with words."""
    return ScanResult(
        id="x",
        outcome=outcome,
        code=code,
        zh=f"终止 [{code}]",
        en=f"ended [{code}]",
        again=again,
        output=output,
    )  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a scan of the sample leaves: report and facts, made in this process."""
    folder = tmp_path_factory.mktemp("made")
    examined = examine(str(SAMPLE))
    (folder / "report.json").write_bytes(to_json(examined.report))
    (folder / "facts.bin").write_bytes(stored.to_bytes(examined.facts))
    return folder


@pytest.fixture
def host(made: Path, monkeypatch: pytest.MonkeyPatch) -> Host:
    """Takes the real host's place."""
    there = Host(made)
    monkeypatch.setattr(working, "host", lambda: there)
    return there


@pytest.fixture
def bearer(manager: Actor) -> Client:
    """A client with a token of the manager's."""
    with scope(SYSTEM):
        Token.objects.create(
            organisation_id=manager.organisation_id, user_id=manager.user_id, name="CI",
            secret_sha256=digest("mj_test"), scopes=list(SCOPES),
        )  # fmt: skip
    return Client(headers={"Authorization": "Bearer mj_test"})
