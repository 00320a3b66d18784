"""Whose code a class is: an embedded SDK's, by the longest package prefix, or the app's own."""

from __future__ import annotations

from collections.abc import Iterable

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.calls import CallFacts, Hit, Path, Step
from mingjian.model import Party


def class_of(signature: str) -> str:
    """`Lcom/a/B$1;->run()V` → `com.a.B$1`."""
    return signature.partition(";->")[0].removeprefix("L").replace("/", ".")


def app(facts: Facts) -> Party:
    """The app itself, named as its user knows it."""
    manifest = facts.manifest
    if manifest is None:
        return Party("app", "", facts.subject.path)
    return Party("app", manifest.package, (manifest.label or "").strip() or manifest.package)


def sdk_of(facts: Facts, class_name: str) -> Party | None:
    """The matched SDK that owns `class_name`; libraries and SDKs that were not matched own nothing."""
    found = knowledge.sdk_by_class(class_name)
    return None if found is None else sdk_party(facts, found.id)


def is_library(class_name: str) -> bool:
    """Code of a general library (AndroidX, OkHttp …), which acts for whoever calls it."""
    found = knowledge.sdk_by_class(class_name)
    return found is not None and not found.processor


def sdk_party(facts: Facts, id_: str) -> Party | None:
    """The matched SDK `id_` as a party, None when it was not matched or is a mere library."""
    if facts.sdk is None or all(match.id != id_ for match in facts.sdk.sdks):
        return None
    known = knowledge.sdk(id_)
    return None if not known.processor else Party("sdk", known.id, known.name_zh)


def owner(facts: Facts, methods: Iterable[str]) -> Party:
    """The nearest SDK among `methods` (call's own frame first), else the app."""
    for method in methods:
        party = sdk_of(facts, class_of(method))
        if party is not None:
            return party
    return app(facts)


def steps(calls: CallFacts | None, path: Path) -> tuple[Step, ...]:
    """The steps of a path of `calls`, entry first."""
    return path.steps if calls is not None else ()


def frames(facts: Facts, hit: Hit, path: Path | None) -> list[str]:
    """Methods from the call's own frame back to the entry, nearest first."""
    return (
        [hit.caller]
        if path is None
        else [hit.caller, *(step.caller for step in reversed(steps(facts.calls, path)))]
    )
