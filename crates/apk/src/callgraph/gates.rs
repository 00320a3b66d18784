//! Consent gates as they are kept: what an app asks, which stretches of code follow which answer.

use std::collections::HashMap;

use super::facts::{Gate, GateKind};
use super::program::{MethodId, Program};
use crate::knowledge::Confidence;

/// Most candidates of one package.
const MAX_GATES: usize = 400;
/// Set in a mark that stands for a refusal.
const REFUSED: u16 = 0x8000;

/// A stretch of a method that runs only after an answer: code units `from..end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guarded {
    pub from: u32,
    pub end: u32,
    pub mark: Mark,
}

impl Guarded {
    fn holds(&self, at: u32) -> bool {
        self.from <= at && at < self.end
    }
}

/// What an edge passes: nothing, a gate on its agreed side, or the refusal of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mark(u16);

impl Mark {
    fn agreed(gate: u16) -> Self {
        Self(gate.saturating_add(1) & !REFUSED)
    }

    fn refused(gate: u16) -> Self {
        Self(Self::agreed(gate).0 | REFUSED)
    }

    pub fn is_none(self) -> bool {
        self.0 == 0
    }

    pub fn is_refusal(self) -> bool {
        self.0 & REFUSED != 0
    }

    /// Number of the gate that is passed, agreed.
    pub fn gate(self) -> Option<usize> {
        if self.is_refusal() {
            None
        } else {
            usize::from(self.0).checked_sub(1)
        }
    }

    /// The one of two marks that says more.
    pub fn or(self, other: Self) -> Self {
        if self.is_none() || other.is_refusal() {
            other
        } else {
            self
        }
    }
}

/// A value that tells whether the user agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    pub gate: u16,
    /// True: a true value means agreed.
    pub polarity: bool,
}

/// All candidates of a package.
#[derive(Debug, Default)]
pub struct Gates {
    pub list: Vec<Gate>,
    guarded: HashMap<MethodId, Vec<Guarded>>,
    /// What a read guards whose default stands for agreement.
    open: HashMap<MethodId, Vec<Guarded>>,
    /// Calls that record agreement by a constant: caller, code unit, gate.
    pub grants: Vec<(MethodId, u32, u16)>,
}

/// A candidate as it is found.
pub struct Candidate<'t> {
    pub kind: GateKind,
    pub key: String,
    pub method: MethodId,
    pub at: u32,
    pub polarity: bool,
    pub confidence: Confidence,
    pub why: &'t str,
    pub open: bool,
}

impl Gates {
    /// Stretches of a method behind a gate.
    pub fn guarded(&self, method: MethodId) -> &[Guarded] {
        self.guarded.get(&method).map(Vec::as_slice).unwrap_or_default()
    }

    /// What a call at `at` code units of a method passes.
    pub fn mark(&self, method: MethodId, at: u32) -> Mark {
        let rows = self.guarded(method).iter().filter(|row| row.holds(at));
        rows.fold(Mark::default(), |mark, row| mark.or(row.mark))
    }

    /// The read before `at` whose default stands for agreement.
    pub fn open_at(&self, method: MethodId, at: u32) -> Option<usize> {
        self.open.get(&method)?.iter().find(|row| row.holds(at))?.mark.gate()
    }

    /// Whether an edge with this mark is closed until someone agreed. A listener's gate is not: it only says
    /// what follows a human action.
    pub fn guards_launch(&self, mark: Mark) -> bool {
        let gate = mark.gate().and_then(|number| self.list.get(number));
        gate.is_some_and(|gate| gate.kind == GateKind::Preference)
    }

    /// A gate by its number.
    pub(super) fn get(&self, gate: u16) -> Option<&Gate> {
        self.list.get(usize::from(gate))
    }

    pub(super) fn guard(&mut self, method: MethodId, ranges: Vec<(u32, u32)>, gate: u16) {
        let is_open = self.get(gate).is_some_and(|gate| gate.open);
        let rows = ranges.into_iter().map(|(from, end)| Guarded { from, end, mark: Mark::agreed(gate) });
        let place = if is_open { &mut self.open } else { &mut self.guarded };
        place.entry(method).or_default().extend(rows);
    }

    /// These stretches follow the refusal of what `gate` asks.
    pub(super) fn refuse(&mut self, method: MethodId, ranges: Vec<(u32, u32)>, gate: u16) {
        let rows = ranges.into_iter().map(|(from, end)| Guarded { from, end, mark: Mark::refused(gate) });
        self.guarded.entry(method).or_default().extend(rows);
    }

    /// Notes on which screen a listener stands and which listeners refuse beside it.
    pub(super) fn shown(&mut self, gate: u16, shown_in: &str, refusing: Option<String>) {
        let Some(gate) = self.list.get_mut(usize::from(gate)) else { return };
        if gate.shown_in.is_empty() {
            shown_in.clone_into(&mut gate.shown_in);
        }
        gate.refuses.extend(refusing.filter(|method| !gate.refuses.contains(method)));
    }

    /// Methods with stretches that follow a listener's record.
    pub(super) fn recorded(&self) -> Vec<MethodId> {
        let is_listener = |row: &&Guarded| {
            let gate = row.mark.gate().and_then(|number| self.list.get(number));
            gate.is_some_and(|gate| gate.kind == GateKind::Listener)
        };
        let rows = self.guarded.iter().filter(|(_, rows)| rows.iter().any(|row| is_listener(&row)));
        let mut methods: Vec<MethodId> = rows.map(|(method, _)| *method).collect();
        methods.sort_unstable();
        methods
    }

    /// Number of a candidate, made when it is new; `None` when there are too many.
    pub(super) fn candidate(&mut self, program: &Program<'_, '_>, found: Candidate<'_>) -> Option<u16> {
        let signature = program.signature(found.method);
        let same = |gate: &Gate| {
            gate.kind == found.kind
                && gate.key == found.key
                && gate.method == signature
                && gate.open == found.open
        };
        if let Some(number) = self.list.iter().position(same) {
            return u16::try_from(number).ok();
        }
        if self.list.len() >= MAX_GATES {
            return None;
        }
        let dex = program.method(found.method).and_then(|(dex, _)| program.dexes.get(dex));
        self.list.push(Gate {
            kind: found.kind,
            key: found.key,
            method: signature,
            dex: dex.map(|d| d.entry().to_owned()).unwrap_or_default(),
            offset: found.at.saturating_mul(2),
            polarity: found.polarity,
            confidence: found.confidence,
            why: found.why.to_owned(),
            open: found.open,
            shown_in: String::new(),
            refuses: Vec::new(),
        });
        u16::try_from(self.list.len() - 1).ok()
    }
}
