"""Accepts any server certificate.

Clause: 26号-2.2.2 技术加密
Needs: calls.
Violates: never from code alone; suspected where a reachable class answers the platform's certificate or host
    name check without looking (an empty checkServerTrusted, a verify that is always true), where every host
    name is let through by the ready-made verifier, or where a page with a bad certificate is carried on with
    on every pass of onReceivedSslError. Which connections use it, and what goes over them, captured traffic
    shows.
Limits: a check that looks and then ignores what it saw is not recognised.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import HollowOverride
from mingjian.facts.parties import class_of, owner
from mingjian.model import Evidence, Finding
from mingjian.rules import Rule
from mingjian.rules._calls import hits, told
from mingjian.rules._evidence import code, short_method
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-2.2.2",), severity="high", needs=("calls",), proves=False)
CHECKS = (
    "Ljavax/net/ssl/X509TrustManager;->checkServerTrusted",
    "Ljavax/net/ssl/X509ExtendedTrustManager;->checkServerTrusted",
    "Ljavax/net/ssl/HostnameVerifier;->verify",
    "Lorg/apache/http/conn/ssl/X509HostnameVerifier;->verify",
)
"""Guarding methods (knowledge/hollow_overrides.yaml) that check whom one talks to."""


def check(facts: Facts) -> Iterator[Finding]:
    for hollow in facts.calls.hollow if facts.calls else ():
        if hollow.of in CHECKS and hollow.reachable:
            yield _hollow(facts, hollow)
    for hit in hits(facts, "weak_tls"):
        if told(hit).endswith("ALLOW_ALL_HOSTNAME_VERIFIER") or "ALLOW_ALL_HOSTNAME" in hit.callee:
            yield _told(
                facts, hit.caller, code(hit), "任何主机名都被接受", "Every host name is accepted", "verifier"
            )
    for hit in hits(facts, "weak_tls", "proceed"):
        if ";->onReceivedSslError(" in hit.caller and _always(facts, hit.caller):
            yield _told(
                facts,
                hit.caller,
                code(hit),
                "网页证书有误时仍继续加载",
                "A page with a bad certificate is carried on with",
                "page",
            )


def _hollow(facts: Facts, hollow: HollowOverride) -> Finding:
    name = short_method(hollow.of)
    place = Evidence(
        kind="code",
        location=f"{hollow.dex}!{hollow.method}+0x0",
        excerpt="return true" if hollow.answer == "true" else "{ }",
    )
    if hollow.answer == "true":
        zh, en = f"主机名校验恒为真：{name}", f"The host name check is always true: {name}"
    else:
        zh, en = f"证书校验是空的：{name}", f"The certificate check is empty: {name}"
    return _told(facts, hollow.method, place, zh, en, hollow.of)


def _told(facts: Facts, method: str, place: Evidence, zh: str, en: str, kind: str) -> Finding:
    return finding(
        zh,
        en,
        key=(kind, class_of(method)),
        party=owner(facts, [method]),
        verdict="suspected",
        evidence=[place],
    )


def _always(facts: Facts, method: str) -> bool:
    """The method asks nobody: no dialog is shown and the load is cancelled nowhere in it."""
    return not any(
        hit.caller == method and (hit.callee.endswith(";->cancel()V") or ";->show()" in hit.callee)
        for hit in (*hits(facts, "dialog_window"), *hits(facts, "weak_tls"))
    )
