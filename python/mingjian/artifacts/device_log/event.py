"""One thing that happened on a device, whoever recorded it: the typed stream every format is read into.

Times are UTC nanoseconds on the run's clock. A record that gives no time, or only a day, says so in
`precision_ns`; what cannot be placed is kept, and never placed by guessing.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

EventKind = Literal[
    "permission_use",  # a guarded operation was allowed; `what` is the op, `COARSE_LOCATION`
    "permission_denied",  # it was refused by the system (ignored, rejected, errored)
    "permission_request",  # the system's dialog asked; `what` is the permission
    "permission_grant",  # the user, or the installer, granted `what`
    "permission_refusal",  # the user refused `what`
    "api_call",  # a hooking tool saw the call; `what` is `android.telephony.TelephonyManager.getDeviceId`
    "process_start",  # `what`: activity, service, broadcast …; `cause`: the component or action
    "process_end",
    "component_start",  # activity, service, receiver or provider; `caller` is who asked for it
    "foreground",  # the app came before the user
    "background",  # it left the user's sight
    "window",  # a window, dialog or toast appeared; `what` names it
    "window_gone",
    "screen",  # a view tree or screenshot was taken; `what` is the file
    "input",  # the script or the user touched: `tap 12 40`, `key BACK`, `swipe`
    "jump",  # the app opened another app, a store or a page by itself; `what` is the target
    "install",
    "uninstall",
    "download",  # a file arrived; `what` is the address or the file
    "code_load",  # code that is not in the package was loaded
    "notification",
    "mark",  # the plan's own word: launch, consent, refusal, background, reboot, end (`what`)
]

MARKS = ("launch", "consent", "refusal", "background", "foreground", "reboot", "clear", "end")
"""What a `mark` may say: steps of a plan, or the moments a person names (`--consent-at`)."""


class Event(Struct, frozen=True, kw_only=True, gc=False):
    """One record; what its source does not tell is empty or None."""

    at_ns: int | None
    """UTC, nanoseconds since 1970; None where the record gives no time at all."""
    precision_ns: int = 1_000_000
    """How far off `at_ns` may be: a millisecond, a minute (discrete app ops), a day (a package's dates)."""
    kind: EventKind
    package: str
    """Whose act it is; empty for the system's own (a reboot)."""
    what: str
    process: str = ""
    uid: int | None = None
    caller: str = ""
    """The package or component that caused it, where the record says so."""
    cause: str = ""
    """The action, hosting name or reason the record gives."""
    duration_ns: int | None = None
    foreground: bool | None = None
    """Whether the app was before the user, where the record itself says so (an op's proc state)."""
    count: int = 1
    """Records that only add up (op counters) are one event with their count."""
    stack: tuple[str, ...] = ()
    """Frames as the tool wrote them, innermost first: `com.sdk.Stat.collect(Stat.java:12)`."""
    args: tuple[str, ...] = ()
    """Arguments, or the value returned, as text; personal information in them is masked on reading."""
    source: str = ""
    """The file it was read from, relative to the evidence folder."""
    line: int | None = None
    """1-based line, row or entry in `source`."""


class Told(Struct, frozen=True, kw_only=True):
    """Something about a source a reader must know: a line that could not be read, a clock that jumped."""

    code: str
    """Short and stable: `half_file`, `clock_jump`, `zone_unknown`, `op_unknown`, `line_unreadable` …"""
    source: str
    line: int | None = None
    detail: str = ""
    count: int = 1


class Source(Struct, frozen=True, kw_only=True):
    """One file that was read, what it was taken for and what came of it."""

    path: str
    format: str
    """Module that read it: `appops`, `events_log`, `calls_table`, `har` …; `unknown` where nobody does."""
    sha256: str = ""
    size_bytes: int = 0
    events: int = 0
    from_ns: int | None = None
    to_ns: int | None = None
    told: tuple[Told, ...] = ()


class Device(Struct, frozen=True, kw_only=True):
    """The device, as its properties and dumps name it."""

    maker: str = ""
    model: str = ""
    android: str = ""
    api_level: int | None = None
    zone: str = ""
    """IANA name or offset of the device's clock."""
    width_px: int | None = None
    height_px: int | None = None
    density_dpi: int | None = None


class Granted(Struct, frozen=True, kw_only=True):
    """What a package's dump says of one permission."""

    name: str
    granted: bool
    runtime: bool = False
    """True: given or taken while the app runs; False: decided at install."""
    flags: tuple[str, ...] = ()
    """`USER_SET`, `USER_FIXED`, `POLICY_FIXED`, `ONE_TIME` … as the system names them."""


class Installed(Struct, frozen=True, kw_only=True):
    """A package as the device knew it when it was asked."""

    package: str
    uid: int | None = None
    version_name: str = ""
    version_code: int | None = None
    target_sdk: int | None = None
    min_sdk: int | None = None
    installer: str = ""
    system: bool | None = None
    first_install_ns: int | None = None
    last_update_ns: int | None = None
    signatures: tuple[str, ...] = ()
    """As the record gives them: SHA-256 of a certificate, or the dump's short hash."""
    requested: tuple[str, ...] = ()
    permissions: tuple[Granted, ...] = ()
    enabled: tuple[str, ...] = ()
    """Components the user or the system switched on, against the manifest."""
    disabled: tuple[str, ...] = ()
    stopped: bool | None = None
    """Forced to stop, or never launched: it gets no broadcasts."""
    not_launched: bool | None = None
    mains: tuple[str, ...] = ()
    """Its entries on a home screen by the dump's resolver table, as full class names: activities that answer
    MAIN, those of LAUNCHER alone where the table tells categories."""
    launcher: bool = False
    """The table told categories."""
    state: int | None = None
    """PackageManager.COMPONENT_ENABLED_STATE_* of the whole package."""
    standby: str = ""
    """Standby bucket: `ACTIVE`, `RARE`, `RESTRICTED` …"""
    source: str = ""


class OpMode(Struct, frozen=True, kw_only=True):
    """What the system does with a guarded operation of a package: `allow`, `ignore`, `deny`, `foreground`."""

    package: str
    """Empty where the mode is set for a whole uid."""
    uid: int | None
    op: str
    mode: str
    source: str = ""


class Setting(Struct, frozen=True, kw_only=True):
    """A line of `settings list`, or of a property dump."""

    space: str
    """`system`, `secure`, `global`, `property`; empty where the file does not say."""
    name: str
    value: str
    source: str = ""
