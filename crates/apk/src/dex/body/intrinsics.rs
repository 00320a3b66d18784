//! Methods of the Java and Android libraries whose result follows from constant arguments.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::OnceLock;

use super::state::State;
use super::value::{Origin, Part, ValueId};
use super::values::Values;
use crate::dex::{Dex, Insn, InvokeKind};
use crate::error::Result;
use crate::limits::Budget;

/// Longest text that is put together, in bytes.
pub(super) const MAX_TEXT: usize = 4096;
/// Most pieces of one text that are not all constant.
const MAX_PARTS: usize = 64;

/// What is known of a called method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    /// Nothing: its result is a value of its own, and builders given to it are lost.
    No,
    /// As above, but it changes nothing that is followed.
    Harmless,
    /// Constructor of a builder: contents are its text argument or empty.
    Builder,
    Append,
    /// Text of a builder.
    BuiltText,
    /// `String.valueOf`, `Integer.toString`: text of the first argument.
    ToText,
    Concat,
    /// The value is its first argument: boxing, unboxing, `Uri.parse`, `String.intern`.
    Same,
    ParseInt,
    /// `Class.forName` and `loadClass`: class named by the argument at this word.
    ClassNamed(u8),
    /// Constructor or setter of an object known by the constant it holds (`Intent`, `File`, `URL`).
    Holder,
    /// Names the component of an intent, which counts where nothing else is known of it.
    Aimed,
    /// Constructor of a component's name: the class its last argument names.
    ComponentNamed,
    /// Constructor of text from other things: what it holds is this call's own result.
    Made,
    /// Returns the receiver and changes nothing that is followed.
    Fluent,
    /// `Float.compare` and the like.
    Compare {
        float: bool,
        wide: bool,
    },
}

/// All that can be known, by number.
const KNOWN: [Known; 18] = [
    Known::No,
    Known::Harmless,
    Known::Builder,
    Known::Append,
    Known::BuiltText,
    Known::ToText,
    Known::Concat,
    Known::Same,
    Known::ParseInt,
    Known::ClassNamed(0),
    Known::ClassNamed(1),
    Known::Holder,
    Known::Aimed,
    Known::ComponentNamed,
    Known::Made,
    Known::Fluent,
    Known::Compare { float: true, wide: false },
    Known::Compare { float: true, wide: true },
];

/// What is known of each method of a file, looked up once: its number and one, 0 where nobody asked.
#[derive(Debug, Default)]
pub(in crate::dex) struct KnownMethods {
    rows: OnceLock<Vec<AtomicU8>>,
}

impl Clone for KnownMethods {
    /// A copy finds out for itself.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl KnownMethods {
    fn get(&self, dex: &Dex<'_>, method: u32) -> Known {
        let rows = || (0..dex.method_count()).map(|_| AtomicU8::new(0)).collect();
        let Some(slot) = self.rows.get_or_init(rows).get(method as usize) else { return Known::No };
        let number = usize::from(slot.load(Ordering::Relaxed));
        if let Some(known) = number.checked_sub(1).and_then(|number| KNOWN.get(number)) {
            return *known;
        }
        let known = classify(dex, method).unwrap_or(Known::No);
        // Two threads that ask at once find the same.
        if let Some(number) = KNOWN.iter().position(|other| *other == known) {
            slot.store(number as u8 + 1, Ordering::Relaxed);
        }
        known
    }
}

