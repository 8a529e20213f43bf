//! Every rule on its own examples, and on everybody else's.

use std::fmt::Write as _;

use phipath::check::Verdict;
use phipath::frontend::Format;
use phipath::knowledge::{self, Example};
use phipath::source::Sources;
use phipath::trial;

use crate::support::{DAY, all_rules, compare, rules_but_of_house};

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

#[test]
fn every_rule_judges_its_examples() {
    let mut faults = String::new();
    for (id, example) in rule_examples() {
        let trial = trial::trial(all_rules(), &id, &example, DAY);
        assert!(trial.passes() || !trial.faults.is_empty());
        for fault in &trial.faults {
            writeln!(faults, "{id}: {}: {fault}", example.name).expect("text grows");
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
        let analysis = trial::analysed(all_rules(), &example, DAY);
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

/// Rules of what Terraform has nothing like: metadata of a resource.
const ONLY_IN_CLOUDFORMATION: [&str; 1] = ["credential-in-metadata"];

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
            || ONLY_IN_CLOUDFORMATION.contains(&&**id)
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
