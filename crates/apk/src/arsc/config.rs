//! ResTable_config: what a value is for (language, density, night, …), read and printed.

use crate::reader::Bytes;

/// A configuration; zero in a field means "any". Field meanings are those of ResTable_config.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Config {
    pub mcc: u16,
    pub mnc: u16,
    /// Two letters, or three packed into two bytes.
    pub language: [u8; 2],
    pub country: [u8; 2],
    pub script: [u8; 4],
    pub variant: [u8; 8],
    pub numbering: [u8; 8],
    /// 1 portrait, 2 landscape, 3 square.
    pub orientation: u8,
    pub touchscreen: u8,
    /// Dots per inch; 0xfffe any, 0xffff none.
    pub density: u16,
    pub keyboard: u8,
    pub navigation: u8,
    pub input_flags: u8,
    pub screen_width: u16,
    pub screen_height: u16,
    pub sdk: u16,
    pub minor_version: u16,
    pub screen_layout: u8,
    pub screen_layout2: u8,
    pub color_mode: u8,
    /// Bits 0–3 type, bits 4–5 night (0x10 no, 0x20 yes).
    pub ui_mode: u8,
    pub smallest_width_dp: u16,
    pub width_dp: u16,
    pub height_dp: u16,
}

/// Density that suits every screen.
pub const DENSITY_ANY: u16 = 0xfffe;
const DENSITY_NONE: u16 = 0xffff;

impl Config {
    /// What aapt asks for when it prints a badge: no language, portrait, 160 dpi, newest platform.
    pub fn plain() -> Self {
        Self {
            orientation: 1,
            density: 160,
            sdk: 10_000,
            screen_layout: 2,
            smallest_width_dp: 320,
            width_dp: 320,
            height_dp: 480,
            ..Self::default()
        }
    }

    /// A phone of today set to simplified Chinese, 480 dpi, day.
    pub fn chinese_phone() -> Self {
        Self {
            language: *b"zh",
            country: *b"CN",
            script: *b"Hans",
            orientation: 1,
            touchscreen: 3,
            density: 480,
            sdk: 10_000,
            screen_layout: 0x40 | 0x20 | 2,
            ui_mode: 0x11,
            smallest_width_dp: 360,
            width_dp: 360,
            height_dp: 780,
            ..Self::default()
        }
    }

    /// The same configuration in another language; `tag` is BCP 47 (`zh-CN`, `zh-Hant-TW`, `` for none).
    #[must_use]
    pub fn with_locale(mut self, tag: &str) -> Self {
        self.language = [0; 2];
        self.country = [0; 2];
        self.script = [0; 4];
        self.variant = [0; 8];
        self.numbering = [0; 8];
        for part in tag.split('-') {
            let bytes = part.as_bytes();
            match bytes {
                [_] => break,
                [_, _] | [_, _, _] if self.language == [0; 2] => self.language = pack(bytes, b'a'),
                [_, _] | [b'0'..=b'9', ..] if bytes.len() <= 3 => self.country = pack(bytes, b'0'),
                [a, b, c, d] if a.is_ascii_alphabetic() => self.script = [*a, *b, *c, *d],
                _ => {
                    for (to, from) in self.variant.iter_mut().zip(bytes) {
                        *to = *from;
                    }
                }
            }
        }
        self
    }

    /// The same configuration in the locale of `other`.
    #[must_use]
    pub fn in_locale_of(mut self, other: &Self) -> Self {
        self.language = other.language;
        self.country = other.country;
        self.script = other.script;
        self.variant = other.variant;
        self.numbering = other.numbering;
        self
    }

    /// Reads a config whose `size` field stands at the start of `data`; fields beyond `size` are zero.
    pub fn parse(data: &[u8]) -> Self {
        let size = Bytes::new(data, "arsc_bad").u32(0).unwrap_or(0) as usize;
        let bytes = Bytes::new(data.get(..size.min(data.len())).unwrap_or(data), "arsc_bad");
        let byte = |at| bytes.u8(at).unwrap_or(0);
        let half = |at| bytes.u16(at).unwrap_or(0);
        Self {
            mcc: half(4),
            mnc: half(6),
            language: array(&bytes, 8),
            country: array(&bytes, 10),
            orientation: byte(12),
            touchscreen: byte(13),
            density: half(14),
            keyboard: byte(16),
            navigation: byte(17),
            input_flags: byte(18),
            screen_width: half(20),
            screen_height: half(22),
            sdk: half(24),
            minor_version: half(26),
            screen_layout: byte(28),
            ui_mode: byte(29),
            smallest_width_dp: half(30),
            width_dp: half(32),
            height_dp: half(34),
            script: array(&bytes, 36),
            variant: array(&bytes, 40),
            screen_layout2: byte(48),
            color_mode: byte(49),
            numbering: array(&bytes, 52),
        }
    }

    /// Whether no language is asked for.
    pub fn is_any_locale(&self) -> bool {
        self.language == [0; 2] && self.country == [0; 2]
    }

    /// Language and region as BCP 47 (`zh-Hans-CN`), empty for the default.
    pub fn locale(&self) -> String {
        if self.is_any_locale() {
            return String::new();
        }
        let mut parts = vec![unpack(self.language, b'a')];
        parts.push(text(&self.script));
        parts.push(unpack(self.country, b'0'));
        parts.push(text(&self.variant));
        parts.retain(|part| !part.is_empty());
        if self.numbering.first() != Some(&0) {
            parts.push(format!("u-nu-{}", text(&self.numbering)));
        }
        parts.join("-")
    }

