//! Small questions about one method that consent gates are built from.

use std::collections::HashMap;

use super::bits::Bits;
use super::gates::Told;
use super::hash::Map;
use super::program::{ClassId, MethodId, Program, NONE};
use crate::dex::{Arg, Body, EventKind, Origin, Source, ValueId, Values};
use crate::error::Result;
use crate::limits::Budget;

/// Most calls back along one builder.
const MAX_CHAIN: usize = 64;
/// Most methods that read or write kept fields.
const MAX_READS: usize = 2000;

/// Class descriptor and name of a field.
pub type FieldName = (Vec<u8>, Vec<u8>);

/// Stretches of code that control comes to only by one side of a branch.
pub fn guarded_ranges(body: &Body<'_, '_>, branch: u32, taken: bool) -> Vec<(u32, u32)> {
    ranges(body, &body.blocks_guarded_by(branch, taken))
}

/// Stretches that control comes to only past `at`, the block of `at` itself included.
pub fn ranges_behind(body: &Body<'_, '_>, at: u32) -> Vec<(u32, u32)> {
    ranges(body, &body.blocks_behind(at))
}

/// Stretches of code that control comes to only by one case of a switch.
pub fn case_ranges(body: &Body<'_, '_>, switch: u32, target: u32) -> Vec<(u32, u32)> {
    ranges(body, &body.blocks_in_case(switch, target))
}

/// The stretches of code units, first and past the last, that the chosen blocks make up.
fn ranges(body: &Body<'_, '_>, chosen: &[bool]) -> Vec<(u32, u32)> {
    let insns = body.instructions();
    let mut found: Vec<(u32, u32)> = Vec::new();
    for (block, _) in body.blocks().iter().zip(chosen).filter(|(_, is_chosen)| **is_chosen) {
        let Some(from) = insns.get(block.first as usize).map(|insn| insn.at) else { continue };
        let last = (block.end as usize).checked_sub(1).and_then(|last| insns.get(last));
        let end = last.map_or(from, |insn| insn.at.saturating_add(insn.units()));
        match found.last_mut() {
            Some(range) if range.1 == from => range.1 = end,
            _ => found.push((from, end)),
        }
    }
    found
}

/// Position of the declared parameter that argument word `word` belongs to; `None` for the receiver.
pub fn parameter_of_word(body: &Body<'_, '_>, word: u16) -> Option<usize> {
    let dex = body.dex();
    let proto = dex.proto(dex.method(body.method())?.proto)?;
    let widths = proto.parameters.iter().map(|type_| match dex.type_bytes(type_) {
        Some(b"J" | b"D") => 2u16,
        _ => 1,
    });
    let widths: Vec<u16> = widths.collect();
    let words: u16 = widths.iter().sum();
    let first = body.code().ins.checked_sub(words)?;
    let mut at = first;
    for (position, width) in widths.iter().enumerate() {
        if at == word {
            return Some(position);
        }
        at = at.saturating_add(*width);
    }
    None
}

/// Whether the result of the call at `at` is returned where it is not replaced by a constant.
pub fn returns_derived(values: &Values<'_, '_, '_>, at: u32) -> bool {
    values.flow(Source::Result(at)).returned
}

/// The value itself and what ordinary calls turn it into: unboxing, comparison of texts.
pub fn conversions(
    body: &Body<'_, '_>,
    values: &Values<'_, '_, '_>,
    at: u32,
    told: Told,
) -> Vec<(u32, Told)> {
    let dex = body.dex();
    let mut found = vec![(at, told)];
    for use_at in values.uses_of_result(at) {
        let Some(site) = values.site(use_at) else { continue };
        let Some(name) = dex.method(site.index).and_then(|method| dex.string_bytes(method.name)) else {
            continue;
        };
        let polarity = match name {
            b"booleanValue" | b"equals" | b"equalsIgnoreCase" | b"parseBoolean" | b"areEqual" => {
                told.polarity
            }
            b"isEmpty" => !told.polarity,
            _ => continue,
        };
        found.push((use_at, Told { polarity, ..told }));
    }
    found
}

