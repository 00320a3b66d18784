"""What people do about findings, and how scans bring findings in: the only writer of this app's tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet
from msgspec import Struct

from mingjian import clock
from mingjian.model import Report
from mingjian.platform.accounts.access import Actor, require
from mingjian.platform.accounts.models import Membership
from mingjian.platform.audit.services import Change, record, record_each
from mingjian.platform.catalogue.models import App, Version
from mingjian.platform.findings import telling
from mingjian.platform.findings.models import Act, Finding
from mingjian.platform.findings.state import LONGEST, Decision, State, effective, step
from mingjian.platform.problems import Problem
from mingjian.platform.rows import create_each

MOST_AT_ONCE = 200
"""Findings one bulk decision may take."""
LONGEST_TEXT = 4000
"""Characters of a reason, a reply, a comment."""
_REFRESHED = (
    "rule", "measure", "verdict", "role", "severity", "party", "consent", "message_zh", "message_en",
    "last_version", "present", "updated_at",
)  # fmt: skip


class TakenIn(Struct, frozen=True, kw_only=True):
    """What a scan changed about an app's findings, by fingerprint."""

    new: tuple[str, ...]
    back: tuple[str, ...]
    """Known, gone for a while, there again."""
    gone: tuple[str, ...]


def decide(
    actor: Actor, ids: Sequence[UUID], decision: Decision, reason: str, until: datetime | None = None
) -> list[Finding]:
    """Confirms, overrules, suppresses or reopens findings, with one reason for all; all or none.

    Raises:
        Forbidden: the actor lacks `findings:decide`.
        Problem: no reason, an expiry that makes no sense, a finding that is not there or is so already.
    """
    require(actor, "findings:decide")
    said = _said(reason, "reason")
    until = None if decision == "reopen" else _until(decision, until)
    now = clock.now()
    with transaction.atomic():
        rows = _locked(actor, ids)
        for finding in rows:
            to = step(effective(finding.state, finding.state_until, now), decision)
            if to is None:
                raise Problem(
                    409,
                    "finding_state",
                    "此发现已是这一状态",
                    f"finding {finding.id} is in that state already",
                )
            before = finding.state
            finding.state, finding.state_until = to, until
            finding.save(update_fields=["state", "state_until", "updated_at"])
            act = _act(actor, finding, decision, said, until)
            record(
                actor.organisation_id, actor.id, f"finding.{decision}", f"finding:{finding.id}",
                {"act": str(act.id), "from": before, "until": until.isoformat() if until else None},
            )  # fmt: skip
        telling.decided(rows, decision, said, by=actor.user_id)
    return rows


def reply(actor: Actor, finding_id: UUID, text: str) -> Act:
    """The developer's side of it, shown inside the finding.

    Raises:
        Forbidden: the actor lacks `findings:reply`.
        Problem: no text, or no such finding.
    """
    return _tell(actor, finding_id, "reply", text)


def comment(actor: Actor, finding_id: UUID, text: str) -> Act:
    """A note for the members of the organisation.

    Raises:
        Forbidden: the actor lacks `findings:reply`.
        Problem: no text, or no such finding.
    """
    return _tell(actor, finding_id, "comment", text)


def assign(actor: Actor, finding_id: UUID, user_id: UUID | None) -> Finding:
    """Gives the finding to a member of the actor's organisation, or to nobody.

    Raises:
        Forbidden: the actor lacks `findings:reply`.
        Problem: no such finding, or no such member.
    """
    require(actor, "findings:reply")
    with transaction.atomic():
        (finding,) = _locked(actor, [finding_id])
        if user_id is not None and not members(actor).filter(user_id=user_id).exists():
            raise Problem(
                422, "assignee", "此人不是本单位成员", "that person is no member of the organisation"
            )
        finding.assignee_id = user_id
        finding.save(update_fields=["assignee", "updated_at"])
        act = _act(actor, finding, "assign", str(user_id or ""), None)
        record(
            actor.organisation_id, actor.id, "finding.assign", f"finding:{finding.id}",
            {"act": str(act.id), "to": str(user_id) if user_id else None},
        )  # fmt: skip
    return finding


def members(actor: Actor) -> QuerySet[Membership]:
    """Who a finding may be given to."""
    rows = Membership.objects.filter(organisation_id=actor.organisation_id, user__is_active=True)
    return rows.select_related("user").order_by("user__name", "user__email")


