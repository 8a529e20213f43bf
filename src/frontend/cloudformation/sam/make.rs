//! The work of one pass: resources in, resources out.
//!
//! In: the resources as written. Out: those that the transform makes, names that stand for others, and faults. What each sort
//! of resource becomes is in the files next door.

use std::collections::BTreeMap;

use crate::frontend::Resource;
use crate::source::{Diagnostic, Span};
use crate::syntax::{Entry, Guard, Value};

use super::super::scope::Scope;
use super::bodies::Body;
use super::check::REFUSED;
use super::fill::{Holes, fill};
use super::values::{absent, entry, is_there, list, map, prop};
use super::{Item, Language};

/// One pass over a template.
pub(super) struct Sam<'s, 't> {
    pub(super) scope: &'s mut Scope<'t>,
    pub(super) language: &'s Language,
    /// The resources so far.
    pub(super) made: Vec<Resource>,
    /// Where each of them stands in the list.
    places: BTreeMap<String, usize>,
    /// What names of the source stand for, such as `Api.Stage`.
    pub(super) renamed: BTreeMap<String, String>,
    /// What events add to APIs, by the API.
    pub(super) bodies: BTreeMap<String, Body>,
    /// APIs as written, by name: their sort and properties.
    pub(super) apis: BTreeMap<String, (String, Value)>,
    /// When each resource of the source exists.
    pub(super) guards: BTreeMap<String, Guard>,
    /// Functions that are deployed step by step.
    pub(super) deployments: Vec<super::deployment::Deployment>,
}

/// Where something is made, and when it exists.
#[derive(Clone)]
pub(super) struct Site {
    /// The resource of the source.
    pub(super) id: String,
    /// Where constants stand.
    pub(super) span: Span,
    pub(super) whole: Span,
    pub(super) type_span: Span,
    pub(super) properties_key: Span,
    pub(super) when: Guard,
    pub(super) metadata: Option<Value>,
}

impl Site {
    pub(super) fn of(resource: &Resource) -> Site {
        Site {
            id: resource.name.clone(),
            span: resource.span,
            whole: resource.whole,
            type_span: resource.type_span,
            properties_key: resource.properties_key,
            when: resource.when.clone(),
            metadata: resource.metadata.clone(),
        }
    }

    /// The same place, for what a part of the resource causes.
    pub(super) fn at(&self, span: Span) -> Site {
        Site {
            span,
            type_span: span,
            properties_key: span,
            metadata: None,
            ..self.clone()
        }
    }

    /// The same place, where what is made exists only then.
    pub(super) fn when(&self, when: Guard) -> Site {
        Site {
            when: Guard::all([self.when.clone(), when]),
            ..self.clone()
        }
    }

    /// A text at this place.
    pub(super) fn text(&self, text: impl Into<String>) -> Value {
        Value::text(text, self.span)
    }

    /// Nothing, at this place.
    pub(super) fn absent(&self) -> Value {
        absent(self.span)
    }
}

impl<'s, 't> Sam<'s, 't> {
    pub(super) fn new(scope: &'s mut Scope<'t>, language: &'s Language) -> Self {
        Self {
            scope,
            language,
            made: Vec::new(),
            places: BTreeMap::new(),
            renamed: BTreeMap::new(),
            bodies: BTreeMap::new(),
            apis: BTreeMap::new(),
            guards: BTreeMap::new(),
            deployments: Vec::new(),
        }
    }

    /// Everything that the resources become.
    pub(super) fn expand(&mut self, items: Vec<Item>, globals: Option<Value>) {
        self.check_globals(globals.as_ref());
        let mut own = Vec::new();
        let (mut wired, mut links) = (Vec::new(), Vec::new());
        for mut item in items {
            self.guards
                .insert(item.resource.name.clone(), item.resource.when.clone());
            self.check_attributes(&item);
            links.extend(self.embedded(&item));
            let Some(sort) = item.sort.clone() else {
                self.add(item.resource);
                continue;
            };
            self.merge_globals(&sort, &mut item, globals.as_ref());
            self.check_resource(&sort, &item.resource);
            if matches!(&*sort, "Api" | "HttpApi") {
                let known = (sort.clone(), item.resource.properties.clone());
                self.apis.insert(item.resource.name.clone(), known);
            }
            match &*sort {
                "Function" | "StateMachine" => wired.push((sort, item.resource)),
                "Connector" => links.push(self.connector(&item)),
                _ => own.push((sort, item.resource)),
            }
        }
        // The service goes through events of functions first: APIs are made of them.
        self.note_implicit_apis(&wired, globals.as_ref());
        for (sort, resource) in &wired {
            match &**sort {
                "Function" => self.function(resource),
                _ => self.state_machine(resource),
            }
        }
        self.implicit_apis();
        for (sort, resource) in &own {
            self.other(sort, resource);
        }
        self.deploy();
        links.into_iter().for_each(|link| self.connect(&link));
    }

