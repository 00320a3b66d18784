"""One door to all formats; each module is loaded only when its format is asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from mingjian.errors import UsageError
from mingjian.facts import Facts
from mingjian.model import Report

if TYPE_CHECKING:  # JSON needs none of them
    from mingjian.report.extras import Extras
    from mingjian.report.words import Lang


class Rendered(Struct, frozen=True, kw_only=True):
    """A report and the facts it shows pictures of."""

    report: Report
    facts: Facts | None = None
    against: Report | None = None


def render(form: str, reports: Sequence[Rendered], *, lang: Lang, width: int, colour: bool) -> bytes:
    """The reports in one format, as bytes ready to write."""
    plain = [item.report for item in reports]
    if form == "json":
        from mingjian.report.json import to_json  # noqa: PLC0415

        return to_json(plain[0] if len(plain) == 1 else plain)
    if form == "jsonl":
        from mingjian.report.json import to_jsonl  # noqa: PLC0415

        return to_jsonl(plain)
    if form == "sarif":
        from mingjian.report.sarif import to_sarif  # noqa: PLC0415

        return to_sarif(plain, lang=lang)
    if form == "html":
        from mingjian.report.html import to_html  # noqa: PLC0415

        return to_html([(item.report, extras(item)) for item in reports], lang=lang).encode()
    if form == "cyclonedx":
        from mingjian.report.cyclonedx import to_cyclonedx  # noqa: PLC0415

        return to_cyclonedx([(item.report, item.facts) for item in reports])
    if form == "csv":
        from mingjian.report.csv import to_csv  # noqa: PLC0415

        return to_csv(plain, lang=lang)
    if form == "md":
        from mingjian.report.markdown import to_markdown  # noqa: PLC0415

        return to_markdown(plain, lang=lang)
    if form == "pdf":
        from mingjian.report.pdf import to_pdf  # noqa: PLC0415

        return to_pdf([(item.report, extras(item)) for item in reports], lang=lang)
    if form == "docx":
        from mingjian.report.docx import to_docx  # noqa: PLC0415

        return to_docx([(item.report, extras(item)) for item in reports], lang=lang)
    if form == "xlsx":
        from mingjian.report.xlsx import to_xlsx  # noqa: PLC0415

        return to_xlsx([(item.report, extras(item)) for item in reports], lang=lang)
    if form == "marked":
        from mingjian.report.operator.marked import to_marked  # noqa: PLC0415

        if len(reports) != 1:
            raise UsageError("--format marked takes one policy at a time")
        return to_marked(reports[0].report, reports[0].facts, lang=lang)
    from mingjian.report.text import to_text  # noqa: PLC0415

    return "\n".join(to_text(report, lang=lang, width=width, colour=colour) for report in plain).encode()


def extras(item: Rendered) -> Extras:
    """What the page shows beside the report: pictures, view trees, manifest lines, names of types."""
    from mingjian.report.extras import Extras  # noqa: PLC0415
    from mingjian.report.recorded import recorded, screenshots, widths  # noqa: PLC0415
    from mingjian.report.rows import type_names  # noqa: PLC0415

    facts = item.facts
    if facts is None:
        return Extras(against=item.against)
    icons = facts.icon.variants if facts.icon else ()
    layouts = {layout.entry: layout for layout in facts.layout.layouts} if facts.layout else {}
    shown = {
        e.location.partition("#")[0] for o in item.report.outcomes for f in o.findings for e in f.evidence
    }
    own = [v for v in icons if v.png and not v.component]
    best = max(own, key=lambda v: v.visible_share or 0.0, default=None)
    return Extras(
        media={**{hashlib.sha256(v.png).hexdigest(): v.png for v in icons if v.png}, **screenshots(facts)},
        layouts={entry: layout for entry, layout in layouts.items() if entry in shown},
        icons=icons,
        app_icon=best.png if best else b"",
        manifest=facts.manifest.text if facts.manifest else (),
        signature=facts.signature,
        names=type_names(),
        run=recorded(facts),
        widths=widths(facts),
        against=item.against,
    )
