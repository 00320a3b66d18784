//! Dalvik executables 035 to 041: tables, one sweep of all instructions, method bodies on demand.
//!
//! Tables are views: a string, type or method is decoded when it is asked for. An index or offset that
//! leads nowhere gives `None`, so one broken row never costs the rest of the file.

mod annotations;
mod body;
mod classes;
mod code;
mod cursor;
mod debug;
mod handles;
mod header;
mod ids;
mod index;
mod insn;
mod mutf8;
mod opcode;
mod sweep;
mod table;
mod value;

pub use annotations::Annotation;
pub use body::{
    fold, Arg, Block, Body, Branch, Call, Comparison, Condition, Edge, EdgeKind, Flow, Loose, Number, Origin,
    Part, Site, Source, Use, ValueId, Values, Web, Word,
};
pub use classes::{
    ClassData, ClassDef, EncodedField, EncodedMethod, ACC_ABSTRACT, ACC_FINAL, ACC_INTERFACE, ACC_NATIVE,
    ACC_STATIC,
};
pub use code::{CodeItem, Handler, Try};
pub use handles::{CallSite, HandleKind, MethodHandle};
pub use header::{parse_all, Header, Section};
pub use ids::{FieldId, MethodId, Proto, TypeList};
pub use index::Index;
pub use insn::{each_instruction, Insn, InvokeKind, Registers};
pub use mutf8::decode as decode_mutf8;
pub use sweep::{Counts, DexCounts, Event, EventKind, MethodSummary, Summary};
pub use value::{AnnotationValue, Value};

use crate::error::{ParseError, Result};
use crate::limits::{Budget, Limits};
use cursor::Cursor;
use table::{le32, Table};

/// One logical dex file over the bytes of its physical file.
#[derive(Debug, Clone)]
pub struct Dex<'a> {
    data: &'a [u8],
    entry: Box<str>,
    header: Header,
    strings: Table<'a, 4>,
    types: Table<'a, 4>,
    protos: Table<'a, 12>,
    fields: Table<'a, 8>,
    methods: Table<'a, 8>,
    class_defs: Table<'a, 32>,
    call_sites: Table<'a, 4>,
    method_handles: Table<'a, 8>,
    /// Class definition of each type, `u32::MAX` where this file defines none.
    definitions: Vec<u32>,
    max_live_bytes: u64,
    max_depth: u32,
    anomalies: Vec<ParseError>,
    /// Library methods the bodies taken apart so far call.
    known: body::KnownMethods,
}

impl<'a> Dex<'a> {
    /// Reads the first (up to version 040: the only) logical dex file of `data`.
    ///
    /// A wrong checksum or an odd map is recorded in [`Dex::anomalies`], not refused.
    ///
    /// # Errors
    /// `dex_bad_magic`, `dex_unknown_version`, `dex_compact`, `dex_bad_endian`, `dex_bad_header`,
    /// `dex_truncated`, `dex_bad_table`, `budget_exceeded`.
    /// Source: the Dalvik executable format document; ART's `DexFileVerifier` for what is refused.
    pub fn parse(data: &'a [u8], entry: &str, limits: &Limits, budget: &mut Budget) -> Result<Self> {
        Self::parse_at(data, 0, entry, limits, budget)
    }

    pub(crate) fn parse_at(
        data: &'a [u8],
        offset: usize,
        entry: &str,
        limits: &Limits,
        budget: &mut Budget,
    ) -> Result<Self> {
        Self::read(data, offset, entry, limits, budget).map_err(|error| error.in_entry(entry))
    }

    fn read(
        data: &'a [u8],
        offset: usize,
        entry: &str,
        limits: &Limits,
        budget: &mut Budget,
    ) -> Result<Self> {
        let header = Header::read(data, offset)?;
        let mut dex = Self {
            data,
            entry: entry.into(),
            strings: Table::new(data, header.strings, "string_ids")?,
            types: Table::new(data, header.types, "type_ids")?,
            protos: Table::new(data, header.protos, "proto_ids")?,
            fields: Table::new(data, header.fields, "field_ids")?,
            methods: Table::new(data, header.methods, "method_ids")?,
            class_defs: Table::new(data, header.class_defs, "class_defs")?,
            call_sites: Table::new(data, Section { size: 0, offset: 0 }, "call_site_ids")?,
            method_handles: Table::new(data, Section { size: 0, offset: 0 }, "method_handles")?,
            definitions: Vec::new(),
            max_live_bytes: limits.max_live_bytes,
            max_depth: limits.max_depth,
            anomalies: Vec::new(),
            known: body::KnownMethods::default(),
            header,
        };
        dex.check_file(budget)?;
        dex.check_strings(budget)?;
        dex.read_map(budget)?;
        dex.index_definitions(budget)?;
        Ok(dex)
    }

    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Entry name this file was read from, as given to [`Dex::parse`].
    pub fn entry(&self) -> &str {
        &self.entry
    }

