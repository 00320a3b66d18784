"""Controls that lead to an app, in their surroundings: what they brought, and what stands beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from mingjian.artifacts.page_visit import Node, Passage, View, Visit
from mingjian.capture.page.words import is_app_address, is_package, is_store
from mingjian.facts.web_page import Act, Offer
from mingjian.facts.web_page.places import control, is_link, passages, readable, same_page
from mingjian.facts.web_page.words import ADVERT, STORE, says

STORE_HOSTS = (
    "appgallery.huawei.com", "appgallery.cloud.huawei.com", "a.app.qq.com", "sj.qq.com", "android.myapp.com",
    "app.mi.com", "m.app.mi.com", "app.oppomobile.com", "store.oppomobile.com", "h5coml.vivo.com.cn",
    "app.vivo.com.cn", "mobile.baidu.com", "zhushou.360.cn", "www.wandoujia.com", "play.google.com",
    "apps.apple.com", "itunes.apple.com", "galaxystore.samsung.com", "m.malavida.com", "apps.samsung.com",
    "www.coolapk.com",
)  # fmt: skip
"""Stores' own pages: an app offered there is shown with its elements there."""
MOST_AROUND = 400
"""Characters of a block that are its own surroundings and not the page (project choice)."""
ARTICLE = 400
"""Characters of a main text that is about something else."""
Leads = Literal["package", "store", "app", "page", "nothing"]


def offers(visit: Visit, acts: Sequence[Act]) -> tuple[Offer, ...]:
    """Every control that promises an app or led to one, once."""
    found: dict[str, Offer] = {}
    for view in visit.views:
        if not same_page(visit, view):
            continue
        for node in view.nodes:
            if node.selector not in found and node.shown and _concerns(node, acts):
                found[node.selector] = _offer(visit, view, node, acts)
    return tuple(found.values())


def _concerns(node: Node, acts: Sequence[Act]) -> bool:
    told = set(says(node.text, node.label)) if is_link(node) else set[str]()
    if told & {"close", "cancel", "policy"}:
        return False
    if told & {"download", "open_app", "store"} or is_package(node.href) or is_app_address(node.href):
        return node.checked is None
    return any(_by(act, node) and (act.package or act.kind == "scheme") for act in acts)


def _by(act: Act, node: Node) -> bool:
    return act.control is not None and act.control.selector == node.selector and act.cause == "control"


def _offer(visit: Visit, view: View, node: Node, acts: Sequence[Act]) -> Offer:
    leads, target = _leads(node, acts)
    around = _around(visit, view, node)
    return Offer(
        control=control(node),
        leads=leads,
        target=target,
        around=around,
        inside_text=_inside(visit, view, node),
        labelled=(found[0] if (found := ADVERT.search(around)) else ""),
    )


def _leads(node: Node, acts: Sequence[Act]) -> tuple[Leads, str]:
    own = [act for act in acts if _by(act, node)]
    for act in own:
        if act.package:
            return "package", act.target
    for target in (*(act.target for act in own if act.kind != "history"), node.href):
        if is_package(target):
            return "package", target
        if is_store(target) or store_page(target) or "scheme=market" in target:
            return "store", target
        if is_app_address(target):
            return "app", target
        if target.startswith(("http:", "https:")):
            return ("store" if STORE.search(node.text) else "page"), target
    return "nothing", node.href


def store_page(url: str) -> bool:
    """An address of a store's own pages."""
    host = url.partition("://")[2].partition("/")[0].partition(":")[0].lower()
    return host in STORE_HOSTS


def _around(visit: Visit, view: View, node: Node) -> str:
    """The text of the largest block round the control that is still its own: less than MOST_AROUND long."""
    words = [one for one in passages(visit, view) if readable(one)]
    parts = node.selector.split(" > ")
    best = node.text
    for depth in range(len(parts) - 1, 1, -1):
        start = " > ".join(parts[:depth])
        inside = [
            one.text for one in words if one.selector == start or one.selector.startswith(f"{start} > ")
        ]
        text = " ".join(dict.fromkeys(inside))
        if len(text) > MOST_AROUND:
            break
        best = text or best
    return best[:MOST_AROUND]


def _inside(visit: Visit, view: View, node: Node) -> bool:
    """Main text stands above and below it, and the control is no bar or window over it."""
    if node.layer >= 0 or view.text_characters < ARTICLE:
        return False
    main: list[Passage] = [one for one in passages(visit, view) if one.main and len(one.text) > 20]
    below = sum(one.box.y >= node.box.y + node.box.h for one in main)
    above = any(_prefix(view.main, one.selector) for one in main)
    return below >= 2 and above and _prefix(view.main, node.selector)


def _prefix(outer: str, inner: str) -> bool:
    return bool(outer) and (inner == outer or inner.startswith(f"{outer} > "))
