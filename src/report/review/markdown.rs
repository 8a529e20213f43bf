//! A comment on a change, in Markdown as GitHub and GitLab show it.
//!
//! In: a report. Out: the counts, and each violation folded up, with the way of the data as a small picture. Of the input
//! nothing is written that either service would understand: letters, digits and a few harmless signs stay, every other
//! character is written as its number.

use std::io::{self, Write};

use super::{Remark, counted, remarks};
use crate::check::{Finding, Verdict};
use crate::knowledge::Rule;
use crate::report::graph::escaped as in_picture;
use crate::report::{Report, clean, totals};

/// Longest comment that the services take is 65,536 characters; what goes beyond this is left out, and that is said.
const MOST_CHARACTERS: usize = 60_000;

/// Hops of a way that a picture shows.
const MOST_HOPS: usize = 12;

/// Writes the comment. The only errors are those of `out`.
pub fn render(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let remarks = remarks(report);
    let mut text = head(report, &remarks);
    let mut left_out = 0;
    for remark in &remarks {
        let section = match remark {
            Remark::Finding(finding, rule) if remark.counts_as(Verdict::Violated) => {
                violation(report, remark, finding, *rule)
            }
            Remark::Input(_) if remark.loudness() == "error" => {
                format!("- not read: {}\n", line(report, remark))
            }
            _ => continue,
        };
        if left_out > 0 || text.chars().count() + section.chars().count() > MOST_CHARACTERS {
            left_out += 1;
            continue;
        }
        text.push_str(&section);
    }
    if left_out > 0 {
        text.push_str(&format!(
            "\n{} more do not fit into a comment; the full report has them.\n",
            counted(left_out, "violations")
        ));
    }
    let open: Vec<&Remark<'_>> = remarks
        .iter()
        .filter(|one| one.counts_as(Verdict::Undecided))
        .collect();
    let aside: Vec<&Remark<'_>> = remarks.iter().filter(|one| one.is_set_aside()).collect();
    text.push_str(&listed(report, "undecided", &open));
    text.push_str(&listed(report, "excepted or unchanged", &aside));
    out.write_all(text.as_bytes())
}

/// What was checked, and how it went.
fn head(report: &Report<'_>, remarks: &[Remark<'_>]) -> String {
    let all = totals::all(report);
    let errors = remarks
        .iter()
        .filter(|one| matches!(one, Remark::Input(_)) && one.loudness() == "error");
    let mut text = String::from(
        "### phipath: where PHI goes\n\n| severity | violated | undecided | held |\n|---|---|---|---|\n",
    );
    for level in totals::LEVELS {
        let tally = totals::by_level(report, level);
        text.push_str(&format!(
            "| {} | {} | {} | {} |\n",
            totals::level_name(level),
            tally.violated,
            tally.undecided,
            tally.satisfied
        ));
    }
    let result = match (errors.count(), all.violated, all.undecided) {
        (0, 0, 0) => "Nothing violated, nothing undecided.".to_owned(),
        (0, 0, open) => format!(
            "Nothing violated; {} could not be decided.",
            counted(open, "checks")
        ),
        (0, broken, _) => format!("{} of rules.", counted(broken, "violations")),
        (unread, broken, _) => format!(
            "{} of rules, and {} were not read completely.",
            counted(broken, "violations"),
            counted(unread, "inputs")
        ),
    };
    let mut aside = String::new();
    if all.waived > 0 {
        aside.push_str(&format!(
            " {} by exceptions.",
            counted(all.waived, "more covered")
        ));
    }
    let known = totals::unchanged(report, Verdict::Violated);
    if known > 0 {
        aside.push_str(&format!(" {known} of them are known from before."));
    }
    text.push_str(&format!(
        "\n{result}{aside} {} read, as of {}, catalog of {}.\n\n",
        counted(report.coverage.files.len(), "files"),
        escaped(&report.as_of),
        escaped(&report.catalog_date)
    ));
    text
}

fn violation(
    report: &Report<'_>,
    remark: &Remark<'_>,
    finding: &Finding,
    rule: Option<&Rule>,
) -> String {
    let severity = rule.map_or("high", |rule| totals::level_name(rule.severity));
    let mut text = format!(
        "<details><summary><b>{severity}</b> {}: {}</summary>\n\n{}\n",
        escaped(remark.code()),
        escaped(&remark.headline()),
        line(report, remark)
    );
    if !finding.path.hops.is_empty() {
        text.push_str(&picture(finding));
    }
    for detail in remark.details() {
        text.push_str(&format!("- {}\n", escaped(&detail)));
    }
    text.push_str("\n</details>\n");
    text
}

