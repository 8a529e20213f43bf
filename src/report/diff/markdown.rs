//! What a change brings, as a comment on it.
//!
//! In: a diff. Out: Markdown. Of the input nothing is written that a service would understand.

use std::io::{self, Write};

use super::{change, ends, novelty, verdict};
use crate::compare::{Diff, Known};
use crate::report::review::{escaped, flowchart};

/// Longest comment that the services take is 65,536 characters; what goes beyond this is counted.
const MOST_CHARACTERS: usize = 60_000;

/// Writes the comment. The only errors are those of `out`.
pub fn render(diff: &Diff, out: &mut dyn Write) -> io::Result<()> {
    let mut text = format!(
        "### phipath: what this change brings\n\n| | new | gone | as before |\n|---|---|---|---|\n| PHI flows | {} | {} | |\n| components with PHI | {} | {} | |\n| findings | {} | {} | {} |\n\n",
        diff.flows.len(),
        diff.gone_flows.len(),
        diff.widened.len(),
        diff.narrowed.len(),
        diff.new.len(),
        diff.fixed.len(),
        diff.unchanged.len()
    );
    for note in &diff.notes {
        text.push_str(&format!("{}\n\n", escaped(note)));
    }
    let mut left_out = 0;
    for section in sections(diff) {
        if left_out > 0 || text.chars().count() + section.chars().count() > MOST_CHARACTERS {
            left_out += 1;
            continue;
        }
        text.push_str(&section);
    }
    if left_out > 0 {
        text.push_str(&format!("\n{left_out} more do not fit into a comment.\n"));
    }
    out.write_all(text.as_bytes())
}

/// What is said, in pieces of which each can be left out.
fn sections(diff: &Diff) -> Vec<String> {
    let flows = diff.flows.iter().map(|one| {
        let (from, to) = ends(one);
        let hops: Vec<(&str, &str)> = one
            .path
            .windows(2)
            .map(|pair| (pair[0].as_str(), pair[1].as_str()))
            .collect();
        format!(
            "**new PHI flow**: {} → {} ({})\n{}{}: {}\n\n",
            escaped(from),
            escaped(to),
            escaped(&novelty(one)),
            flowchart(&hops),
            escaped(&one.flow.place),
            escaped(&one.flow.reason)
        )
    });
    let widened = diff.widened.iter();
    let widened = widened.map(|one| format!("- PHI reaches further: {}\n", escaped(&change(one))));
    let findings = |title: &'static str, all: &[Known]| -> Vec<String> {
        let line = |one: &Known| {
            format!(
                "- {title} ({}) {}: {} ({})\n",
                verdict(one),
                escaped(&one.rule),
                escaped(&one.message),
                escaped(&one.place)
            )
        };
        all.iter().map(line).collect()
    };
    let mut sections: Vec<String> = flows.chain(widened).collect();
    sections.extend(findings("**new**", &diff.new));
    sections.extend(findings("excepted", &diff.excepted));
    sections.extend(findings("fixed", &diff.fixed));
    sections
}
