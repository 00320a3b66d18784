//! Pull reader over the nodes of a compiled XML document.

use std::borrow::Cow;

use super::strings::StringPool;
use super::value::Value;
use crate::error::{ParseError, Result};
use crate::limits::{Budget, BUDGET_EXCEEDED};
use crate::reader::Bytes;

const STRING_POOL: u16 = 0x0001;
const START_NAMESPACE: u16 = 0x0100;
const START_ELEMENT: u16 = 0x0102;
const END_ELEMENT: u16 = 0x0103;
const CDATA: u16 = 0x0104;
const LAST_NODE: u16 = 0x017f;
const RESOURCE_MAP: u16 = 0x0180;
const CODE: &str = "axml_bad";
/// No document is worth more: real manifests and layouts stay under a few megabytes.
const MAX_ALLOWANCE: u64 = 64 << 20;

/// A compiled XML document: its strings, its attribute ids and where the nodes begin.
#[derive(Debug)]
pub struct Document<'a> {
    data: Bytes<'a>,
    strings: StringPool<'a>,
    ids: &'a [u8],
    first_node: usize,
}

impl<'a> Document<'a> {
    /// Finds string pool, resource map and first node; charges the document's size to `budget`.
    ///
    /// # Errors
    /// `axml_bad` where androidfw finds no document, `axml_text` for plain-text XML, `budget_exceeded`.
    pub fn parse(data: &'a [u8], budget: &mut Budget) -> Result<Self> {
        budget.charge(data.len() as u64)?;
        let whole = Bytes::new(data, CODE);
        if data.trim_ascii_start().starts_with(b"<") || data.starts_with(b"\xef\xbb\xbf<") {
            return Err(ParseError::new("axml_text", 0, "plain-text XML where compiled XML belongs"));
        }
        let header_size = usize::from(whole.u16(2)?);
        // A declared size beyond the file is refused by the platform; reading what is there harms nobody.
        let end = (whole.u32(4)? as usize).min(data.len());
        let data = Bytes::new(whole.slice(0, end)?, CODE);
        let allowance = (end as u64).saturating_mul(16).saturating_add(256 << 10).min(MAX_ALLOWANCE);
        let mut strings = None;
        let mut ids: &[u8] = &[];
        let mut at = header_size;
        while at.saturating_add(8) < end {
            let (kind, head, size) = chunk(&data, at, 8)?;
            match kind {
                STRING_POOL => strings = Some(StringPool::parse(data.slice(at, size)?, allowance)),
                RESOURCE_MAP => ids = data.slice(at.saturating_add(head), size.saturating_sub(head))?,
                START_NAMESPACE..=LAST_NODE => {
                    let strings = match strings {
                        Some(pool) => pool?,
                        None => {
                            return Err(ParseError::new(
                                CODE,
                                at as u64,
                                "no string pool before the first node",
                            ))
                        }
                    };
                    return Ok(Self { data, strings, ids, first_node: at });
                }
                _ => {}
            }
            at = at.saturating_add(size);
        }
        Err(ParseError::new(CODE, at as u64, "no element in the document"))
    }

    /// The document's strings; typed string values index them.
    pub fn strings(&self) -> &StringPool<'a> {
        &self.strings
    }

    /// A reader at the first node.
    pub fn reader(&self) -> Reader<'_, 'a> {
        Reader { doc: self, at: self.first_node, depth: 0, started: 0 }
    }

    fn id_of_name(&self, name: u32) -> u32 {
        let at = (name as usize).saturating_mul(4);
        self.ids
            .get(at..at.saturating_add(4))
            .and_then(|word| word.try_into().ok())
            .map_or(0, u32::from_le_bytes)
    }
}

