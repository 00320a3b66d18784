"""Evidence that is seen: layouts and icons as rendered, pictures with boxes, signatures, plots of series."""

from __future__ import annotations

import hashlib
import re
from xml.etree import ElementTree

from markupsafe import Markup

from mingjian.facts.icon import IconVariant
from mingjian.facts.layout import Layout, View
from mingjian.model import Evidence, Finding, Series
from mingjian.report import plots, plots_run, reading, words
from mingjian.report.extras import Extras
from mingjian.report.frame_types import (
    Card,
    Fact,
    Frame,
    Line,
    Pictures,
    Scheme,
    Shot,
    Tile,
    Token,
    entry_and_line,
    head,
    note,
)  # fmt: skip
from mingjian.report.reading import visible
from mingjian.report.words import Both

_MAX_ISSUES = 40
_MAX_LAYOUT_BYTES = 200_000
_MAX_SHOTS = 4
_SHAPES = ("rect", "circle", "ellipse", "line", "path", "polyline", "polygon", "text", "tspan")
_SVG = frozenset((*_SHAPES, "svg", "g", "title", "defs", "clipPath", "pattern"))


def _marked(layout: Layout, line: int | None, excerpt: str) -> int | None:
    """Index of the view at the line the evidence names, or of the one whose id its excerpt names."""
    for index, view in enumerate(layout.views):
        if line is not None and view.line == line:
            return index
    for index, view in enumerate(layout.views):
        if view.id and re.search(re.escape(view.id) + r"\b", excerpt):
            return index
    return None


def layout(evidence: Evidence, extras: Extras, pictures: Pictures) -> Frame | None:
    entry, line = entry_and_line(evidence.location)
    layout = extras.layouts.get(entry) or extras.layouts.get(evidence.location)
    if layout is None:
        return None
    index = _marked(layout, line, evidence.excerpt)
    svg = _drawn(layout, index)
    if svg and not pictures.drawing(svg):
        svg = Markup("")
    facts = view_facts(layout.views[index]) if index is not None else ()
    if not svg and not facts:
        return None
    title, place = head(evidence)
    told = index is not None and evidence.excerpt.startswith(layout.views[index].tag)
    return Frame(
        kind="layout",
        title=title,
        place=place,
        body="svg",
        svg=svg,
        facts=facts,
        note=None if told else note(evidence),
    )


def _drawn(layout: Layout, index: int | None) -> Markup:
    """The layout as SVG, empty when it cannot be drawn or is not plain drawing."""
    from mingjian.report.layout_svg import layout_svg  # noqa: PLC0415 - only pages with layouts pay for it

    try:
        svg = layout_svg(layout, () if index is None else (index,))
        root = ElementTree.fromstring(svg)  # noqa: S314 - our own drawing, parsed to check it
    except (ValueError, ElementTree.ParseError):
        return Markup("")
    if len(svg) > _MAX_LAYOUT_BYTES or any(
        element.tag.rpartition("}")[2] not in _SVG
        or any(name.rpartition("}")[2].startswith(("on", "href", "style")) for name in element.attrib)
        for element in root.iter()
    ):
        return Markup("")
    return Markup(svg)  # noqa: S704 - checked just above


def view_facts(view: View) -> tuple[Fact, ...]:
    """What stands beside a drawn control: class, id, words, state, sizes, colours."""
    size = " × ".join(f"{side} dp" if side[:1].isdigit() else side for side in (view.width, view.height))
    rows: list[Fact] = [
        Fact(
            Both("控件", "control"), visible(" ".join(p for p in (view.tag.rpartition(".")[2], view.id) if p))
        )
    ]
    if view.text:
        rows.append(Fact(Both("文字", "text"), visible(view.text)[:120]))
    if view.checked is not None:
        state = Both("已勾选", "ticked") if view.checked else Both("未勾选", "not ticked")
        rows.append(Fact(Both("默认", "default"), state, "sus" if view.checked else ""))
    rows.append(Fact(Both("尺寸", "size"), size))
    if view.text_size_sp is not None:
        rows.append(Fact(Both("字号", "text size"), f"{view.text_size_sp:g} sp"))
    if view.text_color:
        rows.append(Fact(Both("文字颜色", "text colour"), visible(view.text_color)))
    if view.visibility != "visible":
        rows.append(Fact(Both("显示", "shown"), view.visibility))
    if view.alpha < 1:
        rows.append(Fact(Both("不透明度", "opacity"), f"{view.alpha:g}"))
    return tuple(rows)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}%"


