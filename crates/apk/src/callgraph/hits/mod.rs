//! Hits: places in code that a knowledge row describes, with their constant arguments.

mod judge;

use std::collections::BTreeSet;

use super::bits::Bits;
use super::callbacks::Callbacks;
use super::callers::methods_named;
use super::constants::Solver;
use super::context::{fits, Contexts};
use super::facts::{Hit, StringUse};
use super::graph::Graph;
use super::hash::Map;
use super::program::{MethodId, Program, NONE};
use super::rows::{find_string, is_sink, Marks, Rows};
use crate::dex::{Dex, EventKind};
use crate::error::Result;
use crate::knowledge::{Knowledge, Row, RowKind};
use crate::limits::Budget;

/// Most hits of one row that code can reach, by weight (1 to 5); of a sink; and of what code cannot reach.
const MAX_PER_ROW: [usize; 6] = [4, 4, 8, 20, 40, 60];
const MAX_PER_SINK: usize = 4;
const MAX_UNREACHED_PER_ROW: usize = 2;
/// Delays and intervals are everywhere; what counts is beside what they lead to.
const MAX_PER_TIMER: usize = 24;
const MAX_HITS: usize = 4000;
const MAX_UNREACHED: usize = 3000;
const MAX_STRINGS: usize = 2000;
/// Longest part of a constant that is told, in characters.
const MAX_STRING_BYTES: usize = 400;

/// A hit as it is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    pub row: u32,
    pub method: MethodId,
    /// Code units into the method.
    pub at: u32,
    kind: FoundKind,
    /// Index of the method, field or string, by kind.
    index: u32,
    /// 0 launch phase, 1 reachable, 2 not.
    rank: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FoundKind {
    Call,
    Field,
    Text {
        proved: bool,
    },
    Definition,
    /// Looked up by reflection under constant names.
    Looked,
}

/// Hits with what they need for paths, and what was cut.
#[derive(Debug, Default)]
pub struct Hits {
    pub list: Vec<(MethodId, Hit)>,
    pub strings: Vec<StringUse>,
    pub cut: u64,
    /// Something other than a sink was cut although code reaches it.
    pub truncated: bool,
}

pub struct Search<'p, 'd, 'a, 'g> {
    pub program: &'p mut Program<'d, 'a>,
    pub graph: &'p Graph,
    pub knowledge: &'d Knowledge,
    pub contexts: Contexts,
    pub solver: &'p mut Solver<'g>,
}

impl Search<'_, '_, '_, '_> {
    /// Finds all hits of a package.
    ///
    /// # Errors
    /// `budget_exceeded`.
    pub fn run(&mut self, callbacks: &Callbacks, budget: &mut Budget) -> Result<Hits> {
        let mut rows = Rows::new(self.knowledge, self.program);
        let mut sinks = Vec::with_capacity(self.program.dexes.len());
        let mut found = Vec::new();
        let mut hits = Hits::default();
        for dex in 0..self.program.dexes.len() {
            let is_callback =
                |class, selector| callbacks.rules(class).iter().any(|rule| rule.selector == selector);
            let marks = rows.mark(self.program, dex, is_callback);
            self.sweep(dex, &marks, &rows, &mut found, &mut hits, budget)?;
            sinks.push(marks.sinks);
        }
        let kept = self.cap(found, &rows, &mut hits);
        self.judge(kept, (&rows, &sinks), &mut hits, budget)?;
        Ok(hits)
    }

    fn rank(&self, method: MethodId) -> u8 {
        if self.graph.is_launch(method) {
            0
        } else {
            u8::from(!self.graph.is_reached(method)) + 1
        }
    }