/// Type, header size and size of the chunk at `at`, checked as validate_chunk does.
fn chunk(data: &Bytes<'_>, at: usize, min_header: usize) -> Result<(u16, usize, usize)> {
    let head = usize::from(data.u16(at.saturating_add(2))?);
    let size = data.u32(at.saturating_add(4))? as usize;
    let room = data.len().saturating_sub(at);
    if head < min_header || head > size || (head | size) & 3 != 0 || size > room {
        return Err(ParseError::new(
            CODE,
            at as u64,
            format!("chunk of {size} bytes with a header of {head} where {room} bytes are left"),
        ));
    }
    Ok((data.u16(at)?, head, size))
}

/// What the reader found; namespace nodes are passed over as in the platform's pull parser.
#[derive(Debug)]
pub enum Event<'d, 'a> {
    Start(Element<'d, 'a>),
    /// `depth` is that of the element that ends.
    End {
        depth: u32,
        line: u32,
    },
    /// Character data (string index into the document's pool).
    Text {
        text: u32,
        line: u32,
    },
    EndDocument,
}

/// Pulls events; depth alone decides nesting, names of end tags are not looked at.
#[derive(Debug)]
pub struct Reader<'d, 'a> {
    doc: &'d Document<'a>,
    at: usize,
    depth: u32,
    started: u32,
}

impl<'d, 'a> Reader<'d, 'a> {
    /// The next event; after the end, `EndDocument` for ever.
    ///
    /// # Errors
    /// `axml_bad` at a node the platform refuses; `budget_exceeded` when the document's work is used up.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Result<Event<'d, 'a>> {
        let data = &self.doc.data;
        loop {
            if self.doc.strings.exhausted() {
                return Err(ParseError::new(
                    BUDGET_EXCEEDED,
                    self.at as u64,
                    "work for this document is used up",
                ));
            }
            if self.at >= data.len() {
                return Ok(Event::EndDocument);
            }
            let at = self.at;
            let (kind, head, size) = chunk(data, at, 16)?;
            let ext = at.saturating_add(head);
            let room = size.saturating_sub(head);
            let line = data.u32(at.saturating_add(8))?;
            let need = match kind {
                START_NAMESPACE | 0x0101 | END_ELEMENT => 8,
                START_ELEMENT => 20,
                CDATA => 12,
                _ => 0,
            };
            if room < need {
                let detail = format!("node of type {kind:#06x} has {room} bytes, needs {need}");
                return Err(ParseError::new(CODE, at as u64, detail));
            }
            self.at = at.saturating_add(size);
            match kind {
                START_ELEMENT => return self.start(at, ext, room, line).map(Event::Start),
                END_ELEMENT => {
                    let depth = self.depth;
                    self.depth = depth.saturating_sub(1);
                    return Ok(Event::End { depth, line });
                }
                CDATA => return Ok(Event::Text { text: data.u32(ext)?, line }),
                _ => {}
            }
        }
    }

    fn start(&mut self, at: usize, ext: usize, room: usize, line: u32) -> Result<Element<'d, 'a>> {
        let data = &self.doc.data;
        let start = usize::from(data.u16(ext.saturating_add(8))?);
        let stride = usize::from(data.u16(ext.saturating_add(10))?);
        let count = data.u16(ext.saturating_add(12))?;
        let used = start.saturating_add(stride.saturating_mul(usize::from(count)));
        if used > room {
            let detail = format!("attributes use {used} bytes of the {room} the element has");
            return Err(ParseError::new(CODE, at as u64, detail));
        }
        self.depth = self.depth.saturating_add(1);
        let ordinal = self.started;
        self.started = self.started.saturating_add(1);
        Ok(Element {
            doc: self.doc,
            namespace: data.u32(ext)?,
            name: data.u32(ext.saturating_add(4))?,
            first: ext.saturating_add(start),
            stride,
            count,
            depth: self.depth,
            ordinal,
            line,
        })
    }
}

/// A start tag.
#[derive(Debug, Clone, Copy)]
pub struct Element<'d, 'a> {
    doc: &'d Document<'a>,
    namespace: u32,
    name: u32,
    first: usize,
    stride: usize,
    count: u16,
    /// 1 for the root.
    pub depth: u32,
    /// Number of start tags before this one.
    pub ordinal: u32,
    /// Line in the source the document was compiled from, as it claims.
    pub line: u32,
}

