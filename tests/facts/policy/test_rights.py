"""Rights, choices, minors, changes and unfair terms, read from short texts of ours."""

from __future__ import annotations

from typing import Literal

import pytest

from mingjian.artifacts.policy import Document, Passage
from mingjian.facts.policy import PolicyFacts
from mingjian.facts.policy.read import from_document
from mingjian.facts.policy.types import StatedRight


def read(*lines: str) -> PolicyFacts:
    """Lines as passages; `# ` a heading, `- ` an item, `| ` a row of cells."""
    passages: list[Passage] = []
    section: int | None = None
    for number, line in enumerate(lines, 1):
        place = f"line {number}"
        if line.startswith("# "):
            passages.append(Passage(kind="heading", text=line[2:], place=place, level=2))
            section = len(passages) - 1
        elif line.startswith("| "):
            passages += [
                Passage(
                    kind="cell", text=cell, place=place, section=section, table=0, row=number, column=column
                )
                for column, cell in enumerate(line[2:].split("|"))
            ]
        else:
            item = line.startswith("- ")
            kind: Literal["item", "paragraph"] = "item" if item else "paragraph"
            passages.append(Passage(kind=kind, text=line[2 * item :], place=place, section=section))
    return from_document(
        Document(source="p.txt", format="txt", sha256="0" * 64, size_bytes=1, passages=tuple(passages))
    )


def rights(facts: PolicyFacts, kind: str) -> list[StatedRight]:
    return [right for right in facts.rights if right.kind == kind]


HEADED = (
    "# 五、您的权利",
    "# 注销账号",
    "您可以在“我的-设置-账号与安全-注销账号”自行注销。我们在15个工作日内完成核查和处理。",
)
LISTED = (
    "# 您的权利",
    "您可以通过以下方式注销您的账号：",
    "- 进入【我的】-【设置】-【注销】；",
    "我们在收到申请后15个工作日内处理。",
)
SENTENCE = ("如您需要注销账号，可以发送邮件至kefu@example.org，我们将在十五个工作日内处理完毕。",)
ROW = (
    "# 您的权利",
    "| 注销账号|路径：我的-设置-注销账号|15个工作日内完成处理",
)


@pytest.mark.parametrize(
    "lines", [HEADED, LISTED, SENTENCE, ROW], ids=["headed", "listed", "sentence", "row"]
)
def test_cancelling_an_account_is_read_with_its_way(lines: tuple[str, ...]) -> None:
    facts = read(*lines)
    found = rights(facts, "cancel_account")
    assert found
    assert any(right.channel and right.channel_quote for right in found)
    assert {right.days for right in found} & {15}
    assert any(right.working_days for right in found)
    quote = next(right.channel_quote for right in found if right.channel_quote)
    assert facts.words(quote) == next(right.channel for right in found if right.channel_quote == quote)


def test_a_bare_promise_has_no_channel() -> None:
    (found,) = rights(read("# 您的权利", "您有权注销您的账号。"), "cancel_account")
    assert (found.channel, found.days) == ("", None)


@pytest.mark.parametrize(
    "line",
    [
        "注销账号后，我们将删除您的个人信息。",
        "您撤回同意的行为不影响此前的处理。",
        "我们可能会修改您的账号信息展示方式。",
        "您可以查看《用户协议》页面了解账号规则。",
    ],
)
def test_what_is_no_right_is_not_read_as_one(line: str) -> None:
    assert read("# 其他说明", line).rights == ()


def test_prompt_is_no_number_of_days() -> None:
    (found,) = rights(read("# 您的权利", "您可以联系客服注销账号，我们将及时处理。"), "cancel_account")
    assert found.days is None


def test_cooling_off_is_no_answer() -> None:
    (found,) = rights(
        read("# 您的权利", "您可以在“我的-设置-注销”中注销账号，提交后有15天冷静期。"), "cancel_account"
    )
    assert found.days is None


def test_conditions_are_quoted() -> None:
    facts = read("# 注销账号", "您可以联系客服注销账号，注销时需提供手持身份证照片并填写注销原因。")
    (found,) = rights(facts, "cancel_account")
    asked = {one.value: facts.words(one.quote) for one in found.conditions}
    assert set(asked) == {"identity_photo", "reason"}
    assert "身份证" in asked["identity_photo"]


