//! `phipath evidence create`.

use std::io::{self, Write};
use std::path::Path;

use crate::cli::{Failure, output};
use crate::evidence::difference;
use crate::report::evidence::{Changes, Evidence, JSON_FILE, PAGE_FILE};

use super::make::{Asked, make};
use super::{CreateOptions, store};

/// Writes evidence, and gives the exit status: 2 where something could not be read, which the evidence then says.
pub(super) fn run(options: &CreateOptions) -> Result<u8, Failure> {
    let made = make(Asked {
        paths: &options.paths,
        shared: options.shared.clone(),
        frameworks: &options.framework,
        commit: options.commit.as_deref(),
        folder: &options.out,
    })?;
    let mut evidence = made.evidence;
    evidence.changes = changes(options, &evidence)?;
    let verdicts = evidence.summary.verdicts;
    let controls = evidence.controls.len();
    store::write(&options.out, evidence)?;
    let page = options.out.join(PAGE_FILE);
    let said = format!(
        "wrote {} and 3 files beside it: {controls} controls; {} violated, {} undecided, {} waived, {} held\n",
        output::clean(&page.display().to_string()),
        verdicts.violated,
        verdicts.undecided,
        verdicts.waived,
        verdicts.held + verdicts.held_if_it_applies,
    );
    output::finished(io::stdout().lock().write_all(said.as_bytes()))?;
    if made.unread {
        eprintln!("warning: something could not be read as it should: the evidence says what");
    }
    Ok(if made.unread { 2 } else { 0 })
}

/// What is different from earlier evidence. The same content again keeps what was said of the one before it.
fn changes(options: &CreateOptions, evidence: &Evidence) -> Result<Option<Changes>, Failure> {
    let here = store::read(&options.out)?;
    let before = match &options.since {
        Some(folder) => Some(store::read(folder)?.ok_or_else(|| no_evidence(folder))?),
        None => match here {
            Some(before) if before.content_sha256 == evidence.content_sha256 => {
                return Ok(before.changes);
            }
            before => before,
        },
    };
    Ok(before.map(|before| Changes {
        since: before.as_of.clone(),
        since_sha256: before.content_sha256.clone(),
        found: difference(&before, evidence),
    }))
}

/// That a folder has no evidence.
pub(super) fn no_evidence(folder: &Path) -> Failure {
    Failure::new(format!(
        "there is no `{JSON_FILE}` in `{}`",
        folder.display()
    ))
    .help("`phipath evidence create --out DIR` writes one")
}
