"""Counterfeits by icon and by a table of one's own; our table says where each of its facts was read."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingjian import knowledge
from mingjian.errors import UsageError
from mingjian.facts import Facts
from mingjian.facts.icon import IconFacts, IconVariant
from mingjian.facts.manifest import ManifestFacts
from mingjian.facts.signature import SignatureFacts, SignerCertificate
from mingjian.facts.subject import SubjectFacts
from mingjian.knowledge import load
from mingjian.rules.m2_12_risk_warning import counterfeit
from mingjian.settings import settings

OURS, THEIRS = "aa" * 32, "bb" * 32
ICON = "edcf901d9b3049f0"
TABLE = f"""
- package: cn.qinghe.bank
  names: [清河银行]
  source: the bank's own page
  signers: [{OURS}]
  signer_source: the bank's own page
  icons: [{ICON}]
"""


def facts(package: str, *, label: str = "清河夜读", signer: str = THEIRS, icon: str = "0" * 16) -> Facts:
    one = SignerCertificate(
        sha256=signer,
        subject="CN=x",
        issuer="CN=x",
        serial="1",
        not_before="",
        not_after="",
        key_algorithm="RSA",
        key_bits=2048,
        signature_algorithm="",
    )
    drawn = IconVariant(component="", resource="@mipmap/i", entry="res/i.png", kind="png", phash=icon)
    return Facts(
        subject=SubjectFacts(kind="apk", path="a.apk", sha256="", size_bytes=1),
        manifest=ManifestFacts(package=package, label=label),
        icon=IconFacts(declared=True, variants=(drawn,)),
        signature=SignatureFacts(min_sdk=24, max_sdk=36, verified=True, schemes={"v2": True}, signers=(one,)),
    )


@pytest.fixture
def own_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "known.yaml"
    path.write_text(TABLE, encoding="utf-8")
    monkeypatch.setenv("MINGJIAN_KNOWN_APPS", str(path))
    caches = (
        settings, load.own_known_apps, load.known_apps, knowledge.sha256,
        counterfeit._by_core, counterfeit._by_package,
    )  # fmt: skip
    for cache in caches:
        cache.cache_clear()
    yield path  # type: ignore[misc]
    monkeypatch.undo()
    for cache in caches:
        cache.cache_clear()


def kinds(subject: Facts) -> list[str]:
    return [finding.fingerprint.split("\x1f")[1] for finding in counterfeit.check(subject)]


def flipped(bits: int) -> str:
    return f"{int(ICON, 16) ^ ((1 << bits) - 1):016x}"


@pytest.mark.usefixtures("own_table")
def test_an_icon_counts_up_to_eight_bits_off() -> None:
    assert kinds(facts("cn.other.app", icon=flipped(8))) == ["icon"]
    assert kinds(facts("cn.other.app", icon=flipped(9))) == []
    assert kinds(facts("cn.other.app", icon=ICON, signer=OURS)) == []


@pytest.mark.usefixtures("own_table")
def test_a_name_counts_unless_the_signer_is_the_maker_s() -> None:
    assert kinds(facts("cn.other.app", label="清河银行官方版")) == ["name"]
    assert kinds(facts("cn.other.app", label="清河银行官方版", signer=OURS)) == []


@pytest.mark.usefixtures("own_table")
def test_the_right_package_needs_the_right_signer() -> None:
    assert kinds(facts("cn.qinghe.bank", label="清河银行")) == ["signer"]
    assert kinds(facts("cn.qinghe.bank", label="清河银行", signer=OURS)) == []


def test_a_table_of_one_s_own_changes_the_digest_of_what_is_known(
    own_table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_it = knowledge.sha256()
    monkeypatch.delenv("MINGJIAN_KNOWN_APPS")
    for cache in (settings, load.own_known_apps, knowledge.sha256):
        cache.cache_clear()
    assert knowledge.sha256() != with_it


def test_a_wrong_table_is_refused_with_its_place(own_table: Path) -> None:
    own_table.write_text("- package: a.b\n  names: []\n  source: x\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"known\.yaml.*\$\[0\]\.names"):
        knowledge.known_apps()


def test_every_row_says_where_it_was_read() -> None:
    rows = knowledge.known_apps()
    assert len({row.package for row in rows}) == len(rows) >= 70
    assert [row.package for row in rows if len(row.source) < 20] == []
    assert [row.package for row in rows if row.signers and len(row.signer_source) < 20] == []
    assert [row.package for row in rows if row.signer_source and not row.signers] == []
