//! Compiled XML back to text, one attribute per line, references by resource name.

use std::borrow::Cow;

use super::reader::{Attribute, Document, Element, Event};
use crate::arsc::{framework, Table};
use crate::error::Result;
use crate::limits::{Budget, Limits};

/// Text beyond this many bytes is not written.
const MAX_TEXT_BYTES: usize = 16 << 20;
/// End of a start tag with nothing in it: the longest that is put to a line afterwards.
const END: &str = " />";
/// Deeper elements are not indented further.
const MAX_INDENT: u32 = 24;

/// A decoded document.
#[derive(Debug, Default)]
pub struct Text {
    pub lines: Vec<String>,
    /// 1-based line of each start tag, by [`Element::ordinal`].
    pub element_lines: Vec<u32>,
    /// Why the text ends before the document does (a broken node, a used-up allowance), if it does.
    pub ends_early: Option<crate::error::ParseError>,
}

/// Decodes compiled XML to text.
///
/// # Errors
/// Those of [`Document::parse`]; a break after the first node is told in `ends_early`.
pub fn to_text(data: &[u8], table: Option<&Table<'_>>, limits: &Limits) -> Result<Text> {
    let doc = Document::parse(data, &mut Budget::new(limits))?;
    Ok(document_text(&doc, table))
}

/// As [`to_text`], for a document already open.
pub(crate) fn document_text(doc: &Document<'_>, table: Option<&Table<'_>>) -> Text {
    let mut writer = Writer { text: Text::default(), bytes: 0, table, open: Vec::new(), pending: false };
    let mut reader = doc.reader();
    loop {
        match reader.next() {
            Ok(Event::Start(element)) => writer.start(&element),
            Ok(Event::End { .. }) => writer.end(),
            Ok(Event::Text { text, .. }) => writer.text(&doc.strings().get(text).unwrap_or_default()),
            Ok(Event::EndDocument) => break,
            Err(error) => {
                writer.text.ends_early = Some(error);
                break;
            }
        }
        if writer.bytes > MAX_TEXT_BYTES {
            let detail = format!("decoded text is over {MAX_TEXT_BYTES} bytes");
            writer.text.ends_early =
                Some(crate::error::ParseError::new(crate::limits::BUDGET_EXCEEDED, None, detail));
            break;
        }
    }
    writer.text
}

struct Writer<'t, 'b> {
    text: Text,
    bytes: usize,
    table: Option<&'t Table<'b>>,
    open: Vec<String>,
    /// The last line is a start tag without its `>`.
    pending: bool,
}

impl Writer<'_, '_> {
    fn line(&mut self, depth: u32, parts: &[&str]) {
        let indent = depth.min(MAX_INDENT) as usize * 2;
        let length: usize = parts.iter().map(|part| part.len()).sum();
        self.bytes = self.bytes.saturating_add(indent).saturating_add(length).saturating_add(32);
        let mut line = String::with_capacity(indent + length + END.len());
        line.extend(std::iter::repeat_n(' ', indent));
        line.extend(parts.iter().copied());
        self.text.lines.push(line);
    }

    fn append(&mut self, end: &str) {
        if let Some(last) = self.text.lines.last_mut() {
            last.push_str(end);
        }
    }

    fn close_pending(&mut self) {
        if std::mem::take(&mut self.pending) {
            self.append(">");
        }
    }

    fn depth(&self) -> u32 {
        u32::try_from(self.open.len()).unwrap_or(u32::MAX)
    }

    fn start(&mut self, element: &Element<'_, '_>) {
        self.close_pending();
        let depth = self.depth();
        let name = clean(&element.name()).into_owned();
        self.line(depth, &["<", &name]);
        self.text.element_lines.push(u32::try_from(self.text.lines.len()).unwrap_or(u32::MAX));
        if self.text.lines.len() == 1 {
            self.line(1, &["xmlns:android=\"", super::ANDROID_NS, "\""]);
        }
        for attribute in element.attributes() {
            if self.bytes > MAX_TEXT_BYTES {
                break;
            }
            let value = display(&attribute, self.table);
            let (prefix, name) = qualified(&attribute);
            self.line(depth.saturating_add(1), &[prefix, &name, "=\"", &escape(&value), "\""]);
        }
        self.bytes = self.bytes.saturating_add(name.len());
        self.open.push(name);
        self.pending = true;
    }

    fn end(&mut self) {
        let Some(name) = self.open.pop() else { return };
        if std::mem::take(&mut self.pending) {
            self.append(END);
        } else {
            let depth = self.depth();
            self.line(depth, &["</", &name, ">"]);
        }
    }

    fn text(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.close_pending();
            let depth = self.depth();
            self.line(depth, &[&escape(text.trim())]);
        }
    }
}

/// Prefix and name of an attribute: by resource id first, as the platform matches it.
fn qualified(attribute: &Attribute<'_, '_>) -> (&'static str, Cow<'static, str>) {
    if let Some(name) = framework::attribute(attribute.id) {
        return ("android:", Cow::Borrowed(name));
    }
    let name = match attribute.name() {
        Some(name) if !name.is_empty() => clean(&name).into_owned(),
        _ => format!("attr_{:08x}", attribute.id),
    };
    let prefix = match attribute.namespace() {
        _ if attribute.is_android() => "android:",
        Some(uri) if uri.ends_with("/tools") => "tools:",
        Some(uri) if !uri.is_empty() => "app:",
        _ => "",
    };
    (prefix, Cow::Owned(name))
}

/// The value as people read it; references by name.
pub(crate) fn display(attribute: &Attribute<'_, '_>, table: Option<&Table<'_>>) -> String {
    if let Some(text) = attribute.string() {
        return text.into_owned();
    }
    if let Some(literal) = attribute.value.literal() {
        return literal;
    }
    let (mark, id) = match (attribute.value.reference(), attribute.value.theme_attribute()) {
        (Some(id), _) => ('@', id),
        (_, Some(id)) => ('?', id),
        _ => return attribute.raw().unwrap_or_default().into_owned(),
    };
    let named = match table {
        Some(table) => table.type_and_name(id),
        None => framework::name(id).map(|(kind, name)| (format!("android:{kind}"), name.to_owned())),
    };
    match named {
        Some((kind, name)) => format!("{mark}{kind}/{name}"),
        None => format!("{mark}{id:#010x}"),
    }
}

/// Names without what would break a line or a tag.
fn clean(name: &str) -> Cow<'_, str> {
    if name.chars().any(|c| c.is_control() || c.is_whitespace() || matches!(c, '<' | '>' | '"' | '=')) {
        return Cow::Owned(
            name.replace(|c: char| c.is_control() || c.is_whitespace() || "<>\"=".contains(c), "_"),
        );
    }
    Cow::Borrowed(name)
}

/// Escapes for an attribute value on one line.
fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '"']) && !text.chars().any(char::is_control) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => out.push_str(&format!("&#{};", u32::from(c))),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}
