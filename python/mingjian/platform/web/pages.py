"""`draw`: a page from its template."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def draw(request: HttpRequest, template: str, status: int = 200, **values: Any) -> HttpResponse:
    """A page from its template; `section` marks the tab of the top bar."""
    values.setdefault("section", "")
    return render(request, template, values, status=status, using="pages")
