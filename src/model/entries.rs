//! What stands in lists of components and of their policies: items with several parts, permissions, settings.
//!
//! In: nothing. Out: types. How they are read, and what they mean for the graph, is not known here.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::source::Span;
use crate::syntax::{Cause, Guard, Value};
use crate::vocabulary::AttributeId;

use super::{ComponentId, DeploymentId};

/// An item of a list with named parts, such as a rule of a firewall: as written, not yet resolved.
#[derive(Clone, Debug)]
pub struct Record {
    /// The component that has it.
    pub component: ComponentId,
    /// The attribute that it was read for.
    pub attribute: AttributeId,
    /// What stands under each of its parts, with the condition under which it does.
    pub parts: BTreeMap<Arc<str>, Vec<(Value, Guard)>>,
    /// Why it is not known whether there is such an item, or what it says.
    pub doubt: Option<Cause>,
    /// When it is there.
    pub when: Guard,
    /// Where it is written.
    pub span: Span,
}

/// A permission that a resource gives to principals.
#[derive(Clone, Debug)]
pub struct Permit {
    /// The deployment in which it is written.
    pub deployment: DeploymentId,
    /// Whom it names, each with its condition.
    pub principals: Vec<(Value, Guard)>,
    /// What may be called.
    pub resources: Vec<(Value, Guard)>,
    /// Whether something limits it further, such as the ARN of a caller.
    pub narrowed: bool,
    /// When it exists.
    pub when: Guard,
}

/// A value in the configuration of a process that may name hosts and components.
#[derive(Clone, Debug)]
pub struct Mention {
    /// The process.
    pub component: ComponentId,
    /// The attribute that it stands under.
    pub attribute: AttributeId,
    /// The name of the setting, such as an environment variable.
    pub name: String,
    /// Where the name is written.
    pub name_span: Span,
    /// Its value.
    pub value: Value,
    /// When it is set.
    pub when: Guard,
}
