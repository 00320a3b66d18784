"""Frameworks by which an app changes after review: which, called from outside themselves, fed from where."""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.parties import class_of, frames, is_library
from mingjian.rules._calls import beside, called_class, entry_of, hits, moment, told

FRAMEWORKS = (
    ("com.tencent.tinker", "Tinker"),
    ("com.tencent.bugly.beta", "Bugly Tinker"),
    ("com.taobao.sophix", "Sophix"),
    ("com.alipay.euler.andfix", "AndFix"),
    ("com.meituan.robust", "Robust"),
    ("me.ele.amigo", "Amigo"),
    ("com.qihoo360.replugin", "RePlugin"),
    ("com.didi.virtualapk", "VirtualAPK"),
    ("com.tencent.shadow", "Shadow"),
    ("com.morgoo.droidplugin", "DroidPlugin"),
    ("com.lody.virtual", "VirtualApp"),
    ("com.iqiyi.android.qigsaw", "Qigsaw"),
    ("android.taobao.atlas", "Atlas"),
    ("com.google.android.play.core", "Play Feature Delivery"),
    ("com.taobao.weex", "Weex"),
    ("com.microsoft.codepush", "CodePush"),
    ("cn.reactnative.modules.update", "React Native Pushy"),
    ("com.facebook.react", "React Native"),
    ("io.flutter", "Flutter"),
    ("io.dcloud", "uni-app (wgt)"),
    ("org.luaj.vm2", "LuaJ"),
    ("com.luajava", "LuaJava"),
    ("org.keplerproject.luajava", "LuaJava"),
    ("app.cash.quickjs", "QuickJS"),
    ("com.whl.quickjs", "QuickJS"),
    ("com.quickjs", "QuickJS"),
    ("com.eclipsesource.v8", "J2V8"),
    ("org.mozilla.javascript", "Rhino"),
    ("bsh", "BeanShell"),
)  # fmt: skip
"""Packages of frameworks, with the names people know them by."""
SHIPS_WHAT_IT_RUNS = frozenset({"Flutter", "React Native", "Weex", "Rhino", "LuaJ", "QuickJS", "J2V8"})
"""Frameworks that mostly run what the package holds: a lead only where what they run was fetched."""
NETWORK = (
    "java.net.", "javax.net.", "okhttp3.", "com.squareup.okhttp", "org.apache.http", "retrofit2.",
    "com.android.volley", "android.app.DownloadManager", "com.liulishuo.",
)  # fmt: skip
"""Beginnings of classes that fetch; a WebView that shows a page fetches nothing that is run as code."""
FETCHES = ("behaviour:sink_network", "behaviour:silent_download")
PATCHED = "dexElements"
"""Field of the platform's class loader that self-made hot fixes replace by reflection."""


def framework_of(hit: Hit) -> str:
    """The framework a call goes to, empty when it is none."""
    owner = called_class(hit)
    return next(
        (name for prefix, name in FRAMEWORKS if owner == prefix or owner.startswith(f"{prefix}.")), ""
    )


def frameworks(facts: Facts) -> dict[str, Hit]:
    """Frameworks that code other than their own sets going, each with the first such call."""
    found: dict[str, Hit] = {}
    for hit in hits(facts, "hot_update"):
        name = framework_of(hit)
        if not name or name in found or hit.confidence == "low" or not _from_outside(facts, hit, name):
            continue
        if name not in SHIPS_WHAT_IT_RUNS or fetched(facts, hit) is not None:
            found[name] = hit
    for hit in _patched(facts):
        found.setdefault("dexElements", hit)
    return found


def _from_outside(facts: Facts, hit: Hit, name: str) -> bool:
    """Some frame on the way, or the component it begins in, is not the framework's own."""
    own = tuple(prefix for prefix, known in FRAMEWORKS if known == name)
    for path in hit.paths:
        on = [class_of(frame) for frame in frames(hit, path)]
        if any(not one.startswith(own) for one in (*on, entry_of(facts, path).component)):
            return True
    return False


def _patched(facts: Facts) -> Iterator[Hit]:
    """Reachable code, not a library's, that names the class loader's list of dex files."""
    for hit in hits(facts, "dynamic_code"):
        if told(hit) == PATCHED and not is_library(class_of(hit.caller)):
            yield hit


def fetched(facts: Facts, hit: Hit) -> Hit | None:
    """A call that fetches something from the network, in a class on the way to `hit`."""
    path = moment(facts, hit).path
    for frame in frames(hit, path):
        for near in beside(facts, frame):
            if (
                near.reachable
                and called_class(near).startswith(NETWORK)
                and any(tag.startswith(FETCHES) for tag in near.tags)
            ):
                return near
    return None
