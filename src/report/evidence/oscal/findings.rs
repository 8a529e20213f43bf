//! What follows: findings on controls, and risks.
//!
//! In: [`Evidence`], finished. Out: findings and risks. A control that was not evaluated has none, and so has one that is undecided or of
//! which files can show a part only.

use serde_json::{Value, json};

use super::identity::{text, token, uuid};
use super::observations::{of_finding, of_rule};
use super::{moment_of, prop};
use crate::report::evidence::{ControlOutcome, ControlResult, Evidence, Finding};

/// The findings on controls.
pub(super) fn findings(evidence: &Evidence) -> Value {
    let controls = evidence.controls.iter();
    controls
        .filter_map(|control| finding(evidence, control))
        .collect()
}

fn finding(evidence: &Evidence, control: &ControlResult) -> Option<Value> {
    let (state, words) = match control.result {
        ControlOutcome::Violated => ("not-satisfied", broken(&control.failed_by)),
        ControlOutcome::Held => (
            "satisfied",
            "All rules for it held, and files can show all of it.",
        ),
        _ => return None,
    };
    let asks = |rule: &str| control.rules.iter().any(|one| one == rule);
    let open = evidence.findings.iter().filter(|one| asks(&one.rule));
    let open: Vec<&Finding> = open.collect();
    let held = evidence
        .rules
        .iter()
        .filter(|rule| asks(&rule.id) && !rule.held.is_empty());
    let observations = open
        .iter()
        .map(|one| of_finding(one))
        .chain(held.map(of_rule));
    let observations: Vec<Value> = observations
        .map(|id| json!({"observation-uuid": id}))
        .collect();
    let risks = open.iter().filter(|one| is_risk(one));
    let risks: Vec<Value> = risks
        .map(|one| json!({"risk-uuid": risk_id(one)}))
        .collect();
    let mut finding = json!({
        "uuid": uuid("finding", &control.id),
        "title": text(&format!("{}: {}", control.id, control.title)),
        "description": text(words),
        "props": props(control),
        "target": {
            "type": "objective-id",
            "target-id": token(control),
            "status": {"state": state},
        },
        "related-observations": observations,
    });
    if let Some(fields) = finding.as_object_mut().filter(|_| !risks.is_empty()) {
        fields.insert("related-risks".to_owned(), Value::Array(risks));
    }
    Some(finding)
}

/// What broke a control, in words.
fn broken(failed_by: &str) -> &'static str {
    match failed_by {
        "required" => "Rules for it are broken, in what the law requires.",
        "addressable" => "Rules for it are broken, in what the law has as addressable.",
        "policy" => "Only rules for it are broken that go past the letter of the law.",
        _ => "Rules for it are broken.",
    }
}

fn props(control: &ControlResult) -> Vec<Value> {
    let mut props = vec![prop("control", &control.id)];
    if !control.failed_by.is_empty() {
        props.push(prop("failed-by", &control.failed_by));
    }
    props
}

/// Whether a finding is a risk: certain and grave, or accepted by somebody.
fn is_risk(finding: &Finding) -> bool {
    let grave = matches!(finding.severity.as_str(), "critical" | "high");
    finding.waived.is_some() || finding.verdict == "violated" && grave
}

fn risk_id(finding: &Finding) -> String {
    uuid("risk", &finding.id)
}

/// The risks.
pub(super) fn risks(evidence: &Evidence) -> Value {
    let findings = evidence.findings.iter().filter(|one| is_risk(one));
    findings.map(|finding| risk(evidence, finding)).collect()
}

fn risk(evidence: &Evidence, finding: &Finding) -> Value {
    let rule = evidence.rules.iter().find(|rule| rule.id == finding.rule);
    let why = rule.map_or("", |rule| &rule.why);
    let mut risk = json!({
        "uuid": risk_id(finding),
        "title": text(&format!("{}: {}", finding.rule, finding.subject)),
        "description": text(&finding.message),
        "statement": text(why),
        "props": [prop("severity", &finding.severity), prop("rule", &finding.rule)],
        "status": if finding.waived.is_some() { "deviation-approved" } else { "open" },
        "related-observations": [{"observation-uuid": of_finding(finding)}],
    });
    let mut put = |key: &str, value: Value| {
        if let Some(fields) = risk.as_object_mut() {
            fields.insert(key.to_owned(), value);
        }
    };
    if let Some(fix) = rule.map(|rule| &rule.fix).filter(|fix| !fix.is_empty()) {
        put(
            "remediations",
            json!([{
                "uuid": uuid("remediation", &finding.id),
                "lifecycle": "recommendation",
                "title": "How to mend it",
                "description": text(fix),
            }]),
        );
    }
    if let Some(waiver) = &finding.waived {
        put("deadline", json!(moment_of(&waiver.until)));
        put(
            "mitigating-factors",
            json!([{
                "uuid": uuid("waiver", &finding.id),
                "description": text(&format!("Accepted by {} until {}: {}", waiver.owner, waiver.until, waiver.reason)),
            }]),
        );
    }
    risk
}
