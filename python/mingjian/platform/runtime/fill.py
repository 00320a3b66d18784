"""Fills a fresh platform with what `mingjian up --demo` shows; a process that ends when it is done."""

from __future__ import annotations

import importlib
import os

import django

from mingjian.platform.runtime import logs


def main() -> None:
    """Runs the demo's own service."""
    logs.set_up("demo")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingjian.platform.settings")
    django.setup()
    importlib.import_module("mingjian.platform.demo.services").fill()


if __name__ == "__main__":
    main()
