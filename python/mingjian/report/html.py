"""The report as one self-contained page: both languages inside, no requests, readable without script.

The page's security policy names the digests of its one style sheet and its one script; there are no inline
styles or handlers. Jinja2 is imported when a page is drawn.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from markupsafe import Markup

from mingjian.model import Report
from mingjian.patterns import late
from mingjian.report.bitmap import inside
from mingjian.report.extras import Extras, Law, project_law
from mingjian.report.reading import both, visible
from mingjian.report.view import Page, page
from mingjian.report.words import VERDICT, Lang

if TYPE_CHECKING:
    from jinja2 import Environment

_LONG = 14
_HEX = late(r"[^0-9a-f]")


def to_html(
    reports: Report | Sequence[tuple[Report, Extras]],
    extras: Extras | None = None,
    *,
    lang: Lang = "zh",
    law: Law | None = None,
) -> str:
    """The page of one report, or of several under a list of subjects; `lang` is the language it opens in.

    Raises:
        ValueError: no report at all.
    """
    several = ((reports, extras or Extras()),) if isinstance(reports, Report) else tuple(reports)
    if not several:
        raise ValueError("no report to draw")
    law = law or project_law()
    alone = len(several) == 1
    pages = [
        page(report, beside, law, number=0 if alone else number, share=len(several))
        for number, (report, beside) in enumerate(several, 1)
    ]
    style, script = _style(pages), _asset("keys.js") + _asset("report.js")
    pictures = {key: data for view in pages for key, data in view.pictures.items()}
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            pages=pages,
            title=f"{pages[0].title} {pages[0].report.subject.version_name or ''}".strip(),
            tool=pages[0].report.tool,
            lang=lang,
            style=Markup(style),  # noqa: S704 - our own files and digits
            script=Markup(script),  # noqa: S704 - our own file
            policy=_policy(style, script),
            symbols=Markup(_asset("symbols.svg")),  # noqa: S704 - our own file
            pictures={f"p-{key[:16]}": inside(data) for key, data in pictures.items()},
            long=_LONG,
            verdicts=VERDICT,
            both=both,
        )
    )


def draw(template: str, sheet: str, **values: object) -> str:
    """A page without script in the same design: `sheet` is its own style sheet after the common one."""
    style = _asset("mj.css") + _asset(sheet)
    return (
        _environment().get_template(template).render(style=Markup(style), policy=_policy(style, ""), **values)  # noqa: S704 - our own files
    )


def _policy(style: str, script: str) -> str:
    """Nothing may load but pictures inside the page, this style sheet and this script, where there is one."""
    run = f"script-src '{_source(script)}'; " if script else ""
    own = f"style-src '{_source(style)}'; {run}"
    return f"default-src 'none'; img-src data:; {own}base-uri 'none'; form-action 'none'"


def _source(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _style(pages: Sequence[Page]) -> str:
    """The style sheet, with the two things that differ by report: rows of each bench, the print foot."""
    report = pages[0].report
    subject = f"SHA-256 {_HEX.sub('', report.subject.sha256)[:12]}… · " if len(pages) == 1 else ""
    ruleset = _HEX.sub("", report.tool.ruleset_sha256)[:12]
    counts = sorted({max(len(view.findings), 1) for view in pages})
    rows = "".join(f".rows-{count}{{grid-template-rows:repeat({count},auto) 1fr}}\n" for count in counts)
    foot = (
        f'@page{{@bottom-left{{content:"{subject}{ruleset}…";font:9px monospace}}'
        '@bottom-right{content:counter(page) " / " counter(pages);font:9px monospace}}\n'
    )
    return _asset("mj.css") + _asset("report.css") + _asset("alone.css") + rows + foot


@cache
def _asset(name: str) -> str:
    return resources.files("mingjian.report").joinpath("assets", name).read_text("utf-8")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - only when a page is drawn

    return Environment(
        loader=PackageLoader("mingjian.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, finalize=_seen,
    )  # fmt: skip


def _seen(value: object) -> object:
    """Every word a template writes is made visible first, whoever wrote it; our own markup stays."""
    return visible(value) if type(value) is str else value
