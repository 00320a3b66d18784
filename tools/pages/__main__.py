"""`python -m tools.pages judge|freeze [NAME …] [--variant V] [--keep FOLDER]`: labelled pages in Chromium.

`judge` tells what is judged otherwise than labelled; `freeze` also writes the facts beside the pages.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from tools.pages.case import cases
from tools.pages.frozen import freeze, path_of
from tools.pages.trial import trials
from tools.pages.variants import VARIANTS


async def _visit(asked: argparse.Namespace) -> int:
    chosen = {case.name: case for case in cases(asked.names or None)}
    kinds = [asked.variant] if asked.variant else ["plain"] if asked.act == "freeze" else list(VARIANTS)
    wrong = 0
    keep = Path(asked.keep) if asked.keep else None
    async for one in trials([(case, kind) for kind in kinds for case in chosen.values()], keep=keep):
        wrong += bool(one.wrong)
        print(f"{'WRONG' if one.wrong else 'right'} {one.kind} {one.name} {one.seconds:.1f} s")
        for why in one.wrong:
            print(f"    {why}")
        sys.stdout.flush()
        if asked.act == "freeze" and one.facts is not None and one.facts.web_page is not None:
            path = path_of(chosen[one.name])
            path.write_text(freeze(one.facts.web_page, one.origin), encoding="utf-8")
    return 1 if wrong else 0


def main() -> int:
    """1 when a page was judged otherwise than labelled."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.pages", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("act", choices=["judge", "freeze"])
    parser.add_argument("names", nargs="*", help="parts of pages' names; none: all")
    parser.add_argument("--variant", choices=VARIANTS)
    parser.add_argument("--keep", help="a folder for the records of the visits")
    return asyncio.run(_visit(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
