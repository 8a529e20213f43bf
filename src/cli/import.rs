//! `phipath import`.

use std::io::{self, Write};
use std::path::Path;

use crate::import::{Imported, Manifest, import};
use crate::knowledge::Request;
use crate::source::{self, Diagnostic, Encoding, Place, Severity, Sources};
use crate::{Loaded, load};

use super::args::ImportOptions;
use super::files::write_new;
use super::{Failure, inputs, output};

/// How the names of manifests end.
const ENDING: &str = ".architecture.yaml";

/// Imports a model, and gives the exit status.
pub(super) fn run(options: &ImportOptions) -> Result<u8, Failure> {
    let (path, text, encoding) = text_of(&options.file)?;
    let Loaded {
        knowledge,
        mut sources,
        ..
    } = load(&Request::default());
    let file = sources.add(path, text, encoding);
    let Imported {
        manifest,
        diagnostics,
    } = import(&file, &knowledge);
    let Some(manifest) = manifest else {
        say(&diagnostics, &sources);
        return Ok(2);
    };
    match &options.out {
        Some(out) => write_new(out, &manifest.text, options.force)?,
        None => output::finished(print(&manifest.text))?,
    }
    say(&diagnostics, &sources);
    summary(&manifest, &diagnostics, options.out.as_deref());
    Ok(0)
}

/// The file as people see it, and its text.
fn text_of(file: &Path) -> Result<(String, String, Encoding), Failure> {
    let failure = |unread: Diagnostic| Failure {
        message: unread.message,
        help: unread.help,
    };
    if file == Path::new("-") {
        let input = inputs::standard_input().map_err(failure)?;
        return Ok((input.path, input.text, input.encoding));
    }
    let shown = file.display().to_string();
    let (text, encoding) = source::read(file, &shown).map_err(failure)?;
    Ok((shown, text, encoding))
}

fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Says on standard error what was lost and guessed, a line each.
fn say(diagnostics: &[Diagnostic], sources: &Sources) {
    let mut last_help = None;
    for one in diagnostics {
        let severity = match one.severity {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        let place = match &one.place {
            Place::Run => String::new(),
            _ => format!("{}: ", output::place(&one.place, sources)),
        };
        let line = format!("{place}{severity}[{}]: {}", one.code, one.message);
        eprintln!("{}", output::clean(&line));
        for (span, what) in &one.related {
            let place = output::place(&Place::Span(*span), sources);
            eprintln!("  {}", output::clean(&format!("{place}: {what}")));
        }
        // The same advice for many in a row is given once.
        if let Some(help) = one.help.as_ref().filter(|help| last_help != Some(*help)) {
            eprintln!("  help: {}", output::clean(help));
        }
        last_help = one.help.as_ref();
    }
}

fn summary(manifest: &Manifest, diagnostics: &[Diagnostic], out: Option<&Path>) {
    let count = |severity| {
        let of = |one: &&Diagnostic| one.severity == severity;
        diagnostics.iter().filter(of).count()
    };
    eprintln!(
        "imported: zones {}, components {}, flows {}; warnings {}, notes {}",
        manifest.zones,
        manifest.components,
        manifest.flows,
        count(Severity::Warning),
        count(Severity::Note)
    );
    let unnamed = out.is_some_and(|out| !out.to_string_lossy().ends_with(ENDING));
    if unnamed {
        eprintln!("  help: let its name end in `{ENDING}`, by which manifests are found");
    }
}
