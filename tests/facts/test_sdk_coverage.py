"""Our table against public SDK lists: what each kind of name must reach, and what counts as named."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingjian.facts.sdk_index import index
from tools.sdk_check.coverage import Row, counts, coverage, owner


def test_what_public_lists_name_of_chinese_vendors_we_name(shared: Path) -> None:
    total = counts(coverage(shared))
    assert {kind for _, kind in total} == {"native library", "component", "package"}
    for source, count in total.items():
        assert count.chinese_named >= 0.95 * count.chinese, source
    assert total["LibChecker-Rules", "component"].named >= 0.95 * total["LibChecker-Rules", "component"].rows
    assert total["LibChecker-Rules", "native library"].rows > 400


@pytest.mark.parametrize(
    ("kind", "name", "sdk"),
    [
        ("native library", "libmmkv.so", "mmkv"),
        ("native library", "libnobody.so", None),
        ("component", "com.alipay.sdk.app.H5PayActivity", "alipay"),
        ("component", "com.nobody.A", None),
        ("package", "com.umeng.commonsdk", "umeng-common"),
        ("package", "com.umeng.commonsdk.deep", "umeng-common"),
        ("package", "io.livekit", "livekit"),
        ("package", "com.nobody", None),
    ],
)
def test_what_a_row_names(kind: str, name: str, sdk: str | None) -> None:
    assert owner(Row("list", kind, name, "label"), index()) == sdk


def test_a_package_names_what_lies_inside() -> None:
    assert owner(Row("list", "package", "com.braintreepayments", ""), index()) == "paypal"
    assert owner(Row("list", "package", "com.videogo", ""), index()) == "ezviz"


def test_counts_tell_chinese_vendors_by_us_or_by_their_label() -> None:
    rows = [
        (Row("a", "package", "x", "X"), "jpush"),
        (Row("a", "package", "y", "Y"), "adjust"),
        (Row("a", "package", "z", "某推送"), None),
        (Row("a", "package", "w", "W", "http://w.cn/"), None),
    ]
    assert counts(rows) == {("a", "package"): (4, 2, 3, 1)}
