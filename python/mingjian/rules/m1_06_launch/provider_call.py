"""Calls content providers of other apps unasked, which starts those apps.

Clause: 26号-1.6.4 调用
Needs: calls, manifest.
Violates: never by itself; suspected where code that runs without a human action queries, calls or opens a
    provider whose address it names as a constant and that is neither the app's own nor the system's or the
    phone maker's.
Limits: addresses made at run time or fetched from a server are not seen; a run settles whether the other
    app started.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit, StringUse
from mingjian.facts.parties import class_of, frames, is_library, owner
from mingjian.model import Evidence, Finding
from mingjian.rules import Rule
from mingjian.rules._calls import hits, moment
from mingjian.rules._evidence import call_chain
from mingjian.rules._finding import finding
from mingjian.rules._other_apps import comes_with_phone, is_package

RULE = Rule(requirements=("26号-1.6.4",), severity="medium", needs=("calls", "manifest"), proves=False)
SCHEME = "content://"
CALLS = ("query", "call", "insert", "acquireContentProviderClient", "getType")


def check(facts: Facts) -> Iterator[Finding]:
    manifest, calls = facts.manifest, facts.calls
    assert manifest is not None and calls is not None  # noqa: S101, PT018
    own = {authority for component in manifest.components for authority in component.authorities}
    named: dict[str, tuple[str, StringUse]] = {}
    for use in calls.strings:
        authority = _authority(use.value)
        if authority and authority not in own and not authority.startswith(f"{manifest.package}."):
            named.setdefault(use.method, (authority, use))
    seen: set[str] = set()
    for hit in hits(facts, "linked_start", *CALLS) if named else ():
        found = named.get(hit.caller)
        if found is None or found[0] in seen or is_library(class_of(hit.caller)):
            continue
        when = moment(facts, hit)
        if when.path is None or not when.by_itself:
            continue
        seen.add(found[0])
        yield _finding(facts, hit, *found)


def _authority(address: str) -> str:
    """The provider an address names, where it is another app's: a dotted name that no phone comes with."""
    authority = address.removeprefix(SCHEME).partition("/")[0] if address.startswith(SCHEME) else ""
    return authority if is_package(authority) and not comes_with_phone(authority) else ""


def _finding(facts: Facts, hit: Hit, authority: str, use: StringUse) -> Finding:
    when = moment(facts, hit)
    assert when.path is not None  # noqa: S101 - seen to above
    return finding(
        f"未经用户操作即调用其他应用的内容提供者 {authority}",
        f"Calls another app's provider, {authority}, without a human action",
        key=("provider", authority),
        party=owner(facts, frames(hit, when.path)),
        verdict="suspected",
        evidence=[
            call_chain(facts, hit, when.path),
            Evidence(kind="code", location=f"{use.dex}!{use.method}+{use.offset:#x}", excerpt=use.value),
        ],
    )
