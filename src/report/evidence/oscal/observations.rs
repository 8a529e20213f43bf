//! What was seen: each violated, undecided or waived finding, and each rule that held.
//!
//! In: [`Evidence`], finished. Out: observations. What follows for controls is not known here.

use serde_json::{Value, json};

use super::identity::{link_to, text, uuid};
use super::{component_id, moment, prop, tool_id};
use crate::report::evidence::{Evidence, Finding, RuleResult};

/// The id of the observation of a finding.
pub(super) fn of_finding(finding: &Finding) -> String {
    uuid("observation", &finding.id)
}

/// The id of the observation that a rule held.
pub(super) fn of_rule(rule: &RuleResult) -> String {
    uuid("held", &rule.id)
}

/// All observations.
pub(super) fn observations(evidence: &Evidence) -> Value {
    let findings = evidence.findings.iter();
    let findings = findings.map(|one| observation(evidence, one));
    let held = evidence.rules.iter().filter(|rule| !rule.held.is_empty());
    let held = held.map(|rule| held_by(evidence, rule));
    findings.chain(held).collect()
}

fn origins() -> Value {
    json!([{"actors": [{"type": "tool", "actor-uuid": tool_id()}]}])
}

fn observation(evidence: &Evidence, finding: &Finding) -> Value {
    let mut props = vec![
        prop("rule", &finding.rule),
        prop("verdict", &finding.verdict),
        prop("severity", &finding.severity),
    ];
    let rule = evidence.rules.iter().find(|rule| rule.id == finding.rule);
    props.extend(rule.map(|rule| prop("basis", &rule.basis)));
    if finding.waived.is_some() {
        props.push(prop("waived", "yes"));
    }
    let places = finding.places.iter();
    let places =
        places.map(|place| json!({"href": link_to(&place.at), "description": text(&place.text)}));
    let ways = finding.hops.iter().filter(|hop| !hop.place.is_empty());
    let ways = ways.map(|hop| {
        let words = format!("{} → {}: {}", hop.from, hop.to, hop.reason);
        json!({"href": link_to(&hop.place), "description": text(&words)})
    });
    let mut observation = json!({
        "uuid": of_finding(finding),
        "title": text(&format!("{}: {}", finding.rule, finding.subject)),
        "description": text(&description(finding)),
        "props": props,
        "methods": ["TEST"],
        "types": ["finding"],
        "origins": origins(),
        "collected": moment(evidence),
    });
    let evidence_of: Vec<Value> = places.chain(ways).collect();
    let subjects = subjects(evidence, finding);
    if let Some(fields) = observation.as_object_mut() {
        if !evidence_of.is_empty() {
            fields.insert("relevant-evidence".to_owned(), Value::Array(evidence_of));
        }
        if !subjects.is_empty() {
            fields.insert("subjects".to_owned(), Value::Array(subjects));
        }
        if !finding.causes.is_empty() {
            fields.insert("remarks".to_owned(), json!(remarks(finding)));
        }
    }
    observation
}

/// The message, with the values that were found and what was wanted.
fn description(finding: &Finding) -> String {
    let mut words = finding.message.clone();
    for fact in &finding.found {
        let of = match fact.of.is_empty() {
            true => String::new(),
            false => format!(" of {}", fact.of),
        };
        words.push_str(&format!(
            ". Found: {}{of} is {}",
            fact.attribute, fact.value
        ));
    }
    if !finding.wanted.is_empty() {
        words.push_str(&format!(". Wanted: {}", finding.wanted));
    }
    words
}

/// The components that a finding speaks of, as far as they are among those with PHI.
fn subjects(evidence: &Evidence, finding: &Finding) -> Vec<Value> {
    let addresses: Vec<&str> = finding.address.split(" → ").collect();
    let items = evidence.inventory.iter();
    let named = items.filter(|item| addresses.contains(&item.address.as_str()));
    named
        .map(|item| {
            json!({"subject-uuid": component_id(item), "type": "component", "title": text(&item.name)})
        })
        .collect()
}

fn remarks(finding: &Finding) -> String {
    let causes = finding.causes.iter();
    let causes =
        causes.map(|one| format!("Not known: {}. To settle it: {}.", one.text, one.settled_by));
    text(&causes.collect::<Vec<_>>().join(" "))
}

fn held_by(evidence: &Evidence, rule: &RuleResult) -> Value {
    let words = format!(
        "Not found in the files: {}. The rule held for {}, and for {} if it applies.",
        rule.title, rule.verdicts.held, rule.verdicts.held_if_it_applies
    );
    let places: Vec<Value> = rule
        .held
        .iter()
        .map(|held| json!({"href": link_to(&held.place), "description": text(&held.subject)}))
        .collect();
    json!({
        "uuid": of_rule(rule),
        "title": text(&format!("{}: held", rule.id)),
        "description": text(&words),
        "props": [prop("rule", &rule.id), prop("verdict", "held"), prop("severity", &rule.severity)],
        "methods": ["TEST"],
        "types": ["control-objective"],
        "origins": origins(),
        "relevant-evidence": places,
        "collected": moment(evidence),
    })
}
