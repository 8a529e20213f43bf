//! Trials: a rule on its own examples.
//!
//! In: what the tool knows, a rule's id and an [`Example`]. Out: a [`Trial`]: the verdict that the example must have, the
//! one that it has, and what else is wrong. Where rules come from and how trials are shown is not known here.

mod address;

use std::sync::Arc;

use crate::check::{Finding, Verdict};
use crate::frontend::{Format, cloudformation};
use crate::graph::{Seeds, Sweep};
use crate::knowledge::Example;
use crate::source::{Encoding, Severity, SourceFile, Span};
use crate::{Analysis, Input, Loaded, Role, Settings, analyse};

pub use address::address_span;

/// The path of the manifest of an example.
const DESIGN: &str = "example.architecture.yaml";

/// How what a rule says of an example compares with what it must say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// It has nothing to complain of, and says so.
    Validated,
    /// It finds the defect.
    Reported,
    /// It leaves open what is open.
    Undecided,
    /// It complains, or asks, without a reason.
    Noisy,
    /// It does not see what it should.
    Missing,
}

impl Mark {
    /// All, those that are as they should be first.
    pub const ALL: [Mark; 5] = [
        Mark::Validated,
        Mark::Reported,
        Mark::Undecided,
        Mark::Noisy,
        Mark::Missing,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Mark::Validated => "validated",
            Mark::Reported => "reported",
            Mark::Undecided => "undecided",
            Mark::Noisy => "noisy",
            Mark::Missing => "missing",
        }
    }

    /// Whether it is as it should be.
    pub fn passes(self) -> bool {
        matches!(self, Mark::Validated | Mark::Reported | Mark::Undecided)
    }

    /// The mark of a verdict where another, or the same, is expected.
    fn of(expected: &str, got: &str) -> Self {
        let (violated, undecided) = (Verdict::Violated.name(), Verdict::Undecided.name());
        match (expected == got, expected) {
            (true, _) if got == violated => Mark::Reported,
            (true, _) if got == undecided => Mark::Undecided,
            (true, _) => Mark::Validated,
            (false, _) if got == violated => Mark::Noisy,
            (false, _) if expected == violated || expected == undecided => Mark::Missing,
            (false, _) if got == undecided => Mark::Noisy,
            // Held where it should not apply, or the other way round.
            (false, _) if expected == Verdict::Satisfied.name() => Mark::Missing,
            (false, _) => Mark::Noisy,
        }
    }
}

/// What came of a rule on an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// The name of the example.
    pub name: String,
    /// Where it is written.
    pub span: Span,
    /// The verdict that it must have.
    pub expected: String,
    /// The verdict that it has.
    pub got: &'static str,
    /// How the two compare.
    pub mark: Mark,
    /// What is wrong: a verdict that is not as expected, a text that cannot be read, a place that no finding points at.
    pub faults: Vec<String>,
}

impl Trial {
    /// Whether all is as it should be.
    pub fn passes(&self) -> bool {
        self.mark.passes() && self.faults.is_empty()
    }
}

/// Runs one rule of what was loaded on one of its examples. `day` is the day of the run unless the example says one.
pub fn trial(loaded: Loaded, rule: &str, example: &Example, day: jiff::civil::Date) -> Trial {
    let analysis = analysed(loaded, example, day);
    let findings = findings_of(&analysis, rule);
    let worst = findings.iter().map(|finding| finding.verdict).min();
    let got = worst.unwrap_or(Verdict::NotApplicable).name();
    let mark = Mark::of(&example.expect, got);
    let mut faults = unread(&analysis);
    if !mark.passes() {
        faults.push(difference(&example.expect, got, &findings));
    }
    let hits: Vec<&Finding> = findings
        .into_iter()
        .filter(|one| one.verdict.name() == example.expect)
        .collect();
    let at = example.at.iter();
    faults.extend(at.filter_map(|address| not_pointed_at(&analysis, &hits, address)));
    Trial {
        name: example.name.clone(),
        span: example.span,
        expected: example.expect.clone(),
        got,
        mark,
        faults,
    }
}

