"""docs/access.md: every address of the platform, and which role may ask there."""

from __future__ import annotations

import os

import django


def access_page(header: str) -> str:
    """The page, from the views' own declarations."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingjian.platform.settings")
    django.setup()
    from mingjian.platform.accounts.access import ROLE_SCOPES, ROLES  # noqa: PLC0415
    from mingjian.platform.api import api  # noqa: PLC0415
    from mingjian.platform.routes import Route, operations, pages  # noqa: PLC0415

    def marks(route: Route) -> str:
        if route.needs in ("public", "signed_in"):
            return " | ".join(["✓" if route.needs == "public" else ""] + ["✓"] * (len(ROLES) + 1))
        held = ["✓" if route.needs in ROLE_SCOPES[role] else "" for role in ROLES]
        return " | ".join(["", *held, "✓"])

    def methods(route: Route) -> str:
        return " ".join(name for name in route.methods if name != "HEAD")

    def table(rows: list[Route]) -> list[str]:
        head = " | ".join(["address", "methods", "needs", "nobody", *ROLES, "staff"])
        return [
            f"| {head} |",
            "|" + "---|" * (len(ROLES) + 5),
            *(f"| `{row.path}` | {methods(row)} | `{row.needs}` | {marks(row)} |" for row in rows),
        ]

    found = pages()
    ours = [row for row in found if row.kind == "page"]
    lines = [
        header, "", "# Who may ask what", "",
        "Each view declares what it needs (`accounts/gate.py`); `accounts/access.py` says who holds it.",
        "The access matrix (`tests/platform/test_access_matrix.py`) tries every row and role, for one's own",
        "and for another organisation's objects. Staff is an admin who runs the platform too. A token may do",
        "what its scopes and its owner's role both allow.", "",
        "## API", "", *table(operations(api)), "", "## Pages", "", *table(ours), "",
        "Sign-in, password and second-factor pages under `/accounts/` are django-allauth's views with our",
        "templates; they guard themselves (the matrix lists each with its reason).", "",
    ]  # fmt: skip
    return "\n".join(lines)
