"""Organisations, members, invitations, tokens: what may be changed by whom, one audit entry a change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from mingjian.platform.accounts import keys, people, services
from mingjian.platform.accounts.access import ROLE_SCOPES, ROLES, Actor, Forbidden, Role
from mingjian.platform.accounts.middleware import actor_of
from mingjian.platform.accounts.models import Invitation, Membership, Organisation, Token, User
from mingjian.platform.accounts.registers import PROVINCES, credit_code, plain
from mingjian.platform.accounts.tokens import resolve
from mingjian.platform.audit.models import Entry
from mingjian.platform.audit.services import verify
from mingjian.platform.database import SYSTEM, scope
from mingjian.platform.problems import Problem

Join = Callable[[Organisation, Role], Membership]


@contextmanager
def problem(status: int, code: str) -> Iterator[None]:
    with pytest.raises(Problem) as caught:
        yield
    assert (caught.value.status, caught.value.code) == (status, code)


def acts(organisation: Organisation | None = None) -> list[str]:
    with scope(SYSTEM):
        rows = (
            Entry.objects.all()
            if organisation is None
            else Entry.objects.filter(organisation_id=organisation.id)
        )
        return list(rows.order_by("id").values_list("action", flat=True))


@pytest.fixture
def admin(organisation: Organisation, join: Join) -> Iterator[Actor]:
    membership = join(organisation, "admin")
    with scope(organisation.id):
        yield actor_of(membership)


@pytest.fixture
def outsider(db: None) -> User:
    return User.objects.create_user("wai@example.cn", "correct horse battery", name="外人")


@pytest.mark.parametrize(
    "code",
    [
        "91110000600037341L",  # 百度在线网络技术（北京）有限公司, as filed publicly
        "91440300708461136T",  # 深圳市腾讯计算机系统有限公司, as filed publicly
        "９１４４０３００７０８４６１１３６ｔ",
        " 9144 0300 7084 6113 6T ",
    ],
)
def test_credit_codes_that_hold(code: str) -> None:
    assert credit_code(code) is not None


@pytest.mark.parametrize(
    "code", ["", "91440300708461136", "914403007084611360", "91440300708461136I", "x" * 18]
)
def test_credit_codes_that_do_not(code: str) -> None:
    assert credit_code(code) is None


def test_any_single_slip_in_a_credit_code_is_seen() -> None:
    good = "91440300708461136T"
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    for place in range(18):
        for sign in signs:
            if sign != good[place]:
                assert credit_code(good[:place] + sign + good[place + 1 :]) is None


def test_names_are_normalised_not_refused() -> None:
    assert plain("  拾光\u202e云\n科技 ", 120) == "拾光 云 科技"
    assert plain("𠮷野家 👨‍👩‍👧", 120) == "𠮷野家 👨‍👩‍👧"
    assert len(PROVINCES) == 34


def test_first_link_makes_the_first_admin_once(db: None) -> None:
    link = people.first_link()
    assert link is not None
    secret = link.removeprefix("/accounts/first/")
    with scope(SYSTEM):
        assert not Invitation.objects.filter(secret_sha256__contains=secret).exists()
    made = people.join(secret, "He@Example.CN", "何屿", "a long enough phrase", "杭州检测")
    assert made.user.is_staff and made.role == "admin" and made.user.email == "he@example.cn"
    with scope(SYSTEM):
        assert Organisation.objects.get(id=services.HOME).name == "杭州检测"
    with problem(404, "link"):
        people.join(secret, "b@example.cn", "二", "a long enough phrase")
    assert people.first_link() is None
    with scope(SYSTEM):
        assert not list(verify(services.HOME))


def test_a_newer_first_link_ends_the_older(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = people.first_link(), people.first_link()
    assert old and new
    with problem(404, "link"):
        services.invitation_of(old.rpartition("/")[2])
    monkeypatch.setenv("MINGJIAN_NOW", (datetime.now(UTC) + timedelta(hours=25)).isoformat())
    with problem(404, "link"):
        services.invitation_of(new.rpartition("/")[2])


@pytest.mark.parametrize(
    ("name", "email", "password"),
    [("", "a@b.cn", "a long enough phrase"), ("何", "a@", "a long enough phrase"), ("何", "a@b.cn", "short"),
     ("何", "a@b.cn", "password1234")],
)  # fmt: skip
def test_a_form_that_is_wrong_uses_nothing_up(db: None, name: str, email: str, password: str) -> None:
    link = people.first_link()
    assert link
    with problem(422, "invalid"):
        people.join(link.rpartition("/")[2], email, name, password)
    assert services.invitation_of(link.rpartition("/")[2])


def test_the_admin_token_stays_until_it_is_lost(db: None) -> None:
    first = people.admin_token()
    assert people.admin_token(first) == first
    actor, membership = resolve(f"Bearer {first}")
    assert actor.may("platform:manage") and membership.organisation_id == services.HOME
    second = people.admin_token("")
    with problem(401, "token_revoked"):
        resolve(f"Bearer {first}")
    assert resolve(f"Bearer {second}")
    assert people.first_link(), "the machine is nobody's first admin"


def test_register_describe_evidence_verify(outsider: User, admin: Actor, organisation: Organisation) -> None:
    made = services.register(outsider, "app_operator", " 长沙鹿鸣 ", "91440300708461136t", "430000")
    assert (made.name, made.credit_code, services.verified(made)) == ("长沙鹿鸣", "91440300708461136T", False)
    with scope(SYSTEM):
        actor = actor_of(Membership.objects.get(organisation=made))
    with problem(409, "registered"):
        services.register(outsider, "app_operator", "又", "91440300708461136T", "430000")
    with problem(403, "party"):
        services.register(outsider, "miit", "部", "91110000600037341L", "110000")
    with scope(made.id):
        services.add_evidence(actor, "business_licence", b"scan")
        services.add_evidence(actor, "business_licence", b"scan")
        with pytest.raises(Forbidden):
            services.verify_identity(actor, made.id, True, "")
    staff = Actor(id="user:s", user_id=None, organisation_id=organisation.id, role=None,
                  scopes=frozenset({"platform:manage"}))  # fmt: skip
    assert services.verified(services.verify_identity(staff, made.id, True, ""))
    with problem(422, "invalid"):
        services.verify_identity(staff, made.id, False, " ")
    with problem(404, "missing"):
        services.verify_identity(staff, uuid4(), True, "")
    with scope(made.id):
        assert services.verified(services.describe(actor, "长沙鹿鸣", made.credit_code, "110000"))
        assert not services.verified(services.describe(actor, "另一家", made.credit_code, "110000"))
    assert acts(made) == [
        "organisation.registered", "organisation.evidence", "organisation.verified", "organisation.described",
        "organisation.described",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "code", "province"),
    [("", "91440300708461136T", "430000"), ("a", "", "430000"), ("a", "1", "430000"),
     ("a", "91440300708461136T", ""), ("a", "91440300708461136T", "439999")],
)  # fmt: skip
def test_a_registration_that_is_wrong(outsider: User, name: str, code: str, province: str) -> None:
    with problem(422, "invalid"):
        services.register(outsider, "app_operator", name, code, province)
    assert acts() == []


def test_invite_and_accept(admin: Actor, organisation: Organisation, outsider: User) -> None:
    old = services.invite(admin, " WAI@example.cn ", "reviewer")
    new = services.invite(admin, "wai@example.cn", "member")
    with problem(404, "link"):
        services.accept(old.secret, outsider)
    stranger = User.objects.create_user("other@example.cn")
    with problem(403, "address"):
        services.accept(new.secret, stranger)
    with problem(409, "account"):
        people.join(new.secret, "", "外人", "a long enough phrase")
    assert services.accept(new.secret, outsider).role == "member"
    with problem(404, "link"):
        services.accept(new.secret, outsider)
    with problem(409, "member"):
        services.invite(admin, "wai@example.cn", "member")
    assert acts(organisation) == ["invitation.sent", "invitation.sent", "member.joined"]


def test_a_withdrawn_invitation(admin: Actor) -> None:
    sent = services.invite(admin, "a@example.cn", "member")
    services.withdraw(admin, sent.invitation.id)
    with problem(404, "missing"):
        services.withdraw(admin, sent.invitation.id)
    with problem(404, "link"):
        people.join(sent.secret, "", "甲", "a long enough phrase")


@pytest.mark.parametrize("role", [role for role in ROLES if role != "admin"])
def test_only_admins_change_members(admin: Actor, organisation: Organisation, join: Join, role: Role) -> None:
    actor = actor_of(join(organisation, role))
    assert actor.user_id and admin.user_id
    for act in (
        lambda: services.invite(actor, "x@example.cn", "member"),
        lambda: services.change_role(actor, admin.user_id, "member"),  # type: ignore[arg-type]
        lambda: services.remove(actor, admin.user_id),  # type: ignore[arg-type]
        lambda: services.describe(actor, "n", "", ""),
        lambda: services.add_evidence(actor, "other", b"x"),
    ):
        with pytest.raises(Forbidden):
            act()
    assert acts() == []


def test_roles_and_the_last_admin(admin: Actor, organisation: Organisation, join: Join) -> None:
    assert admin.user_id
    reviewer = join(organisation, "reviewer").user
    for act in (
        lambda: services.change_role(admin, admin.user_id, "member"),  # type: ignore[arg-type]
        lambda: services.remove(admin, admin.user_id),  # type: ignore[arg-type]
        lambda: services.leave(User.objects.get(id=admin.user_id), organisation.id),
    ):
        with problem(409, "last_admin"):
            act()
    with problem(422, "invalid"):
        services.change_role(admin, reviewer.id, "owner")
    services.change_role(admin, reviewer.id, "reviewer")
    services.change_role(admin, reviewer.id, "admin")
    services.leave(User.objects.get(id=admin.user_id), organisation.id)
    assert acts(organisation) == ["member.role", "member.left"]


def test_another_organisations_member_is_not_there(
    admin: Actor, organisation: Organisation, other: Organisation, join: Join
) -> None:
    stranger = join(other, "admin").user
    with problem(404, "missing"):
        services.change_role(admin, stranger.id, "member")
    with problem(404, "missing"):
        services.remove(admin, stranger.id)
    assert [row.user_id for row in services.members(admin)] == [admin.user_id]


def test_who_is_removed_loses_the_tokens(admin: Actor, organisation: Organisation, join: Join) -> None:
    gone = join(organisation, "reviewer")
    made = keys.create(actor_of(gone), "CI", ["scans:write"], 30)
    services.remove(admin, gone.user_id)
    with scope(SYSTEM):
        Membership.objects.create(organisation=organisation, user=gone.user, role="admin")
    with problem(401, "token_revoked"):
        resolve(f"Bearer {made.secret}")


@pytest.mark.parametrize("role", ROLES)
def test_tokens_hold_some_of_ones_own_scopes(organisation: Organisation, join: Join, role: Role) -> None:
    actor = actor_of(join(organisation, role))
    with scope(organisation.id):
        if not actor.may("tokens:manage"):
            with pytest.raises(Forbidden):
                keys.create(actor, "CI", ["scans:read"], 30)
            return
        made = keys.create(actor, "CI", ["scans:read", "apps:read", "scans:read"], 30)
        assert made.token.scopes == ["apps:read", "scans:read"] and made.secret.startswith("mj_")
        assert made.secret not in str(vars(made.token))
        for scope_name in sorted(set(ROLE_SCOPES["admin"]) | {"platform:manage"}):
            if not actor.may(scope_name):
                with pytest.raises(Forbidden):
                    keys.create(actor, "CI", [scope_name], 30)
        read = ["scans:read"]
        for name, scopes, days in (
            ("", read, 1),
            ("a", [], 1),
            ("a", ["root"], 1),
            ("a", read, 0),
            ("a", read, 367),
        ):
            with problem(422, "invalid"):
                keys.create(actor, name, scopes, days)
        keys.revoke(actor, made.token.id)
        keys.revoke(actor, made.token.id)
    assert acts(organisation) == ["token.created", "token.revoked"]


def test_tokens_of_others(admin: Actor, organisation: Organisation, other: Organisation, join: Join) -> None:
    reviewer, manager = actor_of(join(organisation, "reviewer")), actor_of(join(organisation, "manager"))
    mine = keys.create(reviewer, "CI", ["scans:read"], 30).token
    with problem(404, "missing"):
        keys.revoke(manager, mine.id)
    assert [row.id for row in keys.listed(manager)] == []
    foreign = actor_of(join(other, "admin"))
    with scope(other.id):
        theirs = keys.create(foreign, "CI", ["scans:read"], 30).token
    with problem(404, "missing"):
        keys.revoke(admin, theirs.id)
    assert keys.revoke(admin, mine.id).revoked_at


def test_fifty_live_tokens(admin: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "MOST_LIVE", 2)
    first = keys.create(admin, "1", ["scans:read"], 1).token
    keys.create(admin, "2", ["scans:read"], 1)
    with problem(409, "tokens_full"):
        keys.create(admin, "3", ["scans:read"], 1)
    keys.revoke(admin, first.id)
    keys.create(admin, "3", ["scans:read"], 1)


def test_own_data_and_deletion(admin: Actor, organisation: Organisation, join: Join) -> None:
    user = join(organisation, "reviewer").user
    people.set_habits(user, "周禾", "en", "dense", shortcuts=False)
    keys.create(actor_of(Membership.objects.get(user=user)), "CI", ["scans:read"], 30)
    told = people.own_data(user)
    assert told["name"] == "周禾" and told["organisations"][0]["role"] == "reviewer"
    assert [row["action"] for row in told["acts"]] == ["user.habits", "token.created"]
    known = user.id
    people.delete_own(user)
    assert not User.objects.filter(id=known).exists()
    with scope(SYSTEM):
        assert not Token.objects.filter(user_id=known).exists()
        text = str(list(Entry.objects.values()))
        assert str(known) in text and "周禾" not in text and user.email not in text
        assert not list(verify(organisation.id)) and not list(verify(None))


def test_the_last_admin_hands_over_before_deletion(
    admin: Actor, organisation: Organisation, join: Join
) -> None:
    join(organisation, "member")
    with problem(409, "last_admin"):
        people.delete_own(User.objects.get(id=admin.user_id))
    assert User.objects.filter(id=admin.user_id).exists()


@pytest.mark.django_db(transaction=True)
def test_two_admins_who_leave_at_once(organisation: Organisation, join: Join) -> None:
    with scope(SYSTEM):
        users = [join(organisation, "admin").user]
        users.append(User.objects.create_user("zwei@example.cn"))
        Membership.objects.create(organisation=organisation, user=users[1], role="admin")

    def go(user: User) -> str:
        try:
            services.leave(user, organisation.id)
        except Problem as why:
            return why.code
        else:
            return "left"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(go, users)) == ["last_admin", "left"]
