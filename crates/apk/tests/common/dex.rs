//! A dex writer for tests: one class, methods given as code units, and whatever else a test needs.
#![allow(dead_code, clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

/// What stands in one method.
#[derive(Clone, Default)]
pub struct Method {
    pub name: &'static str,
    /// Shorty-like list of descriptors, return type first: `["V", "I"]`.
    pub proto: Vec<&'static str>,
    pub is_static: bool,
    pub registers: u16,
    pub ins: u16,
    pub code: Vec<u16>,
    /// `(start, units, catch-all target)`.
    pub tries: Vec<(u32, u16, u32)>,
    pub debug: Vec<u8>,
}

/// A class `La/A;` with its members and everything other methods of the test refer to.
#[derive(Clone)]
pub struct Builder {
    pub version: u16,
    pub strings: Vec<Vec<u8>>,
    pub types: Vec<u32>,
    pub protos: Vec<(u32, u32, Vec<u16>)>,
    pub fields: Vec<(u16, u16, u32)>,
    pub methods: Vec<(u16, u16, u32)>,
    /// Static fields of the class with access flags, and their encoded values.
    pub statics: Vec<(u32, u32)>,
    pub static_values: Vec<u8>,
    pub bodies: Vec<(u32, Method)>,
    pub call_sites: Vec<Vec<u8>>,
    pub handles: Vec<(u16, u16)>,
    pub method_annotation: Option<(u32, Vec<u8>)>,
    pub class: u32,
    /// Superclass, as a type.
    pub parent: Option<u32>,
    pub interfaces: Vec<u16>,
}

impl Builder {
    pub fn new() -> Self {
        let mut builder = Self {
            version: 35,
            strings: Vec::new(),
            types: Vec::new(),
            protos: Vec::new(),
            fields: Vec::new(),
            methods: Vec::new(),
            statics: Vec::new(),
            static_values: Vec::new(),
            bodies: Vec::new(),
            call_sites: Vec::new(),
            handles: Vec::new(),
            method_annotation: None,
            class: 0,
            parent: None,
            interfaces: Vec::new(),
        };
        builder.class = builder.type_("La/A;");
        builder
    }

    pub fn string(&mut self, text: &str) -> u32 {
        self.string_bytes(text.as_bytes())
    }

    pub fn string_bytes(&mut self, bytes: &[u8]) -> u32 {
        let known = self.strings.iter().position(|string| string == bytes);
        known.unwrap_or_else(|| {
            self.strings.push(bytes.to_vec());
            self.strings.len() - 1
        }) as u32
    }

    pub fn type_(&mut self, descriptor: &str) -> u32 {
        let string = self.string(descriptor);
        let known = self.types.iter().position(|type_| *type_ == string);
        known.unwrap_or_else(|| {
            self.types.push(string);
            self.types.len() - 1
        }) as u32
    }

    /// Return type first.
    pub fn proto(&mut self, descriptors: &[&str]) -> u32 {
        let shorty = self.string("V");
        let types: Vec<u32> = descriptors.iter().map(|descriptor| self.type_(descriptor)).collect();
        self.protos.push((shorty, types[0], types[1..].iter().map(|type_| *type_ as u16).collect()));
        self.protos.len() as u32 - 1
    }

    pub fn field(&mut self, class: &str, name: &str, type_: &str) -> u16 {
        let (class, type_, name) = (self.type_(class), self.type_(type_), self.string(name));
        self.fields.push((class as u16, type_ as u16, name));
        self.fields.len() as u16 - 1
    }

    pub fn method(&mut self, class: &str, name: &str, descriptors: &[&str]) -> u16 {
        let (class, proto, name) = (self.type_(class), self.proto(descriptors), self.string(name));
        self.methods.push((class as u16, proto as u16, name));
        self.methods.len() as u16 - 1
    }

    /// Adds a method with code to the class.
    pub fn body(&mut self, method: Method) -> u16 {
        let index = self.method("La/A;", method.name, &method.proto);
        self.bodies.push((u32::from(index), method));
        index
    }

    pub fn build(&self) -> Vec<u8> {
        self.build_at(0, true)
    }

