"""The labelled pages of tests/pages: what each must be judged, its mechanical variants, a server for them.

`cases()` lists them; `serving()` puts them on the loopback; see tests/pages/README.md.
"""

from __future__ import annotations

from tools.pages.case import HITS, PAGES, PageCase, cases
from tools.pages.frozen import complaints, frozen, judged
from tools.pages.server import Site, serving
from tools.pages.variants import VARIANTS, variant

__all__ = [
    "HITS", "PAGES", "VARIANTS", "PageCase", "Site", "cases", "complaints", "frozen", "judged", "serving",
    "variant",
]  # fmt: skip