def take_in(actor: Actor, version: Version, report: Report) -> TakenIn:
    """Brings a scan's findings in. Decisions stay with the fingerprint, whatever version shows it.

    Only the newest version says what is present; an older one scanned later adds what it alone shows.
    """
    return take_in_each(actor, [(version, report)])[0]


def take_in_each(actor: Actor, found: Sequence[tuple[Version, Report]]) -> list[TakenIn]:
    """The same for several scans, as if each came after the one before it, in about as many statements."""
    require(actor, "scans:write")
    if not found:
        return []
    wanted = {version.app_id for version, _ in found}
    with transaction.atomic(savepoint=False):
        locked = App.objects.select_for_update().order_by("id")
        apps = {app.id: app for app in locked.filter(id__in=wanted, organisation_id=actor.organisation_id)}
        if len(apps) != len(wanted):
            raise App.DoesNotExist
        done = Version.objects.filter(app_id__in=wanted, scans__state="done").values_list("app_id")
        latest = dict(done.annotate(Max("version_code")).order_by())
        shelves = {app_id: _Shelf({}, {}, set()) for app_id in wanted}
        for row in Finding.objects.filter(app_id__in=wanted):
            shelves[row.app_id].known[row.fingerprint] = row
        each: list[_Compared] = []
        for version, report in found:
            shelf, highest = shelves[version.app_id], latest.get(version.app_id)
            each.append(_compared(actor, version, report, shelf.known, highest))
            shelf.take(each[-1])
            latest[version.app_id] = max(version.version_code, highest or 0)
        fresh = [row for shelf in shelves.values() for row in shelf.fresh.values()]
        if fresh:
            create_each(fresh, unique=("app", "fingerprint"), refresh=_REFRESHED)
        gone = [row_id for shelf in shelves.values() for row_id in shelf.gone]
        if gone:
            Finding.objects.filter(id__in=gone).update(present=False, updated_at=clock.now())
        record_each(
            actor.organisation_id,
            [
                Change(
                    actor=actor.id, action="findings.taken_in", target=f"version:{version.id}",
                    detail={"new": len(one.taken.new), "back": len(one.taken.back), "gone": len(one.gone)},
                )
                for (version, _), one in zip(found, each, strict=True)
            ],
        )  # fmt: skip
        for (version, _), one in zip(found, each, strict=True):
            telling.taken_in(version, apps[version.app_id], one.appeared, one.gone)
    return [one.taken for one in each]


def expire(now: datetime) -> int:
    """Reopens what was decided until a day that has passed; how many. Runs in the system's scope."""
    due = Finding.objects.filter(state_until__lte=now).exclude(state=State.OPEN)
    count = 0
    for finding_id in list(due.values_list("id", flat=True)[:1000]):
        with transaction.atomic():
            finding = due.select_for_update(of=("self",)).filter(id=finding_id).first()
            if finding is None:
                continue
            before, until = finding.state, finding.state_until
            finding.state, finding.state_until = State.OPEN, None
            finding.save(update_fields=["state", "state_until", "updated_at"])
            Act.objects.create(
                organisation_id=finding.organisation_id, finding=finding, kind="expire", until=until
            )
            record(
                finding.organisation_id, "system:findings", "finding.expire", f"finding:{finding.id}",
                {"from": before},
            )  # fmt: skip
            count += 1
    return count


def _tell(actor: Actor, finding_id: UUID, kind: str, text: str) -> Act:
    require(actor, "findings:reply")
    said = _said(text, "text")
    with transaction.atomic():
        (finding,) = _locked(actor, [finding_id])
        act = _act(actor, finding, kind, said, None)
        finding.save(update_fields=["updated_at"])
        record(
            actor.organisation_id, actor.id, f"finding.{kind}", f"finding:{finding.id}", {"act": str(act.id)}
        )
        telling.replied(finding, act)
    return act


def _act(actor: Actor, finding: Finding, kind: str, text: str, until: datetime | None) -> Act:
    return Act.objects.create(
        organisation_id=actor.organisation_id, finding=finding, kind=kind, text=text, until=until,
        by_id=actor.user_id,
    )  # fmt: skip


