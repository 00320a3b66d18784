//! What code does with the views of layouts: who shows a layout, what is ticked, shown or hidden (and how
//! late), and what a listener of a view sets going.

mod delay;
mod follow;

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use super::facts::{EdgeKind, Hit, Path, ScreenAct};
use super::graph::{Graph, NodeId, Purpose};
use super::program::{MethodId, Program, NONE};
use crate::dex::Arg;
use crate::error::Result;
use crate::limits::Budget;
use delay::Delays;
use follow::Follow;
pub use follow::Found;

/// Most nodes that are walked to see what a listener sets going.
const MAX_WALK: usize = 400;
/// Most numbers that are told of one listener.
const MAX_NUMBERS: usize = 16;
/// Methods of listeners to what a finger does.
const HEARS: [&[u8]; 3] = [b"onClick", b"onTouch", b"onLongClick"];
/// What leads away, costs money or installs.
const LEADS: [&str; 5] = [
    "behaviour:cross_app_jump",
    "behaviour:apk_install",
    "behaviour:silent_download",
    "behaviour:linked_start",
    "behaviour:billing_renewal",
];

/// What the graph knows, as far as screens ask.
pub struct Known<'g> {
    pub graph: &'g Graph,
    pub hits: &'g [Hit],
    /// Method of each hit.
    pub methods: &'g [MethodId],
}

/// All places that act on wanted views and layouts.
///
/// # Errors
/// `budget_exceeded`.
pub fn follow(
    program: &mut Program<'_, '_>,
    wanted: &HashSet<u32>,
    budget: &mut Budget,
) -> Result<Vec<Found>> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let mut follow = Follow::new(program, wanted);
    follow.run(budget)?;
    let mut found = std::mem::take(&mut follow.found);
    found.sort_by_key(|one| (one.method, one.at));
    Ok(found)
}

/// The acts of such places. `ways` gives the paths to a method.
///
/// # Errors
/// `budget_exceeded`.
pub fn acts(
    program: &mut Program<'_, '_>,
    known: &Known<'_>,
    found: Vec<Found>,
    mut ways: impl FnMut(MethodId) -> Vec<Path>,
    budget: &mut Budget,
) -> Result<Vec<ScreenAct>> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let leads = leads(known);
    let mut delays = Delays::new(program, budget)?;
    let mut heard: HashMap<String, Heard> = HashMap::new();
    let mut out = Vec::with_capacity(found.len());
    for one in found {
        let mut act = told(program, known, &one);
        if let Some(listener) = &one.listener {
            if !heard.contains_key(listener) {
                let new = hear(program, known, listener, &leads, budget)?;
                heard.insert(listener.clone(), new);
            }
            if let Some(heard) = heard.get(listener) {
                act.listener = Some(dotted(listener));
                act.shared = heard.shared;
                act.acts.clone_from(&heard.acts);
                act.opens.clone_from(&heard.opens);
                act.closes = heard.closes;
                act.compares.clone_from(&heard.compares);
            }
        }
        if matters(&one) && act.reachable {
            let paths = ways(one.method);
            act.delay_ms = delays.least(program, one.method, &paths, budget)?;
            act.path = paths.iter().find(|path| by_itself(path)).or(paths.first()).cloned();
            act.by_itself = paths.iter().any(by_itself);
        }
        out.push(act);
    }
    Ok(out)
}

fn by_itself(path: &Path) -> bool {
    path.gesture_step.is_none() && !path.is_gesture
}

/// The way to it says something: a tick, or something shown or switched on.
fn matters(one: &Found) -> bool {
    match one.call.as_str() {
        "setChecked" | "setEnabled" | "setClickable" => one.value != Arg::Int(0),
        "setVisibility" => one.value == Arg::Int(0),
        "toggle" | "setContentView" => true,
        _ => false,
    }
}

fn told(program: &Program<'_, '_>, known: &Known<'_>, one: &Found) -> ScreenAct {
    let place = program.method(one.method).and_then(|(dex, row)| Some((program.dexes.get(dex)?, row)));
    let line = place.and_then(|(file, row)| file.line(&file.code_item(row.code_off)?, one.at));
    ScreenAct {
        call: one.call.clone(),
        number: one.number,
        caller: program.signature(one.method),
        dex: place.map(|(file, _)| file.entry().to_owned()).unwrap_or_default(),
        offset: one.at.saturating_mul(2),
        line,
        value: one.value.clone(),
        listener: None,
        shared: false,
        acts: Vec::new(),
        opens: Vec::new(),
        closes: false,
        compares: Vec::new(),
        delay_ms: None,
        reachable: known.graph.is_reached(one.method),
        by_itself: false,
        path: None,
        path_number: None,
    }
}

