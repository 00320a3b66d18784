"""What a policy says of a type, by who takes it: the comparison that rules and report share."""

from __future__ import annotations

from msgspec.structs import replace

from mingjian.facts import Facts
from mingjian.facts.policy.collect import beside
from mingjian.model import Outcome, Party
from mingjian.rules import discover
from mingjian.rules._declared import Stand, said_of
from mingjian.scan import judge
from tools.policies import BASE
from tools.policies.edits import Edit, apply
from tools.policies.judging import app_facts, policy_of

APP, SDK = Party("app", "cn.a", "甲"), Party("sdk", "umeng-common", "友盟")
NOT_IMEI: Edit = {"replace": "Android ID、OAID、IMEI、IP地址", "with": "OAID、IP地址"}
EARLY = "m1_09_processing_rules/collect_before_consent/violates_3"


def stand(kind: str, party: Party, *edits: Edit) -> Stand:
    source = apply(BASE.read_text(encoding="utf-8"), edits)
    return said_of(policy_of(source.encode(), BASE.name), kind, party).stand


def test_who_takes_it_matters() -> None:
    assert stand("imei", SDK) == "declared"
    assert stand("imei", APP) == "for_others"
    assert stand("imei", APP, NOT_IMEI) == "undeclared"


def test_a_finer_name_covers_a_coarser_one_and_not_the_other_way() -> None:
    assert stand("coarse_location", APP) == "declared"
    coarse: tuple[Edit, ...] = (
        {"replace": "精确位置信息", "with": "粗略位置信息", "all": True},
        {"remove": "位置（ACCESS_FINE_LOCATION）"},
        {"replace": "登录、定位、录音", "with": "登录、录音"},
    )
    assert stand("coarse_location", APP, *coarse) == "declared"
    assert stand("precise_location", APP, *coarse) == "undeclared"


def test_a_bundle_leaves_open_what_is_in_it_and_a_list_does_not() -> None:
    loose: Edit = {"add": "我们会收集设备标识符。", "section": "（七）"}
    listed: Edit = {"add": "我们会收集设备标识符（OAID、UUID）。", "section": "（七）"}
    assert stand("imei", APP, NOT_IMEI, loose) == "loose"
    assert stand("imei", APP, NOT_IMEI, listed) == "undeclared"
    assert stand("contacts", APP, loose) == "declared"


def test_a_denial_holds_until_the_text_says_otherwise() -> None:
    denied: Edit = {"add": "我们不会收集您的IMEI。", "section": "（七）"}
    assert stand("imei", APP, NOT_IMEI, denied) == "denied"
    said: Edit = {"add": "登录时，我们会收集IMEI，用于识别设备。", "section": "注册与登录"}
    assert stand("imei", APP, NOT_IMEI, denied, said) == "declared"


def test_a_text_out_of_the_package_only_raises_suspicion() -> None:
    source = apply(BASE.read_text(encoding="utf-8"), [NOT_IMEI])
    given = beside(app_facts(EARLY), policy_of(source.encode(), BASE.name))
    assert given.policy is not None
    inside = beside(given, replace(given.policy, found="package"))
    assert [_undeclared(facts).verdict for facts in (given, inside)] == ["violates", "suspected"]


def _undeclared(facts: Facts) -> Outcome:
    return next(judge(facts, rule) for rule in discover() if rule.id == "1.9/undeclared-collection")
