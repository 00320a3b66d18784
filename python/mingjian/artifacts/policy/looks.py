"""From how each run of text looks to marks that stand out against the rest of the document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from mingjian.artifacts.policy.document import Mark, MarkKind
from mingjian.artifacts.policy.html_style import Colour, Style
from mingjian.artifacts.policy.lines import plain
from mingjian.contrast import ratio

Run = tuple[int, int, Style]
"""Characters `start` to `end` of a passage and how they look."""
PALE = 4.5
"""Contrast below which text is hard to read. Source: WCAG 2.1, 1.4.3."""
LARGER, SMALLER = 1.12, 0.9


class Base:
    """How most of the document's text looks."""

    def __init__(self, runs: Iterable[Run]) -> None:
        sizes, colours = Counter[float](), Counter[Colour]()
        bold = total = 0
        for start, end, style in runs:
            sizes[style.size] += end - start
            colours[style.colour] += end - start
            bold += (end - start) * style.bold
            total += end - start
        self.size = sizes.most_common(1)[0][0] if sizes else 16.0
        self.colour: Colour = colours.most_common(1)[0][0] if colours else (0, 0, 0)
        self.all_bold = bold * 2 > total
        """Most is bold: then bold tells no heading from text."""
        self._contrast: dict[tuple[Colour, Colour], float] = {}

    def marks(self, runs: Sequence[Run]) -> tuple[Mark, ...]:
        """The marks of one passage; neighbours that look alike become one."""
        found: list[Mark] = []
        for start, end, style in runs:
            for kind, value in self._kinds(style):
                for at in range(len(found) - 1, -1, -1):
                    mark = found[at]
                    if mark.kind == kind and mark.value == value and mark.end == start:
                        found[at] = Mark(mark.start, end, kind, value)
                        break
                    if mark.end < start:
                        found.append(Mark(start, end, kind, value))
                        break
                else:
                    found.append(Mark(start, end, kind, value))
        return tuple(sorted(found, key=lambda m: (m.start, m.end, m.kind)))

    def _kinds(self, style: Style) -> list[tuple[MarkKind, str]]:
        kinds: list[tuple[MarkKind, str]] = []
        if style.bold:
            kinds.append(("bold", ""))
        if style.underline:
            kinds.append(("underline", ""))
        if style.hidden:
            kinds.append(("hidden", ""))
        if style.link:
            kinds.append(("link", style.link))
        if style.size >= self.size * LARGER:
            kinds.append(("large", f"{style.size:g}"))
        elif style.size <= self.size * SMALLER or style.size < 12:
            kinds.append(("small", f"{style.size:g}"))
        pair = (style.colour, style.ground)
        contrast = self._contrast.get(pair)
        if contrast is None:
            contrast = self._contrast[pair] = ratio(*pair)
        if contrast < PALE:
            kinds.append(("pale", f"{contrast:.1f}"))
        elif style.colour != self.colour:
            kinds.append(("colour", f"{contrast:.1f}"))
        return kinds

    def stands_out(self, runs: Sequence[Run]) -> bool:
        """Whether a whole passage looks like a heading: all bold or all larger."""
        if not runs:
            return False
        bold = all(style.bold for _, _, style in runs) and not self.all_bold
        return bold or all(style.size >= self.size * LARGER for _, _, style in runs)


def joined(texts: list[tuple[str, Style]]) -> tuple[str, list[Run]]:
    """The text with white space folded, and which characters look how."""
    if len(texts) == 1:
        text = " ".join(plain(texts[0][0]).split())
        return text, [(0, len(text), texts[0][1])] if text else []
    out: list[str] = []
    runs: list[Run] = []
    length, blank = 0, True
    for raw, style in texts:
        clean = plain(raw)
        words = clean.split()
        if not words:
            if not blank and clean:
                out.append(" ")
                length += 1
                blank = True
            continue
        said = " ".join(words)
        if clean[0].isspace() and not blank:
            said = " " + said
        blank = clean[-1].isspace()
        if blank:
            said += " "
        out.append(said)
        if runs and runs[-1][2] == style and runs[-1][1] == length:
            runs[-1] = (runs[-1][0], length + len(said), style)
        else:
            runs.append((length, length + len(said), style))
        length += len(said)
    whole = "".join(out)
    text = whole.rstrip()
    if len(text) < len(whole):
        runs = [(a, min(b, len(text)), s) for a, b, s in runs if a < len(text)]
    return text, [_trimmed(text, run) for run in runs]


def _trimmed(text: str, run: Run) -> Run:
    start, end, style = run
    if text[start] == " " and end - start > 1:
        start += 1
    if text[end - 1] == " " and end - start > 1:
        end -= 1
    return start, end, style
