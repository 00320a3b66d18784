//! What a value is beyond its own method: fields, parameters, returned values, resources, library calls.
//!
//! Asked for one value at a time, so only what a fact needs is ever followed. Every query has fuel, every
//! package a number of methods that may be taken apart, and all of it is charged.

mod fields;
mod fixed;
mod library;
mod makes;
mod methods;
mod text;

use std::rc::Rc;

pub use fixed::{Fixed, Found};

use super::graph::Graph;
use super::hash::Map;
use super::program::{MethodId, Program};
use crate::arsc::{Config, Table};
use crate::dex::{fold, Arg, Number, Origin, ValueId, Values};
use crate::error::Result;
use crate::limits::Budget;
use fields::Writes;

/// Most steps of one query.
const FUEL: u32 = 300;
/// Most nested steps, and most methods between the question and its answer.
const MAX_DEPTH: u8 = 24;
const MAX_LEVELS: u8 = 6;
/// Most methods that are taken apart for one question, and for all of a package.
const MAX_BODIES_ASKED: u32 = 24;
const MAX_BODIES: u32 = 3000;
/// The same where the answer decides nothing and is only told.
const MAX_BODIES_TOLD: u32 = 5;
const MAX_BODIES_ALL_TOLD: u32 = 120;

/// A method in which values are looked at, and the call it is looked at from, if one.
#[derive(Clone, Copy)]
pub struct Frame<'f, 'd, 'a> {
    pub values: &'f Values<'f, 'd, 'a>,
    pub dex: usize,
    pub method: MethodId,
    caller: Option<(&'f Frame<'f, 'd, 'a>, u32)>,
    /// Methods between the question and this one.
    level: u8,
}

impl<'f, 'd, 'a> Frame<'f, 'd, 'a> {
    pub fn new(values: &'f Values<'f, 'd, 'a>, dex: usize, method: MethodId) -> Self {
        Self { values, dex, method, caller: None, level: 0 }
    }

    /// How many methods lie between the question and this one.
    pub fn level(&self) -> u8 {
        self.level
    }

    /// What the call this method is looked at from gives for a word of its arguments.
    pub fn given(&self, word: u16) -> Option<(&'f Frame<'f, 'd, 'a>, ValueId)> {
        let (caller, at) = self.caller?;
        let site = caller.values.site(at)?;
        Some((caller, caller.values.seen(site, usize::from(word))?))
    }
}

/// Answers of one package, kept.
pub struct Solver<'g> {
    graph: &'g Graph,
    table: Option<&'g Table<'g>>,
    package: &'g str,
    fields: Map<(usize, u32), Option<Found>>,
    parameters: Map<(MethodId, u16), Option<Found>>,
    returns: Map<MethodId, Option<Found>>,
    writes: Option<Rc<Writes>>,
    /// Methods that may still be taken apart: for the package, for what is only told, for this question.
    bodies: u32,
    told: u32,
    bodies_left: u32,
    fuel: u32,
    /// The last answers asked a caller's frame, so they hold for that call only.
    asked_caller: bool,
    /// Only what holds on every way is told: see [`Solver::strict`].
    strict: bool,
}

impl<'g> Solver<'g> {
    pub fn new(graph: &'g Graph, table: Option<&'g Table<'g>>, package: &'g str) -> Self {
        Self {
            graph,
            table,
            package,
            fields: Map::default(),
            parameters: Map::default(),
            returns: Map::default(),
            writes: None,
            bodies: MAX_BODIES,
            told: MAX_BODIES_ALL_TOLD,
            bodies_left: u32::MAX,
            fuel: 0,
            asked_caller: false,
            strict: false,
        }
    }

    /// One that asks the same package but tells only what holds whichever way code runs: a static field is what it starts as or any write
    /// makes it, reached or not; arguments count where no other than the package can call; objects' own fields,
    /// which serialisers fill, are not known unless final.
    pub fn strict(&self) -> Self {
        let writes = self.writes.clone();
        Self { strict: true, writes, ..Self::new(self.graph, self.table, self.package) }
    }

