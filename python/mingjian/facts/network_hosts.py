"""Whose server a host in code is, and what code does with its address.

The table is knowledge/network_hosts.yaml: servers of vendors, the SDK whose names stand for each, and calls
that connect to an address or only show it.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from mingjian import knowledge
from mingjian.facts.calls import HostUse
from mingjian.knowledge.types import Sdk

Does = Literal["connects", "shows", "unknown"]
"""What becomes of an address: a connection is made, a person or another app is shown it, or it is handed on
to where its method does not tell."""


@cache
def _suffixes() -> frozenset[str]:
    return frozenset(knowledge.network_hosts().suffixes.split())


@cache
def _sites() -> frozenset[str]:
    return frozenset(knowledge.network_hosts().sites.split())


@cache
def _vendors() -> dict[str, str]:
    return {host: row.sdk for row in knowledge.network_hosts().vendors for host in row.hosts}


def registrable(host: str) -> str:
    """The part of a host's name that somebody registered: `log.qinghe.com.cn` → `qinghe.com.cn`; a number is
    given back as it is.

    Source: Public Suffix List, as far as the table carries it.
    """
    labels = host.split(".")
    kept = 3 if ".".join(labels[-2:]) in _suffixes() else 2
    return host if labels[-1].isdigit() else ".".join(labels[-kept:])


def vendor_of(host: str) -> Sdk | None:
    """The SDK whose vendor runs the server `host`; None for unknown hosts and for sites that people read."""
    labels = host.split(".")
    for start in range(len(labels) - 1):
        id_ = _vendors().get(".".join(labels[start:]))
        if id_ is not None:
            return None if start and labels[0] in _sites() else knowledge.sdk(id_)
    return None


def domains_of(sdk: Sdk) -> frozenset[str]:
    """Registrable names of the servers of an SDK's vendor."""
    return frozenset(registrable(host) for host, id_ in _vendors().items() if id_ == sdk.id)


def does(use: HostUse) -> Does:
    """What becomes of the address, as far as its method tells."""
    table = knowledge.network_hosts()
    for given in use.given_to:
        if given.startswith(table.connects):
            return "connects"
        name = given.partition(";->")[2].partition("(")[0]
        if given.startswith(table.shows) or name in table.shows_named:
            return "shows"
    return "unknown"


def telling(use: HostUse) -> tuple[str, ...]:
    """What the address is given to, up to the call that tells what becomes of it."""
    table = knowledge.network_hosts()
    for number, given in enumerate(use.given_to):
        if given.startswith((*table.connects, *table.shows)):
            return use.given_to[: number + 1]
    return use.given_to


def address(use: HostUse) -> str:
    """`https://api.qinghe.cn/v1/log`, as far as it was kept."""
    return f"{use.scheme}://{use.host}{use.rest}" if use.scheme else use.host
