"""Evidence made ready to be drawn: one frame a piece, its kind and place in the head, the thing marked.

Text, manifest lines and call chains are here; what is drawn as a picture is in `frames_seen`.
"""

from __future__ import annotations

from mingjian.model import Evidence, Finding
from mingjian.patterns import late
from mingjian.report import frames_seen as seen
from mingjian.report import reading, words
from mingjian.report.extras import Extras
from mingjian.report.frame_types import Frame, Line, Node, Pictures, Token, entry_and_line, head, note
from mingjian.report.reading import visible
from mingjian.report.words import Both

_QUOTED = ("policy", "page")
_MAX_LINES = 40
_MAX_LINE = 400
_ENTRY = late(r"^(\w+): [^\n]*$")
"""How rules introduce a chain: kind of entry point, component, weakest edge."""
_ENTRY_SIDE = Both("入口", "entry")
_READ_SIDE = Both("敏感读取", "sensitive read")
_CALL_SIDE = Both("所指调用", "call at issue")
_TAKEN_SIDE = Both("取得处", "taken in")
_OUT_SIDE = Both("去向", "goes to")
_TOKEN = late(r"""(?P<tag></?[\w.:-]+|/?>)|(?P<value>"[^"]*"|'[^']*')|(?P<rest>[^<>"']+|.)""")


def frame(evidence: Evidence, finding: Finding, extras: Extras, pictures: Pictures, number: int) -> Frame:
    """The frame for one piece of evidence; falls back to its excerpt where the extras lack its picture."""
    made: Frame | None = None
    if evidence.chain:
        made = _chain(evidence, finding)
    elif evidence.kind == "manifest":
        made = _manifest(evidence, extras)
    elif evidence.kind == "layout":
        made = seen.layout(evidence, extras, pictures)
    elif evidence.kind == "icon":
        made = seen.icons(evidence, finding, extras, pictures)
    elif evidence.kind == "signature":
        made = seen.signature(evidence, extras)
    elif evidence.series is not None:
        made = seen.plot(evidence, finding, number)
    if made is None and evidence.media:
        made = seen.pictures_of(evidence, pictures)
    return made or _plain(evidence)


def _plain(evidence: Evidence) -> Frame:
    title, place = head(evidence)
    text = visible(evidence.excerpt)
    if evidence.kind in _QUOTED:
        return Frame(
            kind=evidence.kind,
            title=title,
            place=place,
            body="quote",
            quoted=reading.around(text, visible(evidence.words)),
            whole=len(text) > 120,
        )
    rows = text.splitlines()
    css = {"+": "added", "-": "removed"} if evidence.kind == "diff" else {}
    at_issue = visible(evidence.words)
    lines = tuple(
        Line(number=None, tokens=_marked(row[:_MAX_LINE], at_issue), css=css.get(row[:1], ""))
        for row in rows[:_MAX_LINES]
    )
    return Frame(
        kind=evidence.kind,
        title=title,
        place=place,
        body="lines",
        lines=lines,
        whole=len(text) > 120 or len(rows) > 4,
    )


def _marked(row: str, at_issue: str) -> tuple[Token, ...]:
    """A line with the words at issue told apart, where it has them."""
    before, found, after = reading.around(row, at_issue)
    parts = (Token(before), Token(found, "mark"), Token(after)) if found else (Token(row),)
    return tuple(part for part in parts if part.text) or (Token(""),)


