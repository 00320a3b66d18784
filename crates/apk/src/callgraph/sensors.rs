//! Listeners to motion sensors: what they compare readings with, and what they can set off.

use std::collections::{HashSet, VecDeque};
use std::ops::Range;

use super::callbacks::Callbacks;
use super::callers;
use super::comparing::{compared, sensor_branches};
use super::constants::{Fixed, Frame, Solver};
use super::facts::{ComparisonFact, Hit, SensorListener};
use super::graph::{Graph, NodeId};
use super::program::{MethodId, Program, NONE};
use crate::dex::{Arg, EventKind};
use crate::error::Result;
use crate::limits::Budget;

const MAX_LISTENERS: usize = 200;
/// How deep, and how many, methods below a listener are read for constants.
const MAX_DEPTH: usize = 3;
const MAX_READ: usize = 12;
/// Most nodes that are walked to see what a listener can reach.
const MAX_WALK: usize = 600;
const MAX_COMPARISONS: usize = 64;
const ACTS: [&str; 6] = [
    "behaviour:cross_app_jump",
    "behaviour:apk_install",
    "behaviour:silent_download",
    "behaviour:dialog_window",
    "behaviour:linked_start",
    "behaviour:background_activity_start",
];

/// What the search for listeners needs.
pub struct Search<'p, 'd, 'a, 'g> {
    pub program: &'p mut Program<'d, 'a>,
    pub graph: &'p Graph,
    pub solver: &'p mut Solver<'g>,
    pub budget: &'p mut Budget,
}

impl Search<'_, '_, '_, '_> {
    /// All listeners of a package. `methods` holds the method of each hit.
    ///
    /// # Errors
    /// `budget_exceeded`.
    pub fn listeners(
        &mut self,
        callbacks: &Callbacks,
        hits: &[Hit],
        methods: &[MethodId],
    ) -> Result<Vec<SensorListener>> {
        let Some(base) = self.program.find_class(b"Landroid/hardware/SensorEventListener;") else {
            return Ok(Vec::new());
        };
        let definitions = definitions(self.program);
        if definitions.is_empty() {
            return Ok(Vec::new());
        }
        let registrations = self.registrations()?;
        let mut found = Vec::new();
        for method in definitions {
            let class = self.program.owner(method);
            if !self.program.is_a(class, base) || found.len() >= MAX_LISTENERS {
                continue;
            }
            let descriptor = self.program.class(class).map(|c| c.name).unwrap_or_default();
            let owner = crate::dex::decode_mutf8(descriptor).into_owned();
            let own = |one: &&Registration| {
                one.listeners.iter().any(|named| {
                    self.program.find_class(named.as_bytes()).is_some_and(|named| {
                        self.program.is_a(named, class) || self.program.is_a(class, named)
                    })
                })
            };
            let own: Vec<&Registration> = registrations.iter().filter(own).collect();
            // A registration of something that is not known may be of any listener.
            let any = registrations.is_empty() || registrations.iter().any(|one| one.listeners.is_empty());
            let registered = !own.is_empty() || (any && callbacks.is_on(base));
            let mut types: Vec<i64> = own.iter().flat_map(|one| one.types.iter().copied()).collect();
            let all_known = !own.is_empty() && own.iter().all(|one| !one.types.is_empty());
            if !all_known {
                types.extend(sensor_types(hits, &owner));
            }
            types.sort_unstable();
            types.dedup();
            let mut delays: Vec<i64> = own.iter().flat_map(|one| one.delays.iter().copied()).collect();
            delays.sort_unstable();
            delays.dedup();
            let mut listener = SensorListener {
                owner: owner.trim_start_matches('L').trim_end_matches(';').replace('/', "."),
                method: self.program.signature(method),
                sensor_types: types,
                comparisons: Vec::new(),
                constants: Vec::new(),
                acts: acts(self.graph, method, hits, methods),
                delays,
                registered,
                reachable: self.graph.is_reached(method),
            };
            for (read, sensor) in self.below(method)? {
                self.compare(read, sensor, &mut listener)?;
            }
            let initialisers = self.program.class(class).map(|c| c.first_method..c.end_method);
            for initialiser in initialisers.unwrap_or_default() {
                let name = super::callers::name_of(self.program, initialiser);
                if matches!(name.as_deref(), Some(b"<init>" | b"<clinit>")) {
                    collect_floats(self.program, initialiser, &mut listener.constants);
                }
            }
            listener.constants.sort_by(f64::total_cmp);
            listener.constants.dedup();
            listener.constants.truncate(MAX_COMPARISONS);
            found.push(listener);
        }
        Ok(found)
    }

