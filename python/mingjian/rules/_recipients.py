"""Who outside gets what: servers of vendors that code talks to, held against whom a policy names."""

from __future__ import annotations

import re
from functools import cache

from msgspec import Struct

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.calls import Flow, Hit, HostUse
from mingjian.facts.consent import Moment, moment_of
from mingjian.facts.network_hosts import address, does, domains_of, registrable, telling, vendor_of
from mingjian.facts.once import once
from mingjian.facts.parties import class_of, frames, owner
from mingjian.facts.policy import PolicyFacts, sdk_names
from mingjian.facts.sdk import LEAD
from mingjian.knowledge.types import Sdk
from mingjian.model import Evidence, Party
from mingjian.rules._evidence import call_chain, short_method
from mingjian.rules._flows import flows
from mingjian.rules._sdk_list import declared

LIST_OF = 4
"""From so many vendors' hosts in one method on, it is a list of names (an advertisement filter, a table of
test addresses), not the method's own servers."""
LEAST_NAME = 2
NOWHERE = frozenset({"example", "test", "invalid", "localhost", "local"})
EXAMPLES = frozenset({"example.com", "example.net", "example.org"})


class Place(Struct, frozen=True, kw_only=True):
    """A place in reachable code that names a server."""

    use: HostUse
    hit: Hit
    """The place as the evidence builders want it."""
    moment: Moment
    party: Party
    sent: tuple[tuple[str, Flow], ...] = ()
    """Personal information that a followed flow lets out to the network in the same method."""


class Talk(Place, frozen=True, kw_only=True):
    """One that names a vendor's server, by code that is not that vendor's."""

    sdk: Sdk
    """Whose server it is."""


class Sending(Place, frozen=True, kw_only=True):
    """One in the app's own code that connects to a server no table knows, and sends something."""

    domain: str


@once
def talks(facts: Facts) -> tuple[Talk, ...]:
    """Every such place of the package, those that send something first. Addresses that are only shown to a
    person or handed to another app are none, nor are the vendor's own classes: its SDK is 2.3's matter."""
    calls = facts.calls
    if calls is None:
        return ()
    found = [
        (sdk, use)
        for use in calls.hosts
        if use.reachable and (sdk := vendor_of(use.host)) is not None and does(use) != "shows"
    ]
    vendors: dict[str, set[str]] = {}
    for sdk, use in found:
        vendors.setdefault(use.method, set()).add(sdk.vendor_zh)
    sent = _sent(facts) if found else {}
    embedded = _embedded(facts)
    told: list[Talk] = []
    for sdk, use in found:
        if len(vendors[use.method]) >= LIST_OF or _is_own_code(sdk, use):
            continue
        hit = _hit(use)
        when = moment_of(calls, hit)
        party = owner(facts, frames(hit, when.path))
        if party.kind == "sdk" and knowledge.sdk(party.id).vendor_zh == sdk.vendor_zh:
            continue
        if sdk.vendor_zh in embedded and use.method not in sent:
            continue
        told.append(Talk(sdk=sdk, use=use, hit=hit, moment=when, party=party, sent=sent.get(use.method, ())))
    return tuple(sorted(told, key=lambda one: (not one.sent, does(one.use) != "connects")))


@once
def sendings(facts: Facts) -> tuple[Sending, ...]:
    """Places that connect to servers of one domain which no table knows, in methods that let personal
    information out."""
    calls = facts.calls
    sent = _sent(facts) if calls is not None and calls.hosts else {}
    if calls is None or not sent:
        return ()
    by_method: dict[str, list[HostUse]] = {}
    for use in calls.hosts:
        if use.reachable and use.method in sent:
            by_method.setdefault(use.method, []).append(use)
    found: list[Sending] = []
    for method, uses in by_method.items():
        domains = {registrable(use.host) for use in uses}
        first = next((use for use in uses if does(use) == "connects"), None)
        if first is None or len(domains) != 1 or vendor_of(first.host) is not None or _is_nowhere(first.host):
            continue
        hit = _hit(first)
        when = moment_of(calls, hit)
        party = owner(facts, frames(hit, when.path))
        if party.kind == "app":
            (domain,) = domains
            found.append(
                Sending(use=first, hit=hit, moment=when, party=party, sent=sent[method], domain=domain)
            )
    return tuple(found)


