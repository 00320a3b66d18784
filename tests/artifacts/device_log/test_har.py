"""HAR files of many writers, counted against plain JSON; broken, huge and hostile ones."""

from __future__ import annotations

import base64
import gzip
import io
import json
import zlib
from pathlib import Path
from typing import Any

import pytest

from mingjian.artifacts.device_log import har
from mingjian.artifacts.device_log.exchange import MAX_BODY, Exchange
from mingjian.artifacts.device_log.json_stream import CHUNK, MAX_STRING, items
from mingjian.errors import ArtifactError

BROKEN = {"brokenfile.har"}


def entry(url: str = "https://a.example/x", **more: Any) -> dict[str, Any]:
    request = {"method": "POST", "url": url, "headers": [], **more.pop("request", {})}
    response = {"status": 200, "headers": [], "content": {}, **more.pop("response", {})}
    return {
        "startedDateTime": "2026-01-02T03:04:05.678+08:00",
        "request": request,
        "response": response,
        **more,
    }


def archive(*entries: Any) -> bytes:
    return json.dumps(
        {"log": {"version": "1.2", "creator": {"name": "entries"}, "entries": entries}}
    ).encode()


def read(data: bytes) -> tuple[list[Exchange], dict[str, int]]:
    reading = har.read(data, shown="a.har")
    found = list(reading)
    return found, {told.code: told.count for told in reading.source().told}


def test_every_archive_of_the_field_has_the_entries_json_has(shared: Path) -> None:
    seen = 0
    for path in sorted((shared / "data/runtime").rglob("*.har")):
        if path.name in BROKEN:
            continue
        log = json.loads(path.read_bytes().decode("utf-8-sig"))
        log = log.get("log") or log["test_response"]["log"]
        reading = har.read(path, shown=path.name)
        got = [(one.method, one.url, one.status) for one in reading]
        wanted = [
            (one["request"]["method"], one["request"]["url"], one["response"]["status"] or None)
            for one in log["entries"]
        ]
        assert got == wanted, path.name
        source = reading.source()
        assert source.events == len(wanted)
        assert source.size_bytes == path.stat().st_size
        seen += 1
    assert seen == 12


def test_the_broken_archive_is_no_evidence_and_says_where(shared: Path) -> None:
    (path,) = (shared / "data/runtime").rglob("brokenfile.har")
    with pytest.raises(ArtifactError, match="not evidence we read") as raised:
        list(har.read(path))
    assert raised.value.code == "har_not_read"
    assert raised.value.offset == path.read_bytes().index(b'"request:')


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"log":{}}', b'{"log":{"entries":7}}', b"\x00" * 99])
def test_what_is_no_archive_is_an_error(data: bytes) -> None:
    with pytest.raises(ArtifactError) as raised:
        list(har.read(data))
    assert raised.value.code == "har_not_read"


def test_half_an_archive_gives_what_was_whole_and_says_so() -> None:
    whole = archive(entry(), entry(), entry())
    found, told = read(whole[:-60])
    assert len(found) == 2
    assert told == {"json_half": 1}


def test_times_are_utc_and_never_guessed() -> None:
    found, told = read(
        archive(
            entry(),
            {**entry(), "startedDateTime": "2026-01-02T03:04:05"},
            {**entry(), "startedDateTime": "soon"},
        )
    )
    assert found[0].at_ns == 1767294245678000000
    assert [one.at_ns for one in found[1:]] == [None, None]
    assert told == {"zone_unknown": 1, "time_unreadable": 1}


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("gzip", gzip.compress(b"imei=1")),
        ("deflate", zlib.compress(b"imei=1")),
        ("deflate", zlib.compress(b"imei=1")[2:-4]),
        ("gzip", b"imei=1"),
        ("br", b"imei=1"),
    ],
    ids=["gzip", "zlib", "deflate", "not_gzip", "not_br"],  # packed bytes hold the time
)
@pytest.mark.parametrize("form", ["base64", "latin", "escaped"])
def test_request_bodies_lose_their_encoding(encoding: str, data: bytes, form: str) -> None:
    post: dict[str, str] = {"mimeType": "text/plain"}
    if form == "base64":
        post |= {"text": base64.b64encode(data).decode(), "encoding": "base64"}
    elif form == "latin":
        post["text"] = data.decode("latin-1")
    else:
        post["text"] = data.decode("utf-8", "surrogateescape")
    headers = [{"name": "content-encoding", "value": encoding}]
    raw = json.dumps({"log": {"entries": [entry(request={"postData": post, "headers": headers})]}}).encode()
    found, told = read(raw)
    assert found[0].body == b"imei=1"
    assert not told


