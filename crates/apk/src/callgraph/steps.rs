//! Steps and paths told once: paths share most of their steps, and each step is three signatures long; hits of
//! one method share their paths.

use super::facts::{Calls, EdgeKind, Path, Step};
use super::hash::Map;
use super::program::{Files, MethodId};

type Key = (MethodId, MethodId, EdgeKind, u32);

/// Steps by number.
#[derive(Debug, Default)]
pub struct Steps {
    numbers: Map<Key, u32>,
    pub list: Vec<Step>,
}

impl Steps {
    /// Number of the step by which control passes from `caller` at `at` code units to `callee`.
    pub fn number(
        &mut self,
        files: &Files<'_, '_>,
        caller: MethodId,
        callee: MethodId,
        edge: EdgeKind,
        at: u32,
    ) -> u32 {
        let list = &mut self.list;
        *self.numbers.entry((caller, callee, edge, at)).or_insert_with(|| {
            list.push(step(files, caller, callee, edge, at));
            list.len() as u32 - 1
        })
    }
}

fn step(files: &Files<'_, '_>, caller: MethodId, callee: MethodId, edge: EdgeKind, at: u32) -> Step {
    let place = files.method(caller).and_then(|(dex, method)| Some((files.dexes.get(dex)?, method)));
    let line = place.and_then(|(dex, method)| dex.line(&dex.code_item(method.code_off)?, at));
    Step {
        caller: files.signature(caller),
        callee: files.signature(callee),
        edge,
        offset: at.saturating_mul(2),
        line,
        dex: place.map(|(dex, _)| dex.entry().to_owned()).unwrap_or_default(),
    }
}

/// Numbers the paths of hits, hosts and screen acts, and lists each once in [`Calls::paths`].
pub fn number_paths(calls: &mut Calls) {
    let mut numbers: Map<Path, u32> = Map::default();
    let list = &mut calls.paths;
    let mut number = |path: &Path| match numbers.get(path) {
        Some(number) => *number,
        None => {
            let number = list.len() as u32;
            list.push(path.clone());
            numbers.insert(path.clone(), number);
            number
        }
    };
    for hit in &mut calls.hits {
        hit.path_numbers = hit.paths.iter().map(&mut number).collect();
    }
    for one in &mut calls.hosts {
        one.path_numbers = one.paths.iter().map(&mut number).collect();
    }
    for act in &mut calls.screen_acts {
        act.path_number = act.path.as_ref().map(&mut number);
    }
}
