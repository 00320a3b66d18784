"""Shapes of the knowledge tables: permissions, personal information, app categories, packers, words, SDKs."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Confidence = Literal["seen", "partly", "memory", "none"]
"""seen: found in binaries, lists or texts read; partly: part of the field; memory: a lead, unchecked."""


class Permission(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    name: str
    kind: Literal["dangerous", "special", "other"]
    group: str = ""
    protection: str
    name_zh: str
    name_en: str
    personal_info: str = ""
    taf051: str = ""
    """敏感权限, 核心敏感权限, 特殊权限 … as T/TAF 051-2021 classes it."""
    discouraged: tuple[str, ...] = ()
    """App categories for which TC260-PG-20204A finds it of low relevance."""
    discouraged_certain: bool = True
    apis: tuple[str, ...] = ()
    """Rows of sensitive_apis.yaml that need it."""


class PersonalInfo(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    id: str
    name_zh: str
    name_en: str
    category: str
    sensitive: bool
    basis: str = ""
    level: int | None = None
    """T/TAF 050-2022's scale, 1 to 4; a second opinion, not the flag."""
    synonyms: tuple[str, ...] = ()
    weak_synonyms: tuple[str, ...] = ()
    permissions: tuple[str, ...] = ()
    note: str = ""
    no_source: str = ""
    """Why nothing in code shows it being taken, for types without a row in sensitive_apis.yaml."""
    covered_by: tuple[str, ...] = ()
    """Types whose name in a policy names this one too: the finer place covers the coarser."""
    loosely_covered_by: tuple[str, ...] = ()
    """Types whose name leaves open whether this one is meant."""


