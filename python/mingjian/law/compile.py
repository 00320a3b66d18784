"""Compile the law's YAML: `python -m mingjian.law.compile [OUT]` writes law.json, beside it law_related.json.

Run by the build; needs PyYAML, which running Mingjian does not.
"""

from __future__ import annotations

import sys
from pathlib import Path

from mingjian import tables
from mingjian.law import source


def write(target: Path) -> None:
    """Compile into the file `target`, and the surrounding tables into law_related.json beside it.

    Raises:
        KnowledgeError: a source does not fit its shape.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(tables.pack(source.build(), source.sources()))
    related = tables.pack(source.build_related(), source.related_sources())
    target.with_name("law_related.json").write_bytes(related)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else tables.COMPILED / "law.json")
