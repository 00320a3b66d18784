"""The screen that asks for agreement leaves no fair choice.

Clause: 26号-1.9.14 诱导用户同意个人信息处理规则 (T/TAF 078.6-2020 3.7)
Needs: screen.
Violates: a window that names a privacy policy or agreement can be agreed to and neither refused nor closed;
    or all it says is 好的, 我知道了 or the like; or it comes up again more than once after a refusal.
    Suspected: it comes up again once, the same, right after a refusal; words of refusing under half the
    size of those of agreeing, or under half their contrast and less than 3:1 (this project's ratios).
Limits: a page with a box to tick is refused by leaving the box alone and is not charged here. A different
    second window that explains and asks once more is lawful. Without a screenshot neither size nor contrast
    is known; a run that shows no such screen settles nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen import Screen
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._agreement import ENOUGH_CONTRAST, REFUSE_SHARE
from mingjian.rules._finding import finding, times_en
from mingjian.rules._shown import closers, same_window, screens_of, seen, shown, uncovered, unread, was_tapped
from mingjian.rules._shown_consent import agreeing, agreement, boxes, refusing, vague

RULE = Rule(requirements=("26号-1.9.14",), severity="high", needs=("screen",))
CHOICES, AGAIN = "TH-89", "TH-38"


def check(facts: Facts) -> Judgement:
    screens = shown(facts, "consent")
    if not screens:
        return uncovered(facts, "consent")
    found = [item for _, one in screens for item in (*_missing(facts, one), *_faint(facts, one))]
    found += _again(facts, screens)
    if not found and (unread(one for _, one in screens) or all(not one.picture for _, one in screens)):
        return uncovered(facts, "picture")
    return found


def _missing(facts: Facts, one: Screen) -> Iterator[Finding]:
    agree, only = agreeing(one), vague(one)
    if refusing(one) is not None or any(True for _ in boxes(one, agreement)):
        return
    out = [at for at in closers(one) if at != only]
    if out:
        return
    if agree is not None:
        yield finding(
            f"征求同意的窗口只能“{one.nodes[agree].text}”，没有拒绝选项",
            f"The window can only be agreed to (“{one.nodes[agree].text}”); nothing refuses",
            key=("no_refusal", one.nodes[agree].text),
            party=app(facts),
            threshold=CHOICES,
            evidence=[seen(one, [agree])],
        )
    elif only is not None:
        yield finding(
            f"征求同意仅用“{one.nodes[only].text}”，没有明确的同意和拒绝选项",
            f"Agreement is asked by “{one.nodes[only].text}” alone",
            key=("vague", one.nodes[only].text),
            party=app(facts),
            threshold=CHOICES,
            evidence=[seen(one, [only])],
        )


def _faint(facts: Facts, one: Screen) -> Iterator[Finding]:
    agree, refuse = agreeing(one), refusing(one)
    if agree is None or refuse is None:
        return
    yes, no = one.nodes[agree], one.nodes[refuse]
    if yes.text_px and no.text_px and no.text_px < yes.text_px * REFUSE_SHARE:
        zh = f"字号为同意选项的 {no.text_px / yes.text_px:.0%}"
        en = f"its words have {no.text_px / yes.text_px:.0%} of the size"
    elif (
        yes.contrast is not None
        and no.contrast is not None
        and no.contrast < min(ENOUGH_CONTRAST, yes.contrast * REFUSE_SHARE)
    ):
        zh = f"对比度 {no.contrast:.1f}:1 对 {yes.contrast:.1f}:1"
        en = f"contrast {no.contrast:.1f}:1 against {yes.contrast:.1f}:1"
    else:
        return
    yield finding(
        f"拒绝选项明显弱于同意选项（{zh}）",
        f"Refusing is far fainter than agreeing ({en})",
        key=("faint", no.text),
        party=app(facts),
        verdict="suspected",
        evidence=[seen(one, [refuse, agree])],
    )


def _again(facts: Facts, screens: list[tuple[int, Screen]]) -> list[Finding]:
    everything = screens_of(facts)
    for at, one in screens:
        refuse = refusing(one)
        if refuse is None or not was_tapped(facts, at, [refuse]):
            continue
        again = [
            then
            for later, then in enumerate(everything[at + 1 :], at + 1)
            if same_window(one, then) and not (later > at + 1 and same_window(everything[later - 1], then)
                                               and everything[later].tapped is None)
        ]  # fmt: skip
        if again:
            return [
                finding(
                    f"拒绝后再次弹出同一同意窗口 {len(again)} 次",
                    f"The same question comes up again {times_en(len(again))} after it was refused",
                    key=("again",),
                    party=app(facts),
                    verdict="violates" if len(again) > 1 else "suspected",
                    consent="refused",
                    threshold=AGAIN,
                    evidence=[seen(one, [refuse]), *(seen(then) for then in again[:2])],
                )
            ]
    return []
