//! What a file is by its first bytes, and what its name says it is.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Dex,
    Cdex,
    Odex,
    Elf,
    Zip,
}

/// The kind of a file that begins with `head`, if it is one that can hold code.
pub(super) fn of(head: &[u8]) -> Option<Kind> {
    match head {
        [b'd', b'e', b'x', b'\n', b'0', _, _, 0, ..] => Some(Kind::Dex),
        [b'c', b'd', b'e', b'x', b'0', _, _, 0, ..] => Some(Kind::Cdex),
        [b'd', b'e', b'y', b'\n', b'0', _, _, 0, ..] | [b'v', b'd', b'e', b'x', b'0', _, _, 0, ..] => {
            Some(Kind::Odex)
        }
        [0x7f, b'E', b'L', b'F', ..] => Some(Kind::Elf),
        [b'P', b'K', 3, 4, ..] => Some(Kind::Zip),
        _ => None,
    }
}

/// Whether a file of some kind begins with this byte.
pub(super) fn begins(byte: u8) -> bool {
    matches!(byte, b'd' | b'c' | b'v' | 0x7f | b'P')
}

impl Kind {
    /// The name used in reports; compiled code is ELF too, told by its name.
    pub fn name(self, entry: &str) -> &'static str {
        match self {
            Self::Dex => "dex",
            Self::Cdex => "cdex",
            Self::Odex => "odex",
            Self::Elf if has_extension(entry, &["odex", "oat"]) => "odex",
            Self::Elf => "elf",
            Self::Zip => "zip",
        }
    }

    /// Whether the entry's name does not say that it holds something else.
    pub fn named_so(self, entry: &str) -> bool {
        if !file_name(entry).contains('.') || has_extension(entry, &["bin", "dat", "data"]) {
            return true;
        }
        let extensions: &[&str] = match self {
            Self::Dex | Self::Cdex => &["dex", "cdex"],
            Self::Odex => &["odex", "vdex", "oat", "dex"],
            Self::Elf => &["so", "elf", "odex", "oat", "o"],
            Self::Zip => &["zip", "jar", "apk", "aar", "apks", "xapk", "apkm", "aab", "war"],
        };
        // Versioned libraries: libx.so.1.2
        has_extension(entry, extensions) || (self == Self::Elf && file_name(entry).contains(".so."))
    }
}

fn file_name(entry: &str) -> &str {
    entry.rsplit('/').next().unwrap_or(entry)
}

fn has_extension(entry: &str, extensions: &[&str]) -> bool {
    file_name(entry)
        .rsplit_once('.')
        .is_some_and(|(_, extension)| extensions.iter().any(|known| extension.eq_ignore_ascii_case(known)))
}
