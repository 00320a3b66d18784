"""Takes an identifier that its privacy policy names only by a bundle such as 设备信息.

Clause: 26号-1.9.15 告知用户个人信息处理规则
Needs: policy, calls, manifest.
Violates: never; suspected where the app's own code takes, by a path that leaves no other reading, a number
    that stays with the device or the person (IMEI, IMSI, ICCID, MAC address, serial number, phone number) or
    the list of installed apps, and the policy names only a bundle that may hold it (设备标识符, 设备信息)
    without listing what is in it: each type is to be listed (RD-2.1 逐一列出).
Limits: a neighbour that leaves it open (存储文件 for pictures) is not told; the report's table shows it.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._declared import asked, bundled, met, only
from mingjian.rules._evidence import call_chain
from mingjian.rules._finding import finding
from mingjian.rules._personal_info import name_en, name_zh
from mingjian.rules._policy import quotes

RULE = Rule(
    requirements=("26号-1.9.15",), severity="low", needs=("policy", "calls", "manifest"), proves=False
)
LASTING = frozenset(
    {"imei", "imsi", "iccid", "mac_address", "serial_number", "phone_number", "installed_apps"}
)
"""T/TAF 077.5-2022 表1 不可变设备标识, and what tells of the person."""


def check(facts: Facts) -> Iterator[Finding]:
    for one in asked(only(met(facts), "loose")):
        if (
            one.kind in LASTING
            and one.strength == "certain"
            and one.party.kind == "app"
            and bundled(one.said)
        ):
            yield finding(
                f"隐私政策以“{one.said.words}”概括，未逐一列出所读取的{name_zh(one.kind)}",
                f"The policy says “{one.said.words}” and does not list {name_en(one.kind)}, which is read",
                key=("loose", one.kind),
                party=one.party,
                verdict="suspected",
                consent=one.consent,
                personal_info=(one.kind,),
                evidence=[*quotes(facts, [one.said.quote]), call_chain(facts, one.hit, one.path)],
            )
