"""Who may call, what errors look like, how lists page, what an idempotency key promises."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from mingjian.platform import idempotency, limits
from mingjian.platform.accounts.models import Answer, Membership, Organisation, Token
from mingjian.platform.accounts.tokens import digest
from mingjian.platform.audit.models import Chain, Entry
from mingjian.platform.audit.services import record
from mingjian.platform.catalogue.models import App
from mingjian.platform.database import SYSTEM, scope

pytestmark = pytest.mark.urls("tests.platform.api.probe")


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The problem an answer tells, after its form was checked."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Cache-Control"] == "no-store"
    told: dict[str, Any] = json.loads(answer.content)
    assert told["code"] == code and told["title"] and told["title_zh"] and told["status"] == status
    return told


def post(client: Client, name: str, **headers: str) -> Any:
    return client.post(
        "/api/probe/write", {"name": name}, content_type="application/json",
        headers={key.replace("_", "-"): value for key, value in headers.items()},
    )  # fmt: skip


def written() -> int:
    with scope(SYSTEM):
        return Entry.objects.filter(action="probe.written").count()


def test_a_token_speaks_for_its_organisation(bearer: Client, token: Token, other: Organisation) -> None:
    with scope(SYSTEM):
        App.objects.create(organisation=other, package="c.d")
        App.objects.create(organisation_id=token.organisation_id, package="a.b")
    told = bearer.get("/api/probe/who").json()
    assert told == {"actor": f"token:{token.id}", "scope": str(token.organisation_id), "apps": "1"}
    with scope(SYSTEM):
        token.refresh_from_db()
    first = token.used_at
    assert first is not None
    bearer.get("/api/probe/who")
    with scope(SYSTEM):
        token.refresh_from_db()
    assert token.used_at == first, "coarse: not a write a request"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer x", "Basic bWo6bWo=", "Bearer mj_unknown", "Bearer mj_\xff"]
)
def test_a_header_that_names_nobody(header: str) -> None:
    answer = Client(headers={"Authorization": header}).get("/api/probe/who")
    problem(answer, 401, "token")
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.django_db
def test_nobody_is_told_how_to_authenticate() -> None:
    problem(Client().get("/api/probe/who"), 401, "unauthenticated")


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        ({"expires_at": datetime(2020, 1, 1, tzinfo=UTC)}, "token_expired"),
        ({"revoked_at": datetime(2020, 1, 1, tzinfo=UTC)}, "token_revoked"),
        ({"secret_sha256": digest("mj_another")}, "token"),
    ],
)
def test_a_token_that_no_longer_holds(bearer: Client, token: Token, harm: dict[str, Any], code: str) -> None:
    with scope(SYSTEM):
        Token.objects.filter(id=token.id).update(**harm)
    problem(bearer.get("/api/probe/who"), 401, code)


def test_expiry_is_to_the_second_by_our_clock(
    bearer: Client, token: Token, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another machine's clock, or a Date header, changes nothing."""
    at = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    with scope(SYSTEM):
        Token.objects.filter(id=token.id).update(expires_at=at)
    monkeypatch.setenv("MINGJIAN_NOW", (at - timedelta(seconds=1)).isoformat())
    assert bearer.get("/api/probe/who", headers={"Date": "Thu, 01 Jan 2099 00:00:00 GMT"}).status_code == 200
    monkeypatch.setenv("MINGJIAN_NOW", at.isoformat())
    problem(
        bearer.get("/api/probe/who", headers={"Date": "Thu, 01 Jan 1970 00:00:00 GMT"}), 401, "token_expired"
    )


def test_a_token_ends_with_its_owner(bearer: Client, token: Token, member: Membership) -> None:
    member.user.is_active = False
    member.user.save()
    problem(bearer.get("/api/probe/who"), 401, "token_orphaned")
    member.user.is_active = True
    member.user.save()
    with scope(SYSTEM):
        member.delete()
    problem(bearer.get("/api/probe/who"), 401, "token_orphaned")