def test_an_encoding_nobody_undoes_is_told() -> None:
    data = bytes(range(128, 255)) * 4
    post = {"text": base64.b64encode(data).decode(), "encoding": "base64"}
    found, told = read(
        archive(entry(request={"postData": post, "headers": [{"name": "Content-Encoding", "value": "br"}]}))
    )
    assert found[0].body == data
    assert found[0].unread
    assert told == {"encoding_unknown": 1}


def test_a_bomb_in_a_body_is_cut() -> None:
    bomb = gzip.compress(b"0" * (50 << 20))
    post = {"text": base64.b64encode(bomb).decode(), "encoding": "base64"}
    found, told = read(
        archive(entry(request={"postData": post, "headers": [{"name": "Content-Encoding", "value": "gzip"}]}))
    )
    assert len(found[0].body) == MAX_BODY
    assert told == {"body_cut": 1}


def test_messages_a_page_sent_over_a_websocket() -> None:
    messages = [
        {"type": "send", "time": 1767294245.5, "opcode": 1, "data": "héllo"},
        {"type": "receive", "time": 1767294246, "opcode": 1, "data": "no"},
        {"type": "send", "time": 1767294247, "opcode": 2, "data": "AAEC"},
    ]
    found, _ = read(archive(entry("wss://a.example/s", _webSocketMessages=messages)))
    assert [(one.data, one.text) for one in found[0].messages] == [
        ("héllo".encode(), True),
        (b"\0\1\2", False),
    ]


def test_parameters_stand_for_a_body_that_was_not_written() -> None:
    post = {
        "mimeType": "application/x-www-form-urlencoded",
        "params": [{"name": "a", "value": "1"}, {"name": "b"}],
    }
    found, _ = read(archive(entry(request={"postData": post})))
    assert found[0].body == b"a=1&b="


def test_sloppy_writers_are_read_and_what_cannot_be_is_told() -> None:
    odd = entry(response={"status": "204", "headers": None, "content": None, "bodySize": None})
    found, told = read(
        archive(odd, {"request": {}}, {"request": None, "response": 7}, entry(request={"url": ["x"]}))
    )
    assert [(one.status, one.entry) for one in found] == [(204, 1)]
    assert told == {"entry_without_address": 3}
    broken = archive(entry()).replace(b'"status": 200', b'"status": 20O')
    with_two = broken[: broken.rindex(b"]}}")] + b"," + json.dumps(entry()).encode() + b"]}}"
    found, told = read(with_two)
    assert [one.entry for one in found] == [2]
    assert told == {"entry_unreadable": 1}


def test_control_characters_and_broken_text_are_read_all_the_same() -> None:
    data = archive(entry("https://a.example/MARK")).replace(b"MARK", b"\x01\xff")
    found, told = read(data)
    assert found[0].url == "https://a.example/\x01�"
    assert not told


def test_deep_nesting_is_an_error_not_a_crash() -> None:
    with pytest.raises(ArtifactError, match="levels"):
        list(har.read(b'{"log":{"entries":[{"a":' + b"[" * 100_000))


class Trickle(io.BytesIO):
    """A file that hands out few bytes at a time, so that every token meets a border."""

    def __init__(self, data: bytes, most: int) -> None:
        super().__init__(data)
        self.most = most

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 0, self.most))


@pytest.mark.parametrize("most", [1, 2, 3, 7, 64])
def test_items_do_not_depend_on_where_the_chunks_end(most: int) -> None:
    values = [{"a": 'x"\\\\"]}{', "b": [{"c": "\\"}]}, {"": "é\u2028", "n": [1, [2, {"k": {}}]]}, {}]
    data = json.dumps({"x": [{"entries": [1]}], "log": {"entries": values, "more": [{"no": 1}]}}).encode()
    found = list(items(Trickle(data, most), ("log", "entries")))
    assert [json.loads(one.raw) for one in found] == values
    assert all(data[one.offset :].startswith(b"{") for one in found)


def test_a_long_string_is_cut_inside_its_entry() -> None:
    text = "0123456789abcde\\" * ((MAX_STRING + 3 * CHUNK) // 16)
    big = entry(response={"content": {"text": text, "mimeType": "text/plain"}})
    found, told = read(archive(big, entry("https://b.example/")))
    assert [one.url for one in found] == ["https://a.example/x", "https://b.example/"]
    assert found[0].answer == text[: len(found[0].answer)].encode()
    assert told == {"string_cut": 1}


def test_an_entry_too_large_is_left_out_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mingjian.artifacts.device_log.json_stream.MAX_ITEM", 3 * CHUNK)
    big = entry(request={"headers": [{"name": f"h{n}", "value": "v" * 1000} for n in range(4000)]})
    found, told = read(archive(big, entry()))
    assert [one.entry for one in found] == [2]
    assert told == {"entry_too_large": 1}
