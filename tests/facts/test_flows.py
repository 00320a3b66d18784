"""Data flows against DroidBench's labels, and on the test apps of every kind of source."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from mingjian.artifacts.apk import Apk
from mingjian.facts import collect
from mingjian.facts.calls import CallFacts, Flow
from tools.test_apps import BuiltApp

BENCH = "data/apk/secure-software-engineering+DroidBench"
RECALL, PRECISION = 0.80, 0.83
"""Bars under what is measured on 43 labelled apps: 35 of 43 leaks, 6 flows too many."""
EXCEPT = {
    "ImplicitFlows/ImplicitFlow2": "a decision on the data, not the data",
    "ImplicitFlows/ImplicitFlow4": "a decision on the data, not the data",
    "Callbacks/Button5": "a view keeps the text between two callbacks",
    "InterComponentCommunication/EventOrdering1": "preferences are not read back",
    "InterComponentCommunication/UnresolvableIntent1": "one call sends either of two intents",
    "Lifecycle/EventOrdering1": "one pair of places, labelled for each order of events",
    "Aliasing/Merge1": "fields are told apart by name, not by object",
    "ArraysAndLists/HashMapAccess1": "elements of a map are not told apart",
    "Callbacks/Ordering1": "the order of callbacks is not known",
    "GeneralJava/Exceptions3": "which exceptions are thrown is not known",
    "GeneralJava/VirtualDispatch1": "both classes are made, so both methods may run",
}


def calls(apk: Path) -> CallFacts:
    facts, _ = collect.from_apk(Apk(apk))
    assert facts.calls is not None
    return facts.calls


def pairs(found: CallFacts) -> set[tuple[str, int, str, int]]:
    """(method, offset) of source and sink of every flow."""
    ends = ((flow.steps[0], flow.steps[-1]) for flow in found.flows)
    return {(a.method, a.offset, b.method, b.offset) for a, b in ends}


def test_droidbench(shared: Path) -> None:
    """True: as many pairs as labels; the rest of either side is missed or too many."""
    with (shared / BENCH / "leaks.tsv").open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream, delimiter="\t") if row["number_of_leaks"]]
    right = missed = wrong = 0
    differ = set[str]()
    for row in rows:
        label, found = int(row["number_of_leaks"]), len(pairs(calls(shared / BENCH / row["apk"])))
        right += min(label, found)
        missed += max(0, label - found)
        wrong += max(0, found - label)
        if label != found:
            differ.add(row["apk"].removeprefix("apk/").removesuffix(".apk"))
    assert len(rows) == 43
    assert differ == set(EXCEPT)
    assert right / (right + missed) >= RECALL
    assert right / (right + wrong) >= PRECISION


LOG = "m2_02_technical_safeguards/personal_info_log"
SOURCES = {
    "android_id": ("setting", "MainActivity;->setting("),
    "serial_number": ("property", "MainActivity;->property("),
    "mac_address": ("file", "MainActivity;->file("),
    "imsi": ("reflection", "MainActivity;->reflection("),
    "sms": ("intent", "SmsReceiver;->onReceive("),
    "accelerometer": ("sensor", "HeartListener;->onSensorChanged("),
}


@pytest.mark.parametrize("kind", SOURCES)
def test_each_kind_of_source_is_followed(kind: str, built_apps: dict[tuple[str, str], BuiltApp]) -> None:
    found = calls(built_apps[f"{LOG}/violates_3", ""].apk)
    flows = [flow for flow in found.flows if f"pi:{kind}" in found.hits[flow.source].tags]
    assert [flow.kind for flow in flows] == ["log"], SOURCES[kind][0]
    assert SOURCES[kind][1] in flows[0].steps[0].method
    assert flows[0].steps[-1].target.startswith("Landroid/util/Log;->i(")


def test_steps_tell_the_way(built_apps: dict[tuple[str, str], BuiltApp]) -> None:
    """From an address book's URI through rows and a builder into a helper that writes the file."""
    found = calls(built_apps["m2_02_technical_safeguards/personal_info_shared_storage/violates", ""].apk)
    (flow,) = (one for one in found.flows if "pi:contacts" in found.hits[one.source].tags)
    assert flow.kind == "external"
    assert [step.does for step in flow.steps] == [
        "source", "through", "through", "through", "through", "call", "sink",
    ]  # fmt: skip
    assert places(flow) == sorted(set(places(flow)), key=places(flow).index)
    assert flow.steps[0].target.endswith(":Landroid/net/Uri;")
    assert flow.steps[-1].target == "Ljava/io/Writer;->write(Ljava/lang/String;)V"


def places(flow: Flow) -> list[tuple[str, int]]:
    return [(step.method, step.offset) for step in flow.steps]
