//! Fields: the value a file writes for them, and what the package's methods put into them.

use std::rc::Rc;

use super::fixed::{Fixed, Found};
use super::methods::reads_settings;
use super::{Frame, Solver, MAX_LEVELS};
use crate::callgraph::callers::name_of;
use crate::callgraph::program::{ClassId, MethodId, Program, NONE};
use crate::callgraph::rows::find_string;
use crate::dex::{Dex, Value, ACC_FINAL};
use crate::error::Result;
use crate::limits::Budget;

/// Most writes of one field that are compared.
const MAX_WRITES: usize = 12;
const MAX_PARENTS: usize = 64;
const ACC_PRIVATE: u32 = 2;

/// Who writes fields, per file.
pub(super) struct Writes {
    files: Vec<FileWrites>,
}

struct FileWrites {
    /// Written fields by name and type, as (name and type indexes, field index), sorted.
    named: Vec<(u64, u32)>,
}

/// A field where it is defined.
struct Definition {
    dex: usize,
    field: u32,
    class: ClassId,
    access: u32,
    is_static: bool,
}

/// A value put into a field.
struct Put {
    /// In a constructor or class initialiser.
    initial: bool,
    found: Option<Found>,
    /// Unknown, but read from preferences or remote configuration.
    from_settings: bool,
}

impl Writes {
    fn new(program: &Program<'_, '_>, budget: &mut Budget) -> Result<Self> {
        let mut files = Vec::with_capacity(program.dexes.len());
        for (file, sweep) in program.dexes.iter().zip(program.sweeps) {
            budget.charge(sweep.events.len() as u64 / 2 + u64::from(file.field_count()) * 8)?;
            let written = (0..file.field_count()).filter(|field| !sweep.puts.of(*field).is_empty());
            let mut named: Vec<(u64, u32)> = written
                .filter_map(|field| file.field(field).map(|row| (key(row.name, row.type_), field)))
                .collect();
            named.sort_unstable();
            files.push(FileWrites { named });
        }
        Ok(Self { files })
    }
}

fn key(name: u32, type_: u32) -> u64 {
    u64::from(name) << 32 | u64::from(type_)
}

impl FileWrites {
    /// Written fields of a name and a type.
    fn fields(&self, key: u64) -> impl Iterator<Item = u32> + '_ {
        let first = self.named.partition_point(|(have, _)| *have < key);
        let rows = self.named.get(first..).unwrap_or_default().iter();
        rows.take_while(move |(have, _)| *have == key).map(|(_, field)| *field)
    }
}

impl Solver<'_> {
    pub(super) fn field<'d, 'a>(
        &mut self,
        program: &mut Program<'d, 'a>,
        frame: &Frame<'_, 'd, 'a>,
        field: u32,
        depth: u8,
        budget: &mut Budget,
    ) -> Result<Option<Found>> {
        if frame.level >= MAX_LEVELS {
            return Ok(None);
        }
        let Some(definition) = definition(program, frame.dex, field, budget)? else { return Ok(None) };
        let is_final = definition.access & ACC_FINAL != 0;
        if self.strict && !definition.is_static && !is_final {
            return Ok(None);
        }
        let key = (definition.dex, definition.field);
        if let Some(known) = self.fields.get(&key) {
            return Ok(known.clone());
        }
        self.fields.insert(key, None);
        let outer = std::mem::replace(&mut self.asked_caller, false);
        let found = self.assigned(program, &definition, (frame.level, depth), budget)?;
        self.asked_caller = outer;
        if found.is_none() && self.is_spent() {
            self.fields.remove(&key);
        } else {
            self.fields.insert(key, found.clone());
        }
        Ok(found)
    }

    fn assigned<'d, 'a>(
        &mut self,
        program: &mut Program<'d, 'a>,
        definition: &Definition,
        (level, depth): (u8, u8),
        budget: &mut Budget,
    ) -> Result<Option<Found>> {
        let file = program.dexes.get(definition.dex);
        let written = file
            .filter(|_| definition.is_static)
            .and_then(|file| Some((file, file.static_value(definition.field)?)))
            .and_then(|(file, value)| fixed(file, &value));
        let mut writers = self.writers(program, definition, budget)?;
        if writers.len() > MAX_WRITES {
            return Ok(None);
        }
        // Writes in code that nothing reaches do not count where others are reached.
        if !self.strict && writers.iter().any(|(method, _)| self.graph.is_reached(*method)) {
            writers.retain(|(method, _)| self.graph.is_reached(*method));
        }
        let mut puts = Vec::new();
        for group in writers.chunk_by(|a, b| a.0 == b.0) {
            let Some((method, _)) = group.first() else { continue };
            let name = name_of(program, *method);
            let initial = matches!(name.as_deref(), Some(b"<init>" | b"<clinit>"));
            let (method, level) = (*method, level + 1);
            let made =
                self.inside(program, (method, u32::MAX), budget, |this, program, dex, values, budget| {
                    let frame = Frame { values, dex, method, caller: None, level };
                    let mut made = Vec::new();
                    for (_, at) in group {
                        let Some(site) = values.site(*at) else { continue };
                        let Some(value) = values.seen(site, 0) else { continue };
                        let found = this.eval(program, &frame, value, depth, budget)?;
                        let from_settings = found.is_none() && reads_settings(values, value);
                        made.push(Put { initial, found, from_settings });
                    }
                    Ok(Some(made))
                })?;
            let Some(made) = made else { return Ok(None) };
            puts.extend(made);
        }
        if self.strict && definition.access & ACC_FINAL == 0 {
            return Ok(any_of(puts, written));
        }
        Ok(summed_up(puts, written))
    }

    /// Writes of a field: method and code unit, in order.
    fn writers(
        &mut self,
        program: &mut Program<'_, '_>,
        definition: &Definition,
        budget: &mut Budget,
    ) -> Result<Vec<(MethodId, u32)>> {
        let dexes = program.dexes;
        if self.writes.is_none() {
            self.writes = Some(Rc::new(Writes::new(program, budget)?));
        }
        let Some(writes) = &self.writes else { return Ok(Vec::new()) };
        let wanted = dexes.get(definition.dex).and_then(|file| {
            let row = file.field(definition.field)?;
            Some((key(row.name, row.type_), file.string_bytes(row.name)?, file.type_bytes(row.type_)?))
        });
        let Some((own, name, type_)) = wanted else { return Ok(Vec::new()) };
        let is_private = definition.access & ACC_PRIVATE != 0;
        let mut found = Vec::new();
        for (dex, (file, writes)) in dexes.iter().zip(&writes.files).enumerate() {
            budget.charge(4)?;
            if is_private && dex != definition.dex {
                continue;
            }
            let there = || Some(key(find_string(file, name)?, file.find_type(type_)?));
            let Some(key) = (if dex == definition.dex { Some(own) } else { there() }) else { continue };
            for field in writes.fields(key) {
                budget.charge(4)?;
                if is_private && field != definition.field {
                    continue;
                }
                let Some(class) = file.field(field).map(|row| row.class) else { continue };
                let class = program.class_of(dex, class);
                if class == NONE || !program.is_a(class, definition.class) {
                    continue;
                }
                let Some(sweep) = program.sweeps.get(dex) else { continue };
                for position in sweep.puts.of(field).iter().take(MAX_WRITES + 1) {
                    let place = sweep.method_of(*position).zip(sweep.events.get(*position as usize));
                    let Some((row, event)) = place else { continue };
                    let method = program.method_id(dex, row);
                    if program.owner(method) != NONE {
                        found.push((method, event.at()));
                    }
                }
            }
        }
        found.sort_unstable();
        Ok(found)
    }
}

