//! Calls that record agreement by a constant, as hits: a rule asks whether a person stands before them.

use super::facts::Hit;
use super::gates::Gates;
use super::graph::Graph;
use super::program::{MethodId, Program};
use crate::dex::Arg;
use crate::error::Result;
use crate::knowledge::Confidence;
use crate::limits::Budget;

/// Id of these hits, and the tag rules ask for.
const API: &str = "consent_record";
const TAG: &str = "behaviour:consent_record";
const MAX_GRANTS: usize = 100;

/// Every reached call that records agreement, with its constant arguments.
///
/// # Errors
/// `budget_exceeded`.
pub fn hits(
    program: &Program<'_, '_>,
    graph: &Graph,
    gates: &Gates,
    budget: &mut Budget,
) -> Result<Vec<(MethodId, Hit)>> {
    let mut found = Vec::new();
    let reached = gates.grants.iter().filter(|(method, ..)| graph.is_reached(*method));
    for (method, at, gate) in reached.take(MAX_GRANTS) {
        let Some((dex, summary)) = program.method(*method) else { continue };
        let Some(file) = program.dexes.get(dex) else { continue };
        let Some(body) = file.body(summary, budget).ok().flatten() else {
            budget.charge(1)?;
            continue;
        };
        let args: Vec<Arg> = body.values(budget).map(|values| values.const_args(*at)).unwrap_or_default();
        let called = body.instruction(*at).and_then(|insn| insn.index());
        let hit = Hit {
            api: API.to_owned(),
            tags: vec![TAG.to_owned()],
            caller: program.signature(*method),
            callee: called.and_then(|index| file.method_signature(index)).unwrap_or_default(),
            dex: file.entry().to_owned(),
            offset: at.saturating_mul(2),
            line: file.line(body.code(), *at),
            args,
            args_resolved: true,
            confidence: gates.get(*gate).map_or(Confidence::Low, |gate| gate.confidence),
            reachable: true,
            paths: Vec::new(),
            path_numbers: Vec::new(),
            sinks: Vec::new(),
            choices: Default::default(),
            from_settings: Default::default(),
        };
        found.push((*method, hit));
    }
    Ok(found)
}
