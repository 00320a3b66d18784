"""What people of the demonstration do about findings, and with tokens and invitations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from mingjian import clock
from mingjian.platform.accounts import keys
from mingjian.platform.accounts import services as accounts
from mingjian.platform.accounts.access import Actor
from mingjian.platform.demo import dates
from mingjian.platform.demo.organisations import ADDRESS, Place
from mingjian.platform.demo.plan import ROUNDS, moment
from mingjian.platform.findings import services as findings
from mingjian.platform.findings.models import Act, Finding
from mingjian.platform.findings.state import Decision
from mingjian.platform.portfolio import services as portfolio

Who = Callable[..., Actor]
_CONFIRMED = (
    "已在测试机复现，与调用链一致，责成下一版本改正。",
    "对照条款核对，属实。请开发团队在下一版本处理。",
    "复核无误，纳入本轮整改清单。",
)
_OVERRULED = (
    "该调用只在用户点击后执行，测试机未能复现，判断为误报。",
    "此处为测试入口，正式渠道包不含该界面，已附构建记录。",
)
_SUPPRESSED = (
    "修复版本已提交审核，预计两周内上架，到期复查。",
    "供应商已确认下一版更换接口，等待其发布。",
)
_REPLIES = (
    "已定位，该处初始化将移到用户同意之后，随下一版本发布。",
    "感谢指出。弹窗的关闭按钮已放大，设计稿随附于工单。",
    "该权限只用于扫码，已改为点按时申请。",
)
_COMMENTS = (
    "与上一版本比对，此项一直存在，建议优先处理。",
    "请留意同一 SDK 在另一应用中也有同样行为。",
    "已与法务确认，政策文本下周更新。",
)


def after(round_: int, place: Place, organisation_id: UUID, who: Who, now: datetime) -> None:
    """What an organisation's people do in the days after a round of scans, in the transaction under way."""
    turn = place.number + len(place.party)
    then = moment(now, ROUNDS[round_ - 1] - 1, 9, 7 * turn % 60)
    open_ = list(
        Finding.objects.filter(organisation_id=organisation_id, present=True, state="open").order_by(
            "-verdict", "measure", "fingerprint"
        )[:40]
    )
    reviewer, speaker, admin = who("reviewer"), who("member", "reviewer"), who("admin")
    day = _Days(then)
    if round_ == 1:
        day.act(findings.assign, open_[:4:2], reviewer, reviewer.user_id)
        day.decide(reviewer, open_[:2], "confirm", _CONFIRMED[turn % 3], None)
        day.act(findings.comment, open_[1:2], speaker, _COMMENTS[turn % 3])
        with clock.at(day.next()):
            made = keys.create(admin, "构建流水线", ["scans:read", "scans:write"], 30)
            dates.of_row("accounts_token", made.token.id, clock.now())
    elif round_ == 2:
        day.act(findings.reply, open_[:1], speaker, _REPLIES[turn % 3])
        day.decide(reviewer, open_[2:3], "overrule", _OVERRULED[turn % 2], None)
        ends = now + timedelta(days=3 + turn % 8, hours=6)
        day.decide(reviewer, open_[3:5], "suppress", _SUPPRESSED[turn % 2], ends)
        day.act(findings.comment, open_[5:6], reviewer, _COMMENTS[(turn + 1) % 3])
    else:
        day.act(findings.assign, open_[1:2], speaker, reviewer.user_id)
        day.act(findings.reply, open_[1:2], speaker, _REPLIES[(turn + 1) % 3])
        day.decide(reviewer, open_[:1], "confirm", _CONFIRMED[(turn + 1) % 3], None)
        with clock.at(day.next()):
            accounts.invite(
                admin, f"new-colleague@{place.party.replace('_', '-')}-{place.number}.{ADDRESS}", "member"
            )
        with clock.at(day.next()):
            portfolio.save_search(reviewer, "apps", "同意前收集", "consent=before")


class _Days:
    """Hours go by between one act and the next."""

    def __init__(self, begins: datetime) -> None:
        self._now = begins

    def next(self) -> datetime:
        """Somewhat later that day, or the next one."""
        self._now += (
            timedelta(hours=1, minutes=41) if self._now.hour < 16 else timedelta(hours=16, minutes=23)
        )
        return self._now

    def act(self, do: Callable[..., object], rows: list[Finding], actor: Actor, word: object) -> None:
        """Calls a service for each finding, each at its own hour."""
        for row in rows:
            with clock.at(self.next()):
                do(actor, row.id, word)
                self._date([row])

    def decide(
        self, actor: Actor, rows: list[Finding], decision: Decision, reason: str, until: datetime | None
    ) -> None:
        """One decision about some findings, with one reason."""
        if not rows:
            return
        with clock.at(self.next()):
            findings.decide(actor, [row.id for row in rows], decision, reason, until)
            self._date(rows)

    def _date(self, rows: list[Finding]) -> None:
        """The acts just written carry their hour."""
        for row in rows:
            newest = Act.objects.filter(finding=row).order_by("-at").first()
            if newest is not None:
                dates.of_row("findings_act", newest.id, clock.now(), "at")
