//! Texts of strings, arrays and plurals that contain a term of interest.

use std::collections::HashMap;

use aho_corasick::AhoCorasick;

use super::Text;
use crate::arsc::{Config, EntryKind, Table};
use crate::axml::Value;
use crate::error::{ParseError, Result};

/// Types whose values are texts rather than entry names.
const TEXT_TYPES: [&str; 3] = ["string", "array", "plurals"];
const MAX_TEXTS: usize = 20_000;
const MAX_TEXT_BYTES: usize = 8 << 20;

/// Terms compiled for searching; ASCII letters match in either case.
#[derive(Debug, Clone)]
pub struct Terms(AhoCorasick);

impl Terms {
    /// # Errors
    /// `terms_too_large` when the terms cannot be compiled.
    pub fn new(terms: &[String]) -> Result<Self> {
        let terms = terms.iter().filter(|term| !term.is_empty());
        AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(terms)
            .map(Self)
            .map_err(|error| ParseError::new("terms_too_large", None, error.to_string()))
    }

    pub fn is_in(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

pub(super) fn find(table: &Table<'_>, terms: &Terms) -> Vec<Text> {
    let mut search = Search { table, terms, known: HashMap::new(), texts: Vec::new(), bytes: 0 };
    for id in TEXT_TYPES.iter().flat_map(|kind| table.ids_of_type(kind)) {
        for (config, entry) in table.values_where(id, is_read) {
            match entry.kind {
                EntryKind::Value(value) => search.look(id, &config, value),
                EntryKind::Bag(bag) => {
                    for (_, value) in bag.items().take_while(|_| table.pay(4)) {
                        search.look(id, &config, value);
                    }
                }
            }
            if search.texts.len() >= MAX_TEXTS || search.bytes >= MAX_TEXT_BYTES {
                return search.texts;
            }
        }
    }
    search.texts
}

/// Default, Chinese and English: the languages the lexicon is in.
fn is_read(config: &Config) -> bool {
    matches!(&config.language, [0, 0] | b"zh" | b"en")
}

struct Search<'t, 'a> {
    table: &'t Table<'a>,
    terms: &'t Terms,
    /// Whether the string at an index has a term, for those looked at.
    known: HashMap<u32, bool>,
    texts: Vec<Text>,
    bytes: usize,
}

impl Search<'_, '_> {
    fn look(&mut self, id: u32, config: &Config, value: Value) {
        let Some(index) = value.string() else { return };
        if self.known.get(&index) == Some(&false)
            || self.texts.len() >= MAX_TEXTS
            || self.bytes >= MAX_TEXT_BYTES
        {
            return;
        }
        let Some(text) = self.table.string(index) else { return };
        let found = self.terms.is_in(&text);
        self.known.insert(index, found);
        if found {
            self.bytes = self.bytes.saturating_add(text.len());
            let (name, locale) = (self.table.name_or_id(id), config.locale());
            self.texts.push(Text { id, name, locale, value: text.into_owned() });
        }
    }
}
