//! Calls of the Java and Android libraries whose result follows from constants, resources or settings.

use super::fixed::{Fixed, Found};
use super::makes::{makes, Makes};
use super::text::{base64, format, shown, MAX_TEXT};
use super::{Frame, Solver};
use crate::arsc::EntryKind;
use crate::callgraph::program::Program;
use crate::dex::Number;
use crate::error::Result;
use crate::limits::Budget;

impl Solver<'_> {
    pub(super) fn library<'d, 'a>(
        &mut self,
        program: &mut Program<'d, 'a>,
        frame: &Frame<'_, 'd, 'a>,
        (at, method): (u32, u32),
        depth: u8,
        budget: &mut Budget,
    ) -> Result<Option<Found>> {
        let file = frame.values.body().dex();
        let Some(row) = file.method(method) else { return Ok(None) };
        let (Some(class), Some(name)) = (file.type_bytes(row.class), file.string_bytes(row.name)) else {
            return Ok(None);
        };
        let descriptor = file.proto_descriptor(row.proto).unwrap_or_default();
        let Some(makes) = makes(class, name, &descriptor) else { return Ok(None) };
        let mut word = |n: usize| -> Result<Option<Found>> {
            let site = frame.values.site(at);
            match site.and_then(|site| frame.values.seen(site, n)) {
                Some(value) => self.eval(program, frame, value, depth, budget),
                None => Ok(None),
            }
        };
        let texts = |found: Option<Found>, change: &dyn Fn(&str) -> Option<String>| {
            found?.map(|fixed| {
                let made = change(fixed.as_text()?)?;
                (made.len() <= MAX_TEXT).then(|| Fixed::text(&made))
            })
        };
        Ok(match makes {
            Makes::Text(change) => texts(word(0)?, &|text| Some(change(text))),
            Makes::Substring => {
                let (text, from) = (word(0)?, word(1)?.and_then(Found::single));
                let to = if descriptor.starts_with("(II)") { word(2)?.and_then(Found::single) } else { None };
                let ends = descriptor.starts_with("(II)");
                texts(text, &|text| part(text, from.as_ref()?, if ends { Some(to.as_ref()?) } else { None }))
            }
            Makes::Replace => {
                let (text, old, new) =
                    (word(0)?, word(1)?.and_then(Found::single), word(2)?.and_then(Found::single));
                let letter = descriptor.as_bytes().get(1).copied().unwrap_or(b'L');
                texts(text, &|text| {
                    let (old, new) = (shown(old.as_ref()?, letter)?, shown(new.as_ref()?, letter)?);
                    (!old.is_empty()).then(|| text.replace(&old, &new))
                })
            }
            Makes::Concat => {
                let (head, tail) = (word(0)?, word(1)?);
                head.zip(tail).and_then(|(head, tail)| {
                    head.with(&tail, |head, tail| {
                        let text = format!("{}{}", head.as_text()?, tail.as_text()?);
                        (text.len() <= MAX_TEXT).then(|| Fixed::text(&text))
                    })
                })
            }
            Makes::Format { pattern } => {
                let (pattern, args) = (word(pattern)?, word(pattern + 1)?.and_then(Found::single));
                texts(pattern, &|pattern| match args.as_ref()? {
                    Fixed::List(args) => format(pattern, args),
                    _ => None,
                })
            }
            Makes::Shown(letter) => {
                word(0)?.and_then(|found| found.map(|fixed| Some(Fixed::text(&shown(fixed, letter)?))))
            }
            Makes::Whole { word: n, chars } => {
                word(n)?.and_then(|found| found.map(|fixed| Some(Fixed::text(&whole(fixed, chars)?))))
            }
            Makes::Bytes => {
                word(0)?.and_then(|found| found.map(|fixed| Some(bytes(fixed.as_text()?.as_bytes()))))
            }
            Makes::Chars => word(0)?.and_then(|found| {
                found.map(|fixed| {
                    let units = fixed.as_text()?.encode_utf16();
                    Some(Fixed::List(units.map(|unit| Fixed::Narrow(i32::from(unit))).collect()))
                })
            }),
            Makes::Base64 { word: n } => word(n)?.and_then(|found| {
                found.map(|fixed| match fixed {
                    Fixed::Text(text) if text.len() <= MAX_TEXT => Some(bytes(&base64(text.as_bytes())?)),
                    list => Some(bytes(&base64(&list.bytes()?)?)),
                })
            }),
            Makes::Parsed(letter) => {
                word(0)?.and_then(|found| found.map(|fixed| parsed(fixed.as_text()?.trim(), letter)))
            }
            Makes::Resource => {
                let number = word(1)?.and_then(Found::single);
                number.and_then(|number| self.simple(&number, &descriptor)).map(Found::one)
            }
            Makes::ResourceList => {
                let number = word(1)?.and_then(Found::single);
                number.and_then(|number| self.list(&number)).map(Found::one)
            }
            Makes::Default { word: n } => word(n)?.map(|found| Found { settings: true, ..found }),
            Makes::Package => (!self.package.is_empty()).then(|| Found::one(Fixed::text(self.package))),
            Makes::ClassName => word(0)?.and_then(|found| found.map(class_name)),
            Makes::Math1(change) => {
                word(0)?.and_then(|found| found.map(|fixed| Some(Fixed::double(change(double(fixed)?)))))
            }
            Makes::Math2(change) => match (word(0)?, word(2)?) {
                (Some(left), Some(right)) => {
                    left.with(&right, |l, r| Some(Fixed::double(change(double(l)?, double(r)?))))
                }
                _ => None,
            },
            Makes::Time(unit) => {
                let amount = word(1)?;
                let from = time_unit(frame, at);
                amount.zip(from).and_then(|(amount, from)| {
                    amount.map(|fixed| match fixed {
                        Fixed::Wide(number) => Some(Fixed::Wide(number.checked_mul(from)? / unit)),
                        _ => None,
                    })
                })
            }
            Makes::Sensor => word(1)?.and_then(|found| {
                found.map(|fixed| match fixed {
                    Fixed::Narrow(number) => Some(Fixed::Sensor(*number)),
                    _ => None,
                })
            }),
            Makes::Held => match (word(1)?, word(2)?) {
                (Some(found), _) | (None, Some(found)) => found.map(|fixed| match fixed {
                    Fixed::Text(_) | Fixed::Class(_) => Some(fixed.clone()),
                    _ => None,
                }),
                _ => None,
            },
            Makes::Component => word(2)?.and_then(|found| {
                found.map(|fixed| match fixed {
                    Fixed::Text(text) => Some(Fixed::Class(format!("L{};", text.replace('.', "/")).into())),
                    Fixed::Class(_) => Some(fixed.clone()),
                    _ => None,
                })
            }),
        })
    }

    /// A resource as the type a method returns.
    fn simple(&self, number: &Fixed, descriptor: &str) -> Option<Fixed> {
        let Fixed::Narrow(number) = number else { return None };
        let found = self.resource(*number)?;
        match descriptor.bytes().last() {
            Some(b'I' | b'Z') => found.value.int().map(Fixed::Narrow),
            Some(b'F') => found.value.float().map(|value| Fixed::Narrow(value.to_bits() as i32)),
            _ => found.text.map(|text| Fixed::text(&text)),
        }
    }

    /// An array of texts or numbers.
    fn list(&self, number: &Fixed) -> Option<Fixed> {
        let Fixed::Narrow(number) = number else { return None };
        let table = self.table?;
        let id = self.resource(*number)?.resource?;
        let (_, entry) = table.best(id, &crate::arsc::Config::plain())?;
        let EntryKind::Bag(bag) = entry.kind else { return None };
        let items = bag.items().take(256).map(|(_, value)| match value.string() {
            Some(index) => table.string(index).map(|text| Fixed::text(&text)),
            None => match value.reference().and_then(|id| self.resource(id as i32)) {
                Some(found) => found.text.map(|text| Fixed::text(&text)),
                None => value.int().map(Fixed::Narrow),
            },
        });
        items.collect::<Option<Vec<Fixed>>>().map(Fixed::List)
    }
}

