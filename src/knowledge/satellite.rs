//! Satellites: resources that add to a component that another resource declares, and items that read as statements.
//!
//! In: nothing. Out: types. Which resources of a template are satellites of which component is not known here.

use std::collections::BTreeMap;

use crate::frontend::Format;

use super::{ItemTest, Path};

/// A resource that adds to a component that another resource declares.
#[derive(Clone, Debug)]
pub struct Satellite {
    /// Its type.
    pub type_name: String,
    /// What paths call it: its type, or a name where several satellites of a kind have one type.
    pub name: String,
    /// The path to the component(s) it belongs to. Of several, each leads to a property that it has in common with its
    /// component, unless one of them is a reference to that. Empty where patterns say it.
    pub to: Vec<Path>,
    /// How its items say by patterns to which components they belong, in place of `to`.
    pub fitting: Option<Fitting>,
}

/// A resource whose items each belong to the components whose names fit a pattern. Each item that fits is a satellite of its
/// own, with what stands around it.
#[derive(Clone, Debug)]
pub struct Fitting {
    /// What must hold of the resource, or it is no satellite of this name.
    pub only: Vec<ItemTest>,
    /// Paths to the items.
    pub each: Vec<Path>,
    /// Paths to the patterns, within an item.
    pub patterns: Vec<Path>,
    /// What a pattern has to fit, with `{name}` for the name of the component. It may have a `*` of its own, for names of
    /// what lies in the component.
    pub forms: Vec<String>,
    /// Whether of several items that fit only the one with the closest pattern counts.
    pub closest: bool,
}

/// An item as the statement of a policy that allows, on the component itself.
#[derive(Clone, Debug)]
pub struct StatementMapping {
    /// Paths to whom it lets in, by format.
    pub principals: BTreeMap<Format, Vec<Path>>,
    /// Paths to the actions that it lets them do, by format.
    pub actions: BTreeMap<Format, Vec<Path>>,
}
