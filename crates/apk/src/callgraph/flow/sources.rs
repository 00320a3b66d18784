//! Which values of a method a hit of personal information stands for.

use crate::callgraph::facts::Hit;
use crate::dex::{Origin, ValueId, Web};

/// A value a source begins at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    pub value: ValueId,
    /// Only an address of the data.
    pub key: bool,
}

/// Values that hold what a hit takes; addresses (a URI, a key, a path, a looked-up name) only lead to it.
pub fn starts(web: &Web<'_, '_>, hit: &Hit) -> Vec<Start> {
    let at = hit.offset / 2;
    let body = web.body();
    let index = body.instruction(at).and_then(|insn| insn.index()).unwrap_or_default();
    let mut found = Vec::new();
    if hit.callee == hit.caller {
        // A callback: its arguments are what it is told.
        let first = u16::from(!body.is_static());
        for (value, origin) in web.values() {
            if matches!(origin, Origin::Parameter(word) if *word >= first) {
                found.push(Start { value, key: false });
            }
        }
        return found;
    }
    let opcode = body.instruction(at).map_or(0, |insn| insn.opcode);
    match opcode {
        0x1a | 0x1b => {
            let value = web.find(&Origin::String(index));
            found.extend(value.map(|value| Start { value, key: true }));
        }
        0x52..=0x58 => {
            let value = web.find(&Origin::InstanceField { at, field: index });
            found.extend(value.map(|value| Start { value, key: false }));
        }
        0x60..=0x66 => {
            let value = web.find(&Origin::StaticField(index));
            // The platform's providers name addresses and columns.
            let key =
                hit.callee.ends_with(":Landroid/net/Uri;") || hit.callee.starts_with("Landroid/provider/");
            found.extend(value.map(|value| Start { value, key }));
        }
        _ => {
            if let Some(call) = web.call_at(at).filter(|call| tells(web, call)) {
                found.push(Start { value: call.result, key: false });
            }
        }
    }
    found
}

/// Whether a call gives more than whether it worked.
fn tells(web: &Web<'_, '_>, call: &crate::dex::Call) -> bool {
    let file = web.body().dex();
    let proto = file.method(call.method).and_then(|row| file.proto(row.proto));
    let result = proto.and_then(|proto| file.type_bytes(proto.return_type));
    !call.is_custom() && !matches!(result, None | Some(b"V" | b"Z"))
}
