"""Which network addresses are public: the one check behind every connection to a place somebody else named.

A name is resolved first, each address it has is checked here, and the connection goes to a checked address.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(network)
    for network in (
        "192.0.0.0/24",  # protocols (RFC 6890), which `is_global` of older Pythons takes for public in part
        "192.88.99.0/24",  # 6to4 relays (RFC 7526)
        "2001::/23",  # protocols, Teredo (RFC 4380) among them
        "2002::/16",  # 6to4 (RFC 3056): the address inside may be anything
        "2001:db8::/32",
        "3fff::/20",  # documentation (RFC 9637)
    )
)
LONGEST_NAME = 253
SERVICE_PORTS = frozenset({
    1080, 1433, 1434, 1521, 1723, 2049, 2181, 2375, 2376, 2379, 2380, 3128, 3306, 3389, 4369, 5432, 5433,
    5672, 5900, 5901, 5985, 5986, 6000, 6379, 6443, 6660, 6665, 6666, 6667, 6668, 6669, 6697, 7001, 8009,
    8020, 8086, 9042, 9092, 9100, 9200, 9300, 10250, 11211, 15672, 26379, 27017, 27018, 50000, 50070, 61616,
})  # fmt: skip
"""Above 1023, where something else than a web server usually answers."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public network, whatever it is wrapped in."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.scope_id is not None:
            return False
        if ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        elif ip in _NAT64:
            ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        elif ip not in _GLOBAL_UNICAST:
            return False
    if ip.is_multicast or ip.is_reserved or any(ip in network for network in _NOT_PUBLIC):
        return False
    return ip.is_global


def is_web_port(port: int) -> bool:
    """Whether a page may be expected at a port: 80, 443, and those above 1023 that no other service holds."""
    return port in {80, 443} or (1024 <= port <= 65535 and port not in SERVICE_PORTS)


def canonical_host(host: str) -> str:
    """A host as it is resolved and compared: lower case, no brackets, no final dot, IDN in ASCII, IPv4 in its
    dotted form however it was written (decimal, octal, hexadecimal, shortened).

    Raises:
        ValueError: it is no host. Source: https://url.spec.whatwg.org/#host-parsing
    """
    host = host.strip()
    if host.startswith("[") and host.endswith("]"):
        return str(ipaddress.IPv6Address(host[1:-1]))
    if ":" in host:
        return str(ipaddress.IPv6Address(host))
    host = host.removesuffix(".")
    if not host.isascii():
        host = ".".join(label.encode("idna").decode("ascii") for label in _labels(host))
    host = host.lower()
    if not host or len(host) > LONGEST_NAME:
        raise ValueError("is no host")
    if not all(c.isalnum() or c in "-_." for c in host) or ".." in host or host.startswith("."):
        raise ValueError("a host with characters that none has")
    last = host.rpartition(".")[2]
    if last.isdecimal() or (last.startswith("0x") and all(c in "0123456789abcdef" for c in last[2:])):
        try:
            return socket.inet_ntoa(socket.inet_aton(host))
        except OSError:
            raise ValueError("ends in a number and is no address") from None
    return host


def _labels(host: str) -> list[str]:
    """The labels of a name in other scripts, which have full stops of their own (RFC 3490, 3.1)."""
    for stop in "。．｡":
        host = host.replace(stop, ".")
    return host.split(".")


def allowed(host: str, port: int, allow: Collection[str]) -> bool:
    """Whether `allow` names the canonical host: `H` with any port, `H:port` with that one."""
    return any(_matches(host, port, one) for one in allow)


def _matches(host: str, port: int, given: str) -> bool:
    name, colon, number = given.strip().rpartition(":")
    bare = not colon or not number.isdecimal() or (":" in name and not name.endswith("]"))
    try:
        if bare:
            return canonical_host(given) == host
        return canonical_host(name) == host and int(number) == port
    except ValueError:
        return False
