"""`python -m tools.screens [WORD]`: write the drawn test runs whose path holds WORD, or all."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import tools.screens
from tools.screens import Case, write

for module in sorted(one.name for one in pkgutil.iter_modules(tools.screens.__path__)):
    if module.startswith("m"):
        cases: tuple[Case, ...] = importlib.import_module(f"tools.screens.{module}").CASES
        for case in cases:
            if not sys.argv[1:] or sys.argv[1] in case.path:
                write(case)
                print(case.path)
