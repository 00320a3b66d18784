"""What a policy's link opened: whether it is a privacy policy, and of this app."""

from __future__ import annotations

import re

from mingjian.artifacts.page_visit import Linked
from mingjian.artifacts.policy import read_bytes
from mingjian.errors import ArtifactError
from mingjian.facts.policy.read import from_document
from mingjian.facts.web_page.words import POLICY
from mingjian.patterns import late

DEAD = late(r"^\s*(#.*|javascript:.*|about:blank)?\s*$", re.IGNORECASE)
LEAST_CHARACTERS = 120
"""Shorter is no policy (project choice)."""
LEAST_NAME = 2


def about(link: Linked | None, href: str, name: str, operator: str) -> tuple[bool | None, bool | None, str]:
    """Whether the link works, whether it is of this app, and why not. None: it was not opened."""
    if link is None or (link.status is None and not link.dialog and not link.characters):
        if DEAD.match(href):
            return False, None, "leads nowhere"
        return (None, None, "") if link is None else (False, None, "no answer")
    if link.status is not None and link.status >= 400:
        return False, None, f"HTTP {link.status}"
    text = f"{link.title}\n{link.excerpt}"
    if not _is_policy(link, text):
        return False, None, "not a privacy policy"
    return True, _of_app(text, name, operator), ""


def _is_policy(link: Linked, text: str) -> bool:
    if "pdf" in link.mime:
        return True  # its text is not in the visit
    if link.characters < LEAST_CHARACTERS or not POLICY.search(text):
        return False
    return len(re.findall(r"个人信息|隐私|personal (?:information|data)|privacy", text, re.I)) >= 3


def _of_app(text: str, name: str, operator: str) -> bool | None:
    """It names the app or its operator; False where it names others, None where nothing can be told."""
    bare = "".join(text.split())
    names = [part for part in ("".join(name.split()), "".join(operator.split())) if len(part) >= LEAST_NAME]
    if any(part in bare for part in names):
        return True
    if not names:
        return None
    try:
        read = from_document(read_bytes(text.encode(), source="page", hint="txt"))
    except ArtifactError:
        return None
    return False if read.apps or read.operators else None
