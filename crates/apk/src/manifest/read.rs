//! The walk over a manifest's elements.

use std::cell::Cell;

use super::attributes::{Attributes, Resolver};
use super::component::{
    class_name, component, intent_data, intent_filter, kind, meta_data, protection, split_authorities,
};
use super::label::labels;
use super::{DeclaredPermission, Manifest, UsesPermission};
use crate::arsc::{Config, Table};
use crate::axml::{document_text, Document, Element, Event};
use crate::error::{ParseError, Result};
use crate::limits::{Budget, Limits};

const MAX_ANOMALIES: usize = 64;
/// Facts beyond this many bytes are not made; real manifests stay under a megabyte.
const MAX_FACT_BYTES: usize = 32 << 20;
/// What an element costs besides its texts.
const ELEMENT_BYTES: usize = 256;

/// Where the walk stands: what an open element is to the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Manifest,
    Application,
    Component,
    Filter,
    FeatureGroup,
    Queries,
    QueryIntent,
    /// An element the platform skips with all it holds.
    Skipped,
}

/// Reads a compiled manifest, resolving references through `table` in the configuration aapt badges use.
///
/// # Errors
/// `manifest_bad_root` when the root is not `<manifest>`, `manifest_no_package` without a package name, and
/// those of [`Document::parse`]. A document that breaks off later is read up to there, with an anomaly.
pub fn read(data: &[u8], table: Option<&Table<'_>>, limits: &Limits) -> Result<Manifest> {
    let mut budget = Budget::new(limits);
    let text = document_text(&Document::parse(data, &mut budget)?, table);
    let doc = Document::parse(data, &mut budget)?;
    let mut walk = Walk {
        manifest: Manifest::default(),
        resolver: Resolver { table, config: Config::plain(), left: Cell::new(MAX_FACT_BYTES) },
        lines: &text.element_lines,
        seen_application: false,
    };
    walk.run(&doc)?;
    let mut manifest = walk.manifest;
    if let Some(error) = &text.ends_early {
        note(&mut manifest.anomalies, format!("text_ends_early: {error}"));
    }
    if table.is_some_and(Table::is_exhausted) {
        note(
            &mut manifest.anomalies,
            "resources_exhausted: work for the resource table is used up".to_owned(),
        );
    }
    manifest.text = text.lines;
    Ok(manifest)
}

struct Walk<'t, 'b> {
    manifest: Manifest,
    resolver: Resolver<'t, 'b>,
    lines: &'t [u32],
    seen_application: bool,
}

impl Walk<'_, '_> {
    fn run(&mut self, doc: &Document<'_>) -> Result<()> {
        let mut reader = doc.reader();
        let mut places: Vec<Place> = Vec::new();
        loop {
            match reader.next() {
                Ok(Event::Start(element)) => {
                    if !self.resolver.pay(ELEMENT_BYTES) {
                        note(
                            &mut self.manifest.anomalies,
                            "facts_exhausted: the manifest holds too much".to_owned(),
                        );
                        break;
                    }
                    let place = match places.last() {
                        None => self.root(&element)?,
                        Some(Place::Skipped) => Place::Skipped,
                        Some(parent) => self.child(*parent, &element),
                    };
                    places.push(place);
                }
                Ok(Event::End { .. }) => {
                    places.pop();
                    if places.is_empty() {
                        break;
                    }
                }
                Ok(Event::Text { .. }) => {}
                Ok(Event::EndDocument) => break,
                Err(error) if self.manifest.package.is_empty() => return Err(error),
                Err(error) => {
                    note(&mut self.manifest.anomalies, format!("ends_early: {error}"));
                    break;
                }
            }
        }
        if self.manifest.package.is_empty() {
            return Err(ParseError::new("manifest_no_package", None, "the manifest names no package"));
        }
        Ok(())
    }

    fn line(&self, element: &Element<'_, '_>) -> u32 {
        self.lines.get(element.ordinal as usize).copied().unwrap_or(0)
    }

