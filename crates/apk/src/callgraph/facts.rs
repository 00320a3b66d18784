//! The answer's shapes: exactly those of `python/mingjian/facts/calls.py`, as serde structs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer};

use crate::dex::{Arg, DexCounts};
use crate::knowledge::Confidence;

/// Where control enters the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum EntryKind {
    ProcessStart,
    Launcher,
    Activity,
    Service,
    Receiver,
    Provider,
    Job,
    Push,
    System,
    UserGesture,
}

/// How control passes, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum EdgeKind {
    Direct,
    Virtual,
    Super,
    StaticInit,
    Callback,
    Thread,
    Timer,
    Component,
    Reflection,
    Lambda,
    Lifecycle,
    Gesture,
    Native,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EntryPoint {
    pub kind: EntryKind,
    pub component: String,
    pub method: String,
    pub actions: Vec<String>,
    pub exported: bool,
    /// Method that registers a receiver at run time; empty for what the manifest names.
    pub registered_by: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Step {
    pub caller: String,
    pub callee: String,
    pub edge: EdgeKind,
    /// Bytes into the caller's code.
    pub offset: u32,
    pub line: Option<u32>,
    pub dex: String,
}

/// Written as an array of the fields that are told, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    pub entry: usize,
    /// Numbers of [`Calls::steps`].
    pub steps: Vec<u32>,
    pub weakest: Option<EdgeKind>,
    pub gate: Option<usize>,
    pub gate_step: Option<usize>,
    pub gesture_step: Option<usize>,
    /// Position of the step that follows a refusal; past the last one where the call itself does.
    pub refused_step: Option<usize>,
    /// A read whose default stands for agreement: what it seems to guard runs on the first start.
    pub open_gate: Option<usize>,
    /// See `facts.calls.Path.certain`.
    pub certain: bool,
    /// The entry itself is a human action; not told.
    pub is_gesture: bool,
    /// Every step has one place to go; not told.
    pub is_plain: bool,
    /// The calls of the steps: method and code units; not told.
    pub calls: Vec<(u32, u32)>,
}

/// What is told of a path.
pub(super) type Told<'p> = (
    usize,
    &'p [u32],
    Option<EdgeKind>,
    Option<usize>,
    Option<usize>,
    Option<usize>,
    Option<usize>,
    Option<usize>,
    bool,
);

impl Path {
    pub(super) fn told(&self) -> Told<'_> {
        (
            self.entry,
            &self.steps,
            self.weakest,
            self.gate,
            self.gate_step,
            self.gesture_step,
            self.refused_step,
            self.open_gate,
            self.certain,
        )
    }
}

impl Serialize for Path {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.told().serialize(serializer)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    pub api: String,
    pub tags: Vec<String>,
    pub caller: String,
    pub callee: String,
    pub dex: String,
    pub offset: u32,
    pub line: Option<u32>,
    pub args: Vec<Arg>,
    /// What an argument may be, where that is more than one constant; by position.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub choices: BTreeMap<u32, Vec<Arg>>,
    /// Positions of arguments that are defaults of preferences or remote configuration.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub from_settings: Vec<u32>,
    pub args_resolved: bool,
    pub confidence: Confidence,
    pub reachable: bool,
    #[serde(skip)]
    pub paths: Vec<Path>,
    /// Numbers of `paths` in [`Calls::paths`].
    #[serde(rename = "paths")]
    pub path_numbers: Vec<u32>,
    pub sinks: Vec<String>,
}

/// What happens to data at one place of its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FlowKind {
    /// It is taken.
    Source,
    /// A library call hands it on.
    Through,
    /// It is put into an object.
    Put,
    /// It is given to a method of the package.
    Call,
    /// A method of the package returns it.
    Return,
    /// It is kept in a field.
    Store,
    /// It is read from a field.
    Load,
    /// A component of the package is started with it.
    Start,
    /// It leaves.
    Sink,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FlowStep {
    pub does: FlowKind,
    pub method: String,
    /// What is called, or the field.
    pub target: String,
    pub dex: String,
    /// Bytes into the method's code.
    pub offset: u32,
    pub line: Option<u32>,
}

