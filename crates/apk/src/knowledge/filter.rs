//! Filters on constant arguments.

use serde::Deserialize;

/// One alternative: every operation it names must hold for the argument.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Filter {
    /// 0 is the first after the receiver; -1 asks for something in the same method instead.
    pub arg: i32,
    #[serde(default)]
    pub texts: Vec<String>,
    #[serde(default)]
    pub numbers: Vec<i64>,
    #[serde(default)]
    pub prefix: Vec<String>,
    #[serde(default)]
    pub suffix: Vec<String>,
    /// Any of these bits is set.
    #[serde(default)]
    pub bits: i64,
    /// URI prefixes, or descriptors' beginnings of classes whose fields hold URIs.
    #[serde(default)]
    pub uri: Vec<String>,
    /// Names of fields.
    #[serde(default)]
    pub field: Vec<String>,
    #[serde(default)]
    pub consent_key: bool,
    /// Constants or class descriptors that must stand in the same method.
    #[serde(default)]
    pub near: Vec<String>,
}

/// A constant argument as filters see it.
#[derive(Debug, Clone, Copy)]
pub enum FilterValue<'v> {
    Unknown,
    Number(i64),
    Text(&'v str),
    /// Class descriptor and name of a field read.
    Field(&'v str, &'v str),
}

impl Filter {
    /// Whether the argument fits; `None` when it is not constant.
    pub fn accepts(&self, value: FilterValue<'_>, consent_key: impl Fn(&str) -> bool) -> Option<bool> {
        let begins = |list: &[String], text: &str| list.iter().any(|item| text.starts_with(item.as_str()));
        Some(match value {
            FilterValue::Unknown => return None,
            FilterValue::Number(number) => {
                let equal = self.numbers.is_empty() || self.numbers.contains(&number);
                let bits = self.bits == 0 || self.bits & number != 0;
                let asks_number = !self.numbers.is_empty() || self.bits != 0;
                asks_number && equal && bits
            }
            FilterValue::Text(text) => {
                if self.bits != 0 || (self.texts.is_empty() && !self.numbers.is_empty()) {
                    return Some(false);
                }
                (self.texts.is_empty() || self.texts.iter().any(|item| item == text))
                    && (self.prefix.is_empty() || begins(&self.prefix, text))
                    && (self.suffix.is_empty() || self.suffix.iter().any(|s| text.ends_with(s.as_str())))
                    && (self.uri.is_empty() || begins(&self.uri, text))
                    && self.field.is_empty()
                    && (!self.consent_key || consent_key(text))
            }
            // A field's value is unknown unless the filter speaks of fields.
            FilterValue::Field(class, name) => {
                if !self.uri.is_empty() {
                    begins(&self.uri, class)
                } else if !self.field.is_empty() {
                    self.field.iter().any(|field| field == name)
                } else {
                    return None;
                }
            }
        })
    }
}