    /// What a value can be; `None` when that is not known.
    ///
    /// # Errors
    /// `budget_exceeded`.
    pub fn find<'d, 'a>(
        &mut self,
        program: &mut Program<'d, 'a>,
        frame: &Frame<'_, 'd, 'a>,
        value: ValueId,
        budget: &mut Budget,
    ) -> Result<Option<Found>> {
        self.fuel = FUEL;
        self.bodies_left = MAX_BODIES_ASKED.min(self.bodies);
        let found = self.eval(program, frame, value, MAX_DEPTH, budget);
        // Who takes methods apart without a question is not limited by the last one.
        self.bodies_left = u32::MAX;
        found
    }

    /// The same for an answer that decides nothing: less is spent on it.
    ///
    /// # Errors
    /// `budget_exceeded`.
    fn find_to_tell<'d, 'a>(
        &mut self,
        program: &mut Program<'d, 'a>,
        frame: &Frame<'_, 'd, 'a>,
        value: ValueId,
        budget: &mut Budget,
    ) -> Result<Option<Found>> {
        self.fuel = FUEL;
        let given = MAX_BODIES_TOLD.min(self.told);
        self.bodies_left = given;
        let found = self.eval(program, frame, value, MAX_DEPTH, budget);
        self.told = self.told.saturating_sub(given.saturating_sub(self.bodies_left));
        self.bodies_left = u32::MAX;
        found
    }

    /// Whether the question was given up: then nothing it did not find may be kept.
    fn is_spent(&self) -> bool {
        self.fuel == 0 || self.bodies_left == 0
    }

    /// A value as arguments of the type with this descriptor, and whether a setting can change it; `decides`
    /// where a filter waits for the answer.
    ///
    /// # Errors
    /// `budget_exceeded`.
    pub fn arg<'d, 'a>(
        &mut self,
        program: &mut Program<'d, 'a>,
        frame: &Frame<'_, 'd, 'a>,
        (value, descriptor): (ValueId, &[u8]),
        decides: bool,
        budget: &mut Budget,
    ) -> Result<Option<(Vec<Arg>, bool)>> {
        let found = if decides {
            self.find(program, frame, value, budget)?
        } else {
            self.find_to_tell(program, frame, value, budget)?
        };
        let Some(found) = found else { return Ok(None) };
        let args: Vec<Arg> = found.any.iter().map(|fixed| fixed.to_arg(descriptor)).collect();
        Ok((!args.contains(&Arg::Unknown)).then_some((args, found.settings)))
    }

