//! What loaded code does: entry points, calls to known APIs, and how control reaches them.
//!
//! Rapid type analysis over all dex files of a package with the platform's callbacks (a table of knowledge,
//! never names in code). The answer's shapes are those of `mingjian.facts.calls`.

mod agreement;
mod aside;
mod bits;
mod callbacks;
mod callers;
mod certain;
mod comparing;
mod consent;
mod constants;
mod context;
mod entries;
mod events;
mod facts;
mod flags;
mod flow;
mod gates;
mod grants;
mod graph;
mod guards;
mod hash;
mod hits;
mod hollow;
mod hosts;
mod inputs;
mod keys;
mod off;
mod passing;
mod paths;
mod program;
mod questions;
mod reach;
mod readings;
mod receivers;
mod rows;
mod screens;
mod sdk;
mod sensors;
mod special;
mod states;
mod steps;
mod ways;

pub use facts::{
    Answer, Calls, ComparisonFact, EdgeKind, EntryKind, EntryPoint, Flow, FlowKind, FlowStep, Gate, GateKind,
    Hit, HollowOverride, HostUse, Path, PrefixCount, ScreenAct, SensorListener, Step, StringUse,
};

pub use inputs::{ConsentButton, Inputs, LayoutClasses, LayoutHandler};

pub(crate) use hash::selector;

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use crate::dex::{Dex, Summary};
use crate::error::Result;
use crate::knowledge::Knowledge;
use crate::limits::Budget;
use crate::manifest::Manifest;

use callbacks::Callbacks;
use constants::Solver;
use entries::Entries;
use graph::NodeId;
use hits::Search;
use off::Off;
use paths::Paths;
use program::{ClassId, MethodId, Program, NONE};
use reach::Reach;
use ways::Ways;

/// What [`analyse_swept`] does, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Linking, entry points, consent gates, reachability.
    Graph,
    /// Calls to known APIs with their constants, places that name hosts; states spread over the graph.
    Hits,
    /// Ways to the hits, flows of data, sensors, screens, and the rest.
    Flows,
}

/// Nodes of a graph from which on a thread of its own pays for what needs no hits.
const WORTH_A_THREAD: usize = 20_000;

