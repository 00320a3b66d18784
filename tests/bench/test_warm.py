"""The bar's row is made of what the core tells of one call."""

from __future__ import annotations

from time import perf_counter

import msgspec
import pytest

from bench.warm import Clock
from mingjian.artifacts.apk import Apk
from mingjian.facts.collect import interest, tables
from tools.test_apps import BuiltApp

APP = ("m1_09_processing_rules/collect_before_consent/violates", "")


def test_the_signature_is_added_in_full() -> None:
    clock = Clock(timings_ms={"signature": 20.0, "graph": 30.0}, reachability_at_ms=70.0)
    assert clock.to_reachability(0.01) == pytest.approx(0.1)


def test_the_core_tells_when_reachability_was_done(built_apps: dict[tuple[str, str], BuiltApp]) -> None:
    asked = interest()
    started = perf_counter()
    told = Apk(built_apps[APP].apk).facts_json(tables(), asked)
    whole = (perf_counter() - started) * 1000
    clock = msgspec.json.decode(told, type=Clock)
    assert clock.timings_ms["graph"] < clock.reachability_at_ms
    assert clock.reachability_at_ms + clock.timings_ms["hits"] + clock.timings_ms["flows"] < whole
