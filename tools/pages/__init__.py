"""The labelled pages of tests/pages: what each must be judged, its mechanical variants, a server for them.

`cases()` lists them; `serving()` puts them on the loopback; see tests/pages/README.md.
"""

from __future__ import annotations

from tools.pages.case import PAGES, PageCase, cases
from tools.pages.server import Site, serving
from tools.pages.variants import VARIANTS, variant

__all__ = ["PAGES", "VARIANTS", "PageCase", "Site", "cases", "serving", "variant"]
