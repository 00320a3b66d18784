"""The name under the icon has no visible character.

Clause: 26号-1.3.3 不得以空白名称
Needs: manifest (labels resolved in every locale of the package).
Violates: the application's label, or that of an activity with a launcher entry, keeps no character once
    format characters, spaces, fillers (U+3164, U+115F, U+2800 …) and lone marks are removed.
Limits: a font that draws nothing for a letter is not seen; labels set at run time by shortcuts are not.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.manifest import Component
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._evidence import manifest_line
from mingjian.rules._finding import finding
from mingjian.rules._launcher import launchers
from mingjian.rules._texts import shown, visible

RULE = Rule(requirements=("26号-1.3.3",), severity="high", needs=("manifest",))


def check(facts: Facts) -> Iterator[Finding]:
    manifest = facts.manifest
    assert manifest is not None  # noqa: S101
    entries = launchers(manifest)
    if manifest.label is not None and any(entry.label is None for entry in entries):
        for locale, text in [("", manifest.label), *((t.locale, t.text) for t in manifest.labels)]:
            if not visible(text):
                yield _blank(facts, "application", locale, text, _application_line(facts))
    for entry in entries:
        if entry.label is not None and not visible(entry.label):
            yield _blank(facts, entry.name, "", entry.label, _label_line(facts, entry))


def _blank(facts: Facts, owner: str, locale: str, text: str, line: int) -> Finding:
    where_zh = f"（{locale}）" if locale else ""
    where_en = f" ({locale})" if locale else ""
    return finding(
        f"应用名称{where_zh}没有可见字符：{shown(text)}",
        f"The app's name{where_en} has no visible character: {shown(text)}",
        key=("label", owner, locale),
        party=app(facts),
        evidence=[manifest_line(facts, line)],
    )


def _application_line(facts: Facts) -> int:
    return _after(facts, 0, "<application")


def _label_line(facts: Facts, entry: Component) -> int:
    return _after(facts, entry.line - 1, "")


def _after(facts: Facts, start: int, opening: str) -> int:
    """Line of the first android:label at or below the element that opens after `start`."""
    text = facts.manifest.text if facts.manifest else ()
    begun = False
    for number in range(max(0, start), len(text)):
        begun = begun or opening in text[number]
        if begun and "android:label" in text[number]:
            return number + 1
    return max(1, start)