fn bytes(bytes: &[u8]) -> Fixed {
    Fixed::List(bytes.iter().map(|byte| Fixed::Narrow(i32::from(*byte as i8))).collect())
}

fn whole(fixed: &Fixed, chars: bool) -> Option<String> {
    if let Fixed::Text(text) = fixed {
        return Some(text.to_string());
    }
    if !chars {
        return String::from_utf8(fixed.bytes()?).ok();
    }
    let Fixed::List(list) = fixed else { return None };
    let unit = |fixed: &Fixed| match fixed {
        Fixed::Narrow(number) => u16::try_from(*number & 0xffff).ok(),
        _ => None,
    };
    String::from_utf16(&list.iter().map(unit).collect::<Option<Vec<u16>>>()?).ok()
}

/// `substring`, counted in UTF-16 units.
fn part(text: &str, from: &Fixed, to: Option<&Fixed>) -> Option<String> {
    let place = |fixed: &Fixed| match fixed {
        Fixed::Narrow(number) => usize::try_from(*number).ok(),
        _ => None,
    };
    let units: Vec<u16> = text.encode_utf16().collect();
    let end = match to {
        Some(to) => place(to)?,
        None => units.len(),
    };
    String::from_utf16(units.get(place(from)?..end)?).ok()
}

fn parsed(text: &str, letter: u8) -> Option<Fixed> {
    Some(match letter {
        b'I' => Fixed::Narrow(text.parse().ok()?),
        b'J' => Fixed::Wide(text.parse().ok()?),
        b'F' => Fixed::Narrow(text.parse::<f32>().ok()?.to_bits() as i32),
        _ => Fixed::double(text.parse().ok()?),
    })
}

fn class_name(fixed: &Fixed) -> Option<Fixed> {
    match fixed {
        Fixed::Class(name) => {
            let name = name.strip_prefix('L')?.strip_suffix(';')?;
            Some(Fixed::text(&name.replace('/', ".")))
        }
        _ => None,
    }
}

fn double(fixed: &Fixed) -> Option<f64> {
    match fixed.number()? {
        Number::Wide(bits) => Some(f64::from_bits(bits as u64)),
        Number::Narrow(_) => None,
    }
}

/// Nanoseconds of the unit a `TimeUnit` call is made on.
fn time_unit(frame: &Frame<'_, '_, '_>, at: u32) -> Option<i64> {
    let crate::dex::Arg::Field(name) = frame.values.const_receiver(at) else { return None };
    let name = name.strip_prefix("Ljava/util/concurrent/TimeUnit;->")?.split(':').next()?;
    Some(match name {
        "NANOSECONDS" => 1,
        "MICROSECONDS" => 1_000,
        "MILLISECONDS" => 1_000_000,
        "SECONDS" => 1_000_000_000,
        "MINUTES" => 60_000_000_000,
        "HOURS" => 3_600_000_000_000,
        "DAYS" => 86_400_000_000_000,
        _ => return None,
    })
}