    fn root(&mut self, element: &Element<'_, '_>) -> Result<Place> {
        if !element.is("manifest") {
            let detail =
                format!("the root element is <{}>", element.name().chars().take(64).collect::<String>());
            return Err(ParseError::new("manifest_bad_root", None, detail));
        }
        let plain = |name: &str| {
            let attribute = element.find_plain(name)?;
            let text = attribute.raw().or_else(|| attribute.string()).map(|text| text.into_owned());
            text.or_else(|| attribute.value.literal()).filter(|text| !text.is_empty())
        };
        let Some(package) = plain("package") else {
            return Err(ParseError::new("manifest_no_package", None, "the manifest names no package"));
        };
        let split = plain("split");
        let attributes = Attributes::of(element, &self.resolver);
        let major = attributes.int("versionCodeMajor").map_or(0, i64::from);
        let version_code = attributes.int("versionCode").map(|code| (major << 32) | i64::from(code as u32));
        let version_name = attributes.text("versionName");
        let shared_user_id = attributes.text("sharedUserId").filter(|name| !name.is_empty());
        let anomalies = attributes.anomalies;
        self.manifest =
            Manifest { package, split, version_code, version_name, shared_user_id, ..Manifest::default() };
        self.note_all(anomalies);
        Ok(Place::Manifest)
    }

    fn note_all(&mut self, anomalies: Vec<String>) {
        for anomaly in anomalies {
            note(&mut self.manifest.anomalies, anomaly);
        }
    }

    fn child(&mut self, parent: Place, element: &Element<'_, '_>) -> Place {
        let tag = element.name();
        let line = self.line(element);
        let attributes = Attributes::of(element, &self.resolver);
        let name = || attributes.text("name").filter(|name| !name.is_empty());
        let manifest = &mut self.manifest;
        let place = match (parent, &*tag) {
            (Place::Manifest, "application") => {
                if std::mem::replace(&mut self.seen_application, true) {
                    note(&mut manifest.anomalies, format!("second_application: line {line}"));
                    Place::Skipped
                } else {
                    application(manifest, &attributes, self.resolver.table, &self.resolver.config);
                    Place::Application
                }
            }
            (Place::Manifest, "uses-sdk") => {
                manifest.min_sdk = attributes.int("minSdkVersion");
                manifest.target_sdk = attributes.int("targetSdkVersion");
                manifest.max_sdk = attributes.int("maxSdkVersion");
                Place::Skipped
            }
            (Place::Manifest, "uses-permission" | "uses-permission-sdk-23" | "uses-permission-sdk-m") => {
                if let Some(name) = name() {
                    let max_sdk = attributes.int("maxSdkVersion");
                    let sdk23 = &*tag != "uses-permission";
                    manifest.permissions.push(UsesPermission { name, max_sdk, sdk23, line });
                }
                Place::Skipped
            }
            (Place::Manifest, "permission") => {
                if let Some(name) = name() {
                    let protection = attributes.int("protectionLevel").map(protection);
                    manifest.declared_permissions.push(DeclaredPermission { name, protection, line });
                }
                Place::Skipped
            }
            (Place::Manifest | Place::FeatureGroup, "uses-feature") => {
                manifest.features.extend(name());
                Place::Skipped
            }
            (Place::Manifest, "feature-group") => Place::FeatureGroup,
            (Place::Manifest, "queries") => Place::Queries,
            (Place::Queries, "package") => {
                manifest.queries.packages.extend(name());
                Place::Skipped
            }
            (Place::Queries, "provider") => {
                manifest.queries.authorities.extend(split_authorities(attributes.text("authorities")));
                Place::Skipped
            }
            (Place::Queries, "intent") => Place::QueryIntent,
            (Place::QueryIntent, "action") => {
                manifest.queries.actions.extend(name());
                Place::Skipped
            }
            (Place::Application, "meta-data") => {
                manifest.meta.extend(meta_data(&attributes, line));
                Place::Skipped
            }
            (Place::Application, "property") => {
                manifest.properties.extend(meta_data(&attributes, line));
                Place::Skipped
            }
            (Place::Application, tag) => match kind(tag) {
                Some(kind) => match component(kind, &manifest.package, &attributes, line) {
                    Some(component) => {
                        manifest.components.push(component);
                        Place::Component
                    }
                    None => {
                        note(&mut manifest.anomalies, format!("component_without_name: <{tag}> line {line}"));
                        Place::Skipped
                    }
                },
                None => Place::Skipped,
            },
            (Place::Component | Place::Filter, tag) => in_component(manifest, parent, tag, &attributes, line),
            (_, tag) => {
                if tag == "application" || kind(tag).is_some() {
                    note(&mut manifest.anomalies, format!("misplaced_element: <{tag}> line {line}"));
                }
                Place::Skipped
            }
        };
        let anomalies = attributes.anomalies;
        self.note_all(anomalies);
        place
    }
}

