//! Code items: registers, instructions, try ranges and their handlers.

use super::cursor::Cursor;
use super::Dex;

/// Most handlers that are read for one method; a method cannot have more catch types than types.
const MAX_HANDLERS: usize = 65_536;

/// Code of one method.
#[derive(Debug, Clone, Copy)]
pub struct CodeItem<'a> {
    pub registers: u16,
    /// Registers that hold the arguments: the last `ins` of `registers`.
    pub ins: u16,
    pub outs: u16,
    /// Instructions as little-endian 16-bit units.
    pub insns: &'a [u8],
    /// Byte offset of `insns` in the file.
    pub insns_off: u32,
    pub(super) debug_info_off: u32,
    tries_size: u16,
    after: &'a [u8],
}

/// A try range in code units, `start..end`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Try {
    pub start: u32,
    pub end: u32,
    pub handlers: Vec<Handler>,
}

/// Where an exception of `type_` (type index; `None` = any) continues, in code units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handler {
    pub type_: Option<u32>,
    pub target: u32,
}

impl<'a> Dex<'a> {
    /// The code item at `offset`; `None` when it is 0 or leaves the file.
    #[inline]
    pub fn code_item(&self, offset: u32) -> Option<CodeItem<'a>> {
        if offset == 0 {
            return None;
        }
        let (head, rest) = self.data.get(offset as usize..)?.split_first_chunk::<16>()?;
        let &[r0, r1, i0, i1, o0, o1, t0, t1, d0, d1, d2, d3, n0, n1, n2, n3] = head;
        let bytes = (u32::from_le_bytes([n0, n1, n2, n3]) as usize).checked_mul(2)?;
        let (insns, after) = rest.split_at_checked(bytes)?;
        Some(CodeItem {
            registers: u16::from_le_bytes([r0, r1]),
            ins: u16::from_le_bytes([i0, i1]),
            outs: u16::from_le_bytes([o0, o1]),
            tries_size: u16::from_le_bytes([t0, t1]),
            debug_info_off: u32::from_le_bytes([d0, d1, d2, d3]),
            insns,
            insns_off: offset.checked_add(16)?,
            after,
        })
    }
}

impl CodeItem<'_> {
    /// Length in 16-bit code units.
    pub fn units(&self) -> u32 {
        u32::try_from(self.insns.len() / 2).unwrap_or(u32::MAX)
    }

    /// Try ranges with their handlers; stops at the first that is broken.
    pub fn tries(&self) -> Vec<Try> {
        self.read_tries().unwrap_or_default()
    }

    fn read_tries(&self) -> Option<Vec<Try>> {
        let mut found = Vec::new();
        if self.tries_size == 0 {
            return Some(found);
        }
        // Padding keeps the tries 4-aligned after an odd number of units.
        let padding = if self.units() % 2 == 1 { 2 } else { 0 };
        let mut at = Cursor::at(self.after, padding)?;
        let rows = at.take(usize::from(self.tries_size).checked_mul(8)?)?;
        let lists = at.rest();
        let mut handlers_read = 0usize;
        for row in rows.chunks_exact(8) {
            let mut row = Cursor::at(row, 0)?;
            let (start, count, list) = (row.u32()?, row.u16()?, row.u16()?);
            let handlers = Cursor::at(lists, u32::from(list)).and_then(read_handlers).unwrap_or_default();
            handlers_read = handlers_read.saturating_add(handlers.len());
            if handlers_read > MAX_HANDLERS {
                break;
            }
            found.push(Try { start, end: start.saturating_add(u32::from(count)), handlers });
        }
        Some(found)
    }
}

fn read_handlers(mut at: Cursor<'_>) -> Option<Vec<Handler>> {
    let size = at.sleb()?;
    let mut handlers = Vec::new();
    for _ in 0..(size.unsigned_abs() as usize).min(MAX_HANDLERS) {
        handlers.push(Handler { type_: Some(at.uleb()?), target: at.uleb()? });
    }
    if size <= 0 {
        handlers.push(Handler { type_: None, target: at.uleb()? });
    }
    Some(handlers)
}
