"""How much of a file is read. Real policies stay far below each of these; docs/policies.md lists them."""

from __future__ import annotations

MAX_BYTES = 16 << 20
"""Bytes of one file; more is an error, `policy_too_large`."""
MAX_CHARACTERS = 2_000_000
"""Characters of text that are kept; what follows is left out with the note `truncated`."""
MAX_PASSAGES = 60_000
MAX_CELLS = 40_000
"""Cells of all tables of a file."""
MAX_SPAN = 200
"""Rows or columns that one cell is taken to cover."""
MAX_DEPTH = 400
"""Elements inside one another; deeper ones are read as part of the last."""
MAX_PLACE_DEPTH = 64
"""Steps of a CSS selector; what lies deeper is told by its ancestor at this depth."""
MAX_ATTRIBUTES = 500
"""Attributes, roughly, of one HTML tag; a tag with more is left out."""
MAX_RULES = 4_000
"""Selectors of a page's style sheets."""
MAX_PAGES = 500
"""Pages of a PDF."""
MAX_UNZIPPED = 64 << 20
"""Bytes of the parts of a DOCX, unpacked; more is an error, `policy_too_large`."""
MAX_PARTS = 4_096
"""Parts of a DOCX or of a saved page."""