/// For a method that returns 1 on one side of a branch and 0 on the other: whether 1 goes with true.
pub fn returned_by_branch(body: &Body<'_, '_>, branch: u32, taken_when_true: bool) -> Option<bool> {
    let dex = body.dex();
    let proto = dex.proto(dex.method(body.method())?.proto)?;
    if dex.type_bytes(proto.return_type) != Some(b"Z") {
        return None;
    }
    let (mut when_true, mut when_false) = (Vec::new(), Vec::new());
    let [if_true, if_false] =
        [taken_when_true, !taken_when_true].map(|taken| body.blocks_guarded_by(branch, taken));
    for insn in body.instructions().iter().filter(|insn| matches!(insn.opcode, 0x12 | 0x13)) {
        let Some(number) = insn.literal().filter(|number| matches!(number, 0 | 1)) else { continue };
        let Some(block) = body.block_of(insn.at) else { continue };
        if if_true.get(block) == Some(&true) {
            when_true.push(number);
        } else if if_false.get(block) == Some(&true) {
            when_false.push(number);
        }
    }
    let all = |side: &[i64], number: i64| side.iter().all(|have| *have == number);
    match (when_true.is_empty(), when_false.is_empty()) {
        (true, true) => None,
        _ if all(&when_true, 1) && all(&when_false, 0) => Some(true),
        _ if all(&when_true, 0) && all(&when_false, 1) => Some(false),
        _ => None,
    }
}

/// Name of a static field of the package.
pub fn field_name(program: &Program<'_, '_>, body: &Body<'_, '_>, field: u32) -> Option<FieldName> {
    let dex = body.dex();
    let row = dex.field(field)?;
    let class = dex.type_bytes(row.class)?;
    let defined =
        program.find_class(class).and_then(|class| program.class(class)).is_some_and(|c| c.is_defined());
    defined.then(|| Some((class.to_vec(), dex.string_bytes(row.name)?.to_vec()))).flatten()
}

/// Methods that read one of the fields: (method, field index of its file, field).
pub fn field_reads(
    program: &Program<'_, '_>,
    fields: &HashMap<FieldName, Told>,
) -> Vec<(MethodId, u32, FieldName)> {
    touching(program, fields, |kind| matches!(kind, EventKind::StaticGet | EventKind::InstanceGet))
}

fn touching<T>(
    program: &Program<'_, '_>,
    fields: &HashMap<FieldName, T>,
    wanted: impl Fn(EventKind) -> bool,
) -> Vec<(MethodId, u32, FieldName)> {
    let mut found = Vec::new();
    for (dex, (file, sweep)) in program.dexes.iter().zip(program.sweeps).enumerate() {
        let mut known: Map<u32, &FieldName> = Map::default();
        let mut marked = Bits::new(file.field_count());
        let names: Bits =
            fields.keys().filter_map(|(_, name)| super::rows::find_string(file, name)).collect();
        for index in 0..file.field_count() {
            let Some(row) = file.field(index).filter(|row| names.has(row.name)) else { continue };
            let (Some(class), Some(name)) = (file.type_bytes(row.class), file.string_bytes(row.name)) else {
                continue;
            };
            if let Some((field, _)) = fields.get_key_value(&(class.to_vec(), name.to_vec())) {
                known.insert(index, field);
                marked.add(index);
            }
        }
        if known.is_empty() {
            continue;
        }
        for (n, summary) in sweep.methods.iter().enumerate() {
            let method = program.method_id(dex, n);
            for event in sweep.events_of(summary) {
                if !marked.has(event.index) {
                    continue;
                }
                let fits = wanted(event.kind()) && program.owner(method) != NONE;
                if let Some(field) = known.get(&event.index).filter(|_| fits) {
                    if found.len() < MAX_READS {
                        found.push((method, event.index, (*field).clone()));
                    }
                }
            }
        }
    }
    found.dedup();
    found
}

/// Conditions on a field's value: (if instruction, whether it jumps when the field is true).
pub fn field_branches(values: &Values<'_, '_, '_>, field: u32) -> Vec<(u32, bool)> {
    let is_field = |origin: &Origin| {
        matches!(origin, Origin::StaticField(f) if *f == field)
            || matches!(origin, Origin::InstanceField { field: f, .. } if *f == field)
    };
    let mut found = Vec::new();
    for site in values.sites() {
        let jumps_when_true = match site.opcode {
            0x38 => false,
            0x39 => true,
            _ => continue,
        };
        let Some(value) = values.operands(site).next() else { continue };
        match values.origin(value) {
            origin if is_field(origin) => found.push((site.at, jumps_when_true)),
            Origin::Not(inner) if is_field(values.origin(*inner)) => found.push((site.at, !jumps_when_true)),
            _ => {}
        }
    }
    found
}

