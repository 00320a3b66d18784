"""Sends text messages by itself, as harmful apps do.

Clause: 26号-2.12.4 不良
Needs: calls.
Violates: never: to warn of harmful apps is the terminal's duty. A call that sends a text message,
    reached without a human action, is a lead: messages cost money and subscribe to services.
Limits: other harm (fraud, content) is known from lists and reports, not from code; the message may
    be one the user set up.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import frames, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import arg, hits, method_name, moment
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-2.12.4",), severity="high", needs=("calls",), lead=True)
SENDS = ("sendTextMessage", "sendMultipartTextMessage", "sendDataMessage", "sendTextMessageWithoutPersisting")


def check(facts: Facts) -> Iterator[Finding]:
    for hit in hits(facts, "sms_send", *SENDS):
        when = moment(facts, hit)
        if when.path is None or not when.by_itself:
            continue
        to = arg(hit, 0)
        zh, en = (f"（发往 {to}）", f" to {to}") if isinstance(to, str) else ("", "")
        yield finding(
            f"未经用户操作即发送短信{zh}",
            f"Sends a text message{en} without a human action",
            key=("sms", method_name(hit), hit.caller),
            party=owner(facts, frames(hit, when.path)),
            consent=when.consent,
            evidence=[call_chain(facts, hit, when.path), code(hit)],
        )
