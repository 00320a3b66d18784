//! MANIFEST.MF and .SF files: sections of attributes, with where each section lies.
//!
//! Source: JAR File Specification (manifest format); AOSP tools/apksig (ManifestParser).

use std::ops::Range;

#[derive(Debug, Clone)]
pub(super) struct Section {
    /// Bytes of the section with the empty line that ends it.
    pub range: Range<usize>,
    attributes: Vec<(String, String)>,
}

impl Section {
    /// The entry a section is about: the value of its first attribute, if that is `Name`.
    pub fn name(&self) -> Option<&str> {
        let (key, value) = self.attributes.first()?;
        key.eq_ignore_ascii_case("Name").then_some(value)
    }

    /// Value of the first attribute of this name, case aside.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// All sections, main one first.
pub(super) fn parse(data: &[u8]) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut at = 0;
    let mut open: Option<Section> = None;
    let mut logical: Vec<u8> = Vec::new();
    while at < data.len() {
        let (line, next) = line(data, at);
        if line.is_empty() {
            if let Some(mut section) = open.take() {
                section.attributes.push(attribute(&logical));
                section.range.end = next;
                sections.push(section);
            }
        } else if let Some(section) = open.as_mut() {
            if let Some(b' ') = line.first() {
                logical.extend_from_slice(line.get(1..).unwrap_or_default());
            } else {
                section.attributes.push(attribute(&logical));
                logical = line.to_vec();
            }
        } else {
            open = Some(Section { range: at..next, attributes: Vec::new() });
            logical = line.to_vec();
        }
        at = next;
    }
    if let Some(mut section) = open {
        section.attributes.push(attribute(&logical));
        section.range.end = data.len();
        sections.push(section);
    }
    sections
}

/// The line at `at` without its end, and where the next begins. Lines end in CR LF, CR or LF.
fn line(data: &[u8], at: usize) -> (&[u8], usize) {
    let rest = data.get(at..).unwrap_or_default();
    let len = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(rest.len());
    let (line, ending) = rest.split_at(len);
    let ending = if ending.starts_with(b"\r\n") { 2 } else { ending.len().min(1) };
    (line, at.saturating_add(len).saturating_add(ending))
}

/// Name and value are parted by a colon and exactly one space; other spaces belong to them, which some
/// obfuscators use.
fn attribute(line: &[u8]) -> (String, String) {
    let text = String::from_utf8_lossy(line);
    match text.split_once(": ") {
        Some((key, value)) => (key.to_owned(), value.to_owned()),
        None => (text.into_owned(), String::new()),
    }
}
