"""Requests for run-time permissions: which groups, after which answer, and what follows a refusal."""

from __future__ import annotations

from collections.abc import Iterator

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.calls import Hit, Path
from mingjian.facts.parties import class_of, is_library
from mingjian.rules._calls import entry_of, hits, method_name, texts

ASKING = frozenset(
    {"requestPermissions", "request", "requestEach", "requestEachCombined", "launch", "permission"}
)
ANSWER = ";->onRequestPermissionsResult(I[Ljava/lang/String;[I)V"
RETURNS = (
    ";->onResume()V", ";->onStart()V", ";->onRestart()V", ";->onWindowFocusChanged(Z)V", ";->onPostResume()V",
    ";->onActivityResumed(Landroid/app/Activity;)V", ";->onActivityStarted(Landroid/app/Activity;)V",
)  # fmt: skip
"""Callbacks that run each time a screen comes to the front."""
FIRST_SCREEN = {
    "map_navigation": "LOCATION", "ride_hailing": "LOCATION", "vehicle_service": "LOCATION",
    "fitness": "LOCATION", "food_delivery": "LOCATION", "camera_beauty": "CAMERA", "security": "SMS",
}  # fmt: skip
"""Groups that a category's first screen works with."""


def requests(facts: Facts) -> Iterator[Hit]:
    """Reachable calls that put the platform's permission dialog before the user, not a library's own step
    in handing them on."""
    for hit in hits(facts, "permission_request"):
        if is_request(hit):
            yield hit


def is_request(hit: Hit) -> bool:
    """The call itself asks the user, and is not a library's own step."""
    return method_name(hit) in ASKING and not is_library(class_of(hit.caller))


def names(hit: Hit) -> list[str]:
    """The run-time permissions a request names as constants."""
    return [name for name in texts(hit) if _dangerous(name)]


def groups(hit: Hit) -> list[str]:
    """The groups of the run-time permissions a request names."""
    found = [knowledge.permission(name) for name in texts(hit)]
    return sorted({p.group for p in found if p is not None and p.kind == "dangerous"})


def _dangerous(name: str) -> bool:
    known = knowledge.permission(name)
    return known is not None and known.kind == "dangerous"


def short(name: str) -> str:
    """`读取通讯录` where the permission is known, else its bare name."""
    known = knowledge.permission(name)
    return known.name_zh if known is not None and known.name_zh else name.rpartition(".")[2]


def after_answer(path: Path) -> int | None:
    """Position of the step that hands over the user's answer, when nothing the user does and no other screen
    comes after it."""
    for position in range(len(path.steps) - 1, -1, -1):
        step = path.steps[position]
        if step.callee.endswith(ANSWER):
            return position
        if step.edge in ("gesture", "component"):
            return None
    return None


def on_return(facts: Facts, path: Path, caller: str) -> str | None:
    """The callback of coming to the front on the way, where no human action is on it; None else."""
    if path.gesture_step is not None:
        return None
    methods = (entry_of(facts, path).method, *(step.callee for step in path.steps), caller)
    return next((method for method in methods if method.endswith(RETURNS)), None)


def unasked(facts: Facts, hit: Hit) -> Path | None:
    """A way from the start of the app or of its first screen with no human action and no event from outside,
    gated by agreement or not."""
    for path in hit.paths:
        if path.gesture_step is not None or entry_of(facts, path).kind not in ("process_start", "launcher"):
            continue
        if not any(";->onReceive(" in step.callee for step in path.steps):
            return path
    return None
