"""mitmproxy flow files: what its own writer makes, in the shapes of old and new versions; hostile ones."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from mingjian.artifacts.device_log import flows
from mingjian.artifacts.device_log.format import Format, Head
from mingjian.artifacts.device_log.tnetstring import MAX_DEPTH, parse
from mingjian.errors import ArtifactError


def sniff(known: Format, data: bytes) -> int:
    return known.sniff(Head(path="flows", size_bytes=len(data), data=data, text=""))


def net(value: Any) -> bytes:
    """A typed netstring, as mitmproxy/io/tnetstring.py writes it."""
    mark, data = b"~", b""
    if isinstance(value, bool):
        mark, data = b"!", str(value).lower().encode()
    elif isinstance(value, bytes):
        mark, data = b",", value
    elif isinstance(value, str):
        mark, data = b";", value.encode()
    elif isinstance(value, int):
        mark, data = b"#", str(value).encode()
    elif isinstance(value, float):
        mark, data = b"^", repr(value).encode()
    elif isinstance(value, (list, tuple)):
        mark, data = b"]", b"".join(map(net, value))
    elif isinstance(value, dict):
        mark, data = b"}", b"".join(net(part) for pair in value.items() for part in pair)
    return str(len(data)).encode() + b":" + data + mark


def flow(**more: Any) -> dict[str, Any]:
    request = {
        "host": "api.example.cn",
        "port": 443,
        "method": b"POST",
        "scheme": b"https",
        "authority": b"",
        "path": b"/up?a=1",
        "http_version": b"HTTP/1.1",
        "headers": [[b"Content-Encoding", b"gzip"]],
        "content": gzip.compress(b"imei=1"),
        "timestamp_start": 1700000000.25,
    }
    response = {
        "status_code": 200,
        "reason": b"OK",
        "headers": [[b"content-type", b"a/b"]],
        "content": b"PK\3\4",
    }
    return {
        "version": 21,
        "type": "http",
        "request": {**request, **more.pop("request", {})},
        "response": response,
        "server_conn": {"peername": ["10.0.0.1", 443]},
        **more,
    }


def old(value: Any) -> Any:
    """The same flow with byte keys and byte hosts, as before mitmproxy 0.19."""
    if isinstance(value, dict):
        return {key.encode(): old(one) for key, one in value.items()}
    return (
        [old(one) for one in value]
        if isinstance(value, list)
        else value.encode()
        if isinstance(value, str)
        else value
    )


def test_a_flow_of_today_and_of_long_ago() -> None:
    ancient = {
        **flow(),
        "version": [0, 18],
        "server_conn": {"ip_address": {"address": ["10.0.0.1", 443], "use_ipv6": False}},
    }
    four = {**flow(), "version": [4, 0], "server_conn": {"ip_address": ["10.0.0.1", 443]}}
    data = net(flow()) + net(four) + net(old(ancient))
    assert sniff(flows.FORMAT, data) == 95
    reading = flows.read(data, shown="f")
    for one in reading:
        assert (one.method, one.url, one.status) == ("POST", "https://api.example.cn/up?a=1", 200)
        assert one.body == b"imei=1"
        assert one.answer == b"PK\3\4"
        assert one.at_ns == 1700000000250000000
        assert one.server == "10.0.0.1"
    assert reading.source().events == 3
    assert reading.source().told == ()


def test_a_transparent_proxy_knows_the_name_from_the_header() -> None:
    seen = flow(
        request={"host": "10.0.0.1", "port": 8443, "headers": [[b"Host", b"a.example:8443"]], "content": None}
    )
    (one,) = flows.read(net(seen))
    assert one.url == "https://a.example:8443/up?a=1"


def test_messages_of_websockets_new_and_old_and_of_tcp() -> None:
    new = flow(
        websocket={
            "messages": [
                [1, True, b"sent", 1700000001.0, False, False],
                [2, False, b"got", 1.0, False, False],
            ]
        }
    )
    before = {
        "version": 9,
        "type": "websocket",
        "server_conn": {"address": ["ws.example", 443]},
        "messages": [[1, True, "sent", 2.0, False]],
    }
    tcp = {
        "version": 21,
        "type": "tcp",
        "server_conn": {"sni": "t.example"},
        "messages": [[True, b"sent", 2.0], [False, b"got", 3.0]],
    }
    dns = {"version": 21, "type": "dns"}
    reading = flows.read(net(new) + net(before) + net(tcp) + net(dns))
    found = list(reading)
    assert [[one.data for one in flow.messages] for flow in found] == [[b"sent"]] * 3
    assert found[1].url == "wss://ws.example:443/"
    assert found[2].url == "tcp://t.example/"
    assert [told.code for told in reading.source().told] == ["flow_kind_left_out"]


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"9999999999999:", b"5:abc", b"3:abc?", b":", b"12", b"4:1:a,}", b"9:3:abc,~0:]"],
)
def test_what_is_no_flow_file(data: bytes) -> None:
    if not data:
        assert list(flows.read(data)) == []
        return
    with pytest.raises(ArtifactError) as raised:
        list(flows.read(data))
    assert raised.value.code == "flows_not_read"
    assert raised.value.offset is not None


def test_a_broken_flow_after_a_whole_one_is_told_with_its_place() -> None:
    data = net(flow())
    reading = flows.read(data + data[:-40])
    assert len(list(reading)) == 1
    (told,) = reading.source().told
    assert told.code == "tnetstring_half"
    assert f"{len(data):#x}" in told.detail


def test_nesting_and_numbers_are_bounded() -> None:
    deep = b"0:~"
    for _ in range(MAX_DEPTH + 2):
        deep = str(len(deep)).encode() + b":" + deep + b"]"
    with pytest.raises(ArtifactError, match="levels"):
        list(flows.read(deep))
    with pytest.raises(ArtifactError, match="too long"):
        parse(b"9" * 5000, b"#")


def test_a_value_too_large_is_skipped_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mingjian.artifacts.device_log.tnetstring.MAX_VALUE", 2000)
    big = flow(request={"content": b"0" * 5000})
    reading = flows.read(net(big) + net(flow()))
    assert [one.entry for one in reading] == [2]
    assert [told.code for told in reading.source().told] == ["entry_too_large"]
