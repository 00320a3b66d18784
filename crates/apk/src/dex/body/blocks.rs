//! Basic blocks and their edges, exceptions included.

use super::position;
use crate::dex::cursor::Cursor;
use crate::dex::{CodeItem, Insn, Try};
use crate::error::{ParseError, Result};
use crate::limits::Budget;

/// Most edges of one method: switches may share a table, so edges are not bounded by code size.
const MAX_EDGES: usize = 1 << 18;

/// How control passes from one block to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EdgeKind {
    /// To the next instruction: fall-through, or the untaken side of a condition.
    Next,
    /// The jump of a goto or condition.
    Taken,
    Switch,
    Exception,
}

/// To the block numbered `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    pub to: u32,
    pub kind: EdgeKind,
}

/// Instructions `first..end` (positions in the body's list) that run one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub first: u32,
    pub end: u32,
    pub edges: Vec<Edge>,
}

pub(super) fn build(
    code: &CodeItem<'_>,
    insns: &[Insn<'_>],
    tries: &[Try],
    budget: &mut Budget,
) -> Result<Vec<Block>> {
    let mut blocks = cut(code, insns, tries, budget)?;
    let mut total = 0usize;
    for number in 0..blocks.len() {
        let Some(block) = blocks.get(number) else { break };
        let Some(last) = (block.end as usize).checked_sub(1).and_then(|last| insns.get(last)) else {
            continue;
        };
        let mut edges = Vec::new();
        let block_at = |at: u32| {
            let insn = position(insns, at)? as u32;
            blocks.binary_search_by_key(&insn, |block| block.first).ok().map(|to| to as u32)
        };
        each_jump(code, last, |at, kind| edges.extend(block_at(at).map(|to| Edge { to, kind })));
        if falls_through(last.opcode) && number + 1 < blocks.len() {
            edges.push(Edge { to: number as u32 + 1, kind: EdgeKind::Next });
        }
        let body = insns.get(block.first as usize..block.end as usize).unwrap_or_default();
        if !tries.is_empty() && body.iter().any(|insn| can_throw(insn.opcode)) {
            let first = body.first().map_or(0, |insn| insn.at);
            for handler in handlers_at(tries, first) {
                edges.extend(block_at(handler).map(|to| Edge { to, kind: EdgeKind::Exception }));
            }
        }
        edges.sort_by_key(|edge| (edge.to, edge.kind as u8));
        edges.dedup();
        total = total.saturating_add(edges.len());
        budget.charge(edges.len() as u64)?;
        if total > MAX_EDGES {
            let detail = format!("more than {MAX_EDGES} edges between blocks");
            return Err(ParseError::new("dex_method_too_large", u64::from(code.insns_off), detail));
        }
        if let Some(block) = blocks.get_mut(number) {
            block.edges = edges;
        }
    }
    Ok(blocks)
}

/// Blocks without edges yet.
fn cut(code: &CodeItem<'_>, insns: &[Insn<'_>], tries: &[Try], budget: &mut Budget) -> Result<Vec<Block>> {
    let mut leader = vec![false; insns.len()];
    let mut lead = |at: u32| {
        if let Some(slot) = position(insns, at).and_then(|insn| leader.get_mut(insn)) {
            *slot = true;
        }
    };
    lead(0);
    for (number, insn) in insns.iter().enumerate() {
        let mut targets = 0u64;
        each_jump(code, insn, |at, _| {
            targets += 1;
            lead(at);
        });
        budget.charge(targets + 1)?;
        if targets != 0 || !falls_through(insn.opcode) {
            insns.get(number + 1).into_iter().for_each(|next| lead(next.at));
        }
    }
    for range in tries {
        budget.charge(range.handlers.len() as u64 + 2)?;
        lead(range.start);
        lead(range.end);
        range.handlers.iter().for_each(|handler| lead(handler.target));
    }
    let mut starts =
        leader.iter().enumerate().filter(|(_, is)| **is).map(|(number, _)| number as u32).peekable();
    let mut blocks = Vec::new();
    while let Some(first) = starts.next() {
        let end = starts.peek().copied().unwrap_or(insns.len() as u32);
        blocks.push(Block { first, end, edges: Vec::new() });
    }
    Ok(blocks)
}

/// Calls `visit` for code units an instruction may jump to.
#[inline]
fn each_jump(code: &CodeItem<'_>, insn: &Insn<'_>, mut visit: impl FnMut(u32, EdgeKind)) {
    match insn.opcode {
        0x28..=0x2a | 0x32..=0x3d => insn.target().into_iter().for_each(|at| visit(at, EdgeKind::Taken)),
        0x2b | 0x2c => {
            let cases = switch_cases(code, insn).unwrap_or_default();
            cases.into_iter().for_each(|(_, at)| visit(at, EdgeKind::Switch));
        }
        _ => {}
    }
}

/// Keys of a switch with the code units they lead to; `None` for other instructions and broken tables.
pub(super) fn switch_cases(code: &CodeItem<'_>, insn: &Insn<'_>) -> Option<Vec<(i32, u32)>> {
    if !matches!(insn.opcode, 0x2b | 0x2c) {
        return None;
    }
    let mut payload = Cursor::at(code.insns, insn.target()?.checked_mul(2)?)?;
    let kind = payload.u16()?;
    let size = payload.u16()?;
    let mut keys = match (insn.opcode, kind) {
        (0x2b, 0x0100) => Cursor::at(payload.take(4)?, 0)?,
        (0x2c, 0x0200) => Cursor::at(payload.take(usize::from(size) * 4)?, 0)?,
        _ => return None,
    };
    let mut cases = Vec::new();
    let mut key = 0i32;
    for number in 0..size {
        key = match (insn.opcode, number) {
            (0x2b, 1..) => key.wrapping_add(1),
            _ => keys.u32()? as i32,
        };
        let distance = payload.u32()? as i32;
        cases.extend(insn.at.checked_add_signed(distance).map(|at| (key, at)));
    }
    Some(cases)
}

/// Handler offsets of the first try range that holds `at`, as ART looks them up.
fn handlers_at(tries: &[Try], at: u32) -> impl Iterator<Item = u32> + '_ {
    let range = tries.partition_point(|range| range.end <= at);
    let covering = tries.get(range).filter(|range| range.start <= at);
    covering.into_iter().flat_map(|range| range.handlers.iter().map(|handler| handler.target))
}

/// Whether the instruction after it may run next.
fn falls_through(opcode: u8) -> bool {
    !matches!(opcode, 0x0e..=0x11 | 0x27 | 0x28..=0x2a)
}

/// Whether the instruction may throw in practice (linkage errors aside for plain constants).
fn can_throw(opcode: u8) -> bool {
    matches!(opcode,
        0x1d..=0x27 | 0x44..=0x78 | 0x93 | 0x94 | 0x9e | 0x9f | 0xb3 | 0xb4 | 0xbe | 0xbf
        | 0xd3 | 0xd4 | 0xdb | 0xdc | 0xfa..=0xfd)
}
