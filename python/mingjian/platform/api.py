"""/api/v1: one router a noun, tokens or the session, problem+json for every error."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

import mingjian
from mingjian.platform.accounts.access import Forbidden
from mingjian.platform.problems import Problem, problem_response

api = NinjaAPI(
    title="Mingjian 明鉴", version=mingjian.__version__, urls_namespace="api", openapi_url="openapi.json",
    docs_url=None,
)  # fmt: skip


@api.exception_handler(Problem)
def _problem(request: HttpRequest, error: Problem | type[Problem]) -> HttpResponse:
    assert isinstance(error, Problem)  # noqa: S101 - ninja's signature allows the class
    return problem_response(error)


@api.exception_handler(Forbidden)
def _forbidden(request: HttpRequest, error: Any) -> HttpResponse:
    return problem_response(
        Problem(403, "forbidden", f"没有权限 {error.scope}", f"the scope {error.scope} is needed")
    )


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    where = [{"at": ".".join(map(str, row["loc"])), "what": row["msg"]} for row in error.errors]
    return problem_response(
        Problem(422, "invalid", "请求的字段有误", "fields of the request are not valid", errors=where)
    )


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: Any) -> HttpResponse:
    return problem_response(Problem(error.status_code, "request", "请求无法处理", str(error)))
