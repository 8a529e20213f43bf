//! The command line: arguments in, exit status out. Together with discovery, the only place that touches files, the
//! environment and the clock.
//!
//! Exit status: 0 clean, 1 violations at or above the threshold, 2 something could not be read or done (2 wins over 1).

mod access;
mod args;
mod assemblies;
mod check;
mod config;
mod diff;
mod evidence;
mod explain;
mod files;
mod formats;
mod graph;
mod import;
mod init;
mod inputs;
mod output;
mod rules;
mod run;
mod why;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};

/// A reason for which the tool itself cannot do its work.
#[derive(Debug)]
pub struct Failure {
    /// What went wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Failure {
    fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: None,
        }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Runs the command that the process was called with.
pub fn main() -> ExitCode {
    // A reader that closes the pipe early (`| head`) ends the output, it is no fault.
    let result = match Arguments::parse().command {
        Command::Check(options) => check::run(&options),
        Command::Diff(options) => diff::run(&options),
        Command::Graph(options) => graph::run(&options),
        Command::Why(options) => why::run(&options),
        Command::Access(options) => access::run(&options),
        Command::Evidence(options) => evidence::run(&options),
        Command::Init(options) => init::run(&options),
        Command::Import(options) => import::run(&options),
        Command::Explain(options) => explain::run(&options),
        Command::Rules(options) => rules::run(&options),
        Command::Schema(options) => explain::schema(&options),
    };
    match result {
        Ok(status) => ExitCode::from(status),
        Err(failure) => {
            let mut text = format!("error: {}\n", output::clean(&failure.message));
            if let Some(help) = &failure.help {
                text.push_str(&format!("  help: {}\n", output::clean(help)));
            }
            // Where nobody hears it, the status says it alone.
            let _ = io::stderr().write_all(text.as_bytes());
            ExitCode::from(2)
        }
    }
}
