"""Errors of the API: RFC 9457 problem+json, in both languages, with a stable code."""

from __future__ import annotations

import json

from django.http import HttpResponse


class Problem(Exception):  # noqa: N818 - the RFC's word
    """What went wrong, as the API says it. `code` is stable; the words are for people."""

    def __init__(
        self, status: int, code: str, zh: str, en: str, errors: list[dict[str, str]] | None = None
    ) -> None:
        self.status = status
        self.code = code
        self.zh = zh
        self.en = en
        self.errors = errors or []
        super().__init__(code, en)


def problem_response(problem: Problem) -> HttpResponse:
    """The answer of RFC 9457."""
    told: dict[str, object] = {
        "type": f"urn:mingjian:problem:{problem.code}", "title": problem.en, "title_zh": problem.zh,
        "status": problem.status, "code": problem.code,
    }  # fmt: skip
    if problem.errors:
        told["errors"] = problem.errors
    return HttpResponse(
        json.dumps(told, ensure_ascii=False), status=problem.status, content_type="application/problem+json"
    )
