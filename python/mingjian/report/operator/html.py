"""The tables as one page that can be published or printed: no script, nothing loaded from elsewhere."""

from __future__ import annotations

from mingjian.report.html import draw
from mingjian.report.operator.disclosure import Disclosure
from mingjian.report.words import Lang


def to_html(made: Disclosure, *, lang: Lang) -> bytes:
    """The page in one language, as bytes in UTF-8."""
    return draw("disclosure.html.j2", "disclosure.css", made=made, lang=lang).encode()
