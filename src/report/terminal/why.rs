//! What there is to say of a component, at a terminal.
//!
//! In: an [`Explanation`]. Out: text on a page: the component, each class with its way or with what keeps it away, flows,
//! rules. How a way is drawn is not known here.

use std::io;

use crate::check::{Finding, Verdict};
use crate::graph::{Level, Stop};
use crate::report::graph::{Arrow, Node, class_title};
use crate::report::totals;
use crate::report::why::{Explained, Explanation};
use crate::syntax::Guard;

use super::page::{Page, painted};
use super::snippet::location;
use super::{clean, counted, way};

/// Writes all that there is to say.
pub(super) fn write(explanation: &Explanation<'_>, page: &mut Page<'_>) -> io::Result<()> {
    component(explanation, page)?;
    for explained in &explanation.classes {
        class(explanation, explained, page)?;
    }
    flows(
        "flows in",
        "from",
        &explanation.arrows_in(),
        explanation,
        page,
    )?;
    flows(
        "flows out",
        "to",
        &explanation.arrows_out(),
        explanation,
        page,
    )?;
    rules(explanation, page)
}

fn component(explanation: &Explanation<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let node = explanation.component();
    let mut words = vec![node.kind, node.element, node.presence];
    words.retain(|word| !word.is_empty());
    let operator = match node.operator {
        Some(operator) => format!(", operated by {operator}"),
        None => ", operator not known".to_owned(),
    };
    let text = format!("{}{operator}", words.join(" · "));
    page.hanging(
        &format!("{}   ", shown(node.name)),
        page.palette.strong,
        &text,
    )?;
    let sources = explanation.picture.report.sources;
    let place = format!("{}, at {}", node.address, location(sources, node.span));
    page.hanging("  ", page.palette.faint, &place)?;
    if let Some(when) = &node.when {
        page.hanging("  only if ", page.palette.faint, when)?;
    }
    if node.presence == "unread" {
        let text = "it is not in what was read and understood: what it holds, and where it sends that, is not known";
        page.hanging("  note: ", page.palette.warning, text)?;
    }
    page.blank()
}

/// The level of a class, and how it came there or why it did not.
fn class(
    explanation: &Explanation<'_>,
    explained: &Explained,
    page: &mut Page<'_>,
) -> io::Result<()> {
    let arrival = &explained.arrival;
    let paint = match arrival.level {
        Level::Yes => page.palette.strong,
        Level::Possible => page.palette.warning,
        Level::No => page.palette.note,
    };
    let title = class_title(arrival.class);
    page.line(&painted(paint, format!("{title}: {}", arrival.level)))?;
    if arrival.level == Level::No {
        stops(explanation, explained, &title, page)?;
        return page.blank();
    }
    if arrival.when != Guard::Always {
        page.hanging("  only if ", page.palette.faint, &arrival.when.to_string())?;
    }
    let sources = explanation.picture.report.sources;
    let name = explanation.component().name;
    match (&arrival.path.start, arrival.path.hops.is_empty()) {
        (Some(start), true) => way::start(sources, name, start, &[], page)?,
        (None, true) => page.hanging("  ", page.palette.faint, "the way is not recorded")?,
        (_, false) => way::write(sources, &arrival.path, &[], page)?,
    }
    for cause in &arrival.causes {
        page.hanging(
            "  only possible: ",
            page.palette.warning,
            &cause.to_string(),
        )?;
        page.hanging("    to settle it: ", page.palette.note, &cause.settled_by())?;
    }
    page.blank()
}

/// Why a class does not come to the component.
fn stops(
    explanation: &Explanation<'_>,
    explained: &Explained,
    title: &str,
    page: &mut Page<'_>,
) -> io::Result<()> {
    let faint = page.palette.faint;
    if explanation.component().element == "support" {
        return page.hanging("  ", faint, "no data passes a component of this sort");
    }
    if explained.stops.is_empty() {
        return page.hanging("  ", faint, "it does not start here, and nothing flows in");
    }
    let text = format!("it does not start here, and nothing that flows in brings {title}:");
    page.hanging("  ", faint, &text)?;
    let stopped = explanation.stopped(explained);
    for (arrow, stop) in stopped.iter().take(page.style.limit) {
        let source = &explanation.picture.nodes[arrow.source];
        let reason = match stop {
            Stop::Payload => format!("what flows there is never {title}"),
            Stop::Barrier => format!("a barrier that is vouched for ends {title} there"),
            Stop::Stated => format!("the design says what moves there, and that is not {title}"),
            Stop::Source => format!("{} carries no {title}", source.name),
            Stop::Unread => format!("{} was not read: what it holds is not known", source.name),
            Stop::Passing => format!("{} does not pass it on by this flow", source.name),
        };
        let text = format!("{}: {reason}", details(arrow));
        page.hanging(&format!("    from {}   ", shown(source.name)), faint, &text)?;
    }
    more(stopped.len(), page)
}

