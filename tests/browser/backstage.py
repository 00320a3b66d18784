"""`python -m tests.browser.backstage`: makes people and what they own in a running platform's database.

One process for a whole test session: each line of stdin is a call in JSON, each line of stdout its answer.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from typing import Any

import django


def main() -> None:
    """Answers until stdin ends; a call that fails is answered with its `problem`."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "mingjian.platform.settings"
    django.setup()
    acts = importlib.import_module("tests.browser.acts")
    for line in sys.stdin:
        name, given = json.loads(line)
        try:
            answer: dict[str, Any] = {"answer": getattr(acts, name)(**given)}
        except Exception as problem:  # noqa: BLE001 - the test that asked shall fail, with the cause
            answer = {"problem": f"{type(problem).__name__}: {problem}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
