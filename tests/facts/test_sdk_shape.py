"""SDKs under other names: named by what stays, held for less than a prefix, and not seen where none is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from mingjian.facts import sdk
from mingjian.facts.calls import CallFacts, Hit, StringUse
from mingjian.facts.manifest import Component, IntentFilter, ManifestFacts
from mingjian.facts.sdk_index import Index, index
from mingjian.knowledge.types import SdkLeads
from tests.facts.test_sdk import classes, made, manifest, native, one, small
from tests.knowledge.test_check import put
from tests.running import mingjian
from tools.fetch.sdks import HELD_OUT, LIST, folder, is_right, pinned
from tools.sdk_check import archive

QING = made(
    "qingfeng",
    prefixes=("cn.qingfeng.push",),
    components=(
        "cn.qingfeng.push.QingfengPushService", "cn.qingfeng.push.RelayActivity",
        "cn.qingfeng.push.core.WakeReceiver", "cn.qingfeng.push.core.PushService",
    ),
    native_libs=("libqfpush.so",),
    strings=("push.qingfeng.example",),
)  # fmt: skip
OTHERS = (
    made("b", components=("com.b.PushService", "com.b.CaptureActivity")),
    made("c", components=("com.c.PushService",)),
    made("d", components=("com.d.PushService",)),
)


def known() -> Index:
    return small(QING, *OTHERS)


def acting(name: str, action: str) -> ManifestFacts:
    component = Component(kind="receiver", name=name, filters=(IntentFilter(actions=(action,)),))
    return ManifestFacts(package="app.host", components=(component,))


def code(*methods: str) -> CallFacts:
    return CallFacts(
        hits=tuple(
            Hit(api="x", tags=("pi:imei",), caller=method, callee="I", dex="classes.dex", offset=0)
            for method in methods
        )
    )


def texts(*values: str) -> CallFacts:
    uses = (StringUse(value=value, method="La/b;->c()V", dex="classes.dex", offset=0) for value in values)
    return CallFacts(strings=tuple(uses))


def test_components_that_moved_together_are_a_lead() -> None:
    moved = manifest("net.fork.a.QingfengPushService", "net.fork.a.core.WakeReceiver")
    hit = one(sdk.match([], moved, known=known()))
    assert (hit.id, hit.confidence) == ("qingfeng", 0.45)
    assert hit.matched_by == (
        "shape:component:net.fork.a.QingfengPushService", "shape:component:net.fork.a.core.WakeReceiver",
    )  # fmt: skip


def test_kinds_that_agree_are_held_for_less_than_a_prefix() -> None:
    moved = manifest(
        "net.fork.a.QingfengPushService", "net.fork.a.RelayActivity", "net.fork.a.core.WakeReceiver"
    )
    hit = one(
        sdk.match([], moved, native("libqfpush.so"), texts("https://push.qingfeng.example/v1"), known=known())
    )
    assert hit.confidence == 0.7
    assert {"native:libqfpush.so", "shape:string:push.qingfeng.example"} < set(hit.matched_by)
    assert hit.confidence < one(sdk.match([classes("cn.qingfeng.push")], known=known())).confidence
    assert not hit.reachable_methods


@pytest.mark.parametrize(
    "own",
    [
        ("app.host.PushService",),
        ("app.host.core.WakeReceiver",),
        ("app.host.RelayActivity", "app.host.WakeReceiver"),  # not as the SDK lays them out
        ("app.host.PushService", "app.host.CaptureActivity"),
        ("app.host.QingfengPushService",),  # one sign alone
    ],
)
def test_an_apps_own_components_of_like_names_name_nothing(own: tuple[str, ...]) -> None:
    assert sdk.match([], manifest(*own), known=known()).sdks == ()


def test_one_moved_component_speaks_beside_another_kind_only() -> None:
    moved = manifest("app.host.QingfengPushService")
    assert one(sdk.match([], moved, native("libqfpush.so"), known=known())).confidence == 0.67
    plain = one(sdk.match([], manifest("app.host.PushService"), native("libqfpush.so"), known=known()))
    assert plain.matched_by == ("native:libqfpush.so",)


def test_the_whole_name_below_another_package() -> None:
    moved = manifest("net.fork.cn.qingfeng.push.core.WakeReceiver")
    calls = texts("push.qingfeng.example")
    assert one(sdk.match([], moved, None, calls, known=known())).confidence == 0.58
    within = code("Lnet/fork/cn/qingfeng/push/core/A;->b()V")
    hit = one(sdk.match([], None, native("libqfpush.so"), within, known=known()))
    assert hit.matched_by == ("native:libqfpush.so", "shape:package:net.fork.cn.qingfeng.push.core")


def test_an_action_of_its_package() -> None:
    listens = acting("app.host.Receiver", "cn.qingfeng.push.MESSAGE")
    assert sdk.match([], listens, known=known()).sdks == ()
    hit = one(sdk.match([], listens, native("libqfpush.so"), known=known()))
    assert hit.matched_by[-1] == "shape:action:cn.qingfeng.push.MESSAGE"
    stub = acting("cn.qingfeng.push.RelayActivity", "cn.qingfeng.push.MESSAGE")
    assert one(sdk.match([], stub, known=known())).matched_by == ("component:cn.qingfeng.push.RelayActivity",)


def test_shape_adds_nothing_where_a_class_speaks() -> None:
    moved = manifest("net.fork.a.QingfengPushService", "net.fork.a.core.WakeReceiver")
    counts = [classes("cn.qingfeng.push")]
    assert sdk.match(counts, moved, known=known()) == sdk.match(counts, known=known())
    lead = small(replace(QING, leads=SdkLeads(prefixes=QING.prefixes)), *OTHERS)
    assert one(sdk.match(counts, moved, known=lead)).matched_by == ("prefix:cn.qingfeng.push",)


def test_strings_alone_name_nothing() -> None:
    assert sdk.match([], calls=texts("http://push.qingfeng.example"), known=known()).sdks == ()
    found = sdk.match(
        [], None, native("libqfpush.so"), texts("http://x.example/push.qingfeng.example"), known=known()
    )
    assert one(found).matched_by == ("native:libqfpush.so",)


def renamed(facts: ManifestFacts) -> ManifestFacts:
    """Every component of a known SDK under another root, its tail kept, as a fork leaves it."""
    where = index()
    components: list[Component] = []
    for component in facts.components:
        prefix = where.longest(component.name)
        tail = component.name[len(prefix) :].lstrip(".$") if prefix else ""
        new = f"net.fork.part{len(prefix)}.{tail}" if prefix and tail else component.name
        components.append(replace(component, name=new))
    return replace(facts, package="app.host", components=tuple(components))


def test_renamed_binaries(capsys: pytest.CaptureFixture[str]) -> None:
    """The pinned binaries that leave two signs or more, their classes taken away and components renamed."""
    entries = [entry for path in (LIST, HELD_OUT) for entry in pinned(path)]
    if not all(is_right(folder() / entry.file, entry) for entry in entries):
        pytest.skip("not all is fetched (python -m tools.fetch.sdks)")
    wanted = named = right = wrong = 0
    faults: list[str] = []
    for entry in entries:
        read = archive.read(folder() / entry.file, frozenset())
        plain = sdk.match(sdk.count(read.classes), read.manifest, read.native, entries=read.entries)
        lasting = {
            hit.id
            for hit in plain.sdks
            if sum(sign.partition(":")[0] in ("component", "native", "file") for sign in hit.matched_by) > 1
        } & entry.expected
        bare = renamed(read.manifest) if read.manifest else None
        found = sdk.match([], bare, read.native, entries=read.entries).sdks
        shaped = {hit.id for hit in found if any(sign.startswith("shape:") for sign in hit.matched_by)}
        assert all(hit.confidence <= sdk.SHAPED for hit in found if hit.id in shaped)
        surplus = shaped - entry.expected - entry.beside
        wanted += len(lasting)
        named += len(lasting & {hit.id for hit in found})
        right += len(shaped - surplus)
        wrong += len(surplus)
        if lasting - {hit.id for hit in found} or surplus:
            faults.append(f"{entry.file}: missed {lasting - {hit.id for hit in found}}, wrong {surplus}")
    with capsys.disabled():
        print(f"\nrenamed SDKs: {named} of {wanted} named, {wrong} of {right + wrong} wrong")  # noqa: T201
    assert wanted >= 30
    assert named >= 0.7 * wanted, faults
    assert right >= 0.95 * (right + wrong), faults


def test_a_real_package_whose_components_are_known_elsewhere(tmp_path: Path, shared: Path) -> None:
    app = next((shared / "data" / "apk").rglob("dnsfilter.android/base.apk"))
    parts = ("DNSFilterService", "BootUpReceiver", "DNSProxyActivity")
    listed = ", ".join(f'"cn.qingfeng.dnsfilter.{part}"' for part in parts)
    put(tmp_path, prefixes='["cn.qingfeng.dnsfilter"]', more=f"components = [{listed}]")
    (hit,) = json.loads(mingjian("facts", app, "--only", "sdks", "--knowledge", tmp_path).stdout)["sdks"]
    assert (hit["id"], hit["confidence"]) == ("one", 0.45)
    assert hit["matched_by"][:2] == ["knowledge:own", "shape:component:dnsfilter.android.DNSProxyActivity"]
    put(tmp_path, prefixes='["cn.qingfeng.other"]', more='components = ["cn.qingfeng.other.BootUpReceiver"]')
    twin = mingjian("facts", app, "--only", "sdks", "--knowledge", tmp_path)
    assert json.loads(twin.stdout)["sdks"] == []
