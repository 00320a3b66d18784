"""What the page did, with what the reader had done just before."""

from __future__ import annotations

from mingjian.artifacts import page_visit as record
from mingjian.capture.page.words import is_package
from mingjian.facts.web_page import Act
from mingjian.facts.web_page.places import control

PACKAGE_TYPES = ("application/vnd.android.package-archive", "application/vnd.android")
TOUCHES = frozenset({"control", "text", "blank", "close", "unfold"})


def acts(visit: record.Visit) -> tuple[Act, ...]:
    """Every act of the visit, in order."""
    return tuple(_act(visit, one) for one in visit.acts)


def _act(visit: record.Visit, one: record.Act) -> Act:
    step = visit.steps[one.step] if one.step >= 0 else None
    touched = step is not None and step.cause in TOUCHES
    return Act(
        at_ms=one.at_ms,
        kind="navigate" if one.kind == "redirect" and not one.how.startswith("http") else one.kind,
        target=one.target,
        package=one.kind in ("download", "fetch_package") and _is_package(visit, one),
        cause=step.cause if step is not None else "none",
        control=control(step.node) if touched and step is not None and step.node is not None else None,
        gesture=one.gesture,
        platform_opens=one.opens,
        hidden=one.hidden,
        visit=one.opening,
    )


def _is_package(visit: record.Visit, one: record.Act) -> bool:
    if one.kind == "fetch_package" or is_package(one.target) or is_package(one.file_name):
        return True
    if one.delivery < 0:
        return False
    delivery = visit.deliveries[one.delivery]
    return delivery_is_package(delivery)


def delivery_is_package(delivery: record.Delivery) -> bool:
    """By type or name, an app's package was delivered."""
    return (
        delivery.mime.lower().startswith(PACKAGE_TYPES)
        or is_package(delivery.name)
        or is_package(delivery.url)
    )
