"""Who may meet the compiled core, which import-linter cannot see because it is no Python source."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "python" / "mingjian"
MAY = {
    "__init__.py",
    "artifacts/apk.py",
    "facts/collect.py",
    "facts/parts.py",  # packs what is kept
    "facts/policy/mentions.py",
    "facts/policy/practices.py",
    "platform/scans/host/warm.py",  # loads it before the first fork
    "scan/basis.py",  # digests its file
}


def imports_core(path: Path) -> bool:
    """Whether a module imports `mingjian._core` or a name from it, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names = {alias.name for alias in node.names}
            if node.module == "mingjian._core" or (node.module == "mingjian" and "_core" in names):
                return True
        elif isinstance(node, ast.Import) and any(alias.name == "mingjian._core" for alias in node.names):
            return True
    return False


def test_only_the_lowest_layers_meet_the_core() -> None:
    callers = {str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py") if imports_core(path)}
    assert {"artifacts/apk.py", "facts/collect.py"} <= callers <= MAY
