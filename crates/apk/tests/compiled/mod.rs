//! Writers of compiled XML and resource tables for tests.
#![allow(dead_code, clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

pub const ANDROID: &str = "http://schemas.android.com/apk/res/android";
const NONE: u32 = u32::MAX;

fn chunk(kind: u16, header: &[u8], body: &[u8]) -> Vec<u8> {
    let mut out = kind.to_le_bytes().to_vec();
    out.extend((header.len() as u16 + 8).to_le_bytes());
    out.extend((header.len() as u32 + body.len() as u32 + 8).to_le_bytes());
    out.extend(header);
    out.extend(body);
    out
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// A string pool chunk.
pub fn pool(strings: &[String], utf8: bool) -> Vec<u8> {
    let mut data: Vec<u8> = Vec::new();
    let mut offsets = Vec::new();
    for text in strings {
        offsets.push(data.len() as u32);
        let units: Vec<u16> = text.encode_utf16().collect();
        if utf8 {
            for len in [units.len(), text.len()] {
                if len > 0x7f {
                    // aapt keeps 15 bits only.
                    data.push(0x80 | ((len >> 8) & 0x7f) as u8);
                }
                data.push(len as u8);
            }
            data.extend(text.as_bytes());
            data.push(0);
        } else {
            if units.len() > 0x7fff {
                data.extend((0x8000 | (units.len() >> 16) as u16).to_le_bytes());
            }
            data.extend((units.len() as u16).to_le_bytes());
            data.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
            data.extend([0, 0]);
        }
    }
    data.resize(data.len().next_multiple_of(4), 0);
    raw_pool(&offsets, &data, utf8)
}

/// A string pool chunk from offsets and bytes as given.
pub fn raw_pool(offsets: &[u32], data: &[u8], utf8: bool) -> Vec<u8> {
    let start = 28 + offsets.len() as u32 * 4;
    let header = words(&[offsets.len() as u32, 0, if utf8 { 0x100 } else { 0 }, start, 0]);
    let mut body = words(offsets);
    body.extend(data);
    chunk(0x0001, &header, &body)
}

/// An attribute value.
#[derive(Clone)]
pub enum V {
    Text(&'static str),
    Typed(u8, u32),
}

/// (namespace, name, resource id, value).
pub type Attr = (&'static str, &'static str, u32, V);

pub fn android(name: &'static str, id: u32, value: V) -> Attr {
    (ANDROID, name, id, value)
}

pub fn plain(name: &'static str, value: V) -> Attr {
    ("", name, 0, value)
}

/// A compiled XML document under construction; every oddity is a field.
pub struct Xml {
    pub strings: Vec<(String, u32)>,
    pub nodes: Vec<u8>,
    pub utf8: bool,
    /// Put between header and string pool.
    pub before: Vec<u8>,
    /// Bytes of each attribute record, at least 20.
    pub stride: usize,
    /// Bytes between the element's extension and its attributes.
    pub gap: usize,
    /// Write attribute names as empty strings.
    pub strip_names: bool,
}

impl Xml {
    pub fn new() -> Self {
        let (strings, nodes, before) = (Vec::new(), Vec::new(), Vec::new());
        Self { strings, nodes, utf8: true, before, stride: 20, gap: 0, strip_names: false }
    }

    pub fn index(&mut self, text: &str, id: u32) -> u32 {
        let key = (text.to_owned(), id);
        let found = self.strings.iter().position(|s| *s == key);
        found.unwrap_or_else(|| {
            self.strings.push(key);
            self.strings.len() - 1
        }) as u32
    }

    pub fn start(&mut self, name: &str, attributes: &[Attr]) -> &mut Self {
        let name = self.index(name, 0);
        let mut ext = words(&[NONE, name]);
        for half in [20 + self.gap, self.stride, attributes.len(), 0, 0, 0] {
            ext.extend((half as u16).to_le_bytes());
        }
        ext.extend(vec![0; self.gap]);
        for (namespace, name, id, value) in attributes {
            let namespace = if namespace.is_empty() { NONE } else { self.index(namespace, 0) };
            let name = if self.strip_names { self.index("", *id) } else { self.index(name, *id) };
            let (raw, kind, data) = match value {
                V::Text(text) => {
                    let index = self.index(text, 0);
                    (index, 3, index)
                }
                V::Typed(kind, data) => (NONE, *kind, *data),
            };
            let mut record = words(&[namespace, name, raw, u32::from(kind) << 24 | 8, data]);
            record.resize(self.stride, 0xee);
            ext.extend(record);
        }
        self.node(0x0102, &ext)
    }

    pub fn end(&mut self, name: &str) -> &mut Self {
        let name = self.index(name, 0);
        self.node(0x0103, &words(&[NONE, name]))
    }

    pub fn text(&mut self, text: &str) -> &mut Self {
        let index = self.index(text, 0);
        self.node(0x0104, &words(&[index, 8, 0]))
    }

    pub fn node(&mut self, kind: u16, ext: &[u8]) -> &mut Self {
        let line = self.nodes.len() as u32;
        self.nodes.extend(chunk(kind, &words(&[line, NONE]), ext));
        self
    }

    pub fn bytes(&self) -> Vec<u8> {
        let texts: Vec<String> = self.strings.iter().map(|(text, _)| text.clone()).collect();
        self.with_pool(&pool(&texts, self.utf8))
    }

    pub fn with_pool(&self, pool: &[u8]) -> Vec<u8> {
        let ids: Vec<u32> = self.strings.iter().map(|(_, id)| *id).collect();
        let mut body = self.before.clone();
        body.extend(pool);
        body.extend(chunk(0x0180, &[], &words(&ids)));
        body.extend(&self.nodes);
        chunk(0x0003, &[], &body)
    }
}

/// How a type chunk stores its entries.
#[derive(Clone, Copy, PartialEq)]
pub enum Layout {
    Plain,
    Sparse,
    Offset16,
}

/// A value of a resource: simple, compact or a bag of (name, kind, data).
#[derive(Clone)]
pub enum R {
    Simple(u8, u32),
    Compact(u8, u32),
    Bag(u32, Vec<(u32, u8, u32)>),
}

/// A config of 64 bytes, with the given (offset, bytes) set.
pub fn config(fields: &[(usize, &[u8])]) -> Vec<u8> {
    let mut out = vec![0; 64];
    out[0] = 64;
    for (at, bytes) in fields {
        out[*at..*at + bytes.len()].copy_from_slice(bytes);
    }
    out
}

pub fn locale(language: &[u8; 2], country: &[u8; 2]) -> Vec<u8> {
    config(&[(8, language), (10, country)])
}

/// A table of one package under construction.
pub struct Arsc {
    pub strings: Vec<String>,
    pub types: Vec<String>,
    pub keys: Vec<String>,
    pub chunks: Vec<u8>,
    pub layout: Layout,
    pub utf8: bool,
}

impl Arsc {
    pub fn new() -> Self {
        let (strings, types, keys, chunks) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { strings, types, keys, chunks, layout: Layout::Plain, utf8: true }
    }

    /// A string value.
    pub fn text(&mut self, text: &str) -> R {
        self.strings.push(text.to_owned());
        R::Simple(3, self.strings.len() as u32 - 1)
    }

    /// Adds a type: entry names, and per config the entries by index.
    pub fn add(&mut self, name: &str, names: &[&str], configs: &[(Vec<u8>, Vec<Option<R>>)]) -> &mut Self {
        self.types.push(name.to_owned());
        let id = self.types.len() as u8;
        let first_key = self.keys.len() as u32;
        self.keys.extend(names.iter().map(|name| (*name).to_owned()));
        let head = |extra: &[u32], flags: u8| {
            let mut out = vec![id, flags, 0, 0];
            out.extend(words(extra));
            out
        };
        let flags = vec![0; names.len()];
        self.chunks.extend(chunk(0x0202, &head(&[names.len() as u32], 0), &words(&flags)));
        for (config, entries) in configs {
            let (mut data, mut offsets) = (Vec::new(), Vec::new());
            let padding = std::iter::repeat_n(&None, names.len() - entries.len());
            for (index, entry) in entries.iter().chain(padding).enumerate() {
                offsets.push(entry.as_ref().map(|entry| {
                    let at = data.len() as u32;
                    data.extend(encode(entry, first_key + index as u32));
                    at
                }));
            }
            let (flag, index) = self.offsets(&offsets);
            let start = 20 + config.len() as u32 + index.len() as u32;
            let count = if flag == 1 { index.len() as u32 / 4 } else { names.len() as u32 };
            let mut header = head(&[count, start], flag);
            header.extend(config);
            let mut body = index;
            body.extend(data);
            self.chunks.extend(chunk(0x0201, &header, &body));
        }
        self
    }

    fn offsets(&self, offsets: &[Option<u32>]) -> (u8, Vec<u8>) {
        match self.layout {
            Layout::Plain => (0, offsets.iter().flat_map(|o| o.unwrap_or(NONE).to_le_bytes()).collect()),
            Layout::Sparse => {
                let pairs = offsets.iter().enumerate().filter_map(|(i, o)| Some((i as u32, o.as_ref()? / 4)));
                (1, pairs.flat_map(|(index, offset)| (offset << 16 | index).to_le_bytes()).collect())
            }
            Layout::Offset16 => {
                let halves = offsets.iter().map(|o| o.map_or(0xffff, |o| (o / 4) as u16));
                let mut out: Vec<u8> = halves.flat_map(u16::to_le_bytes).collect();
                out.resize(out.len().next_multiple_of(4), 0xff);
                (2, out)
            }
        }
    }

    pub fn bytes(&self) -> Vec<u8> {
        let (types, keys) = (pool(&self.types, false), pool(&self.keys, self.utf8));
        let mut header = words(&[0x7f]);
        let name: Vec<u8> = "com.a".encode_utf16().flat_map(u16::to_le_bytes).collect();
        header.extend(&name);
        header.resize(260, 0);
        let key_start = 288 + types.len() as u32;
        header.extend(words(&[288, 0, key_start, 0, 0]));
        let mut body = types;
        body.extend(keys);
        body.extend(&self.chunks);
        let mut all = pool(&self.strings, self.utf8);
        all.extend(chunk(0x0200, &header, &body));
        chunk(0x0002, &words(&[1]), &all)
    }
}

fn encode(entry: &R, key: u32) -> Vec<u8> {
    let mut out = Vec::new();
    match entry {
        R::Simple(kind, data) => {
            out.extend(words(&[8, key, u32::from(*kind) << 24 | 8, *data]));
        }
        R::Compact(kind, data) => {
            out.extend((key as u16).to_le_bytes());
            out.extend([8, *kind]);
            out.extend(data.to_le_bytes());
        }
        R::Bag(parent, items) => {
            out.extend(words(&[0x0001_0010, key, *parent, items.len() as u32]));
            for (name, kind, data) in items {
                out.extend(words(&[*name, u32::from(*kind) << 24 | 8, *data]));
            }
        }
    }
    out
}