    /// Calls of `SensorManager.registerListener` with what is known of their arguments.
    fn registrations(&mut self) -> Result<Vec<Registration>> {
        let names = HashSet::from([b"registerListener".to_vec()]);
        let sites = callers::calls(self.program, &names, |program, dex, method| {
            let file = program.dexes.get(dex)?;
            let class = file.type_bytes(file.method(method)?.class)?;
            (class == b"Landroid/hardware/SensorManager;").then_some(())
        });
        let mut found = Vec::new();
        for call in sites.into_iter().take(MAX_LISTENERS) {
            let method = call.caller;
            let asked = self.solver.inside(
                self.program,
                (method, u32::MAX),
                self.budget,
                |solver, program, dex, values, budget| {
                    let frame = Frame::new(values, dex, method);
                    let mut one = Registration::default();
                    let arguments = values.declared_arguments(call.at);
                    for (n, (value, _)) in arguments.into_iter().enumerate().take(3) {
                        let any = solver.find(program, &frame, value, budget)?.map(|found| found.any);
                        for fixed in any.unwrap_or_default() {
                            match (n, fixed) {
                                (0, Fixed::Object(name)) => one.listeners.push(name.to_string()),
                                (1, Fixed::Sensor(type_)) => one.types.push(i64::from(type_)),
                                (2, Fixed::Narrow(delay)) => one.delays.push(i64::from(delay)),
                                _ => {}
                            }
                        }
                    }
                    Ok(Some(one))
                },
            )?;
            found.push(asked.unwrap_or_default());
        }
        Ok(found)
    }

    /// The method and methods of the package that it calls straight, a few levels down, each with the sensor
    /// whose branch the call stands in.
    fn below(&mut self, method: MethodId) -> Result<Vec<(MethodId, Option<i64>)>> {
        let mut found = vec![(method, None)];
        let mut level = vec![(method, None)];
        for depth in 0..MAX_DEPTH {
            let mut next = Vec::new();
            for (caller, known) in level {
                let Some((dex, summary)) = self.program.method(caller) else { continue };
                let sweeps = self.program.sweeps;
                let Some(sweep) = sweeps.get(dex) else { continue };
                let branches = if depth == 0 { self.branches(caller)? } else { Vec::new() };
                for event in sweep.events_of(summary) {
                    let calls = matches!(
                        event.kind(),
                        EventKind::InvokeDirect | EventKind::InvokeStatic | EventKind::InvokeVirtual
                    );
                    let callee = if calls { self.program.resolve(dex, event.index) } else { None };
                    let is_new = |callee: &MethodId| !found.iter().any(|(have, _)| have == callee);
                    if let Some(callee) = callee.filter(|callee| is_new(callee) && found.len() < MAX_READ) {
                        let inside = branches.iter().find(|(range, _)| range.contains(&event.at()));
                        let sensor = known.or(inside.map(|(_, sensor)| *sensor));
                        found.push((callee, sensor));
                        next.push((callee, sensor));
                    }
                }
            }
            level = next;
        }
        Ok(found)
    }

    /// Code that only runs for one type of sensor, by `getType()`.
    fn branches(&mut self, method: MethodId) -> Result<Vec<(Range<u32>, i64)>> {
        let found = self.solver.inside(
            self.program,
            (method, u32::MAX),
            self.budget,
            |_, _, _, values, budget| sensor_branches(values, budget).map(Some),
        )?;
        Ok(found.unwrap_or_default())
    }

