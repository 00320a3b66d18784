"""Windows that offer something the user did not ask for: which layouts, and which of them a call shows."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mingjian.facts import Facts
from mingjian.facts.calls import Hit, Path, ScreenAct
from mingjian.facts.layout import Layout
from mingjian.facts.once import once
from mingjian.facts.parties import frames
from mingjian.facts.words import AD_ID, AD_WORDS, AGREEMENT, NOT_OFFER, OFFER
from mingjian.patterns import late
from mingjian.rules._paying import speaking
from mingjian.rules._screens import acts_on, showings
from mingjian.rules._windows import is_close

TAKE = late(
    r"(领取|立即领|去领|抢|红包|优惠|福利|抽奖|礼包|返现"
    r"|(立即|马上|一键)?(开通|参与|参加)|\bclaim\b|\bget it now)",
    re.IGNORECASE,
)
"""Words of a button that takes such an offer."""
CONTENT = frozenset(
    {"onCreate", "onCreateView", "onViewCreated", "onActivityCreated", "onFinishInflate", "<init>", "getView"}
    | {"onCreateViewHolder", "onBindViewHolder", "instantiateItem", "setContentView"}
)
"""Methods in which a page, list row or view gets its own content: that is no window on top of it."""
WAITING = ("ProgressDialog;", "DatePickerDialog;", "TimePickerDialog;")


def is_offer(layout: Layout, said: str) -> bool:
    """By its words `said` it offers something or says that it advertises, holds something to act on, and
    speaks of nothing that the user must settle first (agreement, update, permission, login, payment)."""
    if NOT_OFFER.search(said) or AGREEMENT.search(said):
        return False
    if not any(v.clickable or v.on_click or v.id or v.tag.endswith("Button") for v in layout.views):
        return False
    if OFFER.search(said) or AD_WORDS.search(said):
        return True
    return any(v.id and v.src and AD_ID.search(v.id.rpartition("/")[2]) for v in layout.views)


def can_close(facts: Facts, layout: Layout) -> bool:
    """A control to close or skip is there from the first frame, or a listener that only closes is set."""
    for view in layout.views:
        there = view.visibility == "visible" and view.enabled is not False and view.alpha > 0
        if not there:
            continue
        if is_close(view):
            return True
        acts = acts_on(facts, layout, view, "setOnClickListener")
        if any(act.closes and not act.acts and not act.opens for act in acts):
            return True
    return False


@once
def offers(facts: Facts) -> Mapping[int, Layout]:
    """The offering layouts by number."""
    return {at.number: at for at, said in speaking(facts) if at.number and is_offer(at, said)}


def shown_with(
    facts: Facts, offering: Mapping[int, Layout], hit: Hit, path: Path | None
) -> tuple[Layout, ScreenAct] | None:
    """The offering layout that a window shown by `hit` holds: of the window's own class, else of the method
    nearest before the call that shows a layout."""
    window = hit.callee.partition(";->")[0]
    if f"{window};".endswith(WAITING):
        return None
    own = [act for act in showings(facts, window) if act.caller.startswith(f"{window};->")]
    if own:
        return _first(offering, own)
    for method in frames(hit, path):
        if method.partition(";->")[2].partition("(")[0] in CONTENT:
            return None
        acts = [act for act in showings(facts, method) if act.caller == method]
        if acts:
            return _first(offering, acts)
    return None


def _first(offering: Mapping[int, Layout], acts: list[ScreenAct]) -> tuple[Layout, ScreenAct] | None:
    return next(((offering[act.number], act) for act in acts if act.number in offering), None)