/// One way of data from where it is taken to where it leaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Flow {
    /// Number in [`Calls::hits`].
    pub source: usize,
    /// Where it goes: `log`, `network` …
    pub kind: String,
    pub steps: Vec<FlowStep>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GateKind {
    Preference,
    Listener,
    Switch,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gate {
    pub kind: GateKind,
    pub key: String,
    pub method: String,
    pub dex: String,
    pub offset: u32,
    pub polarity: bool,
    pub confidence: Confidence,
    pub why: String,
    /// Its default stands for agreement: it guards nothing until someone refuses.
    pub open: bool,
    /// Method that puts the listener on a dialog or screen; empty where not seen.
    pub shown_in: String,
    /// Listeners of the refusing buttons beside it.
    pub refuses: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComparisonFact {
    pub value: f64,
    pub op: String,
    pub method: String,
    pub dex: String,
    pub offset: u32,
    pub line: Option<u32>,
    /// `int`, `long`, `float` or `double`.
    pub number: &'static str,
    #[serde(skip_serializing_if = "is_false")]
    pub squared: bool,
    /// Unit of a difference of times.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub elapsed: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub axes: Vec<u8>,
    #[serde(skip_serializing_if = "is_false")]
    pub in_g: bool,
    /// Unit of an angle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub angle: Option<&'static str>,
    /// The constant is only a default of preferences or remote configuration.
    #[serde(skip_serializing_if = "is_false")]
    pub from_settings: bool,
    /// The sensor type whose branch this stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sensor: Option<i64>,
}

fn is_false(flag: &bool) -> bool {
    !flag
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SensorListener {
    pub owner: String,
    pub method: String,
    pub sensor_types: Vec<i64>,
    pub comparisons: Vec<ComparisonFact>,
    pub constants: Vec<f64>,
    pub acts: Vec<usize>,
    /// Rates it is registered with: 0 to 3 by name, else microseconds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub delays: Vec<i64>,
    pub registered: bool,
    pub reachable: bool,
}

/// What code does with a view or layout that it names by number.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScreenAct {
    /// Name of the called method.
    pub call: String,
    pub number: u32,
    pub caller: String,
    pub dex: String,
    pub offset: u32,
    pub line: Option<u32>,
    pub value: Arg,
    pub listener: Option<String>,
    /// The listener asks which view was touched: what it does may belong to another.
    pub shared: bool,
    pub acts: Vec<usize>,
    pub opens: Vec<String>,
    pub closes: bool,
    /// Numbers that a touch listener compares with.
    pub compares: Vec<f64>,
    pub delay_ms: Option<i64>,
    pub reachable: bool,
    pub by_itself: bool,
    #[serde(skip)]
    pub path: Option<Path>,
    /// Number of `path` in [`Calls::paths`].
    #[serde(rename = "path")]
    pub path_number: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StringUse {
    pub value: String,
    pub method: String,
    pub dex: String,
    pub offset: u32,
    pub reachable: bool,
}

/// A place in code that names a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HostUse {
    /// Lower case.
    pub host: String,
    /// `https`, `http`, `wss`, `ws`; empty for a bare name.
    pub scheme: &'static str,
    /// The path of the address, without query, cut.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub rest: String,
    pub method: String,
    pub dex: String,
    pub offset: u32,
    pub line: Option<u32>,
    /// What it is given to within the method, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub given_to: Vec<String>,
    pub reachable: bool,
    #[serde(skip)]
    pub paths: Vec<Path>,
    /// Numbers of `paths` in [`Calls::paths`].
    #[serde(rename = "paths", skip_serializing_if = "Vec::is_empty")]
    pub path_numbers: Vec<u32>,
}

/// What a body that does nothing gives back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    Nothing,
    True,
    False,
    Null,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HollowOverride {
    /// `Ljavax/net/ssl/HostnameVerifier;->verify`.
    pub of: String,
    pub method: String,
    pub dex: String,
    pub answer: Answer,
    pub reachable: bool,
}

/// Loaded classes under one SDK prefix: `facts.sdk.PrefixCount`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PrefixCount {
    pub prefix: String,
    pub classes: u32,
    pub methods: u32,
    pub reachable_methods: u32,
}

/// `CallFacts`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Calls {
    pub dex: Vec<DexCounts>,
    pub methods: u32,
    pub reachable_methods: u32,
    pub launch_methods: u32,
    pub entry_points: Vec<EntryPoint>,
    /// Told once: paths share most of their steps.
    pub steps: Vec<Step>,
    /// Told once: the hits of one method share their paths.
    pub paths: Vec<Path>,
    pub hits: Vec<Hit>,
    pub flows: Vec<Flow>,
    pub gates: Vec<Gate>,
    pub sensors: Vec<SensorListener>,
    pub screen_acts: Vec<ScreenAct>,
    pub strings: Vec<StringUse>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hosts: Vec<HostUse>,
    pub hollow: Vec<HollowOverride>,
    pub blind_spots: BTreeMap<&'static str, u64>,
    pub missing_components: Vec<String>,
    pub truncated: bool,
    pub prefixes: Vec<PrefixCount>,
    /// Version constants of SDKs, by `a.b.C#FIELD`.
    pub constants: BTreeMap<String, String>,
}