    fn compare(
        &mut self,
        method: MethodId,
        sensor: Option<i64>,
        listener: &mut SensorListener,
    ) -> Result<()> {
        let signature = self.program.signature(method);
        self.solver.inside(
            self.program,
            (method, u32::MAX),
            self.budget,
            |solver, program, dex, values, budget| {
                let frame = Frame::new(values, dex, method);
                let file = values.body().dex();
                let branches = sensor_branches(values, budget)?;
                for condition in values.conditions() {
                    if listener.comparisons.len() >= MAX_COMPARISONS {
                        break;
                    }
                    let at = condition.at;
                    let inside = branches.iter().find(|(range, _)| range.contains(&at));
                    let sensor = sensor.or(inside.map(|(_, sensor)| *sensor));
                    for told in compared(solver, program, &frame, condition, budget)? {
                        if listener.comparisons.len() >= MAX_COMPARISONS || !told.value.is_finite() {
                            continue;
                        }
                        listener.constants.push(told.value);
                        listener.comparisons.push(ComparisonFact {
                            value: told.value,
                            op: told.op.to_owned(),
                            method: signature.clone(),
                            dex: file.entry().to_owned(),
                            offset: at.saturating_mul(2),
                            line: file.line(values.body().code(), at),
                            number: condition.number,
                            squared: told.reading.squared,
                            elapsed: told.reading.elapsed,
                            axes: told.reading.axes,
                            in_g: told.reading.in_g,
                            angle: told.reading.angle,
                            from_settings: told.from_settings,
                            sensor,
                        });
                    }
                }
                Ok(Some(()))
            },
        )?;
        collect_floats(self.program, method, &mut listener.constants);
        Ok(())
    }
}

/// A call that registers listeners; what is not known is empty.
#[derive(Debug, Default)]
struct Registration {
    /// Descriptors of their classes.
    listeners: Vec<String>,
    types: Vec<i64>,
    delays: Vec<i64>,
}

/// Definitions of onSensorChanged.
fn definitions(program: &Program<'_, '_>) -> Vec<MethodId> {
    let mut found = Vec::new();
    for (dex, file) in program.dexes.iter().enumerate() {
        let Some(name) = super::rows::find_string(file, b"onSensorChanged") else { continue };
        let indexes =
            (0..file.method_count()).filter(|index| file.method(*index).is_some_and(|m| m.name == name));
        found.extend(indexes.filter_map(|index| program.defined_here(dex, index)));
    }
    found
}

/// Constants given to getDefaultSensor by code of the same outermost class.
fn sensor_types(hits: &[Hit], owner: &str) -> Vec<i64> {
    let outer = owner.trim_end_matches(';').split('$').next().unwrap_or_default();
    let mut types: Vec<i64> = hits
        .iter()
        .filter(|hit| hit.callee.contains("SensorManager;->getDefaultSensor"))
        .filter(|hit| hit.caller.strip_prefix(outer).is_some_and(|rest| rest.starts_with(['$', ';'])))
        .filter_map(|hit| match hit.args.first() {
            Some(Arg::Int(number)) => Some(*number),
            _ => None,
        })
        .collect();
    types.sort_unstable();
    types.dedup();
    types
}

/// Constants of a method that only make sense as floats or doubles.
fn collect_floats(program: &Program<'_, '_>, method: MethodId, constants: &mut Vec<f64>) {
    let Some((dex, summary)) = program.method(method) else { return };
    let Some(code) = program.dexes.get(dex).and_then(|file| file.code_item(summary.code_off)) else { return };
    crate::dex::each_instruction(code.insns, |insn| {
        let number = match (insn.opcode, insn.literal()) {
            (0x14 | 0x15, Some(bits)) => f64::from(f32::from_bits(bits as u32)),
            (0x18 | 0x19, Some(bits)) => f64::from_bits(bits as u64),
            _ => return,
        };
        // Addresses, masks and resource numbers read as floats come out tiny or huge.
        if number.abs() > 1e-4 && number.abs() < 1e7 && constants.len() < MAX_COMPARISONS * 4 {
            constants.push(number);
        }
    });
}

/// Hits of acts that control can come to from the listener.
fn acts(graph: &Graph, method: MethodId, hits: &[Hit], methods: &[MethodId]) -> Vec<usize> {
    let mut seen: HashSet<NodeId> = HashSet::from([method]);
    let mut todo = VecDeque::from([method]);
    while let Some(node) = todo.pop_front() {
        for edge in graph.edges(node) {
            if edge.to != NONE && seen.len() < MAX_WALK && seen.insert(edge.to) {
                todo.push_back(edge.to);
            }
        }
    }
    let is_act = |hit: &Hit| hit.tags.iter().any(|tag| ACTS.contains(&tag.as_str()));
    let numbered = hits.iter().zip(methods).enumerate();
    numbered.filter(|(_, (hit, method))| seen.contains(method) && is_act(hit)).map(|(n, _)| n).collect()
}
