//! Entries of a type chunk: plain, compact, sparse, with 16-bit offsets; values and bags.

use super::config::Config;
use crate::axml::Value;
use crate::error::{ParseError, Result};
use crate::reader::Bytes;

const FLAG_SPARSE: u8 = 0x01;
const FLAG_OFFSET16: u8 = 0x02;
const ENTRY_COMPLEX: u16 = 0x0001;
const ENTRY_COMPACT: u16 = 0x0008;
const NO_ENTRY: u32 = u32::MAX;

/// Where the entries of one (type, configuration) pair lie.
#[derive(Debug)]
pub(super) struct TypeChunk {
    pub config: Config,
    flags: u8,
    count: u32,
    /// First byte of the offsets, of the entries, and past the chunk.
    offsets: usize,
    entries: usize,
    end: usize,
}

/// One value of a resource.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Index of the name in the package's key pool.
    pub key: u32,
    pub kind: EntryKind<'a>,
}

/// A single value, or the items of a style, array or plurals.
#[derive(Debug, Clone, Copy)]
pub enum EntryKind<'a> {
    Value(Value),
    Bag(Bag<'a>),
}

/// A complex entry.
#[derive(Debug, Clone, Copy)]
pub struct Bag<'a> {
    /// Resource id of the parent, 0 for none.
    pub parent: u32,
    items: &'a [u8],
}

impl<'a> Entry<'a> {
    pub fn value(&self) -> Option<Value> {
        match self.kind {
            EntryKind::Value(value) => Some(value),
            EntryKind::Bag(_) => None,
        }
    }

    pub fn bag(&self) -> Option<Bag<'a>> {
        match self.kind {
            EntryKind::Value(_) => None,
            EntryKind::Bag(bag) => Some(bag),
        }
    }
}

impl<'a> Bag<'a> {
    /// (name id, value): attribute ids in styles, 0x0200_0000 + index in arrays, quantity ids in plurals.
    pub fn items(&self) -> impl ExactSizeIterator<Item = (u32, Value)> + 'a {
        self.items.chunks_exact(12).map(|item| match *item {
            [n0, n1, n2, n3, _, _, _, kind, d0, d1, d2, d3] => (
                u32::from_le_bytes([n0, n1, n2, n3]),
                Value { kind, data: u32::from_le_bytes([d0, d1, d2, d3]) },
            ),
            _ => (0, Value { kind: Value::NULL, data: 0 }),
        })
    }
}

impl TypeChunk {
    /// Reads the header of the type chunk at `at`.
    pub fn parse(bytes: Bytes<'_>, at: usize, size: usize) -> Result<Self> {
        let header = usize::from(bytes.u16(at.saturating_add(2))?);
        let config = bytes.slice(at.saturating_add(20), header.saturating_sub(20))?;
        let flags = bytes.u8(at.saturating_add(9))?;
        let offsets = at.saturating_add(header);
        let end = at.saturating_add(size);
        let width = if flags & FLAG_OFFSET16 != 0 && flags & FLAG_SPARSE == 0 { 2 } else { 4 };
        let room = u32::try_from(end.saturating_sub(offsets) / width).unwrap_or(u32::MAX);
        let entries = at.saturating_add(bytes.u32(at.saturating_add(16))? as usize);
        if header < 24 || entries > end {
            return Err(ParseError::new(super::table::CODE, at as u64, "type chunk header out of range"));
        }
        let count = bytes.u32(at.saturating_add(12))?.min(room);
        Ok(Self { config: Config::parse(config), flags, count, offsets, entries, end })
    }

    /// One past the largest entry index the chunk holds.
    pub fn entry_count(&self, bytes: Bytes<'_>) -> u32 {
        if self.flags & FLAG_SPARSE == 0 {
            return self.count;
        }
        // Pairs are sorted by index.
        let last = (self.count as usize).checked_sub(1).map(|place| self.offsets.saturating_add(place * 4));
        last.and_then(|at| bytes.u16(at).ok()).map_or(0, |index| u32::from(index).saturating_add(1))
    }

    /// Number of offsets the chunk stores.
    pub fn stored(&self) -> u32 {
        self.count
    }

    /// Indices the chunk has an offset for, present or not.
    pub fn indices<'b>(&self, bytes: Bytes<'b>) -> impl Iterator<Item = u32> + 'b {
        let (sparse, offsets) = (self.flags & FLAG_SPARSE != 0, self.offsets);
        (0..self.count).filter_map(move |place| {
            if !sparse {
                return Some(place);
            }
            let at = offsets.checked_add((place as usize).checked_mul(4)?)?;
            bytes.u16(at).ok().map(u32::from)
        })
    }

    /// The entry at `index`, none where this configuration has no value or its bytes leave the chunk.
    pub fn entry<'a>(&self, bytes: Bytes<'a>, index: u32) -> Option<Entry<'a>> {
        let at = self.entries.checked_add(self.offset(bytes, index)?)?;
        if at >= self.end {
            return None;
        }
        let size = bytes.u16(at).ok()?;
        let flags = bytes.u16(at.checked_add(2)?).ok()?;
        let word = bytes.u32(at.checked_add(4)?).ok()?;
        if flags & ENTRY_COMPACT != 0 {
            let [_, kind] = flags.to_le_bytes();
            return Some(Entry { key: u32::from(size), kind: EntryKind::Value(Value { kind, data: word }) });
        }
        let body = at.checked_add(usize::from(size))?;
        if flags & ENTRY_COMPLEX == 0 {
            let kind = bytes.u8(body.checked_add(3)?).ok()?;
            let data = bytes.u32(body.checked_add(4)?).ok()?;
            return Some(Entry { key: word, kind: EntryKind::Value(Value { kind, data }) });
        }
        let parent = bytes.u32(at.checked_add(8)?).ok()?;
        let count = bytes.u32(at.checked_add(12)?).ok()? as usize;
        let room = self.end.saturating_sub(body) / 12;
        let items = bytes.slice(body, count.min(room).checked_mul(12)?).ok()?;
        Some(Entry { key: word, kind: EntryKind::Bag(Bag { parent, items }) })
    }

    fn offset(&self, bytes: Bytes<'_>, index: u32) -> Option<usize> {
        if self.flags & FLAG_SPARSE != 0 {
            return self.sparse_offset(bytes, index);
        }
        if index >= self.count {
            return None;
        }
        let index = index as usize;
        if self.flags & FLAG_OFFSET16 != 0 {
            let offset = bytes.u16(self.offsets.checked_add(index.checked_mul(2)?)?).ok()?;
            return (offset != 0xffff).then(|| usize::from(offset) * 4);
        }
        let offset = bytes.u32(self.offsets.checked_add(index.checked_mul(4)?)?).ok()?;
        (offset != NO_ENTRY).then_some(offset as usize)
    }

    /// Sparse chunks hold (index, offset / 4) pairs sorted by index.
    fn sparse_offset(&self, bytes: Bytes<'_>, index: u32) -> Option<usize> {
        let pair = |place: u32| -> Option<(u16, u16)> {
            let at = self.offsets.checked_add((place as usize).checked_mul(4)?)?;
            Some((bytes.u16(at).ok()?, bytes.u16(at.checked_add(2)?).ok()?))
        };
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = low.midpoint(high);
            let (found, offset) = pair(middle)?;
            match u32::from(found).cmp(&index) {
                std::cmp::Ordering::Equal => return Some(usize::from(offset) * 4),
                std::cmp::Ordering::Less => low = middle.checked_add(1)?,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }
}
