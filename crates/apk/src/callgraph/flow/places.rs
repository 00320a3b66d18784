//! Where a stream, an editor or a file lies: what it was made from, looked up backwards within the method.

use super::Engine;
use crate::callgraph::program::MethodId;
use crate::dex::{Call, Origin, Use, ValueId, Web};

/// Most values that are looked at on the way back.
const MAX_VALUES: usize = 48;
/// Bits of a mode that let other apps read or write (`Context.MODE_WORLD_READABLE`, `MODE_WORLD_WRITEABLE`).
const WORLD: i32 = 3;
pub const WORLD_READABLE: &str = "world_readable";
pub const EXTERNAL: &str = "external";

/// Kinds in the order in which they say more than the others.
const ORDER: [&str; 7] = ["network", EXTERNAL, WORLD_READABLE, "external_app", "log", "file", "preferences"];

/// Kind of what `start` was made from; `None` when the method does not show it.
pub fn kind_of<'k>(
    engine: &mut Engine<'_, 'k, '_>,
    method: MethodId,
    web: &Web<'_, '_>,
    start: ValueId,
) -> Option<&'k str> {
    let mut seen = vec![start];
    let mut next = 0usize;
    let mut best: Option<&'k str> = None;
    let rank = |kind: &str| ORDER.iter().position(|have| *have == kind).unwrap_or(ORDER.len());
    let mut tell = |kind: &'k str| {
        if !kind.is_empty() && best.is_none_or(|best| rank(kind) < rank(best)) {
            best = Some(kind);
        }
    };
    while let Some(value) = seen.get(next).copied() {
        next += 1;
        let mut more: Vec<ValueId> = Vec::new();
        match web.origin(value) {
            Origin::Result { at, .. } => {
                if let Some(call) = web.call_at(*at) {
                    made_by(engine, method, web, &call, &mut more, &mut tell);
                }
            }
            Origin::New { .. } => {
                for used in web.uses(value) {
                    let Use::Given { call, word: 0 } = used else { continue };
                    let call = web.call(call).filter(|call| matches!(call.opcode, 0x70 | 0x76));
                    if let Some(call) = call {
                        made_by(engine, method, web, &call, &mut more, &mut tell);
                    }
                }
                // A builder of a path.
                for used in web.uses(value) {
                    let Use::Given { call, word: 0 } = used else { continue };
                    let call = web.call(call).filter(|call| !call.is_static());
                    let words = call.iter().flat_map(|call| web.words(call).iter().skip(1));
                    more.extend(words.map(|word| word.value));
                }
            }
            Origin::StaticField(field) => {
                let signature = web.body().dex().field_signature(*field).unwrap_or_default();
                if signature.starts_with("Ljava/lang/System;->") {
                    tell("log");
                }
            }
            Origin::String(index)
                if web.body().dex().string_bytes(*index).is_some_and(|text| engine.is_shared_path(text)) =>
            {
                tell(EXTERNAL);
            }
            Origin::Text(text) if engine.is_shared_path(text.as_bytes()) => tell(EXTERNAL),
            Origin::Joined(parts) => more.extend(parts.iter().map(|part| part.value)),
            Origin::Merged { .. } => more.extend(web.merged_from(value)),
            _ => {}
        }
        for value in more {
            if seen.len() < MAX_VALUES && !seen.contains(&value) {
                seen.push(value);
            }
        }
    }
    best
}

/// What a call says of the thing it makes, and what to look at further.
fn made_by<'k>(
    engine: &mut Engine<'_, 'k, '_>,
    method: MethodId,
    web: &Web<'_, '_>,
    call: &Call,
    more: &mut Vec<ValueId>,
    tell: &mut impl FnMut(&'k str),
) {
    let words = web.words(call);
    more.extend(words.iter().flat_map(|word| [word.value, word.contents]));
    if call.is_custom() {
        return;
    }
    let Some(row) = engine.callee(method, call.method).and_then(|callee| callee.maker) else { return };
    tell(&row.kind);
    let mode = row.mode.map(|mode| usize::from(mode) + usize::from(!call.is_static()));
    let mode = mode.and_then(|word| words.get(word)).map(|word| web.origin(word.value));
    if matches!(mode, Some(Origin::Narrow(bits)) if bits & WORLD != 0) {
        tell(WORLD_READABLE);
    }
}
