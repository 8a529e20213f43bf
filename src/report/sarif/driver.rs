//! Rules as SARIF describes them.
//!
//! In: a [`Rule`]. Out: its descriptor. Findings are not known here.

use crate::knowledge::{Rule, RuleLevel};
use crate::report::totals;

use super::limits::MOST_TAGS;
use super::types::{Configuration, Help, Message, RuleDescriptor, RuleProperties};

/// The descriptor of a rule.
pub(super) fn rule(rule: &Rule) -> RuleDescriptor<'_> {
    let mut tags = vec!["security", &*rule.topic];
    // The help and the properties have all controls.
    tags.extend(rule.controls.iter().map(String::as_str));
    tags.truncate(MOST_TAGS);
    RuleDescriptor {
        id: &rule.id,
        deprecated_ids: &rule.aliases,
        name: name(&rule.id),
        short_description: Message::new(rule.title.trim()),
        full_description: Message::new(rule.why.trim()),
        help: help(rule),
        default_configuration: Configuration {
            level: totals::loudness(rule.severity),
        },
        properties: RuleProperties {
            tags,
            precision: precision(rule.confidence),
            security_severity: security_severity(rule.severity),
            since: &rule.since,
            controls: &rule.controls,
        },
    }
}

/// `PhiFlowInClearText` for `phi-flow-in-clear-text`: SARIF asks for an identifier in Pascal case.
fn name(id: &str) -> String {
    id.split('-')
        .flat_map(|word| {
            let mut characters = word.chars();
            characters
                .next()
                .map(|first| first.to_uppercase().chain(characters).collect::<String>())
        })
        .collect()
}

fn help(rule: &Rule) -> Help {
    let mut text = rule.fix.trim().to_owned();
    let mut markdown = format!("{}\n\n**Why.** {}\n", rule.fix.trim(), rule.why.trim());
    if !rule.false_positives.trim().is_empty() {
        markdown.push_str(&format!(
            "\n**When it can be wrong.** {}\n",
            rule.false_positives.trim()
        ));
    }
    if !rule.controls.is_empty() {
        markdown.push_str(&format!("\n**Asked by.** {}\n", rule.controls.join(", ")));
    }
    for (index, reference) in rule.references.iter().enumerate() {
        text.push_str(&format!("\n{reference}"));
        markdown.push_str(&format!(
            "{}- {reference}\n",
            if index == 0 { "\n" } else { "" }
        ));
    }
    Help { text, markdown }
}

fn precision(confidence: RuleLevel) -> &'static str {
    match confidence {
        RuleLevel::Critical => "very-high",
        RuleLevel::High => "high",
        RuleLevel::Medium => "medium",
        RuleLevel::Low => "low",
    }
}

/// The middle of the band that code-scanning services give each severity.
fn security_severity(severity: RuleLevel) -> &'static str {
    match severity {
        RuleLevel::Critical => "9.5",
        RuleLevel::High => "8.0",
        RuleLevel::Medium => "5.5",
        RuleLevel::Low => "2.0",
    }
}
