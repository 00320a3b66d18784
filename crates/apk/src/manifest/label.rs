//! The application's name in every language it has one in.

use std::collections::BTreeSet;

use super::LocalText;
use crate::arsc::{Config, Table};
use crate::axml::Value;

/// Languages beyond this many are not listed.
const MAX_LOCALES: usize = 512;
const MAX_BYTES: usize = 1 << 20;

/// The text of string resource `id` in each locale it has a value for, default first.
pub(super) fn labels(table: &Table<'_>, id: u32, want: &Config) -> Vec<LocalText> {
    let mut locales: BTreeSet<String> = BTreeSet::new();
    let mut configs: Vec<Config> = Vec::new();
    let mut next = vec![id];
    // The label may point at another string; one step further covers aliases.
    for _ in 0..2 {
        let ids = std::mem::take(&mut next);
        for (config, entry) in ids.iter().flat_map(|id| table.values(*id)).take(MAX_LOCALES * 4) {
            if locales.len() < MAX_LOCALES && locales.insert(config.locale()) {
                configs.push(config);
            }
            if let Some(target) = entry.value().and_then(Value::reference) {
                if next.len() < 16 && !next.contains(&target) {
                    next.push(target);
                }
            }
        }
    }
    let reference = Value { kind: Value::REFERENCE, data: id };
    let mut bytes = 0_usize;
    let mut labels: Vec<LocalText> = configs
        .iter()
        .filter_map(|config| {
            let text = table.resolve(reference, &want.in_locale_of(config), None).to_text()?;
            bytes = bytes.saturating_add(text.len());
            (bytes <= MAX_BYTES).then(|| LocalText { locale: config.locale(), text })
        })
        .collect();
    labels.sort();
    labels
}
