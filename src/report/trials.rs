//! What came of rules on their examples, as a table for people.
//!
//! In: [`Trial`]s by rule, and the files that the examples are written in. Out: text. How examples are run is not known
//! here.

use std::io::{self, Write};

use crate::source::Sources;
use crate::trial::{Mark, Trial};

use super::clean;

/// A rule, and what came of it on its examples.
#[derive(Clone, Debug)]
pub struct Tried {
    /// Its id.
    pub rule: String,
    /// One for each example, in the order of the file.
    pub trials: Vec<Trial>,
}

/// Writes a line for each rule, then what is not as it should be, each with its place, then the sum.
pub fn trial_table(tried: &[Tried], sources: &Sources, out: &mut dyn Write) -> io::Result<()> {
    let ids = tried.iter().map(|one| one.rule.len());
    let width = ids.max().unwrap_or(0).max("rule".len());
    if !tried.is_empty() {
        write!(out, "{:width$}", "rule")?;
        for mark in Mark::ALL {
            write!(out, "  {}", mark.name())?;
        }
        writeln!(out)?;
    }
    for one in tried {
        write!(out, "{:width$}", one.rule)?;
        for mark in Mark::ALL {
            let count = one.trials.iter().filter(|trial| trial.mark == mark).count();
            write!(out, "  {count:>0$}", mark.name().len())?;
        }
        let passes = one.trials.iter().all(Trial::passes);
        writeln!(out, "  {}", if passes { "ok" } else { "FAILED" })?;
    }
    for trial in tried.iter().flat_map(|one| &one.trials) {
        faults(trial, sources, out)?;
    }
    let trials = || tried.iter().flat_map(|one| &one.trials);
    let (all, failed) = (
        trials().count(),
        trials().filter(|one| !one.passes()).count(),
    );
    writeln!(
        out,
        "\n{}, {}: {}",
        counted(tried.len(), "rule"),
        counted(all, "example"),
        match failed {
            0 => "all as expected".to_owned(),
            failed => format!("{failed} not as expected"),
        }
    )
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// What is wrong with one example.
fn faults(trial: &Trial, sources: &Sources, out: &mut dyn Write) -> io::Result<()> {
    if trial.faults.is_empty() {
        return Ok(());
    }
    let file = sources.get(trial.span.file);
    let position = file.position(trial.span.start);
    let (path, line, column) = (clean(&file.path), position.line, position.column);
    writeln!(
        out,
        "\n{path}:{line}:{column}: example `{}`",
        clean(&trial.name)
    )?;
    trial
        .faults
        .iter()
        .try_for_each(|fault| writeln!(out, "  {}", clean(fault)))
}