def test_a_condition_that_is_waived_is_none() -> None:
    (found,) = rights(read("# 注销账号", "您可以在“设置”中注销账号，无需提供身份证照片。"), "cancel_account")
    assert found.conditions == ()


def test_several_rights_in_one_sentence() -> None:
    facts = read("# 您的权利", "您可以通过“我的-个人资料”查阅、更正、删除您的个人信息。")
    assert {right.kind for right in facts.rights} == {"access", "correct", "delete"}
    assert {right.channel for right in facts.rights} == {"我的-个人资料"}


def test_a_switch_belongs_to_what_it_turns_off() -> None:
    facts = read(
        "我们会根据您的浏览记录向您推送个性化广告。",
        "如您不希望接收，您可以在“我的-设置-隐私-个性化广告”中关闭。",
    )
    assert facts.choices[0].kind == "advertisement"
    assert any(choice.switch == "我的-设置-隐私-个性化广告" for choice in facts.choices)


def test_personalisation_denied() -> None:
    (choice,) = read("我们不会使用您的个人信息进行个性化推荐。").choices
    assert choice.used is False


def test_minors() -> None:
    (first, second) = read(
        "若您是未满14周岁的儿童，请在取得监护人同意后使用，并阅读《儿童个人信息保护规则》。",
        "我们的服务面向成年人。",
    ).minors
    assert (first.age, first.guardian_consent, first.own_rules, first.not_for_minors) == (
        14,
        True,
        True,
        False,
    )
    assert (second.age, second.not_for_minors) == (None, True)


def test_changes() -> None:
    told, use = read(
        "# 本政策如何更新",
        "本政策发生变更时，我们会以弹窗方式通知您并重新征得您的同意。",
        "您在本政策更新后继续使用，即表示您同意更新后的政策。",
    ).changes
    assert (told.notified, told.consent_again, told.use_is_consent) == (True, True, False)
    assert use.use_is_consent


UNFAIR = [
    ("您使用我们的服务，即视为您已阅读并同意本政策的全部内容。", "use_is_consent"),
    ("我们对因此造成的一切损失概不承担任何责任。", "liability_waived"),
    ("您不可撤销地放弃对我们进行任何主张的权利。", "right_waived"),
    ("本政策的最终解释权归本公司所有。", "final_say"),
]


@pytest.mark.parametrize(("line", "kind"), UNFAIR)
def test_unfair_terms(line: str, kind: str) -> None:
    assert [one.kind for one in read(line).unfair] == [kind]


@pytest.mark.parametrize(
    "line",
    [
        "如您不同意本政策，请您停止使用我们的服务。",
        "您点击“同意”即表示您同意本政策并继续使用。",
        "因您自身原因泄露密码造成的损失，我们不承担责任。",
        "在为订立合同所必需等情形下，我们无需取得您的同意即可处理。",
    ],
)
def test_lawful_terms(line: str) -> None:
    assert read(line).unfair == ()


def test_self_start() -> None:
    (found,) = read("为及时接收消息推送，应用会在开机时自启动，频率为每次开机一次。").self_starts
    assert (found.kind, found.negated, found.scenario, found.frequency) == ("self", False, True, True)
    (denied,) = read("本应用不存在关联启动其他应用的行为。").self_starts
    assert (denied.kind, denied.negated) == ("linked", True)


def test_security() -> None:
    assert (
        len(
            read(
                "我们采用加密技术保护您的个人信息。", "如发生安全事件，我们将及时告知您。", "欢迎使用。"
            ).security
        )
        == 2
    )


@pytest.mark.parametrize(
    "part",
    ["（（（（", "、、、、", "----", "我的-设置", "您可以删除", "【【【", "“我的”", "15个工作日", "0123"],
)
def test_hostile_text_is_read(part: str) -> None:
    """Half a million characters of a pattern's beginning: with time growing as a square this never ends."""
    facts = read(part * (500_000 // len(part)))
    assert len(facts.unfair) == 0
