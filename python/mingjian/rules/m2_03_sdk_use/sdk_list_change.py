"""Takes in an SDK without naming it in the SDK list that the package shows.

Clause: 26号-2.3.7 及时更新
Needs: manifest, sdk, resources, calls, and the earlier version's.
Violates: never by itself; suspected where this version embeds and reaches an SDK that handles personal
    information and that the earlier one did not hold, and the package's own list of SDKs (texts that name
    at least two embedded SDKs or their vendors) does not name it.
Limits: a list on a web page is not seen; then the privacy policy must be compared (undetermined).
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.sdk import LEAD, SdkMatch
from mingjian.knowledge.types import Sdk
from mingjian.model import Evidence, Finding
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._versions import change, earlier, named

RULE = Rule(
    requirements=("26号-2.3.7",),
    severity="medium",
    needs=("manifest", "sdk", "resources", "calls", "earlier"),
)
LIST_NAMES = 2
"""Embedded SDKs that texts must name to count as the app's list of them; the project's choice."""
SHORTEST_NAME = 3


def check(facts: Facts) -> Iterator[Finding]:
    old = earlier(facts)
    assert facts.sdk is not None and old.sdk is not None and facts.resources is not None  # noqa: S101, PT018
    texts = [text for text in facts.resources.texts if "SDK" in text.value.upper() or "第三方" in text.value]
    listed = [
        (match, text)
        for match in old.sdk.sdks
        for text in texts
        if any(name in text.value for name in _names(knowledge.sdk(match.id)))
    ]
    if len({match.id for match, _ in listed}) < LIST_NAMES:
        return
    before = {match.id for match in old.sdk.sdks}
    shown = listed[0][1]
    for match in facts.sdk.sdks:
        known = knowledge.sdk(match.id)
        if match.id in before or not _matters(match, known):
            continue
        if any(name in text.value for name in _names(known) for text in texts):
            continue
        yield finding(
            f"较 {named(old)} 新增 SDK {known.name_zh}（{known.vendor_zh}），应用内 SDK 清单未列出",
            f"Takes in the SDK {known.name_en} since {named(old)}, and its SDK list does not name it",
            key=("unlisted", match.id),
            party=app(facts),
            verdict="suspected",
            evidence=[
                change("sdks", new=[f"{match.id} {match.version or ''}".strip(), *match.matched_by[:3]]),
                Evidence(kind="resource", location=f"{shown.entry}#{shown.name}", excerpt=shown.value),
            ],
        )


def _matters(match: SdkMatch, known: Sdk) -> bool:
    return (
        known.processor
        and bool(known.personal_info)
        and match.reachable_methods > 0
        and match.confidence >= LEAD
    )


def _names(known: Sdk) -> tuple[str, ...]:
    """Names by which a list may call it."""
    names = (known.name_zh, known.name_en, known.vendor_zh, *known.aliases)
    return tuple(name for name in names if len(name) >= SHORTEST_NAME)
