"""What loaded code does: entry points, calls to known APIs and how control reaches them.

Shapes are those of the core's JSON (`_core.Package.calls_json`). A *hit* is one call site (or field
read, or constant used) that a knowledge row describes. A *path* is one way control reaches the hit from
an entry point. Paths are facts; whether one means "before consent" is for rules (`facts.consent` names
the gates, rules decide).

What there are thousands of is not given to the garbage collector (`gc=False`): facts are trees, and a
collection in the midst of a scan would only walk them. Hits, paths and acts may be made by position, which
costs half of what names do.
"""

from collections.abc import Collection
from typing import Literal

from msgspec import Struct

EntryKind = Literal[
    "process_start",  # Application, ContentProvider.onCreate, static initialisers they run
    "launcher",  # lifecycle of the launcher activity, up to the first user gesture
    "activity",  # any other activity
    "service",
    "receiver",
    "provider",  # query/insert/call from outside
    "job",  # JobService, WorkManager workers, alarms
    "push",  # push SDK callbacks
    "system",  # accessibility, device admin, notification listener, input method … bound by the system
    "user_gesture",  # click, long click, touch, menu … listeners and layout android:onClick
]
EdgeKind = Literal[
    "direct", "virtual", "super", "static_init", "callback", "thread", "timer", "component", "reflection",
    "lambda", "lifecycle", "gesture", "native",
]  # fmt: skip
"""How control passes, strongest first in meaning; the weakest edge of a path is named beside it."""
Confidence = Literal["high", "medium", "low"]
Arg = None | int | float | str | list[str] | dict[str, str]
"""A constant argument: number, string, array of strings, {"class": …}, {"field": …}; None = not constant."""


class DexFile(Struct, frozen=True, kw_only=True):
    """Counts equal to dexdump's."""

    entry: str
    sha256: str
    version: str
    strings: int
    types: int
    protos: int
    fields: int
    methods: int
    classes: int
    code_items: int
    instructions: int
    invokes: int
    const_strings: int


class EntryPoint(Struct, frozen=True, kw_only=True, gc=False):
    kind: EntryKind
    component: str
    """Dotted class of the component; for user_gesture the listener class or `@layout/x#@id/y`."""
    method: str
    """`Lcom/a/Main;->onCreate(Landroid/os/Bundle;)V`."""
    actions: tuple[str, ...] = ()
    exported: bool = False
    registered_by: str = ""
    """Method that registers a receiver at run time; empty for what the manifest names."""


class Step(Struct, frozen=True, kw_only=True, gc=False):
    """Control passes from `caller` (at `offset` bytes into its code) to `callee` by `edge`."""

    caller: str
    callee: str
    edge: EdgeKind
    offset: int
    line: int | None = None
    dex: str = "classes.dex"


class Path(Struct, frozen=True, gc=False):
    entry: int
    """Index into CallFacts.entry_points."""
    steps: tuple[Step, ...] = ()
    """From the entry method to the method that holds the hit (the hit's own call is not repeated)."""
    weakest: EdgeKind | None = None
    gate: int | None = None
    """Index into CallFacts.gates of the consent candidate this path passes with `agreed`; None = none."""
    gate_step: int | None = None
    """Position in `steps` at which that gate stands."""
    gesture_step: int | None = None
    """Position of the first step that needs a human action, None = runs by itself from the entry."""
    certain: bool = False
    """Every call on the way runs on each pass of its method, by edges that leave no choice of target."""
    refused_step: int | None = None
    """Position in `steps` of the first step behind a refusing button, with no later human action; as many as
    there are steps where the hit's own call stands there."""
    open_gate: int | None = None
    """Index into CallFacts.gates of a read whose default stands for agreement: what it seems to guard runs on
    the first start."""


