"""What language a document is in, whether it is a policy, and how hard it is to read."""

from __future__ import annotations

import pytest

from mingjian.artifacts.policy import Mark, Passage
from mingjian.facts.policy import contacts, dates, deadlines, language, names, readability
from tests.facts.policy.made import lines, prepared

POLICY = (
    "山泉读书隐私政策",
    "我们收集您的手机号码用于注册账号。",
    "我们会收集您的设备信息以保障账号安全。",
    "我们不会将您的个人信息共享给第三方，除非取得您的授权。",
    "您可以在设置中删除您的个人信息或注销账号。",
    "我们将您的个人信息存储在境内，并采取加密措施保护。",
    "如您对个人信息处理有疑问，可通过客服查阅或更正。",
)
AGREEMENT = (
    "山泉读书用户服务协议",
    *("您购买会员后，可以阅读全部书籍，会员费用不退还。",) * 30,
    *("您不得利用本平台发布违法内容，否则我们有权终止服务。",) * 30,
    "我们按照《隐私政策》处理您的个人信息。",
)
NEWS = (
    "工信部通报下架一批违规收集个人信息的应用",
    *("该应用违规收集用户个人信息，未经同意向第三方提供。",) * 12,
)
LAW = ("中华人民共和国个人信息保护法", *("处理个人信息应当取得个人同意，个人信息处理者不得过度收集。",) * 40)
ENGLISH = ("Privacy Policy", *("We collect your personal information and share it with our partners.",) * 8)
TRADITIONAL = (
    "隱私權政策",
    *("我們會蒐集您的個人資料，並將其儲存於伺服器，您可以要求刪除個人資料。",) * 8,
)


@pytest.mark.parametrize(
    ("told", "spoken", "is_policy"),
    [
        (POLICY, "zh", True),
        (AGREEMENT, "zh", False),
        (NEWS, "zh", False),
        (LAW, "zh", False),
        (("隐私政策", "我们非常重视您的隐私保护，页面建设中，敬请期待我们后续发布的完整版本。"), "zh", False),
        (ENGLISH, "en", True),
        (TRADITIONAL, "zh-hant", True),
        (("プライバシーポリシー", "私たちはあなたの情報を収集します。" * 6), "other", False),
        (("1 2 3", "……"), "none", False),
    ],
)
def test_language(told: tuple[str, ...], spoken: str, is_policy: bool) -> None:
    found = language.find(prepared(lines(*told)))
    assert (found.language, found.is_policy) == (spoken, is_policy)


def test_a_chinese_policy_full_of_english_names_is_chinese() -> None:
    told = (
        "我们接入 com.huawei.hms.push HUAWEI Push SDK（Huawei Device Co., Ltd.）收集您的 Android ID、OAID。"
    )
    assert language.find(prepared(lines(*(told,) * 8))).language == "zh"


def test_length_of_sentences() -> None:
    long = "我们收集您的信息" * 20
    text = prepared(lines("隐私政策", f"{long}。我们收集信息。"))
    found = readability.find(text, language.find(text))
    assert (found.sentences, found.long_share) == (3, round(1 / 3, 4))
    at = found.longest_sentence
    assert at is not None
    assert text.document.passages[at.passage].text[at.start : at.end] == f"{long}。"


def test_terms_count_once_and_not_when_explained() -> None:
    text = prepared(
        lines("我们收集 IMEI 与 OAID。OAID（匿名设备标识符）可重置。IMEI 不可重置，我们会做去标识化。")
    )
    assert readability.find(text, language.find(text)).terms == 2


@pytest.mark.parametrize(
    ("told", "there"),
    [
        (("隐私政策摘要", "我们收集手机号码。", "我们存储在境内。"), True),
        (("本政策将帮助您了解以下内容：", "一、收集", "二、共享", "三、存储", "四、您的权利"), True),
        (("隐私政策", "我们收集手机号码。", "我们存储在境内。"), False),
        ((*("我们收集手机号码。",) * 60, "摘要", "我们收集手机号码。", "我们存储在境内。"), False),
    ],
)
def test_summary(told: tuple[str, ...], there: bool) -> None:
    text = prepared(lines(*told))
    assert (readability.find(text, language.find(text)).summary is not None) is there


def test_print_is_measured_where_the_format_shows_it() -> None:
    words = "我们会共享您的设备信息"
    small = Passage(kind="paragraph", text=words, place="p", marks=(Mark(0, len(words), "small", "9"),))
    pale = Passage(kind="paragraph", text=words, place="p", marks=(Mark(0, len(words), "pale", "1.8"),))
    text = prepared([small, pale])
    found = readability.find(text, language.find(text))
    assert (found.smallest_px, found.least_contrast) == (9.0, 1.8)
    assert [quote.passage for quote in found.faint] == [0, 1]
    plain = prepared(lines(words))
    assert readability.find(plain, language.find(plain)).smallest_px is None


@pytest.mark.parametrize(
    "signs",
    [
        "（",
        "、",
        "2022年",
        "更新日期：[",
        "有限公司",
        "上海市",
        "a@",
        "13800000",
        "“",
        "《",
        "一二",
        "15个",
        "@.",
        "IMEI（",
    ],
)
def test_hostile_text_is_read_to_its_end(signs: str) -> None:
    """Work that grows with the square of the length would not come back from this."""
    text = prepared(lines(signs * (300_000 // len(signs))))
    for reader in (names, dates, contacts, deadlines):
        assert reader.find(text) is not None
    assert readability.find(text, language.find(text)).characters > 0
