"""Every address of the platform and who may ask there, read from the views themselves.

The access matrix tests what is listed here, docs/access.md prints it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

from django.urls import URLPattern, URLResolver, get_resolver
from msgspec import Struct
from ninja import NinjaAPI
from ninja.constants import NOT_SET

from mingjian.platform.accounts.gate import Scoped

Kind = Literal["page", "api", "library"]


class Route(Struct, frozen=True, kw_only=True):
    """One address and one set of methods."""

    kind: Kind
    """`library`: a view of allauth or ninja, which declares nothing."""
    name: str
    """A page's URL name, an operation's id."""
    path: str
    """With its variables in braces: `/scans/{scan_id}`."""
    methods: tuple[str, ...]
    needs: str | None
    """A scope, `public`, `signed_in`, or None where nothing was declared."""
    view: str
    """The view's dotted name."""

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scope needed, where it is one."""
        return () if self.needs in (None, "public", "signed_in") else (str(self.needs),)

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the path's variables."""
        return tuple(re.findall(r"{(\w+)}", self.path))


def operations(api: NinjaAPI) -> list[Route]:
    """The operations of the API."""
    found: list[Route] = []
    bound: Any = api._get_bound_routers()  # pyright: ignore[reportPrivateUsage] - it lists them nowhere else
    for router in bound:
        for path, view in router.path_operations.items():
            whole = "/api/v1/" + "/".join(
                part.strip("/") for part in (router.prefix, path) if part.strip("/")
            )
            found.extend(
                Route(
                    kind="api", name=name_of(operation),
                    path=re.sub(r"{\w+:(\w+)}", r"{\1}", whole), methods=tuple(operation.methods),
                    needs=_declared(operation),
                    view=f"{operation.view_func.__module__}.{operation.view_func.__name__}",
                )
                for operation in view.operations
            )  # fmt: skip
    return sorted(found, key=lambda row: (row.path, row.methods))


def pages() -> list[Route]:
    """Every other address: our pages, and the views of libraries."""
    return sorted(_walk(get_resolver().url_patterns, "/"), key=lambda row: row.path)


def name_of(operation: Any) -> str:
    """An operation's id: what it was given, or its function's name."""
    return str(operation.operation_id or operation.view_func.__name__)


def _declared(operation: Any) -> str | None:
    for auth in operation.auth_callbacks:
        if isinstance(auth, Scoped):
            return auth.scope or "signed_in"
    return None if operation.auth_param is NOT_SET else "public"


def _walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[Route]:
    for pattern in patterns:
        path = before + _plain(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "api":
                yield from _walk(pattern.url_patterns, path)
            continue
        view: Any = pattern.callback
        needs = getattr(view, "needs", None)
        yield Route(
            kind="library" if needs is None else "page", name=pattern.name or "", path=path,
            methods=getattr(view, "methods", ()), needs=needs,
            view=f"{view.__module__}.{getattr(view, '__qualname__', type(view).__name__)}",
        )  # fmt: skip


def _plain(pattern: str) -> str:
    """`scans/<uuid:scan_id>/` and `^key/(?P<key>.+)/$` with their variables in braces."""
    pattern = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"{\1}", pattern)
    pattern = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", pattern)
    return pattern.removeprefix("^").removesuffix("$").replace(r"\/", "/")
