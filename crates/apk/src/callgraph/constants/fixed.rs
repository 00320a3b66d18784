//! Constants as they pass between methods, and the few that one value may be.

use std::rc::Rc;

use crate::dex::{Arg, Number};

/// Most values that are told for one place.
const MAX_CHOICES: usize = 4;

/// A constant of any kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Fixed {
    /// Int, float bits or null.
    Narrow(i32),
    /// Long or double bits.
    Wide(i64),
    Text(Rc<str>),
    /// Descriptor of a class.
    Class(Rc<str>),
    List(Vec<Fixed>),
    /// Descriptor of the class an object was made of; nothing else is known of it.
    Object(Rc<str>),
    /// A sensor got by this type.
    Sensor(i32),
}

impl Fixed {
    pub fn text(text: &str) -> Self {
        Self::Text(text.into())
    }

    pub fn of(number: Number) -> Self {
        match number {
            Number::Narrow(number) => Self::Narrow(number),
            Number::Wide(number) => Self::Wide(number),
        }
    }

    pub fn double(number: f64) -> Self {
        Self::Wide(number.to_bits() as i64)
    }

    pub fn number(&self) -> Option<Number> {
        match self {
            Self::Narrow(number) => Some(Number::Narrow(*number)),
            Self::Wide(number) => Some(Number::Wide(*number)),
            _ => None,
        }
    }

    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The numbers of an array as bytes.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        let Self::List(list) = self else { return None };
        let byte = |fixed: &Self| match fixed {
            Self::Narrow(number) => Some(*number as u8),
            _ => None,
        };
        list.iter().map(byte).collect()
    }

    /// As an argument of the type with this descriptor.
    pub fn to_arg(&self, descriptor: &[u8]) -> Arg {
        match (self, descriptor) {
            (Self::Narrow(bits), b"F") => Arg::Float(f64::from(f32::from_bits(*bits as u32))),
            (Self::Narrow(number), _) => Arg::Int(i64::from(*number)),
            (Self::Wide(bits), b"D") => Arg::Float(f64::from_bits(*bits as u64)),
            (Self::Wide(number), _) => Arg::Int(*number),
            (Self::Text(text), _) => Arg::String(text.to_string()),
            (Self::Class(name), _) => Arg::Class(name.to_string()),
            (Self::List(list), _) => {
                let text = |fixed: &Self| fixed.as_text().map(str::to_owned);
                list.iter().map(text).collect::<Option<Vec<String>>>().map_or(Arg::Unknown, Arg::Strings)
            }
            (Self::Object(_) | Self::Sensor(_), _) => Arg::Unknown,
        }
    }
}

/// What one value can be.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// One constant, or a few that different ways lead to.
    pub any: Vec<Fixed>,
    /// It is only the default of a preference or of remote configuration.
    pub settings: bool,
}

impl Found {
    pub fn one(fixed: Fixed) -> Self {
        Self { any: vec![fixed], settings: false }
    }

    pub fn single(self) -> Option<Fixed> {
        match <[Fixed; 1]>::try_from(self.any) {
            Ok([fixed]) => Some(fixed),
            Err(_) => None,
        }
    }

    /// Either this or the other; `None` when that is too many to tell.
    pub fn or(mut self, other: Self) -> Option<Self> {
        for fixed in other.any {
            if !self.any.contains(&fixed) {
                self.any.push(fixed);
            }
        }
        self.settings |= other.settings;
        let is_object = |fixed: &Fixed| !matches!(fixed, Fixed::Narrow(_) | Fixed::Wide(_));
        // What is null on one way and an object on the other is the object where it counts.
        if self.any.iter().any(is_object) {
            self.any.retain(|fixed| *fixed != Fixed::Narrow(0));
        }
        (self.any.len() <= MAX_CHOICES).then_some(self)
    }

    pub fn map(&self, change: impl Fn(&Fixed) -> Option<Fixed>) -> Option<Self> {
        let any = self.any.iter().map(change).collect::<Option<Vec<Fixed>>>()?;
        Some(Self { any, settings: self.settings })
    }

    /// Every one of this with every one of the other.
    pub fn with(&self, other: &Self, make: impl Fn(&Fixed, &Fixed) -> Option<Fixed>) -> Option<Self> {
        let mut any: Vec<Fixed> = Vec::new();
        for left in &self.any {
            for right in &other.any {
                let made = make(left, right)?;
                if !any.contains(&made) {
                    any.push(made);
                }
            }
        }
        let settings = self.settings || other.settings;
        (any.len() <= MAX_CHOICES).then_some(Self { any, settings })
    }
}
