"""The report as one self-contained page: both languages inside, no requests, readable without script.

The page's security policy names the digests of its one style sheet and its one script; there are no inline
styles or handlers. Jinja2 is imported when a page is drawn.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from markupsafe import Markup

from mingjian.model import Report
from mingjian.report import plots
from mingjian.report.extras import Extras, Law, project_law
from mingjian.report.reading import visible
from mingjian.report.view import Page, page
from mingjian.report.words import VERDICT, Lang

if TYPE_CHECKING:
    from jinja2 import Environment

_LONG = 14
_HEX = re.compile(r"[^0-9a-f]")


def to_html(
    report: Report, extras: Extras | None = None, *, lang: Lang = "zh", law: Law | None = None
) -> str:
    """The page of one report; `lang` is the language it opens in."""
    view = page(report, extras or Extras(), law or project_law())
    style = _style(view)
    script = _asset("report.js")
    return _environment().get_template("report.html.j2").render(
        page=view,
        lang=lang,
        style=Markup(style),  # noqa: S704 - our own files and digits
        script=Markup(script),  # noqa: S704 - our own file
        policy=_policy(style, script),
        symbols=Markup(_asset("symbols.svg")),  # noqa: S704 - our own file
        pictures={f"p-{key[:16]}": base64.b64encode(data).decode() for key, data in view.pictures.items()},
        bar=plots.verdict_bar({code: count for code, _, _, count in view.counts}),
        long=len(view.findings) > _LONG,
    )  # fmt: skip


def _policy(style: str, script: str) -> str:
    """Nothing may load but pictures inside the page, this style sheet and this script."""
    return (
        f"default-src 'none'; img-src data:; style-src '{_source(style)}'; script-src '{_source(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _source(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _style(view: Page) -> str:
    """The style sheet, with the two things that differ by report: rows of the bench, the print foot."""
    subject, tool = view.report.subject, view.report.tool
    rows = max(len(view.findings), 1)
    digest, ruleset = (_HEX.sub("", text)[:12] for text in (subject.sha256, tool.ruleset_sha256))
    own = (
        f".bench{{grid-template-rows:repeat({rows},auto) 1fr}}\n"
        f'@page{{@bottom-left{{content:"SHA-256 {digest}… · {ruleset}…";font:9px monospace}}'
        '@bottom-right{content:counter(page) " / " counter(pages);font:9px monospace}}\n'
    )
    return _asset("mj.css") + _asset("report.css") + own


@cache
def _asset(name: str) -> str:
    return resources.files("mingjian.report").joinpath("assets", name).read_text("utf-8")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - only when a page is drawn

    environment = Environment(
        loader=PackageLoader("mingjian.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, finalize=_seen,
    )  # fmt: skip
    environment.globals["verdicts"] = VERDICT
    return environment


def _seen(value: object) -> object:
    """Every word a template writes is made visible first, whoever wrote it; our own markup stays."""
    return visible(value) if type(value) is str else value