def _locked(actor: Actor, ids: Sequence[UUID]) -> list[Finding]:
    """The findings, locked in one order so that two bulk decisions never wait for each other."""
    wanted = sorted(set(ids))
    if not wanted or len(wanted) > MOST_AT_ONCE:
        raise Problem(
            422, "finding_count", f"一次处理 1 至 {MOST_AT_ONCE} 项发现",
            f"1 to {MOST_AT_ONCE} findings at a time",
        )  # fmt: skip
    rows = list(
        Finding.objects.select_for_update(of=("self",))
        .filter(organisation_id=actor.organisation_id, id__in=wanted)
        .order_by("id")
    )
    if len(rows) != len(wanted):
        raise Problem(404, "finding", "没有这项发现", "no such finding")
    return rows


def _said(text: str, field: str) -> str:
    said = text.strip()
    if not said:
        raise Problem(
            422, f"{field}_missing", "请写明理由" if field == "reason" else "请写明内容",
            "say why" if field == "reason" else "say something",
        )  # fmt: skip
    if len(said) > LONGEST_TEXT:
        raise Problem(422, f"{field}_long", f"最多 {LONGEST_TEXT} 字", f"at most {LONGEST_TEXT} characters")
    return said


def _until(decision: Decision, until: datetime | None) -> datetime | None:
    if until is None:
        if decision == "suppress":
            raise Problem(422, "until_missing", "抑制须有到期日", "a suppression needs an expiry")
        return None
    now = clock.now()
    if until <= now:
        raise Problem(422, "until_past", "到期日已过", "the expiry has passed already")
    if until > now + LONGEST:
        raise Problem(422, "until_far", "到期日最远两年", "the expiry is two years away at most")
    return until


class _Compared(Struct, frozen=True, kw_only=True):
    """A scan's findings beside those its app had."""

    fresh: list[Finding]
    """To be written."""
    gone: list[Finding]
    appeared: list[Finding]
    taken: TakenIn


class _Shelf(Struct, frozen=True):
    """An app's findings while scans of it follow each other."""

    known: dict[str, Finding]
    """As the next of them finds them, by fingerprint."""
    fresh: dict[str, Finding]
    """To be written."""
    gone: set[UUID]
    """Of those that are not written: no longer present."""

    def take(self, one: _Compared) -> None:
        """What one scan changed."""
        for row in one.gone:
            row.present = False
            if self.fresh.get(row.fingerprint) is not row:
                self.gone.add(row.id)
        for row in one.fresh:
            before = self.known.get(row.fingerprint)
            if before is not None:
                row.id, row.first_version_id = before.id, before.first_version_id
                self.gone.discard(row.id)
            self.known[row.fingerprint] = self.fresh[row.fingerprint] = row


def _compared(
    actor: Actor, version: Version, report: Report, known: dict[str, Finding], latest: int | None
) -> _Compared:
    """`latest`: the highest code of the app's examined versions, where there is one."""
    newest = latest is None or latest <= version.version_code
    rows = _rows(actor, version, report, present=newest)
    gone = [row for mark, row in known.items() if newest and row.present and mark not in rows]
    new = [mark for mark in rows if mark not in known]
    back = [mark for mark in rows if newest and mark in known and not known[mark].present]
    return _Compared(
        fresh=[row for mark, row in rows.items() if newest or mark not in known],
        gone=gone,
        appeared=[*(rows[mark] for mark in new), *(known[mark] for mark in back)] if newest else [],
        taken=TakenIn(new=tuple(new), back=tuple(back), gone=tuple(row.fingerprint for row in gone)),
    )


def _rows(actor: Actor, version: Version, report: Report, *, present: bool) -> dict[str, Finding]:
    """A row for each finding of the report, by fingerprint; the gravest where two share one."""
    now = clock.now()
    rows: dict[str, Finding] = {}
    for outcome in report.outcomes:
        for finding in outcome.findings:
            known = rows.get(finding.fingerprint)
            if known is not None and known.verdict == "violates":
                continue
            rows[finding.fingerprint] = Finding(
                organisation_id=actor.organisation_id, app_id=version.app_id,
                fingerprint=finding.fingerprint, rule=outcome.rule, measure=outcome.measure,
                verdict=finding.verdict, role=finding.role, severity=outcome.severity,
                party="app" if finding.party.kind == "app" else finding.party.id,
                consent=finding.consent or "", message_zh=finding.message_zh, message_en=finding.message_en,
                first_version=version, last_version=version, present=present, updated_at=now,
            )  # fmt: skip
    return rows