/// Known behaviour of a method by its class, name and first parameter.
fn classify(dex: &Dex<'_>, method: u32) -> Option<Known> {
    let id = dex.method(method)?;
    let proto = dex.proto(id.proto)?;
    let (class, name) = (dex.type_bytes(id.class)?, dex.string_bytes(id.name)?);
    let mut types = proto.parameters.iter().map(|type_| dex.type_bytes(type_).unwrap_or_default());
    let (first, second) = (types.next().unwrap_or_default(), types.next().unwrap_or_default());
    Some(match class {
        b"Ljava/lang/StringBuilder;" | b"Ljava/lang/StringBuffer;" => match name {
            b"<init>" => Known::Builder,
            b"append" if proto.parameters.len() == 1 => Known::Append,
            b"toString" => Known::BuiltText,
            b"length" | b"charAt" | b"indexOf" | b"substring" => Known::Harmless,
            _ => Known::No,
        },
        b"Ljava/lang/String;" => match name {
            b"valueOf" => Known::ToText,
            b"concat" => Known::Concat,
            b"intern" | b"toString" => Known::Same,
            b"<init>" => Known::Made,
            _ => Known::Harmless,
        },
        b"Landroid/net/Uri;" if matches!(name, b"parse" | b"toString") => Known::Same,
        b"Ljava/lang/Integer;" | b"Ljava/lang/Long;" if name == b"toString" => Known::ToText,
        b"Ljava/lang/Integer;"
            if name == b"parseInt" || (name == b"valueOf" && first == b"Ljava/lang/String;") =>
        {
            Known::ParseInt
        }
        b"Ljava/lang/Float;" if name == b"compare" => Known::Compare { float: true, wide: false },
        b"Ljava/lang/Double;" if name == b"compare" => Known::Compare { float: true, wide: true },
        b"Ljava/lang/Class;" if name == b"forName" => Known::ClassNamed(0),
        _ if name == b"loadClass" && first == b"Ljava/lang/String;" => Known::ClassNamed(1),
        _ if is_boxing(class, name, first) => Known::Same,
        b"Landroid/content/Intent;" => match name {
            b"<init>" | b"setAction" => Known::Holder,
            b"setComponent" | b"setClass" | b"setClassName" => Known::Aimed,
            _ if [&b"set"[..], b"add", b"put"].iter().any(|start| name.starts_with(start)) => Known::Fluent,
            _ => Known::Harmless,
        },
        b"Landroid/content/ComponentName;" if name == b"<init>" && second == b"Ljava/lang/String;" => {
            Known::ComponentNamed
        }
        b"Ljava/io/File;"
        | b"Ljava/net/URL;"
        | b"Landroid/content/IntentFilter;"
        | b"Landroid/content/ComponentName;"
            if name == b"<init>" =>
        {
            Known::Holder
        }
        _ => Known::No,
    })
}

/// `Integer.valueOf(int)`, `Integer.intValue()` and their like; conversions between types are not.
fn is_boxing(class: &[u8], name: &[u8], first: &[u8]) -> bool {
    let (primitive, unboxing): (&[u8], &[u8]) = match class {
        b"Ljava/lang/Boolean;" => (b"Z", b"booleanValue"),
        b"Ljava/lang/Integer;" => (b"I", b"intValue"),
        b"Ljava/lang/Long;" => (b"J", b"longValue"),
        b"Ljava/lang/Float;" => (b"F", b"floatValue"),
        b"Ljava/lang/Double;" => (b"D", b"doubleValue"),
        b"Ljava/lang/Character;" => (b"C", b"charValue"),
        _ => return false,
    };
    (name == b"valueOf" && first == primitive) || name == unboxing
}