    fn sweep(
        &mut self,
        dex: usize,
        marks: &Marks,
        rows: &Rows<'_>,
        found: &mut Vec<Found>,
        hits: &mut Hits,
        budget: &mut Budget,
    ) -> Result<()> {
        let (dexes, sweeps) = (self.program.dexes, self.program.sweeps);
        let (Some(file), Some(sweep)) = (dexes.get(dex), sweeps.get(dex)) else { return Ok(()) };
        budget.charge(sweep.events.len() as u64)?;
        self.called(dex, marks, found, budget)?;
        // Methods follow each other in the events: what was found out about one holds until the next.
        let mut context: Option<(MethodId, u16)> = None;
        for (position, event) in sweep.events.iter().enumerate().filter(|(_, event)| event.is_load()) {
            let index = event.index;
            let (column, found_kind) = match event.kind() {
                EventKind::ConstString => (&marks.strings, FoundKind::Text { proved: true }),
                EventKind::StaticGet | EventKind::InstanceGet => (&marks.fields, FoundKind::Field),
                _ => continue,
            };
            let is_text = found_kind == FoundKind::Text { proved: true };
            let is_interest = is_text && marks.interest.has(index);
            if !is_interest && !column.has(index) {
                continue;
            }
            let Some(n) = sweep.method_of(position as u32) else { continue };
            let (method, at) = (self.program.method_id(dex, n), event.at());
            if self.program.owner(method) == NONE {
                continue;
            }
            if is_interest {
                self.note_string(dex, method, index, at, hits);
            }
            let matches = column.get(index);
            if matches.is_empty() {
                continue;
            }
            budget.charge(matches.len() as u64)?;
            let rank = self.rank(method);
            if found_kind == FoundKind::Field {
                found.extend(matches.iter().map(|row| Found {
                    row: *row,
                    method,
                    at,
                    kind: found_kind,
                    index,
                    rank,
                }));
                continue;
            }
            let bits = match context {
                Some((last, bits)) if last == method => bits,
                _ => self.contexts.with_callees(self.program, method),
            };
            context = Some((method, bits));
            let text = file.string(index).unwrap_or_default();
            let longest = |row: &Row| {
                // Of several keys of one group that begin the constant, the longest counts.
                !matches.iter().filter_map(|n| rows.row(*n)).any(|other| {
                    other.key.len() > row.key.len() && other.kind == row.kind && other.tags == row.tags
                })
            };
            for number in matches {
                let Some(row) = rows.row(*number).filter(|row| longest(row)) else { continue };
                if let Some(proved) = fits(row, &text, bits) {
                    let kind = FoundKind::Text { proved };
                    found.push(Found { row: *number, method, at, kind, index, rank });
                }
            }
        }
        for (index, row) in &marks.definitions {
            if let Some(method) = self.program.defined_here(dex, *index) {
                let rank = self.rank(method);
                found.push(Found {
                    row: *row,
                    method,
                    at: 0,
                    kind: FoundKind::Definition,
                    index: *index,
                    rank,
                });
            }
        }
        self.looked_up(dex, rows, found, budget)
    }

    /// Calls of methods that rows describe.
    fn called(&self, dex: usize, marks: &Marks, found: &mut Vec<Found>, budget: &mut Budget) -> Result<()> {
        let Some(sweep) = self.program.sweeps.get(dex) else { return Ok(()) };
        for (index, rows) in marks.methods.iter() {
            let positions = self.program.callers(dex).of(index);
            budget.charge((positions.len() as u64).saturating_mul(rows.len() as u64))?;
            for position in positions {
                let place = sweep.method_of(*position).zip(sweep.events.get(*position as usize));
                let Some((n, event)) = place else { continue };
                let (method, at) = (self.program.method_id(dex, n), event.at());
                if self.program.owner(method) == NONE {
                    continue;
                }
                let (rank, kind) = (self.rank(method), FoundKind::Call);
                found.extend(rows.iter().map(|row| Found { row: *row, method, at, kind, index, rank }));
            }
        }
        Ok(())
    }

    /// Framework members looked up by reflection: `getMethod("getDeviceId")` beside the name of the class.
    fn looked_up(
        &mut self,
        dex: usize,
        rows: &Rows<'_>,
        found: &mut Vec<Found>,
        budget: &mut Budget,
    ) -> Result<()> {
        let (dexes, sweeps) = (self.program.dexes, self.program.sweeps);
        let (Some(file), Some(sweep)) = (dexes.get(dex), sweeps.get(dex)) else { return Ok(()) };
        let lookups = lookups(file).unwrap_or_default();
        let positions = lookups.iter().flat_map(|index| self.program.callers(dex).of(*index));
        let methods: BTreeSet<usize> = positions.filter_map(|position| sweep.method_of(*position)).collect();
        for n in methods {
            let events = sweep.methods.get(n).map(|summary| sweep.events_of(summary)).unwrap_or_default();
            let method = self.program.method_id(dex, n);
            if self.program.owner(method) == NONE {
                continue;
            }
            budget.charge(events.len() as u64)?;
            let texts: Vec<(u32, u32, &[u8])> = events
                .iter()
                .filter(|event| event.kind() == EventKind::ConstString)
                .filter_map(|event| Some((event.at(), event.index, file.string_bytes(event.index)?)))
                .collect();
            let constants = events.iter().filter(|event| event.kind() == EventKind::ConstClass);
            let constants: Vec<&[u8]> = constants.filter_map(|event| file.type_bytes(event.index)).collect();
            let named = |class: &str| {
                constants.contains(&class.as_bytes())
                    || texts.iter().any(|(_, _, text)| is_name_of(text, class.as_bytes()))
            };
            for (at, index, text) in &texts {
                let mut seen: Vec<&str> = Vec::new();
                for number in rows.named(text) {
                    let row = rows.row(*number).filter(|row| row.kind == RowKind::Method);
                    let Some(row) = row.filter(|row| row.class.starts_with("Landroid/")) else { continue };
                    let tag = row.tags.first().map(String::as_str).unwrap_or_default();
                    if row.args.is_empty() && !seen.contains(&tag) && named(&row.class) {
                        seen.push(tag);
                        let rank = self.rank(method);
                        let (row, at, index) = (*number, *at, *index);
                        found.push(Found { row, method, at, kind: FoundKind::Looked, index, rank });
                    }
                }
            }
        }
        Ok(())
    }

