//! Every rule on its own examples, and on everybody else's.

use std::fmt::Write as _;

use phipath::Analysis;
use phipath::check::{Finding, Verdict};
use phipath::frontend::Format;
use phipath::knowledge::{self, Example};
use phipath::source::{SourceFile, Sources};

use crate::support::{
    address_span, all_rules, analyse_example, compare, errors, rules_but_of_house,
};

/// The examples of every rule.
fn rule_examples() -> Vec<(String, Example)> {
    let (all, diagnostics) = knowledge::examples(&mut Sources::default());
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let knowledge = all_rules().knowledge;
    let of_rules = all
        .into_iter()
        .filter(|(id, _)| knowledge.rules.iter().any(|rule| *rule.id == **id));
    let each = of_rules.flat_map(|(id, examples)| {
        examples
            .into_iter()
            .map(move |example| (id.clone(), example))
    });
    each.collect()
}

fn verdict_of<'a>(analysis: &'a Analysis, rule: &str) -> (&'static str, Vec<&'a Finding>) {
    let own =
        |finding: &&Finding| *analysis.knowledge.rules[usize::from(finding.rule.0)].id == *rule;
    let findings: Vec<&Finding> = analysis.outcome.findings.iter().filter(own).collect();
    let worst = findings.iter().map(|finding| finding.verdict).min();
    (worst.map_or("not_applicable", Verdict::name), findings)
}

#[test]
fn every_rule_judges_its_examples() {
    let mut faults = String::new();
    for (id, example) in rule_examples() {
        let analysis = analyse_example(&example);
        let (verdict, findings) = verdict_of(&analysis, &id);
        let mut fault =
            |text: String| writeln!(faults, "{id}: {}: {text}", example.name).expect("text grows");
        for error in errors(&analysis) {
            fault(format!("the template does not read: {error}"));
        }
        if verdict != example.expect {
            let seen: Vec<String> = findings
                .iter()
                .map(|one| format!("{} {} {:?}", one.verdict.name(), one.subject, one.causes))
                .collect();
            fault(format!(
                "expected {}, got {verdict}: {seen:?}",
                example.expect
            ));
        }
        let own = |file: &&std::sync::Arc<SourceFile>| file.path.starts_with("example.");
        let files: Vec<_> = analysis.sources.iter().filter(own).collect();
        for address in &example.at {
            let mut wanted = files
                .iter()
                .map(|file| (*file, address_span(file, address)));
            let Some((file, Some(wanted))) = wanted.find(|(_, span)| span.is_some()) else {
                fault(format!("`{address}` is not in the example"));
                continue;
            };
            let hit = findings
                .iter()
                .filter(|one| one.verdict.name() == example.expect);
            if !hit
                .clone()
                .flat_map(|one| &one.labels)
                .any(|label| wanted.contains(label.span))
            {
                let seen: Vec<&str> = hit
                    .flat_map(|one| &one.labels)
                    .map(|label| file.slice(label.span))
                    .collect();
                fault(format!(
                    "no finding points into `{address}`, but to {seen:?}"
                ));
            }
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

#[test]
fn rules_on_the_examples_of_others() {
    let mut seen = String::new();
    // What no law asks for by name an example need not follow.
    let shared = rules_but_of_house().knowledge;
    let is_shared = |id: &str| shared.rules.iter().any(|rule| *rule.id == *id);
    for (id, example) in rule_examples() {
        let analysis = analyse_example(&example);
        writeln!(seen, "{id}: {}", example.name).expect("text grows");
        for finding in &analysis.outcome.findings {
            let rule = &analysis.knowledge.rules[usize::from(finding.rule.0)];
            if finding.verdict <= Verdict::Undecided && *rule.id != *id && is_shared(&rule.id) {
                writeln!(
                    seen,
                    "    {} {} {}",
                    finding.verdict.name(),
                    rule.id,
                    finding.subject
                )
                .expect("text grows");
            }
        }
    }
    compare("tests/expected/rules_on_the_examples_of_others.txt", &seen);
}

#[test]
fn what_a_rule_shows_in_cloudformation_it_shows_in_terraform() {
    let (all, diagnostics) = knowledge::examples(&mut Sources::default());
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let knowledge = all_rules().knowledge;
    let mut faults = String::new();
    for (id, examples) in &all {
        let shows = |format: Format, expect: &str| {
            let mut each = examples.iter();
            each.any(|one| one.format == format && one.expect == expect)
        };
        if !knowledge.rules.iter().any(|rule| *rule.id == **id)
            || !shows(Format::CloudFormation, "violated")
        {
            continue;
        }
        for expect in ["violated", "satisfied"] {
            if !shows(Format::Terraform, expect) {
                writeln!(faults, "{id} has no {expect} example in Terraform").expect("text grows");
            }
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}