impl Values<'_, '_, '_> {
    /// Applies a call to contents and gives its result.
    pub(super) fn invoke(
        &mut self,
        state: &mut State,
        insn: &Insn<'_>,
        words: &[ValueId],
        budget: &mut Budget,
    ) -> Result<ValueId> {
        budget.charge(words.len() as u64 + 1)?;
        let method = insn.index().unwrap_or(0);
        let own = self.table.number(Origin::Result { at: insn.at, method });
        let known = match insn.invoke_kind() {
            Some(InvokeKind::Custom | InvokeKind::Polymorphic) | None => Known::No,
            Some(_) => self.body.dex().known.get(self.body.dex(), method),
        };
        let receiver = words.first().copied();
        let seen = |word: usize| words.get(word).map(|value| state.contents(*value).unwrap_or(*value));
        let result = match known {
            Known::Harmless => None,
            Known::No => {
                words.iter().for_each(|value| self.escape(state, *value));
                None
            }
            Known::Fluent => receiver,
            Known::Same => receiver.map(|value| state.contents(value).unwrap_or(value)),
            Known::Builder => {
                // A number is a capacity, so text stays empty.
                let contents = match seen(1).filter(|_| self.first_parameter(method) != b"I") {
                    None => self.table.compose(Origin::Text("".into())),
                    Some(value) => {
                        let text = self.text(value).map(Cow::into_owned);
                        match text {
                            Some(text) => self.table.compose(Origin::Text(text.into())),
                            None => self.table.compose(Origin::Joined(vec![Part { value, letter: b'L' }])),
                        }
                    }
                };
                receiver.into_iter().for_each(|object| state.set_contents(object, contents));
                None
            }
            Known::Append => {
                let parameter = self.first_parameter(method);
                let text = match (seen(0).and_then(|value| self.text(value)), seen(1)) {
                    (Some(head), Some(value)) => {
                        self.text_as(value, parameter).map(|tail| format!("{head}{tail}"))
                    }
                    _ => None,
                };
                let text = text.filter(|text| text.len() <= MAX_TEXT);
                budget.charge(text.as_ref().map_or(0, String::len) as u64)?;
                let letter = parameter.first().copied().unwrap_or(b'L');
                let origin = match text {
                    Some(text) => Some(Origin::Text(text.into())),
                    None => {
                        seen(0).zip(seen(1)).and_then(|(head, value)| self.join(head, Part { value, letter }))
                    }
                };
                let contents = origin.and_then(|origin| self.table.compose(origin));
                receiver.into_iter().for_each(|object| state.set_contents(object, contents));
                receiver
            }
            Known::Made => {
                receiver.into_iter().for_each(|object| state.set_contents(object, Some(own)));
                None
            }
            Known::BuiltText => receiver.and_then(|object| state.contents(object)),
            Known::ToText => {
                let parameter = self.first_parameter(method);
                let text = seen(0).and_then(|value| self.text_as(value, parameter)).map(Cow::into_owned);
                text.and_then(|text| self.table.compose(Origin::Text(text.into())))
            }
            Known::Concat => {
                let text = match (seen(0).and_then(|v| self.text(v)), seen(1).and_then(|v| self.text(v))) {
                    (Some(head), Some(tail)) if head.len() + tail.len() <= MAX_TEXT => {
                        Some(format!("{head}{tail}"))
                    }
                    _ => None,
                };
                text.and_then(|text| self.table.compose(Origin::Text(text.into())))
            }
            Known::ParseInt => {
                let number = seen(0).and_then(|value| self.text(value)?.parse::<i32>().ok());
                number.map(|number| self.table.number(Origin::Narrow(number)))
            }
            Known::ClassNamed(word) => seen(usize::from(word)).and_then(|value| self.class_named(value)),
            Known::ComponentNamed => {
                let named = seen(2).and_then(|value| self.class_named(value)).or(Some(own));
                receiver.into_iter().for_each(|object| state.set_contents(object, named));
                receiver
            }
            Known::Holder => {
                let held = (1..words.len()).filter_map(seen).find(|value| self.is_name(*value));
                let before = receiver.and_then(|object| state.contents(object));
                let kept = held.or(before).or((words.len() > 1).then_some(own));
                receiver.into_iter().for_each(|object| state.set_contents(object, kept));
                receiver
            }
            Known::Aimed => {
                let before = receiver.and_then(|object| state.contents(object));
                let before =
                    before.filter(|value| !matches!(self.table.origin(*value), Origin::Result { .. }));
                // The last argument names it: a class, a component, or the class's name as text.
                let last = seen(words.len().saturating_sub(1));
                let named = match last.filter(|value| self.is_name(*value)) {
                    Some(value) => self.class_named(value).or(Some(value)),
                    None => None,
                };
                let kept = before.or(named).or(Some(own));
                receiver.into_iter().for_each(|object| state.set_contents(object, kept));
                receiver
            }
            Known::Compare { float, wide } => {
                let right = words.get(if wide { 2 } else { 1 }).copied();
                receiver.zip(right).map(|(left, right)| {
                    self.table.number(Origin::Compare { at: insn.at, left, right, float, wide })
                })
            }
        };
        Ok(result.unwrap_or(own))
    }

    /// What a builder holds once a value that is not constant is appended.
    fn join(&self, head: ValueId, tail: Part) -> Option<Origin> {
        let mut parts = match self.table.origin(head) {
            Origin::Joined(parts) => parts.clone(),
            Origin::Text(text) if text.is_empty() => Vec::new(),
            Origin::Text(_) => vec![Part { value: head, letter: b'L' }],
            // What the builder held is not followed.
            _ => return None,
        };
        parts.push(tail);
        (parts.len() <= MAX_PARTS).then_some(Origin::Joined(parts))
    }

    /// The class a constant text names, dotted or as an array's descriptor.
    fn class_named(&mut self, value: ValueId) -> Option<ValueId> {
        let name = self.text(value)?.replace('.', "/");
        let name = if name.starts_with('[') { name } else { format!("L{name};") };
        Some(self.table.number(Origin::ClassNamed(name.into())))
    }

    /// Forgets a builder's text once other code can change it. Arrays and holders keep what they were given:
    /// callees that rewrite those are rare.
    pub(super) fn escape(&self, state: &mut State, value: ValueId) {
        if let Some(contents) = state.contents(value) {
            let built = matches!(self.table.origin(contents), Origin::Text(_) | Origin::Joined(_));
            if built && self.is_builder(value) {
                state.set_contents(value, None);
            }
        }
    }

    fn is_builder(&self, value: ValueId) -> bool {
        let Origin::New { type_, .. } = self.table.origin(value) else { return true };
        let name = self.body.dex().type_bytes(*type_).unwrap_or_default();
        matches!(name, b"Ljava/lang/StringBuilder;" | b"Ljava/lang/StringBuffer;")
    }

    fn is_name(&self, value: ValueId) -> bool {
        matches!(
            self.table.origin(value),
            Origin::String(_) | Origin::Text(_) | Origin::Class(_) | Origin::ClassNamed(_)
        )
    }

    /// Descriptor of the first declared parameter.
    fn first_parameter(&self, method: u32) -> &[u8] {
        let dex = self.body.dex();
        dex.method(method)
            .and_then(|id| dex.proto(id.proto))
            .and_then(|proto| proto.parameters.iter().next())
            .and_then(|type_| dex.type_bytes(type_))
            .unwrap_or_default()
    }

    /// Text of a constant string.
    pub(super) fn text(&self, value: ValueId) -> Option<Cow<'_, str>> {
        match self.table.origin(value) {
            Origin::String(index) => self.body.dex().string(*index).filter(|text| text.len() <= MAX_TEXT),
            Origin::Text(text) => Some(Cow::Borrowed(text)),
            _ => None,
        }
    }

    /// Text Java makes of a constant of the given type; not for floats, whose text is Java's own.
    fn text_as(&self, value: ValueId, type_: &[u8]) -> Option<Cow<'_, str>> {
        match (self.table.origin(value), type_) {
            (Origin::Narrow(number), b"I") => Some(Cow::Owned(number.to_string())),
            (Origin::Narrow(number), b"Z") => {
                Some(Cow::Borrowed(if *number != 0 { "true" } else { "false" }))
            }
            (Origin::Narrow(unit), b"C") => char::from_u32(*unit as u32).map(|c| Cow::Owned(c.to_string())),
            (Origin::Wide(number), b"J") => Some(Cow::Owned(number.to_string())),
            (_, [b'L', ..]) => self.text(value),
            _ => None,
        }
    }
}
