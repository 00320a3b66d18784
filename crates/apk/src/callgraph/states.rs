//! States of a way through the code as bits of one number: entry kind, and what was passed on the way.

use super::facts::EntryKind;

/// Kinds of entries, in the order of their numbers.
pub const KINDS: [EntryKind; 10] = [
    EntryKind::ProcessStart,
    EntryKind::Launcher,
    EntryKind::Activity,
    EntryKind::Service,
    EntryKind::Receiver,
    EntryKind::Provider,
    EntryKind::Job,
    EntryKind::Push,
    EntryKind::System,
    EntryKind::UserGesture,
];
pub const STATES_PER_KIND: u32 = 5;
pub const GESTURE: u32 = 1;
pub const GATE: u32 = 2;
/// A human action was passed, it said no, and none came after it.
pub const REFUSED: u32 = 4;
/// One bit in the plain state of every kind.
pub const PLAIN: u64 = 0x0000_2108_4210_8421;
pub const NO_GESTURE: u64 = PLAIN | (PLAIN << GATE);
pub const NO_GATE: u64 = PLAIN | (PLAIN << GESTURE);
pub const AFTER_REFUSAL: u64 = PLAIN << REFUSED;
/// Plain states of user gestures: the entry itself is the human action.
pub const OWN_GESTURE: u64 = 1 << (EntryKind::UserGesture as u32 * STATES_PER_KIND);
/// States of a process start to a job that no human action has been passed in.
pub const PERSONAL: u64 = NO_GESTURE & (OWN_GESTURE - 1);
/// Plain states of process start and launcher.
pub const BEFORE: u64 = 1 | 1 << STATES_PER_KIND;

/// Number of a state.
pub fn state(kind: EntryKind, flags: u32) -> u32 {
    kind as u32 * STATES_PER_KIND + flags
}

/// A human action is passed.
pub fn pass_gesture(bits: u64) -> u64 {
    let waited = ((bits & NO_GESTURE) << GESTURE) | ((bits & AFTER_REFUSAL) >> (REFUSED - GESTURE));
    waited | (bits & !NO_GESTURE & !AFTER_REFUSAL)
}

/// A question for consent is answered with yes.
pub fn pass_gate(bits: u64) -> u64 {
    let passed = ((bits & NO_GATE) << GATE) | ((bits & AFTER_REFUSAL) >> (REFUSED - GATE - GESTURE));
    passed | (bits & !NO_GATE & !AFTER_REFUSAL)
}

/// Only a person refuses, and not what was agreed to before.
pub fn refuse(bits: u64) -> u64 {
    let asked = bits & (PLAIN << GESTURE);
    let own = bits & OWN_GESTURE;
    (asked << (REFUSED - GESTURE)) | (own << REFUSED) | (bits & !asked & !own)
}

/// Whether a human action was passed.
pub fn has_gesture(state: u32) -> bool {
    let flags = state % STATES_PER_KIND;
    flags & GESTURE != 0 || flags == REFUSED
}
