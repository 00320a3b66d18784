"""The report's table of declared against observed, its SDKs and permissions, on a test app's frozen facts."""

from __future__ import annotations

from msgspec.structs import replace

from mingjian.artifacts.policy import Note
from mingjian.facts import Facts
from mingjian.facts.policy.collect import alone, beside
from mingjian.model import DeclaredObserved
from mingjian.scan.assemble import judge_facts
from tools.policies import BASE
from tools.policies.edits import Edit, apply
from tools.policies.judging import app_facts, policy_of

BULK = "m1_10_permissions/bulk_request/violates"
EARLY = "m1_09_processing_rules/collect_before_consent/violates"
SDK = "m2_03_sdk_use/sdk_before_consent/violates"


def with_policy(app: str, *edits: Edit) -> Facts:
    source = apply(BASE.read_text(encoding="utf-8"), edits)
    return beside(app_facts(app), policy_of(source.encode(), BASE.name))


def rows(app: str, *edits: Edit) -> dict[str, DeclaredObserved]:
    return {row.type: row for row in judge_facts(with_policy(app, *edits)).declared_observed}


def test_without_a_policy_there_is_no_table() -> None:
    assert judge_facts(app_facts(BULK)).declared_observed == ()


def test_each_type_has_its_words_and_who_takes_it() -> None:
    found = rows(BULK)
    contacts = found["contacts"]
    assert contacts.outcome == "consistent"
    assert contacts.sensitive
    assert contacts.declared.declared is True
    assert contacts.declared.words == "通讯录"
    assert contacts.declared.quotation is not None
    assert "通讯录" in contacts.declared.quotation
    assert (contacts.declared.location or "").startswith("base.html#")
    assert [(seen.party.kind, seen.consent, seen.strength) for seen in contacts.observed] == [
        ("app", "after", "likely")
    ]
    unseen = found["clipboard"]
    assert (unseen.outcome, unseen.observed) == ("not_observed", ())


def test_what_differs_is_said() -> None:
    silent = rows(
        BULK,
        {"remove": "从通讯录邀请”时，为了"},
        {"remove": "通讯录（READ_CONTACTS）"},
        {"remove": "不保存，邀请发出后立即清除"},
    )
    assert silent["contacts"].outcome == "undeclared"
    assert silent["contacts"].declared.declared is False
    early = rows(EARLY)["android_id"]
    assert (early.outcome, early.observed[0].strength) == ("moment_differs", "certain")
    loose = rows(
        EARLY,
        {"replace": "Android ID、OAID", "with": "OAID", "all": True},
        {"add": "我们会收集设备标识符。", "section": "（七）"},
    )["android_id"]
    assert (loose.outcome, loose.declared.declared) == ("vague", None)


def test_a_text_not_read_whole_leaves_it_open() -> None:
    facts = with_policy(EARLY, {"replace": "Android ID、OAID", "with": "OAID", "all": True})
    assert facts.policy is not None
    document = replace(facts.policy.document, notes=(Note("truncated", "cut"),))
    cut = beside(facts, replace(facts.policy, document=document))
    assert [part.code for part in cut.broken if part.fact == "policy"] == ["truncated"]
    row = next(row for row in judge_facts(cut).declared_observed if row.type == "android_id")
    assert (row.outcome, row.declared.declared) == ("undetermined", None)


def test_sdks_and_permissions_carry_what_the_policy_says() -> None:
    listed = judge_facts(with_policy(SDK))
    assert {row.id: row.declared for row in listed.sdks}["umeng-common"] is True
    unlisted = judge_facts(with_policy(SDK, {"remove": "友盟+统计分析SDK"}))
    assert {row.id: row.declared for row in unlisted.sdks}["umeng-common"] is False
    purposes = {row.name: row.declared_purpose for row in judge_facts(with_policy(BULK)).permissions}
    assert purposes["android.permission.READ_CONTACTS"] == "选择要邀请的好友"


def test_a_policy_alone_lists_what_it_names() -> None:
    policy = policy_of(BASE.read_bytes(), BASE.name)
    report = judge_facts(alone(policy, "base.html"))
    outcomes = {row.outcome for row in report.declared_observed}
    assert outcomes == {"undetermined"}
    assert {"phone_number", "precise_location"} <= {row.type for row in report.declared_observed}
