//! What a text is given to within its method: a walk straight on from where it is loaded, by registers only.

use crate::dex::{CodeItem, Dex, Insn};

/// Most instructions that are walked over, jumps that are followed, and calls that are told.
pub const MAX_STEPS: u32 = 64;
const MAX_JUMPS: u32 = 3;
const MAX_TOLD: usize = 4;
const MAX_HELD: usize = 8;
/// Classes that only build texts: what the built text is given to counts.
const BUILDERS: [&[u8]; 5] = [
    b"Ljava/lang/StringBuilder;",
    b"Ljava/lang/StringBuffer;",
    b"Ljava/lang/String;",
    b"Ljava/lang/CharSequence;",
    b"Lkotlin/jvm/internal/Intrinsics;",
];

/// Registers that hold the text, or what was made of it.
#[derive(Default)]
struct Held(Vec<u16>);

impl Held {
    fn has(&self, register: u16) -> bool {
        self.0.contains(&register)
    }

    fn add(&mut self, register: u16) {
        if !self.has(register) && self.0.len() < MAX_HELD {
            self.0.push(register);
        }
    }

    fn drop(&mut self, register: u16) {
        self.0.retain(|held| *held != register);
    }

    fn set(&mut self, register: u16, holds: bool) {
        if holds {
            self.add(register);
        } else {
            self.drop(register);
        }
    }
}

/// Methods and fields the text loaded at `at` is given to, in order; `return` where it is given back.
pub fn given_to(file: &Dex<'_>, code: &CodeItem<'_>, at: u32) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    let mut held = Held::default();
    let Some(load) = Insn::at(code.insns, at) else { return told };
    held.add(u16::from(load.high()));
    let mut next = at.saturating_add(load.units());
    let (mut jumps, mut result) = (0, false);
    for _ in 0..MAX_STEPS {
        let Some(insn) = Insn::at(code.insns, next) else { break };
        next = next.saturating_add(insn.units());
        let high = u16::from(insn.high());
        match insn.opcode {
            0x28..=0x2a => {
                jumps += 1;
                let Some(target) = insn.target().filter(|_| jumps <= MAX_JUMPS) else { break };
                next = target;
            }
            0x0e | 0x0f | 0x10 | 0x27 => break,
            0x11 => {
                if held.has(high) {
                    told.push("return".to_owned());
                }
                break;
            }
            0x07 => held.set(insn.nibble_a(), held.has(insn.nibble_b())),
            0x08 => held.set(high, held.has(insn.unit(1))),
            0x09 => held.set(insn.unit(1), held.has(insn.unit(2))),
            0x0a..=0x0c => held.set(high, result && insn.opcode == 0x0c),
            0x01 | 0x04 | 0x12 | 0x52..=0x58 => held.drop(insn.nibble_a()),
            0x0d | 0x13..=0x1c | 0x22 | 0x60..=0x66 => held.drop(high),
            0x4d if held.has(high) => held.add(insn.unit(1) & 0xff),
            0x5b | 0x69 => {
                let value = if insn.opcode == 0x5b { insn.nibble_a() } else { high };
                if held.has(value) {
                    told.extend(insn.index().and_then(|field| file.field_signature(field)));
                    break;
                }
            }
            _ => {
                if let (Some(registers), Some(_)) = (insn.registers(), insn.invoke_kind()) {
                    result = registers.iter().any(|register| held.has(register));
                    if result {
                        call(file, &insn, &mut held, &mut told);
                    }
                    if told.len() >= MAX_TOLD {
                        break;
                    }
                    continue;
                }
            }
        }
        if !matches!(insn.opcode, 0x0a..=0x0c) && held.0.is_empty() && !result {
            break;
        }
        result = false;
    }
    told
}

/// A call that is given what is held: told unless it only builds a text. A new object holds what it is given.
fn call(file: &Dex<'_>, insn: &Insn<'_>, held: &mut Held, told: &mut Vec<String>) {
    let Some((index, row)) = insn.index().and_then(|index| Some((index, file.method(index)?))) else {
        return;
    };
    let class = file.type_bytes(row.class).unwrap_or_default();
    let builds = BUILDERS.contains(&class);
    let makes = file.string_bytes(row.name) == Some(b"<init>");
    if makes || builds {
        if let Some(receiver) = insn.registers().and_then(|registers| registers.get(0)) {
            held.add(receiver);
        }
    }
    if !builds {
        told.extend(file.method_signature(index));
    }
}
