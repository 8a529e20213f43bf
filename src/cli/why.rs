//! `phipath why`.

use std::io::{self, BufWriter, Write};

use crate::report;
use crate::report::graph::Material;
use crate::report::terminal::{self, Style};
use crate::report::why::explain;

use super::args::{WhyFormat, WhyOptions};
use super::run::{self, Findings};
use super::{Failure, output};

/// Explains a component, and gives the exit status.
pub(super) fn run(options: &WhyOptions) -> Result<u8, Failure> {
    let mut analysis = run::analysed(&options.paths, &options.shared)?;
    let status = run::status(&analysis)?;
    let report = Findings::taken(&mut analysis).report(&analysis, &options.shared);
    let component = match run::component(&analysis, &options.component) {
        Ok(component) => component,
        Err(failure) => {
            // It may be unknown because of a file that was not read.
            let notes =
                terminal::render_notes(&report, &Style::default(), &mut io::stderr().lock());
            output::finished(notes)?;
            return Err(failure);
        }
    };
    let material = Material {
        report: &report,
        graph: &analysis.graph,
        knowledge: &analysis.knowledge,
        deployments: &analysis.model.deployments,
    };
    let explanation = explain(material, component, options.class);
    let mut out = BufWriter::new(io::stdout().lock());
    let written = match options.format {
        WhyFormat::Human => {
            terminal::render_why(&explanation, &output::style(options.color), &mut out)
        }
        WhyFormat::Json => report::json::render_why(&explanation, &mut out),
    };
    output::finished(written.and_then(|()| out.flush()))?;
    Ok(status)
}
