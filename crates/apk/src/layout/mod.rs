//! View trees inflated from compiled layouts, with resolved strings, sizes and colours.
//!
//! [`report`] looks over every layout resource once and inflates those a rule may look at: with a check box
//! or its like, a term of interest in a text, id or name, a click handler in XML, or a clickable root, be it
//! through an include. Values are resolved for a simplified-Chinese phone in portrait; what hangs on a theme
//! is left open.

mod attributes;
mod framework;
mod ids;
mod inflate;
mod interest;
mod package;
mod view;

use std::collections::{HashMap, HashSet};

pub use framework::framework_color;
pub use view::{Layout, LayoutReport, View};

use crate::arsc::Table;
use crate::error::{ParseError, Result};
use crate::limits::{Limits, BUDGET_EXCEEDED};
use crate::resources::Terms;
use crate::zip::Archive;
use inflate::Inflater;
use interest::Interest;
use package::Package;

/// Most views of one layout, and of all that are handed over.
const MAX_VIEWS: usize = 5_000;
const MAX_ALL_VIEWS: usize = 200_000;

/// A layout resource in the configuration the phone takes.
struct Candidate {
    id: u32,
    name: String,
    entry: String,
    config: String,
}

/// Looks over all layouts of a package and inflates those of interest, or just `only` (a name such as
/// `@layout/main` or `main`, or an entry) whatever is in it.
pub fn report(
    archive: &Archive<'_>,
    table: Option<&Table<'_>>,
    terms: &Terms,
    only: Option<&str>,
    limits: &Limits,
) -> LayoutReport {
    let mut package = Package::new(archive, table, limits);
    let candidates = candidates(&package);
    let mut report = LayoutReport { examined: candidates.len(), ..LayoutReport::default() };
    let chosen: Vec<&Candidate> = match only {
        Some(only) => candidates.iter().filter(|candidate| is_named(candidate, only)).collect(),
        None => of_interest(&mut package, &candidates, terms, &mut report),
    };
    let mut views_left = MAX_ALL_VIEWS;
    for candidate in chosen {
        let mut inflater = Inflater::new(&mut package, limits.max_depth as usize);
        let outcome = inflater.inflate(&candidate.entry, -1);
        let views = std::mem::take(&mut inflater.views);
        let outcome = outcome.and_then(|()| match views_left.checked_sub(views.len()) {
            Some(left) => {
                views_left = left;
                Ok(())
            }
            None => {
                let detail = format!("more than {MAX_ALL_VIEWS} views in the layouts of interest");
                Err(ParseError::new(BUDGET_EXCEEDED, None, detail))
            }
        });
        if let Err(error) = outcome {
            report.broken.push(told(&candidate.entry, &error));
        } else {
            report.layouts.push(Layout {
                name: candidate.name.clone(),
                number: candidate.id,
                entry: candidate.entry.clone(),
                config: candidate.config.clone(),
                views,
            });
        }
    }
    report.broken.sort();
    report.broken.dedup();
    report
}

fn told(entry: &str, error: &ParseError) -> String {
    if error.entry.is_empty() || error.entry == entry {
        format!("{entry}: {}", error.detail)
    } else {
        format!("{entry}: {} in {}", error.detail, error.entry)
    }
}

fn is_named(candidate: &Candidate, only: &str) -> bool {
    let bare = |name: &str| name.strip_prefix("@layout/").map(str::to_owned);
    candidate.name == only
        || candidate.entry == only
        || bare(&candidate.name).is_some_and(|name| name == only)
}

/// Layout resources by the table's type `layout`; without a table, files in res/layout folders.
fn candidates(package: &Package<'_, '_>) -> Vec<Candidate> {
    let Some(table) = package.table else {
        let names = package.archive.entries().iter().map(|entry| &entry.name);
        let layouts = names.filter(|name| name.starts_with("res/layout") && name.ends_with(".xml"));
        return layouts
            .map(|entry| {
                let stem = entry.rsplit('/').next().unwrap_or(entry).trim_end_matches(".xml");
                Candidate {
                    id: 0,
                    name: format!("@layout/{stem}"),
                    entry: entry.clone(),
                    config: String::new(),
                }
            })
            .collect();
    };
    let mut out = Vec::new();
    for id in table.ids_of_type("layout") {
        // A layout for other devices only is still read, as the first of its values.
        let best = table.best(id, &package.want).or_else(|| table.values(id).next());
        let Some((config, entry)) = best else { continue };
        let path = entry.value().and_then(|value| value.string()).and_then(|index| table.string(index));
        let Some(path) = path else { continue };
        out.push(Candidate {
            id,
            name: table.name_or_id(id),
            entry: path.into_owned(),
            config: config.qualifiers(),
        });
    }
    out
}

/// Those with something of interest in them or in what they include.
fn of_interest<'c>(
    package: &mut Package<'_, '_>,
    candidates: &'c [Candidate],
    terms: &Terms,
    report: &mut LayoutReport,
) -> Vec<&'c Candidate> {
    let mut interest = Interest::new(terms);
    let mut interesting = vec![false; candidates.len()];
    let mut includers: HashMap<u32, Vec<usize>> = HashMap::new();
    let mut queue = Vec::new();
    for (index, (candidate, flag)) in candidates.iter().zip(&mut interesting).enumerate() {
        let seen: Result<_> = package.file(&candidate.entry).and_then(|data| interest.look(package, &data));
        match seen {
            Ok(seen) => {
                for included in seen.includes.into_iter().collect::<HashSet<u32>>() {
                    includers.entry(included).or_default().push(index);
                }
                if !seen.classes.is_empty() {
                    report.classes.push((candidate.id, seen.classes));
                }
                if seen.interesting || interest.in_name(&candidate.name) {
                    *flag = true;
                    queue.push(candidate.id);
                }
            }
            Err(error) => report.broken.push(told(&candidate.entry, &error)),
        }
    }
    // What includes something of interest is of interest itself.
    while let Some(id) = queue.pop() {
        for index in includers.remove(&id).unwrap_or_default() {
            let (Some(flag), Some(candidate)) = (interesting.get_mut(index), candidates.get(index)) else {
                continue;
            };
            if !*flag {
                *flag = true;
                queue.push(candidate.id);
            }
        }
    }
    candidates.iter().zip(interesting).filter(|(_, flag)| *flag).map(|(candidate, _)| candidate).collect()
}
