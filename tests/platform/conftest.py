"""One embedded PostgreSQL for the session, two organisations, actors of every role."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from mingjian.platform.accounts.access import Actor, Role
from mingjian.platform.accounts.middleware import actor_of
from mingjian.platform.accounts.models import Membership, Organisation, User
from mingjian.platform.database import SYSTEM, address, scope
from mingjian.platform.runtime.embedded import Embedded
from mingjian.settings import override


@pytest.fixture(scope="session")
def postgres() -> Iterator[Embedded]:
    with tempfile.TemporaryDirectory(prefix="mj-") as folder:
        server = Embedded(Path(folder) / "pg")
        yield server
        server.stop()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(postgres: Embedded, tmp_path_factory: pytest.TempPathFactory) -> None:
    at = address(postgres.url)
    at["OPTIONS"]["pool"] = False
    for known in (settings.DATABASES["default"], connections["default"].settings_dict):
        known.update(at)
    settings.DATA_DIR = tmp_path_factory.mktemp("data")
    override("data", str(settings.DATA_DIR))
    (settings.DATA_DIR / "admin-token").write_text("")  # as `up` leaves it, before it says that it is ready


@pytest.fixture
def seen_by_all(db: None) -> Iterator[None]:
    """The test itself may see every organisation's rows."""
    with scope(SYSTEM):
        yield


@pytest.fixture
def organisation(db: None) -> Organisation:
    return Organisation.objects.create(party="app_operator", name="杭州拾光云科技有限公司")


@pytest.fixture
def other(db: None) -> Organisation:
    return Organisation.objects.create(party="distribution_platform", name="澄湖应用市场")


@pytest.fixture
def join(db: None) -> Callable[[Organisation, Role], Membership]:
    """Makes a member with a role; the password is `correct horse battery`."""

    def make(organisation: Organisation, role: Role) -> Membership:
        user = User.objects.create_user(f"{role}@{organisation.id.hex[:8]}.example", "correct horse battery")
        with scope(SYSTEM):
            return Membership.objects.create(organisation=organisation, user=user, role=role)

    return make


@pytest.fixture
def manager(organisation: Organisation, join: Callable[[Organisation, Role], Membership]) -> Iterator[Actor]:
    """The manager of `organisation`; the test runs in that organisation's scope."""
    with ExitStack() as stack:
        membership = join(organisation, "manager")
        stack.enter_context(scope(organisation.id))
        yield actor_of(membership)