def _chain(evidence: Evidence, finding: Finding) -> Frame:
    steps = evidence.chain
    gate = evidence.consent_index
    told = _ENTRY.match(evidence.excerpt)
    entry = words.ENTRY.get(told[1]) if told else None
    weakest = reading.weakest_edge(step.edge for step in steps)
    mixed = len({step.edge for step in steps}) > 1
    at_weakest = next((n for n, step in enumerate(steps, 1) if mixed and step.edge == weakest), None)
    begin = entry or (_TAKEN_SIDE if evidence.kind == "data_flow" else _ENTRY_SIDE)
    # Beside data flows, a chain that leads to none of their beginnings leads to where they leave.
    taken = {item.chain[0].callee for item in finding.evidence if item.kind == "data_flow" and item.chain}
    is_read = finding.personal_info and (not taken or steps[-1].callee in taken)
    end = _READ_SIDE if is_read else _CALL_SIDE
    end = _OUT_SIDE if evidence.kind == "data_flow" else end
    nodes = [Node(name=reading.method_name(steps[0].caller).short, side=begin,
                  detail=reading.method_name(steps[0].caller).package)]  # fmt: skip
    for index, step in enumerate(steps, 1):
        if gate is not None and index == gate + 1:
            where = reading.method_name(step.caller).short
            nodes.append(Node(gate=Both(f"同意关口：{where}", f"Consent gate: {where}")))
        name = reading.method_name(step.callee)
        at = "" if step.offset is None else f"+{step.offset:#x}"
        edge = reading.edge_name(step.edge)
        if index == at_weakest:
            edge = Both(f"{edge.zh} · 最弱边", f"{edge.en} · weakest")
        last = index == len(steps)
        nodes.append(
            Node(
                name=name.short,
                detail=" · ".join(part for part in (name.package, at) if part),
                side=end if last else None,
                edge=edge,
                weakest=index == at_weakest,
                css=("end last " if last else "") + ("after" if gate is not None and index > gate else ""),
            )
        )
    before = finding.consent == "before" and gate is None and evidence.kind == "call_chain"
    if before:
        count = len(steps) + 1
        nodes.append(
            Node(
                gate=Both(
                    f"此链不经过同意关口：以上 {count} 步都在同意之前",
                    f"No consent gate on this chain: all {count} steps run before consent",
                )
            )
        )
    title = Both(f"调用链 · {len(steps) + 1} 步", f"Call chain · {len(steps) + 1} steps")
    if evidence.kind == "data_flow":
        title = Both(f"数据流向 · {len(steps)} 步", f"Data flow · {len(steps)} steps")
    return Frame(
        kind=evidence.kind,
        title=title,
        place=visible(evidence.location),
        body="chain",
        nodes=tuple(nodes),
        before=before,
        weakest=reading.edge_name(weakest) if weakest else None,
        note=None if entry else note(evidence),
    )


def _tokens(line: str) -> tuple[Token, ...]:
    return tuple(
        Token(
            match.group(),
            "tag" if match.lastgroup == "tag" else "value" if match.lastgroup == "value" else "",
        )
        for match in _TOKEN.finditer(visible(line)[:_MAX_LINE])
    )


def _excerpted(evidence: Evidence, hit: int) -> tuple[Line, ...]:
    """Lines an excerpt quotes itself, the hit marked `> `, the others indented as far."""
    rows = evidence.excerpt.splitlines()[:_MAX_LINES]
    at = next((index for index, row in enumerate(rows) if row.startswith("> ")), None)
    if at is None:
        return ()
    return tuple(
        Line(number=hit - at + index, tokens=_tokens(row[2:]), css="hit" if index == at else "")
        for index, row in enumerate(rows)
    )


def _manifest(evidence: Evidence, extras: Extras) -> Frame | None:
    _, hit = entry_and_line(evidence.location)
    if hit is None:
        return None
    quoted = _excerpted(evidence, hit)
    lines, said = quoted, None
    if 1 <= hit <= len(extras.manifest):
        first = max(1, hit - 2)
        rows = extras.manifest[first - 1 : hit + 2]
        margin = min((len(row) - len(row.lstrip()) for row in rows if row.strip()), default=0)
        lines = tuple(
            Line(number=number, tokens=_tokens(row[margin:]), css="hit" if number == hit else "")
            for number, row in enumerate(rows, first)
        )
        said = None if quoted or any(evidence.excerpt.strip() in row for row in rows) else note(evidence)
    if not lines:
        return None
    title, place = head(evidence)
    return Frame(kind="manifest", title=title, place=place, body="lines", lines=lines, note=said)
