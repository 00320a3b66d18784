//! Resource facts: what a table holds, the texts of interest, the network security configuration.
//!
//! [`report`] answers from an open table; [`network_security`] from the bytes of the entry the manifest names
//! (`Manifest::network_security_entry`). Serialized, [`Resources`] is the JSON of `mingjian.facts.resources`.

mod network;
mod texts;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

pub use network::{network_security, NetworkSecurity};
pub use texts::Terms;

use crate::arsc::Table;
use crate::error::{ParseError, Result};
use crate::limits::BUDGET_EXCEEDED;

/// A text of the table that contains a term of interest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Text {
    pub id: u32,
    /// `@string/agree_privacy`; items of arrays and plurals carry the name of the whole.
    pub name: String,
    /// BCP 47, empty for the default.
    pub locale: String,
    pub value: String,
}

/// What resources.arsc holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Resources {
    pub packages: Vec<String>,
    /// Resources with at least one value, per type name.
    pub types: BTreeMap<String, u32>,
    /// BCP 47, without the default.
    pub locales: Vec<String>,
    pub texts: Vec<Text>,
    pub network_security: Option<NetworkSecurity>,
}

/// Counts a table's resources and finds the texts (default, Chinese and English) that contain a term.
///
/// # Errors
/// `budget_exceeded` when the table's work is used up before its end.
pub fn report(
    table: &Table<'_>,
    terms: &Terms,
    network_security: Option<NetworkSecurity>,
) -> Result<Resources> {
    let locales: BTreeSet<String> = table.configs().map(|config| config.locale()).collect();
    let report = Resources {
        packages: table.packages().iter().map(|package| package.name.clone()).collect(),
        types: table.count_by_type(),
        locales: locales.into_iter().filter(|locale| !locale.is_empty()).collect(),
        texts: texts::find(table, terms),
        network_security,
    };
    if table.is_exhausted() {
        return Err(ParseError::new(BUDGET_EXCEEDED, None, "work for the resource table is used up")
            .in_entry("resources.arsc"));
    }
    Ok(report)
}
