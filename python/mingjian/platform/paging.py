"""Lists by cursor: opaque, signed, stable while rows come and go, and never more than 200 at once.

@router.get("", response=Page[AppOut], auth=Scoped("apps:read"))
def list_apps(request: HttpRequest, paging: Query[Paging]) -> Listed[App]:
    return paged(App.objects.filter(...), paging, "-updated_at", "-id")
"""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from django.core import signing
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model, Q, QuerySet
from msgspec import Struct
from ninja import Field, Schema

from mingjian.platform.problems import Problem

T = TypeVar("T")
M = TypeVar("M", bound=Model)

MOST = 200


class Paging(Schema):
    """The parameters of every list."""

    cursor: str = Field("", max_length=2000, description="`next` of the page before; empty for the first")
    limit: int = Field(50, ge=1, le=MOST)


class Page(Schema, Generic[T]):
    """One page of a list; `next` is null on the last."""

    items: list[T]
    next: str | None = None


class Listed(Struct, Generic[M]):
    """Rows of one page, and the cursor of the next."""

    items: list[M]
    next: str | None


def paged(rows: QuerySet[M], paging: Paging, *order: str) -> Listed[M]:
    """One page of `rows` by `order` (`-created_at`, `-id`: the last one unique, none nullable).

    Raises:
        Problem: 422, the cursor is not one we gave for this list.
    """
    names = [name.removeprefix("-") for name in order]
    salt = f"cursor:{rows.model._meta.label}:{','.join(order)}"
    if paging.cursor:
        rows = rows.filter(_after(order, _opened(rows.model, names, paging.cursor, salt)))
    found = list(rows.order_by(*order)[: paging.limit + 1])
    if len(found) <= paging.limit:
        return Listed(found, None)
    last = found[paging.limit - 1]
    values = [_text(last, name) for name in names]
    return Listed(found[: paging.limit], signing.dumps(values, salt=salt))


def _text(row: Model, name: str) -> str:
    value: Any = row
    for part in name.split("__"):
        value = getattr(value, part)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _opened(model: type[Model], names: list[str], cursor: str, salt: str) -> list[object]:
    try:
        texts = signing.loads(cursor, salt=salt)
        return [_field(model, name).to_python(text) for name, text in zip(names, texts, strict=True)]
    except (signing.BadSignature, ValidationError, FieldDoesNotExist, ValueError, TypeError):
        raise Problem(
            422, "cursor", "cursor 无效：请用上一页的 next", "the cursor is not one of this list's"
        ) from None


def _field(model: type[Model], name: str) -> Any:
    *path, last = name.split("__")
    for part in path:
        model = model._meta.get_field(part).related_model  # type: ignore[assignment]
    return model._meta.get_field(last)


def _after(order: tuple[str, ...], values: list[object]) -> Q:
    """Rows beyond the last one seen. The first conjunct alone lets PostgreSQL enter by the index."""
    beyond, equal = Q(), Q()
    for name, value in zip(order, values, strict=True):
        plain = name.removeprefix("-")
        way = "lt" if name.startswith("-") else "gt"
        beyond |= equal & Q(**{f"{plain}__{way}": value})
        equal &= Q(**{plain: value})
    first = order[0].removeprefix("-")
    edge = Q(**{f"{first}__{'lte' if order[0].startswith('-') else 'gte'}": values[0]})
    return edge & beyond
