"""What Prometheus reads: requests and jobs as this machine did them, the queue and the disk as they are now.

The supervisor sets PROMETHEUS_MULTIPROC_DIR, so that web and worker processes count into one place.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TypeAlias

from prometheus_client import CollectorRegistry, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

Gauges: TypeAlias = dict[tuple[str, str], dict[tuple[tuple[str, str], ...], float]]
"""(name, help) → labels → value."""
REQUESTS = Histogram(
    "mingjian_request_seconds", "Requests by route, method and status class", ["route", "method", "status"],
    buckets=(0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10, 30),
)  # fmt: skip
JOBS = Histogram(
    "mingjian_job_seconds", "Background jobs by task and outcome", ["task", "outcome"],
    buckets=(0.05, 0.2, 1, 3, 10, 30, 120, 600),
)  # fmt: skip
_MULTI = "PROMETHEUS_MULTIPROC_DIR"


def told(now: Gauges) -> bytes:
    """The exposition: what was counted, and the gauges of this moment."""
    registry = CollectorRegistry()
    if os.environ.get(_MULTI):
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(REQUESTS)
        registry.register(JOBS)
    registry.register(_Now(now))
    return generate_latest(registry)


class _Now(Collector):
    """Gauges whose values are at hand, rather than kept."""

    def __init__(self, now: Gauges) -> None:
        self._now = now

    def collect(self) -> Iterator[Metric]:
        """One family a name."""
        for (name, about), rows in self._now.items():
            family = GaugeMetricFamily(name, about, labels=[label for label, _ in next(iter(rows), ())])
            for labels, value in rows.items():
                family.add_metric([given for _, given in labels], value)
            yield family


def forget(pid: int) -> None:
    """A process of ours ended: its live gauges go with it."""
    if os.environ.get(_MULTI):
        multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]
