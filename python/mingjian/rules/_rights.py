"""Rights as a policy states them, and the findings for those that are missing or promised without a way."""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.policy import PolicyFacts
from mingjian.facts.policy.types import RightKind, StatedRight
from mingjian.model import Finding
from mingjian.patterns import late
from mingjian.rules._finding import finding
from mingjian.rules._policy import missing, quoted, whole

NAMES: dict[RightKind, tuple[str, str, str]] = {
    "access": ("查阅个人信息", "seeing one's personal information", "查阅、访问、查询"),
    "copy": ("复制个人信息", "a copy of one's personal information", "复制、导出、副本"),
    "correct": ("更正、补充个人信息", "correcting one's personal information", "更正、修改、补充"),
    "delete": ("删除个人信息", "deleting one's personal information", "删除、清除"),
    "withdraw": ("撤回同意", "withdrawing consent", "撤回同意、取消授权、改变授权范围"),
    "cancel_account": ("注销账号", "closing the account", "注销账号、账户"),
}
"""Chinese and English name, and the words that were looked for."""
_ACCOUNTS = late(
    r"注册[^，。；]{0,12}(?:[账帐][号户]|用户|会员)|登录[^，。；]{0,10}[账帐][号户]|[账帐][号户](?:信息|密码|安全)"
)
_NO_ACCOUNT = late(
    r"(?:无需|不需要?|不提供|没有|无须)[^，。；]{0,6}(?:注册|登录|账号|帐号|账户)[^，。；]{0,6}(?:功能|即可|就可|体系|$|。)"
)


def of_app(facts: Facts) -> PolicyFacts | None:
    """The app operator's policy when its silence may be told: read whole, in simplified Chinese (what the
    readers know), and no SDK's own, which has no users of its own."""
    policy = whole(facts)
    return None if facts.subject.of == "sdk" or policy is None or policy.language != "zh" else policy


def stated(policy: PolicyFacts, kind: RightKind) -> list[StatedRight]:
    """Where the policy states the right `kind`."""
    return [right for right in policy.rights if right.kind == kind]


def has_accounts(policy: PolicyFacts) -> bool:
    """The policy speaks of registering or logging in."""
    texts = [passage.text for passage in policy.document.passages]
    return any(_ACCOUNTS.search(text) for text in texts) and not any(
        _NO_ACCOUNT.search(text) for text in texts
    )


def untold(facts: Facts, policy: PolicyFacts, kind: RightKind) -> Iterator[Finding]:
    """A right the policy does not name at all, or names without a way to use it. A text found in a package
    may be the short one of the first dialog: its silence is suspected only."""
    zh, en, words = NAMES[kind]
    rights = stated(policy, kind)
    if not rights:
        yield finding(
            f"隐私政策未说明{zh}的方式",
            f"The policy does not say how {en} is done",
            key=("untold", kind),
            party=app(facts),
            verdict="suspected" if policy.found == "package" else "violates",
            evidence=[missing(facts, words, en)],
        )
    elif not any(right.channel for right in rights):
        yield finding(
            f"隐私政策提到{zh}，但未给出途径",
            f"The policy names {en} but gives no way to it",
            key=("no way", kind),
            party=app(facts),
            verdict="suspected",
            evidence=[quoted(facts, right.quote) for right in rights[:2]],
        )
