"""Which policies train, in which fold, and which test; look-alikes stay together."""

from __future__ import annotations

import hashlib
import itertools
import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from tools.policy_model.corpus import Policy

Part = Literal["fold1", "fold2", "fold3", "fold4", "fold5", "test", "twin"]
"""The folds train; each in turn is held back to choose the recipe and the thresholds. `test` is judged once.
`twin`: the same text as a policy before it, left out."""
FILE = Path(__file__).with_name("split.tsv")
SEED = 26
SHINGLE = 12
"""Characters of a shingle: shorter ones are shared by every policy."""
ALIKE = 0.3
"""Policies that share this much of the shorter one's shingles (one operator, one template) stay together."""
SHARES: dict[Part, float] = {
    "fold1": 0.16, "fold2": 0.16, "fold3": 0.16, "fold4": 0.16, "fold5": 0.16, "test": 0.2,
}  # fmt: skip
"""`test` comes last, so that the largest families of look-alikes train and many operators test."""


def groups(policies: Sequence[Policy]) -> list[list[Policy]]:
    """Policies that are alike, or alike to one that is, together; in order of first file."""
    shingles = [_shingles(policy) for policy in policies]
    group = list(range(len(policies)))
    for one, other in itertools.combinations(range(len(policies)), 2):
        shared = len(shingles[one] & shingles[other])
        if shared >= ALIKE * min(len(shingles[one]), len(shingles[other])):
            old, new = group[other], group[one]
            group = [new if member == old else member for member in group]
    return [[p for p, mine in zip(policies, group, strict=True) if mine == g] for g in dict.fromkeys(group)]


def _shingles(policy: Policy) -> set[str]:
    text = _text(policy)
    return {text[at : at + SHINGLE] for at in range(len(text) - SHINGLE + 1)}


def _text(policy: Policy) -> str:
    return "".join(c for sentence in policy.sentences for c in sentence.text if c.isalnum())


def make(policies: Sequence[Policy]) -> dict[str, Part]:
    """File → part. Groups in seeded order, the largest first, go where most is wanting."""
    kept = {_text(policy): policy.file for policy in reversed(policies)}
    twins = [policy.file for policy in policies if kept[_text(policy)] != policy.file]
    order = groups([policy for policy in policies if policy.file not in twins])
    random.Random(SEED).shuffle(order)  # noqa: S311
    order.sort(key=len, reverse=True)
    whole = sum(len(policy.sentences) for group in order for policy in group)
    have = dict.fromkeys(SHARES, 0)
    parts: dict[str, Part] = dict.fromkeys(twins, "twin")
    for group in order:
        part = max(SHARES, key=lambda name: 1 - have[name] / whole / SHARES[name])
        have[part] += sum(len(policy.sentences) for policy in group)
        parts |= {policy.file: part for policy in group}
    return parts


def write(policies: Sequence[Policy], parts: dict[str, Part], file: Path = FILE) -> None:
    """Writes the split: file, SHA-256, part, group."""
    number = {p.file: at for at, group in enumerate(groups(policies)) for p in group}
    lines = [f"{p.file}\t{p.sha256}\t{parts[p.file]}\t{number[p.file]}" for p in policies]
    file.write_text("\n".join(["file\tsha256\tpart\tgroup", *lines, ""]), encoding="utf-8")


def read(file: Path = FILE) -> list[tuple[str, str, Part, int]]:
    """Rows of the committed split: file, SHA-256, part, group."""
    rows = []
    for line in file.read_text("utf-8").splitlines()[1:]:
        name, sha256, part, group = line.split("\t")
        rows.append((name, sha256, part, int(group)))
    return rows


def training_sha256(rows: Iterable[tuple[str, str, Part, int]]) -> str:
    """SHA-256 of the list of training files: their SHA-256s in the split's order, a line each."""
    listed = "".join(f"{sha256}\n" for _, sha256, part, _ in rows if part.startswith("fold"))
    return hashlib.sha256(listed.encode()).hexdigest()
