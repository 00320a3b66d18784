"""The way out: one HTTP POST that reaches public addresses only.

The name is resolved once and every address it has is checked; the connection then goes to a checked address,
under the name's own certificate. Redirects are not followed, the environment's proxies are not used, and the
whole of it has a deadline, however slowly the other side answers.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import socket
import ssl
import time
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

import httpx
from msgspec import Struct

from mingjian.addresses import is_public
from mingjian.settings import settings

PATIENCE_S = 15.0
"""For all of it: the name, the connection, the answer."""
MOST_ANSWER = 4096
"""Bytes of an answer that are read."""
LONGEST = 500
USER_AGENT = "Mingjian/1 (+https://www.standardwebhooks.com)"


# They log whole addresses, and those hold keys.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class Refused(Exception):  # noqa: N818 - what the wall says
    """It must not, or cannot, be reached. `final`: nor ever will it."""

    def __init__(self, zh: str, en: str, *, final: bool = False) -> None:
        self.zh, self.en, self.final = zh, en, final
        super().__init__(en)


class Answer(Struct, frozen=True):
    status: int
    body: bytes
    milliseconds: int


def checked(url: str) -> SplitResult:
    """The parts of an address that may be asked, as far as its text tells.

    Raises:
        Refused: it is not https, names a user, is too long, or is an address inside a network.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise Refused("不是网址", "this is no address of the web", final=True) from None
    if len(url) > LONGEST or not url.isascii() or any(c <= " " or c == "\x7f" for c in url) or "\\" in url:
        raise Refused(
            f"网址须为 {LONGEST} 字符以内的 ASCII", f"an address has at most {LONGEST} ASCII characters",
            final=True,
        )  # fmt: skip
    if not host or parts.username is not None or parts.password is not None or parts.fragment:
        raise Refused(
            "网址须有主机名，不含用户名、密码和 #", "an address has a host, and no user, password or #",
            final=True,
        )  # fmt: skip
    loopback = settings().webhook_loopback and _is_loopback_name(host)
    if parts.scheme != "https" and not (loopback and parts.scheme == "http"):
        raise Refused("网址须以 https:// 开头", "an address begins with https://", final=True)
    if _is_address(host):
        _allow(host, host)
    return parts


async def post(
    url: str, body: bytes, headers: Mapping[str, str], *, patience_s: float = PATIENCE_S
) -> Answer:
    """The answer to one POST.

    Raises:
        Refused: the address is not public, or there was no answer.
    """
    parts = checked(url)
    host = str(parts.hostname)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    begun = time.monotonic()
    try:
        async with asyncio.timeout(patience_s):
            address = await _resolve(host, port)
            status, told = await _ask(httpx.URL(url), host, address, port, body, headers)
    except TimeoutError:
        raise Refused(f"{patience_s:g} 秒内没有答复", f"no answer within {patience_s:g} s") from None
    except httpx.HTTPError as error:
        raise _unreachable(error) from None
    return Answer(status, told, round((time.monotonic() - begun) * 1000))


async def _ask(
    url: httpx.URL, host: str, address: str, port: int, body: bytes, headers: Mapping[str, str]
) -> tuple[int, bytes]:
    """Asks `address`, speaking to `host`: its name in the request and in the certificate."""
    named = f"[{host}]" if ":" in host else host
    default = {"https": 443, "http": 80}[url.scheme]
    given = {**headers, "Host": named if port == default else f"{named}:{port}", "User-Agent": USER_AGENT}
    async with httpx.AsyncClient(
        verify=_context(), follow_redirects=False, trust_env=False, timeout=httpx.Timeout(PATIENCE_S)
    ) as client:
        request = client.build_request(
            "POST", url.copy_with(host=address), content=body, headers=given,
            extensions={"sni_hostname": host},
        )  # fmt: skip
        response = await client.send(request, stream=True)
        told = b""
        try:
            async for chunk in response.aiter_raw():
                told += chunk
                if len(told) >= MOST_ANSWER:
                    break
        finally:
            await response.aclose()
        return response.status_code, told[:MOST_ANSWER]


async def _resolve(host: str, port: int) -> str:
    """A checked address of the name. One that is not public refuses them all."""
    try:
        found = await resolve(host, port)
    except (OSError, UnicodeError):
        raise Refused(f"域名 {host} 无法解析", f"no address is known for {host}") from None
    for address in found:
        _allow(address, host)
    if not found:
        raise Refused(f"域名 {host} 无法解析", f"no address is known for {host}")
    return found[0]


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, as the machine resolves it."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(info[4][0]) for info in found]


def _allow(address: str, host: str) -> None:
    """Stops at an address that is not public."""
    if is_public(address):
        return
    if settings().webhook_loopback and _is_address(address) and ipaddress.ip_address(address).is_loopback:
        return
    raise Refused(
        f"{host} 指向内部网络地址，不予连接", f"{host} is inside a private network; it is not connected to",
        final=_is_address(host),
    )  # fmt: skip


def _is_loopback_name(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _unreachable(error: httpx.HTTPError) -> Refused:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return Refused("对方的证书无法验证", "the other side's certificate does not verify")
        cause = cause.__cause__ or cause.__context__
    kind = type(error).__name__
    return Refused(f"没有连上（{kind}）", f"it cannot be reached ({kind})")


def _context() -> ssl.SSLContext:
    return ssl.create_default_context()
