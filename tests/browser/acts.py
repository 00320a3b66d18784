"""What the backstage does. Services write; a session is opened as sign-in opens it, so that journeys need not
all sign in."""

from __future__ import annotations

import uuid
from typing import cast
from uuid import UUID

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from mingjian.platform.accounts import people, services, tokens
from mingjian.platform.accounts.access import ROLE_SCOPES, Role, system
from mingjian.platform.accounts.models import Membership, Organisation, Token, User
from mingjian.platform.accounts.services import MACHINE
from mingjian.platform.database import SYSTEM, scope
from mingjian.platform.scans.models import Scan
from tests.browser.infest import infest
from tests.platform.kept import keep
from tests.report.run_sample import device_run, page_visit

PASSWORD = "correct horse battery"  # noqa: S105


def house(name: str, party: str = "app_operator", language: str = "zh-hans") -> dict[str, str]:
    """An organisation with its admin, who is signed in."""
    made = Organisation.objects.create(party=party, name=name)
    return {"organisation": str(made.id), **member(str(made.id), "admin", language=language)}


def member(organisation: str, role: str, name: str = "林予", language: str = "zh-hans") -> dict[str, str]:
    """A member, signed in: address, session key, an API token with the role's scopes."""
    with scope(SYSTEM):
        user = User.objects.create_user(f"{role}-{uuid.uuid4().hex[:8]}@example.cn", PASSWORD, name=name)
        user.language = language
        user.save()
        Membership.objects.create(organisation_id=organisation, user=user, role=role)
        secret = tokens.secret()
        Token.objects.create(
            organisation_id=organisation, user=user, name="browser tests",
            secret_sha256=tokens.digest(secret), scopes=sorted(ROLE_SCOPES[cast("Role", role)]),
        )  # fmt: skip
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return {"user": str(user.pk), "email": user.email, "session": store.session_key or "", "token": secret}


def invite(organisation: str, email: str, role: str = "member") -> str:
    """The path of an invitation."""
    with scope(UUID(organisation)):
        return services.invite(system(UUID(organisation), "test"), email, role).path


def habits(user: str, density: str, *, shortcuts: bool) -> None:
    """A person's settings, as their page sets them."""
    row = User.objects.get(pk=user)
    people.set_habits(row, row.name, row.language, density, shortcuts=shortcuts)


def first_link() -> str:
    """The first administrator's link, as if there had been none yet."""
    User.objects.filter(is_staff=True).exclude(id=MACHINE).update(is_staff=False)
    return people.first_link() or ""


def infested(scan: str, organisation: str, first: int, count: int) -> dict[str, str]:
    """A finished scan full of hostile words; see `infest`."""
    return infest(scan, organisation, first, count)


def ran(organisation: str) -> dict[str, str]:
    """A device's run and a page's visit, finished, as the pipeline leaves them."""
    home = Organisation.objects.get(id=organisation)
    with scope(home.id):
        run = keep(home, *device_run(), taken_in=False)
        page = keep(home, *page_visit(), taken_in=False)
        Scan.objects.filter(id=page.id).update(
            subject="page", version=None, file_name="https://m.ledger.example/get"
        )
    return {"run": str(run.id), "page": str(page.id)}
