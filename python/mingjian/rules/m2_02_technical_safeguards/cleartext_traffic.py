"""Talks to servers in clear text.

Clause: 26号-2.2.2 技术加密
Needs: manifest, calls.
Violates: never from code alone; the package allows clear text (usesCleartextTraffic, a network security
    configuration, or a target under 28 that forbids nothing) and reachable code holds an http:// address of a
    server: suspected. Captured traffic that shows personal information settles it.
Limits: addresses put together at run time are not seen; local and example addresses are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import StringUse
from mingjian.facts.parties import owner
from mingjian.model import Evidence, Finding, Party
from mingjian.patterns import late
from mingjian.rules import Rule
from mingjian.rules._evidence import manifest_line
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-2.2.2",), severity="medium", needs=("manifest", "calls"), proves=False)
CLEARTEXT_DEFAULT_UNTIL = 27
"""Highest target API level at which clear text is allowed unless forbidden (Android 9 behaviour changes)."""
MOST_NAMES = 4
HOST = late(r"^http://([^/:?#%{}<>\s]+)", re.IGNORECASE)
NO_SERVER = late(
    r"^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|0\.0\.0\.0|\[?::1|schemas\.|ns\.|xmlpull\.org|"
    r"(www\.)?(w3\.org|apache\.org|example\.(com|org|net)|xml\.org|jivesoftware\.com|etherx\.jabber\.org|json-schema\.org)$|"
    r"java\.sun\.com|xml\.apache\.org|purl\.org|hostname|.*\.(local|test|invalid)$)",
    re.IGNORECASE,
)
"""Hosts that name a namespace, an example or the device itself."""


def check(facts: Facts) -> Iterator[Finding]:
    if not allowed(facts):
        return
    hosts: dict[Party, dict[str, StringUse]] = {}
    for use in facts.calls.strings if facts.calls else ():
        found = HOST.match(use.value)
        if found and use.reachable and "." in found[1] and not NO_SERVER.match(found[1]):
            hosts.setdefault(owner(facts, [use.method]), {}).setdefault(found[1].lower(), use)
    for party, seen in hosts.items():
        line = _line(facts)
        names = sorted(seen)
        more = "" if len(names) <= MOST_NAMES else f" … ({len(names)})"
        yield finding(
            f"允许明文传输，并以 http 访问 {'、'.join(names[:MOST_NAMES])}{more}",
            f"Clear text is allowed and http addresses {', '.join(names[:MOST_NAMES])}{more}",
            key=("cleartext",),
            party=party,
            verdict="suspected",
            evidence=[
                *(_address(seen[name]) for name in names[:MOST_NAMES]),
                *([manifest_line(facts, line)] if line else []),
            ],
        )


def _address(use: StringUse) -> Evidence:
    return Evidence(kind="code", location=f"{use.dex}!{use.method}+{use.offset:#x}", excerpt=use.value[:200])


def allowed(facts: Facts) -> bool:
    """The platform would let this package send clear text to some server."""
    manifest = facts.manifest
    assert manifest is not None  # noqa: S101
    config = facts.resources.network_security if facts.resources else None
    if config is not None:
        if config.base_cleartext is not None:
            return config.base_cleartext or bool(config.cleartext_domains)
        if config.cleartext_domains:
            return True
    elif manifest.uses_cleartext_traffic is not None:
        return manifest.uses_cleartext_traffic
    return (manifest.target_sdk or 1) <= CLEARTEXT_DEFAULT_UNTIL


def _line(facts: Facts) -> int | None:
    text = facts.manifest.text if facts.manifest else ()
    marks = ("usesCleartextTraffic", "networkSecurityConfig", "targetSdkVersion")
    return next((n for mark in marks for n, told in enumerate(text, 1) if mark in told), None)
