//! The keys of an Open Threat Model, by what has them, and those that an import reads.

pub(super) const MODEL: [&str; 9] = [
    "otmVersion",
    "project",
    "representations",
    "assets",
    "components",
    "dataflows",
    "trustZones",
    "threats",
    "mitigations",
];
pub(super) const MODEL_USED: [&str; 6] = [
    "otmVersion",
    "project",
    "assets",
    "components",
    "dataflows",
    "trustZones",
];

pub(super) const PROJECT: [&str; 7] = [
    "name",
    "id",
    "description",
    "owner",
    "ownerContact",
    "tags",
    "attributes",
];
pub(super) const PROJECT_USED: [&str; 2] = ["name", "id"];

pub(super) const ASSET: [&str; 5] = ["name", "id", "description", "risk", "attributes"];
pub(super) const ASSET_USED: [&str; 2] = ["name", "id"];

pub(super) const ZONE: [&str; 8] = [
    "name",
    "id",
    "type",
    "description",
    "risk",
    "parent",
    "representations",
    "attributes",
];
pub(super) const ZONE_USED: [&str; 4] = ["name", "id", "type", "risk"];

pub(super) const COMPONENT: [&str; 10] = [
    "name",
    "id",
    "type",
    "tags",
    "description",
    "parent",
    "representations",
    "assets",
    "threats",
    "attributes",
];
pub(super) const COMPONENT_USED: [&str; 5] = ["name", "id", "type", "parent", "assets"];

/// What a component does with assets.
pub(super) const KEPT: [&str; 2] = ["processed", "stored"];

/// A parent, as the schema has it and as the description of the format has it.
pub(super) const PARENT: [&str; 4] = ["trustZone", "component", "id", "type"];

pub(super) const FLOW: [&str; 11] = [
    "name",
    "id",
    "description",
    "tags",
    "bidirectional",
    "source",
    "destination",
    "assets",
    "representations",
    "threats",
    "attributes",
];
/// Of `tags` is said apart what is left out.
pub(super) const FLOW_USED: [&str; 7] = [
    "name",
    "id",
    "tags",
    "bidirectional",
    "source",
    "destination",
    "assets",
];
