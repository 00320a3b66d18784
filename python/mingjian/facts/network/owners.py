"""Whose a host is: an SDK vendor's by the table of servers, or the app operator's own by some sign."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from mingjian import knowledge
from mingjian.facts.network import OwnDomain
from mingjian.facts.network_hosts import registrable, vendor_of
from mingjian.knowledge.types import Sdk
from mingjian.model import Party
from mingjian.patterns import late

LEAST_USED = 3
"""Requests from which the most used domain that is no vendor's may pass for the operator's (our choice)."""
COMMON = frozenset({
    "com", "cn", "net", "org", "app", "apps", "android", "mobile", "client", "main", "www", "the", "demo",
    "test", "one", "pro", "lite",
})  # fmt: skip
"""Words of package names that name nobody."""


class Whose(Struct, frozen=True):
    party: Party
    operator: str
    third_party: bool
    sdk: str = ""


class Owners:
    """Answers for one run's hosts, once all of them were counted."""

    def __init__(self, package: str, own: Sequence[OwnDomain]) -> None:
        self._names = {part for part in package.lower().split(".") if len(part) > 2} - COMMON
        self._given = {one.domain: one for one in own}
        self._counts: dict[str, int] = {}
        self._own: tuple[OwnDomain, ...] | None = None

    def count(self, host: str) -> None:
        """One more request to `host`."""
        self._own = None
        self._counts[host] = self._counts.get(host, 0) + 1

    def own(self) -> tuple[OwnDomain, ...]:
        """Domains taken for the operator's: those given, those that share a name with the package, else the
        one that is used most and no vendor's."""
        if self._own is not None:
            return self._own
        domains: dict[str, int] = {}
        for host, count in self._counts.items():
            domain = registrable(host)
            if host and not domain.rpartition(".")[2].isdigit() and ":" not in host and vendor(host) is None:
                domains[domain] = domains.get(domain, 0) + count
        found = {domain: self._given[domain] for domain in domains if domain in self._given}
        for domain in domains:
            if domain not in found and domain.partition(".")[0] in self._names:
                found[domain] = OwnDomain(domain, "package_name")
        if not found and domains:
            domain, count = max(domains.items(), key=lambda one: (one[1], one[0]))
            if count >= LEAST_USED and count * 2 > sum(domains.values()):
                found[domain] = OwnDomain(domain, "most_used")
        self._own = tuple(found[domain] for domain in sorted(found))
        return self._own

    def of(self, host: str, app: Party) -> Whose:
        """Who runs `host`, and in whose name the app talked to it."""
        own = self.own()
        domain = registrable(host)
        if any(one.domain == domain for one in own):
            return Whose(app, "", False)
        sdk = vendor(host)
        if sdk is not None:
            known = vendor_of(host)
            party = Party("sdk", known.id, known.name_zh, known.name_en) if known is not None else app
            return Whose(party, sdk.vendor_zh, True, sdk.id)
        sure = any(one.how != "most_used" for one in own)
        return Whose(app, "", sure and bool(host) and not _here(host))


def of_signers(subjects: Iterable[str]) -> tuple[OwnDomain, ...]:
    """Domains that the subjects of the package's certificates name: a mail address or a host."""
    found = {
        registrable(match[1].lower())
        for subject in subjects
        for match in _DOMAIN.finditer(subject)
        if match[1].rpartition(".")[2].lower() not in ("android", "local") and match[1].lower() not in MAILERS
    }
    return tuple(OwnDomain(domain, "certificate") for domain in sorted(found))


_DOMAIN = late(
    r"(?:@|(?:CN|OU|O|DC)=(?:https?://)?)((?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,10})(?=[,/+\s]|$)", re.IGNORECASE
)
MAILERS = frozenset({
    "qq.com", "163.com", "126.com", "gmail.com", "foxmail.com", "sina.com", "outlook.com", "hotmail.com",
    "yeah.net", "aliyun.com", "139.com", "android.com",
})  # fmt: skip
"""Mail providers and the sample certificate: no operator's own."""


def vendor(host: str) -> Sdk | None:
    """The SDK whose vendor runs `host`, its pages and stores of files included."""
    found = vendor_of(host)
    if found is not None or host.count(".") < 2:
        return found
    id_ = next((sdk_id for name, sdk_id in vendor_hosts().items() if host.endswith("." + name)), None)
    return None if id_ is None else knowledge.sdk(id_)


def vendor_hosts() -> dict[str, str]:
    """Hosts of the table and the SDK whose vendor runs them."""
    return {host: row.sdk for row in knowledge.network_hosts().vendors for host in row.hosts}


def _here(host: str) -> bool:
    """The device itself or its own network."""
    return host in ("localhost", "::1") or host.startswith(("127.", "10.", "192.168.", "169.254."))