/// Sweeps and analyses the loaded code of a package.
///
/// # Errors
/// `budget_exceeded`.
pub fn analyse(
    dexes: &[Dex<'_>],
    knowledge: &Knowledge,
    manifest: &Manifest,
    inputs: &Inputs<'_>,
    budget: &mut Budget,
) -> Result<Calls> {
    let sweeps = dexes.iter().map(|dex| dex.sweep(budget)).collect::<Result<Vec<Summary>>>()?;
    analyse_swept((dexes, &sweeps), knowledge, manifest, inputs, budget, |_| ())
}

/// Analyses the loaded code of a package, given with its sweeps; `begins` hears each stage before it begins.
///
/// # Errors
/// `budget_exceeded`.
pub fn analyse_swept(
    (dexes, sweeps): (&[Dex<'_>], &[Summary]),
    knowledge: &Knowledge,
    manifest: &Manifest,
    inputs: &Inputs<'_>,
    budget: &mut Budget,
    mut begins: impl FnMut(Stage),
) -> Result<Calls> {
    begins(Stage::Graph);
    let mut program = Program::link(dexes, sweeps, knowledge, budget)?;
    let callbacks = Callbacks::new(&mut program, knowledge);
    let mut entries = entries::entries(&mut program, &callbacks, manifest, knowledge, &inputs.handlers);
    let gates = consent::find(&mut program, knowledge, inputs, &entries.components, budget)?;
    let layouts = layouts(&program, inputs);
    let components: hash::Set<ClassId> = entries.components.iter().copied().collect();
    let mut reach = Reach::new(&mut program, callbacks, &gates, &layouts, &components);
    let mut roots = roots(&mut reach, &entries);
    for launch in [true, false] {
        for (node, kind, _) in &roots {
            if !launch || matches!(kind, EntryKind::ProcessStart | EntryKind::Launcher) {
                reach.enter(*node);
            }
        }
        reach.run(budget)?;
        if launch {
            reach.end_launch();
            reach.run(budget)?;
        }
    }
    for (method, number) in register(&mut reach, &mut entries, knowledge, budget)? {
        let kind = entries.list.get(number as usize).map_or(EntryKind::Receiver, |entry| entry.point.kind);
        roots.push((method, kind, number));
    }
    begins(Stage::Hits);
    let blind =
        [("reflection", reach.reflection), ("dynamic_code", reach.dynamic_code), ("native", reach.native)];
    let Reach { graph, callbacks, .. } = reach;
    let classes = program.defined_classes();
    let (files, before) = (Arc::clone(&program.files), budget.clone());
    let aside = || {
        let mut budget = before.clone();
        let paths = Paths::spread(&graph, &roots, &gates, &mut budget);
        let hosts = hosts::find(&files, &graph, &mut budget);
        (paths, hosts, budget.since(&before), sdk::prefixes(&classes, knowledge))
    };
    let mut solver = Solver::new(&graph, inputs.table, manifest.package.as_str());
    let mut search = Search {
        program: &mut program,
        graph: &graph,
        knowledge,
        contexts: context::Contexts::default(),
        solver: &mut solver,
    };
    let is_large = graph.len() >= WORTH_A_THREAD;
    let ((paths, hosts, work, prefixes), hits) =
        aside::both(is_large, aside, || search.run(&callbacks, budget));
    let (paths, hosts, mut hits) = (paths?, hosts?, hits?);
    budget.charge(work)?;
    hits.list.extend(grants::hits(&program, &graph, &gates, budget)?);
    begins(Stage::Flows);
    let mut calls = Calls { truncated: hits.truncated, gates: gates.list.clone(), ..Calls::default() };
    calls.entry_points = entries.list.iter().map(|entry| entry.point.clone()).collect();
    let (methods, mut list): (Vec<MethodId>, Vec<Hit>) = hits.list.into_iter().unzip();
    let mut off = Off::new(solver.strict());
    for (hit, method) in list.iter_mut().zip(&methods) {
        hit.reachable = hit.reachable && !off.is_off(&mut program, (*method, hit.offset / 2), budget)?;
    }
    let ways = Mutex::new(Ways::new(Arc::clone(&files), paths, (&entries.list, &gates)));
    let before = budget.clone();
    let aside = || {
        let mut budget = before.clone();
        let mut ways = ways.lock().unwrap_or_else(PoisonError::into_inner);
        let paths = ways.of_hits(&list, &methods, &calls.entry_points, &mut budget);
        (paths, budget.since(&before))
    };
    let ((paths, work), told) = aside::both(is_large, aside, || {
        let flows = flow::find(&mut program, (&graph, &mut off), knowledge, (&list, &methods), budget)?;
        let mut sensors = sensors::Search {
            program: &mut program,
            graph: &graph,
            solver: &mut solver,
            budget: &mut *budget,
        };
        let sensors = sensors.listeners(&callbacks, &list, &methods)?;
        Ok((flows, sensors, screens::follow(&mut program, &inputs.screens, budget)?))
    });
    let (paths, (flows, sensors, acts)) = (paths?, told?);
    budget.charge(work)?;
    calls.hits = list;
    for (hit, paths) in calls.hits.iter_mut().zip(paths) {
        hit.paths = paths;
    }
    (calls.flows, calls.sensors) = (flows.list, sensors);
    let mut ways = ways.into_inner().unwrap_or_else(PoisonError::into_inner);
    let known_now = screens::Known { graph: &graph, hits: &calls.hits, methods: &methods };
    calls.screen_acts =
        screens::acts(&mut program, &known_now, acts, |method| ways.of_method(method).to_vec(), budget)?;
    for (method, mut one) in hosts.list {
        if one.reachable {
            one.paths = ways.of_place(method, one.offset / 2);
        }
        calls.hosts.push(one);
    }
    calls.prefixes = sdk::count(&program, &graph, &prefixes);
    calls.constants = sdk::constants(&program, knowledge);
    calls.strings = hits.strings;
    calls.hollow = hollow::find(&program, &graph, knowledge);
    calls.methods = sweeps.iter().flat_map(|s| &s.methods).filter(|m| m.code_off != 0).count() as u32;
    (calls.reachable_methods, calls.launch_methods) = graph.counts();
    steps::number_paths(&mut calls, ways.into_steps());
    calls.blind_spots.extend(blind);
    calls.blind_spots.insert("hits_cut", hits.cut);
    calls.blind_spots.insert("flows_cut", flows.cut);
    if hosts.cut > 0 {
        calls.blind_spots.insert("hosts_cut", hosts.cut);
    }
    calls.missing_components = entries.missing;
    for (number, (dex, sweep)) in dexes.iter().zip(sweeps).enumerate() {
        calls.dex.push(dex.counts(sweep, inputs.dex_sha256.get(number).cloned().unwrap_or_default()));
    }
    Ok(calls)
}

/// Most rounds of receivers that register receivers.
const MAX_ROUNDS: usize = 4;

/// Enters the receivers that reached code makes and registers: (node, number of the entry).
fn register(
    reach: &mut Reach<'_, '_, '_>,
    entries: &mut Entries,
    knowledge: &Knowledge,
    budget: &mut Budget,
) -> Result<Vec<(NodeId, u32)>> {
    let mut found = Vec::new();
    for _ in 0..MAX_ROUNDS {
        let receivers = if reach.registers() { std::mem::take(&mut reach.receivers) } else { Vec::new() };
        if receivers.is_empty() {
            break;
        }
        let list = receivers::entries(reach.program, &reach.graph, knowledge, &receivers, budget)?;
        for entry in list {
            found.push((entry.method, entries.list.len() as u32));
            reach.enter(entry.method);
            entries.list.push(entry);
        }
        reach.run(budget)?;
    }
    Ok(found)
}

/// Classes by layout number.
fn layouts(program: &Program<'_, '_>, inputs: &Inputs<'_>) -> reach::Layouts {
    let mut layouts = reach::Layouts::default();
    for layout in &inputs.layouts {
        let classes = layout.classes.iter().filter_map(|name| program.find_dotted(name));
        layouts.entry(layout.resource.unwrap_or(NONE)).or_default().extend(classes);
    }
    layouts
}

/// Where control enters the graph: entry methods, and objects the platform made for them.
fn roots(reach: &mut Reach<'_, '_, '_>, entries: &Entries) -> Vec<(NodeId, EntryKind, u32)> {
    let mut roots = Vec::new();
    let mut seen = HashSet::new();
    for (number, entry) in entries.list.iter().enumerate() {
        roots.push((entry.method, entry.point.kind, number as u32));
    }
    // Objects of a component act from its first callback on; constructors come last.
    let is_callback = |entry: &&(usize, &entries::Entry)| !entry.1.point.method.contains(";-><");
    let numbered: Vec<(usize, &entries::Entry)> = entries.list.iter().enumerate().collect();
    let callbacks = numbered.iter().filter(is_callback).chain(numbered.iter().filter(|e| !is_callback(e)));
    for (number, entry) in callbacks {
        let main = entry.point.kind != EntryKind::UserGesture;
        if let Some(class) = entry.class.filter(|class| main && seen.insert((*class, entry.point.kind))) {
            roots.push((reach.graph.instance(class), entry.point.kind, *number as u32));
        }
    }
    roots
}
