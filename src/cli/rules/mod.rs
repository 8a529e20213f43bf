//! `phipath rules`: list them, start a new one, run the examples of one's own.

pub(super) mod args;
mod new;
mod test;

use std::io;
use std::path::{Path, PathBuf};

use crate::knowledge::{self, Request};
use crate::report;
use crate::source::{Severity, Sources};

use super::explain::print;
use super::{Failure, config, inputs, output};
use args::{RulesCommand, RulesOptions};

/// Where rules of the user are, unless somebody says otherwise.
const FOLDER: &str = "rules";

/// Does what is asked for.
pub(super) fn run(options: &RulesOptions) -> Result<u8, Failure> {
    match &options.command {
        RulesCommand::List { pack, rules } => list(pack, rules.as_deref()),
        RulesCommand::New(options) => new::run(options),
        RulesCommand::Test(options) => test::run(options),
    }
}

/// Lists rules. A rule with a fault is left out and reported, and the others are listed all the same.
fn list(packs: &[String], rules: Option<&Path>) -> Result<u8, Failure> {
    let folder = match rules {
        Some(folder) => Some(folder.to_path_buf()),
        None => config::rules(&config::here()?)?,
    };
    let (user_rules, mut faults) = inputs::user_rules(folder.as_deref())?;
    let request = Request {
        packs: packs.to_vec(),
        user_rules,
    };
    let mut sources = Sources::default();
    let (knowledge, said) = knowledge::load(&mut sources, &request);
    faults.extend(said);
    faults.retain(|one| one.severity == Severity::Error);
    for fault in &faults {
        eprintln!(
            "error: {}",
            output::clean(&output::located(fault, &sources))
        );
        if let Some(help) = &fault.help {
            eprintln!("  help: {}", output::clean(help));
        }
    }
    print(|out: &mut dyn io::Write| report::rule_table(&knowledge.rules, out))?;
    Ok(if faults.is_empty() { 0 } else { 2 })
}

/// The folder of the user's rules: the one that is named, else that of the configuration, else the usual one.
fn folder(named: Option<&Path>) -> Result<PathBuf, Failure> {
    match named {
        Some(folder) => Ok(folder.to_path_buf()),
        None => Ok(config::rules(&config::here()?)?.unwrap_or_else(|| PathBuf::from(FOLDER))),
    }
}
