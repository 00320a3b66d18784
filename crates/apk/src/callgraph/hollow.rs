//! Overrides of guarding methods whose body does nothing: a certificate check that lets all pass, a back key
//! that is swallowed. Which methods guard something is a table of knowledge.

use super::bits::Bits;
use super::callers::methods_named;
use super::facts::{Answer, HollowOverride};
use super::graph::Graph;
use super::hash::Map;
use super::program::{MethodId, Program};
use crate::dex::{each_instruction, CodeItem};
use crate::knowledge::{Guarding, Knowledge};

const MAX_FOUND: usize = 200;
/// A body longer than this (code units) is not read: it does something.
const MAX_UNITS: u32 = 24;
const RETURN_VOID: u8 = 0x0e;
const RETURN: u8 = 0x0f;
const RETURN_OBJECT: u8 = 0x11;
/// nop, moves between registers, and constants that are numbers or null.
const IDLE: [std::ops::RangeInclusive<u8>; 2] = [0x00..=0x09, 0x12..=0x19];

/// All hollow overrides of a package, in the order of its files.
pub fn find(program: &Program<'_, '_>, graph: &Graph, knowledge: &Knowledge) -> Vec<HollowOverride> {
    let mut found = Vec::new();
    for (dex, file) in program.dexes.iter().enumerate() {
        let mut names: Map<u32, Vec<&Guarding>> = Map::default();
        for row in &knowledge.guarding {
            if let Some(name) = super::rows::find_string(file, row.name.as_bytes()) {
                names.entry(name).or_default().push(row);
            }
        }
        if names.is_empty() {
            continue;
        }
        let strings: Bits = names.keys().copied().collect();
        for (index, method) in methods_named(file, &strings) {
            let Some(rows) = names.get(&method.name) else { continue };
            let Some(method) = program.defined_here(dex, index) else { continue };
            if found.len() < MAX_FOUND {
                found.extend(rows.iter().find_map(|row| hollow(program, graph, method, row)));
            }
        }
    }
    found
}

fn hollow(
    program: &Program<'_, '_>,
    graph: &Graph,
    method: MethodId,
    row: &Guarding,
) -> Option<HollowOverride> {
    let base = program.find_class(row.class.as_bytes())?;
    let owner = program.owner(method);
    if !program.is_a(owner, base) {
        return None;
    }
    let (dex, summary) = program.method(method)?;
    let file = program.dexes.get(dex)?;
    let answer = answer(&file.code_item(summary.code_off)?)?;
    row.answers.contains(&answer).then(|| HollowOverride {
        of: format!("{}->{}", row.class, row.name),
        method: program.signature(method),
        dex: file.entry().to_owned(),
        answer,
        reachable: graph.is_reached(method) || graph.is_made(owner),
    })
}

/// What a body that does nothing else gives back; `None` when it does something.
fn answer(code: &CodeItem<'_>) -> Option<Answer> {
    if code.units() > MAX_UNITS || !code.tries().is_empty() {
        return None;
    }
    let (mut idle, mut constant, mut given) = (true, None, None);
    each_instruction(code.insns, |insn| match insn.opcode {
        RETURN_VOID if given.is_none() => given = Some(Answer::Nothing),
        RETURN if given.is_none() => {
            given = match constant {
                Some(1) => Some(Answer::True),
                Some(0) => Some(Answer::False),
                _ => None,
            };
        }
        RETURN_OBJECT if given.is_none() && constant == Some(0) => given = Some(Answer::Null),
        opcode if IDLE.iter().any(|range| range.contains(&opcode)) => constant = insn.literal().or(constant),
        _ => idle = false,
    });
    given.filter(|_| idle)
}
