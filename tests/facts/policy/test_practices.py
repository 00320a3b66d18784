"""What sentences speak of: told by the shipped model, and by none without it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mingjian.artifacts.policy import Document, Passage
from mingjian.errors import KnowledgeError
from mingjian.facts.policy import practices
from mingjian.facts.policy.text import PolicyText, prepare
from mingjian.facts.policy.types import Practice
from tests.facts.policy.made import lines, table

POLICY = (
    "# 一、我们如何收集您的个人信息",
    "当您注册账号时，我们会收集您的手机号码和昵称。",
    "# 二、我们如何共享您的个人信息",
    "我们会将您的订单信息提供给物流公司，以便送货。",
    "# 三、我们如何存储您的个人信息",
    "您的个人信息存储在中华人民共和国境内，保存至您注销账号之日。",
    "# 四、我们如何保护您的个人信息",
    "我们使用加密技术和访问控制机制，防止您的个人信息泄露、毁损或丢失。",
    "# 五、您如何管理您的个人信息",
    "您可以在设置中查询、更正、删除您的个人信息，也可以注销您的账号。",
    "# 六、未成年人保护",
    "如果您是未满十四周岁的未成年人，请在监护人同意后使用我们的服务。",
    "# 七、本政策如何更新",
    "我们可能适时修订本政策，重大变更时会以弹窗方式通知您。",
    "# 八、如何联系我们",
    "如有疑问，请发送邮件至 privacy@example.com 或拨打客服电话 010-12345678 与我们联系。",
)
SPOKEN: tuple[Practice, ...] = (
    "collection", "sharing", "storage", "security", "control", "audiences", "change", "contact",
)  # fmt: skip


def read(passages: list[Passage]) -> PolicyText:
    return prepare(Document(source="p", format="txt", sha256="", size_bytes=0, passages=tuple(passages)))


@pytest.fixture(autouse=True)
def fresh_model() -> Iterator[None]:
    """No test here, nor the next one elsewhere, meets the model (or its absence) another test kept."""
    practices.model.cache_clear()
    yield
    practices.model.cache_clear()


def test_a_plain_sentence_of_each_kind_is_told() -> None:
    told = practices.find(read(lines(*POLICY)))
    assert [sentence.quote.passage for sentence in told] == list(range(len(POLICY)))
    for practice, sentence in zip(SPOKEN, told[1::2], strict=True):
        assert practice in sentence.practices, (practice, sentence)


def test_a_row_of_a_table_is_read_as_one() -> None:
    text = read(
        [*lines("二、我们如何共享您的个人信息"), *table([["某推送SDK", "设备标识符", "向您推送消息"]])]
    )
    told = practices.find(text)[1:]
    assert len({sentence.practices for sentence in told}) == 1 and len(told) == 3


def test_without_the_model_or_in_another_language_nothing_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    text = read(lines(*POLICY))
    assert not any(sentence.practices for sentence in practices.find(text, "en"))
    monkeypatch.setattr(practices, "MODEL", tmp_path / "none.bin")
    told = practices.find(text)
    assert len(told) == len(POLICY) and not any(sentence.practices for sentence in told)


def test_a_broken_model_is_a_defect_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "broken.bin"
    broken.write_bytes(practices.MODEL.read_bytes()[:-1])
    monkeypatch.setattr(practices, "MODEL", broken)
    with pytest.raises(KnowledgeError, match="bytes of rows"):
        practices.model()


@pytest.mark.parametrize("text", ["（" * 300_000, "、" * 300_000, "一、\n" * 50_000])
def test_hostile_text_is_read(text: str) -> None:
    read_ = read(lines(*text.splitlines()))
    assert len(practices.find(read_)) == len(read_.clauses)
