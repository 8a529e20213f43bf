//! `phipath evidence`: evidence for an audit is written into a folder, and verified later.
//!
//! In: the arguments. Out: files, or what is not true any more; and the exit status. What evidence says is not known here.

mod create;
mod make;
mod options;
mod store;
mod verify;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Failure;
use super::args::SharedOptions;

/// Options of `evidence`.
#[derive(Args, Debug)]
pub(super) struct EvidenceOptions {
    #[command(subcommand)]
    command: EvidenceCommand,
}

#[derive(Debug, Subcommand)]
enum EvidenceCommand {
    /// Check templates, and write what that shows into a folder: a page, the same as JSON, controls as CSV, and OSCAL
    Create(Box<CreateOptions>),
    /// Find out whether evidence is still true: exit status 0 yes, 1 not any more, 2 it cannot be told
    Verify(VerifyOptions),
}

/// Options of `evidence create`.
#[derive(Args, Debug)]
struct CreateOptions {
    /// Templates and folders
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// Folder for the evidence; what is in it from an earlier run is compared with and replaced
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Folder with earlier evidence to compare with [default: what is in the folder of `--out`]
    #[arg(long, value_name = "DIR")]
    since: Option<PathBuf>,
    /// Only controls of this framework, such as `hipaa`; may be repeated
    #[arg(long, value_name = "NAME")]
    framework: Vec<String>,
    /// Commit that the files are of, as 7 to 64 hex digits; it is written down as you say it
    #[arg(long, value_name = "HASH", value_parser = commit)]
    commit: Option<String>,
    #[command(flatten)]
    shared: SharedOptions,
}

/// The hash of a commit.
fn commit(text: &str) -> Result<String, String> {
    let hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    match hex && (7..=64).contains(&text.len()) {
        true => Ok(text.to_ascii_lowercase()),
        false => Err("a commit is 7 to 64 hex digits".to_owned()),
    }
}

/// Options of `evidence verify`.
#[derive(Args, Debug)]
struct VerifyOptions {
    /// Folder with the evidence
    folder: PathBuf,
    /// Folder that the paths of the evidence start from [default: the git work tree around the folder, else the current folder]
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// Day as of which it is to be true [default: today, UTC]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<jiff::civil::Date>,
}

/// Runs a command, and gives the exit status.
pub(super) fn run(options: &EvidenceOptions) -> Result<u8, Failure> {
    match &options.command {
        EvidenceCommand::Create(options) => create::run(options),
        EvidenceCommand::Verify(options) => verify::run(options),
    }
}
