"""How a package is to be examined, and the digest that names what a scan would give."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from mingjian.platform.problems import Problem

ENDINGS = (".apk", ".apks", ".xapk", ".aab", ".aar", ".ipa", ".hap", ".app", ".rpk", ".wxapkg", ".zip")
"""Of packages; whatever ends otherwise is taken for an APK."""
BESIDE = {
    "policy": (".html", ".htm", ".mhtml", ".mht", ".md", ".txt", ".pdf", ".docx", ".json"),
    "listing": (".json", ".jsonl", ".csv", ".html", ".htm"),
}
"""Endings of what may lie beside a package; the first is taken where there is none of them."""
EVIDENCE = (
    ".txt", ".log", ".zip", ".har", ".csv", ".tsv", ".json", ".jsonl", ".xls", ".xlsx", ".xml", ".flow",
    ".flows", ".mitm", ".gz", ".png", ".jpg", ".jpeg", ".parquet", ".pb",
)  # fmt: skip
"""Endings of what a run leaves; readers look at the content, and at the ending where that tells more."""
MOST_EVIDENCE = 20
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
    evidence: tuple[str, ...] = ()
    """What was recorded of it while it ran, by digest, in their order; of a run all but the first."""
    evidence_endings: tuple[str, ...] = ()
    consent_at: str = ""
    """ISO 8601: when the user agreed, where the records do not say."""
    refused_at: str = ""
    first_run: bool = False
    package: str = ""
    """Of a run: the app that is asked about, where it records several."""
    url: str = ""
    """Of a page: its address."""
    visit: str = ""
    """Of a page: the recorded visit, once there is one."""
    owner: str = ""
    """Of a run: whose it is, so that nobody is answered with another's."""

    def as_json(self) -> dict[str, object]:
        """What `Scan.options` holds: only what is not the default."""
        told: dict[str, object] = msgspec.to_builtins(self)
        return told


class Told(Struct, frozen=True, kw_only=True):
    """What a person says of a run beside its records."""

    consent_at: str = ""
    refused_at: str = ""
    first_run: bool = False


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


def with_evidence(options: Options, given: Sequence[tuple[str, str]], told: Told | None = None) -> Options:
    """The options with evidence, each (digest, file name): the same files, the same options.

    Raises:
        Problem: 422, too many files, or a moment that is no time.
    """
    told = told or Told()
    known = dict(zip(options.evidence, options.evidence_endings, strict=True))
    known |= {digest: ending(name, EVIDENCE) for digest, name in given}
    if len(known) > MOST_EVIDENCE:
        raise Problem(
            422, "too_many_files", f"最多 {MOST_EVIDENCE} 个证据文件，更多请打包为 ZIP",
            f"at most {MOST_EVIDENCE} files of evidence; put more into a ZIP",
        )  # fmt: skip
    for moment in (told.consent_at, told.refused_at):
        check_moment(moment)
    digests = sorted(known)
    return replace(
        options, evidence=tuple(digests), evidence_endings=tuple(known[digest] for digest in digests),
        consent_at=told.consent_at or options.consent_at, refused_at=told.refused_at or options.refused_at,
        first_run=told.first_run or options.first_run,
    )  # fmt: skip


def no_file(*, parts: bool) -> Problem:
    """Neither way to a package, or both; without `parts` the request held no whole part of a form."""
    zh = "" if parts else "；请求里没有完整的表单项：上传可能中断了，或不是 multipart/form-data"
    en = "" if parts else "; the request holds no whole part of a form: cut off, or no multipart/form-data"
    return Problem(422, "file", f"需要 file 或 sha256 之一{zh}", f"either `file` or `sha256` is needed{en}")


def check_moment(moment: str) -> None:
    """Raises: Problem: 422, it is neither empty nor an ISO 8601 time."""
    try:
        if moment:
            datetime.fromisoformat(moment)
    except ValueError:
        raise Problem(
            422,
            "moment",
            "时间须如 2026-03-01T10:00:05（ISO 8601）",
            "a time is ISO 8601: 2026-03-01T10:00:05",
        ) from None


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
