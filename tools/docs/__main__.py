"""The command behind `make docs`."""

from __future__ import annotations

import argparse
import sys

from tools import docs


def main() -> int:
    parser = argparse.ArgumentParser(description=docs.__doc__)
    parser.add_argument("--write", action="store_true")
    if parser.parse_args().write:
        docs.write()
        return 0
    out_of_date = docs.stale()
    for path in out_of_date:
        print(f"out of date: docs/{path}")
    return int(bool(out_of_date))


if __name__ == "__main__":
    sys.exit(main())
