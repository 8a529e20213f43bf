//! The example systems: every finding, rule by rule and line by line, and every barrier.
//!
//! `testdata/systems/NAME/expected.txt` lists what `phipath check` must say of the templates and the manifest beside it,
//! `expected-design.txt` what it must say of the manifest alone.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use phipath::check::{Finding, Verdict};
use phipath::graph::DataClass;
use phipath::model::FactValue;
use phipath::source::{Encoding, Span};
use phipath::{Analysis, Input, Settings, analyse};

use crate::support::{DAY, compare, errors, rules_but_of_house};

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

/// What the findings say, those that are violated or open.
pub(crate) fn findings(analysis: &Analysis) -> String {
    let mut out = String::new();
    let all = analysis.outcome.findings.iter();
    all.filter(|one| one.verdict <= Verdict::Undecided)
        .for_each(|finding| describe(analysis, finding, &mut out));
    out
}

/// The flows on which a barrier stands: what it is, between what, and how sure PHI is behind it.
fn barriers(analysis: &Analysis) -> String {
    let graph = &analysis.graph;
    let word = analysis.knowledge.vocabulary.id("barrier");
    let word = word.expect("the vocabulary has it");
    let edges = graph.inner.edge_weights();
    let lines = edges.filter_map(|edge| {
        edge.barrier.as_ref()?;
        let fact = edge.facts.get(&word).map(|fact| &fact.value);
        let Some(FactValue::Known(stands)) = fact else {
            panic!("a barrier has a word");
        };
        let (from, to) = graph.ends(edge.id);
        let (from, to) = (&graph.component(from).name, &graph.component(to).name);
        let level = graph.moved(edge.id, DataClass::Phi);
        let (basis, payload) = (edge.reason.basis.name(), edge.payload.name());
        Some(format!(
            "barrier {stands}: {from} -> {to} ({payload}, {basis}), phi {level}\n"
        ))
    });
    let mut lines: Vec<String> = lines.collect();
    lines.sort();
    lines.dedup();
    lines.concat()
}

/// Which of the files beside each other a run reads.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Whole,
    Design,
}

pub(crate) fn check_system(folder: &Path, part: Part) -> Analysis {
    let mut inputs = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be listed").path();
        let name = path.file_name().expect("a file has a name");
        let name = name.to_string_lossy().into_owned();
        let wanted = match part {
            Part::Whole => name.ends_with(".yaml") || name.ends_with(".json"),
            Part::Design => name.ends_with(".architecture.yaml"),
        };
        if wanted {
            inputs.push(Input {
                path: name,
                text: fs::read_to_string(&path).expect("it can be read"),
                encoding: Encoding::Utf8,
                role: phipath::Role::Named,
            });
        }
    }
    inputs.sort_by(|one, other| one.path.cmp(&other.path));
    let settings = Settings {
        as_of: Some(DAY),
        ..Settings::default()
    };
    let analysis = analyse(rules_but_of_house(), inputs, &settings);
    assert_eq!(errors(&analysis), Vec::<String>::new(), "{folder:?}");
    analysis
}

pub(crate) fn folder(name: &str) -> PathBuf {
    let systems = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/systems");
    systems.join(name)
}

/// The systems, and whether each is one without flaws.
pub(crate) fn systems() -> Vec<(String, bool)> {
    let entries = fs::read_dir(folder("")).expect("the folder is there");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("it can be listed"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert!(names.len() >= 2);
    let is_clean = |name: String| {
        let clean = !name.ends_with("-flawed");
        (name, clean)
    };
    names.into_iter().map(is_clean).collect()
}

/// What is said about the files themselves.
pub(crate) fn diagnostics(analysis: &Analysis) -> String {
    let all = analysis.diagnostics.iter();
    let lines = all.map(|one| format!("warning {}: {}\n", one.code, one.message));
    lines.collect()
}

#[test]
fn systems_are_judged_as_expected() {
    for (name, clean) in systems() {
        let analysis = check_system(&folder(&name), Part::Whole);
        let findings = findings(&analysis);
        assert!(!clean || findings.is_empty(), "{name}:\n{findings}");
        let expected = format!("testdata/systems/{name}/expected.txt");
        let said = diagnostics(&analysis);
        assert_eq!(
            clean,
            findings.is_empty() && said.is_empty(),
            "{name}:\n{said}"
        );
        compare(&expected, &(said + &findings + &barriers(&analysis)));
    }
}

#[test]
fn designs_are_judged_as_expected() {
    for (name, clean) in systems() {
        let analysis = check_system(&folder(&name), Part::Design);
        assert_eq!(analysis.model.designs.len(), 1, "{name} has one manifest");
        let all = &analysis.outcome.findings;
        let violated = all.iter().any(|one| one.verdict == Verdict::Violated);
        let findings = findings(&analysis);
        assert!(!(clean && violated), "{name}:\n{findings}");
        let expected = format!("testdata/systems/{name}/expected-design.txt");
        compare(&expected, &(findings + &barriers(&analysis)));
    }
}

#[test]
fn the_flawed_summariser_crosses_the_operator_boundary() {
    let analysis = check_system(&folder("documentation-summariser-flawed"), Part::Whole);
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
