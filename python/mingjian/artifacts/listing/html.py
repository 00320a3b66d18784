"""A store's page saved as HTML: labelled elements, their values, and whether they stand on the page itself.

What the page does not have may be put there by a script: only on a page that shows most elements by itself is
an element that is absent taken for looked for and not shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

from mingjian.artifacts.listing import words
from mingjian.artifacts.policy.encoding import decode
from mingjian.errors import ArtifactError

MOST_NODES = 200_000
MOST_TEXT = 20_000
MOST_LABEL = 16
MOST_PERMISSIONS = 300
SHOWN_BY_ITSELF = 4
"""So many of the seven public elements in the file itself show that the page is not drawn by a script
(project choice)."""
PUBLIC = ("name", "developer", "version", "updated", "function", "permissions", "privacy_policy_url")
_Told = dict[str, object]
_one = msgspec.json.Decoder(_Told).decode
_list = msgspec.json.Decoder(list[_Told]).decode
_SPACE = re.compile(r"\s+")
_PRIVACY = re.compile(r"隐私(?:权|保护)?(?:政策|协议|条款|声明)|个人信息保护政策|privacy policy", re.I)
_DEAD = re.compile(r"^(?:|#.*|javascript:.*)$", re.I)
_INLINE = re.compile(r"^(?P<label>[^:：]{1,16})[:：]\s*(?P<value>.+)$", re.S)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


def fields(data: bytes, shown: str) -> dict[str, object]:
    """The fields of the page, as `ListingFacts` names them.

    Raises:
        ArtifactError: `listing_no_fields`: the page shows no element of a listing.
    """
    text = decode(data)[0]
    tree = LexborHTMLParser(text)
    found: dict[str, object] = {}
    placement: dict[str, str] = {}
    for field, value in _structured(tree):
        found.setdefault(field, value)
    tree.strip_tags(["script", "style", "noscript", "template"])
    body = tree.body
    if body is not None:
        for field, value, place in _labelled(body):
            if found.get(field) in (None, "", []):
                found[field] = value
            if placement.get(field) != "shown":
                placement[field] = place
        for value, place in _policy_links(body):
            found.setdefault("privacy_policy_url", value)
            placement.setdefault("privacy_policy_url", place)
        heading = body.css_first("h1")
        if heading is not None and _text(heading):
            found.setdefault("name", _text(heading)[:500])
    if placement.get("permissions") == "linked" and not found.get("permissions"):
        found.pop("permissions", None)  # behind a link: not recorded, its place is what is known
    if not set(found) & set(PUBLIC):
        raise ArtifactError("listing_no_fields", "no element of a store's page in it", path=shown, entry="$")
    if sum(bool(found.get(field)) for field in PUBLIC) >= SHOWN_BY_ITSELF:
        for field in PUBLIC:
            if field not in found and field not in placement:
                found[field] = [] if field == "permissions" else ""
    return {**found, "placement": placement, "form": "html"}


def _structured(tree: LexborHTMLParser) -> Iterator[tuple[str, object]]:
    """What the page says of itself for search engines (schema.org SoftwareApplication)."""
    for node in tree.css('script[type="application/ld+json"]'):
        try:
            told = _items_told(node.text())
        except (msgspec.DecodeError, RecursionError):
            continue
        for item in told:
            yield from _software(item)


def _items_told(text: str) -> list[_Told]:
    return _list(text) if text.lstrip().startswith("[") else [_one(text)]


def _software(item: dict[str, object]) -> Iterator[tuple[str, object]]:
    if "Application" not in str(item.get("@type", "")):
        return
    author = item.get("author") or item.get("publisher")
    if isinstance(author, dict):
        author = cast("dict[str, object]", author).get("name")
    for field, value in (
        ("name", item.get("name")),
        ("version", item.get("softwareVersion")),
        ("developer", author),
        ("function", item.get("description")),
        ("updated", item.get("dateModified")),
    ):
        if isinstance(value, str) and value.strip():
            yield field, value.strip()[:500] if field != "function" else value.strip()[:MOST_TEXT]


def _labelled(body: LexborNode) -> Iterator[tuple[str, object, str]]:
    """Every label with its value and whether it is shown, hidden or behind a link."""
    for count, node in enumerate(body.traverse(include_text=False)):
        if count > MOST_NODES:
            return
        own = _own_text(node)
        if not own or len(own) > 500:
            continue
        inline = _INLINE.match(own)
        if inline and (field := words.field_of(inline["label"])):
            yield field, _value(field, inline["value"], None), _shown(node)
            continue
        if len(own) > MOST_LABEL or (field := words.field_of(own)) is None:
            continue
        if field == "privacy_policy_url":
            continue  # its link is what counts
        beside = _beside(node)
        if beside is not None:
            yield field, _value(field, _text(beside), beside), _shown(beside)
        elif node.tag == "a" and field == "permissions":
            yield field, "", "linked"


def _beside(label: LexborNode) -> LexborNode | None:
    """The element that holds a label's value: what follows it, or what follows its parent."""
    at: LexborNode | None = label
    for _ in range(3):
        if at is None or at.tag == "body":
            return None
        after = at.next
        while after is not None and after.tag in ("-text", "-comment") and not _text(after):
            after = after.next
        if after is not None and _text(after):
            return None if words.field_of(_text(after)[:MOST_LABEL]) else after
        at = at.parent
    return None


def _value(field: str, text: str, node: LexborNode | None) -> object:
    if field == "permissions":
        if node is not None and (items := _items(node)):
            return [words.permission(item) for item in items[:MOST_PERMISSIONS]]
        return words.permissions(text)[:MOST_PERMISSIONS]
    if field == "size_bytes":
        return words.size(text)
    if field == "version_code":
        digits = re.search(r"\d+", text)
        return int(digits[0]) if digits else None
    if field == "signer_sha256":
        return text if re.fullmatch(r"(?:[0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}", text) else None
    return text[:MOST_TEXT] if field in ("function", "personal_info") else text[:500]


def _items(node: LexborNode) -> list[str]:
    """The rows of a list or table; a term and its description are one."""
    terms = node.css("dt")
    if terms:
        return [f"{_text(term)}：{_text(term.next) if term.next else ''}" for term in terms]
    table = ["：".join(_text(cell) for cell in row.css("td")[:2]) for row in node.css("tr") if row.css("td")]
    return table or [_text(item) for item in node.css("li") if _text(item)]


def _policy_links(body: LexborNode) -> Iterator[tuple[str, str]]:
    for link in body.css("a"):
        if _PRIVACY.search(_text(link)):
            target = (link.attributes.get("href") or "").strip()
            yield ("" if _DEAD.match(target) else target[:500]), _shown(link)


def _shown(node: LexborNode) -> str:
    at: LexborNode | None = node
    while at is not None and at.tag != "body":
        style, hidden = at.attributes.get("style"), "hidden" in at.attributes
        if hidden or (style and _HIDDEN.search(style)):
            return "hidden"
        at = at.parent
    return "shown"


def _own_text(node: LexborNode) -> str:
    return _SPACE.sub(" ", node.text(deep=False)).strip()


def _text(node: LexborNode) -> str:
    return _SPACE.sub(" ", node.text(separator=" ")).strip()
