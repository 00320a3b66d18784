"""The demonstration: filled by real scans, once, going on where it was stopped, dated over a month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from mingjian import clock
from mingjian.platform.accounts.access import ROLES
from mingjian.platform.accounts.models import Membership, Organisation, Party, User
from mingjian.platform.accounts.registers import PROVINCES, credit_code
from mingjian.platform.audit.models import Entry
from mingjian.platform.audit.services import verify
from mingjian.platform.catalogue.models import App, Version
from mingjian.platform.demo import doors, plan, services
from mingjian.platform.demo.organisations import Place, places
from mingjian.platform.findings.models import Act, Finding
from mingjian.platform.portfolio.models import Tally
from mingjian.platform.scans.models import Scan
from mingjian.platform.scans.services.queue import ACTIVE
from mingjian.platform.web import filling
from tests.platform.scans.conftest import Work, work

__all__ = ["work"]
FIRST = places()[0]


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch, work: Work) -> list[int]:
    """Takes the worker's place: how many scans each wait did."""
    done: list[int] = []

    def awaited() -> bool:
        waiting = list(Scan.objects.filter(state__in=ACTIVE).order_by("created_at"))
        work(*waiting)
        done.append(len(waiting))
        return True

    monkeypatch.setattr(services, "_awaited", awaited)
    return done


def test_a_month_of_one_organisation(seen_by_all: None, worked: list[int]) -> None:
    services.fill((FIRST,))
    organisation = Organisation.objects.get(credit_code=FIRST.code)
    assert organisation.demo and worked == [2, 2, 2]
    assert {row.role for row in Membership.objects.filter(organisation=organisation)} == set(ROLES)
    scans = list(Scan.objects.order_by("created_at"))
    now = timezone.now()
    assert [row.state for row in scans].count("failed") == 1, "half a package"
    assert all(now - timedelta(days=30) < row.created_at < now - timedelta(days=3) for row in scans)
    assert all(
        row.started_at and row.created_at < row.started_at < row.finished_at
        for row in scans
        if row.finished_at
    )
    ledger = App.objects.get(package="cn.shiguang.ledger")
    versions = list(Version.objects.filter(app=ledger).order_by("version_code"))
    assert [row.version_name for row in versions] == ["1.0.0", "1.1.0", "1.2.0"]
    assert ledger.created_at == versions[0].created_at < ledger.updated_at == versions[2].created_at
    gone = Finding.objects.filter(app=ledger, present=False).values_list("rule", flat=True)
    assert {"1.6/untold-start", "1.9/default-ticked"} <= set(gone)
    assert {"confirm", "assign", "reply", "suppress", "overrule", "comment"} <= set(
        Act.objects.values_list("kind", flat=True)
    )
    ends = [row.state_until for row in Finding.objects.filter(state="suppressed")]
    assert ends and all(end is not None and now < end < now + timedelta(days=14) for end in ends)
    entries = list(Entry.objects.filter(organisation_id=organisation.id).order_by("number"))
    moments = [row.at for row in entries]
    seconds = [row.replace(microsecond=0) for row in moments]
    assert seconds == sorted(seconds), "the log goes on in time"
    assert moments[0] < now - timedelta(days=30) and list(verify(organisation.id)) == []


def test_filled_once(seen_by_all: None, worked: list[int]) -> None:
    services.fill((FIRST,), steps=2)
    before = _counts()
    assert Tally.objects.update(apps=77) == 2, "a day after each step"
    services.fill((FIRST,), steps=2)
    assert _counts() == before and worked[1:] == [0]
    assert set(Tally.objects.values_list("apps", flat=True)) == {77}, "days that are over stay as they were"


def test_goes_on_where_it_was_killed(
    seen_by_all: None, worked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(plan, "scans", _killed)
        with pytest.raises(KeyboardInterrupt):
            services.fill((FIRST,), steps=1)
    assert Organisation.objects.filter(demo=True).count() == 1 and not Scan.objects.exists()
    services.fill((FIRST,), steps=1)
    assert Organisation.objects.filter(demo=True).count() == 1 and worked == [2]


def test_without_a_worker_it_waits_for_the_next_start(
    seen_by_all: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "_STUCK_S", 0.0)
    monkeypatch.setattr(services, "_LOOK_S", 0.01)
    services.fill((FIRST,), steps=2)
    assert not Act.objects.exists() and Scan.objects.filter(state="queued").count() == 2


def test_five_of_each_party() -> None:
    every = places()
    assert {party: sum(row.party == party for row in every) for party in Party.values} == dict.fromkeys(
        Party.values, 5
    )
    codes = [row.code for row in every]
    assert len(set(codes)) == 45 and all(credit_code(code) == code for code in codes)
    assert all(row.province in PROVINCES for row in every)
    addresses = [one.address for row in every for one in row.people]
    assert len(set(addresses)) == len(addresses)
    assert all(row.people[0].role == "admin" for row in every)
    assert len({row.name for row in every}) == 45


def test_files_of_the_plan_are_shipped() -> None:
    files = Path(services.__file__).parent / "files"
    wanted = [scan for row in places() for round_ in (1, 2, 3) for scan in plan.scans(row, round_)]
    runs = {name for scan in wanted for name in scan.evidence}
    policies = {f"{scan.policy}.html" for scan in wanted if scan.policy}
    there = {path.name: path.stat().st_size for path in files.iterdir()}
    assert there.keys() == {f"{scan.file}.apk" for scan in wanted} | policies | runs
    assert runs and all(size < (200_000 if name in runs else 40_000) for name, size in there.items())


def test_password_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    secret = doors.password(tmp_path)
    assert doors.password(tmp_path) == secret and len(secret) >= 12
    file = tmp_path / doors.FILE
    assert file.stat().st_mode & 0o777 == 0o600
    assert FIRST.people[0].address in file.read_text(encoding="utf-8")


def test_password_of_a_new_file_holds(seen_by_all: None, worked: list[int]) -> None:
    services.fill((FIRST,), steps=0)
    (Path(settings.DATA_DIR) / doors.FILE).unlink()
    services.fill((FIRST,), steps=0)
    secret = doors.password(Path(settings.DATA_DIR))
    assert all(
        user.check_password(secret) for user in User.objects.filter(memberships__organisation__demo=True)
    )


@pytest.mark.parametrize("path", ["/", "/apps", "/sdks"])
def test_every_page_says_so(path: str, organisation: Organisation, join: Callable[..., Membership]) -> None:
    client = Client()
    client.force_login(join(organisation, "admin").user)
    mark, note = 'class="demo-mark', "演示数据正在生成"
    assert mark not in client.get(path).content.decode()
    Organisation.objects.filter(id=organisation.id).update(demo=True)
    filling.beat()
    shown = client.get(path, headers={"Accept-Language": "zh"}).content.decode()
    assert mark in shown and note in shown
    filling.over()
    assert note not in client.get(path, headers={"Accept-Language": "zh"}).content.decode()


def test_clock_tells_of_another_moment() -> None:
    then = timezone.now() - timedelta(days=9)
    with clock.at(then), clock.at(None):
        assert clock.now() == then
    assert clock.now() > then + timedelta(days=8)


def _counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Scan, Entry, Act, Membership, User, Finding, Version))


def _killed(place: Place, round_: int) -> tuple[plan.Wanted, ...]:
    raise KeyboardInterrupt
