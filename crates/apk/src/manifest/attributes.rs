//! The android: attributes of one element, by local name, and their values as the platform coerces them.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;

use crate::arsc::{framework, Config, Resolved, Table};
use crate::axml::{Attribute, Element};

/// Attributes of one element beyond this many are not looked at.
const MAX_ATTRIBUTES: usize = 512;

/// What attribute values are resolved against.
pub(super) struct Resolver<'t, 'b> {
    pub table: Option<&'t Table<'b>>,
    pub config: Config,
    /// Bytes of facts that may still be made.
    pub left: Cell<usize>,
}

impl Resolver<'_, '_> {
    /// Takes `bytes` from what may still be made; false once it is used up.
    pub fn pay(&self, bytes: usize) -> bool {
        let left = self.left.get().checked_sub(bytes);
        self.left.set(left.unwrap_or(0));
        left.is_some()
    }
}

/// android: attributes by local name: those with a resource id come first, then those with only a name.
pub(super) struct Attributes<'d, 'a, 'r, 't, 'b> {
    by_name: Vec<(Cow<'a, str>, Attribute<'d, 'a>)>,
    /// Names that stand more than once with an id, and names whose id is out of ascending order.
    pub anomalies: Vec<String>,
    resolver: &'r Resolver<'t, 'b>,
}

impl<'d, 'a, 'r, 't, 'b> Attributes<'d, 'a, 'r, 't, 'b> {
    pub fn of(element: &Element<'d, 'a>, resolver: &'r Resolver<'t, 'b>) -> Self {
        let mut by_id: Vec<(Cow<'a, str>, Attribute<'d, 'a>)> = Vec::new();
        let mut by_name = Vec::new();
        let mut anomalies = Vec::new();
        let mut last_id = 0;
        for attribute in element.attributes().take(MAX_ATTRIBUTES).filter(Attribute::is_android) {
            let known = framework::attribute(attribute.id).map(Cow::Borrowed);
            let Some(name) = known.or_else(|| attribute.name()).filter(|name| !name.is_empty()) else {
                continue;
            };
            if attribute.id == 0 {
                by_name.push((name, attribute));
                continue;
            }
            if by_id.iter().any(|(_, earlier)| earlier.id == attribute.id) {
                anomalies.push(format!("duplicate_attribute: android:{name}"));
                continue;
            }
            if attribute.id < last_id {
                // The platform walks both lists in ascending order and would miss this one.
                anomalies.push(format!("attribute_out_of_order: android:{name}"));
            }
            last_id = last_id.max(attribute.id);
            by_id.push((name, attribute));
        }
        by_id.extend(by_name);
        Self { by_name: by_id, anomalies, resolver }
    }

    pub fn get(&self, name: &str) -> Option<&Attribute<'d, 'a>> {
        self.by_name.iter().find(|(candidate, _)| candidate == name).map(|(_, attribute)| attribute)
    }

    fn resolved(&self, attribute: &Attribute<'d, 'a>) -> Resolved<'b> {
        match self.resolver.table {
            Some(table) => table.resolve(attribute.value, &self.resolver.config, None),
            None => Resolved::of(attribute.value),
        }
    }

    /// The value as text: strings and literals resolved, references without a value by name; none for `@null`.
    pub fn text(&self, name: &str) -> Option<String> {
        self.get(name).and_then(|attribute| self.text_of(attribute))
    }

    fn text_of(&self, attribute: &Attribute<'d, 'a>) -> Option<String> {
        self.coerced(attribute).filter(|text| self.resolver.pay(text.len()))
    }

    fn coerced(&self, attribute: &Attribute<'d, 'a>) -> Option<String> {
        if let Some(text) = attribute.string() {
            return Some(text.into_owned());
        }
        let found = self.resolved(attribute);
        if found.is_null() {
            return attribute.raw().filter(|raw| !raw.is_empty()).map(Cow::into_owned);
        }
        if let Some(text) = found.text {
            return Some(text.into_owned());
        }
        Some(found.value.literal().unwrap_or_else(|| crate::axml::display(attribute, self.resolver.table)))
    }

    /// A reference by name (`@style/Main`); other values as text.
    pub fn reference(&self, name: &str) -> Option<String> {
        let attribute = self.get(name)?;
        if attribute.value.reference().is_none() && attribute.value.theme_attribute().is_none() {
            return self.text_of(attribute);
        }
        Some(crate::axml::display(attribute, self.resolver.table))
    }

    /// A reference to a file: by name where the name leads back to it, else the entry it stands for.
    pub fn file_reference(&self, name: &str) -> Option<String> {
        let shown = self.reference(name)?;
        let (Some(id), Some(table)) = (self.get(name)?.value.reference(), self.resolver.table) else {
            return Some(shown);
        };
        match table.type_and_name(id) {
            Some((kind, key)) if id >> 24 == 1 || table.find(&kind, &key) == Some(id) => Some(shown),
            _ => self.text(name),
        }
    }

    /// As TypedArray.getBoolean: any integer kind, or the strings `true`, `TRUE`, `1`.
    pub fn bool(&self, name: &str) -> Option<bool> {
        let attribute = self.get(name)?;
        if let Some(text) = attribute.string() {
            return Some(matches!(&*text, "true" | "TRUE" | "1"));
        }
        let found = self.resolved(attribute);
        match &found.text {
            Some(text) => Some(matches!(&**text, "true" | "TRUE" | "1")),
            None => found.value.bool(),
        }
    }

    /// As TypedArray.getInt: any integer kind, or a string in decimal, hex or octal.
    pub fn int(&self, name: &str) -> Option<i32> {
        let attribute = self.get(name)?;
        if let Some(text) = attribute.string() {
            return parse_int(&text);
        }
        let found = self.resolved(attribute);
        match &found.text {
            Some(text) => parse_int(text),
            None => found.value.int(),
        }
    }

    /// Every attribute not in `known`, as text; references by name where they have no text.
    pub fn others(&self, known: &[&str]) -> BTreeMap<String, String> {
        let mut others = BTreeMap::new();
        for (name, attribute) in &self.by_name {
            if known.contains(&&**name) || others.contains_key(&**name) {
                continue;
            }
            if let Some(text) = self.text_of(attribute) {
                others.insert(name.clone().into_owned(), text);
            }
        }
        others
    }
}

/// XmlUtils.convertValueToInt.
fn parse_int(text: &str) -> Option<i32> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let hex =
        digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")).or_else(|| digits.strip_prefix('#'));
    let value = match hex {
        Some(hex) => i64::from_str_radix(hex, 16),
        None if digits.len() > 1 && digits.starts_with('0') => i64::from_str_radix(digits, 8),
        None => digits.parse::<i64>(),
    };
    let value = value.ok()?;
    // 0xffffffff is -1 to the platform.
    let value = if negative { value.checked_neg()? } else { value };
    i32::try_from(value).ok().or_else(|| u32::try_from(value).ok().map(|bits| bits as i32))
}
