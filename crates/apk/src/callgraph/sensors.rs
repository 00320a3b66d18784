//! Listeners to motion sensors: what they compare readings with, and what they can set off.

use std::collections::{HashSet, VecDeque};

use super::callbacks::Callbacks;
use super::facts::{ComparisonFact, Hit, SensorListener};
use super::graph::{Graph, NodeId};
use super::program::{MethodId, Program, NONE};
use crate::dex::{Arg, EventKind};
use crate::error::Result;
use crate::limits::Budget;

const MAX_LISTENERS: usize = 200;
/// How deep, and how many, methods below a listener are read for constants.
const MAX_DEPTH: usize = 3;
const MAX_READ: usize = 12;
/// Most nodes that are walked to see what a listener can reach.
const MAX_WALK: usize = 600;
const MAX_COMPARISONS: usize = 64;
const ACTS: [&str; 6] = [
    "behaviour:cross_app_jump",
    "behaviour:apk_install",
    "behaviour:silent_download",
    "behaviour:dialog_window",
    "behaviour:linked_start",
    "behaviour:background_activity_start",
];

/// All listeners of a package. `methods` holds the method of each hit.
///
/// # Errors
/// `budget_exceeded`.
pub fn listeners(
    program: &mut Program<'_, '_>,
    graph: &Graph,
    callbacks: &Callbacks,
    hits: &[Hit],
    methods: &[MethodId],
    budget: &mut Budget,
) -> Result<Vec<SensorListener>> {
    let Some(base) = program.find_class(b"Landroid/hardware/SensorEventListener;") else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for method in definitions(program) {
        let class = program.owner(method);
        if !program.is_a(class, base) || found.len() >= MAX_LISTENERS {
            continue;
        }
        let descriptor = program.class(class).map(|c| c.name).unwrap_or_default();
        let owner = crate::dex::decode_mutf8(descriptor).into_owned();
        let mut listener = SensorListener {
            owner: owner.trim_start_matches('L').trim_end_matches(';').replace('/', "."),
            method: program.signature(method),
            sensor_types: sensor_types(hits, &owner),
            comparisons: Vec::new(),
            constants: Vec::new(),
            acts: acts(graph, method, hits, methods),
            registered: callbacks.is_on(base),
            reachable: graph.is_reached(method),
        };
        for read in below(program, method) {
            compare(program, read, &mut listener, budget)?;
        }
        let initialisers = program.class(class).map(|c| c.first_method..c.end_method).unwrap_or_default();
        for initialiser in initialisers {
            let name = super::callers::name_of(program, initialiser);
            if matches!(name.as_deref(), Some(b"<init>" | b"<clinit>")) {
                collect_floats(program, initialiser, &mut listener.constants);
            }
        }
        listener.constants.sort_by(f64::total_cmp);
        listener.constants.dedup();
        listener.constants.truncate(MAX_COMPARISONS);
        found.push(listener);
    }
    Ok(found)
}

/// Definitions of onSensorChanged.
fn definitions(program: &Program<'_, '_>) -> Vec<MethodId> {
    let mut found = Vec::new();
    for (dex, file) in program.dexes.iter().enumerate() {
        let Some(name) = super::rows::find_string(file, b"onSensorChanged") else { continue };
        let indexes =
            (0..file.method_count()).filter(|index| file.method(*index).is_some_and(|m| m.name == name));
        found.extend(indexes.filter_map(|index| program.defined_here(dex, index)));
    }
    found
}

/// Constants given to getDefaultSensor by code of the same outermost class.
fn sensor_types(hits: &[Hit], owner: &str) -> Vec<i64> {
    let outer = owner.trim_end_matches(';').split('$').next().unwrap_or_default();
    let mut types: Vec<i64> = hits
        .iter()
        .filter(|hit| hit.callee.contains("SensorManager;->getDefaultSensor"))
        .filter(|hit| hit.caller.strip_prefix(outer).is_some_and(|rest| rest.starts_with(['$', ';'])))
        .filter_map(|hit| match hit.args.first() {
            Some(Arg::Int(number)) => Some(*number),
            _ => None,
        })
        .collect();
    types.sort_unstable();
    types.dedup();
    types
}

