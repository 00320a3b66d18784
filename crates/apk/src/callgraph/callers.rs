//! Who calls given methods, over all dex files and without looking at objects.

use std::collections::{HashMap, HashSet};

use super::bits::Bits;
use super::program::{MethodId, Program, NONE};
use crate::dex::{Dex, MethodId as MethodRow};

/// A call of a wanted method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call<T> {
    pub caller: MethodId,
    /// Code units into the caller.
    pub at: u32,
    pub target: T,
}

/// Calls whose reference `wanted` recognises, given file, method index and what the reference leads to.
pub fn calls<T: Copy>(
    program: &mut Program<'_, '_>,
    names: &HashSet<Vec<u8>>,
    mut wanted: impl FnMut(&mut Program<'_, '_>, usize, u32) -> Option<T>,
) -> Vec<Call<T>> {
    let (dexes, sweeps) = (program.dexes, program.sweeps);
    let mut found = Vec::new();
    for (dex, (file, sweep)) in dexes.iter().zip(sweeps).enumerate() {
        let targets = references(program, dex, file, names, &mut wanted);
        for (index, target) in targets {
            for position in program.callers(dex).of(index) {
                let Some((n, event)) = sweep.method_of(*position).zip(sweep.events.get(*position as usize))
                else {
                    continue;
                };
                let caller = program.method_id(dex, n);
                if program.owner(caller) != NONE {
                    found.push(Call { caller, at: event.at(), target });
                }
            }
        }
    }
    found.sort_unstable_by_key(|call: &Call<T>| (call.caller, call.at));
    found
}

/// Calls of methods of the package.
pub fn calls_of<T: Copy>(program: &mut Program<'_, '_>, targets: &HashMap<MethodId, T>) -> Vec<Call<T>> {
    let names = targets.keys().filter_map(|id| name_of(program, *id)).collect();
    calls(program, &names, |program, dex, method| {
        let target = program.resolve(dex, method)?;
        targets.get(&target).copied()
    })
}

/// Name of a method, as bytes of its file.
pub fn name_of(program: &Program<'_, '_>, method: MethodId) -> Option<Vec<u8>> {
    let (dex, row) = program.method(method)?;
    let file = program.dexes.get(dex)?;
    Some(file.string_bytes(file.method(row.method)?.name)?.to_vec())
}

fn references<T: Copy>(
    program: &mut Program<'_, '_>,
    dex: usize,
    file: &Dex<'_>,
    names: &HashSet<Vec<u8>>,
    wanted: &mut impl FnMut(&mut Program<'_, '_>, usize, u32) -> Option<T>,
) -> Vec<(u32, T)> {
    let strings: Bits = names.iter().filter_map(|name| super::rows::find_string(file, name)).collect();
    let mut targets = Vec::new();
    for (index, _) in methods_named(file, &strings) {
        if let Some(target) = wanted(program, dex, index) {
            targets.push((index, target));
        }
    }
    targets
}

/// Methods of a file whose names are among `strings`.
pub fn methods_named<'s>(file: &Dex<'s>, strings: &'s Bits) -> impl Iterator<Item = (u32, MethodRow)> + 's {
    (0u32..).zip(file.methods()).filter(|(_, row)| strings.has(row.name))
}
