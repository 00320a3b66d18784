"""A package's own policy is found among its assets and strings, and nothing else is taken for one."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from mingjian.artifacts.apk import Apk
from mingjian.facts import Facts
from mingjian.facts.calls import CallFacts, HostUse, StringUse
from mingjian.facts.collect import from_apk
from mingjian.facts.policy import PolicyUrl
from mingjian.facts.policy.collect import beside
from mingjian.facts.policy.in_package import policies_in, with_own
from mingjian.facts.resources import ResourceFacts, Text
from mingjian.scan.subject import blind_spots
from tools.policies import BASE
from tools.policies.edits import text_of
from tools.policies.judging import policy_of
from tools.test_apps import BuiltApp

APP = ("m1_09_processing_rules/collect_before_consent/violates", "")
POLICY = text_of(BASE.read_text(encoding="utf-8"))
PAGE = "<html><body>" + "".join(f"<p>{line}</p>" for line in POLICY.splitlines()) + "</body></html>"
TERMS = "用户服务协议\n" + "您应当遵守本协议的约定，不得利用本服务从事违法活动，我们有权终止服务。\n" * 60


@pytest.fixture
def package(built_apps: dict[tuple[str, str], BuiltApp], tmp_path: Path) -> Path:
    path = tmp_path / "app.apk"
    shutil.copy(built_apps[APP].apk, path)
    return path


def put(package: Path, files: dict[str, bytes]) -> Facts:
    with zipfile.ZipFile(package, "a") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    facts, _ = from_apk(Apk(package), own_policy=True)
    return facts


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
def test_the_policy_among_the_assets_is_found(package: Path, encoding: str) -> None:
    facts = put(
        package,
        {
            "assets/html/user_policy.html": TERMS.encode(encoding),
            "assets/html/privacy_zh.html": PAGE.encode(encoding),
            "assets/js/privacy.js": b"var a = 'privacy';" * 900,
            "assets/privacy_notice.txt": "隐私提示：请阅读。".encode(encoding),
        },
    )
    assert facts.policy is not None
    assert (facts.policy.found, facts.policy.document.source) == ("package", "assets/html/privacy_zh.html")
    assert facts.policy.is_policy


def test_terms_of_service_are_no_policy(package: Path) -> None:
    assert put(package, {"assets/policy.html": TERMS.encode()}).policy is None


def test_broken_candidates_are_passed_over(package: Path) -> None:
    facts = put(
        package, {"assets/privacy.pdf": b"%PDF-1.4 privacy", "assets/privacy.docx": b"PK\x03\x04privacy"}
    )
    assert facts.policy is None and not facts.broken


def test_a_long_string_is_a_policy_and_addresses_beside_the_words_are_told(package: Path) -> None:
    apk = Apk(package)
    facts, _ = from_apk(apk)
    texts = (
        Text(id=1, name="@string/privacy_text", locale="", value=POLICY),
        Text(
            id=2,
            name="@string/agree",
            locale="",
            value="请阅读<a href='https://qinghe.example/p?x=1'>《隐私政策》</a>",
        ),
        Text(
            id=3,
            name="@string/about",
            locale="",
            value="官网 https://qinghe.example/ 。" + "欢迎使用" * 40 + "隐私",
        ),
    )
    found = policies_in(apk, Facts(subject=facts.subject, resources=ResourceFacts(texts=texts)))
    (document,) = found.documents
    assert document.format == "strings" and document.title == "@string/privacy_text"
    assert document.passages[0].place == "@string/privacy_text line 1"
    assert found.urls == (PolicyUrl("https://qinghe.example/p?x=1", "@string/agree"),)


def test_addresses_are_told_by_their_words_in_either_case_and_beside_other_letters(package: Path) -> None:
    apk = Apk(package)
    facts, _ = from_apk(apk)
    wanted = ["https://a.example/PrivacyPolicy", "https://a.example/yinsi.html"]
    for beside_them in ("https://a.example/shop", "https://a.example/商店"):
        strings = tuple(
            StringUse(value=value, method="La/A;->m()V", dex="classes.dex", offset=0)
            for value in (wanted[0], beside_them, "content://privacy", wanted[1])
        )
        found = with_own(apk, Facts(subject=facts.subject, calls=CallFacts(strings=strings)), ())
        assert [url.url for url in found.policy_urls] == wanted


def test_addresses_in_code_are_told_where_no_policy_was_read(package: Path) -> None:
    apk = Apk(package)
    facts, _ = from_apk(apk)
    places = [("https", "/legal/privacy.html"), ("https", "/shop"), ("", "")]
    hosts = tuple(
        HostUse(
            host="qinghe.example", scheme="https" if scheme else "", rest=rest, method=f"La/A;->m{n}()V",
            dex="classes.dex", offset=0,
        )
        for n, (scheme, rest) in enumerate(places)
    )  # fmt: skip
    found = with_own(apk, Facts(subject=facts.subject, calls=CallFacts(hosts=hosts)), ())
    address = "https://qinghe.example/legal/privacy.html"
    assert found.policy is None and found.policy_urls == (PolicyUrl(address, "La/A;->m0()V"),)
    assert [spot for spot in blind_spots(found) if address in spot and "hand the text in" in spot]
    given = beside(found, policy_of(POLICY.encode(), "policy.txt"))
    assert not [spot for spot in blind_spots(given) if address in spot]
