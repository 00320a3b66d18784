"""Class loaders for code that was not loaded with the package."""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.parties import class_of, is_library
from mingjian.rules._calls import called_class, hits, method_name

LOADERS = frozenset({
    "dalvik.system.DexClassLoader", "dalvik.system.PathClassLoader", "dalvik.system.InMemoryDexClassLoader",
    "dalvik.system.BaseDexClassLoader", "dalvik.system.DexFile", "dalvik.system.DelegateLastClassLoader",
})  # fmt: skip
OPENING = frozenset({"<init>", "loadDex"})


def loading(facts: Facts) -> Iterator[tuple[str, Hit]]:
    """Reachable calls that open dex code at run time, with the loader's class; general libraries left out."""
    for hit in hits(facts, "dynamic_code"):
        loader = called_class(hit)
        if loader in LOADERS and method_name(hit) in OPENING and not is_library(class_of(hit.caller)):
            yield loader, hit
