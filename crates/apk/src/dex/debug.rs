//! Source lines of code offsets.

use super::cursor::Cursor;
use super::{CodeItem, Dex};

const DBG_FIRST_SPECIAL: u8 = 0x0a;
const DBG_LINE_BASE: i32 = -4;
const DBG_LINE_RANGE: u8 = 15;

impl Dex<'_> {
    /// Source line of the instruction at `at` code units, where the file keeps debug information.
    ///
    /// Source: "debug_info_item" of the Dalvik executable format document.
    pub fn line(&self, code: &CodeItem<'_>, at: u32) -> Option<u32> {
        if code.debug_info_off == 0 {
            return None;
        }
        let mut bytes = Cursor::at(self.data, code.debug_info_off)?;
        let mut line = i64::from(bytes.uleb()?);
        for _ in 0..bytes.uleb()? {
            bytes.uleb_p1()?;
        }
        let mut address = 0u32;
        let mut found = None;
        loop {
            match bytes.u8()? {
                0x00 => break,
                0x01 => address = address.checked_add(bytes.uleb()?)?,
                0x02 => line = line.saturating_add(i64::from(bytes.sleb()?)),
                0x03 => skip(&mut bytes, 3)?,
                0x04 => skip(&mut bytes, 4)?,
                0x05 | 0x06 | 0x09 => skip(&mut bytes, 1)?,
                0x07 | 0x08 => {}
                special => {
                    let adjusted = special - DBG_FIRST_SPECIAL;
                    address = address.checked_add(u32::from(adjusted / DBG_LINE_RANGE))?;
                    line =
                        line.saturating_add(i64::from(DBG_LINE_BASE + i32::from(adjusted % DBG_LINE_RANGE)));
                    if address > at {
                        break;
                    }
                    found = u32::try_from(line).ok();
                }
            }
        }
        found
    }
}

fn skip(bytes: &mut Cursor<'_>, numbers: u32) -> Option<()> {
    for _ in 0..numbers {
        bytes.uleb()?;
    }
    Some(())
}