impl<'d, 'a> Element<'d, 'a> {
    /// The tag, empty where the pool has none.
    pub fn name(&self) -> Cow<'a, str> {
        self.doc.strings.get(self.name).unwrap_or_default()
    }

    /// Whether the tag is `name`.
    pub fn is(&self, name: &str) -> bool {
        self.doc.strings.is(self.name, name)
    }

    pub fn namespace(&self) -> Option<Cow<'a, str>> {
        self.doc.strings.get(self.namespace)
    }

    /// Declared number of attributes.
    pub fn attribute_count(&self) -> u16 {
        self.count
    }

    /// The attributes in stored order.
    pub fn attributes(&self) -> Attributes<'d, 'a> {
        Attributes { element: *self, next: 0 }
    }

    /// The first attribute with this resource id, whatever its name says.
    pub fn find(&self, id: u32) -> Option<Attribute<'d, 'a>> {
        self.attributes().find(|attribute| attribute.id == id)
    }

    /// The first attribute of this local name that has no namespace.
    pub fn find_plain(&self, name: &str) -> Option<Attribute<'d, 'a>> {
        self.attributes().find(|attribute| {
            self.doc.strings.is(attribute.name, name) && self.doc.strings.get(attribute.namespace).is_none()
        })
    }
}

/// Iterator over an element's attributes; ends early when reads leave the document.
#[derive(Debug, Clone)]
pub struct Attributes<'d, 'a> {
    element: Element<'d, 'a>,
    next: u16,
}

impl<'d, 'a> Iterator for Attributes<'d, 'a> {
    type Item = Attribute<'d, 'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let element = &self.element;
        if self.next >= element.count || !element.doc.strings.pay(1) {
            return None;
        }
        let at = element.first.checked_add(element.stride.checked_mul(usize::from(self.next))?)?;
        self.next = self.next.checked_add(1)?;
        let bytes = Bytes::new(element.doc.data.slice(at, 20).ok()?, CODE);
        let name = bytes.u32(4).ok()?;
        Some(Attribute {
            doc: element.doc,
            namespace: bytes.u32(0).ok()?,
            name,
            raw: bytes.u32(8).ok()?,
            id: element.doc.id_of_name(name),
            value: Value { kind: bytes.u8(15).ok()?, data: bytes.u32(16).ok()? },
        })
    }
}

/// One attribute of a start tag.
#[derive(Debug, Clone, Copy)]
pub struct Attribute<'d, 'a> {
    doc: &'d Document<'a>,
    namespace: u32,
    name: u32,
    raw: u32,
    /// Resource id of the attribute, 0 where the document gives none.
    pub id: u32,
    /// The typed value.
    pub value: Value,
}

impl<'a> Attribute<'_, 'a> {
    /// Local name as stored; may be empty or a lie where `id` is set.
    pub fn name(&self) -> Option<Cow<'a, str>> {
        self.doc.strings.get(self.name)
    }

    /// Whether the stored local name is `name`.
    pub fn is(&self, name: &str) -> bool {
        self.doc.strings.is(self.name, name)
    }

    /// Namespace URI as stored.
    pub fn namespace(&self) -> Option<Cow<'a, str>> {
        self.doc.strings.get(self.namespace)
    }

    /// Whether the attribute is in the platform's namespace, by its id or else by its URI.
    pub fn is_android(&self) -> bool {
        if self.id != 0 {
            return self.id >> 24 == 1;
        }
        self.doc.strings.is(self.namespace, super::ANDROID_NS)
    }

    /// The text as written in the source, where the compiler kept it.
    pub fn raw(&self) -> Option<Cow<'a, str>> {
        self.doc.strings.get(self.raw)
    }

    /// The string of a string-typed value.
    pub fn string(&self) -> Option<Cow<'a, str>> {
        self.doc.strings.get(self.value.string()?)
    }
}
