"""The figures of an overview, day by day: kept once a day, shown as lines, nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mingjian import clock
from mingjian.platform.accounts.models import Organisation
from mingjian.platform.database import SYSTEM, scope
from mingjian.platform.portfolio import tallies
from mingjian.platform.portfolio.models import Tally
from mingjian.platform.portfolio.overview import overview
from tests.platform.portfolio.shelf import shelf
from tests.platform.portfolio.test_pages import Join


@pytest.fixture
def stocked(organisation: Organisation) -> Organisation:
    with scope(SYSTEM):
        shelf(organisation)
    return organisation


def test_the_last_count_of_a_day_holds(stocked: Organisation, other: Organisation) -> None:
    today = timezone.localdate(clock.now())
    with scope(stocked.id):
        Tally.objects.create(
            organisation_id=stocked.id, day=today, apps=1, violating=0, before_consent=0, half_open=0
        )
        seen = overview(stocked.id)
    assert tallies.keep_all() == 1, "an organisation without apps is not counted"
    with scope(stocked.id):
        row = Tally.objects.get()
        assert (row.day, row.apps, row.violating) == (today, seen.apps, seen.violating) and seen.apps > 1
        assert tallies.trends(stocked.id, seen) == {}, "one day is no movement"
    with scope(other.id):
        assert not Tally.objects.exists()


def test_figures_move_by_the_day(client: Client, stocked: Organisation, join: Join) -> None:
    today = timezone.localdate(clock.now())
    client.force_login(join(stocked, "member").user)
    assert 'class="trend' not in client.get("/").content.decode()
    with scope(stocked.id):
        for days, apps in ((tallies.KEPT_DAYS + 1, 9), (100, 7), (2, 4), (1, 6)):
            Tally.objects.create(
                organisation_id=stocked.id, day=today - timedelta(days=days), apps=apps, violating=1,
                before_consent=0, half_open=2,
            )  # fmt: skip
        seen = overview(stocked.id)
        assert tallies.trends(stocked.id, seen)["apps"] == [4, 6, seen.apps]
    assert client.get("/").content.decode().count('class="trend') == 4
    tallies.keep_all()
    with scope(stocked.id):
        assert Tally.objects.count() == 4, "the oldest is dropped, today's added"