def icons(evidence: Evidence, finding: Finding, extras: Extras, pictures: Pictures) -> Frame | None:
    entry, _ = entry_and_line(evidence.location)
    digests = {media.sha256 for media in evidence.media}
    variant = next(
        (
            v
            for v in extras.icons
            if v.png and (v.entry == entry or hashlib.sha256(v.png).hexdigest() in digests)
        ),
        None,
    )
    found = pictures.add(variant.png) if variant else None
    if found is None:
        found = next((shown for media in evidence.media if (shown := pictures.find(media))), None)
    if found is None:
        return None
    reference, size = found
    tiles = [
        Tile(reference=reference, size=size, css="chequer", caption=Both("棋盘底", "chequer")),
        Tile(reference=reference, size=size, css="desktop", caption=Both("浅色桌面", "light desktop")),
    ]
    other = _clearest(variant, extras.icons)
    shown = pictures.add(other.png) if other else None
    if other and shown:
        name = visible(other.config or other.kind)
        caption = Both(f"对照：{name}", f"beside: {name}")
        tiles.append(Tile(reference=shown[0], size=shown[1], css="chequer", caption=caption))
    facts: list[Fact] = []
    if variant:
        facts.append(Fact(Both("可见像素", "visible pixels"), _percent(variant.visible_share)))
        if variant.colours is not None:
            facts.append(Fact(Both("颜色数", "colours"), str(variant.colours)))
        detail = " · ".join(
            visible(part) for part in (variant.resource, variant.config, variant.kind) if part
        )
        facts.append(Fact(Both("资源", "resource"), detail))
    title, place = head(evidence)
    said = None if finding.threshold and variant else note(evidence)
    return Frame(
        kind="icon", title=title, place=place, body="icons", tiles=tuple(tiles), facts=tuple(facts), note=said
    )


def _clearest(variant: IconVariant | None, icons: tuple[IconVariant, ...]) -> IconVariant | None:
    """The most visible other form of the same icon, to compare with."""
    if variant is None:
        return None
    others = [
        icon
        for icon in icons
        if icon.png
        and icon.component == variant.component
        and (icon.visible_share or 0) > (variant.visible_share or 0)
    ]
    return max(others, key=lambda icon: icon.visible_share or 0, default=None)


_SCHEME = {
    True: ("passes", Both("已验证", "verified")),
    False: ("violates", Both("未通过", "does not verify")),
    None: ("not_applicable", Both("未使用", "not used")),
}


def signature(evidence: Evidence, extras: Extras) -> Frame | None:
    facts = extras.signature
    if facts is None:
        return None
    known = {signer.sha256: signer for signer in facts.signers}
    chain = [(node.sha256, node.subject) for node in facts.lineage] or [
        (s.sha256, s.subject) for s in facts.signers
    ]
    cards: list[Card] = []
    for digest, subject in chain[:8]:
        signer = known.get(digest)
        detail = (
            f"{signer.not_before[:10]} – {signer.not_after[:10]} · {signer.key_algorithm} {signer.key_bits}"
            if signer
            else ""
        )
        cards.append(
            Card(digest=f"{digest[:4]}…{digest[-4:]}", subject=visible(subject), detail=visible(detail))
        )
    schemes = tuple(Scheme(name, *_SCHEME[state]) for name, state in facts.schemes.items())
    issues = (*facts.errors, *facts.warnings)
    lines = tuple(
        Line(number=None, tokens=(Token(f"{i.code}  {visible(i.message)}"),)) for i in issues[:_MAX_ISSUES]
    )
    title, place = head(evidence)
    platforms = f"Android API {facts.min_sdk}–{facts.max_sdk}"
    return Frame(
        kind="signature",
        title=title,
        place=place,
        body="signature",
        cards=tuple(cards),
        schemes=schemes,
        lines=lines,
        text=platforms,
        note=note(evidence),
    )


def pictures_of(evidence: Evidence, pictures: Pictures) -> Frame | None:
    """The pictures evidence names, in its order, lettered on from one to the next."""
    shots: list[Shot] = []
    letters = 0
    for media in evidence.media[:_MAX_SHOTS]:
        found = pictures.find(media)
        if found is None:
            continue
        reference, size = found
        boxes = media.boxes[: plots.MOST_BOXES - letters]
        keyed = tuple((plots.letter(letters + n), reading.both(box.label)) for n, box in enumerate(boxes))
        svg = plots.boxed(reference, pictures.measured(media.sha256, size), boxes, letters)
        shots.append(Shot(svg=svg, boxes=keyed))
        letters += len(boxes)
    if not shots:
        return None
    title, place = head(evidence)
    return Frame(
        kind=evidence.kind, title=title, place=place, body="pictures", shots=tuple(shots), note=note(evidence)
    )


def plot(evidence: Evidence, finding: Finding, number: int) -> Frame | None:
    series = evidence.series
    if series is None or not series.points:
        return None
    title, place = head(evidence)
    if evidence.kind == "runtime":
        said = plots_run.strip_words(series)
        return Frame(
            kind="runtime",
            title=Both(f"{title.zh} · {said.zh}", f"{title.en} · {said.en}"),
            place=place,
            body="plot",
            svg=plots_run.strip(series, number),
            note=note(evidence),
        )
    return Frame(
        kind=evidence.kind,
        title=title,
        place=place,
        body="plot",
        svg=plots.replay(series, _limit(finding, series)),
        note=note(evidence),
    )


def _limit(finding: Finding, series: Series) -> tuple[float, Both] | None:
    """The threshold as a line of the plot, with the kind of its authority; None where it has another unit."""
    threshold = finding.threshold
    if threshold is None or not isinstance(threshold.value, int | float) or threshold.unit != series.unit:
        return None
    kind, value = words.THRESHOLD_KIND[threshold.kind], f"{threshold.value:g} {visible(threshold.unit)}"
    return float(threshold.value), Both(f"{kind.zh} {value}", f"{kind.en} {value}")
