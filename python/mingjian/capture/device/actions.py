"""What each kind of step does on the device; one function a kind, none of them decides what comes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from msgspec import Struct

from mingjian.artifacts.device_log.session import Clock
from mingjian.artifacts.device_log.ui_tree import Node
from mingjian.capture.device import dumps, ui
from mingjian.capture.device.adb import PACKAGE, Phone
from mingjian.capture.device.plan import PlanStep, seconds_of

SETTLE_S = 2.0
"""After a touch or a launch, before the next look (project choice)."""
MOST_SAID = 500


class Mark(Struct, frozen=True):
    what: str
    at_ns: int
    """On the device's clock."""


class Did(Struct, frozen=True, kw_only=True):
    """What came of a step."""

    state: Literal["done", "failed", "skipped"] = "done"
    files: tuple[str, ...] = ()
    said: str = ""
    why: str = ""
    marks: tuple[Mark, ...] = ()
    fresh: bool = False
    """The package's data were made anew: what follows is a first run."""


class Job(Struct, kw_only=True):
    """All a step may use."""

    phone: Phone
    package: str
    given: Mapping[str, Path]
    """Packages by the name plans give them; the session's own is ``""``."""
    folder: Path
    number: int
    step: PlanStep
    clock: Clock | None
    sleep: Callable[[float], None]
    now_ns: Callable[[], int]
    """The host's time."""
    ask: Callable[[str, str], str | None] | None
    """Asks the person with the device, in both languages; None where nobody is there."""
    real_reboot: bool = True

    def device_now_ns(self) -> int:
        """The device's time, by the last comparison of clocks; the host's where there was none."""
        return self.now_ns() + (self.clock.offset_ns if self.clock else 0)

    def file(self, what: str) -> Path:
        """A file of this step."""
        return self.folder / f"{self.number:03d}-{what}"

    def target(self) -> str:
        """The package a step is about."""
        name = self.step.package
        if name in ("", "probe"):
            return self.package
        return name if PACKAGE.fullmatch(name) else f"{self.package}.{name}"


def perform(job: Job) -> Did:
    """Does one step.

    Raises:
        ServiceError: the device is gone.
    """
    return _ACTIONS[job.step.do](job)


def _answer(ok: bool, said: str) -> Did:
    said = said[:MOST_SAID]
    return (
        Did(said=said)
        if ok
        else Did(state="failed", said=said, why=said.splitlines()[-1] if said else "no answer")
    )


def _install(job: Job) -> Did:
    package = job.target()
    path = job.given.get("" if job.step.package == "probe" else job.step.package)
    there = package in job.phone.packages()
    if path is None:
        if there:
            return Did(said=f"{package} is installed already")
        if job.step.needed or not job.step.package:
            return Did(state="failed", why=f"{package} is not installed and no file of it was given")
        return Did(state="skipped", why=f"no file was given for {job.step.package}")
    ran = job.phone.install(path, grant=job.step.grant)
    done = _answer(ran.code == 0, ran.text)
    return Did(said=done.said, fresh=not there) if done.state == "done" else done


def _offer(job: Job) -> Did:
    """Lays a package before the platform's own installer, as a download would."""
    path = job.given.get(job.step.package)
    if path is None:
        return Did(state="skipped", why=f"no file was given for {job.step.package}")
    phone = job.phone
    target = f"/storage/emulated/0/Download/mingjian-{job.step.package}.apk"
    phone.push(path, target)
    phone.run(
        "am", "broadcast", "-a", "android.intent.action.MEDIA_SCANNER_SCAN_FILE", "-d", f"file://{target}"
    )
    job.sleep(SETTLE_S)
    rows = phone.run(
        "content", "query", "--uri", "content://media/external/file", "--projection", "_id",
        "--where", f"_data='{target}'",
    )  # fmt: skip
    number = rows.text.rpartition("_id=")[2].split(",")[0].strip()
    if not number.isdecimal():
        return Did(
            state="failed",
            said=rows.text[:MOST_SAID],
            why="the device's media index does not list the package",
        )
    ran = phone.run(
        "am", "start", "-W", "-a", "android.intent.action.VIEW", "-d", f"content://media/external/file/{number}",
        "-t", "application/vnd.android.package-archive", "-f", "1",
    )  # fmt: skip
    job.sleep(SETTLE_S)
    return _looked(job, ran.ok and "Error" not in ran.text, ran.text)


