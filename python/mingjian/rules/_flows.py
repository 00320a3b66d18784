"""Questions rules ask of data flows: which personal information goes where, in clear, by whose code."""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Flow, Hit, SinkKind
from mingjian.facts.parties import class_of, is_library, sdk_of
from mingjian.model import ChainStep, Evidence, Party
from mingjian.rules._evidence import short_method
from mingjian.rules._personal_info import ASKED, VALUES, readings

PROTECTING = (
    "Ljavax/crypto/", "Ljava/security/MessageDigest;", "Ljava/security/KeyStore",
    "Landroidx/security/crypto/",
    "Lcom/google/crypto/tink/", "Lorg/bouncycastle/crypto/",
)  # fmt: skip
"""Libraries that encrypt or hash: what has passed one is no longer in clear."""
PROTECTING_NAMES = (
    "encrypt",
    "md5",
    "sha1",
    "sha256",
    "sm3",
    "sm4",
    "digest",
    "cipher",
    "aes",
    "rsa",
    "desensitize",
    "mask",
)
"""Beginnings of method names that say the same of the package's own code, and of libraries' helpers."""

DULL = frozenset({
    "getId", "getPostTime", "getTime", "getElapsedRealtimeNanos", "getProvider", "getAccuracy", "getStatus",
    "getPackageName", "getWhen", "isOngoing", "getType", "getBondState", "getStatusOnIcc", "getIndexOnIcc",
})  # fmt: skip
"""Getters of value objects that tell nothing of a person."""


def flows(facts: Facts, *kinds: SinkKind) -> Iterator[tuple[str, Hit, Flow]]:
    """Flows of asked-about personal information into one of these kinds: (type, source, flow)."""
    calls = facts.calls
    if calls is None or not any(flow.kind in kinds for flow in calls.flows):
        return
    taken = {id(hit): kind for kind, hit in readings(facts)}
    for flow in calls.flows:
        if flow.kind not in kinds:
            continue
        hit = calls.hits[flow.source]
        kind = taken.get(id(hit)) or _held(hit)
        if kind is not None and not _is_dull(flow):
            yield kind, hit, flow


def _held(hit: Hit) -> str | None:
    """A value object that a callback or another call was given: a position, a message, a contact."""
    if (
        not hit.reachable
        or not hit.args_resolved
        or not (VALUES.match(hit.callee) or hit.callee == hit.caller)
    ):
        return None
    kinds = (tag.removeprefix("pi:") for tag in hit.tags if tag.startswith("pi:"))
    # A ClipData comes with any intent; only the clipboard's own getters tell of the clipboard.
    return next((kind for kind in kinds if kind in ASKED and kind != "clipboard"), None)


def _is_dull(flow: Flow) -> bool:
    """Only a number, a time or a sender of the thing goes on, not what it tells of a person."""
    names = (step.target.partition(";->")[2].partition("(")[0] for step in flow.steps)
    return any(name in DULL for name in names)


def in_clear(flow: Flow) -> bool:
    """Nothing on the way encrypts or hashes what is carried."""
    for step in flow.steps:
        owner, _, name = step.target.partition(";->")
        if (owner + ";").startswith(PROTECTING) or name.lower().startswith(PROTECTING_NAMES):
            return False
    return True


def flow_chain(flow: Flow) -> Evidence:
    """The way from where the information is taken to where it goes, each place with its offset."""
    last = flow.steps[-1]
    chain = tuple(
        ChainStep(step.method, step.target or step.method, f"data_{step.does}", step.offset)
        for step in flow.steps
    )
    carriers = [short_method(step.target) for step in flow.steps[1:-1] if step.does in ("put", "through")]
    told = " → ".join(
        [short_method(flow.steps[0].target), *dict.fromkeys(carriers), short_method(last.target)]
    )
    return Evidence(
        kind="data_flow",
        location=f"{last.dex}!{last.method}+{last.offset:#x}",
        excerpt=told,
        chain=chain,
    )


def sender(facts: Facts, flow: Flow) -> Party | None:
    """The SDK whose code both takes the information and lets it out; None when other code has a part in it.
    Frames of general libraries between act for whoever calls them."""
    parties = set[Party]()
    for step in flow.steps:
        name = class_of(step.method)
        party = sdk_of(facts, name)
        if party is not None:
            parties.add(party)
        elif not is_library(name):
            return None
    return parties.pop() if len(parties) == 1 else None
