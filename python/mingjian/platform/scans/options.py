"""How a package is to be examined, and the digest that names what a scan would give."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from typing import Literal

import msgspec
from msgspec import Struct

from mingjian.platform.problems import Problem

ENDINGS = (".apk", ".apks", ".xapk", ".aab", ".aar", ".ipa", ".hap", ".app", ".rpk", ".wxapkg", ".zip")
"""Of packages; whatever ends otherwise is taken for an APK."""
BESIDE = {
    "policy": (".html", ".htm", ".mhtml", ".mht", ".md", ".txt", ".pdf", ".docx", ".json"),
    "listing": (".json", ".jsonl", ".csv", ".html", ".htm"),
}
"""Endings of what may lie beside a package; the first is taken where there is none of them."""
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Options(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Digests are those of artifacts the organisation brought; the package's own is not here."""

    ending: str = ".apk"
    policy: str = ""
    policy_ending: str = ".html"
    listing: str = ""
    listing_ending: str = ".json"
    category: str = ""
    """One of the 39 ids, or `other`; empty: inferred."""
    against: str = ""
    """The artifact of the earlier version to compare with."""

    def as_json(self) -> dict[str, object]:
        """What `Scan.options` holds: only what is not the default."""
        told: dict[str, object] = msgspec.to_builtins(self)
        return told


def read(told: dict[str, object]) -> Options:
    """The options of a stored scan."""
    return msgspec.convert(told, Options)


def make(
    file_name: str,
    *,
    policy: tuple[str, str] | None = None,
    listing: tuple[str, str] | None = None,
    category: str = "",
    against: str = "",
) -> Options:
    """Options for a package called `file_name`; `policy` and `listing` are (digest, file name).

    Raises:
        Problem: 422, no such category, or not a digest.
    """
    if category and category not in categories():
        raise Problem(
            422, "category", f"没有应用类别 {category[:40]}", f"there is no app category {category[:40]}"
        )
    for digest in (policy[0] if policy else "", listing[0] if listing else "", against):
        if digest and not _DIGEST.fullmatch(digest):
            raise Problem(
                422, "digest", "摘要须为 64 位小写十六进制", "a digest is 64 lower-case hexadecimal digits"
            )
    return Options(
        ending=ending(file_name, ENDINGS),
        policy=policy[0] if policy else "",
        policy_ending=ending(policy[1], BESIDE["policy"]) if policy else BESIDE["policy"][0],
        listing=listing[0] if listing else "",
        listing_ending=ending(listing[1], BESIDE["listing"]) if listing else BESIDE["listing"][0],
        category=category,
        against=against,
    )


def ending(name: str, known: tuple[str, ...]) -> str:
    """How a file name ends, of the endings known; the first where it ends otherwise."""
    lower = name.lower()
    return next((each for each in known if lower.endswith(each)), known[0])


def key(artifact: str, options: Options, rules: Rules) -> str:
    """What names the result of examining `artifact` so: equal inputs under equal rules, equal key."""
    return _digest("package", artifact, options, rules)


def key_of_facts(facts: str, options: Options, rules: Rules) -> str:
    """The same for stored facts judged again under rules newer than those they were collected with."""
    return _digest("facts", facts, options, rules)


class Rules(Struct, frozen=True):
    """Digests of what judges."""

    ruleset: str
    knowledge: str


@cache
def rules_now() -> Rules:
    """Those of this process."""
    from mingjian.scan.assemble import tool

    ours = tool()
    return Rules(ours.ruleset_sha256, ours.knowledge_sha256)


@cache
def categories() -> tuple[str, ...]:
    """Ids of app categories one may state."""
    from mingjian import knowledge
    from mingjian.facts.category import OTHER

    return (*(each.id for each in knowledge.categories()), OTHER)


def _digest(kind: Literal["package", "facts"], sha256: str, options: Options, rules: Rules) -> str:
    told = (kind, sha256, options, rules)
    return hashlib.sha256(msgspec.json.encode(told, order="deterministic")).hexdigest()
