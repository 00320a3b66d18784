"""Naming embedded SDKs: from labelled binaries, and at the edges where detectors go wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingjian import knowledge
from mingjian.facts import sdk
from mingjian.facts.calls import CallFacts, Hit
from mingjian.facts.hidden_code import HiddenCodeFacts, NativeLibrary
from mingjian.facts.manifest import Component, ManifestFacts, MetaData
from mingjian.facts.sdk_index import Index, index
from mingjian.knowledge.types import Sdk, SdkConfidence, SdkLeads
from tests.facts.sdk_labels import label
from tools.sdk_check.examined import examine


def made(code: str, **fields: object) -> Sdk:
    defaults: dict[str, object] = {
        "name_zh": code, "name_en": code, "vendor_zh": "某", "vendor_en": "X", "category": "ads",
        "chinese": True, "processor": True, "prefixes": (f"com.{code}",),
        "confidence": SdkConfidence(identity="seen", prefixes="seen"),
    }  # fmt: skip
    return Sdk(id=code, **{**defaults, **fields})  # type: ignore[arg-type]


def small(*sdks: Sdk) -> Index:
    return Index(sdks, knowledge.sdk_matching())


def classes(prefix: str, number: int = 10, methods: int | None = None, reachable: int = 0) -> sdk.PrefixCount:
    return sdk.PrefixCount(prefix=prefix, classes=number, methods=methods, reachable_methods=reachable)


def manifest(*components: str, package: str = "app.host", meta: tuple[str, ...] = ()) -> ManifestFacts:
    return ManifestFacts(
        package=package,
        components=tuple(Component(kind="activity", name=name) for name in components),
        meta=tuple(MetaData(name=name, value="1.2.3") for name in meta),
    )


def native(*names: str) -> HiddenCodeFacts:
    return HiddenCodeFacts(
        native=tuple(
            NativeLibrary(entry=f"lib/arm64-v8a/{name}", abi="arm64-v8a", name=name, size_bytes=1)
            for name in names
        )
    )


def one(facts: sdk.SdkFacts) -> sdk.SdkMatch:
    assert len(facts.sdks) == 1, facts
    return facts.sdks[0]


def test_labelled_binaries(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    right = missed = wrong = files = 0
    faults: list[str] = []
    for path in sorted((shared / "data" / "sdk").rglob("*.jar")):
        expected, beside = label(path.as_posix())
        found = {hit.id for hit in examine(path)[0].sdks if hit.confidence >= sdk.LEAD}
        files += 1
        right += len(found & (expected | beside))
        missed += len(expected - found)
        wrong += len(found - expected - beside)
        if expected - found or found - expected - beside:
            faults.append(f"{path.name}: missed {expected - found}, wrong {found - expected - beside}")
    recall, precision = right / (right + missed), right / (right + wrong)
    with capsys.disabled():
        print(f"\nSDKs in {files} labelled binaries: recall {recall:.3f}, precision {precision:.3f}")  # noqa: T201
    assert files == 265
    assert recall >= 0.95, faults
    assert precision >= 0.98, faults


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("com.umeng.commonsdk.UMConfigure", "umeng-common"),
        ("com.umeng.commonsdk$Inner", "umeng-common"),
        ("com.umeng.commonsdkx.A", None),
        ("com.umeng", None),
        ("com.tencent.mm.opensdk.constants.Build", "wechat-open"),
        ("com.tencent.mm.plugin.A", None),
        ("com.tencent.bugly.crashreport.CrashReport", "bugly"),
        ("com.qq.e.comm.managers.GDTAdSdk", "gdt"),
        ("com.bytedance.sdk.openadsdk.TTAdSdk", "pangle"),
        ("com.bytedance.Unknown", None),
        ("com.alipay.sdk.app.PayTask", "alipay"),
        ("com.alibaba.Unknown", None),
        ("com.baidu.Unknown", None),
        ("com.huawei.Unknown", None),
        ("com.google.android.Unknown", None),
        ("com.facebook.Unknown", None),
        ("cn.jpush.android.api.JPushInterface", "jpush"),
        ("cn.jpush.android.service.PushService", "jiguang-core"),
        ("cn.jpush.android.service.PushServiceX", "jpush"),
        ("cn.jpush.android.service.DaemonService", None),
        ("com.qiyukf.nimlib.sdk.NIMClient", "qiyu"),
        ("okhttp3.OkHttpClient", "okhttp"),
        ("", None),
        ("a", None),
    ],
)
def test_longest_prefix_at_a_boundary(name: str, owner: str | None) -> None:
    prefix = index().longest(name)
    assert (index().prefixes[prefix].sdk if prefix else None) == owner


def test_excluded_part_belongs_to_nobody() -> None:
    known = small(made("a", prefixes=("com.a",), excludes=("com.a.other",)))
    counts = sdk.count(["com.a.X", "com.a.other.Y", "com.a.other", "com.ab.Z"], known)
    assert counts == [sdk.PrefixCount(prefix="com.a", classes=1)]


def test_inner_entry_wins() -> None:
    known = small(
        made("outer", prefixes=("com.o",), excludes=("com.o.in",)), made("inner", prefixes=("com.o.in",))
    )
    found = sdk.match(sdk.count(["com.o.in.A", "com.o.in.B", "com.o.in.C"], known), known=known)
    assert one(found).id == "inner"


def test_proven_prefix_names_the_sdk() -> None:
    hit = one(sdk.match([classes("com.a", methods=50, reachable=7)], known=small(made("a"))))
    assert (hit.id, hit.confidence, hit.classes, hit.methods, hit.reachable_methods) == ("a", 0.9, 10, 50, 7)
    assert hit.matched_by == ("prefix:com.a",)


def test_few_classes_name_it_less() -> None:
    assert one(sdk.match([classes("com.a", 2)], known=small(made("a")))).confidence == 0.7
    assert one(sdk.match([classes("com.a", 3)], known=small(made("a")))).confidence == 0.9


def test_classes_without_code_are_a_lead() -> None:
    assert one(sdk.match([classes("com.a", 40, methods=0)], known=small(made("a")))).confidence < sdk.LEAD
    assert one(sdk.match([classes("com.a", 40, methods=1)], known=small(made("a")))).confidence > sdk.LEAD


def test_a_prefix_from_memory_is_a_lead_until_something_else_speaks() -> None:
    known = small(made("a", leads=SdkLeads(prefixes=("com.a",)), components=("com.a.Push",)))
    assert one(sdk.match([classes("com.a")], known=known)).confidence < sdk.LEAD
    assert one(sdk.match([classes("com.a")], manifest("com.a.Push"), known=known)).confidence > sdk.LEAD


def test_a_weak_prefix_alone_says_nothing() -> None:
    known = small(made("a", weak_prefixes=("org.shared",), native_libs=("liba.so",)))
    assert sdk.match([classes("org.shared", 500)], known=known).sdks == ()
    assert one(sdk.match([classes("org.shared")], None, native("liba.so"), known=known)).id == "a"


def test_shared_and_generic_libraries_alone_say_nothing() -> None:
    both = small(made("a", native_libs=("libx.so",)), made("b", native_libs=("libx.so",)))
    assert sdk.match([], None, native("libx.so"), known=both).sdks == ()
    assert sdk.match([], None, native("libBugly.so", "libexec.so", "libmmkv.so", "libtnet-3.1.so")).sdks == ()


def test_a_library_of_its_own_is_a_lead() -> None:
    known = small(made("a", native_libs=("liba_v*.so",)))
    hit = one(sdk.match([], None, native("liba_v2.so", "libother.so"), known=known))
    assert hit.confidence < sdk.LEAD
    assert hit.matched_by == ("native:liba_v2.so",)


def test_a_component_alone_is_a_lead_and_more_when_packed() -> None:
    known = small(made("a", components=("com.a.Push",)))
    assert one(sdk.match([], manifest("com.a.Push"), known=known)).confidence < sdk.LEAD
    assert one(sdk.match([], manifest("com.a.Push"), packed=True, known=known)).confidence > sdk.LEAD
    assert sdk.match([], manifest("com.a.PushX", "x.com.a.Push"), known=known).sdks == ()


def test_host_components_live_in_the_host_package() -> None:
    assert one(sdk.match([], manifest("app.host.wxapi.WXEntryActivity"))).id == "wechat-open"
    assert sdk.match([], manifest("other.host.wxapi.WXEntryActivity")).sdks == ()


def test_the_apps_own_code_is_not_an_sdk() -> None:
    known = small(made("a", prefixes=("com.vendor",)))
    own = manifest(package="com.vendor.reader")
    assert sdk.match([classes("com.vendor")], own, known=known).sdks == ()
    near = manifest(package="com.vendorx.reader")
    assert one(sdk.match([classes("com.vendor")], near, known=known)).id == "a"


def test_signals_add_up_but_never_to_certainty() -> None:
    known = small(made("a", components=("com.a.P",), meta_data=("A_KEY",), native_libs=("liba.so",)))
    hit = one(
        sdk.match([classes("com.a")], manifest("com.a.P", meta=("A_KEY",)), native("liba.so"), known=known)
    )
    assert 0.95 < hit.confidence < 1.0
    assert hit.matched_by == ("prefix:com.a", "component:com.a.P", "meta-data:A_KEY", "native:liba.so")


def test_calls_are_kept_with_their_places() -> None:
    hits = tuple(
        Hit(api="x", tags=tags, caller="La;->b()V", callee=callee, dex="classes.dex", offset=0)
        for tags, callee in (
            (("pi:imei",), "I"), (("sdk_init:jpush",), "J"),
            (("sdk_consent:jpush",), "C"), (("sdk_init:nobody",), "N"),
        )
    )  # fmt: skip
    hit = one(sdk.match([], calls=CallFacts(hits=hits)))
    assert (hit.id, hit.init_hits, hit.consent_hits) == ("jpush", (1,), (2,))
    assert hit.matched_by == ("init:J", "consent:C")


def test_version_of_a_constant_a_library_and_the_manifest() -> None:
    hints = ("class:com.a.B#V", "native:liba_v{version}.so", "meta-data:A_V")
    known = small(made("a", version_hints=hints, native_libs=("liba_v*.so",)))
    counts = [classes("com.a")]
    told = sdk.match(
        counts, manifest(meta=("A_V",)), native("liba_v9_8_7.so"), constants={"com.a.B#V": "4.5"}, known=known
    )
    assert (one(told).version, one(told).version_from) == ("4.5", "class:com.a.B#V")
    assert one(sdk.match(counts, None, native("liba_v9_8_7.so"), known=known)).version == "9.8.7"
    assert one(sdk.match(counts, manifest(meta=("A_V",)), known=known)).version == "1.2.3"
    assert one(sdk.match(counts, known=known)).version is None


@pytest.mark.parametrize("value", ["1.0", "", "unspecified"])
def test_gradle_defaults_are_no_version(value: str) -> None:
    known = small(made("a", version_hints=("class:com.a.BuildConfig#VERSION_NAME",)))
    found = sdk.match([classes("com.a")], constants={"com.a.BuildConfig#VERSION_NAME": value}, known=known)
    assert one(found).version is None


def test_a_version_constant_alone_is_no_sdk() -> None:
    known = small(made("a", version_hints=("class:com.a.B#V",)))
    assert sdk.match([], constants={"com.a.B#V": "2.0"}, known=known).sdks == ()


def test_unknown_prefixes_and_empty_counts_are_ignored() -> None:
    assert sdk.match([classes("no.such"), classes("cn.jpush.android", 0)]).sdks == ()


def test_files_of_a_folder() -> None:
    known = small(made("a", files=("assets/a_plugin",)))
    hit = one(sdk.match([], entries=["assets/a_plugin/x/y.bin", "assets/a_pluginx"], known=known))
    assert hit.matched_by == ("file:assets/a_plugin/x/y.bin",)


def test_answers_are_in_order_of_id() -> None:
    found = sdk.match(
        [classes("cn.jpush.android"), classes("com.amap.api.maps"), classes("com.tencent.bugly")]
    )
    assert [hit.id for hit in found.sdks] == ["amap", "bugly", "jpush"]


def test_the_base_of_play_services_is_not_its_modules(shared: Path) -> None:
    # Read in their class lists: of sign-in and Firebase only what the base ships, of ads only the identifier.
    for name in ("settings_apk-debug.apk", "com.example.android.wearable.wear.weardrawers.apk"):
        path = next((shared / "data").rglob(name))
        found = {hit.id for hit in examine(path)[0].sdks if hit.confidence >= sdk.LEAD}
        assert not found & {"google-signin", "firebase-core", "admob"}, name
        assert "google-location" in found, name
