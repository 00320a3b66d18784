//! Res_value: a typed word, and how it reads as text.

/// A typed value as stored: `kind` is Res_value.dataType, `data` its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Value {
    pub kind: u8,
    pub data: u32,
}

/// Unit of a dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Px,
    Dp,
    Sp,
    Pt,
    In,
    Mm,
}

impl Unit {
    /// The suffix aapt prints.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Px => "px",
            Self::Dp => "dp",
            Self::Sp => "sp",
            Self::Pt => "pt",
            Self::In => "in",
            Self::Mm => "mm",
        }
    }
}

impl Value {
    pub const NULL: u8 = 0x00;
    pub const REFERENCE: u8 = 0x01;
    pub const ATTRIBUTE: u8 = 0x02;
    pub const STRING: u8 = 0x03;
    pub const FLOAT: u8 = 0x04;
    pub const DIMENSION: u8 = 0x05;
    pub const FRACTION: u8 = 0x06;
    pub const DYNAMIC_REFERENCE: u8 = 0x07;
    pub const DYNAMIC_ATTRIBUTE: u8 = 0x08;
    pub const INT_DEC: u8 = 0x10;
    pub const INT_HEX: u8 = 0x11;
    pub const BOOLEAN: u8 = 0x12;

    /// The resource id of a reference (`@x`), static or dynamic; none for `@null`.
    pub fn reference(self) -> Option<u32> {
        (matches!(self.kind, Self::REFERENCE | Self::DYNAMIC_REFERENCE) && self.data != 0)
            .then_some(self.data)
    }

    /// The attribute id of a theme reference (`?x`).
    pub fn theme_attribute(self) -> Option<u32> {
        (matches!(self.kind, Self::ATTRIBUTE | Self::DYNAMIC_ATTRIBUTE) && self.data != 0)
            .then_some(self.data)
    }

    /// The index into the owning string pool.
    pub fn string(self) -> Option<u32> {
        (self.kind == Self::STRING).then_some(self.data)
    }

    /// Any of the integer kinds (decimal, hex, boolean, colour) as the platform's getInt takes it.
    pub fn int(self) -> Option<i32> {
        (0x10..=0x1f).contains(&self.kind).then_some(self.data as i32)
    }

    /// Any integer kind as a truth value.
    pub fn bool(self) -> Option<bool> {
        self.int().map(|v| v != 0)
    }

    pub fn float(self) -> Option<f32> {
        (self.kind == Self::FLOAT).then(|| f32::from_bits(self.data))
    }

    /// A colour as 0xaarrggbb.
    pub fn color(self) -> Option<u32> {
        (0x1c..=0x1f).contains(&self.kind).then_some(self.data)
    }

    /// A dimension in its own unit.
    pub fn dimension(self) -> Option<(f32, Unit)> {
        if self.kind != Self::DIMENSION {
            return None;
        }
        let unit = match self.data & 0xf {
            0 => Unit::Px,
            1 => Unit::Dp,
            2 => Unit::Sp,
            3 => Unit::Pt,
            4 => Unit::In,
            5 => Unit::Mm,
            _ => return None,
        };
        Some((complex(self.data), unit))
    }

    /// A fraction (0.5 for 50 %) and whether it is of the parent (`%p`).
    pub fn fraction(self) -> Option<(f32, bool)> {
        match (self.kind, self.data & 0xf) {
            (Self::FRACTION, 0) => Some((complex(self.data), false)),
            (Self::FRACTION, 1) => Some((complex(self.data), true)),
            _ => None,
        }
    }

    /// The value as text where it needs neither strings nor names; none for strings and references.
    ///
    /// Dimensions as number and unit (`16dp`), colours `#aarrggbb`, hex `0x…`, fractions `50%` or `50%p`.
    pub fn literal(self) -> Option<String> {
        Some(match self.kind {
            Self::NULL => (if self.data == 1 { "@empty" } else { "@null" }).to_owned(),
            Self::REFERENCE | Self::DYNAMIC_REFERENCE | Self::ATTRIBUTE | Self::DYNAMIC_ATTRIBUTE
                if self.data == 0 =>
            {
                "@null".to_owned()
            }
            Self::FLOAT => format!("{}", f32::from_bits(self.data)),
            Self::DIMENSION => match self.dimension() {
                Some((number, unit)) => format!("{number}{}", unit.suffix()),
                None => format!("{} (unknown unit)", complex(self.data)),
            },
            Self::FRACTION => match self.fraction() {
                Some((number, parent)) => format!("{}%{}", number * 100.0, if parent { "p" } else { "" }),
                None => format!("{} (unknown unit)", complex(self.data)),
            },
            Self::INT_HEX => format!("{:#x}", self.data),
            Self::BOOLEAN => (if self.data == 0 { "false" } else { "true" }).to_owned(),
            0x1c..=0x1f => format!("#{:08x}", self.data),
            0x10..=0x1f => format!("{}", self.data as i32),
            Self::STRING
            | Self::REFERENCE
            | Self::DYNAMIC_REFERENCE
            | Self::ATTRIBUTE
            | Self::DYNAMIC_ATTRIBUTE => return None,
            _ => format!("(type {:#04x}){:#x}", self.kind, self.data),
        })
    }
}

/// The 24-bit mantissa with its radix, as TypedValue.complexToFloat computes it.
fn complex(data: u32) -> f32 {
    const MANTISSA: f32 = 1.0 / 256.0;
    let radix = match (data >> 4) & 3 {
        0 => 1.0,
        1 => 1.0 / 128.0,
        2 => 1.0 / 32_768.0,
        _ => 1.0 / 8_388_608.0,
    };
    (data & 0xffff_ff00) as i32 as f32 * (MANTISSA * radix)
}
