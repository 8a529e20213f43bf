//! The shape of our JSON. Field order is output order; descriptions go into the JSON Schema.
//!
//! In: nothing. Out: types. How they are filled is not known here.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::Findings;
use super::standing::{Exception, Phi, Waiver};

/// A report of phipath.
#[derive(JsonSchema, Serialize)]
#[schemars(title = "phipath report")]
pub(super) struct Document<'r> {
    /// Always `phipath-report`.
    pub(super) format: &'static str,
    /// Version of this format: grows when a field changes its meaning or goes, not when one is added.
    pub(super) format_version: u32,
    /// Version of phipath.
    pub(super) version: &'static str,
    /// Day on which the run is to be judged, ISO 8601.
    pub(super) as_of: &'r str,
    /// Day of the newest service fact, ISO 8601.
    pub(super) catalog_date: &'r str,
    /// What was assumed.
    pub(super) assumptions: &'r [String],
    /// All rules together.
    pub(super) summary: Summary,
    /// What was read and what not.
    pub(super) coverage: Coverage<'r>,
    /// Where PHI goes: components that it reaches, and flows that move it.
    pub(super) phi: Phi<'r>,
    /// Exceptions, and how each fared.
    pub(super) exceptions: Vec<Exception<'r>>,
    /// The report of an earlier run with which this one is compared; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) baseline: Option<&'r str>,
    /// What was said about inputs.
    pub(super) diagnostics: Vec<Diagnostic<'r>>,
    /// The rules that ran.
    pub(super) rules: Vec<Rule<'r>>,
    /// The controls that the rules name.
    pub(super) controls: Vec<Control<'r>>,
    /// Verdicts with their places, ordered by file, place and rule.
    #[schemars(with = "Vec<Finding<'static>>")]
    pub(super) findings: Findings<'r>,
}

/// Counts over all rules.
#[derive(JsonSchema, Serialize)]
pub(super) struct Summary {
    /// Verdicts of all rules.
    pub(super) verdicts: Tally,
    /// Verdicts by severity of the rule.
    pub(super) by_severity: BTreeMap<&'static str, Tally>,
    /// Rules that ran.
    pub(super) rules_run: usize,
    /// Rules that held for every subject, of at least one.
    pub(super) rules_held: usize,
    /// Rules that held, and of which it is not sure everywhere that they apply.
    pub(super) rules_held_if_they_apply: usize,
    /// Rules with a violation.
    pub(super) rules_violated: usize,
    /// Rules without a violation that are undecided somewhere, or held only if they apply.
    pub(super) rules_undecided: usize,
    /// Rules without a violation or anything undecided but what exceptions cover.
    pub(super) rules_waived: usize,
    /// Rules without a subject.
    pub(super) rules_without_subject: usize,
    /// Violations, among those counted above, that the run compared with has too.
    pub(super) violations_unchanged: usize,
}

/// How often a rule, or several, came to each verdict.
#[derive(JsonSchema, Serialize)]
pub(super) struct Tally {
    /// Subjects that break it, without those that an exception covers.
    pub(super) violated: usize,
    /// Subjects of which it cannot be said, without those that an exception covers.
    pub(super) undecided: usize,
    /// Subjects that break it, or of which it cannot be said, and that an exception covers.
    pub(super) waived: usize,
    /// Subjects for which it held.
    pub(super) held: usize,
    /// Subjects for which what it requires holds, though it is not sure that it applies.
    pub(super) held_if_it_applies: usize,
}

/// What a run read, and what it did not.
#[derive(JsonSchema, Serialize)]
pub(super) struct Coverage<'r> {
    /// Files read as documents.
    pub(super) files: &'r [String],
    /// Walked files that are not infrastructure.
    pub(super) other_files: usize,
    /// Files that look like infrastructure and that an ignore file hides.
    pub(super) ignored: &'r [String],
    /// Components by presence.
    pub(super) components: &'r BTreeMap<&'static str, usize>,
    /// Flows.
    pub(super) flows: usize,
    /// Components that carry PHI, by how sure that is.
    pub(super) phi_carriers: &'r BTreeMap<&'static str, usize>,
    /// Resource types without a kind, the most frequent first.
    pub(super) unmapped_types: Vec<Unmapped<'r>>,
    /// References that no file read resolves.
    pub(super) unresolved_references: usize,
    /// Policies whose text was not read.
    pub(super) opaque_policies: usize,
    /// Policy documents that stand alone and are no grants, such as limits of an organization; absent where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) policies_set_aside: Option<usize>,
}

/// A resource type without a kind.
#[derive(JsonSchema, Serialize)]
pub(super) struct Unmapped<'r> {
    /// The type.
    #[serde(rename = "type")]
    pub(super) type_name: &'r str,
    /// Resources of it.
    pub(super) count: usize,
    /// The first of them.
    pub(super) first: Span<'r>,
}

/// Something to say about an input.
#[derive(JsonSchema, Serialize)]
pub(super) struct Diagnostic<'r> {
    /// Stable name.
    pub(super) code: &'static str,
    /// `note`, `warning` or `error`.
    pub(super) severity: &'static str,
    /// What is wrong.
    pub(super) message: &'r str,
    /// The file that could not be read; absent where there is a span, or where it is about the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) path: Option<&'r str>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) span: Option<Span<'r>>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) help: Option<&'r str>,
    /// Other places that belong to it.
    pub(super) related: Vec<Label<'r>>,
}

