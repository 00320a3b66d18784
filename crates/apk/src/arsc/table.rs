//! The table: packages, types and where their entries are. Nothing is decoded before it is asked for.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::config::Config;
use super::entry::{Entry, TypeChunk};
use super::framework;
use crate::axml::{utf16_units, Allowance, StringPool};
use crate::error::{ParseError, Result};
use crate::limits::{Budget, Limits, BUDGET_EXCEEDED};
use crate::reader::Bytes;

pub(super) const CODE: &str = "arsc_bad";
const STRING_POOL: u16 = 0x0001;
const PACKAGE: u16 = 0x0200;
const TYPE: u16 = 0x0201;
const TYPE_SPEC: u16 = 0x0202;
/// More (type, configuration) chunks than this are an attack: the framework itself has a few thousand.
const MAX_TYPE_CHUNKS: usize = 16_384;
const MAX_PACKAGES: usize = 256;
/// Longer type names are no names.
const MAX_TYPE_NAME: usize = 1024;

/// A resource table over the bytes of resources.arsc.
#[derive(Debug)]
pub struct Table<'a> {
    pub(super) data: Bytes<'a>,
    work: Allowance,
    pub(super) strings: StringPool<'a>,
    packages: Vec<Package<'a>>,
    pub(super) max_depth: u32,
}

/// One package of a table.
#[derive(Debug)]
pub struct Package<'a> {
    /// 0x7f for an application, 0 for a shared library (treated as 0x7f-like, by its own id).
    pub id: u8,
    /// Package name as stored.
    pub name: String,
    pub(super) type_names: StringPool<'a>,
    pub(super) keys: StringPool<'a>,
    types: BTreeMap<u8, Type>,
    type_id_offset: u32,
    key_index: OnceLock<Vec<(u64, u32)>>,
}

/// One resource type (`string`, `layout`, …) of a package.
#[derive(Debug)]
pub(super) struct Type {
    pub id: u8,
    /// Largest entry count any chunk of the type declares.
    pub entries: u32,
    pub chunks: Vec<TypeChunk>,
}

impl<'a> Table<'a> {
    /// Reads the chunk structure: cost grows with the number of (type, configuration) pairs, not of entries.
    ///
    /// Chunks that leave the file end the reading of what holds them; what was read before stays.
    ///
    /// # Errors
    /// `arsc_bad` when there is no table header, `budget_exceeded` past 16,384 type chunks.
    pub fn parse(data: &'a [u8], limits: &Limits) -> Result<Self> {
        let mut budget = Budget::new(limits);
        let whole = Bytes::new(data, CODE);
        let header = usize::from(whole.u16(2)?);
        let end = (whole.u32(4)? as usize).min(data.len());
        if !matches!(whole.u16(0)?, 0x0002) || header < 12 || header > end {
            return Err(ParseError::new(CODE, 0, format!("no table header ({} bytes)", data.len())));
        }
        let mut table = Self {
            data: whole,
            work: Allowance::new(limits.max_work / 32),
            strings: StringPool::empty(),
            packages: Vec::new(),
            max_depth: limits.max_depth.min(64),
        };
        let mut chunks_left = MAX_TYPE_CHUNKS;
        let mut has_strings = false;
        for (kind, at, size) in Chunks::new(whole, header, end) {
            budget.charge(64)?;
            match kind {
                STRING_POOL if !has_strings => {
                    table.strings = StringPool::parse(whole.slice(at, size)?, limits.max_work / 16)?;
                    has_strings = true;
                }
                PACKAGE if table.packages.len() < MAX_PACKAGES => {
                    let package = Package::parse(whole, at, size, limits, &mut budget, &mut chunks_left)?;
                    table.packages.push(package);
                }
                _ => {}
            }
        }
        Ok(table)
    }

    pub fn packages(&self) -> &[Package<'a>] {
        &self.packages
    }

