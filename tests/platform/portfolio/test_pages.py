"""Every page of the portfolio, full and empty, in both languages; another's shelf is not there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from mingjian.platform.accounts.access import Role
from mingjian.platform.accounts.models import Membership, Organisation
from mingjian.platform.catalogue.models import App, SdkUse
from mingjian.platform.database import SYSTEM, scope
from mingjian.platform.portfolio import filters
from mingjian.platform.portfolio.models import SavedSearch
from tests.platform.portfolio.shelf import shelf

Join = Callable[[Organisation, Role], Membership]
LISTS = ("/", "/apps", "/sdks", "/search?q=拾光", "/rules", "/sdks/jpush", "/rules/1.6/boot-receiver")


@pytest.fixture
def inside(client: Client, organisation: Organisation, join: Join) -> Client:
    client.force_login(join(organisation, "member").user)
    return client


@pytest.fixture
def stocked(organisation: Organisation) -> list[App]:
    with scope(SYSTEM):
        return shelf(organisation)


def _words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return LexborHTMLParser(answer.content).body.text()  # type: ignore[union-attr]


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_speak_one_language(inside: Client, stocked: list[App], address: str, language: str) -> None:
    inside.cookies["mj-lang"] = language
    tree = LexborHTMLParser(inside.get(address).content)
    heading = tree.css_first("h1")
    assert heading is not None and heading.text().strip()
    assert not tree.css("[style], [onclick], script:not([src])")
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("address", ["/", "/apps", "/sdks", "/search", "/search?q=没有", "/apps?q=没有"])
def test_empty_pages_say_what_to_do(inside: Client, address: str) -> None:
    assert LexborHTMLParser(inside.get(address).content).css_first(".state p") is not None


def test_an_app_page_tells_versions_sdks_and_findings(inside: Client, stocked: list[App]) -> None:
    said = _words(inside, f"/apps/{stocked[1].id}")
    assert "云步健身" in said and "1.0.0" in said and "2.0.1" in said
    assert "极光" in said and "同意前调用" in said
    assert "同意前读取 Android ID" in said


def test_filters_narrow(inside: Client, stocked: list[App]) -> None:
    assert len(LexborHTMLParser(inside.get("/apps").content).css("tbody tr")) == 10
    assert len(LexborHTMLParser(inside.get("/apps?measure=1.4").content).css("tbody tr")) == 3
    assert len(LexborHTMLParser(inside.get("/apps?q=慢读&verdict=violates").content).css("tbody tr")) == 1
    assert len(LexborHTMLParser(inside.get("/apps?sdk=amap-location").content).css("tbody tr")) == 10
    assert inside.get("/apps?cursor=forged").status_code == 302


@pytest.mark.parametrize("few", [0, 3, filters.FEW])
def test_apps_of_an_sdk_are_the_same_however_they_are_found(
    organisation: Organisation, stocked: list[App], monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(filters, "FEW", few)
    with scope(SYSTEM):
        rare, before = stocked[:3], stocked[4]
        uses = [
            SdkUse(organisation=organisation, version=app.newest, app=app, sdk="rare", state="embedded")
            for app in rare
        ]
        older = before.versions.exclude(id=before.newest_id).get()
        uses.append(
            SdkUse(organisation=organisation, version=older, app=before, sdk="rare", state="embedded")
        )
        SdkUse.objects.bulk_create(uses)
        for sdk, apps in (("rare", rare), ("amap-location", stocked), ("none", [])):
            found = filters.apps(organisation.id, filters.AppFilter(sdk=sdk))
            assert {app.id for app in found} == {app.id for app in apps}


def test_the_number_of_queries_does_not_grow(
    inside: Client,
    organisation: Organisation,
    stocked: list[App],
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    with django_assert_max_num_queries(30):  # type: ignore[attr-defined]
        inside.get("/")
    with django_assert_max_num_queries(24):  # type: ignore[attr-defined]
        inside.get("/apps")


def test_another_organisation_has_its_own_shelf(
    client: Client, other: Organisation, join: Join, stocked: list[App]
) -> None:
    client.force_login(join(other, "admin").user)
    assert client.get(f"/apps/{stocked[0].id}").status_code == 404
    assert client.get(f"/apps/{stocked[0].id}/icon").status_code == 404
    assert "拾光" not in _words(client, "/apps")
    assert "拾光记账" not in _words(client, "/search?q=记账")
    assert "拾光" not in _words(client, "/sdks/jpush")


def test_apps_stand_side_by_side(inside: Client, stocked: list[App]) -> None:
    picks = LexborHTMLParser(inside.get("/apps").content).css("input[name=app]")
    assert len(picks) == 10
    said = _words(inside, f"/compare?app={stocked[0].id}&app={stocked[1].id}&app=x")
    assert "拾光记账" in said and "云步健身" in said and "没有报告" not in said.split("SDK")[0]
    for few in ("", f"?app={stocked[0].id}"):
        assert "请选 2 至 5 个应用" in _words(inside, f"/compare{few}")
    assert (
        inside.get(f"/compare?app={stocked[0].id}&app={'0' * 8}-0000-0000-0000-{'0' * 12}").status_code == 404
    )


def test_a_search_is_kept_and_forgotten(
    inside: Client, stocked: list[App], organisation: Organisation
) -> None:
    inside.post("/searches", {"page": "apps", "name": "违规的", "query": "verdict=violates"})
    with scope(organisation.id):
        saved = SavedSearch.objects.get()
    assert "违规的" in _words(inside, "/apps")
    inside.post(f"/searches/{saved.id}/forget")
    assert "违规的" not in _words(inside, "/apps")


def test_strangers_are_asked_to_sign_in(client: Client, db: None) -> None:
    assert "登录" in _words(client, "/")
    assert client.get("/apps").status_code == 302
    assert client.get("/rules").status_code == 200
