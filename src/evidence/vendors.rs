//! Others that PHI gets to, each with the one state that its agreement has.
//!
//! In: the inventory and the findings of a run, and which rules are on agreements. Out: [`Vendor`]s by name. What an agreement says is
//! not read here: rules have judged it.

use std::collections::{BTreeMap, BTreeSet};

use crate::knowledge::Basis;
use crate::report::clean;
use crate::report::evidence::{Finding, Item, RuleResult, Vendor};

use super::Material;

/// The folder of the rules that are on agreements.
const AGREEMENTS: &str = "business-associates";
/// The folder of rules of which those that the law asks for are on agreements too.
const ROUTES: &str = "model-boundary";

/// One state for each.
pub(super) fn vendors(
    material: &Material<'_>,
    inventory: &[Item],
    rules: &[RuleResult],
    findings: &[Finding],
) -> Vec<Vendor> {
    let ran = material.report.rules.iter();
    let on_agreements = ran.filter(|rule| {
        &*rule.topic == AGREEMENTS || &*rule.topic == ROUTES && rule.basis == Basis::Required
    });
    let ids: BTreeSet<String> = on_agreements.map(|rule| clean(&rule.id)).collect();
    let rules = rules.iter().filter(|rule| ids.contains(&rule.id));
    let held: BTreeSet<&str> = rules
        .flat_map(|rule| rule.held.iter().map(|held| held.subject.as_str()))
        .collect();
    let mut by_name: BTreeMap<&str, Vec<&Item>> = BTreeMap::new();
    let others = inventory.iter().filter(|item| {
        item.level != "no" && !item.operator.is_empty() && item.operator != super::flows::OWN
    });
    for item in others {
        by_name.entry(&item.operator).or_default().push(item);
    }
    let vendor = |(name, items): (&str, Vec<&Item>)| {
        let about = findings
            .iter()
            .filter(|one| ids.contains(&one.rule) && speaks_of(one, name, &items));
        of(name, &items, about.collect(), held.contains(name))
    };
    by_name.into_iter().map(vendor).collect()
}

/// Whether a finding is about an operator, about what it runs, or about a way that ends there.
fn speaks_of(finding: &Finding, name: &str, items: &[&Item]) -> bool {
    let end = finding.address.split(" → ").last().unwrap_or_default();
    finding.subject == name || items.iter().any(|item| item.address == end)
}

fn of(name: &str, items: &[&Item], mut about: Vec<&Finding>, held: bool) -> Vendor {
    // What decides comes first: a violation, then what is open, then what somebody accepts.
    let rank = |finding: &Finding| match (&finding.waived, finding.verdict.as_str()) {
        (None, "violated") => 0,
        (None, _) => 1,
        (Some(_), _) => 2,
    };
    about.sort_by_key(|finding| (rank(finding), finding.subject != name));
    let state = match about.first().map(|first| rank(first)) {
        Some(0) => "not covered",
        Some(1) => "not decided",
        Some(_) => "accepted for a time",
        None if held => "covered",
        None => "not judged",
    };
    let mut reasons: Vec<String> = Vec::new();
    for finding in &about {
        let reason = reason(finding);
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    match state {
        "covered" => reasons.push("An agreement with it is in force, and every rule on agreements that was run held for what it runs.".to_owned()),
        "not judged" => {
            reasons.push("No rule on agreements that was run speaks of it.".to_owned());
        },
        _ => {}
    }
    let certain = items.iter().any(|item| item.level == "yes");
    Vendor {
        name: name.to_owned(),
        state: state.to_owned(),
        reasons,
        components: items.iter().map(|item| item.name.clone()).collect(),
        level: if certain { "yes" } else { "possible" }.to_owned(),
        findings: about.iter().map(|finding| finding.id.clone()).collect(),
    }
}

fn reason(finding: &Finding) -> String {
    match (finding.verdict.as_str(), finding.causes.first()) {
        ("undecided", Some(cause)) => format!("Not known: {}.", cause.text),
        _ => format!("{}.", finding.message.trim_end_matches('.')),
    }
}
