//! Takes every method of the dex files given apart and says how fast values were followed (`cargo run
//! --release --example dex_bodies -- classes.dex …`).

use std::time::Instant;

use mingjian_apk::dex::{parse_all, Arg};
use mingjian_apk::limits::{Budget, Limits};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let limits = Limits { max_entry_bytes: 1 << 30, max_work: u64::MAX, ..Limits::default() };
    let (mut methods, mut invokes, mut arguments, mut constant, mut branches, mut compared) =
        (0, 0, 0, 0, 0, 0);
    let mut spent = 0.0;
    for path in std::env::args().skip(1) {
        let data = std::fs::read(&path)?;
        let mut budget = Budget::new(&limits);
        for dex in parse_all(&data, &path, &limits, &mut budget)? {
            let summary = dex.sweep(&mut budget)?;
            let start = Instant::now();
            for method in &summary.methods {
                let Some(body) = dex.body(method, &mut budget)? else { continue };
                let values = match body.values(&mut budget) {
                    Ok(values) => values,
                    Err(error) => {
                        println!("{path}: {error}");
                        continue;
                    }
                };
                methods += 1;
                compared += values.comparisons().len();
                for event in summary.events_of(method) {
                    if event.kind().invoke().is_some() {
                        let args = values.const_args(event.at());
                        invokes += 1;
                        arguments += args.len();
                        constant += args.iter().filter(|arg| **arg != Arg::Unknown).count();
                        branches += values.branches_on(event.at()).len();
                    }
                }
            }
            spent += start.elapsed().as_secs_f64();
        }
    }
    println!("{methods} methods in {spent:.2} s: {invokes} invokes, {constant} of {arguments} arguments constant, {branches} branches on results, {compared} comparisons");
    Ok(())
}
