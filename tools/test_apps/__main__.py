"""Command line: `python -m tools.test_apps build [PART…] [--variants]`, `… list`."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tools.test_apps.build import CACHE, BuildError, build
from tools.test_apps.case import cases
from tools.test_apps.toolchain import ToolError


def main() -> int:
    """Builds or lists; 0 when all went well, 2 when not."""
    parser = argparse.ArgumentParser(prog="python -m tools.test_apps", description="Build the test apps.")
    parser.add_argument("command", choices=["build", "list"])
    parser.add_argument("names", nargs="*", help="parts of names; none = all")
    parser.add_argument("--variants", action="store_true", help="also the mechanical variants")
    parser.add_argument("--sample", action="store_true", help="of the variants those that tests take")
    parser.add_argument("--cache", type=Path, default=CACHE)
    options = parser.parse_intermixed_args()
    if options.command == "list":
        for case in cases(options.names):
            print(case.name, *case.variants)
        return 0
    started = time.monotonic()
    try:
        built = build(
            options.names, with_variants=options.variants, sample=options.sample, cache=options.cache
        )
    except (BuildError, ToolError) as problem:
        print(problem, file=sys.stderr)
        return 2
    for app in built:
        print(app.apk)
    print(f"{len(built)} apps in {time.monotonic() - started:.1f} s", file=sys.stderr)
    return 0


sys.exit(main())