    /// The string a string-typed value of this table holds.
    pub fn string(&self, index: u32) -> Option<Cow<'a, str>> {
        self.strings.get(index)
    }

    /// Whether the work this table may cost is used up: from then on answers may be missing.
    pub fn is_exhausted(&self) -> bool {
        self.work.is_spent() || self.strings.exhausted()
    }

    /// Takes units of work; false once they are used up.
    pub(crate) fn pay(&self, units: u64) -> bool {
        self.work.pay(units)
    }

    pub(super) fn types(&self, id: u32) -> impl Iterator<Item = (&Package<'a>, &Type)> {
        let [package_id, type_id, ..] = id.to_be_bytes();
        self.packages
            .iter()
            .filter(move |package| package.id == package_id)
            .filter_map(move |package| Some((package, package.types.get(&type_id)?)))
    }

    /// Every value of a resource with its configuration, in stored order.
    pub fn values(&self, id: u32) -> impl Iterator<Item = (Config, Entry<'a>)> + '_ {
        self.values_where(id, |_| true)
    }

    /// The values of a resource in configurations that `wanted` takes.
    pub fn values_where(
        &self,
        id: u32,
        wanted: fn(&Config) -> bool,
    ) -> impl Iterator<Item = (Config, Entry<'a>)> + '_ {
        let index = id & 0xffff;
        self.types(id).flat_map(move |(_, kind)| {
            let chunks = if self.pay(kind.chunks.len() as u64) { kind.chunks.as_slice() } else { &[] };
            let chunks = chunks.iter().filter(move |chunk| wanted(&chunk.config));
            chunks.filter_map(move |chunk| Some((chunk.config, chunk.entry(self.data, index)?)))
        })
    }

    /// `type/name` of a resource, without the `@`; public names for ids of the framework.
    pub fn type_and_name(&self, id: u32) -> Option<(String, String)> {
        let index = id & 0xffff;
        for (package, kind) in self.types(id) {
            let entry = kind.chunks.iter().find_map(|chunk| chunk.entry(self.data, index));
            if let Some(entry) = entry {
                let type_name = package.type_name(kind.id)?.into_owned();
                return Some((type_name, package.keys.get(entry.key)?.into_owned()));
            }
        }
        let (type_name, name) = framework::name(id)?;
        Some((format!("android:{type_name}"), name.to_owned()))
    }

    /// `@type/name` of a resource (`@android:style/Theme` for the framework's), none where the table has no entry.
    pub fn name(&self, id: u32) -> Option<String> {
        self.type_and_name(id).map(|(kind, name)| format!("@{kind}/{name}"))
    }

    /// `@type/name`, or `@0x7f010000` where there is no name.
    pub fn name_or_id(&self, id: u32) -> String {
        self.name(id).unwrap_or_else(|| format!("@{id:#010x}"))
    }

    /// The first resource of this type and name.
    pub fn find(&self, type_name: &str, name: &str) -> Option<u32> {
        self.packages.iter().find_map(|package| {
            let keys = package.keys_named(name);
            if keys.is_empty() {
                return None;
            }
            self.ids_in(package, type_name.to_owned())
                .find_map(|(id, entry)| keys.contains(&entry.key).then_some(id))
        })
    }

    /// Ids of every resource of a type that has at least one value, in id order.
    pub fn ids_of_type(&self, type_name: &str) -> impl Iterator<Item = u32> + '_ {
        let type_name = type_name.to_owned();
        self.packages
            .iter()
            .flat_map(move |package| self.ids_in(package, type_name.clone()))
            .map(|(id, _)| id)
    }

    /// Number of resources with at least one value, per type name, over all packages.
    pub fn count_by_type(&self) -> BTreeMap<String, u32> {
        let mut counts = BTreeMap::new();
        for package in &self.packages {
            for kind in package.types.values() {
                let count = u32::try_from(self.ids(package, kind).count()).unwrap_or(u32::MAX);
                if count > 0 {
                    let name = package.type_name(kind.id).unwrap_or_default().into_owned();
                    let total: &mut u32 = counts.entry(name).or_default();
                    *total = total.saturating_add(count);
                }
            }
        }
        counts
    }

    /// Every configuration some value of the table is for.
    pub fn configs(&self) -> impl Iterator<Item = Config> + '_ {
        self.packages.iter().flat_map(|p| p.types.values()).flat_map(|t| &t.chunks).map(|chunk| chunk.config)
    }

    fn ids_in<'t>(
        &'t self,
        package: &'t Package<'a>,
        wanted: String,
    ) -> impl Iterator<Item = (u32, Entry<'a>)> + 't {
        package
            .types
            .values()
            .filter(move |kind| package.type_name(kind.id).is_some_and(|name| name == *wanted))
            .flat_map(|kind| self.ids(package, kind))
    }

    fn ids<'t>(
        &'t self,
        package: &'t Package<'a>,
        kind: &'t Type,
    ) -> impl Iterator<Item = (u32, Entry<'a>)> + 't {
        let base = u32::from_be_bytes([package.id, kind.id, 0, 0]);
        // Chunk by chunk, so that the cost is that of the offsets in the file.
        let mut first = vec![u32::MAX; kind.entries as usize];
        for (place, chunk) in (0..).zip(&kind.chunks) {
            if !self.pay(u64::from(chunk.stored())) {
                break;
            }
            for index in chunk.indices(self.data) {
                match first.get_mut(index as usize) {
                    Some(slot) if *slot == u32::MAX && chunk.entry(self.data, index).is_some() => {
                        *slot = place
                    }
                    _ => {}
                }
            }
        }
        (0..).zip(first).filter_map(move |(index, place): (u32, u32)| {
            let entry = kind.chunks.get(place as usize)?.entry(self.data, index)?;
            Some((base | index, entry))
        })
    }
}

