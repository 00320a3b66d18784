"""Fetches a new version of itself, or code for itself, without asking.

Clause: 26号-1.6.5 更新等行为
Needs: calls.
Violates: never by itself; suspected where code that runs without a human action has the system download a
    package (APK), or loads code (hot-fix framework, plugin, class loader) that the same classes fetched
    from the network. A download that begins after the user pressed a button is ordinary.
Limits: a question put by the server, and downloads by the app's own sockets that are installed later, are
    not seen; a run settles it.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.parties import frames, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import beside, hits, method_name, moment, texts
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding
from mingjian.rules._hot_update import fetched, frameworks
from mingjian.rules._loaders import loading

RULE = Rule(requirements=("26号-1.6.5",), severity="high", needs=("calls",), proves=False)
PACKAGE = "application/vnd.android.package-archive"


def check(facts: Facts) -> Iterator[Finding]:
    yield from _downloads(facts)
    yield from _code(facts)


def _downloads(facts: Facts) -> Iterator[Finding]:
    for hit in hits(facts, "silent_download", "enqueue"):
        package = next((near for near in beside(facts, hit.caller) if _names_package(near)), None)
        when = moment(facts, hit)
        if package is None or when.path is None or not when.by_itself:
            continue
        yield finding(
            "未经用户操作即自行下载安装包",
            "Downloads a package by itself, without a human action",
            key=("download", hit.caller),
            party=owner(facts, frames(hit, when.path)),
            verdict="suspected",
            evidence=[call_chain(facts, hit, when.path), code(package)],
        )


def _names_package(hit: Hit) -> bool:
    return method_name(hit) in (
        "setMimeType",
        "setDestinationInExternalPublicDir",
        "setDestinationInExternalFilesDir",
    ) and any(text == PACKAGE or text.endswith(".apk") for text in texts(hit))


def _code(facts: Facts) -> Iterator[Finding]:
    loaders = [(loader.rpartition(".")[2], hit) for loader, hit in loading(facts)]
    seen: set[str] = set()
    for name, hit in (*frameworks(facts).items(), *loaders):
        source, when = fetched(facts, hit), moment(facts, hit)
        party = owner(facts, frames(hit, when.path))
        if source is None or when.path is None or not when.by_itself or party.id in seen:
            continue
        seen.add(party.id)
        yield finding(
            f"未经用户操作即从网络取得代码并加载（{name}）",
            f"Fetches code from the network and loads it without a human action ({name})",
            key=("code", party.id),
            party=party,
            verdict="suspected",
            evidence=[call_chain(facts, hit, when.path), code(source)],
        )
