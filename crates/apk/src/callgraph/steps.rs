//! Steps and paths told once: paths share most of their steps, and each step is three signatures long; hits of
//! one method share their paths.

use super::facts::{Calls, EdgeKind, Path, Step, Told};
use super::hash::Map;
use super::program::{Files, MethodId, NONE};

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

/// Numbers the paths of hits, hosts and screen acts as they tell them first, and the steps of `all` as those paths
/// take them; lists each that is told once, and no step that no path takes. Python numbers the same way
/// (`facts.core_calls.numbered`), so that what is told here can be kept as it is.
pub fn number_paths(calls: &mut Calls, all: Vec<Step>) {
    let mut numbers = Numbers {
        all: &all,
        places: vec![NONE; all.len()],
        steps: Map::default(),
        taken: Vec::with_capacity(all.len()),
        paths: Map::default(),
        list: Vec::new(),
    };
    for hit in &mut calls.hits {
        hit.path_numbers = hit.paths.iter_mut().map(|path| numbers.path(path)).collect();
    }
    for one in &mut calls.hosts {
        one.path_numbers = one.paths.iter_mut().map(|path| numbers.path(path)).collect();
    }
    for act in &mut calls.screen_acts {
        act.path_number = act.path.as_mut().map(|path| numbers.path(path));
    }
    let Numbers { taken, list, .. } = numbers;
    calls.paths = list;
    let mut all: Vec<Option<Step>> = all.into_iter().map(Some).collect();
    calls.steps = taken.iter().filter_map(|number| all.get_mut(*number as usize)?.take()).collect();
}

/// What is numbered so far.
struct Numbers<'s, 'p> {
    all: &'s [Step],
    /// New numbers of `all`; [`NONE`] for those not met yet.
    places: Vec<u32>,
    /// New numbers by what is told.
    steps: Map<&'s Step, u32>,
    /// Old numbers of the steps that stay, by the new ones.
    taken: Vec<u32>,
    paths: Map<Told<'p>, u32>,
    list: Vec<Path>,
}

impl<'p> Numbers<'_, 'p> {
    fn path(&mut self, path: &'p mut Path) -> u32 {
        for step in &mut path.steps {
            *step = self.step(*step);
        }
        let path: &'p Path = path;
        let list = &mut self.list;
        *self.paths.entry(path.told()).or_insert_with(|| {
            list.push(path.clone());
            list.len() as u32 - 1
        })
    }

    fn step(&mut self, old: u32) -> u32 {
        let all = self.all;
        let Some((place, step)) = self.places.get_mut(old as usize).zip(all.get(old as usize)) else {
            return old;
        };
        if *place == NONE {
            let taken = &mut self.taken;
            *place = *self.steps.entry(step).or_insert_with(|| {
                taken.push(old);
                taken.len() as u32 - 1
            });
        }
        *place
    }
}