def _uninstall(job: Job) -> Did:
    ran = job.phone.run("pm", "uninstall", job.target())
    return _answer("Success" in ran.text, ran.text)


def _clear(job: Job) -> Did:
    ran = job.phone.run("pm", "clear", job.target())
    if "Success" not in ran.text:
        return _answer(False, ran.text)
    return Did(said="Success", fresh=True, marks=(Mark("clear", job.device_now_ns()),))


def _stop(job: Job) -> Did:
    ran = job.phone.run("am", "force-stop", job.target())
    return _answer(ran.ok, ran.text)


def _launch(job: Job, mark: str = "launch") -> Did:
    package = job.target()
    at = job.device_now_ns()
    found = job.phone.run(
        "cmd", "package", "resolve-activity", "--brief", "-a", "android.intent.action.MAIN",
        "-c", "android.intent.category.LAUNCHER", package,
    )  # fmt: skip
    component = next(
        (line for line in reversed(found.text.splitlines()) if line.startswith(f"{package}/")), ""
    )
    if component:
        ran = job.phone.run("am", "start", "-W", "-n", component)
        ok = ran.ok and "Error" not in ran.text
    else:  # before Android 7 there is no `cmd package`
        ran = job.phone.run("monkey", "-p", package, "-c", "android.intent.category.LAUNCHER", "1")
        ok = "Events injected: 1" in ran.text
    job.sleep(SETTLE_S)
    done = _answer(ok, ran.text)
    return Did(said=done.said, marks=(Mark(mark, at),)) if ok else done


def _wait(job: Job) -> Did:
    job.sleep(seconds_of(job.step))
    return Did()


def _looked(job: Job, ok: bool = True, said: str = "") -> Did:
    """The view tree and the screenshot as they are now; a picture may be refused (FLAG_SECURE)."""
    picture, view = job.file("screen.png"), job.file("ui.xml")
    tree = job.phone.dump_ui(view, windows=job.step.windows)
    shot = job.phone.screenshot(picture)
    files = tuple(path.name for path, ran in ((view, tree), (picture, shot)) if ran.ok)
    why = [ran.text[:200] for ran in (tree, shot) if not ran.ok]
    state: Literal["done", "failed"] = "done" if ok and files else "failed"
    return Did(state=state, files=files, said=said[:MOST_SAID], why="; ".join(why) if files else why[0])


def _screenshot(job: Job) -> Did:
    path = job.file("screen.png")
    ran = job.phone.screenshot(path)
    return Did(files=(path.name,)) if ran.ok else _answer(False, ran.text)


def _touch(job: Job, find: Callable[[tuple[Node, ...]], Node | None], missing: str) -> tuple[Did, int]:
    """Looks, touches what was found, and says when."""
    before = _looked(job)
    at = job.device_now_ns()
    view = job.file("ui.xml")
    node = find(ui.seen(view)) if view.name in before.files else None
    if node is None:
        return Did(state="failed", files=before.files, why=missing if before.files else before.why), at
    x, y = ui.centre(node)
    job.phone.run("input", "tap", str(x), str(y))
    job.sleep(SETTLE_S)
    return Did(files=before.files, said=f"tap {x} {y}: {(node.text or node.description)[:80]}"), at


def _agree(job: Job) -> Did:
    did, at = _touch(
        job, lambda nodes: _named(job, nodes, "agree"), "no control that agrees is on the screen"
    )
    return did if did.state != "done" else Did(files=did.files, said=did.said, marks=(Mark("consent", at),))


def _refuse(job: Job) -> Did:
    did, at = _touch(
        job, lambda nodes: _named(job, nodes, "refuse"), "no control that refuses is on the screen"
    )
    return did if did.state != "done" else Did(files=did.files, said=did.said, marks=(Mark("refusal", at),))


def _named(job: Job, nodes: tuple[Node, ...], wanted: Literal["agree", "refuse"]) -> Node | None:
    return ui.by_words(nodes, job.step.words) if job.step.words else ui.find(nodes, wanted)


def _tap(job: Job) -> Did:
    step = job.step
    if step.at is not None:
        ran = job.phone.run("input", "tap", str(step.at[0]), str(step.at[1]))
        job.sleep(SETTLE_S)
        return _answer(ran.ok, ran.text)
    words = step.words or (step.text,)
    return _touch(job, lambda nodes: ui.by_words(nodes, words), f"no control says {' / '.join(words)}")[0]


