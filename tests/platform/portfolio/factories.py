"""What the access matrix asks about: an app, a saved search; SDKs and rules are everyone's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mingjian.platform.accounts.models import Organisation, User
from mingjian.platform.catalogue.models import App
from mingjian.platform.portfolio.models import SavedSearch


def _saved(organisation: Organisation) -> Any:
    user = User.objects.create(email=f"searcher@{organisation.id.hex}.example")
    return SavedSearch.objects.create(
        organisation=organisation, user=user, name="x", page="apps", query="q=x"
    ).id


SUBJECTS: dict[str, Callable[[Organisation], Any]] = {
    "app_id": lambda organisation: App.objects.create(organisation=organisation, package="a.b").id,
    "saved_id": _saved,
}
SHARED = {"sdk_id": "acra", "rule_id": "1.1/bait"}
PERSONAL = {"saved_id"}
MAY_LACK = {"app-icon"}
