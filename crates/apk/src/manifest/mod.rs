//! AndroidManifest.xml decoded into typed values, references resolved.
//!
//! [`read`] behaves as the platform's PackageParser: attributes by resource id first (by name only where the
//! document gives no id), the first of duplicates, relative class names completed, the first `<application>`
//! only, elements outside their place ignored. Serialized, a [`Manifest`] is the JSON of
//! `mingjian.facts.manifest`; fields at their default are left out.
//!
//! Source: AOSP core/java/android/content/pm/PackageParser.java.

mod attributes;
mod component;
mod label;
mod read;

use std::collections::BTreeMap;

use serde::Serialize;

pub use read::read;

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct IntentData {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// `android:path`, else pathPrefix, pathPattern, pathAdvancedPattern or pathSuffix.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mime_type: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct IntentFilter {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub data: Vec<IntentData>,
    #[serde(skip_serializing_if = "is_zero")]
    pub priority: i32,
    pub line: u32,
}

/// A `<meta-data>` or `<property>`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct MetaData {
    pub name: String,
    /// Resolved `android:value`; `@type/name` where the reference has no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// `android:resource` as `@type/name`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    pub line: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ComponentKind {
    Activity,
    ActivityAlias,
    Service,
    Receiver,
    Provider,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Component {
    pub kind: ComponentKind,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exported: Option<bool>,
    #[serde(skip_serializing_if = "is_true")]
    pub enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permission: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub process: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authorities: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub init_order: i32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<IntentFilter>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub meta: Vec<MetaData>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<MetaData>,
    /// Every other android: attribute by local name, as resolved text.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
    pub line: u32,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct UsesPermission {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_sdk: Option<i32>,
    #[serde(skip_serializing_if = "is_false")]
    pub sdk23: bool,
    pub line: u32,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct DeclaredPermission {
    pub name: String,
    /// As written in sources: `dangerous`, `signature|privileged`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protection: Option<String>,
    pub line: u32,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Queries {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub packages: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authorities: Vec<String>,
}

impl Queries {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct LocalText {
    /// BCP 47, empty for the default.
    pub locale: String,
    pub text: String,
}

/// What a manifest says. Names and meanings are those of `python/mingjian/facts/manifest.py`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Manifest {
    pub package: String,
    /// versionCodeMajor in the upper 32 bits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_code: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shared_user_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub split: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_sdk: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_sdk: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_sdk: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<LocalText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_component_factory: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    pub debuggable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_backup: Option<bool>,
    #[serde(skip_serializing_if = "is_false")]
    pub test_only: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uses_cleartext_traffic: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network_security_config: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub application_attributes: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<UsesPermission>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub declared_permissions: Vec<DeclaredPermission>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<String>,
    #[serde(skip_serializing_if = "Queries::is_empty")]
    pub queries: Queries,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<Component>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub meta: Vec<MetaData>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<MetaData>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub text: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub anomalies: Vec<String>,
    /// Resource id of the application icon, for those who hold the table.
    #[serde(skip)]
    pub icon_id: Option<u32>,
    /// Entry of the network security configuration, e.g. `res/xml/network_security_config.xml`.
    #[serde(skip)]
    pub network_security_entry: Option<String>,
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(value: &i32) -> bool {
    *value == 0
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_false(value: &bool) -> bool {
    !*value
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_true(value: &bool) -> bool {
    *value
}