class Hit(Struct, frozen=True, gc=False):
    api: str
    """Knowledge row id (`imei.TelephonyManager.getDeviceId`)."""
    tags: tuple[str, ...]
    """`pi:imei`, `behaviour:silent_download`, `sdk_init:umeng-common`, `sdk_consent:umeng-common`."""
    caller: str
    callee: str
    """Signature as written in the instruction, or `"const"` value for string and field rows."""
    dex: str
    offset: int
    line: int | None = None
    args: tuple[Arg, ...] = ()
    choices: dict[str, tuple[Arg, ...]] = {}
    """By position (`"0"`): the constants that different ways lead to; `args` holds None there."""
    from_settings: tuple[int, ...] = ()
    """Positions of arguments that are only defaults of preferences, JSON or remote configuration."""
    args_resolved: bool = True
    """False when the row has an argument filter and the argument was not constant."""
    confidence: Confidence = "high"
    reachable: bool = False
    """By any entry point."""
    paths: tuple[Path, ...] = ()
    """At most one per (entry kind, gate passed or not, gesture or not), shortest first."""
    sinks: tuple[str, ...] = ()
    """Behaviour rows (`sink_network.…`) the returned value flows into within the method, where seen."""


FlowKind = Literal["source", "through", "put", "call", "return", "store", "load", "start", "sink"]
"""What happens to data at one place of its way: taken, handed on by a library call, put into an object, given
to or returned by a method of the package, kept in or read from a field, given to a component, let out."""
SinkKind = Literal[
    "log", "network", "page", "file", "external", "external_app", "world_readable", "preferences", "database",
    "clipboard", "sms", "other_app",
]  # fmt: skip
"""Where data goes. external: storage every app can read; external_app: the app's own folder there."""


class FlowStep(Struct, frozen=True, kw_only=True, gc=False):
    """One place on the way of data, `offset` bytes into the code of `method`."""

    does: FlowKind
    method: str
    target: str
    """Signature of what is called or of the field; empty where nothing is named."""
    dex: str
    offset: int
    line: int | None = None


class Flow(Struct, frozen=True, kw_only=True, gc=False):
    """Personal information followed from where it is taken to where it leaves or is kept."""

    source: int
    """Index into CallFacts.hits."""
    kind: SinkKind
    steps: tuple[FlowStep, ...] = ()
    """First the source, last the sink."""


class Gate(Struct, frozen=True, kw_only=True, gc=False):
    """A candidate for where this app records that its user agreed."""

    kind: Literal["preference", "listener", "switch"]
    key: str
    """Preference key, listener class, or switch method."""
    method: str
    dex: str
    offset: int
    polarity: bool
    """True: the `true` branch means agreed."""
    confidence: Confidence
    why: str
    open: bool = False
    """Its default stands for agreement, so it guards nothing until someone refuses."""
    shown_in: str = ""
    """Method that puts the listener on a dialog or screen; empty where not seen."""
    refuses: tuple[str, ...] = ()
    """Listeners of the refusing buttons beside it."""


class Comparison(Struct, frozen=True, kw_only=True):
    """A constant that a method compares a number with; one each where the constant may be several."""

    value: float
    op: str
    """As the branch tests `number op value`."""
    method: str
    dex: str
    offset: int
    line: int | None = None
    number: Literal["int", "long", "float", "double"] | None = None
    """Type of what is compared; None in facts of older cores."""
    squared: bool = False
    """The number is a square or a sum of squares, no root taken."""
    elapsed: Literal["s", "ms", "us", "ns"] | None = None
    """The number is a difference of times in this unit."""
    axes: tuple[int, ...] = ()
    """Indexes of SensorEvent.values that go into the number, where seen."""
    in_g: bool = False
    """Divided by standard gravity (where squared: by its square)."""
    angle: Literal["rad", "deg"] | None = None
    """The number is an angle in this unit."""
    from_settings: bool = False
    """The constant is only the default of a preference, of JSON or of remote configuration."""
    sensor: int | None = None
    """Sensor type whose branch (`event.sensor.getType()`) the comparison stands in."""


class SensorListener(Struct, frozen=True, kw_only=True):
    """A class that listens to motion sensors and what it compares their readings with."""

    owner: str
    method: str
    sensor_types: tuple[int, ...] = ()
    """Types it is registered for where seen (1 accelerometer, 4 gyroscope, 10 linear)."""
    delays: tuple[int, ...] = ()
    """Rates it is registered with: 0 fastest, 1 game, 2 UI, 3 normal, else microseconds."""
    comparisons: tuple[Comparison, ...] = ()
    constants: tuple[float, ...] = ()
    acts: tuple[int, ...] = ()
    """Indexes into hits of cross-app jumps, activity starts, installs, downloads, dialogs it can reach."""
    registered: bool = False
    """An object of this class is given to registerListener, or what is given is not known."""
    reachable: bool = False