/// The method and methods of the package that it calls straight, a few levels down.
fn below(program: &mut Program<'_, '_>, method: MethodId) -> Vec<MethodId> {
    let mut found = vec![method];
    let mut level = vec![method];
    for _ in 0..MAX_DEPTH {
        let mut next = Vec::new();
        for caller in level {
            let Some((dex, summary)) = program.method(caller) else { continue };
            let sweeps = program.sweeps;
            let Some(sweep) = sweeps.get(dex) else { continue };
            for event in sweep.events_of(summary) {
                let calls = matches!(
                    event.kind(),
                    EventKind::InvokeDirect | EventKind::InvokeStatic | EventKind::InvokeVirtual
                );
                let callee = if calls { program.resolve(dex, event.index) } else { None };
                if let Some(callee) =
                    callee.filter(|callee| !found.contains(callee) && found.len() < MAX_READ)
                {
                    found.push(callee);
                    next.push(callee);
                }
            }
        }
        level = next;
    }
    found
}

fn compare(
    program: &Program<'_, '_>,
    method: MethodId,
    listener: &mut SensorListener,
    budget: &mut Budget,
) -> Result<()> {
    let Some((dex, summary)) = program.method(method) else { return Ok(()) };
    let dexes = program.dexes;
    let Some(file) = dexes.get(dex) else { return Ok(()) };
    let Some(body) = file.body(summary, budget).ok().flatten() else { return budget.charge(1) };
    let Ok(values) = body.values(budget) else { return budget.charge(1) };
    for comparison in values.comparisons() {
        if listener.comparisons.len() >= MAX_COMPARISONS || !comparison.value.is_finite() {
            continue;
        }
        listener.constants.push(comparison.value);
        listener.comparisons.push(ComparisonFact {
            value: comparison.value,
            op: comparison.op.to_owned(),
            method: program.signature(method),
            dex: file.entry().to_owned(),
            offset: comparison.at.saturating_mul(2),
            line: file.line(body.code(), comparison.at),
        });
    }
    collect_floats(program, method, &mut listener.constants);
    Ok(())
}

/// Constants of a method that only make sense as floats or doubles.
fn collect_floats(program: &Program<'_, '_>, method: MethodId, constants: &mut Vec<f64>) {
    let Some((dex, summary)) = program.method(method) else { return };
    let Some(code) = program.dexes.get(dex).and_then(|file| file.code_item(summary.code_off)) else { return };
    crate::dex::each_instruction(code.insns, |insn| {
        let number = match (insn.opcode, insn.literal()) {
            (0x14 | 0x15, Some(bits)) => f64::from(f32::from_bits(bits as u32)),
            (0x18 | 0x19, Some(bits)) => f64::from_bits(bits as u64),
            _ => return,
        };
        // Addresses, masks and resource numbers read as floats come out tiny or huge.
        if number.abs() > 1e-4 && number.abs() < 1e7 && constants.len() < MAX_COMPARISONS * 4 {
            constants.push(number);
        }
    });
}

/// Hits of acts that control can come to from the listener.
fn acts(graph: &Graph, method: MethodId, hits: &[Hit], methods: &[MethodId]) -> Vec<usize> {
    let mut seen: HashSet<NodeId> = HashSet::from([method]);
    let mut todo = VecDeque::from([method]);
    while let Some(node) = todo.pop_front() {
        for edge in graph.edges(node) {
            if edge.to != NONE && seen.len() < MAX_WALK && seen.insert(edge.to) {
                todo.push_back(edge.to);
            }
        }
    }
    let is_act = |hit: &Hit| hit.tags.iter().any(|tag| ACTS.contains(&tag.as_str()));
    let numbered = hits.iter().zip(methods).enumerate();
    numbered.filter(|(_, (hit, method))| seen.contains(method) && is_act(hit)).map(|(n, _)| n).collect()
}
