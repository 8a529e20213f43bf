//! What the SAM transform makes of its resources: shapes of resources, what may be written, policy templates, connectors.

use std::collections::BTreeMap;

use crate::syntax::Value;

/// Everything that the transform needs to know by name.
#[derive(Clone, Debug, Default)]
pub struct Sam {
    /// Names by what they are for.
    pub words: BTreeMap<String, String>,
    /// Resources, and parts of resources, with holes.
    pub shapes: BTreeMap<String, Shape>,
    /// What resources can say, by the last part of their type.
    pub resources: BTreeMap<String, Sorts>,
    /// What events of functions can say, by their type.
    pub function_events: BTreeMap<String, Sorts>,
    /// What events of state machines can say, by their type.
    pub state_machine_events: BTreeMap<String, Sorts>,
    /// Policy templates by name.
    pub templates: BTreeMap<String, PolicyTemplate>,
    /// What connectors permit.
    pub connectors: Vec<Connection>,
    /// What names an end of a connector and where its role stands, by its type.
    pub ends: BTreeMap<String, BTreeMap<String, String>>,
    /// Properties of what the transform makes that SAM has under another name, by the type that is written.
    pub written_as: BTreeMap<String, BTreeMap<String, String>>,
}

/// A resource with holes; a part of one where it has no type.
#[derive(Clone, Debug)]
pub struct Shape {
    /// The type of the resource; empty for a part.
    pub type_name: String,
    /// Its properties, or the part.
    pub value: Value,
}

/// The properties that something can have.
#[derive(Clone, Debug, Default)]
pub struct Sorts {
    /// Each property with the sort of its value.
    pub properties: BTreeMap<String, &'static str>,
    /// Those that have to be there.
    pub required: Vec<String>,
    /// Those that may stand under `Globals`.
    pub globals: Vec<String>,
}

/// Statements behind a name.
#[derive(Clone, Debug)]
pub struct PolicyTemplate {
    /// The parameters that have to be given.
    pub parameters: Vec<String>,
    /// The statements, with holes.
    pub statements: Value,
}

/// What a connector permits between two types.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The type of its source.
    pub source: String,
    /// The type of its destination.
    pub destination: String,
    /// What it makes: a policy of a `role`, of a `queue` or `topic`, or a permission of a `function`.
    pub form: String,
    /// Whether a role's policy goes to the role of the source.
    pub of_source: bool,
    /// Permissions that may only be asked for like this; empty where any will do.
    pub together: Vec<Vec<String>>,
    /// The statements by permission, with holes.
    pub permissions: BTreeMap<String, Value>,
}
