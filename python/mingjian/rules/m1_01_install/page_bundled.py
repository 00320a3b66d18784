"""A download brings other apps along.

Clause: 26号-1.1.10 “强制捆绑”
Needs: web_page (scan-page).
Violates: one touch delivers more than one app's package, or a box that adds another app is ticked before
    anyone touched it. The page is where the download is confirmed: a settled visit answers for it.
Limits: what the installed app downloads later is told by a run of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.web_page import Delivered
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._web_page import NO_PACKAGE, covered, delivers, of_act, of_control, page, publisher

RULE = Rule(
    requirements=("26号-1.1.10",), severity="high", needs=("web_page",), prove_any=("web_page_browser",)
)


def check(facts: Facts) -> Judgement:
    found = list(_found(facts))
    return covered(facts, found) if found or delivers(facts) or page(facts).unsettled else NO_PACKAGE


def _found(facts: Facts) -> Iterator[Finding]:
    seen = page(facts)
    ticked = {
        one.selector: one
        for one in (*seen.controls, *(extra for window in seen.confirmations for extra in window.extras))
        if one.ticked and "extra_app" in one.says
    }
    for one in ticked.values():
        yield finding(
            f"默认勾选另一款应用：“{one.text[:40]}”",
            f"Another app is ticked in advance: “{one.text[:40]}”",
            key=("ticked", one.text[:40]),
            party=publisher(facts),
            evidence=[of_control(facts, one)],
        )
    by_touch: dict[tuple[str, int], dict[str, Delivered]] = {}
    for package in seen.delivered:
        if package.control is not None and package.act is not None:
            visit = seen.acts[package.act].visit
            by_touch.setdefault((package.control.selector, visit), {})[package.package or package.url] = (
                package
            )
    for brought in by_touch.values():
        if len(brought) > 1:
            names = [one.label or one.package or one.url for one in brought.values()]
            yield finding(
                f"一次点按下载了 {len(names)} 个应用：{'、'.join(names)[:80]}",
                f"One touch downloads {len(names)} apps: {', '.join(names)[:80]}",
                key=("several", *sorted(brought)),
                party=publisher(facts),
                evidence=[
                    of_act(facts, seen.acts[one.act]) for one in brought.values() if one.act is not None
                ],
            )