fn flows(
    title: &str,
    preposition: &str,
    arrows: &[&Arrow<'_>],
    explanation: &Explanation<'_>,
    page: &mut Page<'_>,
) -> io::Result<()> {
    let picture = &explanation.picture;
    let title = format!("{title} ({})", arrows.len());
    page.line(&painted(page.palette.strong, title))?;
    for arrow in arrows.iter().take(page.style.limit) {
        let other: &Node<'_> = match preposition {
            "from" => &picture.nodes[arrow.source],
            _ => &picture.nodes[arrow.target],
        };
        let class = class_title(picture.class);
        let mut text = format!("{} · {class}: {}", details(arrow), arrow.moved);
        for (sign, rules) in [("✗", &arrow.marks.violated), ("?", &arrow.marks.undecided)] {
            if !rules.is_empty() {
                text.push_str(&format!(" {sign} {}", rules.join(", ")));
            }
        }
        let lead = format!("  {preposition} {}   ", shown(other.name));
        let paint = match arrow.marks.violated.is_empty() {
            true => page.palette.faint,
            false => page.palette.error,
        };
        page.hanging(&lead, paint, &text)?;
    }
    more(arrows.len(), page)?;
    page.blank()
}

/// `content · configured, permitted · certain`.
fn details(arrow: &Arrow<'_>) -> String {
    format!(
        "{} · {} · {}",
        arrow.payload,
        arrow.bases.join(", "),
        way::certainty(arrow.level)
    )
}

fn rules(explanation: &Explanation<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let found = &explanation.findings;
    let title = format!(
        "rules that speak of it ({})",
        counted(found.len(), "verdict", "verdicts")
    );
    page.line(&painted(page.palette.strong, title))?;
    let widest = found.iter().map(|finding| verdict(finding).chars().count());
    let widest = widest.max().unwrap_or(0);
    for finding in found.iter().take(page.style.limit) {
        let lead = format!("  {:<widest$}  ", verdict(finding));
        rule(explanation, finding, &lead, page)?;
    }
    more(found.len(), page)
}

fn rule(
    explanation: &Explanation<'_>,
    finding: &Finding,
    lead: &str,
    page: &mut Page<'_>,
) -> io::Result<()> {
    let report = explanation.picture.report;
    let paint = match (finding.verdict, finding.if_it_applies) {
        _ if finding.waiver.is_some() => page.palette.note,
        (Verdict::Violated, _) => page.palette.error,
        (Verdict::Undecided, _) => page.palette.warning,
        (Verdict::Satisfied, false) => page.palette.good,
        (Verdict::Satisfied, true) | (Verdict::NotApplicable, _) => page.palette.note,
    };
    let (id, severity) = match report.rule(finding) {
        Some(rule) => (&*rule.id, totals::level_name(rule.severity)),
        None => ("unknown", "high"),
    };
    let place = finding.labels.first();
    let place = place.map(|label| format!(" ({})", location(report.sources, label.span)));
    let text = format!(
        "{id} ({severity}): {}{}",
        finding.subject,
        place.unwrap_or_default()
    );
    page.hanging(lead, paint, &text)
}

fn verdict(finding: &Finding) -> &'static str {
    match (finding.verdict, finding.if_it_applies) {
        (Verdict::Satisfied, true) => "held if it applies",
        (Verdict::Satisfied, false) => "held",
        (Verdict::NotApplicable, _) => "not applicable",
        (Verdict::Violated, _) if finding.waiver.is_some() => "violated, excepted",
        (Verdict::Undecided, _) if finding.waiver.is_some() => "undecided, excepted",
        (verdict, _) => verdict.name(),
    }
}

fn more(count: usize, page: &mut Page<'_>) -> io::Result<()> {
    match count.saturating_sub(page.style.limit) {
        0 => Ok(()),
        more => page.line(&format!("  … and {more} more")),
    }
}

/// A name in front of a text: long ones are cut, so that the text has room.
fn shown(name: &str) -> String {
    match name.char_indices().nth(48) {
        Some((at, _)) => clean::plain(&name[..at]) + "…",
        None => clean::plain(name),
    }
}
