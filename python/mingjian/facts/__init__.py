"""Facts: what was seen in one subject, as frozen values. Never what it means.

`Facts` is everything a rule may look at. A field that is None was not examined or could not be read;
`broken` says why. Fixtures are this struct, frozen to JSON.

Modules whose shapes are decoded in every scan (here, in `law.types` and `knowledge.types`) do without
`from __future__ import annotations`: msgspec would compile each annotation of theirs anew at every start.
"""

from msgspec import Struct

from mingjian.facts.behaviour import BehaviourFacts
from mingjian.facts.calls import CallFacts
from mingjian.facts.category import CategoryFacts
from mingjian.facts.hidden_code import HiddenCodeFacts
from mingjian.facts.icon import IconFacts
from mingjian.facts.layout import LayoutFacts
from mingjian.facts.listing import ListingFacts
from mingjian.facts.manifest import ManifestFacts
from mingjian.facts.network import NetworkFacts
from mingjian.facts.packer import PackerFacts
from mingjian.facts.permissions import PermissionFacts
from mingjian.facts.policy import PolicyFacts, PolicyUrl
from mingjian.facts.resources import ResourceFacts
from mingjian.facts.screen import ScreenFacts
from mingjian.facts.sdk import SdkFacts
from mingjian.facts.sensor import SensorFacts
from mingjian.facts.signature import SignatureFacts
from mingjian.facts.subject import SubjectFacts
from mingjian.facts.terminal import TerminalFacts
from mingjian.facts.web_page import WebPageFacts


class Broken(Struct, frozen=True):
    """A part that could not be read: which fact it silences, and the core's error."""

    fact: str
    code: str
    entry: str
    offset: int | None
    detail: str


class PolicyRead(Struct, frozen=True, array_like=True):
    """What says whether a policy's silence may be told."""

    is_policy: bool
    language: str
    notes: tuple[str, ...]
    passages: bool
    """It has some."""


class Facts(Struct, frozen=True, kw_only=True):
    subject: SubjectFacts
    manifest: ManifestFacts | None = None
    resources: ResourceFacts | None = None
    layout: LayoutFacts | None = None
    icon: IconFacts | None = None
    signature: SignatureFacts | None = None
    calls: CallFacts | None = None
    permissions: PermissionFacts | None = None
    hidden_code: HiddenCodeFacts | None = None
    packer: PackerFacts | None = None
    sdk: SdkFacts | None = None
    listing: ListingFacts | None = None
    """The store's page, where one was given beside the package."""
    policy: PolicyFacts | None = None
    """The privacy policy, given beside the package, found inside it, or examined by itself."""
    policy_urls: tuple[PolicyUrl, ...] = ()
    """Addresses the package names as its policy's, where no policy was given or found inside it."""
    earlier: "Facts | None" = None
    """The version it is compared with (`--against`), whole, so that a rule asks both the same questions."""
    category: CategoryFacts | None = None
    behaviour: BehaviourFacts | None = None
    """What the app did while it ran, where a run was recorded."""
    screen: ScreenFacts | None = None
    network: NetworkFacts | None = None
    sensor: SensorFacts | None = None
    web_page: WebPageFacts | None = None
    """A page met in a browser."""
    terminal: TerminalFacts | None = None
    """What a terminal did while the probe misbehaved on it (`mingjian device test`)."""
    broken: tuple[Broken, ...] = ()

    def has(self, name: str) -> bool:
        """The fact was examined and could be read; asking does not read one that is kept."""
        return getattr(self, name) is not None

    def policy_read(self) -> "PolicyRead | None":
        """How the policy was read, where there is one; asking does not read one that is kept."""
        policy = self.policy
        if policy is None:
            return None
        notes = tuple(note.code for note in policy.document.notes)
        return PolicyRead(policy.is_policy, policy.language, notes, bool(policy.document.passages))
