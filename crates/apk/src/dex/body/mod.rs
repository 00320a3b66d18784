//! One method taken apart on demand: instructions, basic blocks, what reaches what, and (in the modules
//! below) which values flow where. Nothing here leaves the method.

mod blocks;
mod flow;
mod fold;
mod intrinsics;
mod live;
mod queries;
mod state;
mod transfer;
mod value;
mod values;
mod web;

pub use blocks::{Block, Edge, EdgeKind};
pub use flow::{Flow, Source};
pub use fold::{fold, Number};
pub(super) use intrinsics::KnownMethods;
pub use queries::{Arg, Branch, Comparison, Condition};
pub use value::{Origin, Part, ValueId};
pub use values::{Loose, Site, Values};
pub use web::{Call, Use, Web, Word};

use super::{each_instruction, CodeItem, Dex, Insn, MethodSummary, Try, ACC_STATIC};
use crate::error::{ParseError, Result};
use crate::limits::Budget;

/// Longest method that is taken apart, in code units: twice what a Java class file can hold.
const MAX_UNITS: u32 = 1 << 17;

/// Decoded code of one method with its control flow.
#[derive(Debug, Clone)]
pub struct Body<'d, 'a> {
    dex: &'d Dex<'a>,
    method: u32,
    is_static: bool,
    code: CodeItem<'a>,
    insns: Vec<Insn<'a>>,
    tries: Vec<Try>,
    blocks: Vec<Block>,
}

impl<'a> Dex<'a> {
    /// Takes a method apart; `None` when it has no readable code.
    ///
    /// # Errors
    /// `dex_method_too_large` past 131,072 code units or 262,144 edges; `budget_exceeded`.
    pub fn body(&self, method: &MethodSummary, budget: &mut Budget) -> Result<Option<Body<'_, 'a>>> {
        let Some(code) = self.code_item(method.code_off) else { return Ok(None) };
        if code.units() > MAX_UNITS {
            let detail = format!("{} code units are more than {MAX_UNITS}", code.units());
            let error = ParseError::new("dex_method_too_large", u64::from(method.code_off), detail);
            return Err(error.in_entry(self.entry()));
        }
        budget.charge(u64::from(code.units()).saturating_mul(4))?;
        let mut insns = Vec::with_capacity(code.units() as usize / 2);
        each_instruction(code.insns, |insn| insns.push(insn));
        let tries = code.tries();
        let blocks =
            blocks::build(&code, &insns, &tries, budget).map_err(|error| error.in_entry(self.entry()))?;
        let is_static = method.access & ACC_STATIC != 0;
        Ok(Some(Body { dex: self, method: method.method, is_static, code, insns, tries, blocks }))
    }
}

impl<'d, 'a> Body<'d, 'a> {
    pub fn dex(&self) -> &'d Dex<'a> {
        self.dex
    }

    /// Index of `method_ids`.
    pub fn method(&self) -> u32 {
        self.method
    }

    /// A static method has no receiver in its first argument word.
    pub fn is_static(&self) -> bool {
        self.is_static
    }

