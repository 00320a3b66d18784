"""Asks for a permission when the app opens, before the user starts the function that needs it.

Clause: 26号-1.10.1 在对应业务功能启动时，动态申请所需权限
Needs: calls.
Violates: never by code alone; suspected where one group of run-time permissions is asked for on the way
    from the start of the app or of its first screen with no human action (agreeing to the privacy policy
    starts no function). Requests for two groups or more are 1.10/bulk-request's.
Limits: an app whose first screen is the function (a camera, a map) is for a person to judge; where the
    app's category is known and its necessary information or minimum permissions hold the group, it is left
    out.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.calls import Hit, Path
from mingjian.facts.parties import class_of, frames, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._asking import FIRST_SCREEN, groups, names, on_return, requests, short, unasked
from mingjian.rules._calls import moment
from mingjian.rules._category import category_of
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-1.10.1",), severity="medium", needs=("calls",), proves=False)
MOST_NAMES = 5
MOST_CHAINS = 3


def check(facts: Facts) -> Iterator[Finding]:
    known = category_of(facts)
    found: dict[str, list[tuple[Hit, Path]]] = {}
    for hit in requests(facts):
        asked = groups(hit)
        path = unasked(facts, hit)
        if len(asked) != 1 or path is None or on_return(facts, path, hit.caller) is not None:
            continue
        if known is None or FIRST_SCREEN.get(known.id) != asked[0]:
            found.setdefault(hit.caller, []).append((hit, path))
    for caller, seen in found.items():
        yield _finding(facts, caller, seen)


def _finding(facts: Facts, caller: str, seen: list[tuple[Hit, Path]]) -> Finding:
    """What one method asks for, in one request or one after another."""
    wanted = list(dict.fromkeys(name for hit, _ in seen for name in names(hit)))
    hit, path = seen[0]
    return finding(
        f"打开应用即申请权限，未等用户使用相应功能：{'、'.join(short(name) for name in wanted[:MOST_NAMES])}",
        f"Asks for {', '.join(name.rpartition('.')[2] for name in wanted[:MOST_NAMES])} when the app opens,"
        " before its function is used",
        key=("launch", class_of(caller)),
        party=owner(facts, frames(hit, path)),
        verdict="suspected",
        consent=moment(facts, hit).consent,
        personal_info=sorted({_information(name) for name in wanted} - {""}),
        evidence=[call_chain(facts, hit, path), *(code(one) for one, _ in seen[:MOST_CHAINS])],
    )


def _information(name: str) -> str:
    known = knowledge.permission(name)
    return known.personal_info if known is not None else ""
