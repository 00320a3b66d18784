"""Small edits on the lawful policy: what one twin changes, said in policy.toml, done on its source.

The base is well-formed, so an edit by structure parses it, changes it and writes it back; an edit by words
works on the source as it stands.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

HEADINGS = ("h1", "h2", "h3")
BLOCKS = ("p", "li", "tr")
DOCTYPE = "<!DOCTYPE html>\n"
_TAG = re.compile(r"<[^>]+>")

Edit = Mapping[str, Any]


class EditError(ValueError):
    """An edit names words or a section that the text has not, or has more than once."""


def apply(source: str, edits: Iterable[Edit]) -> str:
    """The source with each edit done, in order. Raises: EditError."""
    for edit in edits:
        action = next((name for name in ACTIONS if name in edit), None)
        unknown = edit.keys() - {action, *(ACTIONS[action][1] if action else ())}
        if action is None or unknown:
            raise EditError(f"no such edit: {dict(edit)}")
        source = ACTIONS[action][0](source, edit)
    return source


def _replace(source: str, edit: Edit) -> str:
    """Words as they stand in the source, tags included."""
    words = cast(str, edit["replace"])
    found = source.count(words)
    if found == 0 or (found > 1 and not edit.get("all")):
        raise EditError(f"“{words}” stands {found} times")
    return source.replace(words, cast(str, edit["with"]))


def _remove_section(source: str, edit: Edit) -> str:
    root = _parse(source)
    section = _section(root, cast(str, edit["remove_section"]))
    _drop(root, section)
    return _written(root)


def _remove(source: str, edit: Edit) -> str:
    """The paragraph, item or row with these words."""
    root = _parse(source)
    _drop(root, _block(root, cast(str, edit["remove"])))
    return _written(root)


def _add(source: str, edit: Edit) -> str:
    """A paragraph (or any element, where it starts with `<`) at the end of a section, or after a block."""
    root = _parse(source)
    new = _element(cast(str, edit["add"]))
    if "after" in edit:
        block = _block(root, cast(str, edit["after"]))
        parent = _parent(root, block)
        parent.insert(list(parent).index(block) + 1, new)
    elif "section" in edit:
        _section(root, cast(str, edit["section"])).append(new)
    else:
        raise EditError("add wants `after` or `section`")
    return _written(root)


def _move(source: str, edit: Edit) -> str:
    """A paragraph, item or row to the end of another section."""
    root = _parse(source)
    block = _block(root, cast(str, edit["move"]))
    _drop(root, block)
    block.tag = "p" if block.tag == "li" else block.tag
    _section(root, cast(str, edit["to"])).append(block)
    return _written(root)


def _tabulate(source: str, edit: Edit) -> str:
    """The paragraph or item with these words becomes a table of `rows`, the first its header."""
    root = _parse(source)
    block = _block(root, cast(str, edit["tabulate"]))
    parent = _parent(root, block)
    at = list(parent).index(block)
    parent.remove(block)
    rows = cast(Sequence[Sequence[str]], edit["rows"])
    cells = [
        "".join(f"<{'td' if n else 'th'}>{cell}</{'td' if n else 'th'}>" for cell in row)
        for n, row in enumerate(rows)
    ]
    parent.insert(at, _element("<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"))
    return _written(root)


def _style(source: str, edit: Edit) -> str:
    """A CSS style on a section (by heading), on the block with these words, or on the whole page."""
    root = _parse(source)
    if "section" in edit:
        target = _section(root, cast(str, edit["section"]))
    elif "on" in edit:
        target = _block(root, cast(str, edit["on"]))
    else:
        target = cast(Element, root.find("body"))
    target.set("style", cast(str, edit["style"]))
    return _written(root)


def _repeat_section(source: str, edit: Edit) -> str:
    """The section whose heading has these words, with its subsections, stands `times` times more."""
    root = _parse(source)
    section = _section(root, cast(str, edit["repeat_section"]))
    parent = _parent(root, section)
    at = list(parent).index(section)
    for _ in range(cast(int, edit["times"])):
        parent.insert(at, copy.deepcopy(section))
    return _written(root)


def _plain(source: str, edit: Edit) -> str:
    """Takes the bold from these words, or from all (`*`)."""
    words = cast(str, edit["plain"])
    pattern = r"<b>(.*?)</b>" if words == "*" else rf"<b>({re.escape(words)})</b>"
    changed, count = re.subn(pattern, r"\1", source)
    if not count:
        raise EditError(f"“{words}” is nowhere bold")
    return changed


ACTIONS: Mapping[str, tuple[Callable[[str, Edit], str], tuple[str, ...]]] = {
    "replace": (_replace, ("with", "all")),
    "remove_section": (_remove_section, ()),
    "remove": (_remove, ()),
    "add": (_add, ("after", "section")),
    "move": (_move, ("to",)),
    "tabulate": (_tabulate, ("rows",)),
    "style": (_style, ("on", "section")),
    "plain": (_plain, ()),
    "repeat_section": (_repeat_section, ("times",)),
}
"""Name of an edit → what does it, and the other keys it takes."""


def text_of(source: str) -> str:
    """The words of an HTML source, a line a block, for twins that are plain text files."""
    body = source.partition("<body>")[2]
    lines = [_TAG.sub("", row.replace("</td>", "　").replace("</th>", "　")) for row in body.splitlines()]
    return "\n".join(line.strip() for line in lines if line.strip()) + "\n"


def _parse(source: str) -> Element:
    return ElementTree.fromstring(source.removeprefix(DOCTYPE))


def _written(root: Element) -> str:
    return DOCTYPE + ElementTree.tostring(root, encoding="unicode", method="xml") + "\n"


def _element(markup: str) -> Element:
    element = ElementTree.fromstring(markup if markup.startswith("<") else f"<p>{markup}</p>")
    element.tail = "\n"
    return element


def _words(element: Element) -> str:
    return "".join(element.itertext())


def _section(root: Element, heading: str) -> Element:
    """The one section whose heading has these words."""
    found = [
        section
        for section in root.iter("section")
        if (head := next((e for e in section if e.tag in HEADINGS), None)) is not None
        and heading in _words(head)
    ]
    if len(found) != 1:
        raise EditError(f"{len(found)} sections are headed “{heading}”")
    return found[0]


def _block(root: Element, words: str) -> Element:
    """The one paragraph, item or row with these words."""
    found = [e for e in root.iter() if e.tag in BLOCKS and words in _words(e)]
    if len(found) != 1:
        raise EditError(f"“{words}” stands in {len(found)} paragraphs")
    return found[0]


def _parent(root: Element, child: Element) -> Element:
    return next(parent for parent in root.iter() if child in list(parent))


def _drop(root: Element, element: Element) -> None:
    _parent(root, element).remove(element)
