"""Packages of several requests taken together: each is answered for itself."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import OperationalError
from django.test import Client

from mingjian.platform.accounts.access import Actor
from mingjian.platform.audit.services import verify
from mingjian.platform.problems import Problem
from mingjian.platform.scans import api
from mingjian.platform.scans.models import Brought, Scan
from mingjian.platform.scans.services import desk
from mingjian.platform.scans.services.desk import Came, Desk
from tests.platform.scans.conftest import SAMPLE


def _package(number: int) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr(f"assets/{number}.txt", str(number))
    return body.getvalue()


def _came(body: bytes, name: str = "a.apk") -> Came:
    return Came(name, io.BytesIO(body), len(body), Future())


def test_each_is_answered_for_itself(manager: Actor) -> None:
    some = [
        _came(_package(1)),
        _came(b"no package"),
        _came(_package(2), "乙.apk"),
        _came(_package(1)),
        _came(b""),
    ]
    desk.take(manager, some)
    first, second = some[0].answer.result(0), some[2].answer.result(0)
    assert (first.state, second.state, second.file_name) == ("queued", "queued", "乙.apk")
    assert some[3].answer.result(0).id == first.id, "the same content, the same scan"
    codes = [error.code for one in some if isinstance(error := one.answer.exception(0), Problem)]
    assert codes == ["not_a_package", "empty_file"]
    assert Scan.objects.count() == Brought.objects.count() == 2
    assert list(verify(manager.organisation_id)) == []


def test_none_fails_for_another(manager: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    some = [_came(_package(number)) for number in range(3)]
    real, asked = desk._taken, []

    def taken(actor: Actor, given: Sequence[Came]) -> list[Scan | Problem]:
        asked.append(len(given))
        if some[1] in given:
            raise OperationalError("gone")
        return real(actor, given)

    monkeypatch.setattr(desk, "_taken", taken)
    desk.take(manager, some)
    assert asked == [3, 1, 1, 1]
    assert isinstance(some[1].answer.exception(0), OperationalError)
    assert [one.answer.result(0).state for one in (some[0], some[2])] == ["queued", "queued"]


def test_a_connection_that_breaks_stops_nobody(manager: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        def close(self) -> None:
            raise OperationalError("the server closed the connection")

    def taken(actor: Actor, some: Sequence[Came]) -> None:
        for one in some:
            one.answer.set_result(Scan(file_name=one.name))

    monkeypatch.setattr(desk, "connection", Gone())
    monkeypatch.setattr(desk, "take", taken)
    counter = Desk()
    served: list[str] = []

    def three() -> None:
        for name in "abc":
            served.append(counter.hand_in(manager, name, io.BytesIO(), 0).file_name)

    asking = threading.Thread(target=three, daemon=True)
    asking.start()
    asking.join(20)
    assert served == ["a", "b", "c"]


def test_what_comes_meanwhile_is_taken_together(manager: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    groups: list[int] = []
    begun, go_on = threading.Event(), threading.Event()

    def take(_: Actor, some: Sequence[Came]) -> None:
        groups.append(len(some))
        begun.set()
        assert go_on.wait(30)
        for one in some:
            one.answer.set_result(Scan(file_name=one.name))

    monkeypatch.setattr(desk, "take", take)
    there = Desk()
    with ThreadPoolExecutor(4) as requests:
        answers = [requests.submit(there.hand_in, manager, "0", io.BytesIO(), 1)]
        assert begun.wait(30)
        answers += [requests.submit(there.hand_in, manager, str(n), io.BytesIO(), 1) for n in (1, 2, 3)]
        while len(there._waiting[manager]) < 3:
            threading.Event().wait(0.001)
        go_on.set()
        assert [answer.result(30).file_name for answer in answers] == ["0", "1", "2", "3"]
    assert groups == [1, 3]


@pytest.mark.parametrize(
    ("told", "at_desk"), [({}, True), ({"category": "other"}, False), ({"first_run": "true"}, False)]
)
def test_only_a_package_by_itself_goes_there(
    manager: Actor, bearer: Client, monkeypatch: pytest.MonkeyPatch, told: dict[str, str], at_desk: bool
) -> None:
    handed: list[str] = []

    class There:
        def hand_in(self, actor: Actor, name: str, file: io.BytesIO, size_bytes: int) -> Scan:
            handed.append(name)
            one = Came(name, file, size_bytes, Future())
            desk.take(actor, [one])
            return one.answer.result(0)

    monkeypatch.setattr(api, "desk", There)
    with SAMPLE.open("rb") as file:
        answer = bearer.post("/api/v1/scans", {"file": file, **told})
    assert answer.status_code == 202 and answer.json()["state"] == "queued"
    assert bool(handed) is at_desk