def test_a_token_holds_no_more_than_its_owner(bearer: Client, token: Token, member: Membership) -> None:
    assert post(bearer, "a").status_code == 201
    with scope(SYSTEM):
        Membership.objects.filter(user=member.user).update(role="auditor")
    problem(post(bearer, "a"), 403, "forbidden")
    with scope(SYSTEM):
        Membership.objects.filter(user=member.user).update(role="admin")
        Token.objects.filter(id=token.id).update(scopes=["scans:read"])
    problem(post(bearer, "a"), 403, "forbidden")


def test_a_bad_token_never_falls_back_to_the_session(member: Membership) -> None:
    client = Client()
    client.force_login(member.user)
    assert client.get("/api/probe/who").status_code == 200
    problem(client.get("/api/probe/who", headers={"Authorization": "Bearer mj_old"}), 401, "token")


def test_a_token_opens_no_page(bearer: Client) -> None:
    assert "/accounts/login" in bearer.get("/accounts/2fa/")["Location"]


def test_a_session_needs_the_csrf_token(member: Membership) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(member.user)
    problem(post(client, "a"), 403, "csrf")
    client.get("/")
    secret = client.cookies["csrftoken"].value
    assert post(client, "a", X_CSRFToken=secret).status_code == 201


@pytest.mark.parametrize("name", ["problem", "forbidden"])
def test_an_error_in_words_undoes_the_change(bearer: Client, name: str) -> None:
    assert post(bearer, name).status_code in (403, 409)
    assert written() == 0


def test_what_breaks_says_nothing_of_our_insides(bearer: Client) -> None:
    bearer.raise_request_exception = False
    answer = post(bearer, "broken")
    problem(answer, 500, "broken")
    assert b"secret" not in answer.content and b"Traceback" not in answer.content
    assert written() == 0


@pytest.mark.parametrize(
    "body", ["{", "", '{"name": 1e999', '"\\ud800"', "[" * 100_000, '{"name": NaN}', "\xff"]
)
def test_json_that_is_none(bearer: Client, body: str) -> None:
    answer = bearer.post("/api/probe/write", body.encode("latin-1"), content_type="application/json")
    assert answer.status_code in (400, 422)
    problem(answer, answer.status_code, "invalid" if answer.status_code == 422 else "malformed")


def test_ten_megabytes_of_json(bearer: Client) -> None:
    body = json.dumps({"name": "x" * (10 << 20)})
    problem(bearer.post("/api/probe/write", body, content_type="application/json"), 413, "too_large")


def test_a_value_the_database_cannot_hold(bearer: Client) -> None:
    problem(post(bearer, "a\0b"), 422, "invalid")


def test_fields_are_named_where_they_are_wrong(bearer: Client) -> None:
    told = problem(bearer.post("/api/probe/write", {}, content_type="application/json"), 422, "invalid")
    assert told["errors"][0]["at"].endswith("name")


def test_unknown_addresses_and_methods(bearer: Client) -> None:
    problem(bearer.get("/api/probe/nowhere"), 404, "missing")
    problem(bearer.get("/api/probe/nothing/1"), 404, "missing")
    answer = bearer.delete("/api/probe/write")
    problem(answer, 405, "method")
    assert answer["Allow"] == "POST"


def test_pages_of_a_list(bearer: Client, member: Membership) -> None:
    with scope(member.organisation_id):
        for number in range(5):
            record(member.organisation_id, "user:1", "app.named", f"app:{number}")
        Chain.objects.all()
    first = bearer.get("/api/probe/entries?limit=2").json()
    assert [row["number"] for row in first["items"]] == [5, 4]
    with scope(member.organisation_id):
        record(member.organisation_id, "user:1", "app.named", "app:new")
    second = bearer.get("/api/probe/entries", {"limit": 2, "cursor": first["next"]}).json()
    assert [row["number"] for row in second["items"]] == [3, 2], "a new row moves nothing"
    last = bearer.get("/api/probe/entries", {"limit": 2, "cursor": second["next"]}).json()
    assert [row["number"] for row in last["items"]] == [1] and last["next"] is None


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x"])
def test_a_page_is_bounded(bearer: Client, query: str) -> None:
    problem(bearer.get(f"/api/probe/entries?{query}"), 422, "invalid")


@pytest.mark.parametrize("cursor", ["x", "WyJhIl0:1:2", "\0", "é"])
def test_a_cursor_of_anothers_making(bearer: Client, cursor: str) -> None:
    problem(bearer.get("/api/probe/entries", {"cursor": cursor}), 422, "cursor")


