"""Facts in the layout that `mingjian facts` prints and the API answers."""

from __future__ import annotations

from typing import Any

import msgspec

from mingjian.facts import Facts


def as_dict(facts: Facts) -> dict[str, Any]:
    """Facts in the layout of `mingjian facts`: dex counts apart from calls, native apart from hidden code."""
    plain: dict[str, Any] = msgspec.to_builtins(facts)
    calls: dict[str, Any] = plain.pop("calls") or {}
    hidden: dict[str, Any] = plain.pop("hidden_code") or {}
    sdk: dict[str, Any] = plain.pop("sdk") or {}
    return {
        **plain,
        "dex": calls.pop("dex", []),
        "calls": calls,
        "hidden_code": hidden.get("hidden", []),
        "native_libs": hidden.get("native", []),
        "sdks": sdk.get("sdks", []),
    }
