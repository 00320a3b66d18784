"""Decisions: who may, from which state, with a reason and an end; one entry each; kept over versions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from msgspec.structs import replace

from mingjian.platform.accounts.access import ROLE_SCOPES, Actor, Forbidden, Role
from mingjian.platform.accounts.models import Membership, Organisation
from mingjian.platform.audit.models import Entry
from mingjian.platform.database import SYSTEM, scope
from mingjian.platform.findings import services
from mingjian.platform.findings.models import Act, Finding
from mingjian.platform.findings.standing import standings, told
from mingjian.platform.findings.state import State, effective, step
from mingjian.platform.problems import Problem
from mingjian.platform.scans.models import Scan
from mingjian.platform.scans.services import runs
from tests.platform.kept import keep
from tests.report.sample import OUTCOMES, extras, sample

LATER = timedelta(days=30)


@pytest.fixture
def scan(organisation: Organisation, manager: Actor) -> Scan:
    return keep(organisation, replace(sample(), diff=None), extras())


@pytest.fixture
def finding(scan: Scan) -> Finding:
    return Finding.objects.order_by("fingerprint")[0]


def entries(finding: Finding) -> list[str]:
    return list(
        Entry.objects.filter(target=f"finding:{finding.id}")
        .order_by("number")
        .values_list("action", flat=True)
    )


def test_every_decision_may_follow_every_other_and_none_itself() -> None:
    for state in State:
        for event, to in (
            ("confirm", State.CONFIRMED), ("overrule", State.OVERRULED), ("suppress", State.SUPPRESSED),
            ("reopen", State.OPEN), ("expire", State.OPEN),
        ):  # fmt: skip
            assert step(state, event) == (None if state == to else to)  # type: ignore[arg-type]


def test_a_decision_past_its_day_no_longer_holds() -> None:
    now = timezone.now()
    assert effective("suppressed", now, now) == State.OPEN
    assert effective("suppressed", now + timedelta(seconds=1), now) == State.SUPPRESSED
    assert effective("confirmed", None, now) == State.CONFIRMED


def test_the_verdict_stays_and_one_entry_is_written(manager: Actor, finding: Finding) -> None:
    verdict = finding.verdict
    services.decide(manager, [finding.id], "suppress", " 仅内测包 ", timezone.now() + LATER)
    finding.refresh_from_db()
    assert (finding.state, finding.verdict) == ("suppressed", verdict)
    stand = standings(finding.app_id, [finding.fingerprint])[finding.fingerprint]
    assert (stand.state, stand.reason) == ("suppressed", "仅内测包")
    assert entries(finding) == ["finding.suppress"]
    services.decide(manager, [finding.id], "reopen", "已修复")
    finding.refresh_from_db()
    assert (finding.state, finding.state_until) == ("open", None)
    assert entries(finding) == ["finding.suppress", "finding.reopen"]


@pytest.mark.parametrize(
    ("decision", "reason", "days", "code"),
    [
        ("suppress", "有理由", None, "until_missing"),
        ("suppress", "有理由", -1, "until_past"),
        ("suppress", "有理由", 800, "until_far"),
        ("suppress", "  ", 30, "reason_missing"),
        ("confirm", "", None, "reason_missing"),
        ("confirm", "长" * 4001, None, "reason_long"),
        ("reopen", "有理由", None, "finding_state"),
    ],
)
def test_what_makes_no_sense_is_refused(
    manager: Actor, finding: Finding, decision: str, reason: str, days: int | None, code: str
) -> None:
    until = None if days is None else timezone.now() + timedelta(days=days)
    with pytest.raises(Problem) as why:
        services.decide(manager, [finding.id], decision, reason, until)  # type: ignore[arg-type]
    assert why.value.code == code
    assert entries(finding) == [] and not Act.objects.exists()


def test_many_at_once_with_one_reason_all_or_none(manager: Actor, scan: Scan) -> None:
    rows = list(Finding.objects.all())
    services.decide(manager, [row.id for row in rows[:3]], "confirm", "已核实")
    assert Finding.objects.filter(state="confirmed").count() == 3
    with pytest.raises(Problem):
        services.decide(manager, [row.id for row in rows], "confirm", "已核实")
    assert Finding.objects.filter(state="confirmed").count() == 3
    with pytest.raises(Problem) as why:
        services.decide(manager, [uuid4() for _ in range(201)], "confirm", "已核实")
    assert why.value.code == "finding_count"


@pytest.mark.parametrize("role", ["auditor", "member", "reviewer"])
def test_who_may(manager: Actor, finding: Finding, role: Role) -> None:
    actor = Actor(
        id="user:x",
        user_id=None,
        organisation_id=manager.organisation_id,
        role=role,
        scopes=ROLE_SCOPES[role],
    )
    for act, allowed in (
        (lambda: services.decide(actor, [finding.id], "confirm", "已核实"), role == "reviewer"),
        (lambda: services.reply(actor, finding.id, "下个版本修改"), role != "auditor"),
        (lambda: services.comment(actor, finding.id, "待查"), role != "auditor"),
        (lambda: services.assign(actor, finding.id, None), role != "auditor"),
    ):
        if allowed:
            act()
        else:
            with pytest.raises(Forbidden):
                act()


def test_another_organisation_has_no_such_finding(
    finding: Finding, other: Organisation, join: Callable[[Organisation, Role], Membership]
) -> None:
    stranger = Actor(
        id="user:x", user_id=None, organisation_id=other.id, role="admin", scopes=ROLE_SCOPES["admin"]
    )
    for inside in (other.id, SYSTEM):
        with scope(inside), pytest.raises(Problem) as why:
            services.decide(stranger, [finding.id], "confirm", "已核实")
        assert why.value.status == 404


def test_only_a_member_can_be_given_a_finding(
    manager: Actor, finding: Finding, other: Organisation, join: Callable[[Organisation, Role], Membership]
) -> None:
    theirs = join(other, "member")
    with pytest.raises(Problem) as why:
        services.assign(manager, finding.id, theirs.user_id)
    assert why.value.code == "assignee"
    services.assign(manager, finding.id, manager.user_id)
    finding.refresh_from_db()
    assert finding.assignee_id == manager.user_id and entries(finding) == ["finding.assign"]


def test_replies_stand_in_order(manager: Actor, finding: Finding) -> None:
    services.reply(manager, finding.id, "推送 SDK 自动初始化")
    services.comment(manager, finding.id, "待开发确认")
    assert [(act.kind, act.text) for act in told(finding.id)] == [
        ("reply", "推送 SDK 自动初始化"), ("comment", "待开发确认"),
    ]  # fmt: skip
    assert entries(finding) == ["finding.reply", "finding.comment"]


def test_the_sweep_reopens_once(manager: Actor, finding: Finding) -> None:
    services.decide(manager, [finding.id], "suppress", "仅内测包", timezone.now() + LATER)
    with scope(SYSTEM):
        assert services.expire(timezone.now()) == 0
        assert services.expire(timezone.now() + 2 * LATER) == 1
        assert services.expire(timezone.now() + 2 * LATER) == 0
    finding.refresh_from_db()
    assert finding.state == "open" and entries(finding)[-1] == "finding.expire"


def test_decisions_are_carried_to_the_next_version(
    organisation: Organisation, manager: Actor, finding: Finding
) -> None:
    services.decide(manager, [finding.id], "overrule", "误报")
    next_one = replace(sample().subject, version_code=50900, version_name="5.9.0", sha256="9" * 64)
    keep(organisation, replace(sample(), diff=None, subject=next_one), extras())
    finding.refresh_from_db()
    assert finding.state == "overruled" and finding.present
    assert finding.last_version is not None and finding.last_version.version_name == "5.9.0"
    assert finding.first_version is not None and finding.first_version.version_name == "5.8.2"


def test_only_the_newest_version_says_what_is_present(
    organisation: Organisation, manager: Actor, scan: Scan
) -> None:
    fewer = OUTCOMES[3:]
    marks = {f.fingerprint for o in fewer for f in o.findings}
    next_one = replace(sample().subject, version_code=50900, sha256="9" * 64)
    keep(organisation, replace(sample(fewer), diff=None, subject=next_one), extras())
    assert set(Finding.objects.filter(present=True).values_list("fingerprint", flat=True)) == marks
    older = replace(sample().subject, version_code=50700, sha256="7" * 64)
    keep(organisation, replace(sample(), diff=None, subject=older), extras())
    assert set(Finding.objects.filter(present=True).values_list("fingerprint", flat=True)) == marks
    again = replace(sample().subject, version_code=51000, sha256="8" * 64)
    assert scan.version is not None
    keep(organisation, replace(sample(), diff=None, subject=again), extras())
    assert Finding.objects.filter(present=False).count() == 0


def test_a_scan_that_ends_brings_its_findings_in() -> None:
    assert services.take_in_each in runs.WHEN_DONE
