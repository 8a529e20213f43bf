//! Controls: what the rules that were run for each of them said, and what is left for a person.
//!
//! In: the controls that the tool knows, the crosswalk, and how each rule fared. Out: [`ControlResult`]s in the order of the catalog,
//! and the frameworks with their counts. Single findings are not known here.

use std::collections::{BTreeMap, BTreeSet};

use crate::knowledge::{self, Basis, Control, Crosswalk, Rule};
use crate::report::clean;
use crate::report::evidence::{
    ControlOutcome, ControlResult, FrameworkResult, RuleResult, Tally, Through,
};
use crate::source::Sources;

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
    // A fault of the crosswalk is a defect of the tool, which a test finds.
    let (crosswalk, _) = knowledge::crosswalk(&mut Sources::default(), material.knowledge);
    let ran: Vec<(&Rule, &RuleResult)> = material.report.rules.iter().zip(rules).collect();
    let controls: Vec<ControlResult> = known
        .into_iter()
        .map(|one| {
            let framework = material.knowledge.frameworks.get(framework_of(&one.id));
            let is_law = framework.is_some_and(|framework| framework.law);
            control(&ran, &crosswalk, one, is_law)
        })
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

fn control(
    ran: &[(&Rule, &RuleResult)],
    crosswalk: &Crosswalk,
    control: &Control,
    is_law: bool,
) -> ControlResult {
    let cites = |(rule, _): &&(&Rule, &RuleResult)| rule.controls.contains(&control.id);
    let asked: Vec<&(&Rule, &RuleResult)> = ran.iter().filter(cites).collect();
    let verdicts = total(&asked);
    let through = match asked.is_empty() {
        true => through(ran, crosswalk, &control.id),
        false => Vec::new(),
    };
    let result = outcome(control, !asked.is_empty(), !through.is_empty(), verdicts);
    ControlResult {
        id: clean(&control.id),
        framework: clean(framework_of(&control.id)),
        title: clean(&control.title),
        level: clean(&control.level),
        automation: clean(&control.automation),
        result,
        failed_by: match result {
            ControlOutcome::Violated => failed_by(control, &asked, is_law).to_owned(),
            _ => String::new(),
        },
        rules: ids(&asked),
        verdicts,
        through,
        attest: needs_a_person(control),
        note: clean(&control.note),
        no_rule: clean(&control.no_rule),
        source: clean(&control.citation.source),
        source_date: clean(&control.citation.date),
    }
}

fn ids(rules: &[&(&Rule, &RuleResult)]) -> Vec<String> {
    rules.iter().map(|(_, result)| result.id.clone()).collect()
}

fn total(rules: &[&(&Rule, &RuleResult)]) -> Tally {
    let mut verdicts = Tally::default();
    for (_, result) in rules {
        verdicts.add(result.verdicts);
    }
    verdicts
}

/// The mappings by which rules that ran bear on a control that none of them cites.
fn through(ran: &[(&Rule, &RuleResult)], crosswalk: &Crosswalk, control: &str) -> Vec<Through> {
    let mappings = crosswalk
        .to_control(control)
        .filter_map(|(topic, mapping)| {
            let reach = |(rule, _): &&(&Rule, &RuleResult)| topic.is_reached_by(rule);
            let bear: Vec<&(&Rule, &RuleResult)> = ran.iter().filter(reach).collect();
            let title = match topic.title.is_empty() {
                true => &topic.name,
                false => &topic.title,
            };
            (!bear.is_empty()).then(|| Through {
                topic: clean(title),
                strength: mapping.strength.name().to_owned(),
                source: clean(&mapping.citation.source),
                rules: ids(&bear),
                verdicts: total(&bear),
            })
        });
    mappings.collect()
}

/// What broke a control: the most that the law asks for of what its broken rules look for, and no more than the control itself asks.
fn failed_by(control: &Control, asked: &[&(&Rule, &RuleResult)], is_law: bool) -> &'static str {
    let broken = asked
        .iter()
        .filter(|(_, result)| result.verdicts.violated > 0);
    let most = broken.map(|(rule, _)| rule.basis).max();
    let own = match control.level.as_str() {
        "policy" => Basis::Policy,
        "addressable" => Basis::Addressable,
        _ if is_law => Basis::Required,
        _ => return "standard",
    };
    most.unwrap_or_default().min(own).name()
}

/// Whether no file can show all of it. What says itself what can show it is taken by its word.
fn needs_a_person(control: &Control) -> bool {
    match control.seen_in.as_deref() {
        Some(seen_in) => seen_in == "attestation",
        None => control.automation != "automated",
    }
}

fn outcome(control: &Control, has_rules: bool, is_mapped: bool, verdicts: Tally) -> ControlOutcome {
    let by_a_person_alone =
        control.automation == "manual" || control.seen_in.as_deref() == Some("attestation");
    match verdicts {
        _ if !has_rules && by_a_person_alone => ControlOutcome::Attest,
        _ if is_mapped => ControlOutcome::Mapped,
        _ if !has_rules => ControlOutcome::NotChecked,
        Tally { violated: 1.., .. } => ControlOutcome::Violated,
        Tally { undecided: 1.., .. } => ControlOutcome::Undecided,
        Tally { waived: 1.., .. } => ControlOutcome::Waived,
        Tally { held: 1.., .. } if control.automation == "automated" => ControlOutcome::Held,
        Tally { held: 1.., .. } => ControlOutcome::HeldInPart,
        Tally {
            held_if_it_applies: 1..,
            ..
        } => ControlOutcome::HeldIfItApplies,
        _ => ControlOutcome::NothingToJudge,
    }
}
