//! Shortest ways from entry points to methods, one for each entry kind and for what they pass on the way.
//!
//! A state is (entry kind, gate passed, human action passed, last answer a refusal). States of all kinds travel together as bits,
//! level by level, so each method is visited once per level at which something new arrives.

use std::cell::RefCell;

use super::certain::is_plain;
use super::entries::Entry;
use super::facts::{EdgeKind, EntryKind, Path};
use super::gates::{Gates, Mark};
use super::graph::{Edge, Graph, NodeId};
use super::hash::Map;
use super::program::{Files, MethodId, NONE};
use super::states::{
    has_gesture, pass_gate, pass_gesture, refuse, state, AFTER_REFUSAL, BEFORE, KINDS, PERSONAL, REFUSED,
    STATES_PER_KIND,
};
use super::steps::Steps;
use crate::error::{ParseError, Result};
use crate::limits::{Budget, BUDGET_EXCEEDED};

/// Most paths given for one method.
const MAX_PATHS: usize = 4;
/// Longest path that is told.
const MAX_STEPS: usize = 400;
/// Most arrivals of news at nodes.
const MAX_ARRIVALS: usize = 20_000_000;

/// News that arrived at a node.
#[derive(Debug, Clone, Copy)]
struct Arrival {
    bits: u64,
    level: u32,
    /// [`NONE`] for entries.
    parent: NodeId,
    edge: Edge,
    late: bool,
    /// Number of the entry, for entries.
    entry: u32,
    /// Arrival at the same node before this one.
    previous: u32,
}

/// What has come to a node.
#[derive(Debug, Clone, Copy)]
struct Place {
    mask: u64,
    /// Its last arrival.
    latest: u32,
    is_launch: bool,
}

/// Number of an arrival, and the state before it.
type Before = Option<(u32, u32)>;

/// All states of all nodes.
pub struct Paths<'g> {
    graph: &'g Graph,
    gates: &'g Gates,
    places: Vec<Place>,
    arrivals: Vec<Arrival>,
    /// What brought a state to a node, and the state it had before, once asked for.
    before: RefCell<Map<(NodeId, u32), Before>>,
}

impl<'g> Paths<'g> {
    /// Spreads states from the entries over a finished graph.
    ///
    /// # Errors
    /// `budget_exceeded`.
    pub fn spread(
        graph: &'g Graph,
        entries: &[(NodeId, EntryKind, u32)],
        gates: &'g Gates,
        budget: &mut Budget,
    ) -> Result<Self> {
        let place = |node| Place { mask: 0, latest: NONE, is_launch: graph.is_launch(node) };
        let mut paths = Self {
            graph,
            gates,
            places: (0..graph.len() as NodeId).map(place).collect(),
            before: RefCell::default(),
            // Pages that are not written cost nothing.
            arrivals: Vec::with_capacity(graph.len().saturating_mul(2)),
        };
        let mut pending = vec![0u64; graph.len()];
        let mut frontier: Vec<NodeId> = Vec::new();
        let nowhere = Edge::new(NONE, 0, EdgeKind::Direct);
        for (node, kind, entry) in entries {
            let bits = 1u64 << state(*kind, 0);
            let origin = Arrival {
                bits,
                level: 0,
                parent: NONE,
                edge: nowhere,
                late: false,
                entry: *entry,
                previous: NONE,
            };
            paths.arrive(*node, origin, &mut pending, &mut frontier);
        }
        let mut level = 0u32;
        while !frontier.is_empty() {
            level += 1;
            if paths.arrivals.len() > MAX_ARRIVALS {
                let detail = "more ways through the code than are kept";
                return Err(ParseError::new(BUDGET_EXCEEDED, None, detail));
            }
            let mut next = Vec::new();
            // What arrives during this level belongs to the next, or a way back would find no earlier one.
            let news: Vec<(NodeId, u64)> = std::mem::take(&mut frontier)
                .into_iter()
                .map(|node| (node, pending.get_mut(node as usize).map_or(0, std::mem::take)))
                .collect();
            for (node, bits) in news {
                let launch_edges = graph.node(node).map_or(u32::MAX, |node| node.launch_edges);
                let edges = graph.edges(node);
                budget.charge(edges.len() as u64 + 1)?;
                for (n, edge) in edges.iter().enumerate() {
                    let late = n as u32 >= launch_edges;
                    let Some(place) = paths.places.get(edge.to as usize) else { continue };
                    let arriving = paths.transfer(bits, edge, late || !place.is_launch);
                    if arriving & !place.mask == 0 {
                        continue;
                    }
                    let arrival = Arrival {
                        bits: arriving,
                        level,
                        parent: node,
                        edge: *edge,
                        late,
                        entry: NONE,
                        previous: NONE,
                    };
                    paths.arrive(edge.to, arrival, &mut pending, &mut next);
                }
            }
            frontier = next;
        }
        Ok(paths)
    }

