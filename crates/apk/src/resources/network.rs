//! The network security configuration: who may be spoken to in the clear, which certificates are trusted.
//!
//! Source: AOSP android.security.net.config.XmlConfigSource.

use serde::Serialize;

use crate::arsc::{Config, Table};
use crate::axml::{Document, Element, Event};
use crate::error::Result;
use crate::limits::{Budget, Limits};

const MAX_DOMAINS: usize = 4096;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct NetworkSecurity {
    pub entry: String,
    /// `cleartextTrafficPermitted` of `<base-config>`, where it is stated.
    pub base_cleartext: Option<bool>,
    /// Domains of `<domain-config>`s that permit cleartext, themselves or by their parent.
    pub cleartext_domains: Vec<String>,
    /// Certificates the user added are trusted outside `<debug-overrides>`.
    pub user_certificates: bool,
    pub debug_overrides: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Place {
    Root,
    Base,
    /// With whether cleartext is permitted here.
    Domains(Option<bool>),
    Domain(Option<bool>),
    Anchors,
    Skipped,
}

/// Reads the compiled configuration `entry`.
///
/// # Errors
/// Those of [`Document::parse`] and of the reader: half a configuration would read as a stricter one.
pub fn network_security(
    entry: &str,
    data: &[u8],
    table: Option<&Table<'_>>,
    limits: &Limits,
) -> Result<NetworkSecurity> {
    let mut found = NetworkSecurity { entry: entry.to_owned(), ..NetworkSecurity::default() };
    let doc = Document::parse(data, &mut Budget::new(limits)).map_err(|error| error.in_entry(entry))?;
    let mut reader = doc.reader();
    let mut places: Vec<Place> = Vec::new();
    loop {
        match reader.next().map_err(|error| error.in_entry(entry))? {
            Event::Start(element) => {
                let place = place(places.last().copied(), &element, table, &mut found);
                places.push(place);
            }
            Event::End { .. } => {
                places.pop();
            }
            Event::Text { text, .. } => {
                if places.last() == Some(&Place::Domain(Some(true)))
                    && found.cleartext_domains.len() < MAX_DOMAINS
                {
                    let domain = doc.strings().get(text).unwrap_or_default().trim().to_lowercase();
                    if !domain.is_empty() {
                        found.cleartext_domains.push(domain);
                    }
                }
            }
            Event::EndDocument => return Ok(found),
        }
    }
}

fn place(
    parent: Option<Place>,
    element: &Element<'_, '_>,
    table: Option<&Table<'_>>,
    found: &mut NetworkSecurity,
) -> Place {
    let cleartext = || bool_attribute(element, "cleartextTrafficPermitted", table);
    match (parent, &*element.name()) {
        (None, "network-security-config") => Place::Root,
        (Some(Place::Root), "base-config") => {
            found.base_cleartext = cleartext();
            Place::Base
        }
        (Some(Place::Root), "domain-config") => Place::Domains(cleartext()),
        (Some(Place::Domains(inherited)), "domain-config") => Place::Domains(cleartext().or(inherited)),
        (Some(Place::Domains(permitted)), "domain") => Place::Domain(permitted),
        (Some(Place::Root), "debug-overrides") => {
            found.debug_overrides = true;
            Place::Skipped
        }
        (Some(Place::Base | Place::Domains(_)), "trust-anchors") => Place::Anchors,
        (Some(Place::Anchors), "certificates") => {
            let source =
                element.find_plain("src").and_then(|attribute| attribute.string().or(attribute.raw()));
            found.user_certificates |= source.is_some_and(|source| source == "user");
            Place::Skipped
        }
        _ => Place::Skipped,
    }
}

fn bool_attribute(element: &Element<'_, '_>, name: &str, table: Option<&Table<'_>>) -> Option<bool> {
    let attribute = element.find_plain(name)?;
    if let Some(text) = attribute.string() {
        return text.parse().ok();
    }
    match table {
        Some(table) => table.resolve(attribute.value, &Config::plain(), None).value.bool(),
        None => attribute.value.bool(),
    }
}
