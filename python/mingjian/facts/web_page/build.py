"""A recorded visit read as facts: `from_folder` is the door."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

from msgspec.structs import replace

from mingjian.artifacts import page_visit as record
from mingjian.facts import Facts
from mingjian.facts.listing import ListingFacts
from mingjian.facts.subject import SubjectFacts
from mingjian.facts.web_page import Act, Control, Offer, Picture, WebPageFacts
from mingjian.facts.web_page.acts import acts
from mingjian.facts.web_page.delivered import delivered
from mingjian.facts.web_page.elements import read as elements_of
from mingjian.facts.web_page.folds import folds
from mingjian.facts.web_page.offers import offers, store_page
from mingjian.facts.web_page.overlays import confirmations, overlays
from mingjian.facts.web_page.places import beside, control, readable, same_page, words_of
from mingjian.facts.web_page.words import REMARKS, STORE_SIGNS, says

ARTICLE = 400
"""Characters of main text that make a page something to read (project choice)."""
LISTED = 3
"""So many of a listing's elements on a page that offers an app make it that app's page (project choice)."""
GOES_ON = frozenset({"endless_scroll"})
"""What a visit could not finish because there is no end, which hides nothing."""
PUBLIC = ("name", "developer", "version", "updated", "function", "permissions", "privacy_policy_url")
MOST_REMARKS = 40
Kind = Literal["recommendation", "article", "listing", "store", "other"]


def from_folder(path: str | Path) -> WebPageFacts:
    """The facts of the visit recorded in a folder, with its screenshots and what it delivered.

    Raises:
        ArtifactError: `visit_unreadable`, `visit_too_large`, `visit_form`, `visit_changed`.
    """
    folder = record.place(path)
    visit = record.read(folder)
    done = acts(visit)
    found = offers(visit, done)
    told = elements_of(visit)
    return WebPageFacts(
        url=visit.url,
        final_url=visit.final_url or visit.url,
        title=visit.title,
        status=visit.status,
        redirects=tuple(hop.to for hop in visit.hops),
        kind=_kind(visit, found, sum(one.state == "shown" for one in told.elements)),
        width_px=visit.phone.width_px,
        height_px=visit.phone.height_px,
        visits=visit.openings,
        watched_s=visit.watched_s,
        text_characters=_characters(visit),
        acts=done,
        overlays=overlays(visit),
        folds=folds(visit),
        controls=_controls(visit, done),
        elements=told.elements,
        offers=found,
        confirmations=confirmations(visit),
        delivered=delivered(visit, done, folder),
        promise=told.promise,
        says=_remarks(visit),
        history_trap=visit.back_left is False,
        pictures=tuple(Picture(sha256=one.sha256, moment=one.moment) for one in visit.pictures),
        media={one.sha256: record.picture(folder, one) for one in visit.pictures},
        unsettled=tuple(dict.fromkeys(one.code for one in visit.unsettled if one.code not in GOES_ON)),
        har=record.HAR,
    )


def alone(path: str | Path) -> Facts:
    """The facts of a page that was visited and stands alone: the subject is its address.

    Raises:
        ArtifactError: as `from_folder`.
    """
    page = from_folder(path)
    data = (record.place(path) / record.NAME).read_bytes()
    return standing_alone(page, sha256=hashlib.sha256(data).hexdigest(), size_bytes=len(data))


def standing_alone(page: WebPageFacts, *, sha256: str, size_bytes: int) -> Facts:
    """A page as the subject; a store's page is its listing too."""
    subject = SubjectFacts(kind="web_page", path=page.url, sha256=sha256, size_bytes=size_bytes)
    listing = _as_looked_for(page) if page.kind == "store" else None
    return Facts(subject=subject, web_page=page, listing=listing)


def _as_looked_for(page: WebPageFacts) -> ListingFacts | None:
    """The promise of a store's page, where what was looked for on the whole page and not found is empty."""
    if page.promise is None:
        return None
    told = {name: getattr(page.promise, name) for name in PUBLIC}
    return replace(
        page.promise,
        source=page.final_url,
        **{name: "" if name != "permissions" else () for name, value in told.items() if value is None},
    )


def _characters(visit: record.Visit) -> int:
    return max((view.text_characters for view in visit.views if same_page(visit, view)), default=0)


def _kind(visit: record.Visit, found: tuple[Offer, ...], shown: int) -> Kind:
    signs = {one[0] for _, passage in words_of(visit) if (one := STORE_SIGNS.search(passage.text))}
    if store_page(visit.final_url) or (len(signs) > 1 and shown >= LISTED and found):
        return "store"
    if shown >= LISTED and found:
        return "listing"
    if _characters(visit) >= ARTICLE:
        return "article"
    return "recommendation" if found else "other"


def _controls(visit: record.Visit, done: tuple[Act, ...]) -> tuple[Control, ...]:
    """Controls whose words promise something or whose touch did something, as they first stood."""
    found: dict[str, Control] = {}
    touched = {act.control.selector for act in done if act.control is not None}
    for view in visit.views:
        for node in view.nodes if same_page(visit, view) else ():
            words = beside(view, node) if node.checked is not None else ""
            if node.selector not in found and (
                says(node.text or words, node.label) or node.selector in touched
            ):
                found[node.selector] = control(node, words)
    return tuple(found.values())


def _remarks(visit: record.Visit) -> tuple[str, ...]:
    told = [one.text[:400] for _, one in words_of(visit) if readable(one)]
    return tuple(dict.fromkeys(text for text in told if any(one.search(text) for one in REMARKS)))[
        :MOST_REMARKS
    ]
