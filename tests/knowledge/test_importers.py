"""Public lists made into SDK files: what is taken over, what is left out, and what a broken list says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mingjian.errors import ArtifactError, UsageError
from mingjian.knowledge import importers
from mingjian.knowledge.check import check
from tests.running import mingjian


def rule(folder: Path, kind: str, name: str, label: str = "清风统计", team: str = "清风科技") -> None:
    (folder / f"{kind}-libs").mkdir(parents=True, exist_ok=True)
    text = json.dumps({"label": label, "team": team, "contributors": ["a"], "description": "…"})
    (folder / f"{kind}-libs" / f"{name}.json").write_text(text, "utf-8")


def trackers(path: Path, **signatures: str) -> Path:
    rows = {
        str(number): {"id": number, "name": name, "code_signature": signature, "categories": ["Analytics"],
                      "network_signature": r"log\.qingfeng\.example"}
        for number, (name, signature) in enumerate(signatures.items())
    }  # fmt: skip
    path.write_text(json.dumps({"trackers": rows}), "utf-8")
    return path


def test_rules_of_one_label_are_one_sdk(tmp_path: Path) -> None:
    rule(tmp_path, "native", "libqingfeng.so")
    rule(tmp_path, "services", "cn.qingfeng.stat.UploadService")
    rule(tmp_path, "activities", "cn.qingfeng.stat.Page$Inner")
    rule(tmp_path, "receivers", "org.other.Receiver", "Other SDK", "Other")
    rule(tmp_path, "native", "libBugly.so", "Bugly")
    rule(tmp_path, "services", "cn.jpush.android.service.PushService", "JPush")
    rule(tmp_path, "native", "bad name", "Bad")
    (tmp_path / "providers-libs").mkdir()
    (tmp_path / "providers-libs" / "cn.empty.Provider.json").write_bytes(b"")
    found = importers.libchecker(tmp_path)
    one = next(row for row in found.sdks if row.name_zh == "清风统计")
    assert one.native_libs == ("libqingfeng.so",)
    assert one.components == ("cn.qingfeng.stat.Page$Inner", "cn.qingfeng.stat.UploadService")
    assert (one.vendor_zh, one.chinese, one.processor) == ("清风科技", True, False)
    assert {row.name_zh for row in found.sdks} == {"清风统计", "Other SDK"}
    assert found.left_out == {"empty rule": 1, "known already": 2, "not a plain name": 1}


def test_a_tracker_is_a_lead_or_better_by_its_signature(tmp_path: Path) -> None:
    path = trackers(
        tmp_path / "list.json",
        Deep="cn.qingfeng.stat.",
        Wide="cn.qingyun",
        Both=r"cn.both|cn\.both2\.sdk",
        Umbrella="com.tencent",
        Vendor="com.umeng",
        Known="com.tencent.bugly.crashreport",
        Word="NC",
        Pattern="cn.*.push",
        Again="cn.qingfeng.stat",
    )
    found = importers.exodus(path)
    rows = {row.name_en: row for row in found.sdks}
    assert set(rows) == {"Again", "Both", "Wide"}  # by name: the first that claims a package has it
    assert rows["Again"].prefixes == ("cn.qingfeng.stat",)
    assert rows["Again"].leads.prefixes == ()
    assert rows["Again"].strings == ("log.qingfeng.example",)
    assert rows["Wide"].leads.prefixes == ("cn.qingyun",)
    assert (rows["Both"].leads.prefixes, rows["Both"].confidence.prefixes) == (("cn.both",), "partly")
    assert found.left_out == {"known already": 2, "not a plain package": 1, "wider than one product": 2}


def test_what_is_written_is_sound_and_the_same_each_time(tmp_path: Path) -> None:
    hostile = 'Ein "Name"\\ \n\x00\x7f' + "长" * 500
    rule(tmp_path / "in", "native", "libqingfeng.so", hostile, "\t")
    rule(tmp_path / "in", "native", "libqingfeng2.so", "清风\u202e")
    rule(tmp_path / "in", "native", "libqingfeng3.so", "../../etc/x")
    for name in ("one", "two"):
        importers.write(importers.libchecker(tmp_path / "in"), tmp_path / name)
    files = sorted((tmp_path / "one" / "sdks").iterdir())
    assert len(files) == 3
    assert [path.read_bytes() for path in files] == [
        path.read_bytes() for path in sorted((tmp_path / "two" / "sdks").iterdir())
    ]
    assert check(tmp_path / "one") == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"", "json_invalid"),
        (b"{", "json_invalid"),
        (b"\xff\xfe", "json_invalid"),
        (b'{"trackers": {"1": {"name": 5}}}', "$.trackers[...].name"),
        (b'{"trackers": "x"}', "$.trackers"),
        (b'{"trackers": ' + b"[" * 100_000, "json_shape"),
        (b"[1]", "json_shape"),
    ],
)
def test_a_broken_list_names_file_and_place(tmp_path: Path, text: bytes, says: str) -> None:
    path = tmp_path / "list.json"
    path.write_bytes(text)
    with pytest.raises(ArtifactError) as raised:
        importers.exodus(path)
    assert says in str(raised.value)
    assert str(path) in str(raised.value)


def test_a_broken_rule_names_its_file(tmp_path: Path) -> None:
    rule(tmp_path, "native", "libqingfeng.so")
    (tmp_path / "native-libs" / "liby.so.json").write_text('{"label": "x",}', "utf-8")
    with pytest.raises(ArtifactError, match=r"liby\.so\.json"):
        importers.libchecker(tmp_path)
    (tmp_path / "native-libs" / "liby.so.json").unlink()
    (tmp_path / "native-libs" / "liby.so.json").symlink_to("liby.so.json")
    with pytest.raises(ArtifactError, match=r"liby\.so\.json"):
        importers.libchecker(tmp_path)


def test_what_is_no_list_at_all(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="native-libs"):
        importers.libchecker(tmp_path)
    with pytest.raises(ArtifactError):
        importers.exodus(tmp_path)


def test_the_public_lists_as_they_are(shared: Path, tmp_path: Path) -> None:
    lists = shared / "data" / "sdkdb"
    assets = lists / "TrackerControl+tracker-control-android/app/src/main/assets"
    for imported in (
        importers.libchecker(lists / "LibChecker+LibChecker-Rules"),
        importers.exodus(assets / "trackers.json"),
    ):
        assert len(imported.sdks) > 100
        importers.write(imported, tmp_path)
    assert check(tmp_path) == []


def test_the_command_says_what_it_did(tmp_path: Path) -> None:
    path = trackers(tmp_path / "list.json", Deep="cn.qingfeng.stat.", Umbrella="com.tencent")
    ran = mingjian("knowledge", "import", "exodus", path, "-o", tmp_path / "own")
    assert (ran.code, ran.stdout) == (0, f"1 SDKs → {tmp_path / 'own' / 'sdks'}\n")
    assert ran.stderr == "left out, wider than one product: 1\n"
    path.write_text("[", "utf-8")
    assert mingjian("knowledge", "import", "exodus", path, "-o", tmp_path / "own").code == 3
    assert mingjian("knowledge", "import", "exodus", path).code == 2
