//! Certain paths: those along which every call runs on each pass of its method (docs/adr/0004).

use super::facts::{EdgeKind, EntryKind, EntryPoint, Path};
use super::hash::Map;
use super::program::{Files, MethodId};
use crate::dex::Insn;
use crate::error::Result;
use crate::limits::Budget;

/// Most methods that are taken apart for this; calls in further ones do not count as certain.
const MAX_BODIES: u32 = 400;

/// Calls that were looked at.
#[derive(Debug, Default)]
pub struct Certain {
    known: Map<(MethodId, u32), bool>,
    bodies: u32,
}

/// Whether control has one place to go: a virtual call does when its dispatch has a single target.
pub fn is_plain(kind: EdgeKind, targets: usize) -> bool {
    match kind {
        EdgeKind::Direct | EdgeKind::Super | EdgeKind::StaticInit => true,
        EdgeKind::Virtual => targets <= 1,
        _ => false,
    }
}

impl Certain {
    /// Marks the paths to a place that leave no other reading.
    ///
    /// # Errors
    /// `budget_exceeded`.
    pub fn mark(
        &mut self,
        files: &Files<'_, '_>,
        entries: &[EntryPoint],
        (method, at): (MethodId, u32),
        paths: &mut [Path],
        budget: &mut Budget,
    ) -> Result<()> {
        for path in paths {
            path.certain = starts_alone(entries, path)
                && self.runs(files, method, at, budget)?
                && self.all_run(files, path, budget)?;
        }
        Ok(())
    }

    fn all_run(&mut self, files: &Files<'_, '_>, path: &Path, budget: &mut Budget) -> Result<bool> {
        for (caller, at) in &path.calls {
            if !self.runs(files, *caller, *at, budget)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether every pass of `method` that returns runs the instruction at `at`.
    fn runs(
        &mut self,
        files: &Files<'_, '_>,
        method: MethodId,
        at: u32,
        budget: &mut Budget,
    ) -> Result<bool> {
        if let Some(known) = self.known.get(&(method, at)) {
            return Ok(*known);
        }
        let answer = self.find_out(files, method, at, budget)?;
        self.known.insert((method, at), answer);
        Ok(answer)
    }

    fn find_out(
        &mut self,
        files: &Files<'_, '_>,
        method: MethodId,
        at: u32,
        budget: &mut Budget,
    ) -> Result<bool> {
        let Some((dex, summary)) = files.method(method) else { return Ok(false) };
        let Some(dex) = files.dexes.get(dex) else { return Ok(false) };
        let Some(code) = dex.code_item(summary.code_off) else { return Ok(false) };
        budget.charge(u64::from(at))?;
        if is_straight(code.insns, at) {
            return Ok(true);
        }
        if self.bodies >= MAX_BODIES {
            return Ok(false);
        }
        self.bodies += 1;
        Ok(dex.body(summary, budget)?.is_some_and(|body| body.always_runs(at)))
    }
}

/// The path begins where the platform starts the app, and neither gate nor person stands on it.
fn starts_alone(entries: &[EntryPoint], path: &Path) -> bool {
    let kind = entries.get(path.entry).map(|entry| entry.kind);
    path.is_plain
        && path.gate.is_none()
        && path.gesture_step.is_none()
        && matches!(kind, Some(EntryKind::ProcessStart | EntryKind::Launcher))
}

/// No branch, return or throw stands before `at`.
fn is_straight(insns: &[u8], at: u32) -> bool {
    let mut here = 0u32;
    while here < at {
        let Some(insn) = Insn::at(insns, here) else { return false };
        if matches!(insn.opcode, 0x0e..=0x11 | 0x27..=0x2c | 0x32..=0x3d) {
            return false;
        }
        here = here.saturating_add(insn.units().max(1));
    }
    here == at
}
