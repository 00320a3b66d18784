"""From captures to facts: hosts and whose they are, timelines, digests, packages and code; bounded."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mingjian.artifacts.device_log import har
from mingjian.artifacts.device_log.log import open_evidence
from mingjian.facts import Facts
from mingjian.facts.behaviour import Mark
from mingjian.facts.network import NetworkFacts, OwnDomain
from mingjian.facts.network.build import Run, from_exchanges, from_log
from mingjian.facts.subject import SubjectFacts
from mingjian.scan.instruments import instruments

TODAY = date(2026, 11, 22)
AT = 1767294240  # 2026-01-02T03:04:00+08:00
IMEI = "490154203237518"
EMPTY = Facts(subject=SubjectFacts(kind="device_run", path="run", sha256="0" * 64, size_bytes=1))


def entry(
    url: str, second: int = 0, *, body: str = "", answer: bytes | None = None, **response: Any
) -> dict[str, Any]:
    content: dict[str, Any] = {"mimeType": response.pop("kind", "")}
    if answer is not None:
        content["text"] = answer.decode("latin-1")
    return {
        "startedDateTime": f"2026-01-02T03:04:{second:02d}+08:00",
        "request": {
            "method": "POST",
            "url": url,
            "headers": [],
            "postData": {"mimeType": "application/json", "text": body},
        },
        "response": {"status": 200, "headers": [], "content": content, **response},
    }


def facts(*entries: dict[str, Any], **run: Any) -> NetworkFacts:
    data = json.dumps({"log": {"entries": entries}}).encode()
    return from_exchanges([har.read(data, shown="a.har")], Run(today=TODAY, package="cn.qinghe.notes", **run))


def test_hosts_belong_to_vendors_to_the_operator_or_to_nobody_known() -> None:
    made = facts(
        entry("https://api.qinghe.cn/a"),
        entry("https://ulogs.umeng.com/unify_logs"),
        entry("https://www.umeng.com/page"),
        entry("https://track.unknown.example/x"),
        entry("http://192.168.1.5/x"),
    )
    told = {
        host.host: (host.party.kind, host.party.id, bool(host.operator), host.third_party)
        for host in made.hosts
    }
    assert told == {
        "api.qinghe.cn": ("app", "cn.qinghe.notes", False, False),
        "ulogs.umeng.com": ("sdk", "umeng-common", True, True),
        "www.umeng.com": ("app", "cn.qinghe.notes", True, True),
        "track.unknown.example": ("app", "cn.qinghe.notes", False, True),
        "192.168.1.5": ("app", "cn.qinghe.notes", False, False),
    }
    assert made.own == (OwnDomain("qinghe.cn", "package_name"),)
    assert made.total == 5


def test_without_a_sign_the_most_used_domain_is_a_guess_that_makes_no_third_party() -> None:
    entries = [entry("https://a.shu.example/")] * 3 + [entry("https://b.other.example/")]
    made = facts(*entries)
    assert made.own == (OwnDomain("shu.example", "most_used"),)
    assert not any(host.third_party for host in made.hosts)
    given = facts(*entries, own=(OwnDomain("other.example", "policy"),))
    assert {host.host: host.third_party for host in given.hosts} == {
        "a.shu.example": True,
        "b.other.example": False,
    }
    assert facts(*entries[2:]).own == ()


def test_requests_stand_on_the_timelines_of_the_marks() -> None:
    marks = (Mark(at_ns=(AT + 10) * 10**9, what="refusal"), Mark(at_ns=(AT + 20) * 10**9, what="consent"))
    made = facts(
        *(entry(f"http://h{at}.example/", at) for at in (5, 15, 25)),
        {**entry("http://h.example/"), "startedDateTime": ""},
        marks=marks,
    )
    assert [one.timeline for one in made.requests] == ["before", "refused", "after", "unknown"]
    assert made.timelines == {"after": 1, "before": 1, "refused": 1, "unknown": 1}
    assert made.hosts[0].timelines == ("unknown",)
    assert facts(entry("http://h.example/")).requests[0].timeline == "unknown"


def test_digests_of_values_seen_or_known_are_those_values() -> None:
    md5 = hashlib.md5(IMEI.encode()).hexdigest()  # noqa: S324
    sha = hashlib.sha256(b"A4:50:46:1F:2E:3D").hexdigest().upper()
    made = facts(
        entry("https://ad.example/x", body=json.dumps({"did": md5, "sign": "0" * 32})),
        entry("https://api.qinghe.cn/x", body=json.dumps({"imei": IMEI})),
        entry("https://ad.example/y?m=" + sha),
        known=(("mac_address", "a4:50:46:1f:2e:3d"),),
    )
    values = [value for one in made.requests for value in one.values]
    assert [(value.type, value.name, value.encoding) for value in values] == [
        ("imei", "did", ("md5",)),
        ("imei", "imei", ()),
        ("mac_address", "m", ("sha256",)),
    ]
    assert md5 not in repr(made)
    assert IMEI not in repr(made)
    assert {host.host: host.types for host in made.hosts}["ad.example"] == ("imei", "mac_address")


def test_a_package_and_code_are_told_by_what_came() -> None:
    apk = b"PK\x03\x04" + b"\0" * 26 + b"AndroidManifest.xml"
    made = facts(
        entry("https://d.example/a?x", answer=apk),
        entry("https://d.example/app.apk", answer=b"<html>a page about it</html>"),
        entry("https://d.example/b", kind="application/vnd.android.package-archive"),
        entry("https://d.example/c.apk", status=404),
        entry("https://d.example/docx", answer=b"PK\x03\x04 word/document.xml"),
        entry("https://d.example/p", answer=b"dex\n035\0"),
        entry("https://d.example/q", answer=b"PK\x03\x04 classes.dex"),
        entry("https://d.example/r.so", answer=b"\x7fELF\x02"),
        entry("https://d.example/index.android.bundle", answer=b"var __BUNDLE"),
    )
    assert [(one.line, one.package_fetched, one.code_fetched) for one in made.requests] == [
        (1, True, ""),
        (3, True, ""),
        (6, False, "dex"),
        (7, False, "jar"),
        (8, False, "so"),
        (9, False, "script_bundle"),
    ]


def test_touches_and_sight_come_from_the_run() -> None:
    made = facts(
        entry("http://h.example/", 5),
        entry("http://h.example/", 16),
        touches=((AT + 4) * 10**9,),
        foreground=lambda at: at is not None and at < (AT + 10) * 10**9,
    )
    assert [(one.touched, one.foreground) for one in made.requests] == [(True, True), (False, False)]


def test_many_requests_keep_those_that_tell_and_count_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mingjian.facts.network.build.MAX_REQUESTS", 10)
    clear = [entry("http://h.example/")] * 30
    made = facts(*clear, entry("https://h.example/", body=json.dumps({"imei": IMEI})), *clear)
    assert made.total == 61
    assert len(made.requests) == 10
    assert made.dropped == 51
    assert [one.line for one in made.requests if one.values] == [31]
    assert made.hosts[0].requests == 61


def test_a_browser_on_public_sites_yields_no_nonsense(shared: Path) -> None:
    with open_evidence(shared / "data/runtime/mitmproxy+mitmproxy") as log:
        made = from_log(log, Run(today=TODAY))
    assert made is not None
    assert made.total == 50
    assert [(value.type, value.sure) for one in made.requests for value in one.values] == [("email", False)]
    assert not any(one.package_fetched or one.code_fetched for one in made.requests)
    assert len(made.sources) == 12


def test_no_capture_is_no_facts(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("x")
    with open_evidence(tmp_path) as log:
        assert from_log(log, Run(today=TODAY)) is None


@pytest.mark.parametrize(
    ("sent", "undone"),
    [
        ("A1B2C3D4E5F60718", ()),
        ("a1b2c3d4e5f60718", ()),
        ("id=a1b2c3d4e5f60718;v=2", ()),
        (base64.b64encode(b"a1b2c3d4e5f60718").decode(), ("base64",)),
        ("%22a1b2c3d4e5f60718%22", ("url",)),
        (hashlib.sha1(b"a1b2c3d4e5f60718").hexdigest(), ("sha1",)),  # noqa: S324
        (base64.b64encode(hashlib.md5(b"A1B2C3D4E5F60718").digest()).decode(), ("md5",)),  # noqa: S324
        (base64.urlsafe_b64encode(hashlib.sha256(b"a1b2c3d4e5f60718").digest()).decode(), ("sha256",)),
    ],
)
def test_what_the_tester_knows_of_the_phone_is_found_however_it_is_written(
    sent: str, undone: tuple[str, ...]
) -> None:
    known = (("android_id", "a1b2c3d4e5f60718"), ("phone_number", "138 1234 5678"))
    made = facts(entry("https://ad.example/x", body=json.dumps({"zz": sent})), known=known)
    (value,) = made.requests[0].values
    assert (value.type, value.name, value.encoding, value.sure) == ("android_id", "zz", undone, True)
    assert "b2c3d4e5f607" not in repr(made).lower()
    other = facts(entry("http://ad.example/x", body=json.dumps({"zz": "a1b2c3d4e5f60719"})), known=known)
    assert other.requests[0].values == ()


def test_a_card_beside_the_capture_tells_what_the_phone_is(tmp_path: Path) -> None:
    capture = {"log": {"entries": [entry("https://ad.example/x", body='{"q": "+86 138-1234-5678"}')]}}
    (tmp_path / "a.har").write_text(json.dumps(capture), encoding="utf-8")
    card = '[known]\nphone_number = "13812345678"\nimei = ["490154203237518", 7]\ncolour = "red-green"\n'
    (tmp_path / "run.toml").write_text(card, encoding="utf-8")
    with open_evidence(tmp_path) as log:
        told = {(one.code, one.detail) for one in log.told if one.source == "run.toml"}
        made = instruments(EMPTY, log, "cn.qinghe.notes").network
    assert told == {("card_unknown", "colour"), ("card_value", "imei")}
    assert made is not None
    assert [(value.type, value.masked) for value in made.requests[0].values] == [
        ("phone_number", "138****5678")
    ]
    (tmp_path / "run.toml").write_text('[known]\nimei = "490154203237518\n', encoding="utf-8")
    with open_evidence(tmp_path) as log:
        assert [(one.code, "4901" in one.detail) for one in log.told] == [("card_malformed", False)]
