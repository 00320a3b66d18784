"""A screen that sells does not tell what it costs, or only the first price.

Clause: 26号-1.5.2 资费等内容
Needs: screen.
Violates: a screen with a button that pays names no amount of money anywhere; or it names a trial or a first
    price and automatic renewal, and not what the later periods cost. Suspected: the screen scrolls; or the
    words of price or renewal have less contrast than 3:1 or are under 10 sp (this project's numbers).
Limits: amounts on the cashier's page of a bank or store come after the decision and are not counted. A run
    that shows no such screen settles nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen import Screen
from mingjian.facts.screen.kinds import words
from mingjian.facts.words import PRICE, RENEWAL
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._paying import AFTER, FAINT_CONTRAST, FAINT_SP, TRIAL
from mingjian.rules._shown import first, seen, text_sp, told, uncovered, unread
from mingjian.rules._shown_paying import paying, selling

RULE = Rule(requirements=("26号-1.5.2",), severity="medium", needs=("screen",))


def check(facts: Facts) -> Judgement:
    screens = [one for _, one in selling(facts)]
    if not screens:
        return uncovered(facts, "payment")
    found = [item for one in screens for item in _faults(facts, one)]
    return uncovered(facts, "payment") if not found and unread(screens) else found


def _faults(facts: Facts, one: Screen) -> Iterator[Finding]:
    said, pays = told(one), paying(one)
    scrolls = any(node.scrollable and node.shown for node in one.nodes)
    trial = first(one, TRIAL)
    if pays is not None and not PRICE.search(said):
        yield finding(
            f"“{one.nodes[pays].text[:24]}”旁没有写明价格",
            f"“{one.nodes[pays].text[:24]}” pays, and no price stands beside it",
            key=("price", one.nodes[pays].text[:24]),
            party=app(facts),
            verdict="suspected" if scrolls else "violates",
            evidence=[seen(one, [pays])],
        )
    elif trial is not None and RENEWAL.search(said) and not AFTER.search(said):
        yield finding(
            f"只写明首期价格（{words(one.nodes[trial])[:24]}），未写明自动续费价格",
            f"Tells the first price ({words(one.nodes[trial])[:24]}) and not what renewal costs",
            key=("later", words(one.nodes[trial])[:24]),
            party=app(facts),
            verdict="suspected" if scrolls else "violates",
            evidence=[seen(one, [trial])],
        )
    else:
        yield from _faint(facts, one)


def _faint(facts: Facts, one: Screen) -> Iterator[Finding]:
    for at, node in enumerate(one.nodes):
        if not node.shown or not RENEWAL.search(node.text):
            continue
        size = text_sp(one, node)
        if size is not None and size < FAINT_SP:
            how, how_en = f"仅约 {size:g} sp", f"only some {size:g} sp"
        elif node.contrast is not None and node.contrast < FAINT_CONTRAST:
            how, how_en = f"与背景对比度仅 {node.contrast:.1f}:1", f"a contrast of only {node.contrast:.1f}:1"
        else:
            continue
        yield finding(
            f"续费条款{how}：“{node.text[:40]}”",
            f"Renewal terms: {how_en}: “{node.text[:60]}”",
            key=("faint", node.id or node.text[:40]),
            party=app(facts),
            verdict="suspected",
            evidence=[seen(one, [at])],
        )
