"""Takes part in push SDKs' waking of one app by another.

Clause: 26号-1.6.2 关联启动其它APP; 26号-1.6.3 唤醒
Needs: manifest, calls.
Violates: never by itself; suspected where a component that a push SDK publishes for being started by other
    apps with the same SDK is enabled and open to them, its class is loaded, and the app never calls the
    SDK's switch against it with false.
Limits: SDKs that wake by components without a documented name, and switches set on the vendor's server, are
    not seen; a run with two such apps settles it.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from mingjian.facts import Facts
from mingjian.facts.manifest import Component
from mingjian.facts.parties import app, sdk_of
from mingjian.model import Evidence, Finding
from mingjian.rules import Rule
from mingjian.rules._calls import arg, called_class, named
from mingjian.rules._evidence import manifest_line
from mingjian.rules._finding import finding

RULE = Rule(
    requirements=("26号-1.6.2", "26号-1.6.3"), severity="high", needs=("manifest", "calls"), proves=False
)


class Wake(Struct, frozen=True):
    """A component for being woken by, what the vendor's integration guide calls it, and its switch."""

    component: str
    name: str
    switch: str = ""
    """Method that takes false as its last argument."""
    owner: str = ""


WAKES = (
    Wake("cn.jpush.android.service.DaemonService", "极光推送 JPush", "setWakeEnable", "cn.jiguang"),
    Wake("cn.jpush.android.service.DActivity", "极光推送 JPush", "setWakeEnable", "cn.jiguang"),
    Wake("com.igexin.sdk.GActivity", "个推 GeTui"),
    Wake("com.igexin.sdk.GetuiActivity", "个推 GeTui"),
    Wake("com.taobao.agoo.AgooCommondReceiver", "友盟/阿里 agoo"),
    Wake("org.android.agoo.client.ElectionReceiverService", "友盟/阿里 agoo"),
    Wake(
        "com.tencent.android.tpush.rpc.XGRemoteService",
        "腾讯移动推送 TPNS",
        "enablePullUpOtherApp",
        "com.tencent",
    ),
)
"""Components by which, as their integration guides say, apps with the same SDK start each other (from memory:
leads)."""
OTHER_SWITCHES = frozenset({"enableAutoWakeup", "setLinkMergeEnable"})
SWITCHED_OFF = (0, False)


def check(facts: Facts) -> Iterator[Finding]:
    manifest, calls = facts.manifest, facts.calls
    assert manifest is not None and calls is not None  # noqa: S101, PT018
    by_name = {wake.component: wake for wake in WAKES}
    gone = set(calls.missing_components)
    seen: set[str] = set()
    for component in manifest.components:
        wake = by_name.get(component.name)
        if wake is None or not component.enabled or component.name in gone or not _open(component):
            continue
        if wake.name in seen or _switched_off(facts, wake):
            continue
        seen.add(wake.name)
        short = component.name.rpartition(".")[2]
        yield finding(
            f"保留了 {wake.name} 供其他应用互相拉起的组件 {short}，未见关闭",
            f"Keeps {short}, by which apps with {wake.name} wake each other, and never switches it off",
            key=("wake", wake.name),
            party=sdk_of(facts, component.name) or app(facts),
            verdict="suspected",
            evidence=[
                manifest_line(facts, component.line),
                Evidence(
                    kind="code", location=f"L{component.name.replace('.', '/')};", excerpt=component.kind
                ),
            ],
        )


def _open(component: Component) -> bool:
    """Other apps may start it: said so, or implied by a filter."""
    return component.exported if component.exported is not None else bool(component.filters)


def _switched_off(facts: Facts, wake: Wake) -> bool:
    names = OTHER_SWITCHES | {wake.switch or "setWakeEnable"}
    for hit in named(facts, *names):
        last = max(len(hit.args) - 1, 0)
        if called_class(hit).startswith(wake.owner or "cn.") and arg(hit, last) in SWITCHED_OFF:
            return True
    return False
