//! From places to hits: constant arguments read, filters applied, sinks of the result named.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Bits, Found, FoundKind, Hits, Search, MAX_STRING_BYTES};
use crate::callgraph::aside::ahead;
use crate::callgraph::constants::Frame;
use crate::callgraph::facts::Hit;
use crate::callgraph::program::{Files, MethodId};
use crate::callgraph::rows::{is_sink, Rows};
use crate::dex::{Arg, Body, Dex, EventKind, Loose};
use crate::error::Result;
use crate::knowledge::{Confidence, FilterValue, Knowledge, Row};
use crate::limits::Budget;

/// Methods with hits from which on a second thread takes some of them apart.
const WORTH_A_THREAD: usize = 100;

impl<'d, 'a> Search<'_, 'd, 'a, '_> {
    /// Reads arguments, applies filters and writes hits out, method by method.
    pub(super) fn judge(
        &mut self,
        kept: Vec<Found>,
        (rows, sinks): (&Rows<'_>, &[Bits]),
        hits: &mut Hits,
        budget: &mut Budget,
    ) -> Result<()> {
        let groups: Vec<&[Found]> = kept.chunk_by(|a, b| a.method == b.method).collect();
        let (files, before) = (Arc::clone(&self.program.files), budget.clone());
        let make = |number: usize| {
            let mut budget = before.clone();
            let group = groups.get(number).copied().unwrap_or_default();
            (taken_apart(&files, group, (rows, sinks), &mut budget), budget.since(&before))
        };
        let is_worth_it = groups.len() >= WORTH_A_THREAD;
        ahead(is_worth_it, groups.len(), make, |number, (apart, work)| {
            budget.charge(work)?;
            let group = groups.get(number).copied().unwrap_or_default();
            self.judge_method(group, apart, (rows, sinks), hits, budget)
        })
    }

    fn judge_method(
        &mut self,
        group: &[Found],
        apart: Apart<'d, 'a>,
        (rows, sinks): (&Rows<'_>, &[Bits]),
        hits: &mut Hits,
        budget: &mut Budget,
    ) -> Result<()> {
        let Some(method) = group.first().map(|first| first.method) else { return Ok(()) };
        let Some((dex, summary)) = self.program.method(method) else { return Ok(()) };
        let (dexes, knowledge) = (self.program.dexes, self.knowledge);
        let Some(file) = dexes.get(dex) else { return Ok(()) };
        let has_sinks = sinks.get(dex).is_some_and(|sinks| calls_any(&self.program.files, method, sinks));
        let (body, loose) = apart.unzip();
        let values = body.as_ref().zip(loose).map(|(body, loose)| loose.of(body));
        let code = file.code_item(summary.code_off);
        let caller = self.program.signature(method);
        let mut unresolved: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
        for one in group {
            let Some(row) = rows.row(one.row) else { continue };
            if one.kind == FoundKind::Call && row.match_ == 2 && spoken_for(file, group, one, row, rows) {
                continue;
            }
            let mut args = Args::default();
            if let (FoundKind::Call, Some(values)) = (one.kind, &values) {
                args.told = values.const_args(one.at);
            }
            let near = |text: &String| self.names(dex, method, text);
            let mut verdict = accepts(row, &args, knowledge, near);
            if matches!(verdict, Verdict::No) {
                continue;
            }
            let decides = matches!(verdict, Verdict::Unknown);
            if let Some(values) = values.as_ref().filter(|_| decides || (one.rank < 2 && is_told(row))) {
                if args.has_open() {
                    let frame = Frame::new(values, dex, method);
                    self.complete(&mut args, &frame, (one.at, decides), budget)?;
                    let near = |text: &String| self.names(dex, method, text);
                    verdict = accepts(row, &args, knowledge, near);
                }
            }
            let resolved = match verdict {
                Verdict::No => continue,
                Verdict::Yes => true,
                Verdict::Unknown => false,
            };
            let tag = tag_of(row);
            if !resolved {
                // Rows of one call that differ only in the argument: one is enough when it is unknown.
                let told = unresolved.entry(one.at).or_default();
                if told.contains(&tag) {
                    continue;
                }
                told.push(tag);
            }
            let callee = match one.kind {
                FoundKind::Call | FoundKind::Definition => file.method_signature(one.index),
                FoundKind::Field => file.field_signature(one.index),
                FoundKind::Text { .. } => {
                    file.string(one.index).map(|t| t.chars().take(MAX_STRING_BYTES).collect())
                }
                FoundKind::Looked => Some(format!("{}->{}{}", row.class, row.name, row.desc)),
            };
            let lead = row.unresolved || !resolved || one.kind == FoundKind::Text { proved: false };
            let confidence = match one.kind {
                _ if lead => Confidence::Low,
                FoundKind::Looked => row.confidence.min(Confidence::Medium),
                _ => row.confidence,
            };
            let sinks = match (&values, one.kind) {
                (Some(values), FoundKind::Call) if has_sinks && tag.starts_with("pi:") && one.rank < 2 => {
                    self.sinks(dex, values, one.at, rows)
                }
                _ => Vec::new(),
            };
            hits.list.push((
                method,
                Hit {
                    api: row.id.clone(),
                    tags: row.tags.clone(),
                    caller: caller.clone(),
                    callee: callee.unwrap_or_default(),
                    dex: file.entry().to_owned(),
                    offset: one.at.saturating_mul(2),
                    line: code.as_ref().and_then(|code| file.line(code, one.at)),
                    args: args.told,
                    choices: args.choices,
                    from_settings: args.from_settings,
                    args_resolved: resolved && !row.unresolved,
                    confidence,
                    reachable: one.rank < 2,
                    paths: Vec::new(),
                    path_numbers: Vec::new(),
                    sinks,
                },
            ));
        }
        Ok(())
    }

    /// Looks beyond the method for arguments that are not constant within it.
    fn complete(
        &mut self,
        args: &mut Args,
        frame: &Frame<'_, 'd, 'a>,
        (at, decides): (u32, bool),
        budget: &mut Budget,
    ) -> Result<()> {
        for (n, (value, descriptor)) in frame.values.declared_arguments(at).into_iter().enumerate() {
            let Some(slot) = args.told.get_mut(n).filter(|arg| is_open(arg)) else { continue };
            if !may_be_constant(descriptor) {
                continue;
            }
            let found = self.solver.arg(self.program, frame, (value, descriptor), decides, budget)?;
            let Some((mut any, from_settings)) = found else { continue };
            let number = n as u32;
            if from_settings {
                args.from_settings.push(number);
            }
            if any.len() > 1 {
                args.choices.insert(number, any);
            } else if let Some(arg) = any.pop() {
                *slot = arg;
            }
        }
        Ok(())
    }

    /// Whether a method names a constant or a class.
    fn names(&self, dex: usize, method: MethodId, wanted: &str) -> bool {
        let (Some(file), Some((_, summary))) = (self.program.dexes.get(dex), self.program.method(method))
        else {
            return false;
        };
        let Some(sweep) = self.program.sweeps.get(dex) else { return false };
        let wanted = wanted.as_bytes();
        sweep.events_of(summary).iter().any(|event| match event.kind() {
            EventKind::ConstString => file.string_bytes(event.index) == Some(wanted),
            EventKind::ConstClass | EventKind::NewInstance => file.type_bytes(event.index) == Some(wanted),
            kind if kind.invoke().is_some() => {
                file.method(event.index).and_then(|m| file.type_bytes(m.class)) == Some(wanted)
            }
            _ => false,
        })
    }

    /// Sink rows the result of a call is given to within the method.
    fn sinks(
        &self,
        dex: usize,
        values: &crate::dex::Values<'_, '_, '_>,
        at: u32,
        rows: &Rows<'_>,
    ) -> Vec<String> {
        let Some(file) = self.program.dexes.get(dex) else { return Vec::new() };
        let mut found: Vec<String> = Vec::new();
        for use_at in values.uses_of_result(at) {
            let Some(site) = values.site(use_at) else { continue };
            let Some(method) = file.method(site.index) else { continue };
            let (Some(class), Some(name)) = (file.type_bytes(method.class), file.string_bytes(method.name))
            else {
                continue;
            };
            if let Some(id) = rows.sink(class, name) {
                if !found.iter().any(|have| have == id) {
                    found.push(id.to_owned());
                }
            }
        }
        found
    }
}

/// A method taken apart, with its values.
type Apart<'d, 'a> = Option<(Body<'d, 'a>, Loose)>;

/// Takes the method of a group apart where that is needed to judge it.
fn taken_apart<'d, 'a>(
    files: &Files<'d, 'a>,
    group: &[Found],
    (rows, sinks): (&Rows<'_>, &[Bits]),
    budget: &mut Budget,
) -> Apart<'d, 'a> {
    let method = group.first()?.method;
    let (dex, summary) = files.method(method)?;
    let file = files.dexes.get(dex)?;
    let has_sinks = sinks.get(dex).is_some_and(|sinks| calls_any(files, method, sinks));
    let needs_values = group.iter().any(|f| {
        f.kind == FoundKind::Call
            && (takes_arguments(file, f.index)
                || (has_sinks
                    && f.rank < 2
                    && rows.row(f.row).is_some_and(|row| tag_of(row).starts_with("pi:"))))
    });
    let body = if needs_values { file.body(summary, budget).ok().flatten()? } else { return None };
    let loose = Loose::from(body.values(budget).ok()?);
    Some((body, loose))
}

/// Whether a method calls one of its file's `methods`.
fn calls_any(files: &Files<'_, '_>, method: MethodId, methods: &Bits) -> bool {
    let place = files.method(method).and_then(|(dex, summary)| Some((files.sweeps.get(dex)?, summary)));
    place.is_some_and(|(sweep, summary)| {
        sweep.events_of(summary).iter().any(|event| event.is_invoke() && methods.has(event.index))
    })
}

fn tag_of(row: &Row) -> &str {
    row.tags.first().map(String::as_str).unwrap_or_default()
}

/// Whether calls of a method have declared arguments.
fn takes_arguments(file: &Dex<'_>, method: u32) -> bool {
    let proto = file.method(method).and_then(|row| file.proto(row.proto));
    proto.is_none_or(|proto| !proto.parameters.is_empty())
}

/// Rows that take any descriptor all fit one call: the one written for it speaks, else the first. Whether
/// that is another than `one`, whose row is `row`.
fn spoken_for(file: &Dex<'_>, group: &[Found], one: &Found, row: &Row, rows: &Rows<'_>) -> bool {
    let from = group.partition_point(|other| other.at < one.at);
    let there = group.get(from..).unwrap_or_default().iter().take_while(|other| other.at == one.at);
    let rivals = there.filter(|other| other.kind == one.kind);
    let rivals = rivals.filter_map(|other| Some((other.row, rows.row(other.row)?))).filter(|(_, other)| {
        other.match_ == 2 && other.class == row.class && other.name == row.name && other.tags == row.tags
    });
    let rivals: Vec<(u32, &Row)> = rivals.collect();
    if rivals.len() < 2 {
        return false;
    }
    let written = file.method_signature(one.index).unwrap_or_default();
    let best = rivals
        .iter()
        .min_by_key(|(number, other)| (!written.ends_with(&other.desc) || other.desc.is_empty(), *number));
    best.is_some_and(|(number, _)| *number != one.row)
}

/// Arguments of one call as far as they are known.
#[derive(Default)]
struct Args {
    told: Vec<Arg>,
    /// Where different ways lead to a few values: position and values.
    choices: BTreeMap<u32, Vec<Arg>>,
    /// Positions of defaults of preferences and remote configuration.
    from_settings: Vec<u32>,
}

impl Args {
    fn has_open(&self) -> bool {
        self.told.iter().any(is_open)
    }

    /// What the argument at a position can be; nothing told is one unknown value.
    fn of(&self, number: i32) -> Vec<Option<&Arg>> {
        let Ok(number) = u32::try_from(number) else { return vec![None] };
        match self.choices.get(&number) {
            Some(any) => any.iter().map(Some).collect(),
            None => vec![self.told.get(number as usize)],
        }
    }
}

/// Whether the arguments of a row's calls are worth looking for beyond the method that makes them.
fn is_told(row: &Row) -> bool {
    const TIMES: [&str; 3] = ["behaviour:timer", "behaviour:delay", "behaviour:location_interval"];
    let is_time = row.tags.iter().any(|tag| TIMES.contains(&tag.as_str()));
    is_time || (row.weight >= 3 && !is_sink(row))
}

/// Not constant within the method: unknown, or a field.
fn is_open(arg: &Arg) -> bool {
    matches!(arg, Arg::Unknown | Arg::Field(_))
}

/// Whether arguments of a type are told: numbers, texts, and objects known by one of them.
fn may_be_constant(descriptor: &[u8]) -> bool {
    const TOLD: [&[u8]; 14] = [
        b"Ljava/lang/String;",
        b"Ljava/lang/CharSequence;",
        b"Ljava/lang/Class;",
        b"Ljava/lang/Object;",
        b"Ljava/lang/Boolean;",
        b"Ljava/lang/Integer;",
        b"Ljava/lang/Long;",
        b"Ljava/io/File;",
        b"Ljava/net/URL;",
        b"Landroid/net/Uri;",
        b"Landroid/content/Intent;",
        b"Landroid/content/IntentFilter;",
        b"Landroid/content/ComponentName;",
        b"[Ljava/lang/String;",
    ];
    descriptor.len() == 1 || TOLD.contains(&descriptor)
}

enum Verdict {
    Yes,
    No,
    Unknown,
}

/// Alternatives for one argument, all arguments together.
fn accepts(row: &Row, args: &Args, knowledge: &Knowledge, near: impl Fn(&String) -> bool) -> Verdict {
    let mut unknown = false;
    let mut numbers: Vec<i32> = row.args.iter().map(|filter| filter.arg).collect();
    numbers.sort_unstable();
    numbers.dedup();
    for number in numbers {
        let mut any = false;
        let mut open = false;
        for filter in row.args.iter().filter(|filter| filter.arg == number) {
            if number < 0 {
                let is_near = filter.near.iter().any(&near);
                any |= is_near;
                open |= !is_near;
                continue;
            }
            for arg in args.of(number) {
                match filter.accepts(value_of(arg), |key| knowledge.consent.key(key).is_some()) {
                    Some(true) => any = true,
                    Some(false) => {}
                    None => open = true,
                }
            }
        }
        match (any, open) {
            (true, _) => {}
            (false, true) => unknown = true,
            (false, false) => return Verdict::No,
        }
    }
    if unknown {
        Verdict::Unknown
    } else {
        Verdict::Yes
    }
}

fn value_of(arg: Option<&Arg>) -> FilterValue<'_> {
    match arg {
        Some(Arg::Int(number)) => FilterValue::Number(*number),
        Some(Arg::String(text)) => FilterValue::Text(text),
        Some(Arg::Field(signature)) => match signature.split_once("->") {
            Some((class, rest)) => FilterValue::Field(class, rest.split(':').next().unwrap_or_default()),
            None => FilterValue::Unknown,
        },
        _ => FilterValue::Unknown,
    }
}