class ScreenAct(Struct, frozen=True, gc=False):
    """What code does with a view or layout that it names by number (`View.number`, `Layout.number`)."""

    call: str
    """`setContentView`, `inflate`, `setChecked`, `setVisibility`, `setOnClickListener`, `setText` …"""
    number: int
    caller: str
    dex: str
    offset: int
    line: int | None = None
    value: Arg = None
    """The first argument, where constant."""
    listener: str | None = None
    """Dotted class of the listener handed over."""
    shared: bool = False
    """The listener asks which view was touched: what it does may belong to another."""
    acts: tuple[int, ...] = ()
    """Indexes into hits that lead away or cost money, which the listener can come to."""
    opens: tuple[str, ...] = ()
    """Screens of the app that the listener opens."""
    closes: bool = False
    """The listener finishes, dismisses, removes or hides something."""
    compares: tuple[float, ...] = ()
    """Numbers that a touch listener compares with: distances in pixels, actions of the finger."""
    delay_ms: int | None = None
    """The least delay that timers put before it, where every way that needs no human action has one."""
    reachable: bool = False
    by_itself: bool = False
    """Some way to it needs no human action."""
    path: Path | None = None
    """One way to it, for what ticks, shows or switches on."""


class StringUse(Struct, frozen=True, kw_only=True, gc=False):
    """A const-string that matched the interest list (`http://`, `content://sms` …)."""

    value: str
    method: str
    dex: str
    offset: int
    reachable: bool = False


class HostUse(Struct, frozen=True, kw_only=True, gc=False):
    """A place in code that loads an address or a bare host name; some places a host, those that run first."""

    host: str
    """Lower case; a name or an IPv4 address."""
    scheme: Literal["https", "http", "wss", "ws", ""] = ""
    """Empty: the text is a bare name."""
    rest: str = ""
    """The path, without query, at most 80 characters."""
    method: str
    dex: str
    offset: int
    line: int | None = None
    given_to: tuple[str, ...] = ()
    """Methods and fields the text, or what is made of it, is given to within the method; or `return`."""
    reachable: bool = False
    paths: tuple[Path, ...] = ()


class HollowOverride(Struct, frozen=True, kw_only=True):
    """An app's own version of a method that guards something, with a body that does nothing."""

    of: str
    """`Ljavax/net/ssl/HostnameVerifier;->verify`: the guarding method (knowledge/hollow_overrides.yaml)."""
    method: str
    dex: str
    answer: Literal["nothing", "true", "false", "null"]
    reachable: bool = False


class CallFacts(Struct, frozen=True, kw_only=True, weakref=True):
    dex: tuple[DexFile, ...] = ()
    methods: int = 0
    """Methods with code over all loaded dex files."""
    reachable_methods: int = 0
    launch_methods: int = 0
    """Reachable from process start and launcher without a user gesture."""
    entry_points: tuple[EntryPoint, ...] = ()
    hits: tuple[Hit, ...] = ()
    flows: tuple[Flow, ...] = ()
    """Local flow only: see docs/personal-information.md for where it stops; `flows_cut` counts the rest."""
    gates: tuple[Gate, ...] = ()
    sensors: tuple[SensorListener, ...] = ()
    screen_acts: tuple[ScreenAct, ...] = ()
    strings: tuple[StringUse, ...] = ()
    hosts: tuple[HostUse, ...] = ()
    """At most 2,000 hosts and 4,000 places; `hosts_cut` in `blind_spots` counts the places left out."""
    hollow: tuple[HollowOverride, ...] = ()
    missing_components: tuple[str, ...] = ()
    """Components of the manifest whose class no loaded dex defines."""
    blind_spots: dict[str, int] = {}
    """`reflection` (calls whose target is not constant), `native` (native methods), `dynamic_code` …"""
    truncated: bool = False
    """True when a cap cut the hits short; totals then stand in `blind_spots`."""

    @property
    def known_tags(self) -> Collection[str] | None:
        """Every tag of a hit in the order they come, where that is known without the hits."""
        return None

    @property
    def known_names(self) -> Collection[str] | None:
        """Every bare name of a method called, where that is known without the hits."""
        return None
