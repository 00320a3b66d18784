"""Resource texts and files: what the app can say to its user, and the tables behind it."""

from msgspec import Struct


class Text(Struct, frozen=True, kw_only=True):
    """One string resource that matched the interest lexicon."""

    id: int
    name: str
    """`@string/agree_privacy`."""
    locale: str
    value: str
    entry: str = "resources.arsc"


class ResourceFacts(Struct, frozen=True, kw_only=True):
    packages: tuple[str, ...] = ()
    types: dict[str, int] = {}
    """Entries per type name, e.g. {"string": 812, "layout": 64}."""
    locales: tuple[str, ...] = ()
    texts: tuple[Text, ...] = ()
    network_security: "NetworkSecurity | None" = None


class NetworkSecurity(Struct, frozen=True, kw_only=True):
    """The network security configuration the manifest names, where there is one."""

    entry: str
    base_cleartext: bool | None = None
    cleartext_domains: tuple[str, ...] = ()
    user_certificates: bool = False
    debug_overrides: bool = False
