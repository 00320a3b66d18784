"""The invented app's finished scan, and a signed-in browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from msgspec.structs import replace

from mingjian.model import Outcome
from mingjian.platform.accounts.access import Role
from mingjian.platform.accounts.models import Membership, Organisation
from mingjian.platform.database import scope
from mingjian.platform.reports import kept as decoded
from mingjian.platform.scans.models import Scan
from tests.platform.kept import keep
from tests.report.sample import OUTCOMES, extras, sample

Open = Callable[[Organisation, Role], Client]


@pytest.fixture(autouse=True)
def _nothing_decoded_before() -> Iterator[None]:
    yield
    decoded.report.cache_clear()


@pytest.fixture
def opened(join: Callable[[Organisation, Role], Membership]) -> Open:
    """A browser of a new member with that role."""

    def make(organisation: Organisation, role: Role) -> Client:
        client = Client()
        client.force_login(join(organisation, role).user)
        return client

    return make


@pytest.fixture
def scan(organisation: Organisation) -> Scan:
    """The sample app 5.8.2, finished."""
    with scope(organisation.id):
        return keep(organisation, replace(sample(), diff=None), extras())


def many(times: int) -> tuple[Outcome, ...]:
    """The sample's ten findings `times` over, each with a fingerprint of its own."""
    return tuple(
        replace(
            outcome,
            findings=tuple(
                replace(finding, fingerprint=f"{finding.fingerprint}{n:04x}") for finding in outcome.findings
            ),
        )
        for n in range(times)
        for outcome in OUTCOMES
    )
