//! The example systems: every finding, rule by rule and line by line.
//!
//! `testdata/systems/NAME/expected.txt` lists what `phipath check` must say of the templates beside it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use phipath::check::{Finding, Verdict};
use phipath::source::{Encoding, Span};
use phipath::{Analysis, Input, Settings, analyse};

use crate::support::{DAY, all_rules, compare};

fn place(analysis: &Analysis, span: Span) -> String {
    let file = analysis.sources.get(span.file);
    let position = file.position(span.start);
    format!("{}:{}:{}", file.path, position.line, position.column)
}

fn describe(analysis: &Analysis, finding: &Finding, out: &mut String) {
    let rule = &analysis.knowledge.rules[usize::from(finding.rule.0)];
    let mut line = |text: String| writeln!(out, "{text}").expect("text grows");
    line(format!(
        "{} {}: {}",
        finding.verdict.name(),
        rule.id,
        finding.message
    ));
    for label in &finding.labels {
        line(format!(
            "    at {} {}",
            place(analysis, label.span),
            label.text
        ));
    }
    if let Some(start) = &finding.path.start {
        line(format!(
            "    from {} {}",
            place(analysis, start.span),
            start.text
        ));
    }
    for hop in &finding.path.hops {
        let mark = if hop.breaks { "breaks" } else { "hop" };
        let (from, to, payload, basis) = (&hop.from, &hop.to, hop.payload, hop.basis);
        let at = hop
            .spans
            .first()
            .map(|span| place(analysis, *span))
            .unwrap_or_default();
        line(format!(
            "    {mark} {from} -> {to} ({payload}, {basis}, {}) {at} {}",
            hop.level, hop.reason
        ));
    }
    finding
        .causes
        .iter()
        .for_each(|cause| line(format!("    because {cause}")));
}

fn check_system(folder: &Path) -> Analysis {
    let mut inputs = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be listed").path();
        if path
            .extension()
            .is_some_and(|extension| extension == "yaml" || extension == "json")
        {
            let text = fs::read_to_string(&path).expect("it can be read");
            let name = path
                .file_name()
                .expect("a file has a name")
                .to_string_lossy()
                .into_owned();
            inputs.push(Input {
                path: name,
                text,
                encoding: Encoding::Utf8,
                named: true,
            });
        }
    }
    inputs.sort_by(|one, other| one.path.cmp(&other.path));
    let settings = Settings {
        as_of: Some(DAY),
        ..Settings::default()
    };
    analyse(all_rules(), inputs, &settings)
}

#[test]
fn systems_are_judged_as_expected() {
    let systems = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/systems");
    let entries = fs::read_dir(&systems).expect("the folder is there");
    let mut names: Vec<_> = entries
        .map(|entry| entry.expect("it can be listed"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name())
        .collect();
    names.sort();
    assert!(names.len() >= 2);
    for name in names {
        let analysis = check_system(&systems.join(&name));
        assert!(
            analysis.diagnostics.is_empty(),
            "{name:?}: {:?}",
            analysis.diagnostics
        );
        let mut out = String::new();
        for finding in analysis
            .outcome
            .findings
            .iter()
            .filter(|one| one.verdict <= Verdict::Undecided)
        {
            describe(&analysis, finding, &mut out);
        }
        let clean = !name.to_string_lossy().ends_with("-flawed");
        assert_eq!(clean, out.is_empty(), "{name:?}:\n{out}");
        compare(
            &format!("testdata/systems/{}/expected.txt", name.to_string_lossy()),
            &out,
        );
    }
}

#[test]
fn the_flawed_summariser_crosses_the_operator_boundary() {
    let systems = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/systems");
    let analysis = check_system(&systems.join("documentation-summariser-flawed"));
    let rule = |finding: &Finding| {
        analysis.knowledge.rules[usize::from(finding.rule.0)]
            .id
            .to_string()
    };
    let crossing = analysis.outcome.findings.iter().find(|one| {
        rule(one) == "phi-crosses-operator-boundary" && one.verdict == Verdict::Violated
    });
    let crossing = crossing.expect("it is found");
    let names: Vec<&str> = crossing
        .path
        .hops
        .iter()
        .map(|hop| hop.to.as_str())
        .collect();
    assert_eq!(names, ["Summariser", "Claude Platform on AWS"]);
    assert!(crossing.path.hops[1].breaks);
    let resources = ["NotesBucket", "SummariserRole", "Summariser"];
    let template = analysis
        .model
        .components
        .iter()
        .filter(|one| resources.contains(&one.name.as_str()));
    assert_eq!(template.count(), 3);
}
