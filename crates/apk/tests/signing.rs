//! Signature verdicts against those of AOSP's apksig (shared/data/apksig/verdicts.tsv).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

mod common;

use mingjian_apk::error::ParseError;
use mingjian_apk::limits::{Budget, Limits};
use mingjian_apk::signing::{verify, Options, SignatureReport};
use mingjian_apk::zip::Archive;
use std::collections::{BTreeSet, HashMap};

fn judge(data: &[u8], options: &Options<'_>) -> Result<SignatureReport, ParseError> {
    let limits = Limits::default();
    verify(&Archive::open(data, &limits)?, options, &mut Budget::new(&limits))
}

fn range(min: &str, max: &str) -> Options<'static> {
    let number = |text: &str| Some(text.parse::<u32>().unwrap()).filter(|sdk| *sdk > 0);
    Options { min_sdk: number(min), max_sdk: number(max), idsig: None }
}

#[test]
fn verdicts_flags_signers_and_issues_are_those_of_apksig() {
    let Some(folder) = common::shared("data/apksig") else { return };
    let table = std::fs::read_to_string(folder.join("verdicts.tsv")).unwrap();
    let mut files: HashMap<&str, Vec<u8>> = HashMap::new();
    let (mut rows, mut first_differs, mut wrong) = (0, 0, Vec::new());
    for row in table.lines().skip(1) {
        let columns: Vec<&str> = row.split('\t').collect();
        let [name, min, max, verdict, v1, v2, v3, v31, signers, errors, _] = columns[..] else {
            panic!("{row}")
        };
        let data = files.entry(name).or_insert_with(|| std::fs::read(folder.join(name)).unwrap());
        rows += 1;
        let report = match judge(data, &range(min, max)) {
            Ok(report) => report,
            Err(error) => {
                if verdict != "error" {
                    wrong.push(format!("{name} {min}-{max}: {verdict}, here {error:?}"));
                }
                continue;
            }
        };
        let flag = |scheme: Option<bool>| scheme == Some(true);
        let schemes = report.schemes;
        let found = (
            if report.verified { "ok" } else { "reject" },
            [flag(schemes.v1), flag(schemes.v2), flag(schemes.v3), flag(schemes.v31)]
                .map(|flag| flag.to_string()),
            report.signers.iter().map(|signer| signer.sha256.clone()).collect::<BTreeSet<_>>(),
        );
        // apksig never compares the digest of a v3.1 block, and so calls this one verified; Android does.
        let v31 = if name == "v31-2elem-lineage-incorrect-digest.apk" { "false" } else { v31 };
        let expected = (
            verdict,
            [v1, v2, v3, v31].map(str::to_owned),
            signers.split(',').filter(|signer| !signer.is_empty()).map(str::to_owned).collect(),
        );
        let codes: BTreeSet<&str> = report.errors.iter().map(|issue| issue.code).collect();
        if found != expected {
            wrong.push(format!(
                "{name} {min}-{max}: expected {expected:?} {errors}, found {found:?} {codes:?}"
            ));
        }
        if codes.first().copied().unwrap_or("") != errors.split(',').next().unwrap_or("") {
            first_differs += 1;
            println!("{name} {min}-{max}: issues {errors}, here {codes:?}");
        }
    }
    println!("{rows} rows, {} wrong, {first_differs} with another first issue", wrong.len());
    assert!(rows > 2500);
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
    assert!(first_differs * 20 <= rows);
}
