"""What is asked is found, and only on one's own shelf."""

from __future__ import annotations

import pytest

from mingjian.platform.accounts.access import Actor
from mingjian.platform.accounts.models import Organisation
from mingjian.platform.catalogue.models import App
from mingjian.platform.catalogue.search import index, matching, segmented
from mingjian.platform.database import SYSTEM, scope


def _shelf(organisation: Organisation) -> App:
    app = App.objects.create(
        organisation=organisation,
        name="拾光记账",
        package="com.shiguang.ledger",
        developer="杭州拾光云科技有限公司",
    )
    index(app).save()
    return app


@pytest.mark.parametrize(
    "asked",
    [
        "拾光",
        "记账",
        "光记",
        "拾光记账",
        "shiguang",
        "com.shiguang.led",
        "ＳＨＩＧＵＡＮＧ",
        "杭州 记账",
        "拾",
    ],
)
def test_found_by(manager: Actor, organisation: Organisation, asked: str) -> None:
    app = _shelf(organisation)
    assert matching(manager.organisation_id, asked, 10) == [app.id]


@pytest.mark.parametrize("asked", ["", "  ", "'", "' | 'x", "天气", "shiguang 天气", "\\", "a:*&!", "o", "#"])
def test_not_found_by(manager: Actor, organisation: Organisation, asked: str) -> None:
    _shelf(organisation)
    assert matching(manager.organisation_id, asked, 10) == []


def test_the_shelf_of_another_stays_closed(
    manager: Actor, organisation: Organisation, other: Organisation
) -> None:
    with scope(SYSTEM):
        _shelf(other)
    assert matching(organisation.id, "拾光", 10) == []
    assert matching(organisation.id, f"o {other.id.hex}", 10) == []


def test_words_are_bounded() -> None:
    words = segmented("中文" * 900 + "x" * 900, " ".join(f"w{n}" for n in range(900)))
    assert len(words) <= 200 and max(map(len, words)) <= 60
