//! The ways told of places in code: each method's once, with what stands at the place itself.

use std::sync::Arc;

use super::certain::Certain;
use super::entries::Entry;
use super::facts::{EntryPoint, Hit, Path, Step};
use super::gates::Gates;
use super::hash::Map;
use super::paths::Paths;
use super::program::{Files, MethodId};
use super::steps::Steps;
use crate::error::Result;
use crate::limits::Budget;

/// Paths to methods, as far as they were asked for.
pub struct Ways<'g, 'd, 'a> {
    files: Arc<Files<'d, 'a>>,
    paths: Paths<'g>,
    gates: &'g Gates,
    entries: &'g [Entry],
    known: Map<MethodId, Vec<Path>>,
    steps: Steps,
    certain: Certain,
}

impl<'g, 'd, 'a> Ways<'g, 'd, 'a> {
    pub fn new(
        files: Arc<Files<'d, 'a>>,
        paths: Paths<'g>,
        (entries, gates): (&'g [Entry], &'g Gates),
    ) -> Self {
        let (known, steps, certain) = (Map::default(), Steps::default(), Certain::default());
        Self { files, paths, gates, entries, known, steps, certain }
    }

    /// Paths to a method.
    pub fn of_method(&mut self, method: MethodId) -> &[Path] {
        let told = || self.paths.to_method(&self.files, self.entries, method, &mut self.steps);
        self.known.entry(method).or_insert_with(told)
    }

    /// Paths to a place, by its code units into a method.
    pub fn of_place(&mut self, method: MethodId, at: u32) -> Vec<Path> {
        let mut paths = self.of_method(method).to_vec();
        guard_site(self.gates, (method, at), &mut paths);
        paths
    }

    /// Paths to each of `hits` that is reachable, `methods` being the methods they stand in.
    ///
    /// # Errors
    /// `budget_exceeded`.
    pub fn of_hits(
        &mut self,
        hits: &[Hit],
        methods: &[MethodId],
        points: &[EntryPoint],
        budget: &mut Budget,
    ) -> Result<Vec<Vec<Path>>> {
        let mut all = Vec::with_capacity(hits.len());
        for (hit, method) in hits.iter().zip(methods) {
            let mut paths = Vec::new();
            if hit.reachable {
                let at = hit.offset / 2;
                paths = self.of_place(*method, at);
                self.certain.mark(&self.files, points, (*method, at), &mut paths, budget)?;
            }
            all.push(paths);
        }
        Ok(all)
    }

    /// The steps of all paths that were told.
    pub fn into_steps(self) -> Vec<Step> {
        self.steps.list
    }
}

/// A place that itself stands behind an answer: every path to it passes that at its end.
fn guard_site(gates: &Gates, (method, at): (MethodId, u32), paths: &mut [Path]) {
    let (mark, open) = (gates.mark(method, at), gates.open_at(method, at));
    let always = gates.guards_launch(mark);
    for path in paths {
        path.open_gate = path.open_gate.or(open);
        // A listener's record counts only after a human action; so does a refusal.
        let person = path.gesture_step.is_some() || path.is_gesture;
        if path.gate.is_some() || !(always || person) {
            continue;
        }
        if mark.is_refusal() {
            path.refused_step = Some(path.steps.len());
        } else if let Some(gate) = mark.gate() {
            path.gate = Some(gate);
            path.gate_step = Some(path.steps.len());
        }
    }
}
