//! Formats of reports, as words of the command line.

use std::path::PathBuf;

use clap::ValueEnum;

use super::args::pair;

/// Formats of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Human,
    /// phipath's own JSON
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// Annotations of GitHub's build service
    Github,
    /// Code quality report of GitLab
    Gitlab,
    /// Test results in the format of JUnit
    Junit,
    /// Diagnostics for reviewdog
    Rdjson,
    /// A comment on a change
    Markdown,
}

/// Formats of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum PictureFormat {
    /// For browsers and documents
    Svg,
    /// For Graphviz
    Dot,
    /// For Markdown, where Mermaid is drawn
    Mermaid,
    /// phipath's own JSON
    Json,
}

/// What components have in common that are drawn as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FoldBy {
    /// The deployment that makes them
    Deployment,
    /// The zone of a manifest; where they are in none, the deployment
    Zone,
    /// The service, within a deployment
    Service,
    /// Nothing: each component by itself
    None,
}

/// Formats of what differs between two runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DiffFormat {
    /// For people
    Human,
    /// phipath's own JSON
    Json,
    /// A comment on a change
    Markdown,
    /// Annotations of GitHub's build service
    Github,
}

/// What can be new in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum News {
    /// A violation
    Violation,
    /// A finding that is undecided
    Undecided,
    /// A flow that moves PHI
    Flow,
    /// A component that PHI reaches
    Reach,
    /// Nothing
    Never,
}

/// A format and the file that it goes to.
pub(super) fn report_target(text: &str) -> Result<(Format, PathBuf), String> {
    let (format, path) =
        pair(text).map_err(|_| "expected FORMAT=FILE, such as sarif=phipath.sarif".to_owned())?;
    let format = Format::from_str(&format, true)
        .map_err(|_| format!("`{format}` is not one of {}", formats()))?;
    Ok((format, PathBuf::from(path)))
}

/// The formats of a report, as a list.
fn formats() -> String {
    let names = Format::value_variants().iter();
    let names = names.filter_map(|format| format.to_possible_value());
    let names: Vec<String> = names.map(|value| value.get_name().to_owned()).collect();
    names.join(", ")
}
