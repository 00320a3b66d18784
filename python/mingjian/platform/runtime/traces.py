"""Traces by OpenTelemetry, where the extra `otel` is installed and OTEL_EXPORTER_OTLP_ENDPOINT is set.

One span a request, by route, and one a job, by task: durations and outcomes, no addresses, no arguments.
"""

from __future__ import annotations

import importlib
import logging
import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

_log = logging.getLogger(__name__)


class Span:
    """What is told of one request or job; nothing where there are no traces."""

    def __init__(self, inner: Any = None) -> None:
        self._inner = inner

    def tell(self, name: str, **attributes: str | int) -> None:
        """Its name, now that it is known, and what else is to be said."""
        if self._inner is not None:
            self._inner.update_name(name)
            self._inner.set_attributes(attributes)


@contextmanager
def span(name: str, headers: Mapping[str, str] | None = None) -> Generator[Span]:
    """A span around what is inside; it goes on a trace that `headers` carry (W3C traceparent)."""
    made = _tracer()
    if made is None:
        yield Span()
        return
    carried = _of("propagate").extract({key.lower(): value for key, value in (headers or {}).items()})
    # An exception's words may hold people's data: its type is in the log.
    with made.start_as_current_span(name, context=carried, record_exception=False) as inner:
        yield Span(inner)


@cache
def _tracer() -> Any:
    if not os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"):
        return None
    try:
        sdk, out = _of("sdk.trace"), _of("exporter.otlp.proto.http.trace_exporter")
    except ImportError:
        _log.warning("OTEL_EXPORTER_OTLP_ENDPOINT is set, but the extra is not installed: mingjian[otel]")
        return None
    provider = sdk.TracerProvider(resource=_of("sdk.resources").Resource.create({"service.name": "mingjian"}))
    provider.add_span_processor(_of("sdk.trace.export").BatchSpanProcessor(out.OTLPSpanExporter()))
    return provider.get_tracer("mingjian")


def _of(module: str) -> Any:
    """A module of the extra."""
    return importlib.import_module(f"opentelemetry.{module}")