/// Elements inside the component read last.
fn in_component(
    manifest: &mut Manifest,
    parent: Place,
    tag: &str,
    attributes: &Attributes<'_, '_, '_, '_, '_>,
    line: u32,
) -> Place {
    let Some(component) = manifest.components.last_mut() else { return Place::Skipped };
    match (parent, tag) {
        (Place::Component, "intent-filter") => {
            component.filters.push(intent_filter(attributes, line));
            return Place::Filter;
        }
        (Place::Component, "meta-data") => component.meta.extend(meta_data(attributes, line)),
        (Place::Component, "property") => component.properties.extend(meta_data(attributes, line)),
        (Place::Filter, _) => {
            let name = attributes.text("name").filter(|name| !name.is_empty());
            if let Some(filter) = component.filters.last_mut() {
                match tag {
                    "action" => filter.actions.extend(name),
                    "category" => filter.categories.extend(name),
                    "data" => filter.data.push(intent_data(attributes)),
                    _ => {}
                }
            }
        }
        _ => {}
    }
    Place::Skipped
}

fn application(
    manifest: &mut Manifest,
    attributes: &Attributes<'_, '_, '_, '_, '_>,
    table: Option<&Table<'_>>,
    config: &Config,
) {
    const KNOWN: [&str; 9] = [
        "name",
        "label",
        "icon",
        "appComponentFactory",
        "debuggable",
        "allowBackup",
        "testOnly",
        "usesCleartextTraffic",
        "networkSecurityConfig",
    ];
    let class = |name: &str| {
        attributes.text(name).filter(|name| !name.is_empty()).map(|name| class_name(&manifest.package, &name))
    };
    manifest.application = class("name");
    manifest.app_component_factory = class("appComponentFactory");
    let label_id = attributes.get("label").and_then(|attribute| attribute.value.reference());
    manifest.labels = match (label_id, table) {
        (Some(id), Some(table)) => labels(table, id, config),
        _ => Vec::new(),
    };
    // Where the default configuration has no label, aapt takes the first language that has one.
    let has_default =
        label_id.is_none() || manifest.labels.first().is_none_or(|label| label.locale.is_empty());
    manifest.label = if has_default {
        attributes.text("label")
    } else {
        manifest.labels.first().map(|label| label.text.clone())
    };
    manifest.icon = attributes.file_reference("icon");
    manifest.icon_id = attributes.get("icon").and_then(|attribute| attribute.value.reference());
    manifest.debuggable = attributes.bool("debuggable").unwrap_or(false);
    manifest.allow_backup = attributes.bool("allowBackup");
    manifest.test_only = attributes.bool("testOnly").unwrap_or(false);
    manifest.uses_cleartext_traffic = attributes.bool("usesCleartextTraffic");
    manifest.network_security_config = attributes.file_reference("networkSecurityConfig");
    manifest.network_security_entry =
        attributes.get("networkSecurityConfig").and_then(|_| attributes.text("networkSecurityConfig"));
    manifest.application_attributes = attributes.others(&KNOWN);
}

fn note(anomalies: &mut Vec<String>, anomaly: String) {
    if anomalies.len() < MAX_ANOMALIES {
        anomalies.push(anomaly);
    }
}
