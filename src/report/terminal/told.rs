//! What there is to say of one finding, at a terminal.
//!
//! In: a [`Told`]. Out: text on a page: the finding with its places, what was wanted and what was read, the way of the data, what is not
//! known, and what to do. How a way is drawn is not known here.

use std::io;

use crate::check::{Verdict, Whence};
use crate::report::told::{Known, Told};
use crate::report::totals;
use crate::source::Span;

use super::finding;
use super::page::{Page, painted};
use super::snippet::location;
use super::way;

/// Writes all that there is to say.
pub(super) fn write(told: &Told<'_>, page: &mut Page<'_>) -> io::Result<()> {
    header(told, page)?;
    finding::places(told.report, told.finding, page)?;
    values(told, page)?;
    let found = told.finding;
    if !found.path.hops.is_empty() {
        title("how the data gets there", page)?;
        way::write(told.report.sources, &found.path, &found.labels, page)?;
        page.blank()?;
    }
    open(told, page)?;
    advice(told, page)
}

fn title(text: &str, page: &mut Page<'_>) -> io::Result<()> {
    page.line(&painted(page.palette.strong, text))
}

/// Which finding it is, of what, and who answers for it.
fn header(told: &Told<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let found = told.finding;
    let paint = match found.verdict {
        _ if found.waiver.is_some() => page.palette.note,
        Verdict::Violated => page.palette.error,
        Verdict::Undecided => page.palette.warning,
        Verdict::Satisfied | Verdict::NotApplicable => page.palette.good,
    };
    let rule = match told.rule {
        Some(rule) => format!(
            "[{}] ({}, {})",
            rule.id,
            totals::level_name(rule.severity),
            rule.basis.name()
        ),
        None => String::new(),
    };
    let verdict = match found.verdict {
        Verdict::Satisfied => "held",
        other => other.name(),
    };
    page.headed(&format!("{verdict}{rule}: "), paint, 2, &found.message)?;
    let faint = page.palette.faint;
    page.hanging("  finding: ", faint, &found.fingerprint)?;
    page.hanging("  subject: ", faint, &found.address)?;
    if let Some(waiver) = &found.waiver {
        let place = location(told.report.sources, waiver.span);
        let text = format!(
            "{} until {}: {} ({place})",
            waiver.owner, waiver.until, waiver.reason
        );
        page.hanging("  accepted by: ", page.palette.note, &text)?;
    }
    Ok(())
}

/// What was wanted, and every value that was read.
fn values(told: &Told<'_>, page: &mut Page<'_>) -> io::Result<()> {
    if told.wanted.is_empty() {
        return page.blank();
    }
    page.blank()?;
    title("what the rule wants", page)?;
    page.hanging("  ", page.palette.strong, &told.wanted)?;
    page.blank()?;
    for (required, heading) in [
        (true, "what is there"),
        (false, "why the rule speaks of it"),
    ] {
        let facts = told
            .facts
            .iter()
            .filter(|one| one.seen.required == required);
        let facts: Vec<&Known<'_>> = facts.collect();
        if facts.is_empty() {
            continue;
        }
        title(heading, page)?;
        if !required {
            page.hanging("  ", page.palette.faint, &told.applies)?;
        }
        for fact in facts {
            value(told, fact, page)?;
        }
        page.blank()?;
    }
    Ok(())
}

fn value(told: &Told<'_>, fact: &Known<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let seen = fact.seen;
    let (sign, paint) = match (
        seen.required && seen.blamed,
        seen.known,
        told.finding.verdict,
    ) {
        (true, _, Verdict::Violated) => ("✗", page.palette.error),
        (_, false, Verdict::Undecided) if seen.value == NOT_KNOWN => ("?", page.palette.warning),
        _ => (" ", page.palette.faint),
    };
    let of = match seen.of.is_empty() {
        true => String::new(),
        false => format!(" of {}", seen.of),
    };
    let lead = format!("  {sign} {}{of}: ", seen.attribute);
    let text = format!("{}   {}", seen.value, whence(told, fact));
    page.headed(&lead, paint, 6, &text)?;
    match seen.required && !fact.meaning.is_empty() {
        true => page.hanging("      ", page.palette.faint, fact.meaning),
        false => Ok(()),
    }
}

/// What stands in the place of a value that nobody knows.
const NOT_KNOWN: &str = "not known";

/// Where a value comes from, in parentheses.
fn whence(told: &Told<'_>, fact: &Known<'_>) -> String {
    let place = |span: &Span| location(told.report.sources, *span);
    let gap = |property: &Option<String>, at: &Span| match property {
        Some(property) => format!("`{property}` is not set, {}", place(at)),
        None => format!("nobody wrote it, {}", place(at)),
    };
    match &fact.seen.whence {
        Whence::Written(spans) => {
            let places: Vec<String> = spans.iter().map(place).collect();
            format!("({})", places.join(", "))
        }
        Whence::Default { at, property, .. } => match fact.source {
            Some(source) => format!(
                "(default: {}; {}, {})",
                gap(property, at),
                source.source,
                source.date
            ),
            None => format!("(default: {})", gap(property, at)),
        },
        Whence::Unset { at, property } => format!("({})", gap(property, at)),
        Whence::Derived(spans) => match &spans[..] {
            [] => "(worked out)".to_owned(),
            [first] => format!("(worked out from {})", place(first)),
            [first, rest @ ..] => {
                format!("(worked out from {} and {} more)", place(first), rest.len())
            }
        },
        Whence::Graph if fact.seen.known => "(of the graph)".to_owned(),
        Whence::Graph => "(nothing says it)".to_owned(),
    }
}

/// What is not known, and what would settle it.
fn open(told: &Told<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let found = told.finding;
    if !found.causes.is_empty() {
        title("what is not known", page)?;
        for cause in &found.causes {
            page.hanging("  • ", page.palette.warning, &cause.to_string())?;
            page.hanging("    to settle it: ", page.palette.note, &cause.settled_by())?;
        }
        page.blank()?;
    }
    for note in &found.notes {
        page.hanging("note: ", page.palette.faint, note)?;
    }
    match found.notes.is_empty() {
        true => Ok(()),
        false => page.blank(),
    }
}

/// Why it matters, what to do, and when the rule can be wrong.
fn advice(told: &Told<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let Some(rule) = told.rule else { return Ok(()) };
    let is_open = told.finding.verdict <= Verdict::Undecided;
    for (heading, text) in [
        ("why it matters", rule.why.as_str()),
        ("how to mend it", if is_open { &rule.fix } else { "" }),
        ("when the rule can be wrong", &rule.false_positives),
    ] {
        if text.trim().is_empty() {
            continue;
        }
        title(heading, page)?;
        for paragraph in text.trim_end().split("\n\n") {
            page.hanging_paragraphs("  ", page.palette.faint, paragraph)?;
        }
        page.blank()?;
    }
    match rule.controls.is_empty() {
        true => Ok(()),
        false => page.hanging("asked by: ", page.palette.faint, &rule.controls.join(", ")),
    }
}
