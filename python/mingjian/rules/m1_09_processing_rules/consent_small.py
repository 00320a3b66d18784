"""The words a user agrees to are small on the screen.

Clause: 26号-1.9.12 缩小文字
Needs: screen.
Violates: never; words that name an agreement and the act of agreeing, measured in the screenshot, are under
    12 sp or under four fifths of the running text beside them: suspected. The notice forbids shrinking and
    names no number, the numbers are this project's choice.
Limits: sizes are measured from the ink of Chinese words, within 7 %, and hold for the system's normal font
    scale. Without screenshot or density nothing is known: undetermined.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen import Node, Screen
from mingjian.facts.screen.kinds import words
from mingjian.rules import Judgement, Rule
from mingjian.rules._agreement import BODY_SHARE, RUNNING
from mingjian.rules._finding import cite, finding
from mingjian.rules._shown import controls, seen, text_sp, uncovered
from mingjian.rules._shown_consent import agreement, asking, asks

RULE = Rule(requirements=("26号-1.9.12",), severity="low", needs=("screen",))
THRESHOLD = "TH-P03"


def check(facts: Facts) -> Judgement:
    screens = asking(facts)
    if not screens:
        return uncovered(facts, "consent")
    said = [(one, at, node) for _, one in screens for at, node in controls(one) if asks(words(node))]
    sized = [(one, at, node, size) for one, at, node in said if (size := text_sp(one, node)) is not None]
    if not sized:
        return uncovered(facts, *(("density",) if all(not one.density for one, *_ in said) else ("picture",)))
    least = float(cite(THRESHOLD).value)
    return [
        finding(
            f"协议文字{how[0]}：“{words(node)[:40]}”",
            f"Agreement text is {how[1]}: “{words(node)[:60]}”",
            key=("small", node.id or words(node)[:40]),
            party=app(facts),
            verdict="suspected",
            threshold=THRESHOLD if size < least else None,
            evidence=[seen(one, [at])],
        )
        for one, at, node, size in sized
        if (how := _how(one, node, size, least)) is not None
    ]


def _how(one: Screen, node: Node, size: float, least: float) -> tuple[str, str] | None:
    if size < least:
        return f"仅约 {size:g} sp", f"only some {size:g} sp"
    body = [
        other
        for _, text in controls(one)
        if text is not node and len(words(text)) >= RUNNING and not agreement(words(text))
        and (other := text_sp(one, text)) is not None
    ]  # fmt: skip
    if body and size < BODY_SHARE * min(body):
        return (
            f"约 {size:g} sp，不到正文 {min(body):g} sp 的八成",
            f"under four fifths of the text's {min(body):g} sp",
        )
    return None
