"""PEP 517 backend: maturin, after law, knowledge and the list of rules were compiled into the package.

They are YAML, TOML and Python in the tree and load in seconds; what ships is `mingjian/_compiled`, which
loads in milliseconds. One wheel then holds everything.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import maturin

ROOT = Path(__file__).resolve().parents[2]


def compile_tables() -> None:
    """Writes python/mingjian/_compiled/*; the compilers import nothing that needs the Rust core."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "python")}
    out = ROOT / "python" / "mingjian" / "_compiled"
    out.mkdir(exist_ok=True)
    for module, target in (
        ("mingjian.law.compile", out / "law.json"),
        ("mingjian.knowledge.compile_tables", out),
        ("mingjian.knowledge.compile", out / "knowledge.json"),
        ("mingjian.rules.index", out / "rules.json"),
    ):
        subprocess.run([sys.executable, "-m", module, str(target)], check=True, env=env, cwd=ROOT)


def build_wheel(
    wheel_directory: str, config_settings: Any = None, metadata_directory: str | None = None
) -> str:
    compile_tables()
    return maturin.build_wheel(wheel_directory, config_settings, metadata_directory)


def build_editable(
    wheel_directory: str, config_settings: Any = None, metadata_directory: str | None = None
) -> str:
    compile_tables()
    return maturin.build_editable(wheel_directory, config_settings, metadata_directory)


build_sdist = maturin.build_sdist
get_requires_for_build_wheel = maturin.get_requires_for_build_wheel
get_requires_for_build_editable = maturin.get_requires_for_build_editable
get_requires_for_build_sdist = maturin.get_requires_for_build_sdist
prepare_metadata_for_build_wheel = maturin.prepare_metadata_for_build_wheel
prepare_metadata_for_build_editable = maturin.prepare_metadata_for_build_editable
