"""One builder for findings: message in both tongues, party, threshold cited from the law."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from mingjian import law
from mingjian.model import Consent, Evidence, Finding, Party, Role, Threshold


def cite(threshold_id: str) -> Threshold:
    """The threshold as reports show it: value, unit, kind of authority and source."""
    found = law.threshold(threshold_id)
    value = found.value
    shown = (
        found.text_zh
        if value is None
        else value
        if isinstance(value, int | float)
        else "–".join(f"{v:g}" for v in value)
    )
    if isinstance(shown, float) and shown.is_integer():
        shown = int(shown)
    return Threshold(found.id, shown, found.unit, found.kind, found.source)


def finding(
    zh: str,
    en: str,
    *,
    key: Sequence[str],
    party: Party,
    evidence: Sequence[Evidence],
    verdict: Literal["violates", "suspected"] = "violates",
    role: Role = "breach",
    consent: Consent | None = None,
    personal_info: Sequence[str] = (),
    threshold: str | None = None,
) -> Finding:
    """A finding. `key` is what stays the same from one version of the package to the next (names, never
    offsets); scan makes the fingerprint of it."""
    return Finding(
        message_zh=zh,
        message_en=en,
        verdict=verdict,
        role=role,
        party=party,
        personal_info=tuple(personal_info),
        consent=consent,
        threshold=None if threshold is None else cite(threshold),
        fingerprint="\x1f".join(key),
        evidence=tuple(evidence),
    )


def times_en(count: int) -> str:
    """How often, in English: `once`, `3 times`."""
    return "once" if count == 1 else f"{count} times"
