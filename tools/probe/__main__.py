"""Command line: `python -m tools.probe build [--out DIR]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.probe import OUT, built
from tools.test_apps.build import BuildError
from tools.test_apps.toolchain import ToolError


def main() -> int:
    """Builds; 0 when all went well, 2 when not."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.probe", description="Build the terminal kit's packages."
    )
    parser.add_argument("command", choices=["build"])
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    try:
        for path in built(options.out).values():
            print(path)
    except (BuildError, ToolError) as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


sys.exit(main())
