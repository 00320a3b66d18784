//! Where personal information goes: from the calls that take it to those that let it out or keep it.
//!
//! A source is followed through one method's values (copies, merges, arithmetic, arrays, containers), through
//! direct calls (arguments, results, what a callee puts into an argument), through fields (by name, whatever
//! the object), through explicit intents to components of the package and AsyncTask's own callbacks. Followed
//! are data, not decisions: what a condition on it leads to is no flow. It stops at native code, at reflection
//! on the package's own methods, at objects told apart only by content (any element of a map is every
//! element), at fields of objects that a serialiser walks, at messages between threads, and where the work
//! allowed for it ends (`flows_cut` counts sources not followed to their end).

mod engine;
mod links;
mod model;
mod places;
mod sources;
mod spread;

use std::collections::BTreeMap;

pub use engine::Engine;

use super::facts::{Flow, FlowKind, FlowStep, Hit};
use super::graph::Graph;
use super::hash::Map;
use super::off::Off;
use super::program::{MethodId, Program, NONE};
use crate::dex::EventKind;
use crate::error::Result;
use crate::knowledge::{Confidence, Knowledge};
use crate::limits::Budget;
use spread::{End, Spread};

/// Least weight of a row whose data is followed: version numbers, screen sizes and mere hints are not.
const MIN_WEIGHT: u8 = 3;
/// The same for callbacks: what a sensor tells again and again.
const MIN_TOLD_WEIGHT: u8 = 2;
/// Most flows of a package, and most steps told of one.
const MAX_FLOWS: usize = 400;
const MAX_STEPS: usize = 24;

/// Flows with how many sources were not followed to their end.
#[derive(Debug, Default)]
pub struct Flows {
    pub list: Vec<Flow>,
    pub cut: u64,
}

/// Follows every reachable hit of personal information; `methods` holds the method of each hit.
///
/// # Errors
/// `budget_exceeded`.
pub fn find<'d>(
    program: &mut Program<'d, '_>,
    (graph, off): (&Graph, &mut Off<'_>),
    knowledge: &'d Knowledge,
    (hits, methods): (&[Hit], &[MethodId]),
    budget: &mut Budget,
) -> Result<Flows> {
    let mut flows = Flows::default();
    if knowledge.data_flow.rows.is_empty() {
        return Ok(flows);
    }
    let order = order(knowledge, hits, methods);
    let mut engine = Engine::new(program, graph, knowledge, budget);
    for number in order {
        let Some((hit, method)) = hits.get(number).zip(methods.get(number)) else { continue };
        engine.next_source();
        if flows.list.len() >= MAX_FLOWS || engine.is_spent() {
            flows.cut += 1;
            continue;
        }
        let Some(web) = engine.web(*method) else {
            flows.cut += 1;
            continue;
        };
        let starts = sources::starts(&web.borrow(), hit);
        let spread = Spread::run(&mut engine, *method, hit.offset / 2, &starts)?;
        flows.cut += u64::from(spread.cut);
        for end in &spread.ends {
            if engine.is_off(off, end.place)? {
                continue;
            }
            let flow = told(engine.program(), number, &spread, end);
            if !flows.list.iter().any(|known| tells_of(known, &flow, hits)) {
                flows.list.retain(|known| !tells_of(&flow, known, hits));
                flows.list.push(flow);
            }
        }
    }
    flows.list.sort_by_key(|flow| flow.source);
    Ok(flows)
}

/// Whether a known flow begins on the way of another with the same end, so that the other says nothing more:
/// an address is asked for by the call that takes what lies there.
fn tells_of(known: &Flow, flow: &Flow, hits: &[Hit]) -> bool {
    let tag = |flow: &Flow| hits.get(flow.source).and_then(|hit| hit.tags.first());
    let place = |step: &FlowStep| (step.offset, step.method.clone());
    known.kind == flow.kind
        && tag(known) == tag(flow)
        && known.steps.last().map(place) == flow.steps.last().map(place)
        && known.steps.first().is_some_and(|first| {
            flow.steps.iter().any(|step| step.offset == first.offset && step.method == first.method)
        })
}

/// Numbers of the hits to follow, heaviest first, one for each place.
fn order(knowledge: &Knowledge, hits: &[Hit], methods: &[MethodId]) -> Vec<usize> {
    let weights: Map<&str, u8> = knowledge.rows.iter().map(|row| (row.id.as_str(), row.weight)).collect();
    let weight = |hit: &Hit| weights.get(hit.api.as_str()).copied().unwrap_or_default();
    let is_source = |hit: &Hit| {
        hit.reachable
            && hit.confidence != Confidence::Low
            && hit.tags.first().is_some_and(|tag| tag.starts_with("pi:"))
            && weight(hit) >= if hit.callee == hit.caller { MIN_TOLD_WEIGHT } else { MIN_WEIGHT }
    };
    let mut places: BTreeMap<(MethodId, u32), usize> = BTreeMap::new();
    for (number, (hit, method)) in hits.iter().zip(methods).enumerate().filter(|(_, (hit, _))| is_source(hit))
    {
        let best = places.entry((*method, hit.offset)).or_insert(number);
        if hits.get(*best).is_some_and(|known| weight(known) < weight(hit)) {
            *best = number;
        }
    }
    let mut order: Vec<usize> = places.into_values().collect();
    order.sort_by_key(|number| (hits.get(*number).map_or(0, |hit| u8::MAX - weight(hit)), *number));
    order
}

/// A flow with the places it passes, first to last.
fn told(program: &Program<'_, '_>, source: usize, spread: &Spread, end: &End) -> Flow {
    let mut way = vec![(FlowKind::Sink, end.place)];
    let mut at = end.node;
    while let Some(node) = spread.nodes.get(at as usize) {
        way.extend(node.does.map(|does| (does, node.place)));
        at = node.from;
    }
    way.reverse();
    way.dedup();
    if way.len() > MAX_STEPS {
        // What the package's own code does says more than each library call between.
        way.retain(|(does, _)| *does != FlowKind::Through);
        let over = way.len().saturating_sub(MAX_STEPS);
        way.drain(1..(1 + over).min(way.len()));
    }
    let steps = way.into_iter().filter_map(|(does, place)| step(program, does, place)).collect();
    Flow { source, kind: end.kind.clone(), steps }
}

fn step(program: &Program<'_, '_>, does: FlowKind, (method, at): (MethodId, u32)) -> Option<FlowStep> {
    let (dex, summary) = program.method(method).filter(|_| method != NONE)?;
    let (file, sweep) = program.dexes.get(dex).zip(program.sweeps.get(dex))?;
    let events = sweep.events_of(summary);
    let event = events.binary_search_by_key(&at, |event| event.at()).ok().and_then(|n| events.get(n));
    let target = event.and_then(|event| match event.kind() {
        EventKind::StaticGet | EventKind::StaticPut | EventKind::InstanceGet | EventKind::InstancePut => {
            file.field_signature(event.index)
        }
        EventKind::ConstString => file.string(event.index).map(|text| text.chars().take(200).collect()),
        EventKind::InvokeCustom => None,
        kind => kind.invoke().and_then(|_| file.method_signature(event.index)),
    });
    let code = file.code_item(summary.code_off);
    Some(FlowStep {
        does,
        method: program.signature(method),
        target: target.unwrap_or_default(),
        dex: file.entry().to_owned(),
        offset: at.saturating_mul(2),
        line: code.as_ref().and_then(|code| file.line(code, at)),
    })
}
