"""Pieces of evidence in the Word report: a caption that says what and where, then the thing itself.

Word takes no SVG from us: of a layout the facts of the control are written, of a plot its sentence.
"""

from __future__ import annotations

from collections.abc import Mapping

from mingjian.report import docx_styles as styles
from mingjian.report import words
from mingjian.report.frame_types import Fact, Frame, Node, Shot
from mingjian.report.labels import label
from mingjian.report.words import Both, Lang

_PICTURE_MM = 40
_ICON_MM = 16


def add_frame(body: styles.Body, frame: Frame, pictures: Mapping[str, bytes], lang: Lang) -> None:
    """One frame; `pictures` are the page's PNGs by digest."""
    weakest = f" · {label('weakest', lang)} {frame.weakest.of(lang)}" if frame.weakest else ""
    body.add(f"{frame.title.of(lang)}{weakest}  {frame.place}", styles.CAPTION)
    for node in frame.nodes:
        body.add(_step(node, lang), styles.META if node.gate else styles.CODE)
    for line in frame.lines:
        said = "".join(token.text for token in line.tokens)
        number = "" if line.number is None else f"{line.number:>5} "
        paragraph = body.add(style=styles.CODE)
        paragraph.add_run(styles.text(f"{number}{said}")).bold = line.css == "hit" or None
    if any(frame.quoted):
        body.quote(frame.quoted)
    references = {f"p-{key[:16]}": data for key, data in pictures.items()}
    for tile in frame.tiles[:1]:
        body.picture(references.get(tile.reference), _ICON_MM)
    for shot in frame.shots:
        add_shot(body, shot, references, lang)
    for fact in frame.facts:
        body.add(_fact(fact, lang), styles.META)
    for card in frame.cards:
        body.add(f"{card.digest}  {card.subject}  {card.detail}", styles.META)
    if frame.schemes:
        schemes = "   ".join(f"{words.GLYPH[s.verdict]} {s.name} {s.said.of(lang)}" for s in frame.schemes)
        body.add(f"{schemes}   {frame.text}", styles.META)
    if frame.note is not None:
        body.add(frame.note.of(lang))


def add_shot(body: styles.Body, shot: Shot, references: Mapping[str, bytes], lang: Lang) -> None:
    """A picture by the id of its symbol, and what its letters say (Word draws no boxes for us)."""
    body.picture(next((data for key, data in references.items() if key in shot.svg), None), _PICTURE_MM)
    for letter, said in shot.boxes:
        body.add(f"{letter} {said.of(lang)}", styles.META)


def _step(node: Node, lang: Lang) -> str:
    if node.gate is not None:
        return f"──── {node.gate.of(lang)} ────"
    side = f"[{node.side.of(lang)}] " if node.side else ""
    edge = f" ← {node.edge.of(lang)}" if node.edge else ""
    detail = f"  {node.detail}" if node.detail else ""
    return f"{side}{node.name}{detail}{edge}"


def _fact(fact: Fact, lang: Lang) -> str:
    value = fact.value.of(lang) if isinstance(fact.value, Both) else fact.value
    return f"{fact.name.of(lang)}: {value}"