/// A rule that ran.
#[derive(JsonSchema, Serialize)]
pub(super) struct Rule<'r> {
    /// Its id.
    pub(super) id: &'r str,
    /// Its topic.
    pub(super) topic: &'r str,
    /// One line.
    pub(super) title: &'r str,
    /// `critical`, `high`, `medium` or `low`.
    pub(super) severity: &'static str,
    /// How sure a finding is: `critical` (certain), `high`, `medium` or `low`.
    pub(super) confidence: &'static str,
    /// `preview`, `stable` or `deprecated`.
    pub(super) status: &'static str,
    /// Ids that it had before.
    pub(super) aliases: &'r [String],
    /// First version with it.
    pub(super) since: &'r str,
    /// `component`, `flow` or `path`.
    pub(super) subject: &'static str,
    /// Ids of controls.
    pub(super) controls: &'r [String],
    /// Why it matters.
    pub(super) why: &'r str,
    /// What to do.
    pub(super) fix: &'r str,
    /// When a finding can be wrong.
    pub(super) false_positives: &'r str,
    /// References.
    pub(super) references: &'r [String],
    /// How it fared.
    pub(super) verdicts: Tally,
}

/// A control of a framework.
#[derive(JsonSchema, Serialize)]
pub(super) struct Control<'r> {
    /// Its id with the framework.
    pub(super) id: &'r str,
    /// What it asks.
    pub(super) title: &'r str,
    /// `required`, `addressable` or `standard`, where the framework tells them apart; `policy` for what no law asks.
    pub(super) level: &'r str,
    /// `automated`, `partial` or `manual`.
    pub(super) automation: &'r str,
    /// What a person must still attest.
    pub(super) note: &'r str,
    /// Where the text comes from.
    pub(super) source: &'r str,
    /// When that was read or dated, ISO 8601.
    pub(super) source_date: &'r str,
}

/// A verdict of a rule on a subject.
#[derive(JsonSchema, Serialize)]
pub(super) struct Finding<'r> {
    /// Id of the rule.
    pub(super) rule: &'r str,
    /// `violated`, `undecided`, `satisfied` or `not_applicable`.
    pub(super) verdict: &'static str,
    /// Severity of the rule.
    pub(super) severity: &'static str,
    /// Name of the subject.
    pub(super) subject: &'r str,
    /// Address of the subject within the run.
    pub(super) address: &'r str,
    /// What was found, in one sentence.
    pub(super) message: &'r str,
    /// Places; the first is primary.
    pub(super) labels: Vec<Label<'r>>,
    /// How the data gets there; absent where no data travels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) path: Option<FlowPath<'r>>,
    /// For undecided: what is not known.
    pub(super) causes: Vec<Cause<'r>>,
    /// Assumptions, and the worlds in which it holds.
    pub(super) notes: &'r [String],
    /// Satisfied although it is not sure that the rule applies.
    pub(super) if_it_applies: bool,
    /// What made the resource at its places, where that was an app of the AWS CDK; absent elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) construct: Option<Construct<'r>>,
    /// Who answers for it, where an exception covers it: nothing fails by it; absent elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) waiver: Option<Waiver<'r>>,
    /// Whether the run compared with has it too: nothing fails by it.
    pub(super) unchanged: bool,
    /// Stable across moves in the file, in hex.
    pub(super) fingerprint: &'r str,
}

/// A construct of an app of the AWS CDK.
#[derive(JsonSchema, Serialize)]
pub(super) struct Construct<'r> {
    /// Its path in the app.
    pub(super) path: &'r str,
    /// File and line of the code that made it, from the folder of the app on; absent where that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) line: Option<&'r str>,
}

/// A path with where it starts.
#[derive(JsonSchema, Serialize)]
pub(super) struct FlowPath<'r> {
    /// Why the data is at the first component.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) start: Option<Label<'r>>,
    /// The hops.
    pub(super) hops: Vec<Hop<'r>>,
}

/// One hop of a path.
#[derive(JsonSchema, Serialize)]
pub(super) struct Hop<'r> {
    /// The component where it starts.
    pub(super) from: &'r str,
    /// The component where it ends.
    pub(super) to: &'r str,
    /// Why the data moves.
    pub(super) reason: &'r str,
    /// `declared`, `configured` or `permitted`.
    pub(super) basis: &'static str,
    /// What moves.
    pub(super) payload: &'static str,
    /// `yes` or `possible`.
    pub(super) level: &'static str,
    /// Whether the rule is broken here.
    pub(super) breaks: bool,
    /// Where it says so.
    pub(super) spans: Vec<Span<'r>>,
}

/// Something that is not known.
#[derive(JsonSchema, Serialize)]
pub(super) struct Cause<'r> {
    /// The sort of cause.
    pub(super) kind: &'static str,
    /// What it is about.
    pub(super) subject: &'r str,
    /// In words.
    pub(super) text: String,
    /// What would settle it.
    pub(super) settled_by: String,
}

/// A place with what is to be seen there.
#[derive(JsonSchema, Serialize)]
pub(super) struct Label<'r> {
    /// What is to be seen.
    pub(super) text: &'r str,
    /// The place.
    pub(super) span: Span<'r>,
}

/// A place in a file.
#[derive(JsonSchema, Serialize)]
pub(super) struct Span<'r> {
    /// The file.
    pub(super) path: &'r str,
    /// Its first byte.
    pub(super) start: Point,
    /// One past its last byte.
    pub(super) end: Point,
}

/// A point in a file.
#[derive(JsonSchema, Serialize)]
pub(super) struct Point {
    /// Line, 1-based.
    pub(super) line: u32,
    /// Column in bytes, 1-based.
    pub(super) column: u32,
    /// Offset in bytes, 0-based; into the text as UTF-8 where the file is UTF-16.
    pub(super) byte: u32,
}
