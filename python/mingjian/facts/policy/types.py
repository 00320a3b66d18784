"""Statements of a policy as frozen values. Never what they mean for the law."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from mingjian.artifacts.policy import Document

Practice = Literal[
    "collection", "permission", "sharing", "use", "storage", "security", "audiences", "control", "contact",
    "change", "cessation",
]  # fmt: skip
"""What a sentence speaks of: the eleven practices of CAPP-130."""
RightKind = Literal[
    "access", "correct", "delete", "withdraw", "cancel_account", "copy", "transfer", "explain", "complain",
    "refuse_automated",
]  # fmt: skip
ContactKind = Literal["phone", "email", "address", "online", "person"]


UNREAD = frozenset({"no_text", "mojibake", "truncated", "script_rendered"})
"""Notes of a document after which a statement that was not found may still be there."""


class Quote(Struct, frozen=True):
    """Where words stand: characters `start` to `end` of passage `passage` of the document."""

    passage: int
    start: int
    end: int


class Said(Struct, frozen=True):
    """A value and the words that give it."""

    value: str
    quote: Quote


class Sentence(Struct, frozen=True, omit_defaults=True):
    quote: Quote
    practices: tuple[Practice, ...] = ()


class StatedCollection(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One type of personal information that the text says is, or is not, processed."""

    type: str
    """Id of the taxonomy (`knowledge/personal_info.yaml`)."""
    words: str
    """The words that name it."""
    quote: Quote
    by: Literal["app", "third_party"] = "app"
    sdk: int | None = None
    """Index of the entry in `PolicyFacts.sdks` that says so."""
    negated: bool = False
    """The text says it is not collected."""
    hedge: str = ""
    """A word that leaves it open whether it is: 可能, 如有 …"""
    sentence: Quote | None = None
    """The whole sentence, cell or row it stands in."""
    purpose: str = ""
    purpose_quote: Quote | None = None
    scenario: str = ""
    basis: str = ""
    """Words of legal basis, where one is given with it."""
    optional: bool | None = None
    """Said to be optional (True) or necessary (False)."""
    refusal: Literal["", "function", "service"] = ""
    """What is said to be lost when it is not given: the function it is for, or the whole service."""
    marked: bool = False
    """Bold, underlined, larger, coloured or headed as sensitive, where the format shows it."""
    practice: Literal["collection", "sharing", "use", "storage", "control", "example"] = "collection"
    """What the sentence does with it. `example`: defines or explains the term only."""


class StatedPermission(Struct, frozen=True, kw_only=True, omit_defaults=True):
    words: str
    names: tuple[str, ...] = ()
    """Android permissions the words stand for, `android.permission.CAMERA`."""
    quote: Quote
    negated: bool = False
    purpose: str = ""
    purpose_quote: Quote | None = None
    refusal_told: bool = False
    """Says what happens, or that nothing happens, when it is refused, or how it is turned off."""
    by: Literal["app", "third_party"] = "app"
    sdk: int | None = None