    fn other(&mut self, sort: &str, resource: &Resource) {
        match sort {
            "Api" => self.rest_api(resource),
            "HttpApi" => self.http_api(resource),
            "WebSocketApi" => self.websocket_api(resource),
            "SimpleTable" => self.simple_table(resource),
            "LayerVersion" => self.layer(resource),
            "Application" => self.application(resource),
            "CapacityProvider" => self.capacity_provider(resource),
            "GraphQLApi" => self.graphql_api(resource),
            _ => {
                // What it becomes is not known; read as written it is at least counted as a type without a kind. A type that
                // nobody knows was spoken of before.
                if self.language.resources.contains_key(sort) {
                    let message = format!(
                        "what SAM makes of a resource of the type `{}` is not known; it is read as written",
                        resource.type_name
                    );
                    self.scope
                        .warning("transform-not-applied", resource.type_span, message);
                }
                self.add(resource.clone());
            }
        }
    }

    /// A part of a resource, by its shape.
    pub(super) fn part(&mut self, shape: &str, site: &Site, holes: Holes<'_>) -> Value {
        match self.language.shapes.get(shape) {
            Some(shape) => fill(&shape.value, &holes, site.span, self.scope),
            None => site.absent(),
        }
    }

    /// Makes a resource by its shape; one of the same name gives way.
    pub(super) fn make(&mut self, shape: &str, id: &str, site: &Site, holes: Holes<'_>) {
        let Some(known) = self.language.shapes.get(shape) else {
            return;
        };
        let mut properties = self.part(shape, site, holes);
        if !is_there(&properties) {
            properties = map(Vec::new(), site.span);
        }
        properties.span = site.properties_key;
        let resource = Resource {
            name: id.to_owned(),
            type_name: known.type_name.clone(),
            type_span: site.type_span,
            properties,
            properties_key: site.properties_key,
            when: site.when.clone(),
            metadata: site.metadata.clone(),
            span: site.span,
            whole: site.whole,
        };
        if id != site.id && self.guards.contains_key(id) {
            let message =
                format!("SAM makes a resource `{id}`, and the template has one of that name");
            self.refuse(site.span, message, "rename the one of the template");
            return;
        }
        match self.made_mut(id) {
            Some(old) => *old = resource,
            None => self.add(resource),
        }
    }

    /// The type of what a shape makes.
    pub(super) fn type_of(&self, shape: &str) -> &str {
        let shape = self.language.shapes.get(shape);
        shape.map_or("", |shape| &shape.type_name)
    }

    /// A name of the catalog, as a value.
    pub(super) fn word(&self, word: &str, site: &Site) -> Value {
        match self.language.words.get(word) {
            Some(text) => site.text(text.clone()),
            None => site.absent(),
        }
    }

    fn add(&mut self, resource: Resource) {
        self.places.insert(resource.name.clone(), self.made.len());
        self.made.push(resource);
    }

    /// A resource that was made.
    pub(super) fn made_mut(&mut self, id: &str) -> Option<&mut Resource> {
        let place = self.places.get(id)?;
        self.made.get_mut(*place)
    }

    /// Says that the service refuses something, and what would mend it.
    pub(super) fn refuse(&mut self, span: Span, message: impl Into<String>, help: &str) {
        let fault = Diagnostic::error(REFUSED, span, message);
        self.scope.diagnostics.push(fault.help(help));
    }

    /// Tags as a list, with the one that SAM adds.
    pub(super) fn tags(&self, word: &str, tags: Option<&Value>, site: &Site) -> Value {
        let mut items = Vec::new();
        if let Some(key) = self.language.words.get(word) {
            items.push(tag(site.text(key.clone()), site.text("SAM"), site.span));
        }
        items.extend(tag_list(tags));
        match items.is_empty() {
            true => site.absent(),
            false => list(items, site.span),
        }
    }

    /// Tags that a resource hands on to what is made of it, if it does.
    pub(super) fn handed_on(&self, properties: &Value, site: &Site) -> Value {
        match super::values::is_set(properties, "PropagateTags") {
            true => {
                let items = tag_list(prop(properties, "Tags"));
                match items.is_empty() {
                    true => site.absent(),
                    false => list(items, site.span),
                }
            }
            false => site.absent(),
        }
    }
}

/// A mapping of tags as the list that most resources take.
pub(super) fn tag_list(tags: Option<&Value>) -> Vec<Value> {
    let entries = tags.into_iter().flat_map(Value::entries);
    let made = entries.map(
        |Entry {
             key,
             key_span,
             value,
         }| {
            tag(
                Value::text(key.clone(), *key_span),
                value.clone(),
                *key_span,
            )
        },
    );
    made.collect()
}

fn tag(key: Value, value: Value, span: Span) -> Value {
    map(vec![entry("Key", key), entry("Value", value)], span)
}
