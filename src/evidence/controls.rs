//! Controls: what the rules that were run for each of them said, and what is left for a person.
//!
//! In: the controls that the tool knows, and how each rule fared. Out: [`ControlResult`]s in the order of the catalog, and the
//! frameworks with their counts. Single findings are not known here.

use std::collections::{BTreeMap, BTreeSet};

use crate::knowledge::{Control, Rule};
use crate::report::clean;
use crate::report::evidence::{ControlOutcome, ControlResult, FrameworkResult, RuleResult, Tally};

use super::Material;

/// Every control of the frameworks that are asked for.
pub(super) fn controls(
    material: &Material<'_>,
    rules: &[RuleResult],
) -> (Vec<FrameworkResult>, Vec<ControlResult>) {
    let asked: BTreeSet<&str> = material
        .options
        .frameworks
        .iter()
        .map(String::as_str)
        .collect();
    let wanted = |name: &str| asked.is_empty() || asked.contains(name);
    let all = material.report.controls.values();
    let mut known: Vec<&Control> = all.filter(|one| wanted(framework_of(&one.id))).collect();
    known.sort_by_key(|one| (framework_of(&one.id), one.position));
    let controls: Vec<ControlResult> = known
        .into_iter()
        .map(|one| control(material.report.rules, rules, one))
        .collect();
    let frameworks = material.knowledge.frameworks.iter();
    let frameworks = frameworks
        .filter(|(name, _)| wanted(name))
        .map(|(name, framework)| {
            let mut counts: BTreeMap<String, usize> = BTreeMap::new();
            for one in controls.iter().filter(|one| one.framework == *name) {
                *counts.entry(one.result.name().to_owned()).or_default() += 1;
            }
            FrameworkResult {
                name: clean(name),
                title: clean(&framework.title),
                controls: counts,
            }
        })
        .collect();
    (frameworks, controls)
}

fn framework_of(id: &str) -> &str {
    id.split_once('/').map_or(id, |(framework, _)| framework)
}

fn control(known: &[Rule], results: &[RuleResult], control: &Control) -> ControlResult {
    let asked = known.iter().zip(results);
    let asked: Vec<&RuleResult> = asked
        .filter(|(rule, _)| rule.controls.contains(&control.id))
        .map(|(_, result)| result)
        .collect();
    let mut verdicts = Tally::default();
    asked.iter().for_each(|rule| verdicts.add(rule.verdicts));
    ControlResult {
        id: clean(&control.id),
        framework: clean(framework_of(&control.id)),
        title: clean(&control.title),
        level: clean(&control.level),
        automation: clean(&control.automation),
        result: outcome(control, !asked.is_empty(), verdicts),
        rules: asked.iter().map(|rule| rule.id.clone()).collect(),
        verdicts,
        attest: needs_a_person(control),
        note: clean(&control.note),
        no_rule: clean(&control.no_rule),
        source: clean(&control.citation.source),
        source_date: clean(&control.citation.date),
    }
}

/// Whether no file can show all of it. What says itself what can show it is taken by its word.
fn needs_a_person(control: &Control) -> bool {
    match control.seen_in.as_deref() {
        Some(seen_in) => seen_in == "attestation",
        None => control.automation != "automated",
    }
}

fn outcome(control: &Control, has_rules: bool, verdicts: Tally) -> ControlOutcome {
    let by_a_person_alone =
        control.automation == "manual" || control.seen_in.as_deref() == Some("attestation");
    match verdicts {
        _ if !has_rules && by_a_person_alone => ControlOutcome::Attest,
        _ if !has_rules => ControlOutcome::NotChecked,
        Tally { violated: 1.., .. } => ControlOutcome::Violated,
        Tally { undecided: 1.., .. } => ControlOutcome::Undecided,
        Tally { waived: 1.., .. } => ControlOutcome::Waived,
        Tally { held: 1.., .. } => ControlOutcome::Held,
        Tally {
            held_if_it_applies: 1..,
            ..
        } => ControlOutcome::HeldIfItApplies,
        _ => ControlOutcome::NothingToJudge,
    }
}
