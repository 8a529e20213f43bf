//! What differs between two runs, at a terminal.
//!
//! In: a diff. Out: text: flows of PHI first, then its reach, then findings. Colours are not known here.

use std::io::{self, Write};

use super::{change, ends, novelty, verdict};
use crate::compare::{Diff, Known};
use crate::report::clean;

/// Writes a diff. The only errors are those of `out`.
pub fn render(diff: &Diff, out: &mut dyn Write) -> io::Result<()> {
    for note in &diff.notes {
        writeln!(out, "note: {}", clean(note))?;
    }
    if !diff.notes.is_empty() {
        writeln!(out)?;
    }
    flows(diff, out)?;
    let widened = diff.widened.iter().map(change);
    section("PHI reaches further", widened.collect(), out)?;
    section("new findings", listed(diff.new.iter()), out)?;
    section(
        "new findings with an exception",
        listed(diff.excepted.iter()),
        out,
    )?;
    section("fixed findings", listed(diff.fixed.iter()), out)?;
    let gone = diff.gone_flows.iter();
    let gone = gone.map(|flow| format!("{} ─▶ {}", flow.from, flow.to));
    section("PHI flows that are gone", gone.collect(), out)?;
    let narrowed = diff.narrowed.iter().map(change);
    section("PHI reaches less far", narrowed.collect(), out)?;
    writeln!(
        out,
        "{} new PHI flows, {} components that PHI reaches further; findings: {} new, {} fixed, {} unchanged",
        diff.flows.len(),
        diff.widened.len(),
        diff.new.len(),
        diff.fixed.len(),
        diff.unchanged.len()
    )
}

fn flows(diff: &Diff, out: &mut dyn Write) -> io::Result<()> {
    if diff.flows.is_empty() {
        return Ok(());
    }
    writeln!(out, "new PHI flows ({})", diff.flows.len())?;
    for one in &diff.flows {
        let (from, to) = ends(one);
        writeln!(
            out,
            "  {} ─▶ {}   {}",
            clean(from),
            clean(to),
            clean(&novelty(one))
        )?;
        writeln!(out, "    path  {}", clean(&one.path.join(" ─▶ ")))?;
        let place = match one.flow.place.as_str() {
            "" => String::new(),
            place => format!(" [{place}]"),
        };
        writeln!(
            out,
            "    why   {}{}",
            clean(&one.flow.reason),
            clean(&place)
        )?;
    }
    writeln!(out)
}

fn listed<'d>(findings: impl Iterator<Item = &'d Known>) -> Vec<String> {
    let line = |one: &Known| {
        format!(
            "{}: [{}] ({}) {}",
            one.place,
            one.rule,
            verdict(one),
            one.message
        )
    };
    findings.map(line).collect()
}

fn section(title: &str, lines: Vec<String>, out: &mut dyn Write) -> io::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "{title} ({})", lines.len())?;
    for line in &lines {
        writeln!(out, "  {}", clean(line))?;
    }
    writeln!(out)
}
