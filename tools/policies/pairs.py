"""Apps with policies: what code takes against what the text says, said in many ways, scored.

tests/policies/pairs.toml names the apps and what each takes, and for each type a sentence, others that say
the same, denials and a row of a table. Each pair is tried with every type it takes left out, denied, and said
in each of those ways and places, the other types being declared throughout.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal

from msgspec import Struct, convert

from mingjian import knowledge
from mingjian.facts.policy.collect import beside
from mingjian.model import Outcome
from mingjian.rules import discover
from mingjian.scan import judge
from tools.policies.case import BASE, POLICIES
from tools.policies.edits import Edit, apply
from tools.policies.judging import app_facts, policy_of

PAIRS = POLICIES / "pairs.toml"
UNDECLARED, DENIED = "1.9/undeclared-collection", "1.9/denied-collection"
RULES = (UNDECLARED, DENIED)
Way = Literal["left out", "denied", "said", "reworded", "in a table", "elsewhere"]
WAYS: tuple[Way, ...] = ("left out", "denied", "said", "reworded", "in a table", "elsewhere")
HITS: frozenset[Way] = frozenset({"left out", "denied"})
"""Ways after which the type must be found."""
RECALL, PRECISION = 0.95, 0.9
"""What the pairs must reach (design/bars.md, "policy ↔ code, labelled pairs")."""
_HOME = '<section id="said"><h3>（三）其他功能</h3></section>'


class Wording(Struct, frozen=True, forbid_unknown_fields=True):
    """How a policy may speak of one type."""

    says: str
    reworded: tuple[str, ...]
    denies: tuple[str, ...]
    row: tuple[str, str, str]
    """Function, type, purpose."""
    strip: tuple[dict[str, Any], ...] = ()


class Pair(Struct, frozen=True, forbid_unknown_fields=True):
    app: str
    takes: tuple[str, ...]
    certain: bool = False
    """What is left out is `violates`; elsewhere `suspected` is enough."""


class Table(Struct, frozen=True, forbid_unknown_fields=True):
    strip: tuple[dict[str, Any], ...]
    type: dict[str, Wording]
    pair: tuple[Pair, ...]


class Tried(Struct, frozen=True):
    """One policy beside one app: the type tried, and what the rules found."""

    pair: Pair
    kind: str
    way: Way
    words: str
    found: frozenset[str]
    """Types that UNDECLARED or DENIED name."""
    verdict: str

    @property
    def expected(self) -> frozenset[str]:
        return frozenset({self.kind}) if self.way in HITS else frozenset()


@cache
def table() -> Table:
    """tests/policies/pairs.toml."""
    return convert(tomllib.loads(PAIRS.read_text(encoding="utf-8")), Table)


def tried(pair: Pair) -> Iterator[Tried]:
    """The pair with each type it takes said in each way."""
    for kind in pair.takes:
        wording = table().type[kind]
        yield _try(pair, kind, "left out", "", [])
        for words in wording.denies:
            yield _try(pair, kind, "denied", words, [_added(words)])
        for way, words in (("said", wording.says), *(("reworded", one) for one in wording.reworded)):
            yield _try(pair, kind, "said" if way == "said" else "reworded", words, [_added(words)])
        cells = "".join(f"<td>{cell}</td>" for cell in wording.row)
        head = "<tr><th>业务功能</th><th>收集的个人信息</th><th>目的</th></tr>"
        yield _try(
            pair, kind, "in a table", wording.row[1],
            [_added(f"<table>{head}<tr>{cells}</tr><tr><td>意见反馈</td><td>反馈内容</td><td>处理您的反馈</td></tr></table>")],
        )  # fmt: skip
        yield _try(
            pair, kind, "elsewhere", wording.says, [{"add": wording.says, "section": "（二）注册与登录"}]
        )


def _added(words: str) -> Edit:
    return {"add": words, "section": "（三）其他功能"}


def _try(pair: Pair, kind: str, way: Way, words: str, edits: list[Edit]) -> Tried:
    source = apply(_without(kind), edits)
    facts = beside(app_facts(pair.app), policy_of(source.encode(), BASE.name))
    outcomes = [judge(facts, rule) for rule in discover() if rule.id in RULES]
    return Tried(pair, kind, way, words, _named(outcomes), _verdict(outcomes))


@cache
def _without(kind: str) -> str:
    """The base with every type of the table declared but `kind` and what would cover it loosely."""
    known = knowledge.personal_info_type(kind)
    quiet = {kind, *known.covered_by, *known.loosely_covered_by}
    rows = table()
    source = apply(BASE.read_text(encoding="utf-8"), [*rows.strip, *rows.type[kind].strip])
    home: list[Edit] = [{"add": _HOME, "section": "一、"}]
    return apply(source, [*home, *(_added(one.says) for name, one in rows.type.items() if name not in quiet)])


def _named(outcomes: list[Outcome]) -> frozenset[str]:
    return frozenset(kind for one in outcomes for found in one.findings for kind in found.personal_info)


def _verdict(outcomes: list[Outcome]) -> str:
    verdicts = {one.verdict for one in outcomes if one.findings}
    return "violates" if "violates" in verdicts else "suspected" if verdicts else ""


class Score(Struct):
    """Types rightly found, missed, and found where the text declares them."""

    tried: int = 0
    right: int = 0
    missed: int = 0
    wrong: int = 0

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    def add(self, one: Tried) -> None:
        """Counts one trial in."""
        self.tried += 1
        self.right += len(one.found & one.expected)
        self.missed += len(one.expected - one.found)
        self.wrong += len(one.found - one.expected)


def scores() -> tuple[dict[Way, Score], list[Tried]]:
    """By way of saying it; and every trial that went wrong."""
    by_way: dict[Way, Score] = {way: Score() for way in WAYS}
    wrong: list[Tried] = []
    for pair in table().pair:
        for one in tried(pair):
            by_way[one.way].add(one)
            weak = pair.certain and one.way in HITS and one.verdict != "violates"
            if one.found != one.expected or weak:
                wrong.append(one)
    return by_way, wrong
