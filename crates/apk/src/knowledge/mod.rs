//! Compiled knowledge: API rows, framework callbacks and hierarchy, SDK prefixes, consent words.
//!
//! `python -m mingjian.knowledge.compile` writes the table; this module only reads it. The table is the
//! project's own, so a broken one is refused whole.

mod data_flow;
mod filter;
mod hierarchy;
mod lists;
mod words;

pub use data_flow::{DataFlow, FlowRow, Role, Takes};
pub use filter::{Filter, FilterValue};
pub use hierarchy::{Hierarchy, Relation};
pub use lists::Lists;
pub use words::ConsentWords;

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::callgraph::selector;
use crate::error::{ParseError, Result};

/// The table layout this core reads.
const FORMAT: u32 = 1;

/// How sure a row or a finding built on it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    Low,
    Medium,
    High,
}

/// What a row's key is, and with it how it must occur to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    Method,
    Field,
    Uri,
    /// Key of a `Settings` call.
    Settings,
    Property,
    SystemProperty,
    Exec,
    Intent,
    Permission,
    File,
    /// Name looked up by reflection.
    Reflection,
    /// Argument of a cryptographic `getInstance`.
    Algorithm,
    Exif,
    /// Argument of whatever call another row of its group names.
    Call,
    /// Name of a network interface.
    Interface,
    /// A whole constant.
    Word,
    /// A whole constant: binder descriptors.
    String,
}

/// One row of sensitive_apis.yaml, behaviours.yaml or an SDK's calls.
#[derive(Debug, Clone, Deserialize)]
pub struct Row {
    pub id: String,
    pub tags: Vec<String>,
    pub kind: RowKind,
    #[serde(default)]
    pub class: String,
    #[serde(default)]
    pub name: String,
    /// Descriptor of a method (empty: any), type of a field.
    #[serde(default)]
    pub desc: String,
    /// 2: any descriptor.
    #[serde(default, rename = "match")]
    pub match_: u8,
    #[serde(default)]
    pub key: String,
    #[serde(default)]
    pub args: Vec<Filter>,
    /// Holds only under a condition that no argument shows.
    #[serde(default)]
    pub unresolved: bool,
    pub confidence: Confidence,
    /// 1 weak and common to 5 direct identifier or sensitive content.
    #[serde(default)]
    pub weight: u8,
    /// Selector of the name and descriptor; 0 where any descriptor fits.
    #[serde(skip)]
    pub selector: u64,
}

/// One row of framework_callbacks.yaml.
#[derive(Debug, Clone, Deserialize)]
pub struct Callback {
    pub class: String,
    pub name: String,
    pub desc: String,
    pub edge: crate::callgraph::EdgeKind,
    pub when: String,
    /// The platform makes the object, because the manifest names it.
    #[serde(default)]
    pub component: bool,
    /// Runs once such an object exists.
    #[serde(default)]
    pub instance: bool,
    /// `name(descriptor)` of the calls that tie the object.
    #[serde(default)]
    pub calls: Vec<String>,
    /// Bare names of such calls.
    #[serde(default)]
    pub names: Vec<String>,
    /// Selector of the name and descriptor; `None` when the descriptor is none.
    #[serde(skip)]
    pub selector: Option<u64>,
    /// Selectors of the calls that hand the object over.
    #[serde(skip)]
    pub registered_by: Vec<u64>,
}

/// One row of hollow_overrides.yaml: a method that guards something.
#[derive(Debug, Clone, Deserialize)]
pub struct Guarding {
    pub class: String,
    pub name: String,
    /// What an idle body gives back where it guards nothing.
    pub answers: Vec<crate::callgraph::Answer>,
}

impl Row {
    fn select(&mut self) {
        if self.kind == RowKind::Method && self.match_ != 2 && !self.desc.is_empty() {
            self.selector = selector(&self.name, &self.desc).unwrap_or(0);
        }
    }
}

impl Callback {
    fn select(&mut self) {
        self.selector = selector(&self.name, &self.desc);
        let calls = self.calls.iter().filter_map(|call| call.split_at_checked(call.find('(')?));
        // A component's own start calls do not hand an object over.
        let handed = calls.filter(|(_, rest)| !self.component || rest.contains(self.class.as_str()));
        self.registered_by = handed.filter_map(|(name, rest)| selector(name, rest)).collect();
    }
}

/// Package prefixes of one SDK, dotted.
#[derive(Debug, Clone, Deserialize)]
pub struct Sdk {
    pub id: String,
    #[serde(default)]
    pub prefixes: Vec<String>,
    #[serde(default)]
    pub excludes: Vec<String>,
    #[serde(default)]
    pub weak_prefixes: Vec<String>,
    /// `class#FIELD` constants that hold its version.
    #[serde(default)]
    pub versions: Vec<String>,
}

#[derive(Deserialize)]
struct Table {
    format: u32,
    rows: Vec<Row>,
    callbacks: Vec<Callback>,
    entry_kinds: BTreeMap<String, crate::callgraph::EntryKind>,
    hierarchy: String,
    sdks: Vec<Sdk>,
    gates: ConsentWords,
    interest: Vec<String>,
    #[serde(default)]
    guarding: Vec<Guarding>,
    #[serde(default)]
    data_flow: DataFlow,
}

/// Everything the call graph asks of the knowledge files.
#[derive(Debug, Clone)]
pub struct Knowledge {
    pub rows: Vec<Row>,
    pub callbacks: Vec<Callback>,
    /// Entry kind of components with an intent filter for one of these actions.
    pub entry_kinds: BTreeMap<String, crate::callgraph::EntryKind>,
    pub hierarchy: Hierarchy,
    pub sdks: Vec<Sdk>,
    pub consent: ConsentWords,
    /// Beginnings of constants that rules ask for.
    pub interest: Vec<String>,
    pub guarding: Vec<Guarding>,
    pub data_flow: DataFlow,
    /// The rows by what is searched for.
    pub lists: Lists,
}

impl Knowledge {
    /// Reads a compiled table.
    ///
    /// # Errors
    /// `knowledge_bad_table` when it is not one, or of another format.
    pub fn load(table: &[u8]) -> Result<Self> {
        let bad = |detail: String| ParseError::new("knowledge_bad_table", None, detail);
        let mut table: Table = serde_json::from_slice(table).map_err(|error| bad(error.to_string()))?;
        if table.format != FORMAT {
            return Err(bad(format!("table format {} where {FORMAT} is read", table.format)));
        }
        table.rows.iter_mut().for_each(Row::select);
        table.callbacks.iter_mut().for_each(Callback::select);
        Ok(Self {
            lists: Lists::new(&table.rows),
            rows: table.rows,
            callbacks: table.callbacks,
            entry_kinds: table.entry_kinds,
            hierarchy: Hierarchy::new(table.hierarchy),
            sdks: table.sdks,
            consent: table.gates,
            interest: table.interest,
            guarding: table.guarding,
            data_flow: table.data_flow,
        })
    }
}
