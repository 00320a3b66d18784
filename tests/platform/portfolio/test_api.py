"""What the pages show, the API says: the same shelf, cursors, searches, comparisons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from mingjian import clock
from mingjian.platform.accounts.access import Role
from mingjian.platform.accounts.models import Membership, Organisation
from mingjian.platform.catalogue.models import App
from mingjian.platform.database import SYSTEM, scope
from mingjian.platform.portfolio import counted, tallies
from mingjian.platform.portfolio.models import KeptCount, Tally
from mingjian.platform.scans.models import Scan
from tests.platform.portfolio.shelf import shelf

Join = Callable[[Organisation, Role], Membership]


@pytest.fixture
def stocked(organisation: Organisation) -> list[App]:
    with scope(SYSTEM):
        return shelf(organisation)


@pytest.fixture
def inside(client: Client, organisation: Organisation, join: Join) -> Client:
    client.force_login(join(organisation, "auditor").user)
    return client


def _get(client: Client, path: str, status: int = 200) -> Any:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == status, answer.content
    return answer.json()


def test_the_list_goes_on_by_cursor_and_narrows(inside: Client, stocked: list[App]) -> None:
    first = _get(inside, "apps?limit=7")
    rest = _get(inside, f"apps?limit=7&cursor={first['next']}")
    assert len(first["items"]) == 7 and len(rest["items"]) == 3 and rest["next"] is None
    assert {row["id"] for row in first["items"] + rest["items"]} == {str(row.id) for row in stocked}
    assert len(_get(inside, "apps?measure=1.4")["items"]) == 3
    assert [row["name"] for row in _get(inside, "apps?q=慢读&verdict=violates")["items"]] == ["慢读"]
    _get(inside, "apps?verdict=other", 422)
    _get(inside, "apps?cursor=forged", 422)


def test_one_app_its_versions_and_sdks(inside: Client, stocked: list[App]) -> None:
    app = _get(inside, f"apps/{stocked[0].id}")
    assert app["package"] == "com.example.app0" and app["scan"]["counts"]["before_consent"] == 1
    versions = _get(inside, f"apps/{stocked[0].id}/versions?limit=1")
    assert versions["items"][0]["id"] == app["newest"]["id"] and versions["items"][0]["new_findings"] == 1
    older = _get(inside, f"apps/{stocked[0].id}/versions?limit=1&cursor={versions['next']}")
    assert older["items"][0]["version_code"] == 1 and older["next"] is None
    sdks = _get(inside, f"apps/{stocked[0].id}/sdks")
    assert {row["sdk"]["id"] for row in sdks} == {"jpush", "umeng-analytics", "bugly", "amap-location"}


def test_sdks_across_apps(inside: Client, stocked: list[App]) -> None:
    every = _get(inside, "sdks")
    assert every[0]["apps"] == 10 and len(_get(inside, "sdks?q=极光")) == 1
    one = _get(inside, "sdks/jpush")
    assert (one["apps_now"], one["apps_before"], one["versions"]) == (10, 0, 20)
    assert len(one["apps"]) == 10 and all(row["now"] for row in one["apps"])
    assert one["sdk"]["name_zh"] and one["categories"]
    _get(inside, "sdks/no-such-sdk", 404)


def test_a_large_shelf_is_shown_as_last_counted(
    inside: Client, stocked: list[App], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counted, "LARGE", 1)
    before = _get(inside, "overview")
    of = stocked[0].organisation
    with scope(SYSTEM):
        App.objects.create(organisation=of, package="cn.late", name="x")
    assert _get(inside, "overview") == before
    assert counted.count_wanted() == 0, "nobody found it old"
    assert "合计统计于" in inside.get("/", headers={"Accept": "text/html"}).content.decode()
    with scope(SYSTEM):
        KeptCount.objects.update(counted_at=clock.now() - timedelta(seconds=counted.KEPT_S + 1))
    assert _get(inside, "overview")["apps"] == before["apps"], "at once, and another count is wanted"
    assert counted.count_wanted() == 1
    assert _get(inside, "overview")["apps"] == before["apps"] + 1
    assert counted.count_wanted() == 0
    with scope(SYSTEM):
        KeptCount.objects.update(figures={"apps": 3})
    assert _get(inside, "overview")["apps"] == before["apps"] + 1, (
        "what an older Mingjian kept is counted anew"
    )
    with scope(of.id):
        App.objects.create(organisation=of, package="cn.later", name="x")
        tallies.keep(of.id, timezone.localdate(clock.now()))
        assert Tally.objects.get().apps == before["apps"] + 2, "a day is counted, not copied"


def test_a_version_counts_once_a_month_by_its_gravest(inside: Client, stocked: list[App]) -> None:
    then = timezone.now().replace(day=1) - timedelta(days=10)
    given: tuple[dict[str, int], ...] = (
        {"violates": 2, "suspected": 1},
        {"suspected": 1},
        {"violates": 0},
        {},
        {"violates": 1},
    )
    with scope(SYSTEM):
        Scan.objects.update(created_at=timezone.now() - timedelta(days=400))
        scans = list(Scan.objects.order_by("id")[: len(given)])
        for scan, counts in zip(scans, given, strict=True):
            Scan.objects.filter(id=scan.id).update(counts=counts, created_at=then)
        again = scans[-1]
        again.pk, again._state.adding, again.counts = uuid4(), True, {"suspected": 3}
        again.save()
        Scan.objects.filter(id=again.pk).update(created_at=then + timedelta(hours=1))
    [month] = _get(inside, "overview")["months"]
    assert month["counts"] == {"violates": 1, "suspected": 2, "none": 2}


def test_search_and_overview(inside: Client, stocked: list[App]) -> None:
    found = _get(inside, "search?q=记账")
    assert [row["name"] for row in found["apps"]] == ["拾光记账"]
    sha256 = _get(inside, f"apps/{stocked[0].id}")["newest"]["sha256"]
    assert [row["app_id"] for row in _get(inside, f"search?q={sha256[:12]}")["versions"]] == [
        str(stocked[0].id)
    ]
    assert _get(inside, "search?q=1.9")["measures"][0]["id"] == "1.9"
    _get(inside, "search", 422)
    seen = _get(inside, "overview")
    assert seen["apps"] == 10 and seen["matrix"] and seen["measures"]


def test_compare_says_who_has_what(inside: Client, stocked: list[App]) -> None:
    two = f"app={stocked[0].id}&app={stocked[1].id}"
    told = _get(inside, f"compare?{two}")
    assert [row["id"] for row in told["apps"]] == [str(row.id) for row in stocked[:2]]
    assert told["unread"] == [True, True], "rows without a report in the store"
    _get(inside, f"compare?app={stocked[0].id}", 422)
    _get(inside, f"compare?app={stocked[0].id}&app={stocked[0].id}", 422)
    _get(inside, f"compare?{two}&" + "&".join(f"app={row.id}" for row in stocked[2:7]), 422)


def test_a_search_is_kept_listed_and_forgotten(inside: Client, stocked: list[App]) -> None:
    body = {"name": "违规的", "query": "verdict=violates"}
    made = inside.post("/api/v1/searches", body, "application/json")
    assert made.status_code == 201
    assert [row["name"] for row in _get(inside, "searches")["items"]] == ["违规的"]
    gone = f"/api/v1/searches/{made.json()['id']}"
    assert inside.delete(gone).status_code == 204 and inside.delete(gone).status_code == 404
    assert inside.post("/api/v1/searches", {"name": " "}, "application/json").status_code == 422


def test_another_organisation_sees_its_own(
    client: Client, other: Organisation, join: Join, stocked: list[App]
) -> None:
    client.force_login(join(other, "admin").user)
    assert _get(client, "apps")["items"] == [] and _get(client, "overview")["apps"] == 0
    for path in ("", "/versions", "/sdks"):
        _get(client, f"apps/{stocked[0].id}{path}", 404)
    _get(client, f"compare?app={stocked[0].id}&app={stocked[1].id}", 404)
    assert _get(client, "sdks/jpush")["apps"] == []


def test_facets_count_what_each_choice_would_leave(inside: Client, stocked: list[App]) -> None:
    seen = _get(inside, "apps/facets")
    assert seen["counted"] == len(stocked) and seen["more"] is False
    for group in ("verdict", "measure", "consent", "category", "sdk"):
        assert seen[group], group
        for choice in seen[group]:
            left = _get(inside, f"apps?limit=100&{group}={choice['value']}")["items"]
            assert len(left) == choice["apps"], (group, choice)
    narrowed = _get(inside, "apps/facets?measure=1.4")
    assert {row["value"]: row["apps"] for row in narrowed["measure"]} == {
        row["value"]: row["apps"] for row in seen["measure"]
    }, "a group is counted as if it had no choice made"
    assert narrowed["counted"] == 3
    for choice in narrowed["verdict"]:
        left = _get(inside, f"apps?limit=100&measure=1.4&verdict={choice['value']}")["items"]
        assert len(left) == choice["apps"], choice


def test_facets_count_a_bounded_number(
    inside: Client, stocked: list[App], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mingjian.platform.portfolio.facets.MOST", 4)
    seen = _get(inside, "apps/facets")
    assert seen["counted"] == 4 and seen["more"] is True
    monkeypatch.setattr("mingjian.platform.portfolio.facets.FEW", 3)
    assert _get(inside, "apps/facets")["counted"] == 3, "of a shelf that is larger, fewer"
    monkeypatch.setattr("mingjian.platform.portfolio.facets.MOST", 10)
    assert _get(inside, "apps/facets")["counted"] == 10, "of one that is not, all"
    monkeypatch.setattr("mingjian.platform.portfolio.facets.MOST", 4)
    assert sum(row["apps"] for row in seen["verdict"]) <= 8
    assert "最近变动的 3 个应用" in inside.get("/apps").content.decode()
