"""Whose code a class is: an embedded SDK's, by the longest package prefix, or the app's own."""

from __future__ import annotations

from collections.abc import Iterable

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.calls import Hit, Path
from mingjian.facts.once import once
from mingjian.model import Party


def class_of(signature: str) -> str:
    """`Lcom/a/B$1;->run()V` → `com.a.B$1`."""
    return signature.partition(";->")[0].removeprefix("L").replace("/", ".")


class _Parties:
    """Parties of one subject, looked up once a class."""

    __slots__ = ("app", "by_class", "by_head", "by_id")

    def __init__(self, facts: Facts) -> None:
        manifest = facts.manifest
        self.by_class: dict[str, Party | None] = {}
        self.by_head: dict[str, Party | None] = {}
        """As `by_class`, the class as signatures write it."""
        self.by_id: dict[str, Party] = {}
        for match in facts.sdk.sdks if facts.sdk else ():
            known = knowledge.sdk(match.id)
            if known.processor:
                self.by_id[match.id] = Party("sdk", known.id, known.name_zh, known.name_en)
        if manifest is None:
            run = facts.behaviour.package if facts.behaviour else ""
            self.app = Party("app", run, run or facts.subject.path)
        else:
            self.app = Party("app", manifest.package, (manifest.label or "").strip() or manifest.package)


_parties = once(_Parties)


def app(facts: Facts) -> Party:
    """The app itself, named as its user knows it."""
    return _parties(facts).app


def sdk_of(facts: Facts, class_name: str) -> Party | None:
    """The matched SDK that owns `class_name`; libraries and SDKs that were not matched own nothing."""
    return _of_class(_parties(facts), class_name)


def _of_class(parties: _Parties, class_name: str) -> Party | None:
    if class_name in parties.by_class:
        return parties.by_class[class_name]
    found = knowledge.sdk_by_class(class_name)
    party = parties.by_class[class_name] = None if found is None else parties.by_id.get(found.id)
    return party


def is_library(class_name: str) -> bool:
    """Code of a general library (AndroidX, OkHttp …), which acts for whoever calls it."""
    found = knowledge.sdk_by_class(class_name)
    return found is not None and not found.processor


def sdk_party(facts: Facts, id_: str) -> Party | None:
    """The matched SDK `id_` as a party, None when it was not matched or is a mere library."""
    return _parties(facts).by_id.get(id_)


def owner(facts: Facts, methods: Iterable[str]) -> Party:
    """The nearest SDK among `methods` (call's own frame first), else the app."""
    parties = _parties(facts)
    for method in methods:
        head = method.partition(";->")[0]
        if head in parties.by_head:
            party = parties.by_head[head]
        else:
            party = parties.by_head[head] = _of_class(parties, class_of(method))
        if party is not None:
            return party
    return parties.app


def frames(hit: Hit, path: Path | None) -> list[str]:
    """Methods from the call's own frame back to the entry, nearest first."""
    return [hit.caller] if path is None else [hit.caller, *(step.caller for step in reversed(path.steps))]
