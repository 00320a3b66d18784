"""The whole API under generated requests: no 5xx, every answer as the document says it.

Seeded and few here; the drill `api` asks a thousand times an operation.
"""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from mingjian.platform import limits
from mingjian.platform.accounts.models import Membership, Token, User
from mingjian.platform.api import api
from mingjian.platform.database import SYSTEM, scope

EXAMPLES = int(os.environ.get("MINGJIAN_API_EXAMPLES", "2"))
SEED = int(os.environ.get("MINGJIAN_API_SEED", "26"))
# Each bound and each missing part the document names is the same request under every seed: the drill sends
# those, some forty an operation, in its first trial alone.
PHASES = [Phase.generate] if os.environ.get("MINGJIAN_API_DRAWN_ALONE") else [Phase.explicit, Phase.generate]
# Django leaves the temporary file of a broken multipart body to the collector.
pytestmark = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"
)
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
schema = schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema())))


@pytest.fixture(scope="module")
def application() -> Iterator[WSGIHandler]:
    """Made once: a new one reads every static file again, a third of a request. What is there by then stays
    out of the collections at each test's end, which would walk through all of it."""
    made = WSGIHandler()
    gc.collect()
    gc.freeze()
    yield made
    gc.unfreeze()


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """As Django's test client does: the end of a request does not close the test's own connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    gc.collect()


@seed(SEED)
@schema.exclude(path_regex="/events$").parametrize()  # streams without an end have tests of their own
@settings(
    max_examples=EXAMPLES, deadline=None, database=None, phases=PHASES,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_no_request_breaks_it(case: Any, application: WSGIHandler, token: Token, member: Membership) -> None:
    _deepest(member)
    limits.forget()
    case.headers = {**(case.headers or {}), "Authorization": "Bearer mj_test"}
    answer = case.call(app=application)
    case.validate_response(answer, checks=CHECKS)


def _deepest(member: Membership) -> None:
    """The token's owner is an admin and of the platform's staff: nothing is refused before it is tried."""
    with scope(SYSTEM):
        Membership.objects.filter(id=member.pk).update(role="admin")
        User.objects.filter(id=member.user_id).update(is_staff=True)