def _key(job: Job, key: str = "", mark: str = "") -> Did:
    at = job.device_now_ns()
    ran = job.phone.run("input", "keyevent", key or job.step.key)
    job.sleep(SETTLE_S)
    if not ran.ok or "Error" in ran.text:
        return _answer(False, ran.text)
    return Did(marks=(Mark(mark, at),) if mark else ())


def _permission(job: Job) -> Did:
    """Answers permission dialogs one after another until none is before the user."""
    answered: list[str] = []
    files: tuple[str, ...] = ()
    for _ in range(max(1, min(job.step.most, 30))):
        did, _ = _touch(job, lambda nodes: ui.permission_button(nodes, job.step.answer), "")
        files = did.files or files
        if did.state != "done":
            break
        answered.append(did.said)
    if not answered:
        return Did(state="skipped", files=files, why="no permission dialog is on the screen")
    return Did(files=files, said="; ".join(answered)[:MOST_SAID])


def _reboot(job: Job) -> Did:
    if not job.real_reboot:
        return Did(state="skipped", why="restarting the device was not allowed (--no-reboot)")
    at = job.device_now_ns()
    job.phone.reboot()
    return Did(marks=(Mark("reboot", at),))


def _mark(job: Job) -> Did:
    return Did(marks=(Mark(job.step.mark, job.device_now_ns()),))


def _pull(job: Job) -> Did:
    files: list[str] = []
    why: list[str] = []
    for what in job.step.what:
        for name, ran in dumps.pull(job.phone, what, job.target(), job.file):
            if ran.ok:
                files.append(name)
            else:
                why.append(f"{name}: {ran.text[:200] or 'nothing came'}")
            if ran.cut:
                why.append(f"{name}: cut")
    return Did(state="done" if files else "failed", files=tuple(files), why="; ".join(why)[:MOST_SAID])


def _ask(job: Job) -> Did:
    if job.ask is None:
        return Did(state="skipped", why="nobody was there to be asked")
    said = job.ask(job.step.zh, job.step.en)
    looked = _looked(job)
    if said is None or not said.strip():
        return Did(state="skipped", files=looked.files, why="the person gave no answer")
    return Did(files=looked.files, said=said.strip()[:MOST_SAID])


def _act(job: Job) -> Did:
    """Orders the probe to do something at once; what it did is in its own journal."""
    words = ["--es", "act", job.step.act, "--es", "step", job.step.id or str(job.number)]
    for name, value in sorted(job.step.args.items()):
        words += ["--es", name, value]
    package = job.target()
    if job.step.background:
        ran = job.phone.run("am", "broadcast", "-f", "32", "-n", f"{package}/.ActReceiver", *words)
    else:
        ran = job.phone.run("am", "start", "-n", f"{package}/.ActActivity", "-f", "0x10000000", *words)
    failed = not ran.ok or "Error" in ran.text or "Exception" in ran.text
    return _answer(not failed, ran.text)


def _open(job: Job) -> Did:
    ran = job.phone.run("am", "start", "-W", "-a", job.step.intent, *_data(job))
    job.sleep(SETTLE_S)
    return _looked(job, ran.ok and "Error" not in ran.text, ran.text)


def _data(job: Job) -> tuple[str, ...]:
    return ("-d", job.step.path) if job.step.path else ()


def _try_read(job: Job) -> Did:
    """Whether the shell user may read a path; the refusal is the answer."""
    ran = job.phone.run("ls", "-l", job.step.path)
    return Did(said=f"exit {ran.code}: {ran.text}"[:MOST_SAID])


def _log_size(job: Job) -> Did:
    ran = job.phone.run("logcat", "-G", "16M")
    return _answer(ran.ok, ran.text)


_ACTIONS: Mapping[str, Callable[[Job], Did]] = {
    "install": _install,
    "offer": _offer,
    "uninstall": _uninstall,
    "clear": _clear,
    "stop": _stop,
    "launch": _launch,
    "foreground": lambda job: _launch(job, "foreground"),
    "wait": _wait,
    "dump_ui": _looked,
    "screenshot": _screenshot,
    "agree": _agree,
    "refuse": _refuse,
    "tap": _tap,
    "key": _key,
    "back": lambda job: _key(job, "BACK"),
    "home": lambda job: _key(job, "HOME", "background"),
    "permission": _permission,
    "reboot": _reboot,
    "mark": _mark,
    "pull": _pull,
    "ask": _ask,
    "act": _act,
    "open": _open,
    "try_read": _try_read,
    "log_size": _log_size,
}
