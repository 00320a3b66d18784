"""Which control a step means: found in a dumped view tree by its words, its id or its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from mingjian import knowledge
from mingjian.artifacts.device_log.ui_tree import Node, Tree, read_xml
from mingjian.errors import ArtifactError

LONGEST_BUTTON = 16
"""Characters of a control's words; longer ones are sentences that mention them (project choice)."""
MORE_AGREE = ("同意并使用", "确定", "好的", "知道了", "ok", "allow", "continue")
"""Words that elsewhere mean little; looked for last, and only beside words of an agreement."""
_ALLOW_IDS = (
    "permission_allow_foreground_only_button",
    "permission_allow_button",
    "permission_allow_one_time_button",
)
_DENY_IDS = (
    "permission_deny_button", "permission_deny_and_dont_ask_again_button", "permission_no_upgrade_button",
)  # fmt: skip
_DIALOGS = re.compile(
    r"permissioncontroller|packageinstaller|permission[._]?grant|securitycenter|securitypermission"
)
"""Packages whose windows are the platform's or a vendor's permission dialogs."""
_ALLOW = (
    "仅在使用中允许",
    "仅使用期间允许",
    "使用时允许",
    "使用该应用时允许",
    "while using the app",
    "始终允许",
    "允许",
    "allow",
)
_DENY = ("不允许", "禁止", "拒绝", "deny", "don’t allow", "don't allow")


def tree(path: Path) -> Tree:
    """The view tree of a dump that was pulled.

    Raises:
        ArtifactError: it cannot be read.
    """
    return read_xml(path.read_bytes(), path.name)


def find(nodes: Sequence[Node], wanted: Literal["agree", "refuse"]) -> Node | None:
    """The control that agrees or refuses: the shortest words that say so, a clickable one first."""
    refuse = _words("refuse")
    if wanted == "refuse":
        return _best(nodes, refuse, ())
    found = _best(nodes, _words("agree"), refuse)
    if found is None and _speaks_of_agreement(nodes):
        found = _best(nodes, MORE_AGREE, refuse)
    return found


def by_words(nodes: Sequence[Node], words: Iterable[str]) -> Node | None:
    """The control whose text or description has one of `words`, an equal one before one that contains it."""
    return _best(nodes, tuple(word.casefold() for word in words), (), longest=200)


def permission_button(nodes: Sequence[Node], answer: Literal["grant", "deny"]) -> Node | None:
    """The button of a permission dialog; None when no such dialog is before the user."""
    dialog = [node for node in nodes if _DIALOGS.search(node.package) and node.shown]
    if not dialog:
        return None
    for name in _ALLOW_IDS if answer == "grant" else _DENY_IDS:
        for node in dialog:
            if node.id.endswith(name):
                return node
    return _best(dialog, _ALLOW, _DENY) if answer == "grant" else _best(dialog, _DENY, ())


def centre(node: Node) -> tuple[int, int]:
    """Where to touch it, in pixels."""
    return node.x + node.w // 2, node.y + node.h // 2


@cache
def _words(group: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in knowledge.words(group))


def _best(
    nodes: Sequence[Node], words: Sequence[str], against: Sequence[str], *, longest: int = LONGEST_BUTTON
) -> Node | None:
    ranked: list[tuple[tuple[bool, bool, int], int]] = []
    for index, node in enumerate(nodes):
        said = (node.text or node.description).strip().casefold()
        if (
            not said
            or len(said) > longest
            or not node.shown
            or not node.enabled
            or node.checkable
            or not node.w
        ):
            continue
        if any(word in said for word in against) or not any(word in said for word in words):
            continue
        ranked.append(((not _clickable(nodes, node), said not in words, len(said)), index))
    return nodes[min(ranked)[1]] if ranked else None


def _clickable(nodes: Sequence[Node], node: Node) -> bool:
    """It, or what holds it, takes touches; a tree's parents come before their children."""
    while not node.clickable:
        if not 0 <= node.parent < len(nodes):
            return False
        node = nodes[node.parent]
    return True


def _speaks_of_agreement(nodes: Sequence[Node]) -> bool:
    named = _words("agreement")
    return any(word in node.text.casefold() for node in nodes for word in named)


def seen(path: Path) -> tuple[Node, ...]:
    """Nodes of a dump; none where it cannot be read, which is the step's failure and not the session's."""
    try:
        return tree(path).nodes
    except ArtifactError:
        return ()