/// The field a reference leads to; `None` for fields of the platform.
fn definition(
    program: &mut Program<'_, '_>,
    dex: usize,
    field: u32,
    budget: &mut Budget,
) -> Result<Option<Definition>> {
    let dexes = program.dexes;
    let Some((file, row)) = dexes.get(dex).and_then(|file| Some((file, file.field(field)?))) else {
        return Ok(None);
    };
    let (name, type_) = (file.string_bytes(row.name), file.type_bytes(row.type_));
    let mut class = program.class_of(dex, row.class);
    for _ in 0..MAX_PARENTS {
        let Some(found) = program.class(class).filter(|found| found.is_defined()) else { break };
        let (own, def, parent) = (found.dex as usize, found.def, found.parent);
        let data = dexes.get(own).and_then(|file| Some((file, file.class_data(&file.class_def(def)?)?)));
        if let Some((file, data)) = data {
            budget.charge(data.declared_members().min(1 << 16))?;
            let same = |index: u32| {
                file.field(index).is_some_and(|row| {
                    file.string_bytes(row.name) == name && file.type_bytes(row.type_) == type_
                })
            };
            if let Some(field) = data.fields().find(|field| same(field.field)) {
                let (access, is_static) = (field.access, field.is_static);
                return Ok(Some(Definition { dex: own, field: field.field, class, access, is_static }));
            }
        }
        class = parent;
    }
    Ok(None)
}

/// A value the file itself gives a static field.
fn fixed(file: &Dex<'_>, value: &Value) -> Option<Fixed> {
    Some(match value {
        Value::Byte(v) => Fixed::Narrow(i32::from(*v)),
        Value::Short(v) => Fixed::Narrow(i32::from(*v)),
        Value::Char(v) => Fixed::Narrow(i32::from(*v)),
        Value::Int(v) => Fixed::Narrow(*v),
        Value::Boolean(v) => Fixed::Narrow(i32::from(*v)),
        Value::Float(v) => Fixed::Narrow(v.to_bits() as i32),
        Value::Long(v) => Fixed::Wide(*v),
        Value::Double(v) => Fixed::double(*v),
        Value::String(index) => Fixed::text(&file.string(*index)?),
        Value::Type(index) => Fixed::Class(file.type_descriptor(*index)?.as_ref().into()),
        _ => return None,
    })
}

/// What all writes together make of a field. One set later replaces the one it was made with.
fn summed_up(puts: Vec<Put>, written: Option<Fixed>) -> Option<Found> {
    let start = written.map(Found::one);
    let (initial, later): (Vec<Put>, Vec<Put>) = puts.into_iter().partition(|put| put.initial);
    let known = |puts: &[Put]| {
        let mut all: Option<Found> = None;
        for put in puts {
            let found = put.found.clone()?;
            all = Some(match all {
                None => found,
                Some(all) => all.or(found)?,
            });
        }
        all
    };
    let first = if initial.is_empty() { start } else { known(&initial) };
    if later.is_empty() {
        return first;
    }
    if later.iter().all(|put| put.found.is_some() || put.from_settings)
        && later.iter().any(|p| p.from_settings)
    {
        return first.map(|found| Found { settings: true, ..found });
    }
    known(&later)
}

/// What a static field starts as, or any write makes of it.
fn any_of(puts: Vec<Put>, written: Option<Fixed>) -> Option<Found> {
    let start = Found::one(written.unwrap_or(Fixed::Narrow(0)));
    puts.into_iter().try_fold(start, |all, put| all.or(put.found?))
}