def is_own_domain(facts: Facts, domain: str) -> bool:
    """The domain may be the operator's: it shares a name with the package, or the policy has it; or the app
    shows no domain of its own to tell it from."""
    if _by_name(facts, domain):
        return True
    hosts = facts.calls.hosts if facts.calls else ()
    others = {registrable(use.host) for use in hosts if use.reachable and use.scheme}
    return not any(_by_name(facts, other) for other in others)


def _by_name(facts: Facts, domain: str) -> bool:
    package = facts.manifest.package.lower().split(".") if facts.manifest else []
    return domain.partition(".")[0] in package or (facts.policy is not None and domain in _text(facts.policy))


def _is_nowhere(host: str) -> bool:
    """A number, or a name that leads to no server (RFC 2606, RFC 6762)."""
    end = host.rpartition(".")[2]
    return end.isdigit() or end in NOWHERE or registrable(host) in EXAMPLES


def _embedded(facts: Facts) -> frozenset[str]:
    """Vendors whose SDK is in the package: parts of it go by other names where it was minified, so that an
    address alone does not show that the app itself talks to them."""
    found = facts.sdk.sdks if facts.sdk else ()
    return frozenset(knowledge.sdk(match.id).vendor_zh for match in found if match.confidence >= LEAD)


def _sent(facts: Facts) -> dict[str, tuple[tuple[str, Flow], ...]]:
    """What flows let out to the network, by the method they leave it in."""
    leaving: dict[str, tuple[tuple[str, Flow], ...]] = {}
    for kind, _, flow in flows(facts, "network"):
        method = flow.steps[-1].method
        leaving[method] = (*leaving.get(method, ()), (kind, flow))
    return leaving


def _is_own_code(sdk: Sdk, use: HostUse) -> bool:
    holder = knowledge.sdk_by_class(class_of(use.method))
    return holder is not None and holder.vendor_zh == sdk.vendor_zh


def _hit(use: HostUse) -> Hit:
    given = [step for step in telling(use) if step.startswith("L")]
    return Hit(
        api="host",
        tags=(),
        caller=use.method,
        callee=given[-1] if given else address(use),
        dex=use.dex,
        offset=use.offset,
        line=use.line,
        reachable=use.reachable,
        paths=use.paths,
    )


def place(facts: Facts, one: Place) -> list[Evidence]:
    """The way to the place, where there is one, then the address with what it is given to."""
    given = " → ".join(short_method(step) if step.startswith("L") else step for step in telling(one.use))
    told = Evidence(
        kind="code",
        location=f"{one.use.dex}!{one.use.method}+{one.use.offset:#x}",
        excerpt=address(one.use) + (f" → {given}" if given else ""),
    )
    path = one.moment.path
    return [told] if path is None else [call_chain(facts, one.hit, path), told]


def is_named(policy: PolicyFacts, sdk: Sdk) -> bool:
    """The text names the vendor: as a company, by its house, by any of its SDKs under any alias, or by a
    domain; or the vendor is who the policy speaks for."""
    text = _text(policy)
    if any(name in text for name in _names(sdk)):
        return True
    told = [one.value for one in policy.operators]
    told += [entry.vendor.value for entry in policy.sdks if entry.vendor is not None]
    told += [one.name for one in policy.recipients if one.kind == "named" and not one.negated]
    if any(len(name) > LEAST_NAME and sdk_names.same_house(sdk, name) for name in told):
        return True
    return any(declared(policy, other) for other in _house(sdk.vendor_zh))


def stands_in(policy: PolicyFacts, domain: str) -> bool:
    """The domain is written somewhere in the policy."""
    return domain.lower() in _text(policy)


@once
def _text(policy: PolicyFacts) -> str:
    return "\n".join(passage.text for passage in policy.document.passages).lower()


@cache
def _house(vendor: str) -> tuple[Sdk, ...]:
    return tuple(sdk for sdk in knowledge.sdks() if sdk.processor and sdk.vendor_zh == vendor)


@cache
def _names(sdk: Sdk) -> frozenset[str]:
    """Names of the vendor and its domains, in lower case, as they may stand in a text."""
    names = {sdk.vendor_zh.lower(), sdk.name_zh.lower(), *domains_of(sdk)}
    known = " ".join((sdk.vendor_zh, sdk.vendor_en, sdk.name_zh, sdk.name_en)).lower()
    for house, pattern in sdk_names.HOUSES:
        if re.search(pattern, known):
            names.add(house)
    return frozenset(name for name in names if len(name) >= LEAST_NAME)
