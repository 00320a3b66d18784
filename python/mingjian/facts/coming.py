"""Facts of a package while its code is still being analysed: what is not known yet is unset.

Asking for an unset field raises AttributeError, as a field that never was would; `complete` sets it, once.
What was answered from the facts meanwhile stays right: a field that was set never changes.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import force_setattr

from mingjian.facts import Facts
from mingjian.facts.category import CategoryFacts
from mingjian.facts.hidden_code import HiddenCodeFacts
from mingjian.facts.icon import IconFacts
from mingjian.facts.layout import LayoutFacts
from mingjian.facts.manifest import ManifestFacts
from mingjian.facts.resources import ResourceFacts
from mingjian.facts.subject import SubjectFacts

EARLY = frozenset({"manifest", "resources", "layout", "icon", "hidden_code", "category"})
"""Fields that are known before the code is analysed."""
_NOBODY = SubjectFacts(kind="apk", path="", sha256="", size_bytes=0)


def begin(
    *,
    manifest: ManifestFacts | None,
    resources: ResourceFacts | None,
    layout: LayoutFacts | None,
    icon: IconFacts | None,
    hidden_code: HiddenCodeFacts | None,
    category: CategoryFacts | None,
) -> Facts:
    """Facts of which all but these are unset."""
    facts = Facts(
        subject=_NOBODY,
        manifest=manifest,
        resources=resources,
        layout=layout,
        icon=icon,
        hidden_code=hidden_code,
        category=category,
    )
    unset(facts, Facts, [name for name in Facts.__struct_fields__ if name not in EARLY])
    return facts


def complete(facts: Facts, whole: Facts) -> Facts:
    """What `begin` gave, the same object, with every other field as it is in `whole`."""
    for name in Facts.__struct_fields__:
        if name not in EARLY:
            force_setattr(facts, name, getattr(whole, name))
    return facts


def unset(value: Struct, kind: type[Struct], names: Iterable[str]) -> None:
    """Empties fields of `value`; a frozen struct has no other way."""
    for name in names:
        getattr(kind, name).__delete__(value)