    /// A container of these logical files, as version 041 has them.
    pub fn container(files: &[Builder]) -> Vec<u8> {
        let mut out = Vec::new();
        for file in files {
            out.extend(Builder { version: 41, ..file.clone() }.build_at(out.len() as u32, false));
        }
        let size = out.len() as u32;
        let mut offset = 0usize;
        while offset < out.len() {
            let length = u32::from_le_bytes(out[offset + 0x20..offset + 0x24].try_into().unwrap()) as usize;
            out[offset + 0x70..offset + 0x74].copy_from_slice(&size.to_le_bytes());
            fix_checksum(&mut out[offset..offset + length]);
            offset += length;
        }
        out
    }

    /// Bytes of the file, with offsets counted as if `base` bytes came before.
    fn build_at(&self, base: u32, checksum: bool) -> Vec<u8> {
        let header = if self.version >= 41 { 0x78 } else { 0x70 };
        let mut out = vec![0u8; header];
        let mut table = |rows: Vec<Vec<u8>>| {
            let offset = if rows.is_empty() { 0 } else { base + out.len() as u32 };
            let size = rows.len() as u32;
            out.extend(rows.concat());
            (size, offset, out.len())
        };
        let strings = table(vec![vec![0; 4]; self.strings.len()]);
        let types = table(self.types.iter().map(|string| string.to_le_bytes().to_vec()).collect());
        let protos = table(vec![vec![0; 12]; self.protos.len()]);
        let member = |row: &(u16, u16, u32)| {
            [&row.0.to_le_bytes()[..], &row.1.to_le_bytes(), &row.2.to_le_bytes()].concat()
        };
        let fields = table(self.fields.iter().map(member).collect());
        let methods = table(self.methods.iter().map(member).collect());
        let classes = table(vec![vec![0; 32]]);
        let call_sites = table(vec![vec![0; 4]; self.call_sites.len()]);
        let handles = table(
            self.handles
                .iter()
                .map(|row| [row.0, 0, row.1, 0].iter().flat_map(|half| half.to_le_bytes()).collect())
                .collect(),
        );
        let at = |out: &Vec<u8>| base + out.len() as u32;
        let put = |out: &mut Vec<u8>,
                   table: (u32, u32, usize),
                   row: usize,
                   width: usize,
                   field: usize,
                   value: u32| {
            let start = (table.1 - base) as usize + row * width + field;
            out[start..start + 4].copy_from_slice(&value.to_le_bytes());
        };
        for (row, bytes) in self.strings.iter().enumerate() {
            let offset = at(&out);
            put(&mut out, strings, row, 4, 0, offset);
            let units = bytes.iter().filter(|byte| *byte & 0xc0 != 0x80).count() as u32;
            uleb(&mut out, units);
            out.extend(bytes);
            out.push(0);
        }
        for (row, (shorty, result, parameters)) in self.protos.iter().enumerate() {
            put(&mut out, protos, row, 12, 0, *shorty);
            put(&mut out, protos, row, 12, 4, *result);
            if !parameters.is_empty() {
                align(&mut out);
                let offset = at(&out);
                put(&mut out, protos, row, 12, 8, offset);
                out.extend((parameters.len() as u32).to_le_bytes());
                parameters.iter().for_each(|type_| out.extend(type_.to_le_bytes()));
            }
        }
        for (row, bytes) in self.call_sites.iter().enumerate() {
            let offset = at(&out);
            put(&mut out, call_sites, row, 4, 0, offset);
            out.extend(bytes);
        }
        let mut code_offsets = Vec::new();
        for (_, method) in &self.bodies {
            let debug = if method.debug.is_empty() { 0 } else { at(&out) };
            out.extend(&method.debug);
            align(&mut out);
            code_offsets.push(at(&out));
            for half in [method.registers, method.ins, 5, method.tries.len() as u16] {
                out.extend(half.to_le_bytes());
            }
            out.extend(debug.to_le_bytes());
            out.extend((method.code.len() as u32).to_le_bytes());
            method.code.iter().for_each(|unit| out.extend(unit.to_le_bytes()));
            if !method.tries.is_empty() {
                align(&mut out);
                // Handler lists hold one catch-all each and start after the list count.
                let mut lists = vec![method.tries.len() as u8];
                for (start, units, target) in &method.tries {
                    out.extend(start.to_le_bytes());
                    out.extend(units.to_le_bytes());
                    out.extend((lists.len() as u16).to_le_bytes());
                    lists.push(0);
                    uleb(&mut lists, *target);
                }
                out.extend(lists);
            }
        }
        let class_data = at(&out);
        let (direct, virtual_): (Vec<_>, Vec<_>) =
            self.bodies.iter().zip(&code_offsets).partition(|row| row.0 .1.is_static);
        for count in [self.statics.len(), 0, direct.len(), virtual_.len()] {
            uleb(&mut out, count as u32);
        }
        let mut last = 0;
        for (field, access) in &self.statics {
            uleb(&mut out, field - last);
            uleb(&mut out, *access);
            last = *field;
        }
        for rows in [direct, virtual_] {
            let mut last = 0;
            for ((index, method), code) in rows {
                uleb(&mut out, index - last);
                uleb(&mut out, if method.is_static { 9 } else { 1 });
                uleb(&mut out, *code);
                last = *index;
            }
        }
        put(&mut out, classes, 0, 32, 0, self.class);
        put(&mut out, classes, 0, 32, 4, 1);
        put(&mut out, classes, 0, 32, 8, self.parent.unwrap_or(u32::MAX));
        if !self.interfaces.is_empty() {
            align(&mut out);
            let list = at(&out);
            out.extend((self.interfaces.len() as u32).to_le_bytes());
            self.interfaces.iter().for_each(|type_| out.extend(type_.to_le_bytes()));
            put(&mut out, classes, 0, 32, 12, list);
        }
        put(&mut out, classes, 0, 32, 16, u32::MAX);
        put(&mut out, classes, 0, 32, 24, class_data);
        if !self.static_values.is_empty() {
            let offset = at(&out);
            put(&mut out, classes, 0, 32, 28, offset);
            out.extend(&self.static_values);
        }
        if let Some((method, item)) = &self.method_annotation {
            let annotation = at(&out);
            out.extend(item);
            align(&mut out);
            let set = at(&out);
            out.extend([1u32, annotation].iter().flat_map(|word| word.to_le_bytes()));
            let directory = at(&out);
            out.extend([set, 0, 1, 0, *method, set].iter().flat_map(|word| word.to_le_bytes()));
            put(&mut out, classes, 0, 32, 20, directory);
        }
        align(&mut out);
        let map = at(&out);
        let rows = [(7u16, call_sites), (8, handles)];
        out.extend((rows.len() as u32).to_le_bytes());
        for (kind, table) in rows {
            out.extend(u32::from(kind).to_le_bytes());
            out.extend(table.0.to_le_bytes());
            out.extend(table.1.to_le_bytes());
        }
        let size = out.len() as u32;
        let magic = format!("dex\n{:03}\0", self.version);
        out[..8].copy_from_slice(magic.as_bytes());
        let mut word = |at: usize, value: u32| out[at..at + 4].copy_from_slice(&value.to_le_bytes());
        word(0x20, size);
        word(0x24, header as u32);
        word(0x28, 0x1234_5678);
        word(0x34, map);
        for (at, table) in
            [(0x38, strings), (0x40, types), (0x48, protos), (0x50, fields), (0x58, methods), (0x60, classes)]
        {
            word(at, table.0);
            word(at + 4, table.1);
        }
        if self.version >= 41 {
            word(0x74, base);
        }
        if checksum {
            fix_checksum(&mut out);
        }
        out
    }
}

/// Writes the Adler-32 of everything after it.
pub fn fix_checksum(dex: &mut [u8]) {
    let (mut a, mut b) = (1u32, 0u32);
    for byte in &dex[12..] {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    dex[8..12].copy_from_slice(&((b << 16) | a).to_le_bytes());
}

pub fn uleb(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn align(out: &mut Vec<u8>) {
    out.resize(out.len().next_multiple_of(4), 0);
}