/// Where it is.
fn line(report: &Report<'_>, remark: &Remark<'_>) -> String {
    let place = remark.place(report);
    let place = place.map(|place| match place.range {
        Some((start, _)) => format!("{}:{}", place.path, start.line),
        None => place.path.to_owned(),
    });
    match remark {
        Remark::Input(_) => {
            let place = place.map(|place| format!("{place}: ")).unwrap_or_default();
            escaped(&format!("{place}{}", remark.headline()))
        }
        Remark::Finding(..) => format!("{}\n", escaped(&place.unwrap_or_default())),
    }
}

/// The way of the data as a flowchart.
fn picture(finding: &Finding) -> String {
    let hops = finding.path.hops.iter().take(MOST_HOPS);
    drawn(hops.map(|hop| (hop.from.as_str(), hop.to.as_str(), hop.breaks)))
}

/// A way as a flowchart, by the names of the ends of its hops.
pub(in crate::report) fn flowchart(hops: &[(&str, &str)]) -> String {
    let hops = hops.iter().take(MOST_HOPS);
    drawn(hops.map(|(from, to)| (*from, *to, false)))
}

fn drawn<'n>(hops: impl Iterator<Item = (&'n str, &'n str, bool)>) -> String {
    let mut text = String::from("\n```mermaid\nflowchart LR\n");
    let mut names: Vec<&str> = Vec::new();
    for (from, to, breaks) in hops {
        for name in [from, to] {
            if !names.contains(&name) {
                names.push(name);
                let index = names.len() - 1;
                text.push_str(&format!("  n{index}[\"{}\"]\n", in_picture(&clean(name))));
            }
        }
        let index = |name: &str| {
            let at = names.iter().position(|one| *one == name);
            at.unwrap_or_default()
        };
        let arrow = if breaks { "==>" } else { "-->" };
        text.push_str(&format!("  n{} {arrow} n{}\n", index(from), index(to)));
    }
    text.push_str("```\n\n");
    text
}

/// Remarks that are no violations to act on, a line each.
fn listed(report: &Report<'_>, what: &str, open: &[&Remark<'_>]) -> String {
    if open.is_empty() {
        return String::new();
    }
    let mut text = format!("\n<details><summary>{} {what}</summary>\n\n", open.len());
    let mut characters = 0;
    for (index, remark) in open.iter().enumerate() {
        let place = line(report, remark);
        let item = format!(
            "- {}: {} ({})\n",
            escaped(remark.code()),
            escaped(&remark.headline()),
            place.trim()
        );
        characters += item.chars().count();
        if characters > MOST_CHARACTERS / 20 {
            text.push_str(&format!("- and {} more\n", open.len() - index));
            break;
        }
        text.push_str(&item);
    }
    text.push_str("\n</details>\n");
    text
}

/// A text that no service understands, but for what stands between backticks, which is code.
pub(in crate::report) fn escaped(text: &str) -> String {
    let text = clean(text);
    let parts: Vec<&str> = text.split('`').collect();
    let paired = parts.len() % 2 == 1;
    let mut escaped = String::with_capacity(text.len());
    for (index, part) in parts.iter().enumerate() {
        match index {
            0 => {}
            _ if !paired => escaped.push_str("&#96;"),
            _ if index % 2 == 1 => escaped.push_str("<code>"),
            _ => escaped.push_str("</code>"),
        }
        harmless(part, &mut escaped);
    }
    escaped
}

/// Every sign but a few harmless ones is a number, and what would be a mention or a reference once the numbers are read is
/// cut in two by an empty comment.
fn harmless(text: &str, out: &mut String) {
    let mut before = String::new();
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        let plain = match character {
            ' ' | ',' | '/' | '(' | ')' | '?' | '→' | '…' => true,
            '.' => !before.ends_with("www"),
            '-' => !before.is_empty(),
            other => other.is_alphanumeric(),
        };
        if plain {
            out.push(character);
        } else {
            out.push_str(&format!("&#{};", u32::from(character)));
            if rest.peek().is_some_and(|next| next.is_alphanumeric()) {
                out.push_str("<!-- -->");
            }
        }
        before.push(character.to_ascii_lowercase());
    }
}
