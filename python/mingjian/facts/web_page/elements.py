"""The elements a page must show of the app it offers: where they stand, whether a reader can read them.

Labels are those of store pages (artifacts/listing/words.py); a value stands behind its label's colon or in
the next block.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct

from mingjian.artifacts.listing import words as listing
from mingjian.artifacts.page_visit import Linked, Node, Passage, View, Visit
from mingjian.facts.listing import ListedPermission, ListingFacts
from mingjian.facts.web_page import Element
from mingjian.facts.web_page.places import (
    LEAST_CONTRAST,
    LEAST_FONT_PX,
    box,
    in_details,
    is_link,
    passages,
    readable,
    same_page,
    seen,
    words_of,
)
from mingjian.facts.web_page.policy import about
from mingjian.facts.web_page.words import POLICY
from mingjian.patterns import late

INLINE = late(r"(?P<label>[^:：]{1,16})[:：]\s*(?P<value>.+)", re.S)
MOST_LABEL = 16
MOST_ROWS = 60
MOST_LINK = 60
_LIST = re.compile(r".*[ >](?:ul|ol|dl|table)(?=[: ])[^>]*>")
_ROW = re.compile(r".*[ >]tr(?=[: ])[^>]*>")
COMPANY = late(
    r"[\u4e00-\u9fff（）()·\w]{2,40}?(有限责任公司|股份有限公司|有限公司|集团公司|工作室|研究院|合伙企业|个体工商户)"
    r"|\b[\w .,&-]{2,40}\b(Inc\.?|Ltd\.?|LLC|GmbH|Corporation)"
)
ARTICLE = 400
PROSE = 15
"""Chinese characters of a block that may describe what an app does where no label says so."""
NAMES: Mapping[str, str] = {
    "developer": "operator", "function": "functions", "permissions": "permissions", "name": "name",
    "version": "version",
}  # fmt: skip
State = Literal["shown", "linked", "hidden", "missing"]
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LINKS = {"operator": re.compile(r"开发者|运营者|开发商|公司信息|供应商"), "permissions": re.compile(r"权限")}


class Told(Struct, frozen=True):
    """One field of the page's listing."""

    text: str
    passage: Passage
    view: View
    rows: tuple[str, ...] = ()


class Read(Struct, frozen=True):
    elements: tuple[Element, ...]
    promise: ListingFacts | None


def read(visit: Visit) -> Read:
    """The elements, and what the page promises in the shape of a listing; no promise on other pages."""
    blocks = [(view, one) for view, one in words_of(visit) if not one.main or len(one.text) < 400]
    controls = {node.text for view in visit.views for node in view.nodes if is_link(node)}
    blocks = [(view, one) for view, one in blocks if one.text not in controls]
    told = _labelled(blocks)
    _unlabelled(visit, blocks, told)
    name = told["name"].text if "name" in told else _heading(visit, blocks)
    operator = told["developer"].text if "developer" in told else ""
    policy = _policy(visit, name, operator)
    elements = [_element(visit, NAMES[field], told.get(field)) for field in NAMES if field != "name"]
    shown = sum(field in told for field in ("developer", "version", "function", "permissions", "package"))
    return Read((*elements, policy), _promise(told, name, policy) if shown >= 2 else None)


def _labelled(blocks: Sequence[tuple[View, Passage]]) -> dict[str, Told]:
    """Fields by their labels; of several the first that can be read."""
    found: dict[str, Told] = {}

    def put(field: str, told: Told) -> None:
        known = found.get(field)
        if told.text and (known is None or (readable(told.passage) and not readable(known.passage))):
            found[field] = told

    for index, (view, passage) in enumerate(blocks):
        text = passage.text.strip()
        for part in re.split(r"[\n　]+", text):
            inline = INLINE.fullmatch(part.strip())
            field = listing.field_of(inline["label"]) if inline else None
            if inline and field:
                put(field, Told(inline["value"].strip(), passage, view, _rows(field, inline["value"])))
        field = listing.field_of(text) if len(text) <= MOST_LABEL else None
        if field and field != "privacy_policy_url":
            values = _below(blocks, index)
            if values:
                rows = _permission_rows(values) if field == "permissions" else ()
                value = "\n".join(rows) or values[0].text
                # what is hidden is the value, or else the label alone
                put(field, Told(value.strip(), values[0], view, rows))
    return found


def _rows(field: str, value: str) -> tuple[str, ...]:
    return tuple(re.split(r"[;；]", value)) if field == "permissions" else ()


def _below(blocks: Sequence[tuple[View, Passage]], index: int) -> list[Passage]:
    """What stands behind a label, up to the next label, heading or link."""
    label = blocks[index][1]
    values: list[Passage] = []
    for _, passage in blocks[index + 1 : index + 1 + MOST_ROWS]:
        text = passage.text.strip()
        if (
            passage.layer != label.layer
            or passage.href
            or _is_heading(passage)
            or (len(text) <= MOST_LABEL and listing.field_of(text))
            or ((inline := INLINE.fullmatch(text)) and listing.field_of(inline["label"]))
        ):
            break
        values.append(passage)
    return values


def _permission_rows(values: Sequence[Passage]) -> tuple[str, ...]:
    """The rows of the list or table that the first value stands in; of loose blocks, the short ones beside
    it. A table row's cells are one row: name and purpose."""
    first = values[0].selector
    listed = _LIST.match(first)
    rows: dict[str, str] = {}
    for one in values:
        if listed is not None:
            if not one.selector.startswith(listed[0]):
                break
        elif one.selector.rpartition(" > ")[0] != first.rpartition(" > ")[0] or len(one.text) > MOST_LINK:
            break
        row = _ROW.match(one.selector)
        key = row[0] if row else one.selector
        rows[key] = f"{rows[key]}：{one.text}" if key in rows else one.text
    return tuple(rows.values())