    pub fn code(&self) -> &CodeItem<'a> {
        &self.code
    }

    pub fn instructions(&self) -> &[Insn<'a>] {
        &self.insns
    }

    pub fn tries(&self) -> &[Try] {
        &self.tries
    }

    /// Blocks in code order; the first is where the method starts.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The instruction at `at` code units.
    pub fn instruction(&self, at: u32) -> Option<&Insn<'a>> {
        self.insns.get(position(&self.insns, at)?)
    }

    /// Number of the block that holds the instruction at `at` code units.
    pub fn block_of(&self, at: u32) -> Option<usize> {
        let insn = position(&self.insns, at)? as u32;
        let after = self.blocks.partition_point(|block| block.first <= insn);
        after.checked_sub(1)
    }

    /// Whether control that starts at the method's entry can come to `at`.
    pub fn is_reachable(&self, at: u32) -> bool {
        self.block_of(at).is_some_and(|block| self.reach(vec![0], None).get(block) == Some(&true))
    }

    /// Whether control can pass from the instruction at `from` to the one at `to` (`from` itself counts only
    /// through a loop).
    pub fn can_reach(&self, from: u32, to: u32) -> bool {
        let (Some(start), Some(end)) = (self.block_of(from), self.block_of(to)) else { return false };
        (start == end && from < to) || self.blocks_after(from).get(end) == Some(&true)
    }

    /// Blocks that control can come to once it has left the block of the instruction at `at`.
    fn blocks_after(&self, at: u32) -> Vec<bool> {
        let block = self.block_of(at).and_then(|block| self.blocks.get(block));
        let edges = block.map(|block| block.edges.as_slice()).unwrap_or_default();
        self.reach(edges.iter().map(|edge| edge.to as usize).collect(), None)
    }

    /// Blocks, by number, to which every way from the entry passes the block of the instruction at `gate`; that block
    /// too, and any that nothing reaches.
    pub fn blocks_behind(&self, gate: u32) -> Vec<bool> {
        let Some(block) = self.block_of(gate) else { return vec![false; self.blocks.len()] };
        let around = self.reach(vec![0], Some(Cut::Block(block)));
        around.into_iter().map(|is_reached| !is_reached).collect()
    }

    /// Blocks, by number, to which every way from the entry takes one side of the conditional branch at `branch`:
    /// the jump (`taken`) or the fall-through.
    ///
    /// Never code nothing reaches, so that dead code never counts as guarded.
    pub fn blocks_guarded_by(&self, branch: u32, taken: bool) -> Vec<bool> {
        let from = self.block_of(branch).filter(|from| {
            let last = self.blocks.get(*from).and_then(|b| self.insns.get((b.end as usize).checked_sub(1)?));
            last.is_some_and(|insn| insn.at == branch)
        });
        let kind = if taken { EdgeKind::Taken } else { EdgeKind::Next };
        self.blocks_only_by(from.map(|from| Cut::Edge(from, kind)))
    }

    /// Whether every way from the entry to `at` takes one side of the conditional branch at `branch`, as
    /// [`Body::blocks_guarded_by`] has it.
    pub fn guarded_by(&self, branch: u32, taken: bool, at: u32) -> bool {
        let guarded = self.blocks_guarded_by(branch, taken);
        self.block_of(at).is_some_and(|block| guarded.get(block) == Some(&true))
    }

    /// Cases of the method's switches: (switch instruction, key, where it leads).
    pub fn switch_cases(&self) -> Vec<(u32, i32, u32)> {
        let switches =
            self.insns.iter().filter_map(|insn| Some((insn, blocks::switch_cases(&self.code, insn)?)));
        switches.flat_map(|(insn, cases)| cases.into_iter().map(|(key, to)| (insn.at, key, to))).collect()
    }

    /// Blocks, by number, to which every way from the entry takes the case of the switch at `switch` that leads to
    /// `target`; never code nothing reaches.
    pub fn blocks_in_case(&self, switch: u32, target: u32) -> Vec<bool> {
        let ends = self.block_of(switch).zip(self.block_of(target));
        self.blocks_only_by(ends.map(|(from, to)| Cut::Jump(from, to)))
    }

    /// Blocks that are reached, but not without what is cut out; none without a cut.
    fn blocks_only_by(&self, cut: Option<Cut>) -> Vec<bool> {
        let Some(cut) = cut else { return vec![false; self.blocks.len()] };
        let (all, around) = (self.reach(vec![0], None), self.reach(vec![0], Some(cut)));
        all.into_iter().zip(around).map(|(by_any, around)| by_any && !around).collect()
    }

    /// Whether every pass of the method that comes to a return, exceptions aside, runs the instruction at `at`.
    pub fn always_runs(&self, at: u32) -> bool {
        let Some(block) = self.block_of(at) else { return false };
        let around = self.reach(vec![0], Some(Cut::BlockAndExceptions(block)));
        let returns = |block: &Block| {
            let last = (block.end as usize).checked_sub(1).and_then(|last| self.insns.get(last));
            last.is_some_and(|insn| matches!(insn.opcode, 0x0e..=0x11))
        };
        let mut ends = self.blocks.iter().zip(&around).filter(|(block, _)| returns(block)).peekable();
        ends.peek().is_some() && ends.all(|(_, reached)| !reached) && self.is_reachable(at)
    }

    /// Blocks reached from the blocks `todo`, without what is cut out.
    fn reach(&self, mut todo: Vec<usize>, cut: Option<Cut>) -> Vec<bool> {
        let mut seen = vec![false; self.blocks.len()];
        while let Some(number) = todo.pop() {
            if matches!(cut, Some(Cut::Block(block) | Cut::BlockAndExceptions(block)) if block == number) {
                continue;
            }
            let Some(slot) = seen.get_mut(number) else { continue };
            if std::mem::replace(slot, true) {
                continue;
            }
            let edges = self.blocks.get(number).map(|block| block.edges.as_slice()).unwrap_or_default();
            for edge in edges {
                let thrown = edge.kind == EdgeKind::Exception;
                let is_cut = match cut {
                    Some(Cut::Edge(from, kind)) => from == number && edge.kind == kind,
                    Some(Cut::Jump(from, to)) => from == number && edge.to as usize == to,
                    Some(Cut::BlockAndExceptions(_)) => thrown,
                    _ => false,
                };
                if !is_cut {
                    todo.push(edge.to as usize);
                }
            }
        }
        seen
    }
}

/// What a walk may not pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    Block(usize),
    Edge(usize, EdgeKind),
    /// Between these blocks.
    Jump(usize, usize),
    BlockAndExceptions(usize),
}

/// Position in `insns` of the instruction that starts at `at` code units.
fn position(insns: &[Insn<'_>], at: u32) -> Option<usize> {
    insns.binary_search_by_key(&at, |insn| insn.at).ok()
}
