//! Which format a text is in, and what to do where it is in neither.

use std::sync::Arc;

use crate::source::{Diagnostic, Severity, SourceFile, Span};

use super::build::{Builder, Input};
use super::limits::Limits;
use super::offsets::OffsetMap;
use super::tree::Tree;
use super::{json, yaml};

/// Longest text that is tried as YAML after it failed as JSON: the YAML reader is many times slower.
const MAX_SECOND_READING: usize = 16 * 1024 * 1024;

/// Reads the text of a file, JSON or YAML. After an error diagnostic the tree holds what was read before it, possibly
/// without a root. JSON within YAML's flow style is read as JSON where it is exactly that, else as YAML.
pub fn parse(file: &Arc<SourceFile>, limits: &Limits) -> (Tree, Vec<Diagnostic>) {
    let named_json = has_extension(&file.path, "json");
    let named_yaml = has_extension(&file.path, "yaml") || has_extension(&file.path, "yml");
    let input = Input {
        text: file.text(),
        file,
        offsets: None,
    };
    let suggested = match (named_json, named_yaml) {
        (true, _) => Suggested::Json,
        (_, true) => Suggested::Yaml,
        _ => Suggested::Nothing,
    };
    read(input, suggested, limits)
}

/// Reads JSON, or YAML, that is embedded in a string of `file`. The spans of the tree are those of the file, as the
/// map from offsets of `text` says.
pub fn parse_json_text(
    text: &str,
    offsets: &OffsetMap,
    file: &Arc<SourceFile>,
    limits: &Limits,
) -> (Tree, Vec<Diagnostic>) {
    let input = Input {
        text,
        file,
        offsets: Some(offsets),
    };
    read(input, Suggested::Nothing, limits)
}

/// The format that a file's name suggests.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Suggested {
    Json,
    Yaml,
    Nothing,
}

fn read(input: Input<'_>, suggested: Suggested, limits: &Limits) -> (Tree, Vec<Diagnostic>) {
    if u32::try_from(input.text.len()).is_err() {
        let span = Span::new(input.file.id, 0, 0);
        let diagnostic =
            Diagnostic::error("too-large", span, "texts of 4 GiB and more are not read");
        return Builder::new(Input { text: "", ..input }, limits)
            .finish(Some(Box::new(diagnostic.help("split the file"))));
    }
    let text = input.text.trim_start_matches('\u{feff}').trim_start();
    let bracket = text.starts_with(['{', '[']);
    if !bracket && suggested != Suggested::Json {
        return yaml::read(input, limits);
    }
    let (tree, mut diagnostics, complete) = json::read(input, limits);
    let limited = diagnostics
        .iter()
        .any(|diagnostic| diagnostic.code.ends_with("-limit"));
    if complete
        || !bracket
        || limited && suggested != Suggested::Yaml
        || input.text.len() > MAX_SECOND_READING
    {
        return (tree, diagnostics);
    }
    let (as_yaml, mut yaml_diagnostics) = yaml::read(input, limits);
    let is_yaml = !yaml_diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity == Severity::Error);
    if is_yaml && suggested == Suggested::Json {
        // The last one is what stopped the JSON reader.
        yaml_diagnostics.extend(diagnostics.pop().map(not_json));
    }
    if is_yaml || suggested == Suggested::Yaml {
        return (as_yaml, yaml_diagnostics);
    }
    (tree, diagnostics)
}

/// The error of the JSON reader as a warning about a text that YAML accepts.
fn not_json(error: Diagnostic) -> Diagnostic {
    Diagnostic {
        code: "not-json",
        severity: Severity::Warning,
        message: format!("read as YAML, as it is not JSON: {}", error.message),
        ..error
    }
}

fn has_extension(path: &str, extension: &str) -> bool {
    path.rsplit_once('.')
        .is_some_and(|(_, found)| found.eq_ignore_ascii_case(extension))
}
