//! What there is to read about a rule: a page in Markdown, for the terminal and for the documentation alike.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::knowledge::{Basis, Control, Crosswalk, Rule, RuleLevel, Status};

/// Writes the page of a rule.
pub fn rule_page(
    rule: &Rule,
    controls: &BTreeMap<String, Control>,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "# {}\n\n{}\n", rule.id, rule.title)?;
    writeln!(
        out,
        "| topic | severity | confidence | rests on | status | since |\n|---|---|---|---|---|---|"
    )?;
    let (severity, confidence) = (level(rule.severity), level(rule.confidence));
    writeln!(
        out,
        "| {} | {severity} | {confidence} | {} | {} | {} |\n",
        rule.topic,
        basis(rule.basis),
        status(rule.status),
        rule.since
    )?;
    section(out, "Why", &rule.why)?;
    section(out, "How to mend it", &rule.fix)?;
    section(out, "When it can be wrong", &rule.false_positives)?;
    if !rule.controls.is_empty() {
        writeln!(out, "## Controls\n")?;
        for id in &rule.controls {
            match controls.get(id) {
                Some(control) => writeln!(
                    out,
                    "- `{id}`: {} ({}, {})",
                    control.title, control.level, control.automation
                )?,
                None => writeln!(out, "- `{id}`")?,
            }
        }
        writeln!(out)?;
    }
    if !rule.references.is_empty() {
        writeln!(out, "## References\n")?;
        rule.references
            .iter()
            .try_for_each(|reference| writeln!(out, "- {reference}"))?;
    }
    Ok(())
}

fn section(out: &mut dyn Write, title: &str, text: &str) -> io::Result<()> {
    match text.trim() {
        "" => Ok(()),
        text => writeln!(out, "## {title}\n\n{text}\n"),
    }
}

/// Writes what a rule reaches through the crosswalk, by topic, with the strength of each mapping.
pub fn rule_crosswalk(rule: &Rule, crosswalk: &Crosswalk, out: &mut dyn Write) -> io::Result<()> {
    let mut topics = crosswalk.of_rule(rule).peekable();
    if topics.peek().is_none() {
        return Ok(());
    }
    if !rule.references.is_empty() {
        writeln!(out)?;
    }
    writeln!(out, "## Controls through the crosswalk\n")?;
    for topic in topics {
        for mapping in &topic.to {
            let controls: Vec<String> = mapping
                .controls
                .iter()
                .map(|control| format!("`{control}`"))
                .collect();
            let (strength, source) = (mapping.strength.name(), &mapping.citation.source);
            let controls = controls.join(", ");
            writeln!(out, "- {}, {strength}: {controls} ({source})", topic.name)?;
        }
    }
    writeln!(out)
}

/// Writes the rules as a table, a line each.
pub fn rule_table(rules: &[Rule], out: &mut dyn Write) -> io::Result<()> {
    let width = |of: fn(&Rule) -> usize| rules.iter().map(of).max().unwrap_or(0);
    let (ids, topics) = (width(|rule| rule.id.len()), width(|rule| rule.topic.len()));
    for rule in rules {
        let severity = level(rule.severity);
        writeln!(
            out,
            "{:ids$}  {severity:8}  {:topics$}  {}",
            rule.id, rule.topic, rule.title
        )?;
    }
    Ok(())
}

fn level(level: RuleLevel) -> &'static str {
    match level {
        RuleLevel::Low => "low",
        RuleLevel::Medium => "medium",
        RuleLevel::High => "high",
        RuleLevel::Critical => "critical",
    }
}

/// What a rule rests on, in words.
fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Required => "law, required",
        Basis::Addressable => "law, addressable",
        Basis::Policy => "policy",
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Preview => "preview",
        Status::Stable => "stable",
        Status::Deprecated => "deprecated",
    }
}