    /// What `bits` become along an edge; `late` when it or its end is not part of the launch phase.
    fn transfer(&self, bits: u64, edge: &Edge, late: bool) -> u64 {
        let mut bits = bits;
        if edge.gesture {
            bits = pass_gesture(bits);
        }
        if edge.mark.is_refusal() {
            bits = refuse(bits);
        } else if self.gates.guards_launch(edge.mark) {
            bits = pass_gate(bits);
        } else if !edge.mark.is_none() {
            // A listener's record of agreement counts only when a person caused it.
            bits = (bits & PERSONAL) | pass_gate(bits & !PERSONAL);
        }
        if late {
            // Not part of the launch phase: the object exists only after a human action or a gate.
            bits = (bits & !BEFORE) | pass_gesture(bits & BEFORE);
        }
        bits
    }

    fn arrive(
        &mut self,
        node: NodeId,
        mut arrival: Arrival,
        pending: &mut [u64],
        frontier: &mut Vec<NodeId>,
    ) {
        let place = self.places.get_mut(node as usize).zip(pending.get_mut(node as usize));
        let Some((place, waiting)) = place else { return };
        arrival.bits &= !place.mask;
        if arrival.bits == 0 {
            return;
        }
        place.mask |= arrival.bits;
        if *waiting == 0 {
            frontier.push(node);
        }
        *waiting |= arrival.bits;
        arrival.previous = place.latest;
        place.latest = self.arrivals.len() as u32;
        self.arrivals.push(arrival);
    }

    /// The arrival that brought a state to a node, with its number.
    fn arrival(&self, node: NodeId, state: u32) -> Option<(u32, &Arrival)> {
        let place = self.places.get(node as usize).filter(|place| place.mask & (1 << state) != 0)?;
        let mut at = place.latest;
        while let Some(arrival) = self.arrivals.get(at as usize) {
            if arrival.bits & (1 << state) != 0 {
                return Some((at, arrival));
            }
            at = arrival.previous;
        }
        None
    }

    /// The arrival that brought a state to a node, and what the state was where it came from; the state itself
    /// for an entry.
    fn back(&self, node: NodeId, state: u32) -> Option<(&Arrival, u32)> {
        let known = self.before.borrow().get(&(node, state)).copied();
        let found = known.unwrap_or_else(|| {
            let found = self.find_back(node, state);
            self.before.borrow_mut().insert((node, state), found);
            found
        });
        let (number, previous) = found?;
        Some((self.arrivals.get(number as usize)?, previous))
    }

    fn find_back(&self, node: NodeId, state: u32) -> Option<(u32, u32)> {
        let (number, arrival) = self.arrival(node, state)?;
        if arrival.parent == NONE {
            return Some((number, state));
        }
        let late = arrival.late || !self.graph.is_launch(arrival.edge.to);
        let before = (0..STATES_PER_KIND).filter_map(|flags| {
            let candidate = state - state % STATES_PER_KIND + flags;
            if self.transfer(1 << candidate, &arrival.edge, late) != 1 << state {
                return None;
            }
            let level = self.arrival(arrival.parent, candidate)?.1.level;
            (level < arrival.level).then_some((level, candidate))
        });
        before.min().map(|(_, previous)| (number, previous))
    }

