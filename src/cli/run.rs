//! What `check`, `graph` and `why` share: a run over the files that the arguments mean, and the component that a text
//! means in it.

use std::io::{self, IsTerminal};
use std::mem::take;
use std::path::PathBuf;

use crate::check::{Outcome, Standing};
use crate::graph::{self, Unnamed};
use crate::knowledge::Request;
use crate::model::{self, ComponentId};
use crate::report::{self, Coverage, Report};
use crate::source::{Diagnostic, Severity};
use crate::{Analysis, Input, Loaded, Settings, analyse, load_beside};

use super::args::SharedOptions;
use super::config::Configured;
use super::inputs::Files;
use super::{Failure, config, inputs};

/// From how many bytes on a run is long enough to say that it works.
const LONG_RUN: usize = 20_000_000;
/// Components that are named where a text can mean several; the rest is counted.
const MOST_NAMED: usize = 10;

/// Reads and analyses everything that the paths mean.
pub(super) fn analysed(paths: &[PathBuf], shared: &SharedOptions) -> Result<Analysis, Failure> {
    read(paths, shared).map(Gathered::analysed)
}

/// A run whose files are read, and not yet understood.
pub(super) struct Gathered {
    pub(super) configured: Configured,
    pub(super) request: Request,
    pub(super) files: Files,
    loaded: Loaded,
    settings: Settings,
}

/// Reads everything that the paths mean.
pub(super) fn read(paths: &[PathBuf], shared: &SharedOptions) -> Result<Gathered, Failure> {
    let mut configured = config::read(paths, shared)?;
    let mut settings = inputs::settings(shared, &configured.config)?;
    let (request, unread) = inputs::request(shared, &configured)?;
    configured.diagnostics.extend(unread);
    let sources = take(&mut configured.sources);
    let loaded = load_beside(sources, &request);
    let language = model::language(&loaded.knowledge).stacks;
    let files = inputs::files(paths, shared, &configured, &language)?;
    settings.left_out.clone_from(&files.left_out);
    Ok(Gathered {
        configured,
        request,
        files,
        loaded,
        settings,
    })
}

impl Gathered {
    /// What is in the files.
    pub(super) fn analysed(self) -> Analysis {
        let files = self.files;
        let progress = progress(&files.inputs);
        let mut analysis = analyse(self.loaded, files.inputs, &self.settings);
        if progress {
            eprint!("\r\x1b[K");
        }
        let mut diagnostics = self.configured.diagnostics;
        diagnostics.extend(files.diagnostics);
        diagnostics.append(&mut analysis.diagnostics);
        analysis.diagnostics = diagnostics;
        analysis.coverage.ignored = files.ignored;
        analysis
    }
}

/// Says that a long run works, where somebody looks.
fn progress(inputs: &[Input]) -> bool {
    let bytes: usize = inputs.iter().map(|input| input.text.len()).sum();
    let shown = bytes > LONG_RUN && io::stderr().is_terminal();
    if shown {
        eprint!("reading {} files …", inputs.len());
    }
    shown
}

/// The exit status as far as it follows from what was read: 2 where something was not.
pub(super) fn status(analysis: &Analysis) -> Result<u8, Failure> {
    let is_error = |one: &Diagnostic| one.severity == Severity::Error;
    if analysis.diagnostics.iter().any(is_error) {
        return Ok(2);
    }
    if analysis.coverage.files.is_empty() {
        let others = analysis.coverage.other_files;
        return Err(
            Failure::new(format!("no template found among {others} files"))
                .help("name a CloudFormation template, or a folder that holds one"),
        );
    }
    Ok(0)
}

/// What a report takes out of an analysis.
pub(super) struct Findings {
    outcome: Outcome,
    diagnostics: Vec<Diagnostic>,
    coverage: Coverage,
    exceptions: Vec<Standing>,
}

impl Findings {
    pub(super) fn taken(analysis: &mut Analysis) -> Self {
        Self {
            outcome: take(&mut analysis.outcome),
            diagnostics: take(&mut analysis.diagnostics),
            coverage: take(&mut analysis.coverage),
            exceptions: take(&mut analysis.exceptions),
        }
    }

    pub(super) fn report<'run>(
        self,
        analysis: &'run Analysis,
        shared: &SharedOptions,
    ) -> Report<'run> {
        Report {
            sources: &analysis.sources,
            rules: &analysis.knowledge.rules,
            controls: &analysis.knowledge.controls,
            outcome: self.outcome,
            diagnostics: self.diagnostics,
            coverage: self.coverage,
            exceptions: self.exceptions,
            reach: report::reach(&analysis.graph, &analysis.model.deployments),
            baseline: None,
            as_of: shared.as_of.unwrap_or_else(inputs::today).to_string(),
            catalog_date: analysis.knowledge.catalog_date.clone(),
        }
    }
}

/// The component that a text means.
pub(super) fn component(analysis: &Analysis, text: &str) -> Result<ComponentId, Failure> {
    match graph::named(&analysis.graph, &analysis.model.deployments, text) {
        Ok(id) => Ok(id),
        Err(Unnamed::Unknown(near)) => {
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`phipath graph` shows all components".to_owned(),
            };
            Err(Failure::new(format!("no component is named `{text}`")).help(help))
        }
        Err(Unnamed::Ambiguous(names)) => {
            let named: Vec<String> = names
                .iter()
                .take(MOST_NAMED)
                .map(|name| format!("`{name}`"))
                .collect();
            let more = match names.len() - named.len() {
                0 => String::new(),
                more => format!(", or {more} more"),
            };
            let message = format!("`{text}` can mean {} components", names.len());
            Err(Failure::new(message).help(format!("name one: {}{more}", named.join(", "))))
        }
    }
}
