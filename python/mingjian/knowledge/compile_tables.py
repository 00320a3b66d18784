"""Compile catalogue and SDKs: `python -m mingjian.knowledge.compile_tables [OUT]` writes two files into OUT.

Run by the build; needs PyYAML, which running Mingjian does not. The core's own table of APIs and callbacks
is `mingjian.knowledge.compile`'s.
"""

from __future__ import annotations

import sys
from pathlib import Path

from mingjian import tables
from mingjian.knowledge import source


def write(folder: Path) -> None:
    """Compile into `folder`/catalogue.json and `folder`/sdks.json.

    Raises:
        KnowledgeError: a source does not fit its shape.
    """
    folder.mkdir(parents=True, exist_ok=True)
    catalogue = tables.pack(source.build_catalogue(), source.catalogue_sources())
    (folder / "catalogue.json").write_bytes(catalogue)
    (folder / "sdks.json").write_bytes(tables.pack(source.build_sdks(), source.sdk_sources()))


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else tables.COMPILED)
