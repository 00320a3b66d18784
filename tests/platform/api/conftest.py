"""A token of the organisation, and a client that carries it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from mingjian.platform import limits
from mingjian.platform.accounts.access import SCOPES
from mingjian.platform.accounts.models import Membership, Organisation, Token
from mingjian.platform.accounts.tokens import digest
from mingjian.platform.database import SYSTEM, scope


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    limits.forget()
    yield
    limits.forget()


@pytest.fixture
def member(organisation: Organisation, join: Callable[..., Membership]) -> Membership:
    return join(organisation, "manager")


@pytest.fixture
def token(member: Membership) -> Token:
    """Known to the tests by its secret `mj_test`."""
    with scope(SYSTEM):
        return Token.objects.create(
            organisation=member.organisation, user=member.user, name="CI", secret_sha256=digest("mj_test"),
            scopes=list(SCOPES),
        )  # fmt: skip


@pytest.fixture
def bearer(token: Token) -> Client:
    return Client(headers={"Authorization": "Bearer mj_test"})