/// The analysis of an example: of its template or manifest, and of the manifest beside it.
pub fn analysed(loaded: Loaded, example: &Example, day: jiff::civil::Date) -> Analysis {
    let input = |path: &str, text: &str| Input {
        path: path.to_owned(),
        text: text.to_owned(),
        encoding: Encoding::Utf8,
        role: Role::Named,
    };
    let own = match example.format {
        Format::Manifest => DESIGN,
        Format::Terraform => "example.tf",
        _ => "example.yaml",
    };
    let mut inputs = vec![input(own, &example.text)];
    inputs.extend(example.manifest.as_ref().map(|text| input(DESIGN, text)));
    analyse(loaded, inputs, &settings(example, day))
}

/// What an example asks a run for.
pub fn settings(example: &Example, day: jiff::civil::Date) -> Settings {
    let sweep = match example.settings.phi.as_deref() {
        Some("all") => Sweep::All,
        Some("none") => Sweep::None,
        _ => Sweep::Labels,
    };
    Settings {
        as_of: Some(example.settings.as_of.unwrap_or(day)),
        template: cloudformation::Settings {
            values: example.settings.values.clone(),
            ..cloudformation::Settings::default()
        },
        seeds: Seeds {
            sweep,
            ..Seeds::default()
        },
        ..Settings::default()
    }
}

fn findings_of<'a>(analysis: &'a Analysis, rule: &str) -> Vec<&'a Finding> {
    let rules = &analysis.knowledge.rules;
    let findings = analysis.outcome.findings.iter();
    let own = findings.filter(|one| *rules[usize::from(one.rule.0)].id == *rule);
    own.collect()
}

/// The errors of the texts themselves.
fn unread(analysis: &Analysis) -> Vec<String> {
    let said = analysis.diagnostics.iter();
    let errors = said.filter(|one| one.severity == Severity::Error);
    errors
        .map(|one| format!("the text does not read: {}: {}", one.code, one.message))
        .collect()
}

/// That the verdict is not as expected, with what the rule said instead.
fn difference(expected: &str, got: &str, findings: &[&Finding]) -> String {
    let said = findings.iter().map(|one| {
        let causes = one.causes.iter().map(|cause| cause.to_string());
        let causes = causes.collect::<Vec<_>>().join(", ");
        let because = match causes.as_str() {
            "" => String::new(),
            causes => format!(" ({causes})"),
        };
        format!("{} {}{because}", one.verdict.name(), one.subject)
    });
    let said = said.collect::<Vec<_>>().join("; ");
    let said = match said.as_str() {
        "" => "it speaks of nothing there".to_owned(),
        said => format!("it says: {said}"),
    };
    format!("expected {expected}, got {got}: {said}")
}

/// What is wrong where no finding points into an address of `at`.
fn not_pointed_at(analysis: &Analysis, hits: &[&Finding], address: &str) -> Option<String> {
    let own = |file: &&Arc<SourceFile>| file.path.starts_with("example.");
    let files = analysis.sources.iter().filter(own);
    let mut places = files.filter_map(|file| Some((file, address_span(file, address)?)));
    let Some((file, wanted)) = places.next() else {
        return Some(format!("`{address}` is not in the example"));
    };
    let labels = || hits.iter().flat_map(|one| &one.labels);
    if labels().any(|label| wanted.contains(label.span)) {
        return None;
    }
    let seen = labels().filter(|label| label.span.file == file.id);
    let seen = seen.map(|label| {
        let position = file.position(label.span.start);
        let text = file.slice(label.span);
        let first = text.lines().next().unwrap_or_default();
        format!("`{first}` in line {}", position.line)
    });
    let seen = seen.collect::<Vec<_>>().join(", ");
    Some(match seen.as_str() {
        "" => format!("no finding points into `{address}`"),
        seen => format!("no finding points into `{address}`, but at {seen}"),
    })
}
