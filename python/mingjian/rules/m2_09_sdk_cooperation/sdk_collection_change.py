"""An SDK takes types of personal information that it did not in the version before.

Clause: 26号-2.9.4 当个人信息处理规则变更
Needs: manifest, sdk, calls, and the earlier version's.
Violates: never: to publish the changed rules is the SDK provider's duty. An SDK that both versions hold and
    whose code now takes a type of which neither it nor code of unknown owner held a call before is a lead:
    its published rules must have changed too.
Limits: the provider's published rules are not in the package.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import class_of, sdk_of
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import tagged
from mingjian.rules._collection import collected, taker
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding
from mingjian.rules._personal_info import name_en, name_zh
from mingjian.rules._versions import change, earlier

RULE = Rule(
    requirements=("26号-2.9.4",), severity="medium", needs=("manifest", "sdk", "calls", "earlier"), lead=True
)


def check(facts: Facts) -> Iterator[Finding]:
    old = earlier(facts)
    assert facts.sdk is not None and old.sdk is not None  # noqa: S101, PT018
    was = {match.id: match.version for match in old.sdk.sdks}
    now = {match.id: match.version for match in facts.sdk.sdks}
    held = {
        (party.id, kind)
        for kind, hit in tagged(old, "pi:")
        if (party := sdk_of(old, class_of(hit.caller))) is not None
    }
    nameless = {kind for kind, hit in tagged(old, "pi:") if not taker(old, (hit.caller,))[1]}
    seen: set[tuple[str, str]] = set()
    for (kind, id_, _), taken in collected(facts).items():
        if kind in nameless or id_ not in was or (id_, kind) in held or (id_, kind) in seen:
            continue
        seen.add((id_, kind))
        versions = _versions(was[id_], now.get(id_))
        yield finding(
            f"SDK {taken.party.name}{versions} 新增收集{name_zh(kind)}",
            f"The SDK {id_}{versions} now takes {name_en(kind)}",
            key=("sdk-type", id_, kind),
            party=taken.party,
            personal_info=(kind,),
            evidence=[
                call_chain(facts, taken.hit, taken.path),
                code(taken.hit),
                change("collection", new=[f"{kind}: {id_} {now.get(id_) or '?'}"]),
            ],
        )


def _versions(was: str | None, now: str | None) -> str:
    """` 9.4.0→9.6.1`; nothing where the package tells neither."""
    return f" {was or '?'}→{now or '?'}" if was or now else ""
