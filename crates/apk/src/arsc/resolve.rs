//! From a reference to a value: best configuration, chains, styles and themes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::config::Config;
use super::entry::{Entry, EntryKind};
use super::table::Table;
use crate::axml::Value;

/// How many references the platform follows before it gives up (ResTable::resolveReference).
const MAX_STEPS: usize = 20;

/// What a value came to.
#[derive(Debug, Clone)]
pub struct Resolved<'a> {
    /// The last value of the chain; still a reference where the chain leaves the table or never ends.
    pub value: Value,
    /// Text of a string value that came from the table.
    pub text: Option<Cow<'a, str>>,
    /// The last resource looked up.
    pub resource: Option<u32>,
    /// Whether that resource is a bag (style, array, plurals), which has no single value.
    pub is_bag: bool,
    /// The configuration the last value is for.
    pub config: Option<Config>,
}

impl Resolved<'_> {
    /// A value nothing is known to resolve further.
    pub fn of(value: Value) -> Self {
        Self { value, text: None, resource: None, is_bag: false, config: None }
    }

    /// Whether this is `@null` or no value at all.
    pub fn is_null(&self) -> bool {
        self.text.is_none()
            && (self.value.kind == Value::NULL
                || (self.value.data == 0
                    && matches!(
                        self.value.kind,
                        Value::REFERENCE | Value::DYNAMIC_REFERENCE | Value::ATTRIBUTE
                    )))
    }

    /// The text, or the literal form of a value that is no string and no reference.
    pub fn to_text(&self) -> Option<String> {
        self.text.as_ref().map(|text| text.clone().into_owned()).or_else(|| self.value.literal())
    }
}

/// Attributes of a style, its own over those of its parents.
#[derive(Debug, Clone, Default)]
pub struct Style {
    pub items: BTreeMap<u32, Value>,
    /// The ancestor this table does not hold (the framework's themes), where the chain ends in one.
    pub outside_parent: Option<u32>,
}

impl<'a> Table<'a> {
    /// The value of `id` the platform would take for `want`.
    pub fn best(&self, id: u32, want: &Config) -> Option<(Config, Entry<'a>)> {
        let index = id & 0xffff;
        let mut best: Option<(Config, Entry<'a>)> = None;
        for (_, kind) in self.types(id) {
            if !self.pay(kind.chunks.len() as u64) {
                break;
            }
            for chunk in kind.chunks.iter().filter(|chunk| chunk.config.matches(want)) {
                if best.is_some_and(|(config, _)| !chunk.config.is_better_than(&config, want)) {
                    continue;
                }
                if let Some(entry) = chunk.entry(self.data, index) {
                    best = Some((chunk.config, entry));
                }
            }
        }
        best
    }

    /// Follows references (and, through `theme`, attributes) until something else, a bag, or the table's end.
    ///
    /// A string-typed `value` given by the caller is returned as it is: its index belongs to the caller's pool.
    pub fn resolve(&self, value: Value, want: &Config, theme: Option<&Style>) -> Resolved<'a> {
        let mut found = Resolved::of(value);
        for _ in 0..MAX_STEPS {
            if let Some(attribute) = found.value.theme_attribute() {
                let Some(next) = theme.and_then(|style| style.items.get(&attribute)) else { break };
                found.value = *next;
                if let Some(index) = next.string() {
                    found.text = self.string(index);
                    break;
                }
                continue;
            }
            let Some(id) = found.value.reference() else { break };
            found.resource = Some(id);
            let Some((config, entry)) = self.best(id, want) else { break };
            found.config = Some(config);
            match entry.kind {
                EntryKind::Bag(_) => {
                    found.is_bag = true;
                    break;
                }
                EntryKind::Value(next) => {
                    found.value = next;
                    if let Some(index) = next.string() {
                        found.text = self.string(index);
                        break;
                    }
                }
            }
        }
        found
    }

    /// Text of resource `id` for `want`: its string, or the literal form of another value.
    pub fn text_of(&self, id: u32, want: &Config) -> Option<String> {
        self.resolve(Value { kind: Value::REFERENCE, data: id }, want, None).to_text()
    }

    /// The items of a style and its parents; cycles and chains beyond the depth limit end the walk.
    pub fn style(&self, id: u32, want: &Config) -> Style {
        let mut style = Style::default();
        let mut next = id;
        for _ in 0..self.max_depth {
            if next == 0 {
                break;
            }
            let Some((_, entry)) = self.best(next, want) else {
                style.outside_parent = Some(next);
                break;
            };
            match entry.kind {
                EntryKind::Bag(bag) => {
                    for (attribute, value) in bag.items() {
                        if !self.pay(16) {
                            return style;
                        }
                        style.items.entry(attribute).or_insert(value);
                    }
                    next = bag.parent;
                }
                // A style may be a reference to another.
                EntryKind::Value(value) => next = value.reference().unwrap_or(0),
            }
        }
        style
    }

    /// A value as people read it: literals, text of strings of this table, names of references (`?attr/x` too).
    pub fn display(&self, value: Value) -> String {
        if let Some(id) = value.reference() {
            return self.name_or_id(id);
        }
        if let Some(id) = value.theme_attribute() {
            return self
                .type_and_name(id)
                .map_or_else(|| format!("?{id:#010x}"), |(kind, name)| format!("?{kind}/{name}"));
        }
        if let Some(index) = value.string() {
            return self.string(index).unwrap_or_default().into_owned();
        }
        value.literal().unwrap_or_default()
    }
}