impl<'a> Package<'a> {
    fn parse(
        whole: Bytes<'a>,
        at: usize,
        size: usize,
        limits: &Limits,
        budget: &mut Budget,
        chunks_left: &mut usize,
    ) -> Result<Self> {
        let header = usize::from(whole.u16(at.saturating_add(2))?);
        let end = at.saturating_add(size);
        let [id, ..] = whole.u32(at.saturating_add(8))?.to_le_bytes();
        let units = whole.slice(at.saturating_add(12), 256)?;
        let units = utf16_units(units).take_while(|unit| *unit != 0);
        let name = char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect();
        let pool = |field: usize| -> Result<StringPool<'a>> {
            let start = at.saturating_add(whole.u32(at.saturating_add(field))? as usize);
            let room = end.saturating_sub(start);
            let allowance =
                (room as u64).saturating_mul(64).saturating_add(1 << 20).min(limits.max_work / 32);
            StringPool::parse(whole.slice(start, room)?, allowance)
        };
        let mut package = Self {
            id,
            name,
            type_names: pool(268).unwrap_or_else(|_| StringPool::empty()),
            keys: pool(276).unwrap_or_else(|_| StringPool::empty()),
            types: BTreeMap::new(),
            type_id_offset: if header >= 288 { whole.u32(at.saturating_add(284))? } else { 0 },
            key_index: OnceLock::new(),
        };
        for (kind, at, size) in Chunks::new(whole, at.saturating_add(header), end) {
            budget.charge(64)?;
            let Ok(id) = whole.u8(at.saturating_add(8)) else { break };
            match kind {
                TYPE_SPEC => {
                    let entries = whole.u32(at.saturating_add(12)).unwrap_or(0);
                    package.kind(id, entries);
                }
                TYPE => {
                    let Ok(chunk) = TypeChunk::parse(whole, at, size) else { continue };
                    *chunks_left = chunks_left.checked_sub(1).ok_or_else(|| {
                        ParseError::new(
                            BUDGET_EXCEEDED,
                            at as u64,
                            "more than 16384 type chunks in the table",
                        )
                    })?;
                    let entries = chunk.entry_count(whole);
                    package.kind(id, entries).chunks.push(chunk);
                }
                _ => {}
            }
        }
        Ok(package)
    }

    /// The type with this id, made when new; remembers the largest entry count.
    fn kind(&mut self, id: u8, entries: u32) -> &mut Type {
        let kind = self.types.entry(id).or_insert(Type { id, entries: 0, chunks: Vec::new() });
        kind.entries = kind.entries.max(entries.min(0x1_0000));
        kind
    }

    fn type_name(&self, id: u8) -> Option<Cow<'a, str>> {
        let index = u32::from(id).checked_sub(1)?.checked_sub(self.type_id_offset)?;
        self.type_names.get(index).filter(|name| name.len() <= MAX_TYPE_NAME)
    }

    /// Key indices whose string is `name`, by an index of hashes built on first use.
    fn keys_named(&self, name: &str) -> Vec<u32> {
        let index = self.key_index.get_or_init(|| {
            let mut index: Vec<(u64, u32)> =
                (0..self.keys.len()).filter_map(|key| Some((hash(&self.keys.get(key)?), key))).collect();
            index.sort_unstable();
            index
        });
        let wanted = hash(name);
        let from = index.partition_point(|(hash, _)| *hash < wanted);
        let candidates = index.iter().skip(from).take_while(|(hash, _)| *hash == wanted).take(64);
        candidates.map(|(_, key)| *key).filter(|key| self.keys.is(*key, name)).collect()
    }
}

fn hash(text: &str) -> u64 {
    // FNV-1a: only spreads names over the index, nothing rests on its strength.
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Sibling chunks (type, offset, size) of a range; ends at the first that is not whole.
struct Chunks<'a> {
    bytes: Bytes<'a>,
    at: usize,
    end: usize,
}

impl<'a> Chunks<'a> {
    fn new(bytes: Bytes<'a>, at: usize, end: usize) -> Self {
        Self { bytes, at, end }
    }
}

impl Iterator for Chunks<'_> {
    type Item = (u16, usize, usize);

    fn next(&mut self) -> Option<Self::Item> {
        let at = self.at;
        let kind = self.bytes.u16(at).ok()?;
        let header = usize::from(self.bytes.u16(at.checked_add(2)?).ok()?);
        let size = self.bytes.u32(at.checked_add(4)?).ok()? as usize;
        let next = at.checked_add(size)?;
        if header < 8 || size < header || next > self.end {
            return None;
        }
        self.at = next;
        Some((kind, at, size))
    }
}