class StatedSdk(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One entry of the list of SDKs or third parties that take personal information inside the app."""

    name: str
    quote: Quote
    ids: tuple[str, ...] = ()
    """SDKs of the knowledge base it may be, the likeliest first; empty when unknown."""
    layout: Literal["table", "block", "item", "sentence"]
    vendor: Said | None = None
    purpose: Said | None = None
    scenario: Said | None = None
    types: Said | None = None
    """The words for what it takes; the types read from them are in `PolicyFacts.collections` (`sdk`)."""
    more_types: tuple[Said, ...] = ()
    """Further cells of types, where the entry has several rows."""
    method: Said | None = None
    permissions: Said | None = None
    link: Said | None = None
    platform: str = ""
    """`android`, `ios` or empty (both, or not said)."""


class StatedRecipient(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Someone outside who gets personal information, and is not an entry of the SDK list."""

    name: str
    quote: Quote
    kind: Literal[
        "named", "affiliates", "partners", "advertisers", "processors", "authorities", "public", "merger"
    ]
    negated: bool = False
    purpose: str = ""
    types: tuple[str, ...] = ()
    consent: bool = False
    """Says that consent is asked first."""


class StatedRetention(Struct, frozen=True, kw_only=True, omit_defaults=True):
    quote: Quote
    words: str
    days: int | None = None
    """A period in days (a month 30, a year 365); None when only a criterion is given."""
    criterion: Literal["shortest_necessary", "law", "account_life", "period", "forever"] = "period"
    types: tuple[str, ...] = ()


class StatedTransfer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Storage place, or sending abroad."""

    quote: Quote
    place: str = ""
    """`境内` or the country or region named."""
    abroad: bool
    negated: bool = False
    conditions: bool = False
    """Says what is sent, to whom, or that consent or assessment comes first."""
    hypothetical: bool = False
    """Said for the case that it should come to that: 如需向境外提供 …"""


class StatedRight(Struct, frozen=True, kw_only=True, omit_defaults=True):
    kind: RightKind
    quote: Quote
    channel: str = ""
    """How it is exercised: the path in the app, an address, a number."""
    channel_quote: Quote | None = None
    days: int | None = None
    """Within how many days it is answered or done."""
    working_days: bool = False
    days_quote: Quote | None = None
    conditions: tuple[Said, ...] = ()
    """What is asked of the user before it is granted."""


class StatedContact(Struct, frozen=True, kw_only=True, omit_defaults=True):
    kind: ContactKind
    value: str
    """A telephone number as digits with `-`, an address as written."""
    quote: Quote
    use: Literal["contact", "complaint", "privacy", "hotline", "minors", "third_party"] = "contact"
    """What it stands there for; `third_party`: of an SDK's vendor or an authority, not the operator's own."""
    hours: str = ""


class StatedDeadline(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Within how long questions or complaints are answered."""

    quote: Quote
    days: float
    working_days: bool = False


class StatedMinors(Struct, frozen=True, kw_only=True, omit_defaults=True):
    quote: Quote
    age: int | None = None
    """The lowest line drawn."""
    ages: tuple[int, ...] = ()
    """Every line the sentence draws: 14, 18."""
    guardian_consent: bool = False
    own_rules: bool = False
    """A set of rules of its own for children is there or linked."""
    not_for_minors: bool = False


class StatedChange(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How changes of the policy are made known."""

    quote: Quote
    notified: bool = False
    """By pop-up, push, message or page: more than being put on the page silently."""
    consent_again: bool = False
    use_is_consent: bool = False
    """Going on to use counts as agreeing."""


class StatedChoice(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Personalised recommendation, advertisement or push, and whether it can be turned off."""

    kind: Literal["recommendation", "advertisement", "push", "automated_decision"]
    quote: Quote
    used: bool | None = None
    switch: str = ""
    """The way to turn it off."""
    switch_quote: Quote | None = None


class StatedSelfStart(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The app starts by itself, or starts or is started by other apps, as the text tells."""

    kind: Literal["self", "linked"]
    quote: Quote
    negated: bool = False
    scenario: bool = False
    """Says when or for what."""
    frequency: bool = False
    """Says how often."""


class Vague(Struct, frozen=True):
    """Words that leave open what is taken or given away: 等信息, 等相关信息, 包括但不限于, 可能."""

    words: str
    quote: Quote
    about: Literal["types", "purpose", "recipient", "permission"]


class Unfair(Struct, frozen=True):
    """Words that take from the user what the law gives."""

    kind: Literal[
        "use_is_consent", "bundled_consent", "liability_waived", "right_waived", "final_say", "forced_sharing"
    ]
    words: str
    quote: Quote


class Readability(Struct, frozen=True, kw_only=True, omit_defaults=True):
    characters: int
    sentences: int
    mean_sentence: float
    """Characters a sentence."""
    longest_sentence: Quote | None = None
    long_share: float = 0.0
    """Share of sentences over 100 characters."""
    terms: int = 0
    """Legal or technical terms without an explanation."""
    chinese_share: float = 0.0
    """Share of letters that are Chinese characters."""
    traditional: bool = False
    smallest_px: float | None = None
    least_contrast: float | None = None
    faint: tuple[Quote, ...] = ()
    """Passages smaller or paler than the rest of the page where they state substance."""
    summary: Quote | None = None
    """A short version, table of contents or key points at the head."""


class PolicyUrl(Struct, frozen=True):
    """An address a package names as its policy's; nobody visits it here."""

    url: str
    place: str
    """Where it stands: `@string/privacy_url`, or the method that holds it."""


class PolicyFacts(Struct, frozen=True, kw_only=True, omit_defaults=True):
    document: Document
    found: Literal["given", "package", "url"] = "given"
    is_policy: bool = True
    """False: too little in it speaks of personal information (another document, an empty shell)."""
    language: Literal["zh", "zh-hant", "en", "other", "none"] = "zh"
    titles: tuple[Said, ...] = ()
    apps: tuple[Said, ...] = ()
    """Products it says it is for, the likeliest first."""
    operators: tuple[Said, ...] = ()
    """Who processes: companies as named, the likeliest first."""
    published: Said | None = None
    """ISO date: `2022-06-17`, `2022-06` where the day is not said."""
    updated: Said | None = None
    effective: Said | None = None
    version: Said | None = None
    sentences: tuple[Sentence, ...] = ()
    collections: tuple[StatedCollection, ...] = ()
    collects_nothing: Quote | None = None
    """Words that say no personal information is collected at all."""
    permissions: tuple[StatedPermission, ...] = ()
    sdks: tuple[StatedSdk, ...] = ()
    sdk_list_link: Said | None = None
    """The list stands at an address of its own."""
    recipients: tuple[StatedRecipient, ...] = ()
    retention: tuple[StatedRetention, ...] = ()
    transfers: tuple[StatedTransfer, ...] = ()
    rights: tuple[StatedRight, ...] = ()
    contacts: tuple[StatedContact, ...] = ()
    deadlines: tuple[StatedDeadline, ...] = ()
    minors: tuple[StatedMinors, ...] = ()
    changes: tuple[StatedChange, ...] = ()
    choices: tuple[StatedChoice, ...] = ()
    self_starts: tuple[StatedSelfStart, ...] = ()
    security: tuple[Quote, ...] = ()
    """What is done to keep it safe, and what is done when that fails."""
    vague: tuple[Vague, ...] = ()
    bundles: tuple[Vague, ...] = ()
    """Words for a bundle of types (设备信息) said to be taken, without a list of what is in it."""
    unfair: tuple[Unfair, ...] = ()
    placeholders: tuple[Said, ...] = ()
    """Blanks of a template that were not filled in."""
    readability: Readability | None = None

    def words(self, quote: Quote) -> str:
        """The text a quote points at."""
        return self.document.passages[quote.passage].text[quote.start : quote.end]