    fn eval<'d, 'a>(
        &mut self,
        program: &mut Program<'d, 'a>,
        frame: &Frame<'_, 'd, 'a>,
        value: ValueId,
        depth: u8,
        budget: &mut Budget,
    ) -> Result<Option<Found>> {
        budget.charge(8)?;
        let (Some(depth), Some(fuel)) = (depth.checked_sub(1), self.fuel.checked_sub(1)) else {
            self.fuel = 0;
            return Ok(None);
        };
        self.fuel = fuel;
        let values = frame.values;
        let file = values.body().dex();
        let one = |fixed: Fixed| Ok(Some(Found::one(fixed)));
        match values.origin(value) {
            Origin::Narrow(number) => one(Fixed::Narrow(*number)),
            Origin::Wide(number) => one(Fixed::Wide(*number)),
            Origin::String(index) => Ok(file.string(*index).map(|text| Found::one(Fixed::text(&text)))),
            Origin::Text(text) => one(Fixed::text(text)),
            Origin::Class(index) => {
                Ok(file.type_descriptor(*index).map(|name| Found::one(Fixed::Class(name.as_ref().into()))))
            }
            Origin::ClassNamed(name) => one(Fixed::Class(name.as_ref().into())),
            Origin::New { type_, .. } => {
                Ok(file.type_descriptor(*type_).map(|name| Found::one(Fixed::Object(name.as_ref().into()))))
            }
            Origin::Joined(parts) => self.join(program, frame, parts, depth, budget),
            Origin::List(elements) => {
                let mut list = Vec::with_capacity(elements.len().min(FUEL as usize));
                for element in elements {
                    let found = self.eval(program, frame, *element, depth, budget)?;
                    let Some(fixed) = found.and_then(Found::single) else { return Ok(None) };
                    list.push(fixed);
                }
                one(Fixed::List(list))
            }
            Origin::Element { array, index, .. } => {
                let array = self.eval(program, frame, *array, depth, budget)?.and_then(Found::single);
                let Some(Fixed::List(list)) = array else { return Ok(None) };
                let index = self.eval(program, frame, *index, depth, budget)?.and_then(Found::single);
                let Some(Fixed::Narrow(index)) = index else { return Ok(None) };
                let at = usize::try_from(index).ok();
                Ok(at.and_then(|at| list.get(at)).cloned().map(Found::one))
            }
            Origin::Not(inner) => {
                let found = self.eval(program, frame, *inner, depth, budget)?;
                Ok(found.and_then(|found| {
                    found.map(|fixed| match fixed {
                        Fixed::Narrow(number) => Some(Fixed::Narrow(number ^ 1)),
                        _ => None,
                    })
                }))
            }
            Origin::Computed { at, from: [left, right] } => {
                self.computed(program, frame, (*at, *left, *right), depth, budget)
            }
            Origin::Merged { .. } => {
                let sources: Vec<ValueId> = values.sources_of(value).collect();
                let mut all: Option<Found> = None;
                for source in sources {
                    let found = self.eval(program, frame, source, depth, budget)?;
                    let Some(found) = found else { return Ok(None) };
                    all = match all {
                        None => Some(found),
                        Some(all) => match all.or(found) {
                            Some(both) => Some(both),
                            None => return Ok(None),
                        },
                    };
                }
                Ok(all)
            }
            Origin::Parameter(word) => self.parameter(program, frame, *word, depth, budget),
            Origin::StaticField(field) | Origin::InstanceField { field, .. } => {
                self.field(program, frame, *field, depth, budget)
            }
            Origin::Result { at, method } => self.result(program, frame, (*at, *method), depth, budget),
            _ => Ok(None),
        }
    }

    fn computed<'d, 'a>(
        &mut self,
        program: &mut Program<'d, 'a>,
        frame: &Frame<'_, 'd, 'a>,
        (at, left, right): (u32, ValueId, ValueId),
        depth: u8,
        budget: &mut Budget,
    ) -> Result<Option<Found>> {
        let values = frame.values;
        let Some(insn) = values.body().instruction(at) else { return Ok(None) };
        let Some(left) = self.eval(program, frame, left, depth, budget)? else { return Ok(None) };
        if matches!(values.origin(right), Origin::Undefined) {
            return Ok(left.map(|fixed| Some(Fixed::of(fold(insn, fixed.number()?, None)?))));
        }
        let Some(right) = self.eval(program, frame, right, depth, budget)? else { return Ok(None) };
        Ok(left.with(&right, |left, right| {
            let folded: Option<Number> = fold(insn, left.number()?, Some(right.number()?));
            Some(Fixed::of(folded?))
        }))
    }

    /// A resource's value in the default configuration.
    fn resource(&self, number: i32) -> Option<crate::arsc::Resolved<'g>> {
        let id = u32::try_from(number).ok().filter(|id| *id >= 0x0100_0000)?;
        let value = crate::axml::Value { kind: crate::axml::Value::REFERENCE, data: id };
        let found = self.table?.resolve(value, &Config::plain(), None);
        found.resource.filter(|_| found.config.is_some() || found.is_bag)?;
        Some(found)
    }
}