def _is_heading(passage: Passage) -> bool:
    return re.search(r"(^|[ >])h[1-6][^ >]*$", passage.selector) is not None


def _unlabelled(visit: Visit, blocks: Sequence[tuple[View, Passage]], told: dict[str, Told]) -> None:
    """A company's name and a describing sentence are taken where no label announces them."""
    for view, passage in blocks:
        if "developer" not in told and (company := COMPANY.search(passage.text)) and readable(passage):
            told["developer"] = Told(company[0], passage, view)
        describes = (
            len(_HAN.findall(passage.text)) >= PROSE
            and not INLINE.fullmatch(passage.text)
            and not passage.href
            and not COMPANY.search(passage.text)
            and not POLICY.search(passage.text)
        )
        if "function" not in told and describes and readable(passage) and not _article(visit):
            told["function"] = Told(passage.text, passage, view)


def _article(visit: Visit) -> bool:
    """The page has a main text long enough to be about something else, folded or not."""
    return any(
        view.text_characters + sum(fold.hidden_characters for fold in view.folds) > ARTICLE
        for view in visit.views
        if same_page(visit, view)
    )


def _heading(visit: Visit, blocks: Sequence[tuple[View, Passage]]) -> str:
    first = next((one.text for _, one in blocks if re.search(r"(^|[ >])h1[^ >]*$", one.selector)), "")
    return (first or visit.title).strip()[:200]


def _element(visit: Visit, name: str, told: Told | None) -> Element:
    link = _link(visit, name) if told is None or not readable(told.passage) else None
    if told is None:
        state: State = "linked" if link is not None else "missing"
        return Element(
            name=name,  # type: ignore[arg-type]
            state=state,
            text=link.text if link else "",
            href=link.href if link else "",
        )
    return Element(
        name=name,  # type: ignore[arg-type]
        state="shown" if readable(told.passage) else "hidden",
        text=told.text[:400],
        box=box(told.passage.box, name),
        screens_down=max(0.0, (told.passage.box.y + told.view.scroll_y) / visit.phone.height_px),
    )


def _link(visit: Visit, name: str) -> Linked | None:
    pattern = _LINKS.get(name)
    return next(
        (one for one in visit.links if pattern and pattern.search(one.text) and one.status == 200), None
    )


def _policy(visit: Visit, name: str, operator: str) -> Element:
    """The policy's link: the first that can be seen and works, else the first."""
    found: list[Element] = []
    for view, node in _links_to(visit, POLICY):
        link = next((one for one in visit.links if one.href == node.href), None) or next(
            (one for one in visit.links if one.dialog and one.text == node.text), None
        )
        works, of_app, why = about(link, node.href, name, operator)
        found.append(
            Element(
                name="policy",
                state="shown" if _visible(node) else "hidden",
                text=(node.text or node.label or "…")[:200],
                href=node.href,
                works=works,
                of_app=of_app,
                why=why,
                box=box(node.box, "policy"),
                screens_down=max(0.0, (node.box.y + view.scroll_y) / visit.phone.height_px),
            )
        )
    if not found:
        return Element(name="policy", state="missing")
    return min(found, key=lambda one: (one.state != "shown", one.works is False, one.of_app is False))


def _links_to(visit: Visit, words: re.Pattern[str]) -> list[tuple[View, Node]]:
    """Links and buttons of the page whose words `words` finds, each as it is best seen."""
    best: dict[str, tuple[View, Node]] = {}
    for view in visit.views:
        for node in view.nodes if same_page(visit, view) else ():
            told = node.text or node.label or _folded_words(visit, view, node)
            if len(told) <= MOST_LINK and words.search(told) and is_link(node):
                known = best.get(node.selector)
                if known is None or (_visible(node) and not _visible(known[1])):
                    best[node.selector] = (view, node)
    return list(best.values())


def _folded_words(visit: Visit, view: View, node: Node) -> str:
    """The words of a link in a closed `details`, which the browser does not lay out."""
    if not in_details(node.selector):
        return ""
    own = (node.selector, node.selector.rpartition(" > ")[0])
    return next((one.text for one in passages(visit, view) if one.selector in own), "")


def _visible(node: Node) -> bool:
    faint = node.contrast is not None and node.contrast < LEAST_CONTRAST
    return (seen(node) or in_details(node.selector)) and not faint and not 0 < node.font_px < LEAST_FONT_PX


def _promise(told: Mapping[str, Told], name: str, policy: Element) -> ListingFacts:
    def field(wanted: str) -> str | None:
        one = told.get(wanted)
        return one.text[:500] if one is not None and readable(one.passage) else None

    permissions = told.get("permissions")
    signer = re.sub(r"[^0-9a-f]", "", (field("signer_sha256") or "").lower())
    return ListingFacts(
        source="page",
        name=name[:500] or None,
        developer=field("developer"),
        version=field("version"),
        package=field("package"),
        signer_sha256=signer if len(signer) == 64 else None,
        permissions=tuple(
            ListedPermission(name=row["name"][:500], purpose=row["purpose"])
            for text in permissions.rows
            for row in listing.permissions(text)
            if row["name"]
        )[:MOST_ROWS]
        if permissions is not None and readable(permissions.passage)
        else None,
        privacy_policy_url=policy.href[:500] or None,
        function=field("function"),
        updated=field("updated"),
        form="html",
    )
