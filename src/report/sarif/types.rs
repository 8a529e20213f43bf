//! The parts of SARIF 2.1.0 that are written, named as the standard names them.
//!
//! In: nothing. Out: types. Reports are not known here.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

use super::{Invocations, Results};

#[derive(Serialize)]
pub(super) struct Log<'r> {
    #[serde(rename = "$schema")]
    pub(super) schema: &'static str,
    pub(super) version: &'static str,
    pub(super) runs: [Run<'r>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Run<'r> {
    pub(super) tool: Tool<'r>,
    pub(super) original_uri_base_ids: Bases,
    pub(super) artifacts: Vec<Artifact>,
    pub(super) column_kind: &'static str,
    pub(super) results: Results<'r>,
    pub(super) invocations: Invocations<'r>,
    pub(super) properties: RunProperties<'r>,
}

#[derive(Serialize)]
pub(super) struct Tool<'r> {
    pub(super) driver: Driver<'r>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Driver<'r> {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
    pub(super) semantic_version: &'static str,
    pub(super) rules: Vec<RuleDescriptor<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RuleDescriptor<'r> {
    pub(super) id: &'r str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub(super) deprecated_ids: &'r [String],
    pub(super) name: String,
    pub(super) short_description: Message<'r>,
    pub(super) full_description: Message<'r>,
    pub(super) help: Help,
    pub(super) default_configuration: Configuration,
    pub(super) properties: RuleProperties<'r>,
}

#[derive(Serialize)]
pub(super) struct Help {
    pub(super) text: String,
    pub(super) markdown: String,
}

#[derive(Serialize)]
pub(super) struct Configuration {
    pub(super) level: &'static str,
}

#[derive(Serialize)]
pub(super) struct RuleProperties<'r> {
    pub(super) tags: Vec<&'r str>,
    pub(super) precision: &'static str,
    #[serde(rename = "security-severity")]
    pub(super) security_severity: &'static str,
    pub(super) since: &'r str,
    pub(super) controls: &'r [String],
}

#[derive(Clone, Serialize)]
pub(super) struct Message<'r> {
    pub(super) text: Cow<'r, str>,
}

impl<'r> Message<'r> {
    pub(super) fn new(text: impl Into<Cow<'r, str>>) -> Self {
        Self { text: text.into() }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invocation<'r> {
    pub(super) execution_successful: bool,
    pub(super) tool_execution_notifications: Vec<Notification<'r>>,
}

#[derive(Serialize)]
pub(super) struct Notification<'r> {
    pub(super) descriptor: Descriptor,
    pub(super) level: &'static str,
    pub(super) message: Message<'r>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) locations: Vec<Location<'r>>,
}

#[derive(Serialize)]
pub(super) struct Descriptor {
    pub(super) id: &'static str,
}

#[derive(Serialize)]
pub(super) struct Bases {
    #[serde(rename = "%SRCROOT%")]
    pub(super) root: Base,
}

#[derive(Serialize)]
pub(super) struct Base {
    pub(super) description: Message<'static>,
}

#[derive(Serialize)]
pub(super) struct Artifact {
    pub(super) location: ArtifactLocation,
    pub(super) roles: [&'static str; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ArtifactLocation {
    pub(super) uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) uri_base_id: Option<&'static str>,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) physical_location: Option<PhysicalLocation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) logical_locations: Vec<LogicalLocation<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<Message<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PhysicalLocation {
    pub(super) artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region {
    pub(super) start_line: u32,
    pub(super) start_column: u32,
    pub(super) end_line: u32,
    pub(super) end_column: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) byte_offset: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) byte_length: Option<u32>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LogicalLocation<'r> {
    pub(super) name: &'r str,
    pub(super) fully_qualified_name: &'r str,
    pub(super) kind: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ResultObject<'r> {
    pub(super) rule_id: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rule_index: Option<u16>,
    pub(super) kind: &'static str,
    pub(super) level: &'static str,
    pub(super) message: Message<'r>,
    pub(super) locations: Vec<Location<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) related_locations: Vec<Location<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) code_flows: Vec<CodeFlow<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) suppressions: Vec<Suppression<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) baseline_state: Option<&'static str>,
    pub(super) partial_fingerprints: BTreeMap<&'static str, &'r str>,
    pub(super) properties: ResultProperties<'r>,
}

#[derive(Serialize)]
pub(super) struct Suppression<'r> {
    pub(super) kind: &'static str,
    pub(super) status: &'static str,
    pub(super) justification: &'r str,
    pub(super) location: Location<'r>,
    pub(super) properties: SuppressionProperties<'r>,
}

#[derive(Serialize)]
pub(super) struct SuppressionProperties<'r> {
    pub(super) owner: &'r str,
    pub(super) until: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ticket: Option<&'r str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CodeFlow<'r> {
    pub(super) thread_flows: [ThreadFlow<'r>; 1],
}

#[derive(Serialize)]
pub(super) struct ThreadFlow<'r> {
    pub(super) locations: Vec<ThreadFlowLocation<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ThreadFlowLocation<'r> {
    pub(super) location: Location<'r>,
    pub(super) execution_order: usize,
    pub(super) importance: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) properties: Option<HopProperties<'r>>,
}

#[derive(Serialize)]
pub(super) struct HopProperties<'r> {
    pub(super) from: &'r str,
    pub(super) to: &'r str,
    pub(super) basis: &'static str,
    pub(super) payload: &'static str,
    pub(super) level: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ResultProperties<'r> {
    pub(super) severity: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) causes: Vec<CauseProperties>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub(super) notes: &'r [String],
    #[serde(skip_serializing_if = "is_false")]
    pub(super) if_it_applies: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CauseProperties {
    pub(super) text: String,
    pub(super) settled_by: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RunProperties<'r> {
    pub(super) as_of: &'r str,
    pub(super) catalog_date: &'r str,
    pub(super) assumptions: &'r [String],
    pub(super) other_files: usize,
    pub(super) ignored: &'r [String],
    pub(super) components: &'r BTreeMap<&'static str, usize>,
    pub(super) flows: usize,
    pub(super) phi_carriers: &'r BTreeMap<&'static str, usize>,
    pub(super) unmapped_types: Vec<Unmapped<'r>>,
    pub(super) unresolved_references: usize,
    pub(super) opaque_policies: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) policies_set_aside: Option<usize>,
}

#[derive(Serialize)]
pub(super) struct Unmapped<'r> {
    #[serde(rename = "type")]
    pub(super) type_name: &'r str,
    pub(super) count: usize,
}

fn is_false(flag: &bool) -> bool {
    !flag
}
