"""What the way out refuses, and that it connects to the address it checked."""

from __future__ import annotations

import socket
import time
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from mingjian.addresses import is_public
from mingjian.platform.notifications import wall
from tests.platform.notifications.conftest import Receiver


def ask(url: str, patience_s: float = 5.0) -> wall.Answer:
    answer: wall.Answer = async_to_sync(wall.post)(url, b"{}", {"x-a": "b"}, patience_s=patience_s)
    return answer


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[str]]]:
    """A resolver that answers as told, each time the next of its answers."""
    told: dict[str, list[list[str]]] = {}

    async def resolve(host: str, port: int) -> list[str]:
        if host not in told:
            raise socket.gaierror(host)
        return told[host].pop(0)

    monkeypatch.setattr(wall, "resolve", resolve)
    return told


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",  # noqa: S104

        "100.64.0.1", "100.100.100.200", "192.0.0.192", "198.18.0.1", "224.0.0.1", "240.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1",
        "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2001:db8::1", "", "x",
    ],
)  # fmt: skip
def test_addresses_inside_are_not_public(address: str, names: dict[str, list[list[str]]]) -> None:
    assert not is_public(address)
    names["hooks.example.cn"] = [[address]]
    with pytest.raises(wall.Refused, match="private network"):
        ask("https://hooks.example.cn/")


@pytest.mark.parametrize("address", ["8.8.8.8", "223.5.5.5", "2400:3200::1", "64:ff9b::808:808"])
def test_addresses_outside_are(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.cn/", "ftp://hooks.example.cn/", "file:///etc/passwd", "https:///x", "x",
        "https://user:pass@hooks.example.cn/", "https://hooks.example.cn/#a", "https://hooks.example.cn:x/",
        "https://127.0.0.1/", "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://169.254.169.254/latest",
        "http://127.0.0.1/", "http://localhost/", "https://例子.cn/", "https://hooks.example.cn/\n",
        "https://evil.cn\\@hooks.example.cn/", "https://hooks.example.cn/" + "a" * 500,
    ],
)  # fmt: skip
def test_addresses_refused_by_their_text(url: str) -> None:
    with pytest.raises(wall.Refused) as why:
        wall.checked(url)
    assert why.value.final and why.value.zh and why.value.en


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1"])
def test_addresses_in_other_clothes(host: str) -> None:
    with pytest.raises(wall.Refused):
        ask(f"https://{host}/")


def test_one_private_address_refuses_the_name(names: dict[str, list[list[str]]]) -> None:
    names["hooks.example.cn"] = [["8.8.8.8", "10.0.0.1"]]
    with pytest.raises(wall.Refused, match="private network"):
        ask("https://hooks.example.cn/")


def test_a_name_that_changes_its_mind_is_asked_once(
    names: dict[str, list[list[str]]], receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First public, then loopback: what was checked is what is connected to."""
    names["rebind.example.cn"] = [["203.0.112.9"], ["127.0.0.1"]]
    tried: list[str] = []

    async def connect(self: Any, host: str, *_: Any, **__: Any) -> Any:
        tried.append(host)
        raise OSError("no way there")

    monkeypatch.setattr("anyio.connect_tcp", connect)
    monkeypatch.setattr("httpcore._backends.auto.AutoBackend.connect_tcp", connect)
    with pytest.raises((wall.Refused, OSError)):
        ask("https://rebind.example.cn/")
    assert tried == ["203.0.112.9"]
    assert names["rebind.example.cn"] == [["127.0.0.1"]] and receiver.got == []


def test_a_name_nobody_knows(names: dict[str, list[list[str]]]) -> None:
    with pytest.raises(wall.Refused, match="no address is known"):
        ask("https://nowhere.example.cn/")


def test_loopback_alone_is_let_through_and_alone_by_its_setting(
    receiver: Receiver, names: dict[str, list[list[str]]]
) -> None:
    names["127.0.0.1"] = [["127.0.0.1"]]
    answer = ask(receiver.url)
    assert answer.status == 204
    headers, body = receiver.got[0]
    assert body == b"{}" and headers["x-a"] == "b" and headers["host"] in receiver.url
    names["hooks.example.cn"] = [["10.0.0.1"]]
    with pytest.raises(wall.Refused):
        ask("https://hooks.example.cn/")


def test_redirects_are_not_followed(receiver: Receiver) -> None:
    receiver.answers = [302]
    assert ask(receiver.url).status == 302
    assert len(receiver.got) == 1


def test_the_environments_proxies_are_not_used(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert ask(receiver.url).status == 204


def test_an_answer_without_end_is_cut(receiver: Receiver) -> None:
    def flood(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(4000):
                handler.wfile.write(b"x" * 4096)
        except OSError:
            return

    receiver.answers = [flood]
    assert len(ask(receiver.url).body) == wall.MOST_ANSWER


def test_an_answer_that_never_comes(receiver: Receiver) -> None:
    def drip(handler: Any) -> None:
        until = time.monotonic() + 3
        try:
            while time.monotonic() < until:
                handler.wfile.write(b"H")
                handler.wfile.flush()
                time.sleep(0.05)
        except OSError:
            return

    receiver.answers = [drip]
    with pytest.raises(wall.Refused, match="no answer within"):
        ask(receiver.url, patience_s=0.3)