def test_a_token_may_ask_so_often(bearer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mingjian.platform.accounts.gate._REQUESTS", (3, 60))
    assert [bearer.get("/api/probe/who").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = bearer.get("/api/probe/who")
    problem(answer, 429, "too_many")
    assert 1 <= int(answer["Retry-After"]) <= 60


@pytest.mark.django_db
def test_guessing_tokens_is_slowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mingjian.platform.accounts.middleware._GUESSES", (3, 60))
    client = Client(headers={"Authorization": "Bearer mj_guess"})
    assert [client.get("/api/probe/who").status_code for _ in range(4)] == [401, 401, 401, 429]


def test_windows_end_and_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [limits.hit("a", "x", 2, 10, now=at) for at in (0, 1, 2, 9.5, 10)] == [0, 0, 8, 1, 0]
    assert limits.hit("a", "y", 2, 10, now=2) == 0, "another's window"
    monkeypatch.setattr(limits, "_MOST", 10)
    for number in range(50):
        limits.hit("b", str(number), 1, 10, now=0)
    assert len(limits._windows) == 10


def test_the_same_key_is_answered_alike(bearer: Client) -> None:
    first = post(bearer, "名", Idempotency_Key="k1")
    again = post(bearer, "名", Idempotency_Key="k1")
    assert (first.status_code, first.content) == (again.status_code, again.content) == (201, first.content)
    assert again["Idempotency-Replayed"] == "true" and "Idempotency-Replayed" not in first
    assert again["Content-Type"] == first["Content-Type"]
    assert written() == 1
    problem(post(bearer, "another", Idempotency_Key="k1"), 422, "idempotency_reused")
    assert post(bearer, "another", Idempotency_Key="k2").status_code == 201


def test_a_key_of_a_failed_request_is_free_again(bearer: Client) -> None:
    assert post(bearer, "problem", Idempotency_Key="k").status_code == 409
    assert post(bearer, "good", Idempotency_Key="k").status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 201, "é", "\x01"])
def test_a_key_that_is_none(bearer: Client, key: str) -> None:
    problem(post(bearer, "a", Idempotency_Key=key), 422, "idempotency_key")


def test_a_key_expires_and_is_swept(bearer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    post(bearer, "a", Idempotency_Key="k")
    monkeypatch.setenv("MINGJIAN_NOW", (datetime.now(UTC) + timedelta(hours=25)).isoformat())
    assert post(bearer, "b", Idempotency_Key="k").status_code == 201
    monkeypatch.setenv("MINGJIAN_NOW", (datetime.now(UTC) + timedelta(hours=60)).isoformat())
    assert idempotency.sweep() == 1
    with scope(SYSTEM):
        assert not Answer.objects.exists()


def test_a_key_is_its_actors_own(bearer: Client, member: Membership) -> None:
    post(bearer, "a", Idempotency_Key="k")
    client = Client()
    client.force_login(member.user)
    assert post(client, "b", Idempotency_Key="k").status_code == 201


def test_a_replay_needs_the_scope_still(bearer: Client, token: Token) -> None:
    post(bearer, "a", Idempotency_Key="k")
    with scope(SYSTEM):
        Token.objects.filter(id=token.id).update(scopes=["scans:read"])
    problem(post(bearer, "a", Idempotency_Key="k"), 403, "forbidden")


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_the_same_key(bearer: Client) -> None:
    def ask(_: int) -> Any:
        try:
            return post(Client(headers={"Authorization": "Bearer mj_test"}), "slow", Idempotency_Key="k")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotency-Replayed" in answer for answer in answers) == 3
    assert written() == 1


@pytest.mark.django_db
def test_the_description(client: Client) -> None:
    told = client.get("/api/probe/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    write = told["paths"]["/api/probe/write"]["post"]
    assert write["operationId"] == "write"
    assert write["security"][0] == {"token": ["apps:write"]}
    assert any(row["name"] == "Idempotency-Key" for row in write["parameters"])
    assert write["responses"]["403"]["content"]["application/problem+json"]
    assert "404" in told["paths"]["/api/probe/nothing/{thing}"]["get"]["responses"]
