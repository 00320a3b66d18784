//! What library methods do with data they are given: `data_flow.yaml`.

use serde::Deserialize;

/// What a method does for the way of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Data given to it leaves the app or is kept.
    Sink,
    /// Writes into something made elsewhere (a stream, an editor): what that was made from tells where to.
    Store,
    /// Makes such a thing, or names the place where it lies.
    Maker,
    /// Takes an address (a URI, a key, a path) and gives the data behind it.
    Fetch,
    /// The platform or a library takes what the method returns.
    Return,
    /// Copies its first argument into a later one.
    Copy,
}

/// Which part of a call counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Takes {
    #[default]
    Arguments,
    Receiver,
}

/// Methods of one class, or of what is below it, with one role.
#[derive(Debug, Clone, Deserialize)]
pub struct FlowRow {
    pub role: Role,
    /// Where data goes: `log`, `network`, `file` …; empty for roles that do not say.
    #[serde(default)]
    pub kind: String,
    pub class: String,
    pub names: Vec<String>,
    #[serde(default)]
    pub takes: Takes,
    /// Declared parameter that is a mode, whose bits 1 and 2 let other apps read or write.
    #[serde(default)]
    pub mode: Option<u16>,
    /// For [`Role::Copy`]: the argument word that is written.
    #[serde(default)]
    pub into: u16,
}

/// All of data_flow.yaml.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct DataFlow {
    pub rows: Vec<FlowRow>,
    /// Classes and packages (`Lorg/json/`) that hold or hand on what they are given.
    pub carriers: Vec<String>,
    /// Methods whose result does not hold what they were given: `length`, `hashCode` …
    pub silent: Vec<String>,
    /// Beginnings of paths that every app can read.
    pub shared_paths: Vec<String>,
}
