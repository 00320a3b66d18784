//! Counts of each dex file given, and how fast tables and sweep went over all of them (`cargo run
//! --release --example dex_sweep -- classes.dex …`).

use std::time::Instant;

use mingjian_apk::dex::parse_all;
use mingjian_apk::limits::{Budget, Limits};

const ROUNDS: u32 = 10;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let limits = Limits { max_entry_bytes: 1 << 30, ..Limits::default() };
    let mut files = Vec::new();
    for path in std::env::args().skip(1) {
        files.push((std::fs::read(&path)?, path));
    }
    let bytes: usize = files.iter().map(|(data, _)| data.len()).sum();
    let mut best = f64::MAX;
    for round in 0..ROUNDS {
        let start = Instant::now();
        let mut lines = Vec::new();
        let mut events = 0usize;
        for (data, path) in &files {
            let mut budget = Budget::new(&limits);
            let all = match parse_all(data, path, &limits, &mut budget) {
                Ok(all) => all,
                Err(error) => {
                    lines.push(format!("{path}\t{}\t{error}", error.code));
                    continue;
                }
            };
            for dex in all {
                let summary = dex.sweep(&mut budget)?;
                events += summary.events.len();
                if round == 0 {
                    let counts = dex.counts(&summary, String::new()).counts;
                    let notes: Vec<_> = dex.anomalies().iter().map(|note| note.code).collect();
                    lines.push(format!("{path}\t{counts:?}\tbroken {} {notes:?}", summary.broken_methods));
                }
            }
        }
        best = best.min(start.elapsed().as_secs_f64());
        if round == 0 {
            println!("{}", lines.join("\n"));
            println!("{events} events");
        }
    }
    println!(
        "{} files, {:.1} MB, best of {ROUNDS}: {:.1} ms, {:.0} MB/s",
        files.len(),
        bytes as f64 / 1e6,
        best * 1e3,
        bytes as f64 / 1e6 / best
    );
    Ok(())
}