/// Hits that lead somewhere, by method.
fn leads(known: &Known<'_>) -> HashMap<MethodId, Vec<usize>> {
    let mut found: HashMap<MethodId, Vec<usize>> = HashMap::new();
    for (number, (hit, method)) in known.hits.iter().zip(known.methods).enumerate() {
        if hit.tags.iter().any(|tag| LEADS.contains(&tag.as_str())) {
            found.entry(*method).or_default().push(number);
        }
    }
    found
}

/// What one listener does.
#[derive(Default)]
struct Heard {
    acts: Vec<usize>,
    opens: Vec<String>,
    closes: bool,
    shared: bool,
    compares: Vec<f64>,
}

/// Walks from a listener's methods, never into a screen that it opens.
fn hear(
    program: &mut Program<'_, '_>,
    known: &Known<'_>,
    listener: &str,
    leads: &HashMap<MethodId, Vec<usize>>,
    budget: &mut Budget,
) -> Result<Heard> {
    let mut heard = Heard::default();
    let Some(class) = program.find_class(listener.as_bytes()) else { return Ok(heard) };
    let range = program.class(class).map(|c| c.first_method..c.end_method).unwrap_or_default();
    let mut todo: VecDeque<NodeId> = VecDeque::new();
    for method in range {
        let name = super::callers::name_of(program, method).unwrap_or_default();
        if HEARS.contains(&name.as_slice()) {
            heard.shared |= calls(program, method, &[b"getId"]);
            todo.push_back(method);
        }
        if name == b"onTouch" {
            compare(program, method, &mut heard.compares, budget)?;
        }
    }
    let mut seen: HashSet<NodeId> = todo.iter().copied().collect();
    let mut opens = BTreeSet::new();
    while let Some(node) = todo.pop_front() {
        if known.graph.is_method(node) {
            heard.acts.extend(leads.get(&node).into_iter().flatten());
            heard.closes |=
                calls(program, node, &[b"finish", b"dismiss", b"cancel", b"removeView", b"setVisibility"]);
        }
        let edges = known.graph.edges(node);
        budget.charge(edges.len() as u64 + 1)?;
        for edge in edges {
            if edge.to == NONE {
                continue;
            }
            if let Some(Purpose::Component(class)) = known.graph.node(edge.to).map(|node| node.purpose) {
                let name = program.class(class).map(|class| class.name).unwrap_or_default();
                opens.insert(dotted(&crate::dex::decode_mutf8(name)));
                continue;
            }
            if edge.kind != EdgeKind::Component && seen.len() < MAX_WALK && seen.insert(edge.to) {
                todo.push_back(edge.to);
            }
        }
    }
    heard.acts.sort_unstable();
    heard.acts.dedup();
    heard.acts.truncate(16);
    heard.opens = opens.into_iter().take(8).collect();
    Ok(heard)
}

/// Numbers a method compares with.
fn compare(
    program: &Program<'_, '_>,
    method: MethodId,
    numbers: &mut Vec<f64>,
    budget: &mut Budget,
) -> Result<()> {
    let Some((dex, summary)) = program.method(method) else { return Ok(()) };
    let Some(file) = program.dexes.get(dex) else { return Ok(()) };
    let Some(body) = file.body(summary, budget).ok().flatten() else { return budget.charge(1) };
    let Ok(values) = body.values(budget) else { return budget.charge(1) };
    let found = values.comparisons().into_iter().map(|comparison| comparison.value);
    numbers.extend(found.filter(|value| value.is_finite()).take(MAX_NUMBERS));
    Ok(())
}

/// Whether a method calls one of these names.
fn calls(program: &Program<'_, '_>, method: MethodId, names: &[&[u8]]) -> bool {
    let Some((dex, summary)) = program.method(method) else { return false };
    let (Some(file), Some(sweep)) = (program.dexes.get(dex), program.sweeps.get(dex)) else { return false };
    sweep.events_of(summary).iter().filter(|event| event.is_invoke()).any(|event| {
        let name = file.method(event.index).and_then(|id| file.string_bytes(id.name));
        name.is_some_and(|name| names.contains(&name))
    })
}

/// `Lcom/a/B;` → `com.a.B`.
fn dotted(descriptor: &str) -> String {
    descriptor.trim_start_matches('L').trim_end_matches(';').replace('/', ".")
}
