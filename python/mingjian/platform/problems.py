"""Errors of the API: RFC 9457 problem+json, in both languages, with a stable code.

Services raise `Problem` for what a person can mend; the API answers with it, pages show its words.
Whatever else an address under /api/ answers with an error is turned into the same form here, without a word
of our insides.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

MEDIA_TYPE = "application/problem+json"
API = "/api/"


class Problem(Exception):  # noqa: N818 - the RFC's word
    """What went wrong, as the API says it. `code` is stable; the words are for people."""

    def __init__(
        self,
        status: int,
        code: str,
        zh: str,
        en: str,
        errors: list[dict[str, str]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        self.status = status
        self.code = code
        self.zh = zh
        self.en = en
        self.errors = errors or []
        self.headers = headers or {}
        super().__init__(code, en)


def missing() -> Problem:
    """404: it does not exist, or belongs to another organisation; which of the two is never told."""
    return Problem(404, "missing", "没有这个对象，或它属于另一单位", "there is no such object here")


def wrong(field: str, zh: str, en: str) -> Problem:
    """422 for one field of a request or a form."""
    return Problem(422, "invalid", zh, en, errors=[{"at": field, "what": en}])


_WORDS: dict[int, tuple[str, str, str]] = {
    400: ("malformed", "请求的格式有误", "the request is malformed"),
    403: ("forbidden", "没有这项权限", "not permitted"),
    404: ("missing", "没有这个对象，或它属于另一单位", "there is no such object here"),
    405: ("method", "此地址不支持该方法", "this address does not take that method"),
    413: ("too_large", "请求体过大", "the request body is too large"),
    429: ("too_many", "请求过于频繁", "too many requests"),
    500: ("broken", "出了错，已记入日志", "something broke and was logged"),
    507: ("full", "磁盘已满，没有保存", "the disk is full; nothing was kept"),
    503: ("unavailable", "服务暂不可用，请稍后再试", "the service is not available now; try again"),
}


def of_status(status: int) -> Problem:
    """The problem for a bare HTTP status."""
    phrase = HTTPStatus(status).phrase.lower() if status in set(HTTPStatus) else "error"
    code, zh, en = _WORDS.get(status, ("request", f"请求无法处理（{status}）", phrase))
    return Problem(status, code, zh, en)


def problem_response(problem: Problem) -> HttpResponse:
    """The answer of RFC 9457."""
    told: dict[str, object] = {
        "type": f"urn:mingjian:problem:{problem.code}", "title": problem.en, "title_zh": problem.zh,
        "status": problem.status, "code": problem.code,
    }  # fmt: skip
    if problem.errors:
        told["errors"] = problem.errors
    return HttpResponse(
        json.dumps(told, ensure_ascii=False),
        status=problem.status,
        content_type=MEDIA_TYPE,
        headers=problem.headers,
    )


def api_errors(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: under /api/ every error is a problem, nothing is cached unless the view says so."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path_info.startswith(API):
            return response
        if response.status_code >= 400 and response.headers.get("Content-Type") != MEDIA_TYPE:
            kept = {name: response.headers[name] for name in ("Allow", "Retry-After") if name in response}
            response = problem_response(of_status(response.status_code))
            for name, value in kept.items():
                response.headers[name] = value
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return handle
