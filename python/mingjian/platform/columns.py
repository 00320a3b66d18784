"""`Column[T]`: how a model says the Python type of a field, for both type checkers, without a plugin."""

from __future__ import annotations

from typing import TypeAlias, TypeVar

from django.db import models

T = TypeVar("T")
Column: TypeAlias = "models.Field[T, T]"