    /// Resource qualifiers as in a directory name (`zh-rCN-night-xhdpi-v21`), empty for the default.
    pub fn qualifiers(&self) -> String {
        let mut out: Vec<String> = Vec::new();
        if self.mcc != 0 {
            out.push(format!("mcc{}", self.mcc));
        }
        if self.mnc != 0 {
            out.push(format!("mnc{}", self.mnc));
        }
        out.push(self.locale_qualifier());
        named(&mut out, self.screen_layout & 0xc0, &[(0x40, "ldltr"), (0x80, "ldrtl")]);
        sized(&mut out, self.smallest_width_dp, |v| format!("sw{v}dp"));
        sized(&mut out, self.width_dp, |v| format!("w{v}dp"));
        sized(&mut out, self.height_dp, |v| format!("h{v}dp"));
        named(
            &mut out,
            self.screen_layout & 0x0f,
            &[(1, "small"), (2, "normal"), (3, "large"), (4, "xlarge")],
        );
        named(&mut out, self.screen_layout & 0x30, &[(0x10, "notlong"), (0x20, "long")]);
        named(&mut out, self.screen_layout2 & 3, &[(1, "notround"), (2, "round")]);
        named(&mut out, self.color_mode & 3, &[(1, "nowidecg"), (2, "widecg")]);
        named(&mut out, self.color_mode & 0x0c, &[(4, "lowdr"), (8, "highdr")]);
        named(&mut out, self.orientation, &[(1, "port"), (2, "land"), (3, "square")]);
        let modes =
            [(2, "desk"), (3, "car"), (4, "television"), (5, "appliance"), (6, "watch"), (7, "vrheadset")];
        named(&mut out, self.ui_mode & 0x0f, &modes);
        named(&mut out, self.ui_mode & 0x30, &[(0x10, "notnight"), (0x20, "night")]);
        out.push(self.density_qualifier());
        named(&mut out, self.touchscreen, &[(1, "notouch"), (2, "stylus"), (3, "finger")]);
        named(&mut out, self.input_flags & 3, &[(1, "keysexposed"), (2, "keyshidden"), (3, "keyssoft")]);
        named(&mut out, self.keyboard, &[(1, "nokeys"), (2, "qwerty"), (3, "12key")]);
        named(&mut out, self.input_flags & 0x0c, &[(4, "navexposed"), (8, "navhidden")]);
        named(&mut out, self.navigation, &[(1, "nonav"), (2, "dpad"), (3, "trackball"), (4, "wheel")]);
        if self.screen_width != 0 || self.screen_height != 0 {
            out.push(format!("{}x{}", self.screen_width, self.screen_height));
        }
        if self.sdk != 0 || self.minor_version != 0 {
            let minor =
                if self.minor_version == 0 { String::new() } else { format!(".{}", self.minor_version) };
            out.push(format!("v{}{minor}", self.sdk));
        }
        out.retain(|part| !part.is_empty());
        out.join("-")
    }

    fn locale_qualifier(&self) -> String {
        if self.language == [0; 2] {
            return String::new();
        }
        let (language, country) = (unpack(self.language, b'a'), unpack(self.country, b'0'));
        let (script, variant, numbering) = (text(&self.script), text(&self.variant), text(&self.numbering));
        if script.is_empty() && variant.is_empty() && numbering.is_empty() {
            return if country.is_empty() { language } else { format!("{language}-r{country}") };
        }
        let numbering = if numbering.is_empty() { numbering } else { format!("u+nu+{numbering}") };
        let mut parts = vec!["b".to_owned(), language, script, country, variant, numbering];
        parts.retain(|part| !part.is_empty());
        parts.join("+")
    }

    fn density_qualifier(&self) -> String {
        match self.density {
            0 => String::new(),
            120 => "ldpi".to_owned(),
            160 => "mdpi".to_owned(),
            213 => "tvdpi".to_owned(),
            240 => "hdpi".to_owned(),
            320 => "xhdpi".to_owned(),
            480 => "xxhdpi".to_owned(),
            640 => "xxxhdpi".to_owned(),
            DENSITY_ANY => "anydpi".to_owned(),
            DENSITY_NONE => "nodpi".to_owned(),
            other => format!("{other}dpi"),
        }
    }
}

fn array<const N: usize>(bytes: &Bytes<'_>, at: usize) -> [u8; N] {
    bytes.slice(at, N).ok().and_then(|s| s.try_into().ok()).unwrap_or([0; N])
}

fn sized(out: &mut Vec<String>, value: u16, print: impl Fn(u16) -> String) {
    if value != 0 {
        out.push(print(value));
    }
}

fn named(out: &mut Vec<String>, value: u8, names: &[(u8, &str)]) {
    if let Some((_, name)) = names.iter().find(|(code, _)| *code == value) {
        out.push((*name).to_owned());
    }
}

/// Printable prefix of a NUL-padded field.
fn text(field: &[u8]) -> String {
    field.iter().take_while(|b| **b != 0).filter(|b| b.is_ascii_graphic()).map(|b| char::from(*b)).collect()
}

/// Two or three characters into two bytes (ResTable_config::packLanguage).
fn pack(code: &[u8], base: u8) -> [u8; 2] {
    match code {
        [a, b] => [*a, *b],
        [a, b, c] => {
            let [a, b, c] = [a, b, c].map(|x| x.wrapping_sub(base) & 0x7f);
            [0x80 | (c << 2) | (b >> 3), (b << 5) | a]
        }
        _ => [0; 2],
    }
}

/// The inverse of [`pack`] (unpackLanguageOrRegion).
fn unpack(code: [u8; 2], base: u8) -> String {
    let [high, low] = code;
    if high & 0x80 == 0 {
        return text(&code);
    }
    let letters = [low & 0x1f, ((low & 0xe0) >> 5) + ((high & 0x03) << 3), (high & 0x7c) >> 2];
    text(&letters.map(|letter| letter.wrapping_add(base)))
}
