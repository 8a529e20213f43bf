//! Controls and verdicts as a table for spreadsheets.
//!
//! In: [`Evidence`], finished. Out: CSV after RFC 4180, a row for each control. Spreadsheets take no cell for a formula.

use std::io;

use ::csv::{Terminator, WriterBuilder};

use super::Evidence;

/// The names of the columns.
const COLUMNS: [&str; 16] = [
    "framework",
    "control",
    "asks",
    "level",
    "automation",
    "result",
    "held",
    "held_if_it_applies",
    "violated",
    "undecided",
    "waived",
    "rules",
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
            verdicts.held.to_string(),
            verdicts.held_if_it_applies.to_string(),
            verdicts.violated.to_string(),
            verdicts.undecided.to_string(),
            verdicts.waived.to_string(),
            control.rules.join(" "),
            if control.attest { "yes" } else { "no" }.to_owned(),
            note.clone(),
            control.source.clone(),
            control.source_date.clone(),
        ];
        table.write_record(cells.map(plain))?;
    }
    table.into_inner().map_err(|error| error.into_error())
}

/// A cell that no spreadsheet computes.
fn plain(cell: String) -> String {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{cell}"),
        false => cell,
    }
}
