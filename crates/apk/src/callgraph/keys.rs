//! Which methods can name a preference key that speaks of agreement: only those are taken apart.

use super::hash::Map;
use super::program::{MethodId, Program};
use crate::dex::{Dex, EventKind, Value};
use crate::knowledge::ConsentWords;

/// Strings, fields and methods of each file that were asked about.
pub struct Keys<'k> {
    words: &'k ConsentWords,
    strings: Map<(usize, u32), bool>,
    fields: Map<(usize, u32), bool>,
    composers: Map<(usize, u32), bool>,
}

impl<'k> Keys<'k> {
    pub fn new(words: &'k ConsentWords) -> Self {
        Self { words, strings: Map::default(), fields: Map::default(), composers: Map::default() }
    }

    /// Whether a constant of the method can be such a key: a string, a fixed field, or text that it puts
    /// together (which is not followed here).
    pub fn may_name(&mut self, program: &Program<'_, '_>, method: MethodId) -> bool {
        let Some((dex, summary)) = program.method(method) else { return false };
        let (Some(file), Some(sweep)) = (program.dexes.get(dex), program.sweeps.get(dex)) else {
            return false;
        };
        let words = self.words;
        let place = |index: u32| (dex, index);
        sweep.events_of(summary).iter().any(|event| match event.kind() {
            EventKind::ConstString => {
                *self.strings.entry(place(event.index)).or_insert_with(|| is_key(file, words, event.index))
            }
            EventKind::StaticGet => {
                *self.fields.entry(place(event.index)).or_insert_with(|| holds_key(file, words, event.index))
            }
            _ if event.is_invoke() => {
                *self.composers.entry(place(event.index)).or_insert_with(|| composes(file, event.index))
            }
            _ => false,
        })
    }
}

fn is_key(file: &Dex<'_>, words: &ConsentWords, string: u32) -> bool {
    file.string(string).is_some_and(|text| words.key(&text).is_some())
}

/// A static field whose written value is such a key.
fn holds_key(file: &Dex<'_>, words: &ConsentWords, field: u32) -> bool {
    match file.static_value(field) {
        Some(Value::String(string)) => is_key(file, words, string),
        _ => false,
    }
}

/// A method of the Java library that makes text of other text.
fn composes(file: &Dex<'_>, method: u32) -> bool {
    let class = file.method(method).and_then(|row| file.type_bytes(row.class));
    matches!(
        class,
        Some(
            b"Ljava/lang/StringBuilder;"
                | b"Ljava/lang/StringBuffer;"
                | b"Ljava/lang/String;"
                | b"Ljava/lang/Integer;"
                | b"Ljava/lang/Long;"
        )
    )
}

/// Declared parameters of a method that can hold a text.
pub fn takes_text(program: &Program<'_, '_>, method: MethodId) -> bool {
    let Some((dex, summary)) = program.method(method) else { return false };
    let Some(file) = program.dexes.get(dex) else { return false };
    let proto = file.method(summary.method).and_then(|row| file.proto(row.proto));
    proto.is_some_and(|proto| {
        proto.parameters.iter().any(|type_| {
            matches!(
                file.type_bytes(type_),
                Some(
                    b"Ljava/lang/String;"
                        | b"Ljava/lang/Object;"
                        | b"Ljava/lang/CharSequence;"
                        | b"Ljava/lang/Comparable;"
                        | b"Ljava/io/Serializable;"
                )
            )
        })
    })
}

/// Whether a method declares any parameter.
pub fn takes_any(program: &Program<'_, '_>, method: MethodId) -> bool {
    let Some((dex, summary)) = program.method(method) else { return false };
    let Some(file) = program.dexes.get(dex) else { return false };
    let proto = file.method(summary.method).and_then(|row| file.proto(row.proto));
    proto.is_some_and(|proto| !proto.parameters.is_empty())
}
