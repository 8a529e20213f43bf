//! Controls and verdicts as a table for spreadsheets.
//!
//! In: [`Evidence`], finished. Out: CSV after RFC 4180, a row for each control. Spreadsheets take no cell for a formula.

use std::io;

use ::csv::{Terminator, WriterBuilder};

use super::{ControlResult, Evidence};

/// The names of the columns.
const COLUMNS: [&str; 18] = [
    "framework",
    "control",
    "asks",
    "level",
    "automation",
    "result",
    "failed_by",
    "held",
    "held_if_it_applies",
    "violated",
    "undecided",
    "waived",
    "rules",
    "mappings",
    "attest",
    "note",
    "source",
    "source_date",
];

/// The table. The only errors are those of memory.
pub fn controls(evidence: &Evidence) -> io::Result<Vec<u8>> {
    let mut table = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    table.write_record(COLUMNS)?;
    for control in &evidence.controls {
        let verdicts = control.verdicts;
        let note = match control.note.is_empty() {
            true => &control.no_rule,
            false => &control.note,
        };
        let cells = [
            control.framework.clone(),
            control.id.clone(),
            control.title.clone(),
            control.level.clone(),
            control.automation.clone(),
            control.result.name().to_owned(),
            control.failed_by.clone(),
            verdicts.held.to_string(),
            verdicts.held_if_it_applies.to_string(),
            verdicts.violated.to_string(),
            verdicts.undecided.to_string(),
            verdicts.waived.to_string(),
            control.rules.join(" "),
            mappings(control),
            if control.attest { "yes" } else { "no" }.to_owned(),
            note.clone(),
            control.source.clone(),
            control.source_date.clone(),
        ];
        table.write_record(cells.map(plain))?;
    }
    table.into_inner().map_err(|error| error.into_error())
}

/// What bears on a control that no rule was written for.
fn mappings(control: &ControlResult) -> String {
    let each = control.through.iter().map(|one| {
        let tally = one.verdicts;
        format!(
            "{} ({}): {} violated, {} undecided, {} held",
            one.topics.join(", "),
            one.strength,
            tally.violated,
            tally.undecided,
            tally.held + tally.held_if_it_applies
        )
    });
    each.collect::<Vec<String>>().join("; ")
}

/// A cell that no spreadsheet computes.
fn plain(cell: String) -> String {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{cell}"),
        false => cell,
    }
}
