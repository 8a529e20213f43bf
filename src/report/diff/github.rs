//! What a change brings, as annotations of GitHub's build service.
//!
//! In: a diff. Out: a line for each new flow of PHI and each new finding, at their places. What is gone has no place in the
//! change, and is in the last line only.

use std::io::{self, Write};

use super::{change, ends, novelty, verdict};
use crate::compare::{Diff, Known};
use crate::report::review::{data, property};

/// Writes the annotations. The only errors are those of `out`.
pub fn render(diff: &Diff, out: &mut dyn Write) -> io::Result<()> {
    for one in &diff.flows {
        let (from, to) = ends(one);
        let text = format!(
            "new PHI flow: {from} → {to} ({})\n{}\n{}",
            novelty(one),
            one.path.join(" → "),
            one.flow.reason
        );
        line("warning", &one.flow.place, "new PHI flow", &text, out)?;
    }
    for one in &diff.widened {
        let text = change(one);
        line("notice", "", "PHI reaches further", &text, out)?;
    }
    for one in &diff.new {
        finding(one, out)?;
    }
    for note in &diff.notes {
        line("notice", "", "comparison", note, out)?;
    }
    writeln!(
        out,
        "phipath: {} new PHI flows; findings: {} new, {} fixed, {} unchanged",
        diff.flows.len(),
        diff.new.len(),
        diff.fixed.len(),
        diff.unchanged.len()
    )
}

fn finding(one: &Known, out: &mut dyn Write) -> io::Result<()> {
    let loudness = match (one.violated, one.severity.as_str()) {
        (true, "critical" | "high") => "error",
        (true, "medium") => "warning",
        _ => "notice",
    };
    let mut text = format!("new ({}): {}", verdict(one), one.message);
    if !one.path.is_empty() {
        text.push('\n');
        text.push_str(&one.path.join(" → "));
    }
    line(loudness, &one.place, &one.rule, &text, out)
}

fn line(
    command: &str,
    place: &str,
    title: &str,
    text: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut properties = Vec::new();
    let mut parts = place.rsplitn(3, ':');
    if let (Some(_), Some(line), Some(path)) = (parts.next(), parts.next(), parts.next()) {
        properties.push(format!("file={},line={line}", property(path)));
    }
    properties.push(format!("title={}", property(title)));
    let lines: Vec<String> = text.lines().map(data).collect();
    writeln!(
        out,
        "::{command} {}::{}",
        properties.join(","),
        lines.join("%0A")
    )
}
