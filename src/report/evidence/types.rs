//! What evidence says, as data: the document that is kept, from which every page is written and against which it is verified later.
//!
//! In: nothing. Out: [`Evidence`] and its parts; everything is text or a count already. How it is found out is not known here, nor how
//! it is shown.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::results::{ControlResult, Finding, FrameworkResult, RuleResult, Tally};
use super::stated::{Agreement, Attestation, Deployed, End, Exempted, Vendor};

/// Evidence of what a system does with PHI, as far as its files show it.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Always `phipath-evidence`.
    pub format: String,
    /// Version of this format.
    pub format_version: u32,
    /// Names of the systems, as their manifests have them; empty where there is no manifest.
    pub systems: Vec<String>,
    /// Day as of which everything was judged, ISO 8601.
    pub as_of: String,
    /// What made it.
    pub tool: Tool,
    /// What the tool knew.
    pub knowledge: Known,
    /// What a person asked for, as it is needed to make it again.
    pub options: Options,
    /// Counts.
    pub summary: Summary,
    /// What was read, and what not.
    pub scope: Scope,
    /// Components with PHI.
    pub inventory: Vec<Item>,
    /// Movements of PHI.
    pub flows: Vec<Movement>,
    /// Frameworks of controls.
    pub frameworks: Vec<FrameworkResult>,
    /// Controls.
    pub controls: Vec<ControlResult>,
    /// Rules that ran.
    pub rules: Vec<RuleResult>,
    /// What is violated, undecided or waived.
    pub findings: Vec<Finding>,
    /// Exceptions, and how each fared.
    pub exceptions: Vec<Exempted>,
    /// Others that PHI gets to, or may get to: one state for each.
    pub vendors: Vec<Vendor>,
    /// Business associate agreements that manifests name.
    pub agreements: Vec<Agreement>,
    /// What people vouch for in manifests.
    pub attestations: Vec<Attestation>,
    /// Days on which something ends or begins that counts.
    pub ends: Vec<End>,
    /// What is different from earlier evidence; absent where there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<Changes>,
    /// The files written beside this one, with their hashes.
    pub files: Vec<Written>,
    /// SHA-256 over what this document says, in hex: as it is without `changes`, `files` and hashes. The page shows it too.
    pub content_sha256: String,
    /// SHA-256 of this document with this value empty, in hex.
    pub sha256: String,
}

/// The tool.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// Its version.
    pub version: String,
    /// SHA-256 of the source code it was built from, in hex.
    pub source_sha256: String,
}

/// What the tool knew.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// Day of the newest fact about services, ISO 8601.
    pub catalog_date: String,
    /// SHA-256 over all files of the catalog, in hex.
    pub catalog_sha256: String,
    /// The packs of rules.
    pub packs: Vec<Pack>,
}

/// A pack of rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// Its name.
    pub name: String,
    /// One line.
    pub title: String,
    /// How many rules it has.
    pub rules: usize,
    /// SHA-256 over the pack and its rules, in hex.
    pub sha256: String,
}

/// What a person asked for. Paths start at the root.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// Files and folders.
    pub paths: Vec<String>,
    /// Values of parameters.
    pub set: BTreeMap<String, String>,
    /// File with values of parameters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<String>,
    /// Folder with Terraform sources.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Where PHI starts.
    pub phi: Vec<String>,
    /// Packs.
    pub packs: Vec<String>,
    /// Folder with rules of the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rules: Option<String>,
    /// The configuration, where it was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<String>,
    /// Globs of what is left out.
    pub exclude: Vec<String>,
    /// Frameworks; none for all.
    pub frameworks: Vec<String>,
    /// The commit that the files are of, as whoever made this says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
}

/// Counts of the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Summary {
    /// Verdicts of all rules on all that they judge.
    pub verdicts: Tally,
    /// Violations that nobody waived, by severity: critical, high, medium, low.
    pub violated_by_severity: BTreeMap<String, usize>,
    /// The same by what the broken rule rests on: required, addressable, policy.
    pub violated_by_basis: BTreeMap<String, usize>,
    /// Controls by result.
    pub controls: BTreeMap<String, usize>,
    /// Violated controls by what broke them: required, addressable, policy, standard.
    pub controls_failed_by: BTreeMap<String, usize>,
    /// Components that carry PHI, by level: yes, possible.
    pub carriers: BTreeMap<String, usize>,
    /// Movements of PHI.
    pub flows: usize,
    /// Others that PHI gets to, or may get to: who operates what is not the organisation's own.
    pub operators: Vec<String>,
}

