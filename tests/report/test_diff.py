"""What changed between two reports, and how it is told."""

from __future__ import annotations

from msgspec.structs import replace

from mingjian.report.diff import to_diff_text
from mingjian.report.html import to_html
from mingjian.report.text import to_text
from mingjian.scan.compare import compare, findings
from tests.report.law_fixture import FixtureLaw
from tests.report.sample import OUTCOMES, extras, sample

LAW = FixtureLaw()
OLD = replace(
    sample(OUTCOMES[2:]),
    subject=replace(sample().subject, version_name="5.8.1", sha256="ab" * 32),
    sdks=(replace(sample().sdks[0], version="4.1.0"), sample().sdks[1]),
    permissions=sample().permissions[:1],
)
NEW = sample(OUTCOMES[:-2])
CHANGE = compare(OLD, NEW, entry_points=({"a", "b"}, {"b", "c"}), hidden_code=({"x.dex"}, set()))


def test_findings_part_by_fingerprint() -> None:
    new = [f.fingerprint for outcome in OUTCOMES[:2] for f in outcome.findings]
    gone = [f.fingerprint for outcome in OUTCOMES[-2:] for f in outcome.findings]
    assert CHANGE.new == tuple(new)
    assert CHANGE.fixed == tuple(gone)
    assert set(CHANGE.unchanged) == set(findings(OLD)) & set(findings(NEW))
    assert CHANGE.against == "ab" * 32


def test_names_part_as_sets() -> None:
    assert CHANGE.permissions == {
        "added": ("android.permission.QUERY_ALL_PACKAGES", "android.permission.RECORD_AUDIO"),
        "removed": (),
    }
    assert CHANGE.sdks == {
        "added": ("tudian-location 2.0.6", "youxun-push 4.3.1"),
        "removed": ("youxun-push 4.1.0",),
    }
    assert CHANGE.entry_points == {"added": ("c",), "removed": ("a",)}
    assert CHANGE.hidden_code == {"added": (), "removed": ("x.dex",)}


def test_nothing_changed_is_nothing_new() -> None:
    same = compare(NEW, NEW)
    assert (same.new, same.fixed) == ((), ())
    assert set(same.unchanged) == set(findings(NEW))
    assert set(same.permissions.values()) == {()}


def test_the_text_names_new_and_gone() -> None:
    text = to_diff_text(OLD, NEW, CHANGE)
    assert text.splitlines()[0] == "对比 5.8.1：+4 新增 −1 消除 5 不变"
    assert "  + 同意前读取 Android ID，经优讯推送 SDK 回传" in text
    assert "  − 签名只有 v1 方案可验证" in text
    assert "  − 隐藏代码 x.dex" in text
    english = to_diff_text(OLD, NEW, CHANGE, lang="en")
    assert english.startswith("Against 5.8.1: +4 new −1 gone 5 unchanged")


def test_reports_carry_the_change() -> None:
    report = replace(NEW, diff=CHANGE)
    assert "对比 abababababab" in to_text(report, law=LAW)
    html = to_html(report, replace(extras(), against=OLD), law=LAW)
    assert "5.8.1" in html
    assert "签名只有 v1 方案可验证" in html
