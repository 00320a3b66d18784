"""AndroidManifest.xml as the platform would read it, references resolved through resources.arsc.

Shapes are those of the core's JSON (`_core.Package.manifest_json`). `text` is the manifest decoded to
one attribute-per-line XML; every `line` is a 1-based index into it.
"""

from typing import Literal

from msgspec import Struct

ComponentKind = Literal["activity", "activity-alias", "service", "receiver", "provider"]


class IntentData(Struct, frozen=True, kw_only=True):
    scheme: str | None = None
    host: str | None = None
    path: str | None = None
    mime_type: str | None = None


class IntentFilter(Struct, frozen=True, kw_only=True):
    actions: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    data: tuple[IntentData, ...] = ()
    priority: int = 0
    line: int = 0


class MetaData(Struct, frozen=True, kw_only=True):
    name: str
    value: str | None = None
    """Resolved value as text; for a resource reference without a value, `@type/name`."""
    resource: str | None = None
    line: int = 0


class Component(Struct, frozen=True, kw_only=True):
    kind: ComponentKind
    name: str
    """Fully qualified, dotted (`com.a.Main`), relative names completed with the package."""
    target: str | None = None
    exported: bool | None = None
    enabled: bool = True
    permission: str | None = None
    process: str | None = None
    label: str | None = None
    icon: str | None = None
    theme: str | None = None
    authorities: tuple[str, ...] = ()
    init_order: int = 0
    filters: tuple[IntentFilter, ...] = ()
    meta: tuple[MetaData, ...] = ()
    properties: tuple[MetaData, ...] = ()
    """`<property>` elements, read like meta-data."""
    attributes: dict[str, str] = {}
    """Every other android: attribute, by local name, as resolved text."""
    line: int = 0


class UsesPermission(Struct, frozen=True, kw_only=True):
    name: str
    max_sdk: int | None = None
    sdk23: bool = False
    line: int = 0


class DeclaredPermission(Struct, frozen=True, kw_only=True):
    name: str
    protection: str | None = None
    line: int = 0


class Queries(Struct, frozen=True, kw_only=True):
    packages: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()


class LocalText(Struct, frozen=True):
    locale: str
    """BCP 47, empty for the default."""
    text: str


class ManifestFacts(Struct, frozen=True, kw_only=True):
    package: str
    version_code: int | None = None
    version_name: str | None = None
    shared_user_id: str | None = None
    split: str | None = None
    min_sdk: int | None = None
    target_sdk: int | None = None
    max_sdk: int | None = None
    label: str | None = None
    """The application label in the default configuration, as aapt prints it."""
    labels: tuple[LocalText, ...] = ()
    icon: str | None = None
    """`@mipmap/ic_launcher` style, or the entry path."""
    application: str | None = None
    app_component_factory: str | None = None
    debuggable: bool = False
    allow_backup: bool | None = None
    test_only: bool = False
    uses_cleartext_traffic: bool | None = None
    network_security_config: str | None = None
    application_attributes: dict[str, str] = {}
    permissions: tuple[UsesPermission, ...] = ()
    declared_permissions: tuple[DeclaredPermission, ...] = ()
    features: tuple[str, ...] = ()
    queries: Queries = Queries()
    components: tuple[Component, ...] = ()
    meta: tuple[MetaData, ...] = ()
    properties: tuple[MetaData, ...] = ()
    text: tuple[str, ...] = ()
    anomalies: tuple[str, ...] = ()
    """`code: detail`, e.g. `duplicate_attribute: android:name`, `ends_early: …`."""