/// Parameter of the method that the `n`th argument of a call is handed on from.
pub fn parameter_at(body: &Body<'_, '_>, values: &Values<'_, '_, '_>, at: u32, n: usize) -> Option<usize> {
    let site = values.site(at)?;
    let skip = usize::from(!matches!(site.opcode, 0x71 | 0x77));
    let operand = values.operands(site).nth(n + skip)?;
    match values.origin(operand) {
        Origin::Parameter(word) => parameter_of_word(body, *word),
        // `Boolean.valueOf(agreed)` and the like still carry the argument.
        Origin::Result { at, .. } => {
            let inner = values.operands(values.site(*at)?).last()?;
            match values.origin(inner) {
                Origin::Parameter(word) => parameter_of_word(body, *word),
                _ => None,
            }
        }
        _ => None,
    }
}

/// A constant as a truth value.
pub fn truth(arg: &Arg) -> Option<bool> {
    match arg {
        Arg::Int(number) => Some(*number != 0),
        Arg::String(text) => match text.as_str() {
            "1" | "true" | "yes" | "agree" | "agreed" => Some(true),
            "" | "0" | "false" | "no" => Some(false),
            _ => None,
        },
        Arg::Field(name) if name.starts_with("Ljava/lang/Boolean;->TRUE") => Some(true),
        Arg::Field(name) if name.starts_with("Ljava/lang/Boolean;->FALSE") => Some(false),
        _ => None,
    }
}

/// Whether the method returns what it reads from a field.
pub fn returns_field(values: &Values<'_, '_, '_>, field: u32) -> bool {
    values.flow(Source::Field(field)).returned
}

/// Methods that write one of the fields.
pub fn writers<T>(program: &Program<'_, '_>, fields: &HashMap<FieldName, T>) -> Vec<MethodId> {
    touching(program, fields, |kind| matches!(kind, EventKind::StaticPut | EventKind::InstancePut))
        .into_iter()
        .map(|(method, ..)| method)
        .collect()
}

/// Class of an object that is handed over: made here, the object itself, or kept in a field of its own type.
pub fn class_of(
    program: &mut Program<'_, '_>,
    (method, dex): (MethodId, usize),
    body: &Body<'_, '_>,
    origin: &Origin,
) -> Option<ClassId> {
    let type_ = match origin {
        Origin::New { type_, .. } => *type_,
        Origin::Parameter(0) if !body.is_static() => return Some(program.owner(method)),
        Origin::StaticField(field) | Origin::InstanceField { field, .. } => {
            let file = body.dex();
            file.field(*field)?.type_
        }
        _ => return None,
    };
    Some(program.class_of(dex, type_)).filter(|class| *class != NONE)
}

/// The object a chain of builder calls began with.
pub fn root(values: &Values<'_, '_, '_>, mut value: ValueId) -> ValueId {
    for _ in 0..MAX_CHAIN {
        let Origin::Result { at, .. } = values.origin(value) else { return value };
        let receiver = values.site(*at).filter(|site| !matches!(site.opcode, 0x71 | 0x77));
        match receiver.and_then(|site| values.operands(site).next()) {
            Some(before) => value = before,
            None => return value,
        }
    }
    value
}

/// Stretches of a listener that run for one button only: `if (view.getId() == R.id.agree)`, `which == -1`.
///
/// # Errors
/// `budget_exceeded`.
pub fn branches(
    program: &Program<'_, '_>,
    listener: MethodId,
    number: Option<f64>,
    budget: &mut Budget,
) -> Result<Vec<(u32, u32)>> {
    let (Some(number), Some((dex, summary))) = (number, program.method(listener)) else {
        return Ok(Vec::new());
    };
    let Some(body) = program.dexes.get(dex).and_then(|d| d.body(summary, budget).ok().flatten()) else {
        return budget.charge(1).map(|()| Vec::new());
    };
    let mut found = Vec::new();
    if let Ok(values) = body.values(budget) {
        for test in values.comparisons() {
            if (test.value - number).abs() < f64::EPSILON && matches!(test.op, "==" | "!=") {
                found.extend(guarded_ranges(&body, test.at, test.op == "=="));
            }
        }
    }
    for (at, key, target) in body.switch_cases() {
        if f64::from(key) == number || f64::from(key as u32) == number {
            found.extend(case_ranges(&body, at, target));
        }
    }
    Ok(found)
}
