"""Which types the text says are processed, and which not."""

from __future__ import annotations

import pytest

from mingjian.artifacts.policy import Document, Mark, Passage
from mingjian.facts.policy import collections, permissions, vague
from mingjian.facts.policy.text import prepare
from mingjian.facts.policy.types import StatedCollection, StatedPermission


def document(*passages: Passage | str) -> Document:
    kept = tuple(
        Passage(kind="paragraph", text=one, place=f"line {n}") if isinstance(one, str) else one
        for n, one in enumerate(passages, 1)
    )
    return Document(source="p.txt", format="txt", sha256="0" * 64, size_bytes=1, passages=kept)


def stated(*passages: Passage | str) -> tuple[StatedCollection, ...]:
    return collections.find(prepare(document(*passages)))


def types(*passages: Passage | str, negated: bool = False) -> list[str]:
    return [one.type for one in stated(*passages) if one.negated is negated]


def asked(*passages: Passage | str) -> tuple[StatedPermission, ...]:
    return permissions.find(prepare(document(*passages)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我们会收集您的MAC地址。", ["mac_address"]),
        ("我们会收集您的设备型号与操作系统版本。", ["device_model", "os_version"]),
        ("我们会收集您填写的紧急联系人。", ["family_relation"]),
        ("我们会收集 Android ID、android_id 与 ＯＡＩＤ。", ["android_id", "android_id", "oaid"]),
        ("开通VIP会员时我们不展示广告。", []),
        ("我们会在设备中记录音频播放的进度。", []),
        ("请您开启位置权限后使用导航。", []),
        ("我们会通过短信通知您结果。", []),
        ("您可以在设置中修改密码。", []),
        ("我们收集设备信息（包括IMEI、Android ID、MAC地址）。", ["imei", "android_id", "mac_address"]),
    ],
)
def test_the_longest_word_names_the_type(text: str, expected: list[str]) -> None:
    assert types(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "我们不会收集您的通讯录、短信和通话记录。",
        "通讯录、短信、通话记录，我们不会收集。",
        "除手机号码外，我们不会收集您的通讯录、短信、通话记录。",
        "该功能在本地完成，并不会上传您的通讯录、短信、通话记录。",
        "我们不会收集以下信息：通讯录、短信、通话记录。",
    ],
)
def test_what_is_denied_is_told_with_its_denial(text: str) -> None:
    assert sorted(types(text, negated=True)) == ["call_log", "contacts", "sms"]


@pytest.mark.parametrize(
    "text",
    [
        "如您拒绝授权，我们将不会收集您的通讯录。",
        "未经您同意，我们不会收集您的通讯录。",
        "除非您授权，我们不会收集您的通讯录。",
        "我们收集的信息包括但不限于您的通讯录。",
        "我们不会读取您通讯录中的其他内容。",
        "我们不会将您的通讯录用于本政策之外的目的。",
        "我们不得不收集您的通讯录。",
        "您不提供通讯录将无法使用本功能。",
    ],
)
def test_a_condition_is_no_denial(text: str) -> None:
    assert types(text, negated=True) == []
    assert types(text) == ["contacts"]


def test_an_exception_is_collected() -> None:
    assert types("除手机号码外，我们不会收集您的通讯录。") == ["phone_number"]


@pytest.mark.parametrize(
    ("text", "practice"),
    [
        ("我们会收集您的手机号码。", "collection"),
        ("您需要提供您的手机号码。", "collection"),
        ("我们会与合作伙伴共享您的手机号码。", "sharing"),
        ("我们会向第三方提供您的手机号码。", "sharing"),
        ("我们会使用您的手机号码进行验证。", "use"),
        ("我们会加密存储您的手机号码。", "storage"),
        ("您可以在设置中更正您的手机号码。", "control"),
        ("个人信息是指能够识别自然人的信息，包括手机号码。", "example"),
    ],
)
def test_the_verb_says_what_is_done(text: str, practice: str) -> None:
    assert [one.practice for one in stated(text)] == [practice]


