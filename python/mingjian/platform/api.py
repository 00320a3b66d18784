"""/api/v1: one router a noun, tokens or the session, problem+json for every error."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

import msgspec
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser

import mingjian
from mingjian.platform import idempotency, openapi, routes
from mingjian.platform.accounts.access import Forbidden
from mingjian.platform.accounts.gate import UNSTORABLE, undo
from mingjian.platform.problems import Problem, missing, of_status, problem_response


class _Json(Parser):
    """Strict JSON: no lone surrogates, no NaN, bounded depth."""

    def parse_body(self, request: HttpRequest) -> Any:
        return msgspec.json.decode(request.body)


class _Api(NinjaAPI):
    """Operations are called as their functions are: `list_scans`. The names are part of the contract."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return routes.name_of(operation)

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        return openapi.completed(super().get_openapi_schema(**options), self)


def make(namespace: str) -> NinjaAPI:
    """An API without operations that answers errors, keeps keys and describes itself as ours does."""
    made = _Api(
        title="Mingjian 明鉴", version=mingjian.__version__, urls_namespace=namespace,
        openapi_url="openapi.json", docs_url=None, parser=_Json(), description=openapi.DESCRIPTION,
    )  # fmt: skip
    made.add_decorator(_remembered, mode="view")  # pyright: ignore[reportUnknownMemberType]
    for kind, problem in _PROBLEMS.items():
        made.add_exception_handler(kind, _handler(problem))
    made.add_exception_handler(idempotency.Replay, _replay)
    return made


def _invalid(error: Any) -> Problem:
    where = [{"at": ".".join(map(str, row["loc"])), "what": str(row["msg"])} for row in error.errors]
    return Problem(422, "invalid", "请求的字段有误", "fields of the request are not valid", errors=where)


_PROBLEMS: dict[type[Exception], Callable[[Any], Problem]] = {
    Problem: lambda error: error,
    Forbidden: lambda error: Problem(
        403, "forbidden", f"没有权限 {error.scope}", f"the scope {error.scope} is needed"
    ),
    Http404: lambda _: missing(),
    ValidationError: _invalid,
    DataError: lambda _: UNSTORABLE,
    UnicodeEncodeError: lambda _: UNSTORABLE,
    RequestDataTooBig: lambda _: of_status(413),
    SuspiciousOperation: lambda _: of_status(400),
    MultiPartParserError: lambda _: of_status(400),
    # ninja's own; its 400 is a body that is no JSON.
    HttpError: lambda error: of_status(error.status_code),
}
"""What each exception is told as. Any other is a 500, told without a word of our insides."""


def _handler(problem: Callable[[Any], Problem]) -> Callable[[HttpRequest, Any], HttpResponse]:
    def handle(request: HttpRequest, error: Any) -> HttpResponse:
        undo()
        return problem_response(problem(error))

    return handle


def _replay(request: HttpRequest, error: Any) -> HttpResponse:
    return error.response  # type: ignore[no-any-return]


def _remembered(run: Callable[..., Any]) -> Callable[..., Any]:
    """Keeps the answer under the request's Idempotency-Key."""
    if inspect.iscoroutinefunction(run):
        return run

    @wraps(run)
    def handle(request: HttpRequest, **values: Any) -> HttpResponseBase:
        response: HttpResponseBase = run(request, **values)
        idempotency.keep(request, response)
        return response

    return handle


api = make("api")


def _register() -> None:
    """One line a noun, below because their operations need what stands above."""
    from mingjian.platform.accounts.api import router as accounts
    from mingjian.platform.exports.api import router as exports
    from mingjian.platform.findings.api import router as findings
    from mingjian.platform.notifications.api import deliveries, subscriptions, webhooks
    from mingjian.platform.portfolio.api import router as portfolio
    from mingjian.platform.scans.api import page_scans, run_scans, scans
    from mingjian.platform.scans.many_api import many_scans
    from mingjian.platform.scans.uploads_api import uploads

    api.add_router("", accounts)
    api.add_router("", exports)
    api.add_router("/findings", findings)
    api.add_router("", portfolio)
    api.add_router("/scans", scans)
    api.add_router("/scans/many", many_scans)
    api.add_router("/run-scans", run_scans)
    api.add_router("/page-scans", page_scans)
    api.add_router("/uploads", uploads)
    api.add_router("/subscriptions", subscriptions)
    api.add_router("/webhooks", webhooks)
    api.add_router("/deliveries", deliveries)


_register()