    /// Paths to a method: one per entry kind, gate or not, human action or not; shortest first, those before
    /// any of both first among equals.
    pub fn to_method(
        &self,
        files: &Files<'_, '_>,
        entries: &[Entry],
        method: MethodId,
        steps: &mut Steps,
    ) -> Vec<Path> {
        let mask = self.places.get(method as usize).map_or(0, |place| place.mask);
        let mut states: Vec<(bool, u32, u32)> = Vec::new();
        for kind in KINDS {
            for flags in 0..STATES_PER_KIND {
                let state = state(kind, flags);
                if mask & (1 << state) != 0 {
                    let level = self.arrival(method, state).map_or(0, |(_, arrival)| arrival.level);
                    let other = (BEFORE | AFTER_REFUSAL) & (1 << state) == 0;
                    states.push((other, level, state));
                }
            }
        }
        // What runs before consent or after a refusal is never what is left out.
        states.sort_unstable();
        let states = states.into_iter().take(MAX_PATHS);
        let mut found: Vec<Path> =
            states.filter_map(|(_, _, state)| self.trace(files, entries, method, state, steps)).collect();
        found.sort_by_key(|path| path.steps.len());
        found
    }

    fn trace(
        &self,
        files: &Files<'_, '_>,
        entries: &[Entry],
        method: MethodId,
        state: u32,
        steps: &mut Steps,
    ) -> Option<Path> {
        let mut hops: Vec<(NodeId, Edge, bool, NodeId)> = Vec::new();
        let refused = state % STATES_PER_KIND == REFUSED;
        let (mut node, mut state) = (method, state);
        let entry = loop {
            let (arrival, previous) = self.back(node, state)?;
            if arrival.parent == NONE {
                break arrival.entry;
            }
            if hops.len() > MAX_STEPS * 3 {
                return None;
            }
            // A launch state that only became one of a human action through lateness waits here too.
            let waits = arrival.edge.gesture || (!has_gesture(previous) && has_gesture(state));
            hops.push((arrival.parent, arrival.edge, waits, node));
            node = arrival.parent;
            state = previous;
        };
        hops.reverse();
        let first = entries.get(entry as usize)?;
        let mut path = self.tell(files, (entry as usize, first), node, &hops, steps);
        path.refused_step = path.refused_step.filter(|_| refused);
        Some(path)
    }

    /// Turns hops between nodes into steps between methods.
    fn tell(
        &self,
        files: &Files<'_, '_>,
        (entry, first): (usize, &Entry),
        root: NodeId,
        hops: &[(NodeId, Edge, bool, NodeId)],
        steps: &mut Steps,
    ) -> Path {
        let personal = first.point.kind == EntryKind::UserGesture;
        let mut path = Path {
            entry,
            steps: Vec::new(),
            weakest: None,
            gate: None,
            gate_step: None,
            gesture_step: None,
            refused_step: None,
            open_gate: None,
            is_gesture: personal,
            certain: false,
            is_plain: true,
            calls: Vec::new(),
        };
        let mut caller = if self.graph.is_method(root) { root } else { first.method };
        let (mut at, mut kind, mut waits, mut mark) = (0u32, None::<EdgeKind>, false, Mark::default());
        for (from, edge, gesture, to) in hops {
            let targets = if self.graph.is_method(*from) { 1 } else { self.graph.edges(*from).len() };
            path.is_plain &= is_plain(edge.kind, targets);
            if self.graph.is_method(*from) {
                (at, kind, waits, mark) = (edge.at, None, false, Mark::default());
            }
            waits |= gesture;
            mark = mark.or(edge.mark);
            kind = Some(match kind {
                Some(strong @ (EdgeKind::Component | EdgeKind::Reflection))
                    if edge.kind != EdgeKind::Gesture =>
                {
                    strong
                }
                _ => edge.kind,
            });
            if !self.graph.is_method(*to) {
                continue;
            }
            if *to != caller || path.steps.is_empty() {
                let position = path.steps.len();
                if waits && path.gesture_step.is_none() {
                    path.gesture_step = Some(position);
                }
                let person = personal || path.gesture_step.is_some();
                if mark.is_refusal() && person {
                    path.refused_step = Some(position);
                }
                let gate = mark.gate().filter(|_| self.gates.guards_launch(mark) || person);
                if path.gate.is_none() && gate.is_some() {
                    (path.gate, path.gate_step) = (gate, Some(position));
                }
                path.open_gate = path.open_gate.or_else(|| self.gates.open_at(caller, at));
                let edge = kind.unwrap_or(EdgeKind::Direct);
                path.weakest = path.weakest.max(Some(edge));
                path.steps.push(steps.number(files, caller, *to, edge, at));
                path.calls.push((caller, at));
            }
            caller = *to;
            (at, kind, waits, mark) = (0, None, false, Mark::default());
        }
        path
    }
}
