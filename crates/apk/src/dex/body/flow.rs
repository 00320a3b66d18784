//! Where a value goes inside one method: into which calls, fields and whether it is returned.

use std::collections::{BTreeMap, BTreeSet};

use super::queries::is_static;
use super::value::{Origin, ValueId};
use super::values::{Site, Values};

/// Rounds until nothing new is reached; each adds at least one value.
const MAX_ROUNDS: usize = 32;
/// Most places where something was put into an object whose later uses are told from earlier ones.
const MAX_PLACES: usize = 64;

/// Values that hold the source. `None`: in themselves; else: objects it was put into at this code offset.
type Carried = BTreeMap<ValueId, Option<u32>>;

/// What to follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Result of the invoke at this code offset.
    Result(u32),
    /// This word of the method's arguments, the receiver included.
    Parameter(u16),
    /// Reads of this field, static or not.
    Field(u32),
}

/// Where it went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flow {
    /// Code offsets of invokes it is given to (as receiver or argument), in code order.
    pub invokes: Vec<u32>,
    /// Fields it is stored in.
    pub fields: Vec<u32>,
    pub returned: bool,
}

impl Values<'_, '_, '_> {
    /// Follows `source` through copies, merges, arithmetic, arrays, and through library calls that carry what
    /// they are given (text, collections, bundles, JSON, encoders; any method of the value itself).
    pub fn flow(&self, source: Source) -> Flow {
        let mut carried = Carried::new();
        match source {
            Source::Result(at) => carried.extend(self.site(at).map(|site| (site.result, None))),
            Source::Parameter(_) | Source::Field(_) => {
                for id in (0..self.table.len() as u32).map(ValueId) {
                    let matches = match (self.origin(id), source) {
                        (Origin::Parameter(word), Source::Parameter(wanted)) => *word == wanted,
                        (
                            Origin::StaticField(field) | Origin::InstanceField { field, .. },
                            Source::Field(wanted),
                        ) => *field == wanted,
                        _ => false,
                    };
                    carried.extend(matches.then_some((id, None)));
                }
            }
        }
        for _ in 0..MAX_ROUNDS {
            let before = carried.len();
            self.derive(&mut carried);
            self.sites().iter().for_each(|site| self.carry(site, &mut carried));
            if carried.len() == before {
                break;
            }
        }
        self.uses_of(source, &carried)
    }

    /// Code offsets of the invokes that the result of the invoke at `at` flows into.
    pub fn uses_of_result(&self, at: u32) -> Vec<u32> {
        self.flow(Source::Result(at)).invokes
    }

    fn uses_of(&self, source: Source, carried: &Carried) -> Flow {
        let mut flow = Flow::default();
        let places: BTreeSet<u32> = carried.values().flatten().copied().take(MAX_PLACES).collect();
        let after: BTreeMap<u32, Vec<bool>> =
            places.into_iter().map(|at| (at, self.body.blocks_after(at))).collect();
        let comes_after = |place: u32, at: u32| {
            let Some(reached) = after.get(&place) else { return true };
            let block = self.body.block_of(at);
            let same = block == self.body.block_of(place) && place <= at;
            same || block.and_then(|block| reached.get(block)) == Some(&true)
        };
        for site in self.sites() {
            let uses = self.uses(site);
            let has = |position: usize| {
                let since = uses.get(position).and_then(|operand| carried.get(&operand.value));
                since.is_some_and(|since| since.is_none_or(|place| comes_after(place, site.at)))
            };
            match site.opcode {
                0x0f..=0x11 => flow.returned |= has(0),
                0x59..=0x5f | 0x67..=0x6d if has(0) => flow.fields.push(site.index),
                0x6e..=0x78 | 0xfa..=0xfd
                    if source != Source::Result(site.at) && (0..uses.len()).any(has) =>
                {
                    flow.invokes.push(site.at);
                }
                _ => {}
            }
        }
        flow.fields.sort_unstable();
        flow.fields.dedup();
        flow
    }

    /// Values made from carried ones without a call.
    fn derive(&self, carried: &mut Carried) {
        for id in (0..self.table.len() as u32).map(ValueId) {
            if carried.contains_key(&id) {
                continue;
            }
            let derived = match self.origin(id) {
                Origin::Computed { from, .. } => from.iter().any(|from| carried.contains_key(from)),
                Origin::Element { array, .. } => carried.contains_key(array),
                Origin::Joined(parts) => parts.iter().any(|part| carried.contains_key(&part.value)),
                Origin::Not(from) => carried.contains_key(from),
                Origin::Merged { .. } => self.sources_of(id).any(|from| carried.contains_key(&from)),
                _ => false,
            };
            carried.extend(derived.then_some((id, None)));
        }
    }

    /// What a call or array store hands on.
    fn carry(&self, site: &Site, carried: &mut Carried) {
        let uses = self.uses(site);
        let has =
            |position: usize| uses.get(position).is_some_and(|operand| carried.contains_key(&operand.value));
        match site.opcode {
            // aput: the array now holds the value.
            0x4b..=0x51 if has(0) => {
                if let Some(array) = uses.get(1) {
                    carried.entry(array.value).or_insert(Some(site.at));
                }
            }
            0x6e..=0x72 | 0x74..=0x78 => {
                let on_receiver = !is_static(site.opcode) && has(0);
                let from = usize::from(!is_static(site.opcode));
                let given = (from..uses.len()).any(has);
                let carrier = given && self.is_carrier(site.index);
                let holder = uses.first().filter(|receiver| from == 1 && self.is_fresh(receiver.value));
                if let Some(receiver) = holder.filter(|_| carrier) {
                    carried.entry(receiver.value).or_insert(Some(site.at));
                }
                if on_receiver || carrier {
                    carried.entry(site.result).or_insert(None);
                }
            }
            _ => {}
        }
    }

    /// An object this method made or was handed by a call: what is put in stays with it here.
    fn is_fresh(&self, value: ValueId) -> bool {
        matches!(self.origin(value), Origin::New { .. } | Origin::Result { .. } | Origin::Merged { .. })
    }

    /// Whether a method of the libraries hands on what it is given.
    fn is_carrier(&self, method: u32) -> bool {
        const CLASSES: [&[u8]; 22] = [
            b"Ljava/lang/String;",
            b"Ljava/lang/StringBuilder;",
            b"Ljava/lang/StringBuffer;",
            b"Ljava/lang/Integer;",
            b"Ljava/lang/Long;",
            b"Ljava/lang/Float;",
            b"Ljava/lang/Double;",
            b"Ljava/lang/Character;",
            b"Ljava/lang/Math;",
            b"Ljava/lang/System;",
            b"Ljava/net/URL;",
            b"Ljava/net/URI;",
            b"Ljava/net/URLEncoder;",
            b"Ljava/security/MessageDigest;",
            b"Landroid/util/Base64;",
            b"Landroid/content/ContentValues;",
            b"Landroid/content/Intent;",
            b"Landroid/os/Bundle;",
            b"Landroid/os/Message;",
            b"Landroid/text/TextUtils;",
            b"Ljavax/crypto/Cipher;",
            b"Landroid/net/Uri;",
        ];
        const PACKAGES: [&[u8]; 6] = [
            b"Ljava/util/",
            b"Lorg/json/",
            b"Landroid/net/Uri$",
            b"Lcom/google/gson/",
            b"Lcom/alibaba/fastjson/",
            b"Lkotlin/jvm/internal/Intrinsics;",
        ];
        let dex = self.body.dex();
        let Some(class) = dex.method(method).and_then(|id| dex.type_bytes(id.class)) else { return false };
        CLASSES.contains(&class) || PACKAGES.iter().any(|package| class.starts_with(package))
    }
}
