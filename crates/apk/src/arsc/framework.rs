//! Names of the framework's public resources (package 0x01), from the table tools/framework_names.py makes.

use std::sync::OnceLock;

static NAMES: &str = include_str!("framework_names.txt");

struct Run {
    first: u32,
    kind: &'static str,
    names: Vec<&'static str>,
}

fn runs() -> &'static [Run] {
    static RUNS: OnceLock<Vec<Run>> = OnceLock::new();
    RUNS.get_or_init(|| {
        let mut runs: Vec<Run> = Vec::new();
        for line in NAMES.lines().filter(|line| !line.starts_with('#')) {
            if let Some((kind, id)) = line.strip_prefix("> ").and_then(|head| head.split_once(' ')) {
                runs.push(Run { first: u32::from_str_radix(id, 16).unwrap_or(0), kind, names: Vec::new() });
            } else if let Some(run) = runs.last_mut() {
                run.names.push(line);
            }
        }
        runs
    })
}

/// Type and name of a public framework resource, e.g. (`attr`, `label`) for 0x01010001.
pub fn name(id: u32) -> Option<(&'static str, &'static str)> {
    let place = runs().partition_point(|run| run.first <= id).checked_sub(1)?;
    let run = runs().get(place)?;
    let name = run.names.get(id.checked_sub(run.first)? as usize)?;
    Some((run.kind, name))
}

/// Local name of a public framework attribute (`label` for 0x01010001).
pub fn attribute(id: u32) -> Option<&'static str> {
    name(id).filter(|(kind, _)| *kind == "attr").map(|(_, name)| name)
}

/// Id of a public framework resource.
pub fn find(kind: &str, name: &str) -> Option<u32> {
    runs().iter().filter(|run| run.kind == kind).find_map(|run| {
        let place = run.names.iter().position(|candidate| *candidate == name)?;
        run.first.checked_add(u32::try_from(place).ok()?)
    })
}
