//! Text put together from pieces, formats and bytes.

use super::fixed::{Fixed, Found};
use super::{Frame, Solver};
use crate::callgraph::program::Program;
use crate::dex::Part;
use crate::error::Result;
use crate::limits::Budget;

/// Longest text that is put together, in bytes.
pub(super) const MAX_TEXT: usize = 4096;

impl Solver<'_> {
    /// Text of a builder whose pieces are not all constants of its method.
    pub(super) fn join<'d, 'a>(
        &mut self,
        program: &mut Program<'d, 'a>,
        frame: &Frame<'_, 'd, 'a>,
        parts: &[Part],
        depth: u8,
        budget: &mut Budget,
    ) -> Result<Option<Found>> {
        let mut all = Found::one(Fixed::text(""));
        for part in parts {
            let Some(found) = self.eval(program, frame, part.value, depth, budget)? else { return Ok(None) };
            let joined = all.with(&found, |head, tail| {
                let (head, tail) = (head.as_text()?, shown(tail, part.letter)?);
                (head.len() + tail.len() <= MAX_TEXT).then(|| Fixed::text(&format!("{head}{tail}")))
            });
            let Some(joined) = joined else { return Ok(None) };
            budget.charge(joined.any.iter().map(|fixed| fixed.as_text().map_or(0, str::len) as u64).sum())?;
            all = joined;
        }
        Ok(Some(all))
    }
}

/// Text Java makes of a constant of the type whose descriptor begins with `letter`.
pub(super) fn shown(fixed: &Fixed, letter: u8) -> Option<String> {
    Some(match (fixed, letter) {
        (Fixed::Narrow(number), b'I' | b'S' | b'B') => number.to_string(),
        (Fixed::Narrow(number), b'Z') => (*number != 0).to_string(),
        (Fixed::Narrow(unit), b'C') => char::from_u32(*unit as u32)?.to_string(),
        (Fixed::Narrow(bits), b'F') => plain(f64::from(f32::from_bits(*bits as u32)))?,
        (Fixed::Wide(number), b'J') => number.to_string(),
        (Fixed::Wide(bits), b'D') => plain(f64::from_bits(*bits as u64))?,
        (Fixed::Text(text), _) => text.to_string(),
        _ => return None,
    })
}

/// Numbers whose text is the same in Java.
fn plain(number: f64) -> Option<String> {
    (number == number.trunc() && number.abs() < 1e7).then(|| format!("{number:.1}"))
}

/// `String.format` with plain `%s`, `%d` and `%%`.
pub(super) fn format(pattern: &str, args: &[Fixed]) -> Option<String> {
    let mut text = String::new();
    let mut next = args.iter();
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            text.push(letter);
            continue;
        }
        match letters.next()? {
            '%' => text.push('%'),
            's' => match next.next()? {
                Fixed::Wide(number) => text.push_str(&number.to_string()),
                other => text.push_str(&shown(other, b'I')?),
            },
            'd' => match next.next()? {
                Fixed::Narrow(number) => text.push_str(&number.to_string()),
                Fixed::Wide(number) => text.push_str(&number.to_string()),
                _ => return None,
            },
            _ => return None,
        }
        if text.len() > MAX_TEXT {
            return None;
        }
    }
    Some(text)
}

/// Bytes of Base64 text, of either alphabet, line breaks skipped; `None` when it is none.
pub(super) fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0u32);
    for letter in text.iter().filter(|letter| !letter.is_ascii_whitespace()) {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    Some(bytes)
}