    /// What an honest compiler would not have written: code, entry, offset, detail.
    pub fn anomalies(&self) -> &[ParseError] {
        &self.anomalies
    }

    /// The physical file this one lies in.
    pub fn data(&self) -> &'a [u8] {
        self.data
    }

    fn note(&mut self, code: &'static str, offset: u32, detail: String) {
        self.anomalies.push(ParseError::new(code, u64::from(offset), detail).in_entry(&self.entry));
    }

    /// File size and Adler-32 against what there is.
    fn check_file(&mut self, budget: &mut Budget) -> Result<()> {
        let start = self.header.offset as usize;
        let rest = self.data.get(start..).unwrap_or_default();
        let declared = self.header.file_size as usize;
        if declared > rest.len() || (self.header.version < 41 && declared != rest.len()) {
            let detail = format!("header says {declared} bytes, there are {}", rest.len());
            self.note("dex_file_size", self.header.offset, detail);
        }
        let file = rest.get(..declared).unwrap_or(rest);
        budget.charge(file.len() as u64 / 16)?;
        let mut adler = simd_adler32::Adler32::new();
        adler.write(file.get(12..).unwrap_or_default());
        if adler.finish() != self.header.checksum {
            let detail =
                format!("checksum is {:#010x}, contents give {:#010x}", self.header.checksum, adler.finish());
            self.note("dex_bad_checksum", self.header.offset.saturating_add(8), detail);
        }
        Ok(())
    }

    /// Pays for one reading of all strings, so that ids that share one long run of bytes are not free.
    fn check_strings(&mut self, budget: &mut Budget) -> Result<()> {
        budget.charge(self.strings.len() as u64)?;
        let mut units = 0u64;
        for index in 0..self.header.strings.size {
            let Some(row) = self.strings.get(index) else { break };
            let length = Cursor::at(self.data, le32(*row)).and_then(|mut at| at.uleb());
            units = units.saturating_add(u64::from(length.unwrap_or(0)).min(self.data.len() as u64));
        }
        if units > self.data.len() as u64 {
            let detail =
                format!("strings add up to {units} characters in a file of {} bytes", self.data.len());
            self.note("dex_overlapping_strings", self.header.strings.offset, detail);
        }
        budget.charge(units)
    }

    /// Finds call sites and method handles, which only the map list names.
    fn read_map(&mut self, budget: &mut Budget) -> Result<()> {
        const CALL_SITE_ID_ITEM: u16 = 0x0007;
        const METHOD_HANDLE_ITEM: u16 = 0x0008;
        let Some(mut at) = Cursor::at(self.data, self.header.map_offset) else {
            self.note("dex_bad_map", self.header.map_offset, "map list lies outside the file".into());
            return Ok(());
        };
        let rows = at.u32().unwrap_or(0).min(64 << 10);
        budget.charge(u64::from(rows))?;
        for _ in 0..rows {
            let (Some(kind), Some(_), Some(size), Some(offset)) = (at.u16(), at.u16(), at.u32(), at.u32())
            else {
                self.note("dex_bad_map", self.header.map_offset, "map list is cut short".into());
                break;
            };
            let section = Section { size, offset };
            let read = match kind {
                CALL_SITE_ID_ITEM => {
                    Table::new(self.data, section, "call_site_ids").map(|t| self.call_sites = t)
                }
                METHOD_HANDLE_ITEM => {
                    Table::new(self.data, section, "method_handles").map(|t| self.method_handles = t)
                }
                _ => Ok(()),
            };
            if let Err(error) = read {
                self.anomalies.push(error.in_entry(&self.entry));
            }
        }
        Ok(())
    }

    fn index_definitions(&mut self, budget: &mut Budget) -> Result<()> {
        budget.charge(self.class_defs.len() as u64 + self.types.len() as u64 / 16)?;
        self.definitions = vec![u32::MAX; self.types.len()];
        let mut twice = 0u32;
        for index in 0..self.header.class_defs.size {
            let Some(class) = self.class_def(index) else { break };
            match self.definitions.get_mut(class.class as usize) {
                Some(slot) if *slot == u32::MAX => *slot = index,
                _ => twice = twice.saturating_add(1),
            }
        }
        if twice > 0 {
            let detail = format!("{twice} class definitions repeat a type or name none");
            self.note("dex_duplicate_class", self.header.class_defs.offset, detail);
        }
        Ok(())
    }
}