class Category(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One of the 39 app categories and what its basic function needs."""

    id: str
    number: int
    name_zh: str
    name_en: str
    basic_function_zh: str
    no_personal_info: bool = False
    necessary_zh: tuple[str, ...] = ()
    personal_info: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    minimum_permissions: tuple[str, ...] = ()


class CategorySigns(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """By what a category shows in a package; each a reason to think so."""

    id: str
    labels: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    """Whole parts of the package name."""
    channels: tuple[str, ...] = ()
    """Parts that a store gives to packages of that kind alone."""
    services: tuple[str, ...] = ()
    """Permissions that guard a service of that kind."""
    app_category: tuple[str, ...] = ()
    """Values of android:appCategory, by name."""
    native: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    """Words in the label that make it something else."""


class SdkCategory(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    id: str
    name_zh: str
    name_en: str


class Packer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    id: str
    name_zh: str
    name_en: str
    native: tuple[str, ...] = ()
    """Library names under lib/<abi>/, `*` as a wildcard."""
    files: tuple[str, ...] = ()
    """Entry names, `*` as a wildcard."""
    classes: tuple[str, ...] = ()
    """Application classes, or packages that hold them."""
    seen: tuple[str, ...] = ()
    """Markers that public rule sets name: one suffices; of the others it takes two."""


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A group of words looked for on screens and in strings."""

    id: str
    name_zh: str
    name_en: str
    use: str
    zh: tuple[str, ...]
    en: tuple[str, ...]


class BasicFunction(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    id: str
    name_zh: str
    name_en: str
    actions: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


class WithoutEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A kind of package without a launcher icon by nature; any one sign tells it."""

    id: str
    name_zh: str
    name_en: str
    permissions: tuple[str, ...] = ()
    """Permission that guards its service."""
    categories: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    markers: tuple[str, ...] = ()
    """`test_only`, `split`, `overlay`, `shared_user_id:…`: manifest properties."""


class BasicFunctions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    source: str
    threshold: str
    requirement: str
    functions: tuple[BasicFunction, ...]
    without_entry: "tuple[WithoutEntry, ...]"
    system_names: "tuple[SystemName, ...]"


class KnownApp(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """An app that others are made to look like."""

    package: str
    names: Annotated[tuple[str, ...], Meta(min_length=1)]
    source: str
    """Where name and package were read."""
    signers: tuple[Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")], ...] = ()
    """SHA-256 of every certificate it is or was signed with; empty where none could be cited."""
    signer_source: str = ""
    icons: tuple[Annotated[str, Meta(pattern=r"^[0-9a-f]{16}$")], ...] = ()
    """Perceptual hashes of its icon, as `facts.icon` gives them."""


class SystemName(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A name by which phones show a part of themselves."""

    function: str
    """The `BasicFunction.id` that explains the name; empty: nothing that a downloaded app does."""
    names: tuple[str, ...]


class SdkAdvisory(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A range of versions of an SDK that is known to be risky."""

    sdk: str
    since: str
    """First version concerned."""
    fixed: str
    """First version that no longer is."""
    id: str
    risk_zh: str
    risk_en: str
    source: str


class SdkMatching(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What no SDK may be recognised by alone."""

    umbrellas: tuple[str, ...]
    shared_native: tuple[str, ...]
    generic_native: tuple[str, ...]
    default_versions: tuple[str, ...]
    """Gradle defaults that say nothing about the SDK's version."""


class SdkConfidence(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    identity: Confidence
    prefixes: Confidence
    components: Confidence | None = None
    native_libs: Confidence | None = None
    calls: Confidence | None = None
    personal_info: Confidence | None = None
    policy_url: Confidence | None = None


class SdkLeads(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The part of each field that rests on memory: reason to look, not to conclude."""

    prefixes: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    personal_info: tuple[str, ...] = ()
    version_hints: tuple[str, ...] = ()


class SdkSources(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where each field was read."""

    prefixes: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    native_libs: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    vendor_zh: tuple[str, ...] = ()
    personal_info: tuple[str, ...] = ()
    policy_url: tuple[str, ...] = ()
    maven: tuple[str, ...] = ()
    init_calls: tuple[str, ...] = ()
    consent_calls: tuple[str, ...] = ()


class Sdk(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One SDK or library: `knowledge/sdks/<id>.toml`."""

    id: str
    name_zh: str
    name_en: str
    aliases: tuple[str, ...] = ()
    vendor_zh: str
    vendor_en: str
    category: str
    chinese: bool
    processor: bool
    """False for code that talks to no server of its vendor: recognised, disclosure not asked for."""
    purpose_zh: str = ""
    policy_url: str = ""
    notes: str = ""
    prefixes: tuple[str, ...]
    """Package prefixes; a class belongs to the longest that matches at a dot or `$`."""
    weak_prefixes: tuple[str, ...] = ()
    """Shared or too general: only beside another sign of the same SDK."""
    excludes: tuple[str, ...] = ()
    """Sub-prefixes that belong to others."""
    components: tuple[str, ...] = ()
    """Manifest components; `*.wxapi.X` stands for the host's package."""
    meta_data: tuple[str, ...] = ()
    native_libs: tuple[str, ...] = ()
    strings: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    version_hints: tuple[str, ...] = ()
    """`class:a.B#FIELD`, `native:libx-{version}.so`, `meta-data:name`."""
    init_calls: tuple[str, ...] = ()
    """`a.b.Class.method`."""
    consent_calls: tuple[str, ...] = ()
    personal_info: tuple[str, ...] = ()
    maven: tuple[str, ...] = ()
    verified: tuple[str, ...] = ()
    """Coordinates or files whose classes were read and bear the prefixes out."""
    confidence: SdkConfidence
    leads: SdkLeads = SdkLeads()
    sources: SdkSources = SdkSources()


class ApiRow(Struct, frozen=True, kw_only=True):
    """What rules ask of a row of sensitive_apis.yaml; the core has the rest."""

    id: str
    weight: int
    """1 weak and common … 5 direct identifier or sensitive content."""


class SensitiveApis(Struct, frozen=True, kw_only=True):
    rows: dict[str, tuple[ApiRow, ...]]
    """By type of personal information."""


class TypeWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What policies call one type of personal information."""

    type: str
    words: tuple[str, ...]
    weak: tuple[str, ...] = ()
    """Name the type only beside other types, in a cell or after a key."""
    left_out: tuple[str, ...] = ()
    """Synonyms of personal_info.yaml that mean something else in running text."""


class GenericWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Words for a bundle of types that name none."""

    words: tuple[str, ...]
    covers: tuple[str, ...] = ()
    """Types that may be meant."""


class PermissionWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What policies call one permission."""

    id: str
    words: tuple[str, ...]
    bare: tuple[str, ...] = ()
    """Name it only where permissions are spoken of."""
    names: tuple[str, ...] = ()
    """Android permissions they may stand for."""


class PolicyWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The words of privacy policies: policy_words.yaml."""

    types: tuple[TypeWords, ...]
    generic: tuple[GenericWords, ...]
    others: tuple[str, ...]
    """Longer words that hold one from above and mean something else."""
    permissions: tuple[PermissionWords, ...]
    markers: dict[str, tuple[str, ...]] = {}
    """Words by what they mark: hedges, vague tails, legal bases …"""


class VendorHosts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Servers of the vendor of one SDK, whoever talks to them."""

    sdk: str
    """The SDK whose names and vendor are meant."""
    hosts: Annotated[
        tuple[Annotated[str, Meta(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")], ...], Meta(min_length=1)
    ]
    """Each stands for itself and every host below it."""
    source: str
    """`binary` or `document`, and where it was read."""


class NetworkHosts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """network_hosts.yaml: whose server a host is."""

    suffixes: str
    """Public suffixes of two labels."""
    sites: str
    """First labels of sites that people read."""
    connects: tuple[str, ...]
    """Beginnings of signatures of calls that connect to an address they are given."""
    shows: tuple[str, ...]
    """Of those that show it to a person or hand it to another app."""
    shows_named: tuple[str, ...]
    """Names of methods that do so, whoever declares them."""
    vendors: tuple[VendorHosts, ...]


class Catalogue(Struct, frozen=True, kw_only=True):
    """All tables but the SDKs, as compiled."""

    permissions: tuple[Permission, ...]
    personal_info: tuple[PersonalInfo, ...]
    categories: tuple[Category, ...]
    category_signs: tuple[CategorySigns, ...]
    sdk_categories: tuple[SdkCategory, ...]
    packers: tuple[Packer, ...]
    lexicon: tuple[Words, ...]
    basic_function: BasicFunctions
    known_apps: tuple[KnownApp, ...]
    sdk_matching: SdkMatching
    sdk_advisories: tuple[SdkAdvisory, ...]
    policy_words: PolicyWords
    network_hosts: NetworkHosts
    weights: dict[str, int]
    """Row id → weight of sensitive calls, those over the weakest (TELLING_FROM)."""
