//! The SAM transform, as the service applies it.
//!
//! In: the resources of a template with their values, and what the catalog says of the transform. Out: the resources that the
//! service would make of them, whose values keep the places of what they were made of; a constant stands at the place of the
//! resource, event or policy that caused it. Types, actions and policies are not known here: they come from the catalog.

mod api;
mod auth;
mod bodies;
mod check;
mod connectors;
mod deployment;
mod domain;
mod events;
mod fill;
mod function;
mod globals;
mod graphql;
mod graphql_sources;
mod http_api;
mod invoke;
mod make;
mod openapi;
mod others;
mod policies;
mod pull;
mod schedules;
mod sources;
mod state_machine;
mod usage;
mod values;
mod websocket;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::frontend::{Made, Resource};
use crate::source::Place;
use crate::syntax::{Cause, CauseKind, Node, Value};

use super::loops::Unrolled;
use super::resource::read_resources;
use super::scope::Scope;
use super::value::convert;
use make::Sam;

/// The name of the transform.
pub(super) const TRANSFORM: &str = "AWS::Serverless-2016-10-31";

/// How the types of its resources begin.
const FAMILY: &str = "AWS::Serverless::";

/// What the catalog says of the transform.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Language {
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
    /// The parameters and statements of policy templates, by name.
    pub templates: BTreeMap<String, (Vec<String>, Value)>,
    /// What connectors permit, by the types of source and destination.
    pub connectors: BTreeMap<(String, String), Connection>,
    /// What names an end of a connector and where its role stands, by its type.
    pub ends: BTreeMap<String, BTreeMap<String, String>>,
}

/// A resource with holes; a part of one where it has no type.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// The type of the resource; empty for a part.
    pub type_name: String,
    /// Its properties, or the part.
    pub value: Arc<Value>,
}

/// The properties that something can have.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sorts {
    /// Each property with the sort of its value.
    pub properties: BTreeMap<String, &'static str>,
    /// Those that have to be there.
    pub required: Vec<String>,
    /// Those that may stand under `Globals`.
    pub globals: Vec<String>,
}

/// What a connector permits between two types.
#[derive(Clone, Debug, PartialEq)]
pub struct Connection {
    /// What it makes: a policy of a `role`, of a `queue` or `topic`, or a permission of a `function`.
    pub form: String,
    /// Whether a role's policy goes to the role of the source.
    pub of_source: bool,
    /// Permissions that may only be asked for like this; empty where any will do.
    pub together: Vec<Vec<String>>,
    /// The statements by permission, with holes.
    pub permissions: BTreeMap<String, Arc<Value>>,
}

/// A resource as written, with what stands beside its properties.
struct Item {
    resource: Resource,
    /// The last part of its type, where the transform replaces it.
    sort: Option<String>,
    connectors: Option<Value>,
    ignored_globals: Option<Value>,
    depends_on: Option<Value>,
}

/// The resources that a template has once the transform was applied. Names of what it makes are found in a first pass, so that
/// references to them are read as what they are in the second.
pub(super) fn read<'t>(
    root: Node<'t>,
    declared: &[Unrolled<'t>],
    language: &Language,
    scope: &mut Scope<'t>,
) -> (Vec<Resource>, BTreeMap<String, Made>) {
    let before = std::mem::take(&mut scope.diagnostics);
    let open = scope.open_names.take();
    scope.open_names = Some(Cause::new(CauseKind::Transform, TRANSFORM));
    let (made, _, renamed) = pass(root, declared, language, scope);
    let first = std::mem::replace(&mut scope.diagnostics, before);
    scope.open_names = open;
    let names = made.into_iter().map(|resource| resource.name);
    scope.resources.extend(names);
    scope.renamed = renamed;
    let start = scope.diagnostics.len();
    let (made, of_loops, _) = pass(root, declared, language, scope);
    // What is read once and kept, such as a condition, speaks up in the first pass only.
    let mut said: BTreeSet<_> = scope.diagnostics[start..]
        .iter()
        .map(|one| (one.code, place(&one.place), one.message.clone()))
        .collect();
    for one in first {
        if one.code != check::REFUSED
            && said.insert((one.code, place(&one.place), one.message.clone()))
        {
            scope.diagnostics.push(one);
        }
    }
    (made, of_loops)
}

fn place(place: &Place) -> (u32, u32) {
    match place {
        Place::Span(span) => (span.start, span.end),
        _ => (0, 0),
    }
}

fn pass<'t>(
    root: Node<'t>,
    declared: &[Unrolled<'t>],
    language: &Language,
    scope: &mut Scope<'t>,
) -> (
    Vec<Resource>,
    BTreeMap<String, Made>,
    BTreeMap<String, String>,
) {
    let (resources, made) = read_resources(declared, scope);
    let globals = root.get("Globals").map(|node| convert(node, scope));
    let by_name = declared.iter().map(|one| (one.name.as_str(), one));
    let by_name: BTreeMap<&str, &Unrolled<'t>> = by_name.collect();
    let items = resources.into_iter().map(|resource| {
        let own = by_name.get(resource.name.as_str()).copied();
        item(resource, own, scope)
    });
    let items: Vec<Item> = items.collect();
    let mut sam = Sam::new(scope, language);
    sam.expand(items, globals);
    (sam.made, made, sam.renamed)
}

fn item<'t>(resource: Resource, own: Option<&Unrolled<'t>>, scope: &mut Scope<'t>) -> Item {
    let mut attribute = |name: &str| {
        let own = own?;
        let node = own.node.get(name)?;
        Some(scope.within(&own.bindings, |scope| convert(node, scope)))
    };
    let sort = resource.type_name.strip_prefix(FAMILY);
    Item {
        sort: sort.map(str::to_owned),
        connectors: attribute("Connectors"),
        ignored_globals: attribute("IgnoreGlobals"),
        depends_on: attribute("DependsOn"),
        resource,
    }
}
