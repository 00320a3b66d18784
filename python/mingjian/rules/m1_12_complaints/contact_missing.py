"""The privacy policy gives no way to reach the operator.

Clause: 26号-1.12.1 公布有效联系方式
Needs: policy.
Violates: the text gives no telephone, no e-mail, no postal address and no way online (在线客服, 意见反馈) of
    the operator itself. Numbers of SDK vendors and of authorities do not count, nor do the blanks of a
    template. A postal address alone is suspected: a letter is hardly a channel for complaints.
Limits: whether a number is answered is not tried; ways that only the app or the site show are not seen here.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.policy.types import StatedContact
from mingjian.model import Evidence, Finding
from mingjian.rules import Rule
from mingjian.rules._contacts import NO_MAIL, NOTHING
from mingjian.rules._finding import finding
from mingjian.rules._policy import missing, quotes, whole

RULE = Rule(requirements=("26号-1.12.1",), severity="medium", needs=("policy",))
MOST_SHOWN = 3


def check(facts: Facts) -> Iterator[Finding]:
    policy = whole(facts)
    if policy is None:
        return
    own = [c for c in policy.contacts if c.use != "third_party" and c.kind != "person" and not _blank(c)]
    if any(contact.kind != "address" for contact in own):
        return
    others = [contact.quote for contact in policy.contacts if contact not in own]
    looked = missing(
        facts, "运营者的电话、邮箱、在线客服或反馈入口", "the operator's telephone, e-mail or way online"
    )
    evidence: list[Evidence] = [looked, *quotes(facts, [c.quote for c in own] or others[:MOST_SHOWN])]
    if own:
        yield finding(
            f"隐私政策只公布了邮寄地址“{own[0].value}”，没有电话、邮箱或在线联系方式",
            f"The privacy policy gives only a postal address, “{own[0].value}”",
            key=("contact",),
            party=app(facts),
            verdict="suspected",
            evidence=evidence,
        )
        return
    yield finding(
        "隐私政策没有公布运营者的有效联系方式",
        "The privacy policy gives no way to reach the operator",
        key=("contact",),
        party=app(facts),
        evidence=evidence,
    )


def _blank(contact: StatedContact) -> bool:
    """A placeholder: an address that never arrives, a number that was never filled in."""
    if contact.kind == "email":
        return NO_MAIL.search(contact.value) is not None
    return contact.kind == "phone" and NOTHING.search(contact.value) is not None
