"""What ninja's OpenAPI document leaves out: problems, how to authenticate, idempotency keys, which scope."""

from __future__ import annotations

from typing import Any, cast

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from mingjian.platform.idempotency import HEADER
from mingjian.platform.problems import MEDIA_TYPE
from mingjian.platform.routes import operations

DESCRIPTION = (
    "Authenticate with `Authorization: Bearer mj_…` (a token of the organisation, made on its page) or with "
    "a signed-in session and `X-CSRFToken`. Errors are RFC 9457 problems with a stable `code` and words in "
    "both languages. Objects of other organisations answer 404. Lists take `cursor` and `limit`; `next` is "
    "the next page's cursor. A change sent with an `Idempotency-Key` is made once and answered alike for "
    "24 hours."
)
_PROBLEM: dict[str, Any] = {
    "title": "Problem", "type": "object", "required": ["type", "title", "title_zh", "status", "code"],
    "properties": {
        "type": {"type": "string"}, "title": {"type": "string"}, "title_zh": {"type": "string"},
        "status": {"type": "integer"}, "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object", "required": ["at", "what"],
                "properties": {"at": {"type": "string"}, "what": {"type": "string"}},
            },
        },
    },
}  # fmt: skip
_KEY: dict[str, Any] = {
    "in": "header", "name": HEADER, "required": False,
    "description": "Made up by the caller, one a change; the same key and content is answered alike.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[A-Za-z0-9._:-]+$"},
}  # fmt: skip
_COMMON = {400: "Malformed", 413: "Too large", 422: "Not valid", 429: "Too many requests"}
_KNOWN = {401: "Not authenticated", 403: "Not permitted", **_COMMON}
_METHODS = {"get", "post", "put", "patch", "delete"}


def completed(schema: OpenAPISchema, api: NinjaAPI) -> OpenAPISchema:
    """The document with everything a client needs."""
    needs = _needs(api)
    document = cast("dict[str, Any]", schema)
    components = document.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = _PROBLEM
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "an API token, `mj_…`"},
        "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
    }
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            if method in _METHODS:
                _complete(path, method, told, needs.get(told["operationId"], ()))
    return schema


def _complete(path: str, method: str, told: dict[str, Any], scopes: tuple[str, ...] | None) -> None:
    statuses = dict(_COMMON if scopes is None else _KNOWN)
    if "{" in path:
        statuses[404] = "No such object here"
    if method != "get":
        statuses[409] = "Conflicts with what is"
    if scopes is not None:
        told["security"] = [{"token": list(scopes)}, {"session": list(scopes)}]
        if method != "get":
            told.setdefault("parameters", []).append(_KEY)
    else:
        told["security"] = []
    answers: dict[Any, Any] = told["responses"]
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, words in sorted(statuses.items()):
        answers.setdefault(status, {"description": words, "content": content})
    answers["default"] = {"description": "Any other problem", "content": content}


def _needs(api: NinjaAPI) -> dict[str, tuple[str, ...] | None]:
    """Operation id → its scopes; None where anyone may ask."""
    return {row.name: None if row.needs == "public" else row.scopes for row in operations(api)}
