//! The resources of a real package: resources.arsc for values, the archive for files.

use std::collections::HashMap;
use std::rc::Rc;

use mingjian_apk::arsc::{framework, Config, Table, DENSITY_ANY};
use mingjian_apk::axml::{self, Document, Event, Unit};
use mingjian_apk::error::{ParseError, Result};
use mingjian_apk::limits::{Budget, Limits};
use mingjian_apk::zip::Archive;

use crate::resources::{Content, Element, Resolved, Resources, Value};

/// Most elements of one drawable, and largest file one is read from (bytes).
const MAX_ELEMENTS: u32 = 20_000;
const MAX_FILE_BYTES: usize = 16 << 20;
/// Most files, and bytes of them, kept for one icon.
const MAX_KEPT: usize = 32;
const MAX_KEPT_BYTES: usize = 16 << 20;

/// A package seen by a dense, recent phone without a language.
pub struct PackageResources<'p, 'a> {
    archive: &'p Archive<'a>,
    table: Option<&'p Table<'a>>,
    budget: Budget,
    max_depth: usize,
    want: Config,
    kept: HashMap<String, Rc<Content>>,
    kept_bytes: usize,
}

impl<'p, 'a> PackageResources<'p, 'a> {
    pub fn new(archive: &'p Archive<'a>, table: Option<&'p Table<'a>>, limits: &Limits) -> Self {
        let want = Config { density: 640, ..Config::plain() };
        let max_depth = usize::try_from(limits.max_depth).unwrap_or(usize::MAX).min(64);
        Self {
            archive,
            table,
            budget: Budget::new(limits),
            max_depth,
            want,
            kept: HashMap::new(),
            kept_bytes: 0,
        }
    }

    /// The configuration nested resources are chosen for.
    pub fn want(&self) -> &Config {
        &self.want
    }

    /// Forgets the files kept for the icon before.
    pub fn forget(&mut self) {
        self.kept.clear();
        self.kept_bytes = 0;
    }

    /// A value of the table as drawing wants it.
    pub fn value(&self, value: axml::Value) -> Option<Value> {
        convert(value, |index| self.table?.string(index).map(std::borrow::Cow::into_owned))
    }

    /// Bytes of an entry.
    ///
    /// # Errors
    /// `icon_no_entry`, `icon_too_large`, or what reading raised.
    pub fn read(&mut self, path: &str) -> Result<std::borrow::Cow<'a, [u8]>> {
        let entry = self.archive.find(path).ok_or_else(|| {
            ParseError::new("icon_no_entry", None, "the resource table names a file that is not there")
        })?;
        let data = self.archive.read(entry, &mut self.budget)?;
        if data.len() > MAX_FILE_BYTES {
            let detail = format!("file of {} bytes, at most {MAX_FILE_BYTES} are drawn", data.len());
            return Err(ParseError::new("icon_too_large", None, detail));
        }
        Ok(data)
    }
}

impl Resources for PackageResources<'_, '_> {
    fn resolve(&mut self, id: u32) -> Option<Resolved> {
        let (config, entry) = self.table?.best(id, &self.want)?;
        Some(Resolved { value: self.value(entry.value()?)?, density: dots_per_inch(&config) })
    }

    fn open(&mut self, path: &str) -> Result<Rc<Content>> {
        if let Some(content) = self.kept.get(path) {
            return Ok(Rc::clone(content));
        }
        let data = self.read(path).map_err(|error| error.in_entry(path))?;
        let size = self.kept_bytes.saturating_add(data.len());
        let content = if is_xml(&data) {
            let tree = tree(&data, self.max_depth, &mut self.budget).map_err(|error| error.in_entry(path))?;
            Content::Xml(tree)
        } else {
            Content::Bitmap(data.into_owned())
        };
        let content = Rc::new(content);
        if self.kept.len() < MAX_KEPT && size <= MAX_KEPT_BYTES {
            self.kept_bytes = size;
            self.kept.insert(path.to_owned(), Rc::clone(&content));
        }
        Ok(content)
    }
}

/// Density of a configuration; 160 where it names none or any.
pub fn dots_per_inch(config: &Config) -> u16 {
    match config.density {
        0 | DENSITY_ANY.. => 160,
        density => density,
    }
}

/// Compiled XML starts with the XML chunk type, which no picture does.
fn is_xml(data: &[u8]) -> bool {
    matches!(data, [0x03, 0x00, _, 0x00, ..])
}

fn convert(value: axml::Value, text: impl FnOnce(u32) -> Option<String>) -> Option<Value> {
    if let Some(id) = value.reference() {
        return Some(Value::Reference(id));
    }
    if value.theme_attribute().is_some() {
        return Some(Value::Theme);
    }
    if let Some(argb) = value.color() {
        return Some(Value::Color(argb));
    }
    if let Some((length, unit)) = value.dimension() {
        // Source: TypedValue.applyDimension at 160 dpi.
        let dp = match unit {
            Unit::Px | Unit::Dp | Unit::Sp => length,
            Unit::Pt => length * 160.0 / 72.0,
            Unit::In => length * 160.0,
            Unit::Mm => length * 160.0 / 25.4,
        };
        return Some(Value::Dimension(dp));
    }
    if let Some((share, _)) = value.fraction() {
        return Some(Value::Fraction(share));
    }
    if let Some(number) = value.float() {
        return Some(Value::Number(number));
    }
    if let Some(number) = value.int() {
        return Some(Value::Number(number as f32));
    }
    value.string().and_then(text).map(Value::Text)
}

/// Builds the element tree of compiled XML.
fn tree(data: &[u8], max_depth: usize, budget: &mut Budget) -> Result<Element> {
    let document = Document::parse(data, budget)?;
    let mut reader = document.reader();
    let mut open: Vec<Element> = Vec::new();
    let mut count = 0_u32;
    loop {
        match reader.next()? {
            Event::Start(element) => {
                count += 1;
                if count > MAX_ELEMENTS || open.len() >= max_depth {
                    let detail =
                        format!("drawable of more than {MAX_ELEMENTS} elements or {max_depth} levels");
                    return Err(ParseError::new("icon_too_complex", None, detail));
                }
                let mut attributes = Vec::new();
                for attribute in element.attributes() {
                    let name = match framework::attribute(attribute.id) {
                        Some(name) => name.to_owned(),
                        None => attribute.name().unwrap_or_default().into_owned(),
                    };
                    let text = |_| attribute.string().map(std::borrow::Cow::into_owned);
                    if let Some(value) = convert(attribute.value, text) {
                        attributes.push((name, value));
                    }
                }
                open.push(Element { name: element.name().into_owned(), attributes, children: Vec::new() });
            }
            Event::End { .. } => {
                if let Some(done) = open.pop() {
                    match open.last_mut() {
                        Some(parent) => parent.children.push(done),
                        None => return Ok(done),
                    }
                }
            }
            Event::Text { .. } => {}
            Event::EndDocument => {
                return Err(ParseError::new("icon_xml_unfinished", None, "XML ends inside its root element"))
            }
        }
    }
}