def test_purpose_scenario_and_necessity() -> None:
    one = stated("当您注册账号时，我们需要您提供手机号码，用于创建账号。")[0]
    assert (one.purpose, one.scenario, one.optional) == ("创建账号", "当您注册账号时", False)
    later = stated("我们会收集您的昵称、头像。上述信息用于展示您的主页。")
    assert [row.purpose for row in later] == ["展示您的主页", "展示您的主页"]
    listed = stated("为了保障交易安全，我们会收集以下信息：", "IMEI、MAC地址；", "位置信息。")
    assert {row.purpose for row in listed} == {"保障交易安全"}
    assert stated("您可以选择填写生日。")[0].optional is True
    assert stated("我们可能会收集您的位置信息。")[0].hedge == "可能"


def row(number: int, *texts: str, header: bool = False) -> list[Passage]:
    return [
        Passage(
            kind="cell", text=text, place=f"c{number}.{at}", table=0, row=number, column=at, header=header
        )
        for at, text in enumerate(texts)
    ]


def test_a_row_joins_types_and_purpose() -> None:
    found = stated(
        *row(0, "业务功能", "收集的个人信息", "使用目的", header=True),
        *row(1, "注册", "手机号码、密码", "创建您的账号"),
    )
    assert [(one.type, one.purpose, one.scenario) for one in found] == [
        ("phone_number", "创建您的账号", "注册"),
        ("password", "创建您的账号", "注册"),
    ]


def test_a_cell_over_several_rows_serves_them_all() -> None:
    first = row(1, "注册", "手机号码", "创建您的账号")
    spanned = Passage(kind="cell", text="创建您的账号", place="c1.2", table=0, row=1, column=2, rows=2)
    found = stated(
        *row(0, "业务功能", "个人信息类型", "目的", header=True), *first[:2], spanned, *row(2, "登录", "密码")
    )
    assert [one.purpose for one in found] == ["创建您的账号", "创建您的账号"]


def test_third_parties_in_tables_and_sentences() -> None:
    listed = stated(
        *row(0, "SDK名称", "收集的信息", "目的", header=True), *row(1, "某推送SDK", "IMEI", "推送")
    )
    assert [(one.by, one.type) for one in listed] == [("third_party", "imei")]
    assert [one.by for one in stated("地图SDK会收集您的位置信息。")] == ["third_party"]


def test_marks_and_remarks_stand_out() -> None:
    text = "我们会收集您的指纹。"
    bold = Passage(kind="paragraph", text=text, place="p", marks=(Mark(7, 9, "bold"),))
    assert [one.marked for one in stated(bold)] == [True]
    assert [one.marked for one in stated(text)] == [False]
    assert [one.marked for one in stated("我们会收集您的指纹，该信息属于敏感个人信息。")] == [True]


def test_permissions_with_purpose_and_refusal() -> None:
    one = asked("当您使用扫一扫时，我们会申请相机权限。您可以拒绝授权，不影响其他功能。")[0]
    assert one.names == ("android.permission.CAMERA",)
    assert one.purpose and one.refusal_told
    several = asked("我们会申请您的相机、相册、麦克风权限，用于发布视频。")
    assert [row.words for row in several] == ["相机", "相册", "麦克风权限"]
    assert asked("我们会申请READ_CONTACTS权限。")[0].names == ("android.permission.READ_CONTACTS",)
    assert asked("我们不会申请通讯录权限。")[0].negated
    assert asked("相机是手机的一部分。") == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("我们会收集您的姓名、手机号码等信息。", ["等信息"]),
        ("我们收集的信息包括但不限于姓名。", ["包括但不限于"]),
        ("我们会收集您的姓名、手机号码。", []),
        ("我们不会收集您的姓名等信息。", []),
        ("我们会收集您的设备信息（包括IMEI）。", []),
        ("您可以删除相关信息。", []),
    ],
)
def test_vague_words(text: str, words: list[str]) -> None:
    assert [one.words for one in vague.find(prepare(document(text)))] == words


@pytest.mark.parametrize(
    "unit", ["（", "、", "不", "您", "为了", "IMEI、", "如您", "除", "我们不会收集，", "权限", "等信息", "A_"]
)
def test_a_hostile_text_costs_its_length(unit: str) -> None:
    """No pattern looks at a place again and again: what is read of a clause is bounded."""
    text = prepare(document(unit * (200_000 // len(unit))))
    assert isinstance(collections.find(text), tuple)
    assert isinstance(permissions.find(text), tuple)
    assert isinstance(vague.find(text), tuple)
