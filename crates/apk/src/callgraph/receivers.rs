//! Receivers registered at run time: who registers which class for which actions.
//!
//! Such a receiver runs when its broadcast comes, not when it is registered, so it is an entry of its own.

use std::collections::HashSet;

use super::callers::calls;
use super::entries::Entry;
use super::facts::{EntryKind, EntryPoint};
use super::graph::Graph;
use super::guards::class_of;
use super::hash::Map;
use super::program::{ClassId, MethodId, Program};
use crate::dex::{Arg, Dex, Origin, Site, ValueId, Values};
use crate::error::Result;
use crate::knowledge::Knowledge;
use crate::limits::Budget;

/// Most methods that register receivers, taken apart.
const MAX_METHODS: usize = 500;
const MAX_ACTIONS: usize = 64;
const RECEIVER: &[u8] = b"Landroid/content/BroadcastReceiver;";
const FILTER: &[u8] = b"Landroid/content/IntentFilter;";

/// Who registers a class, and for what.
#[derive(Debug, Default)]
struct Registered {
    by: String,
    actions: Vec<String>,
}

/// Entry points of receivers that reached code makes and registers: (class, its onReceive).
///
/// # Errors
/// `budget_exceeded`.
pub fn entries(
    program: &mut Program<'_, '_>,
    graph: &Graph,
    knowledge: &Knowledge,
    receivers: &[(ClassId, MethodId)],
    budget: &mut Budget,
) -> Result<Vec<Entry>> {
    if receivers.is_empty() {
        return Ok(Vec::new());
    }
    let known = registrations(program, graph, budget)?;
    let mut found = Vec::new();
    for (class, method) in receivers {
        let row = known.get(class);
        let actions = row.map(|row| row.actions.clone()).unwrap_or_default();
        let kind = actions.iter().find_map(|action| knowledge.entry_kinds.get(action).copied());
        let name = program.class(*class).map(|class| super::agreement::dotted(class.name));
        let point = EntryPoint {
            kind: kind.unwrap_or(EntryKind::Receiver),
            component: name.unwrap_or_default(),
            method: program.signature(*method),
            actions,
            exported: false,
            registered_by: row.map(|row| row.by.clone()).unwrap_or_default(),
        };
        found.push(Entry { point, method: *method, class: None });
    }
    Ok(found)
}

fn registrations(
    program: &mut Program<'_, '_>,
    graph: &Graph,
    budget: &mut Budget,
) -> Result<Map<ClassId, Registered>> {
    let mut known: Map<ClassId, Registered> = Map::default();
    let names = HashSet::from([b"registerReceiver".to_vec()]);
    let mut found = calls(program, &names, |_, _, _| Some(()));
    found.retain(|call| graph.is_reached(call.caller));
    for calls in found.chunk_by(|a, b| a.caller == b.caller).take(MAX_METHODS) {
        let Some(method) = calls.first().map(|call| call.caller) else { continue };
        let Some((dex, summary)) = program.method(method) else { continue };
        let dexes = program.dexes;
        let Some(body) = dexes.get(dex).and_then(|d| d.body(summary, budget).ok().flatten()) else {
            budget.charge(1)?;
            continue;
        };
        let Ok(values) = body.values(budget) else { continue };
        for call in calls {
            let Some(site) = values.site(call.at) else { continue };
            let operands: Vec<ValueId> = values.operands(site).take(6).collect();
            let base = program.find_class(RECEIVER);
            let class = operands.iter().find_map(|value| {
                let class = class_of(program, (method, dex), &body, values.origin(*value))?;
                base.is_some_and(|base| program.is_a(class, base)).then_some(class)
            });
            let Some(class) = class else { continue };
            let row = known.entry(class).or_default();
            if row.by.is_empty() {
                row.by = program.signature(method);
            }
            for action in actions(body.dex(), &values, &operands) {
                if row.actions.len() < MAX_ACTIONS && !row.actions.contains(&action) {
                    row.actions.push(action);
                }
            }
        }
    }
    Ok(known)
}

/// Constant actions of the filter among `operands`; of all filters of the method where it is made elsewhere.
fn actions(dex: &Dex<'_>, values: &Values<'_, '_, '_>, operands: &[ValueId]) -> Vec<String> {
    let given = operands.iter().copied().find(|value| match values.origin(*value) {
        Origin::New { type_, .. } => dex.type_bytes(*type_) == Some(FILTER),
        _ => false,
    });
    let is_filter = |site: &Site| {
        let Some(row) = dex.method(site.index) else { return false };
        let called = matches!(dex.string_bytes(row.name), Some(b"<init>" | b"addAction"));
        matches!(site.opcode, 0x6e..=0x78) && called && dex.type_bytes(row.class) == Some(FILTER)
    };
    let sites = values.sites().iter().filter(|site| is_filter(site));
    let sites = sites.filter(|site| given.is_none() || values.operands(site).next() == given);
    let texts = sites.filter_map(|site| match values.const_args(site.at).into_iter().next() {
        Some(Arg::String(text)) => Some(text),
        _ => None,
    });
    texts.collect()
}
