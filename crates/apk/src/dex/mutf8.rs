//! Modified UTF-8, the encoding of strings in dex files.

use std::borrow::Cow;

/// Text of MUTF-8 `bytes` (without the closing NUL); malformed parts become U+FFFD.
///
/// Source: "MUTF-8 (Modified UTF-8) Encoding" of the Dalvik executable format document.
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            Cow::Owned(char::decode_utf16(units(bytes)).map(|unit| unit.unwrap_or('\u{fffd}')).collect())
        }
    }
}

fn units(mut rest: &[u8]) -> impl Iterator<Item = u16> + '_ {
    std::iter::from_fn(move || {
        let (unit, used) = match rest {
            [] => return None,
            [a @ 0..=0x7f, ..] => (u16::from(*a), 1),
            [a @ 0xc0..=0xdf, b @ 0x80..=0xbf, ..] => ((u16::from(a & 0x1f) << 6) | u16::from(b & 0x3f), 2),
            [a @ 0xe0..=0xef, b @ 0x80..=0xbf, c @ 0x80..=0xbf, ..] => {
                ((u16::from(a & 0x0f) << 12) | (u16::from(b & 0x3f) << 6) | u16::from(c & 0x3f), 3)
            }
            _ => (0xfffd, 1),
        };
        rest = rest.get(used..).unwrap_or_default();
        Some(unit)
    })
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn surrogates_nul_and_broken_bytes() {
        assert_eq!(decode(b"plain"), "plain");
        assert_eq!(decode("隐私".as_bytes()), "隐私");
        assert_eq!(decode(b"a\xc0\x80b"), "a\0b");
        assert_eq!(decode(b"\xed\xa0\xbd\xed\xb8\x80"), "\u{1f600}");
        assert_eq!(decode(b"\xed\xa0\xbdx"), "\u{fffd}x");
        assert_eq!(decode(b"\xff\xe4"), "\u{fffd}\u{fffd}");
    }
}