    fn note_string(&mut self, dex: usize, method: MethodId, index: u32, at: u32, hits: &mut Hits) {
        if hits.strings.len() >= MAX_STRINGS {
            hits.cut += 1;
            return;
        }
        let Some(file) = self.program.dexes.get(dex) else { return };
        let value: String = file.string(index).unwrap_or_default().chars().take(MAX_STRING_BYTES).collect();
        hits.strings.push(StringUse {
            value,
            method: self.program.signature(method),
            dex: file.entry().to_owned(),
            offset: at.saturating_mul(2),
            reachable: self.graph.is_reached(method),
        });
    }

    /// Keeps what matters most when there is too much: launch phase first, then reachable, then the rest.
    fn cap(&self, mut found: Vec<Found>, rows: &Rows<'_>, hits: &mut Hits) -> Vec<Found> {
        found.sort_by_key(|f| (f.rank, f.method, f.at, f.row));
        found.dedup();
        let mut per_row: Map<(u32, bool), usize> = Map::default();
        let (mut reached, mut unreached) = (0usize, 0usize);
        let mut kept = Vec::new();
        for one in found {
            let Some(row) = rows.row(one.row) else { continue };
            let unfiltered = row.args.is_empty();
            let is_reached = one.rank < 2;
            let is_sink = is_sink(row);
            let is_timer =
                row.tags.iter().any(|tag| matches!(tag.as_str(), "behaviour:timer" | "behaviour:delay"));
            let most = match (is_reached, is_sink) {
                (false, _) => MAX_UNREACHED_PER_ROW,
                (true, true) => MAX_PER_SINK,
                (true, false) if is_timer => MAX_PER_TIMER,
                (true, false) => MAX_PER_ROW.get(usize::from(row.weight)).copied().unwrap_or(MAX_PER_SINK),
            };
            let count = per_row.entry((one.row, is_reached)).or_default();
            let total = if is_reached { &mut reached } else { &mut unreached };
            let limit = if is_reached { MAX_HITS } else { MAX_UNREACHED };
            // Rows with argument filters lose most of their calls later, so more of them are looked at.
            let most = if unfiltered { most } else { most * 8 };
            if *count >= most || *total >= limit {
                hits.cut += 1;
                hits.truncated |= is_reached && !is_sink && row.weight >= 3;
                continue;
            }
            *count += 1;
            *total += 1;
            kept.push(one);
        }
        kept.sort_by_key(|f| (f.method, f.at, f.row));
        kept
    }
}

/// Methods of a file that look a member up by its name; `None` without that class.
fn lookups(file: &Dex<'_>) -> Option<Vec<u32>> {
    let class = file.find_type(b"Ljava/lang/Class;")?;
    let names: [&[u8]; 4] = [b"getMethod", b"getDeclaredMethod", b"getField", b"getDeclaredField"];
    let names: Bits = names.iter().filter_map(|name| find_string(file, name)).collect();
    let named = methods_named(file, &names).filter(|(_, row)| row.class == class);
    Some(named.map(|(index, _)| index).collect())
}

/// Whether a text is a class's name: dotted or with slashes, without `L` and `;`.
fn is_name_of(text: &[u8], descriptor: &[u8]) -> bool {
    let [b'L', name @ .., b';'] = descriptor else { return false };
    let same = |(have, want): (&u8, &u8)| have == want || (*have == b'.' && *want == b'/');
    name.len() == text.len() && text.iter().zip(name).all(same)
}
