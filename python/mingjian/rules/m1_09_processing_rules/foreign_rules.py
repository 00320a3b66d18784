"""Asks users of a Chinese app for agreement in a foreign language only.

Clause: 26号-1.9.1 以简洁、清晰、易懂的方式告知用户个人信息处理规则
Needs: layout, resources, manifest.
Violates: never by code alone; suspected where the app's name or most words of the screen are Chinese, while
    the words on that screen that name the privacy policy or agreement and ask to agree to it have no
    Chinese character in any language variant, and no other screen or string of the package names them in
    Chinese.
Limits: texts set by code, fetched at run time or shown as web pages are not seen; whether the policy itself
    is in Chinese is for the policy to tell.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.layout import Layout
from mingjian.facts.parties import app
from mingjian.facts.words import AGREEMENT
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._agreement import asks, naming
from mingjian.rules._evidence import layout_view
from mingjian.rules._finding import finding

RULE = Rule(
    requirements=("26号-1.9.1",), severity="medium", needs=("layout", "resources", "manifest"), proves=False
)
LEAST_WORDS = 12
"""Letters below which a text is a link or a label, not a question (project choice)."""


def check(facts: Facts) -> Iterator[Finding]:
    if not naming(facts) or _told_in_chinese(facts):
        return
    for layout in naming(facts):
        for index, view in enumerate(layout.views):
            text = view.text or ""
            if len(text) < LEAST_WORDS or _is_chinese(text) or not asks(view):
                continue
            if _named_in_chinese(facts) or _mostly_chinese(layout):
                yield finding(
                    f"中文应用仅以外文征求同意：“{text[:40]}”",
                    f"A Chinese app asks for agreement in a foreign language only: “{text[:60]}”",
                    key=("foreign", layout.name),
                    party=app(facts),
                    verdict="suspected",
                    evidence=[layout_view(layout, index)],
                )
                break


def _told_in_chinese(facts: Facts) -> bool:
    """Some string, screen or question in code names the document in Chinese."""
    texts = [text.value for text in facts.resources.texts] if facts.resources else []
    texts += [
        view.text for at in (facts.layout.layouts if facts.layout else ()) for view in at.views if view.text
    ]
    texts += [gate.why for gate in facts.calls.gates] if facts.calls else []
    return any(not text.isascii() and AGREEMENT.search(text) and _is_chinese(text) for text in texts)


def _named_in_chinese(facts: Facts) -> bool:
    manifest = facts.manifest
    if manifest is None:
        return False
    return any(_is_chinese(name) for name in (manifest.label or "", *(one.text for one in manifest.labels)))


def _mostly_chinese(layout: Layout) -> bool:
    others = [view.text for view in layout.views if view.text and not asks(view)]
    return bool(others) and sum(bool(_is_chinese(text)) for text in others) * 2 > len(others)


def _is_chinese(text: str) -> bool:
    """Whether a Chinese character is in it."""
    return not text.isascii() and any("\u4e00" <= letter <= "\u9fff" for letter in text)
