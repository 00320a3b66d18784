"""Fills the demonstration, step by step: organisation, scans, what people did, and on to the next version.

Each step of each organisation is one transaction that also notes how far the organisation is: killed at any
point, the next `up --demo` goes on there, and a demonstration that is whole gains nothing.
"""

from __future__ import annotations

import io
import logging
import time
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from msgspec import Struct

from mingjian import clock
from mingjian.platform.accounts import people
from mingjian.platform.accounts import services as accounts
from mingjian.platform.accounts.access import Actor, Role
from mingjian.platform.accounts.middleware import actor_of
from mingjian.platform.accounts.models import Membership, Organisation, User
from mingjian.platform.database import SYSTEM, scope
from mingjian.platform.demo import acts, dates, plan
from mingjian.platform.demo.doors import password
from mingjian.platform.demo.organisations import Place, places
from mingjian.platform.demo.plan import Wanted
from mingjian.platform.portfolio import tallies
from mingjian.platform.scans.models import Brought, Kind, Scan
from mingjian.platform.scans.options import make, with_evidence
from mingjian.platform.scans.services import queue, receive
from mingjian.platform.scans.services.queue import ACTIVE, DEMO
from mingjian.platform.web.filling import beat, over

STEPS = 2 * len(plan.ROUNDS)
"""Of each organisation, after it was founded: a round of scans, then what people did about them."""
_LOOK_S = 0.25
_STUCK_S = 180.0
"""Without a scan ending for so long, no worker is there: the next start goes on."""
_log = logging.getLogger(__name__)


class _Home(Struct, frozen=True, kw_only=True):
    """An organisation as it stands, and its people."""

    place: Place
    id: UUID
    members: dict[Role, Actor]

    def who(self, *roles: Role) -> Actor:
        """The first of these roles that somebody holds; the admin always is there."""
        return next((self.members[role] for role in roles if role in self.members), self.members["admin"])


def fill(places_: tuple[Place, ...] | None = None, steps: int = STEPS) -> None:
    """Brings every organisation of the demonstration to its end; some of them and some steps for a trial."""
    now = clock.now()
    data = Path(settings.DATA_DIR)
    beat()
    secret = password(data)
    homes = [_home(place, secret, now) for place in (places() if places_ is None else places_)]
    _same_password(homes, secret)
    for number in range(1, steps + 1):
        done: set[UUID] = set()
        for home in homes:
            beat()
            if _step(home, number, now):
                done.add(home.id)
        if number % 2 and not _awaited():
            _log.warning("no worker takes the demonstration's scans; it goes on with the next start")
            return
        day = timezone.localdate(plan.moment(now, plan.ROUNDS[(number - 1) // 2] - (number + 1) % 2, 12))
        for home in homes:
            with transaction.atomic(), scope(home.id):
                dates.after_scans(home.id)
                if home.id in done:  # a step of an earlier start is of a day that is over
                    tallies.keep(home.id, day)
    over()
    _log.info("the demonstration is filled", extra={"told": {"organisations": len(homes)}})


def _home(place: Place, secret: str, now: datetime) -> _Home:
    """The organisation, founded where it is not there yet, with all its people or not at all."""
    founded = now - timedelta(days=31, hours=place.number * 3 + len(place.party))
    with transaction.atomic(), scope(SYSTEM):
        row = Organisation.objects.filter(credit_code=place.code, demo=True).first()
        if row is None:
            with clock.at(founded):
                row = _found(place, secret, founded)
        held = Membership.objects.filter(organisation=row).select_related("user", "organisation")
        known: dict[str, Role] = {one.address: one.role for one in place.people}
        members: dict[Role, Actor] = {
            known[each.user.email]: actor_of(each) for each in held if each.user.email in known
        }
    return _Home(place=place, id=row.id, members=members)


def _found(place: Place, secret: str, founded: datetime) -> Organisation:
    beat()
    first, *others = place.people
    member = people.found_demo(
        place.party, place.name, place.code, place.province, (first.address, first.name, secret)
    )
    row = member.organisation
    admin = actor_of(member)
    for one in others:
        invited = accounts.invite(admin, one.address, one.role)
        people.join(invited.secret, one.address, one.name, secret)
    dates.of_row("accounts_organisation", row.id, founded)
    for each in Membership.objects.filter(organisation=row):
        dates.of_row("accounts_membership", each.pk, founded)
        dates.of_row("accounts_user", each.user_id, founded)
    return row


def _same_password(homes: list[_Home], secret: str) -> None:
    """The file may have been removed and made again: what it says holds."""
    addresses = [one.address for home in homes for one in home.place.people]
    with transaction.atomic():
        users = User.objects.filter(email__in=addresses)
        first = users.filter(email=addresses[0]).first() if addresses else None
        if first is None or first.check_password(secret):
            return
        for user in users:
            user.set_password(secret)
            user.save(update_fields=["password"])
            people.note(user, "user.password")


def _step(home: _Home, number: int, now: datetime) -> bool:
    """One step, once: a round of scans for odd numbers, what people did after it for even ones.

    False where it was done before.
    """
    with transaction.atomic(), scope(home.id):
        row = Organisation.objects.select_for_update(no_key=True).get(id=home.id)
        done = row.identity.get("demo", 0)
        if not isinstance(done, int) or done >= number:
            return False
        round_ = (number + 1) // 2
        if number % 2:
            for wanted in plan.scans(home.place, round_):
                _ask(home, wanted, now)
        else:
            acts.after(round_, home.place, home.id, home.who, now)
        row.identity = {**row.identity, "demo": number}
        row.save(update_fields=["identity"])
    return True


def _ask(home: _Home, wanted: Wanted, now: datetime) -> None:
    """Brings the files and queues the scan, as that day."""
    then = plan.moment(now, wanted.days, wanted.hour, 17) + timedelta(microseconds=wanted.at)
    actor = home.who("member", "reviewer")
    with clock.at(then):
        package = _bring(actor, f"{wanted.file}.apk", Kind.PACKAGE, cut=wanted.cut)
        policy = _bring(actor, f"{wanted.policy}.html", Kind.POLICY) if wanted.policy else None
        against = _bring(actor, f"{wanted.against}.apk", Kind.PACKAGE) if wanted.against else None
        options = make(
            package.name,
            policy=(policy.artifact_id, policy.name) if policy else None,
            against=against.artifact_id if against else "",
        )
        records = [_bring(actor, name, Kind.EVIDENCE) for name in wanted.evidence]
        if records:
            options = with_evidence(options, [(each.artifact_id, each.name) for each in records])
        scan = queue(actor, package.artifact_id, options, file_name=package.name, source=DEMO)
    dates.of_row("scans_scan", scan.id, then)


def _bring(actor: Actor, name: str, kind: Kind, *, cut: bool = False) -> Brought:
    content = resources.files("mingjian.platform.demo").joinpath("files", name).read_bytes()
    if cut:
        content, name = content[: len(content) // 2], name.replace(".", "-cut.", 1)
    return receive(actor, name, io.BytesIO(content), len(content), kind=kind)


def _awaited() -> bool:
    """Waits until no scan of a demonstration is under way; False where none ends any more."""
    left, since = -1, time.monotonic()
    while True:
        with scope(SYSTEM):
            now = Scan.objects.filter(source=DEMO, state__in=ACTIVE).count()
        if not now:
            return True
        if now != left:
            left, since = now, time.monotonic()
        elif time.monotonic() - since > _STUCK_S:
            return False
        beat()
        time.sleep(_LOOK_S)
