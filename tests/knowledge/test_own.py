"""A user's own SDKs: used beside ours, marked, covered by the digest, and refused where they are wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mingjian import knowledge
from mingjian.errors import UsageError
from mingjian.knowledge import own
from tests.knowledge.test_check import put
from tests.running import mingjian


def test_ours_come_first(tmp_path: Path) -> None:
    put(tmp_path, prefixes='["com.vendor.one", "com.tencent.bugly"]')
    (row,) = own.read(tmp_path, knowledge.sdks()).sdks
    assert row.prefixes == ("com.vendor.one",)
    put(tmp_path, "bugly")
    with pytest.raises(UsageError, match=r"bugly\.toml: the id 'bugly' is taken"):
        own.read(tmp_path, knowledge.sdks())


def test_the_digest_covers_names_and_bytes(tmp_path: Path) -> None:
    put(tmp_path)
    first = own.read(tmp_path, ())
    assert own.read(tmp_path, ()) == first
    put(tmp_path, more="# a word")
    assert own.read(tmp_path, ()).sha256 != first.sha256


def test_the_cores_table_grows_by_them(tmp_path: Path) -> None:
    put(tmp_path, more='init_calls = ["com.vendor.one.Sdk.init"]\nstrings = ["log.vendor.example"]')
    rows = own.read(tmp_path, ()).sdks
    ours = json.dumps({"sdks": [{"id": "a"}], "rows": [], "interest": ["http://"]}).encode()
    whole = json.loads(own.joined(ours, rows))
    assert [row["id"] for row in whole["sdks"]] == ["a", "one"]
    assert whole["rows"][0]["tags"] == ["sdk_init:one"]
    assert "https://log.vendor.example" in whole["interest"]
    assert own.joined(ours, ()) == ours


def test_a_wrong_file_names_its_line(tmp_path: Path) -> None:
    put(tmp_path, chinese='"yes"')
    with pytest.raises(UsageError, match=r"one\.toml:7: "):
        own.read(tmp_path, ())
    with pytest.raises(UsageError, match="no folder"):
        own.read(tmp_path / "none", ())


def test_a_scan_uses_them(tmp_path: Path, shared: Path) -> None:
    app = next((shared / "data" / "apk").rglob("dnsfilter.android/base.apk"))
    assert json.loads(mingjian("facts", app, "--only", "sdks").stdout)["sdks"] == []
    call = "util.conpool.Connection.connect"
    put(tmp_path, prefixes='["util.conpool"]', more=f'init_calls = ["{call}"]')
    ran = mingjian("facts", app, "--only", "sdks", "--knowledge", tmp_path)
    assert ran.code == 0, ran.stderr
    (found,) = json.loads(ran.stdout)["sdks"]
    assert (found["id"], found["confidence"] > 0.9, found["classes"] > 3) == ("one", True, True)
    assert found["matched_by"][:2] == ["knowledge:own", "prefix:util.conpool"]
    assert found["init_hits"]
    (tmp_path / "one.toml").write_text("id = ", "utf-8")
    ran = mingjian("facts", app, env={"MINGJIAN_KNOWLEDGE": str(tmp_path)})
    assert ran.code == 2
    assert "one.toml:1: not TOML" in ran.stderr