/// What was read, and what not.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// Every file that the result rests on.
    pub inputs: Vec<InputFile>,
    /// Where the templates are deployed to, as far as somebody says it.
    pub deployments: Vec<Deployed>,
    /// What was assumed.
    pub assumptions: Vec<String>,
    /// Errors and warnings about inputs.
    pub messages: Vec<Message>,
    /// Files that were found and are no infrastructure code.
    pub not_recognised: Vec<String>,
    /// Files that look like infrastructure and that an ignore file hides.
    pub ignored: Vec<String>,
    /// Resource types that the tool knows nothing of, with how often.
    pub unknown_types: BTreeMap<String, usize>,
    /// References that no file read resolves.
    pub unresolved_references: usize,
    /// Policies whose text was not read.
    pub unread_policies: usize,
    /// Policy documents that stand alone and were set aside, since they grant nothing.
    pub policies_set_aside: usize,
    /// Components by how they are known: declared, implied, external, unread.
    pub components: BTreeMap<String, usize>,
}

/// A file that the result rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputFile {
    /// Its path from the root on.
    pub path: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// `infrastructure`, `beside` (another file names it), `configuration`, `values` or `rules`.
    pub role: String,
}

/// What was said about an input.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize, Deserialize,
)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// `error`, `warning` or `note`.
    pub severity: String,
    /// `file:line:column`, or a path; empty for the run as a whole.
    pub place: String,
    /// What.
    pub text: String,
}

/// A component with PHI.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its key, by which flows name it: unique and stable.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its kind or resource type; empty where neither is known.
    pub kind: String,
    /// Its role in a data-flow diagram.
    pub element: String,
    /// Its address.
    pub address: String,
    /// Who operates it; empty where that is not known.
    pub operator: String,
    /// `file:line:column`.
    pub place: String,
    /// `yes` or `possible`; `no` for what stands at an end of a flow and carries none.
    pub level: String,
    /// Why PHI is there.
    pub why: String,
    /// Where that is written.
    pub why_place: String,
    /// Rules that it breaks.
    pub violated: Vec<String>,
    /// Rules of which that cannot be said.
    pub undecided: Vec<String>,
}

/// A movement of PHI.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Movement {
    /// Key of the component where it starts.
    pub from: String,
    /// Key of the component where it ends.
    pub to: String,
    /// `yes` or `possible`.
    pub level: String,
    /// What moves: `content`, `notice`, …
    pub payload: String,
    /// Why it is believed: declared, configured, permitted.
    pub bases: Vec<String>,
    /// Why it is there, in words.
    pub reasons: Vec<String>,
    /// Where that is written: `file:line:column`.
    pub place: String,
    /// How it compares between a manifest and the code; empty where nothing is compared.
    pub design: String,
    /// Rules that it breaks.
    pub violated: Vec<String>,
    /// Rules of which that cannot be said.
    pub undecided: Vec<String>,
}

/// What is different from earlier evidence.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Changes {
    /// Day of the earlier evidence.
    pub since: String,
    /// Its `sha256`.
    pub since_sha256: String,
    /// The differences.
    pub found: Differences,
}

/// Differences between two pieces of evidence, in words where that is enough.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Differences {
    /// Files.
    pub inputs: Vec<InputChange>,
    /// The tool, the catalog, the packs and the options.
    pub means: Vec<String>,
    /// Controls with another result.
    pub controls: Vec<ControlChange>,
    /// Findings that are there now only.
    pub new_findings: Vec<String>,
    /// Findings that were there then only.
    pub gone_findings: Vec<String>,
    /// Movements of PHI that are there now only.
    pub new_flows: Vec<String>,
    /// Movements of PHI that were there then only.
    pub gone_flows: Vec<String>,
    /// Other parts of the result that are different.
    pub other: Vec<String>,
}

/// A file that is different.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputChange {
    /// Its path.
    pub path: String,
    /// Its hash then; empty where it was not there.
    pub before: String,
    /// Its hash now; empty where it is not there.
    pub after: String,
}

/// A control with another result.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ControlChange {
    /// Its id with the framework.
    pub id: String,
    /// What it asks.
    pub title: String,
    /// Its result then; empty where it was not there.
    pub before: String,
    /// Its result now; empty where it is not there.
    pub after: String,
}

/// A file that was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
}
