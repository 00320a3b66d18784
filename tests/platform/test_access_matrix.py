"""Every address × every role × one's own or another organisation's object, read from the views themselves.

A route with a variable needs an object. Who owns it gives one in `tests/platform/<app>/factories.py`:

    SUBJECTS = {"scan_id": lambda organisation: Scan.objects.create(organisation=organisation, ...).id}

called with every row in reach. Besides: `SHARED`, variables that belong to no organisation, with a value;
`PERSONAL`, variables only their owner sees; `MAY_LACK`, routes whose thing an object may not have; `BODIES`,
a content (or `?query`) for a route whose empty one is refused before the object is looked for. A route
without its subject fails here, and so does one that declares nothing.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from mingjian.platform import limits
from mingjian.platform.accounts.access import ROLE_SCOPES, ROLES, SCOPES, STAFF, Role
from mingjian.platform.accounts.models import Membership, Organisation, Token, User
from mingjian.platform.accounts.tokens import digest
from mingjian.platform.api import api
from mingjian.platform.database import SYSTEM, scope
from mingjian.platform.routes import Route, operations, pages

HERE = Path(__file__).parent
LOGIN = "/accounts/login/"
BUSY = {400, 409, 413, 415, 422}
"""What a change asked for with an empty body may answer to one who may ask."""

LIBRARY: dict[str, str] = {
    "account_": "allauth: sign-in, sign-out, password; its own guards, sign-up closed by our adapter",
    "mfa_": "allauth: second factors and passkeys; behind sign-in and re-authentication",
    "socialaccount_": "allauth: sign-in through an OIDC provider; sign-up closed by our adapter",
    "openid_connect_": "allauth: the way to the OIDC provider and back, its state checked",
    "": "allauth: redirections of old addresses",
}
"""Views that are not ours, by the beginning of their names, and why they need not declare."""


def _factories() -> tuple[dict[str, Callable[[Organisation], Any]], dict[str, Any], dict[str, Any], set[str]]:
    subjects: dict[str, Callable[[Organisation], Any]] = {}
    shared: dict[str, Any] = {}
    bodies: dict[str, Any] = {}
    personal: set[str] = set()
    for path in sorted(HERE.glob("*/factories.py")):
        module = importlib.import_module(f"tests.platform.{path.parent.name}.factories")
        for into, name in ((subjects, "SUBJECTS"), (shared, "SHARED"), (bodies, "BODIES")):
            given = getattr(module, name, {})
            assert not (given.keys() & (subjects.keys() | shared.keys() | bodies.keys())), (
                f"{path}: given twice"
            )
            into.update(given)
        personal |= getattr(module, "PERSONAL", set()) | getattr(module, "MAY_LACK", set())
    return subjects, shared, bodies, personal


SUBJECTS, SHARED, BODIES, PERSONAL = _factories()
ROUTES = [*operations(api), *(row for row in pages() if row.kind == "page")]
CASES = [(row, method) for row in ROUTES for method in row.methods if method not in ("HEAD", "OPTIONS")]


def _name(case: tuple[Route, str]) -> str:
    return f"{case[1]} {case[0].path}"


class People:
    """One client for everyone who may come."""

    def __init__(self, organisation: Organisation, needs: str | None) -> None:
        self.clients: dict[str, tuple[Client, frozenset[str]]] = {"nobody": (Client(), frozenset())}
        for role in ROLES:
            self.clients[role] = (self._member(organisation, role), frozenset(ROLE_SCOPES[role]))
        staff = self._member(organisation, "admin", staff=True)
        self.clients["staff"] = (staff, frozenset(ROLE_SCOPES["admin"] | STAFF))
        owner = User.objects.get(is_staff=True)
        for name, scopes in (("token", set(SCOPES)), ("token without", set(SCOPES) - {needs})):
            Token.objects.create(
                organisation=organisation, user=owner, name=name, secret_sha256=digest(f"mj_{name}"),
                scopes=sorted(scopes),
            )  # fmt: skip
            self.clients[name] = (Client(headers={"Authorization": f"Bearer mj_{name}"}), frozenset(scopes))

    def _member(self, organisation: Organisation, role: Role, *, staff: bool = False) -> Client:
        user = User.objects.create(email=f"{role}{staff}@example.cn", is_staff=staff, name=role)
        Membership.objects.create(organisation=organisation, user=user, role=role)
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client


def _send(client: Client, route: Route, method: str, path: str) -> Any:
    body = BODIES.get(route.name, {})
    if isinstance(body, str):
        return client.generic(method, path + body)
    if method in ("GET", "DELETE"):
        return client.generic(method, path)
    if route.kind == "api":
        return client.generic(method, path, json.dumps(body), "application/json")
    return client.post(path, body)


def _ask(client: Client, route: Route, method: str, values: dict[str, Any]) -> tuple[int, str]:
    """Status and redirect target; what the request changed is undone."""
    limits.forget()
    with transaction.atomic():
        answer = _send(client, route, method, route.path.format(**values))
        for done in answer._resource_closers:
            done()
        transaction.set_rollback(True)
    return answer.status_code, answer.headers.get("Location", "")


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_every_role_at_every_address(
    case: tuple[Route, str], organisation: Organisation, other: Organisation
) -> None:
    route, method = case
    assert route.needs is not None, f"{route.view} declares nothing: @page(...) or auth=Scoped(...)"
    unknown = [name for name in route.variables if name not in SUBJECTS and name not in SHARED]
    assert not unknown, f"{route.path}: no factory gives {unknown} (tests/platform/<app>/factories.py)"
    with scope(SYSTEM):
        people = People(organisation, route.needs)
        own, foreign = _values(route, organisation), _values(route, other)
    hidden = bool(PERSONAL & set(route.variables)) or route.name in PERSONAL
    found: dict[str, str] = {}
    for who, (client, scopes) in people.clients.items():
        for whose, values in (("own", own), ("foreign", foreign)):
            if whose == "foreign" and not any(name in SUBJECTS for name in route.variables):
                continue
            status, location = _ask(client, route, method, values)
            wanted = _expected(route, method, who, scopes, whose)
            if not _fits(status, location, wanted) and not (hidden and status == 404):
                found[f"{who}, {whose}"] = f"{status} {location}, not {wanted}"
    assert not found


def _values(route: Route, organisation: Organisation) -> dict[str, Any]:
    return {
        name: SUBJECTS[name](organisation) if name in SUBJECTS else SHARED[name] for name in route.variables
    }


def _expected(route: Route, method: str, who: str, scopes: frozenset[str], whose: str) -> str:
    """`in`, `out` (401, 403, the sign-in page), or `missing`."""
    token_on_page = route.kind == "page" and who.startswith("token")
    if route.needs == "public":
        return "in"
    if who == "nobody" or token_on_page:
        return "out"
    if route.needs != "signed_in" and route.needs not in scopes:
        return "out"
    if whose == "foreign" and route.needs not in ("signed_in", "platform:manage"):
        return "missing"
    return "in"


def _fits(status: int, location: str, wanted: str) -> bool:
    to_login = status == 302 and location.startswith(LOGIN)
    if wanted == "out":
        return status in (401, 403) or to_login
    if wanted == "missing":
        return status == 404
    return (200 <= status < 400 and not to_login) or status in BUSY


def test_libraries_views_are_the_ones_known() -> None:
    library = [row for row in pages() if row.kind == "library"]
    ways = ("allauth.", "django.views.generic.base")
    strange = [
        row.path for row in library if not (row.view.startswith(ways) and row.path.startswith("/accounts/"))
    ]
    assert strange == []
    assert all(any(row.name.startswith(name) for name in LIBRARY) for row in library)


def test_operation_ids_are_unique() -> None:
    names = [row.name for row in operations(api)]
    assert sorted(set(names)) == sorted(names)


def test_no_change_answers_to_get() -> None:
    """A page that changes something declares POST: a link or an image must not be able to."""
    assert [row.path for row in ROUTES if row.kind == "api" and {"GET"} < set(row.methods)] == []


def test_every_factory_is_of_use() -> None:
    used = {name for row in ROUTES for name in row.variables}
    assert sorted((SUBJECTS.keys() | SHARED.keys()) - used) == []


def test_a_route_that_declares_nothing_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = Route(kind="api", name="x", path="/api/v1/x", methods=("GET",), needs=None, view="x")
    with pytest.raises(AssertionError, match="declares nothing"):
        test_every_role_at_every_address((bare, "GET"), Organisation(), Organisation())


@pytest.fixture(autouse=True)
def _clean() -> Iterator[None]:
    yield
    limits.forget()
