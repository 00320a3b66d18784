"""Starts the installation of a package nobody asked for.

Clause: 26号-1.1.8 经用户确认同意后方可下载安装
Needs: calls.
Violates: a call that installs without the system's question (installPackage, `pm install`, a session with
    USER_ACTION_NOT_REQUIRED) and that runs without a human action. A call that opens the system's installer
    (PackageInstaller session, ACTION_VIEW or INSTALL_PACKAGE of an APK) unasked is suspected: the system
    still asks, but nobody had chosen to download.
Limits: a download the user started long before, finished in the background, looks the same unless its
    start is seen; then it is left out.
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

RULE = Rule(requirements=("26号-1.1.8",), severity="high", needs=("calls",), proves=False)
SILENT_CALLS = frozenset({"installPackage", "installPackageAsUser", "installExistingPackage"})
ASKING_CALLS = frozenset({"commit", "commitSessionAfterInstallConstraintsAreMet"})
OPENS = frozenset({"startActivity", "startActivityForResult", "startActivities", "getActivity", "launch"})
INSTALL_TEXT = ("application/vnd.android.package-archive", "android.intent.action.INSTALL_PACKAGE")
USER_ACTION_NOT_REQUIRED = 2
DOWNLOAD_DONE = "android.intent.action.DOWNLOAD_COMPLETE"


def check(facts: Facts) -> Iterator[Finding]:
    quiet = {
        h.caller.partition(";->")[0]
        for h in hits(facts, "apk_install", "setRequireUserAction")
        if USER_ACTION_NOT_REQUIRED in h.args
    }
    for hit in hits(facts, "apk_install"):
        name = method_name(hit)
        holder = hit.caller.partition(";->")[0]
        silent = name in SILENT_CALLS or _is_exec(hit) or (name in ASKING_CALLS and holder in quiet)
        if not silent and name not in ASKING_CALLS and not _opens_installer(facts, hit):
            continue
        when = moment(facts, hit)
        if when.path is None or not when.by_itself or _after_chosen_download(facts, hit):
            continue
        yield finding(
            "未经用户确认即静默安装" if silent else "未经用户操作即发起安装",
            "Installs a package silently, unasked"
            if silent
            else "Starts an installation without a human action",
            key=("install", "silent" if silent else "asking", hit.caller),
            party=owner(facts, frames(hit, when.path)),
            verdict="violates" if silent and when.certain else "suspected",
            consent=when.consent,
            evidence=[call_chain(facts, hit, when.path), code(hit)],
        )


def _is_exec(hit: Hit) -> bool:
    return any(text.startswith(("pm install", "cmd package install")) for text in (hit.callee, *texts(hit)))


def _opens_installer(facts: Facts, hit: Hit) -> bool:
    """The method names a package to the system's installer and opens it."""
    if not any(mark in text for text in (hit.callee, *texts(hit)) for mark in INSTALL_TEXT):
        return False
    return any(near.caller == hit.caller and method_name(near) in OPENS for near in beside(facts, hit.caller))


def _after_chosen_download(facts: Facts, hit: Hit) -> bool:
    """It only runs when a download ends, and every download is started by the user's own action."""
    calls = facts.calls
    assert calls is not None  # noqa: S101
    entries = [calls.entry_points[path.entry] for path in hit.paths if path.gesture_step is None]
    if not entries or any(DOWNLOAD_DONE not in entry.actions for entry in entries):
        return False
    starts = list(hits(facts, "silent_download", "enqueue"))
    return bool(starts) and all(not moment(facts, start).by_itself for start in starts)
