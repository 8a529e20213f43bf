//! What an expression of the configuration refers to, followed through variables and outputs of modules.
//!
//! In: references as a plan lists them, each with its prefixes, and the module they are written in. Out: the resources,
//! data sources and open values behind them. How the expression joins them is not in a plan.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::frontend::terraform::address::{
    Address, DATA, MODULE, after_key, calls, joined, step, without_keys,
};
use crate::syntax::{Node, Reference, Shape, Term, Tree};

use super::configuration::Configuration;
use super::instances::Instances;

/// Expressions that one value is followed through, and references of one expression that are followed.
const MOST_STEPS: usize = 64;

/// What a value is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// An instance of a resource, or an attribute of it.
    Instance {
        /// Its address.
        address: String,
        /// The path of the attribute, as written.
        attribute: Option<String>,
    },
    /// An attribute of a data source.
    Data {
        /// Its type and attribute with a dot between.
        name: String,
        /// The address of the instance; of the data source where there are several.
        address: String,
    },
    /// A value that is known when the plan is made.
    Known,
    /// A null.
    Null,
    /// Something that cannot be followed.
    Open,
}

/// Where an expression is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'p> {
    /// The path of the instance of the module.
    pub(super) module: &'p str,
    /// The key of the instance that the expression is evaluated for, with brackets.
    pub(super) key: &'p str,
    /// Where the expression is that made the instances.
    pub(super) for_each: Option<u32>,
    /// Whether an instance that it refers to is the one with that key.
    pub(super) keyed: bool,
}

impl<'p> Place<'p> {
    /// The key of the instances that are meant here where none is written.
    fn user(&self) -> &'p str {
        if self.keyed { self.key } else { "" }
    }
}

/// What references are followed with.
pub(super) struct Follow<'f, 't> {
    /// The configuration.
    pub(super) configuration: &'f Configuration<'t>,
    /// The instances that there are.
    pub(super) instances: &'f Instances,
    /// Attributes that name a resource, by its type.
    pub(super) identities: &'f BTreeMap<String, BTreeSet<String>>,
    /// Variables of the root whose value is null.
    pub(super) nulls: &'f HashSet<String>,
}

/// The references of an expression that are no prefix of another one, in their order, each once.
pub(super) fn references(expression: Node<'_>) -> Vec<String> {
    let listed = expression.get("references");
    let listed = listed.into_iter().flat_map(|list| list.items());
    let listed: Vec<String> = listed
        .filter_map(|item| item.text())
        .map(|text| text.into_owned())
        .collect();
    let mut prefixes: HashSet<&str> = HashSet::new();
    for reference in &listed {
        let mut quoted = false;
        for (at, byte) in reference.bytes().enumerate() {
            quoted ^= byte == b'"';
            if !quoted && matches!(byte, b'.' | b'[') {
                prefixes.insert(&reference[..at]);
            }
        }
    }
    let mut seen: HashSet<&str> = HashSet::new();
    let longest = listed.iter().filter(|one| !prefixes.contains(one.as_str()));
    let longest = longest.filter(|one| seen.insert(one.as_str()));
    longest.cloned().collect()
}

/// Whether a reference says which instance an expression is for, and nothing of the value.
pub(super) fn is_key(reference: &str) -> bool {
    reference == "each.key" || reference == "count.index"
}

impl Follow<'_, '_> {
    /// What the references of one expression lead to.
    pub(super) fn parts(&self, references: &[String], place: Place<'_>) -> Vec<Part> {
        let mut parts = Vec::new();
        self.all(references, place, &mut { MOST_STEPS }, &mut parts);
        parts
    }

    /// A reference to an attribute. What names a resource is the resource itself, but for its ARN.
    pub(super) fn reference(&self, address: &str, attribute: Option<&str>) -> Term {
        let type_name = Address::of(address).map(|address| address.type_name);
        let identities = type_name.and_then(|name| self.identities.get(name));
        let is_identity =
            |name: &&str| *name == "id" || identities.is_some_and(|all| all.contains(*name));
        let attribute = attribute.filter(|name| !is_identity(name) || name.ends_with("arn"));
        Term::Reference(Reference {
            to: address.to_owned(),
            attribute: attribute.map(str::to_owned),
        })
    }

    /// References to every instance of a resource, where a reference means them all and there are so many.
    pub(super) fn every_instance(
        &self,
        reference: &str,
        place: Place<'_>,
        count: usize,
    ) -> Vec<Term> {
        let address = Address::of(reference).filter(|address| !address.is_data);
        let whole = address.filter(|address| address.key.is_empty() && address.rest.is_empty());
        let Some(address) = whole else {
            return Vec::new();
        };
        let base = joined(place.module, &address.in_module());
        let keys = self.instances.keys(&base);
        if keys.clone().count() != count {
            return Vec::new();
        }
        let reference = |key| {
            Term::Reference(Reference {
                to: format!("{base}{key}"),
                attribute: None,
            })
        };
        keys.map(reference).collect()
    }

    fn all(
        &self,
        references: &[String],
        place: Place<'_>,
        steps: &mut usize,
        parts: &mut Vec<Part>,
    ) {
        if references.len() > MOST_STEPS {
            return add(parts, Part::Open);
        }
        // One that picks an instance by the key of its own says so.
        let keyed = place.keyed || references.iter().any(|one| is_key(one));
        let place = Place { keyed, ..place };
        for reference in references {
            self.follow(reference, place, steps, parts);
        }
    }

    fn follow(&self, reference: &str, place: Place<'_>, steps: &mut usize, parts: &mut Vec<Part>) {
        let reference = reference.strip_prefix("resource.").unwrap_or(reference);
        let Some((first, rest)) = step(reference) else {
            return add(parts, Part::Open);
        };
        match first.name {
            "count" => {}
            "each" => self.each(reference, place, steps, parts),
            "path" | "terraform" | "self" => add(parts, Part::Known),
            "var" => self.variable(rest, place, steps, parts),
            MODULE => self.output(reference, place, steps, parts),
            "local" | "ephemeral" => add(parts, Part::Open),
            _ => add(parts, self.resource(reference, place)),
        }
    }

    fn resource(&self, reference: &str, place: Place<'_>) -> Part {
        let Some(address) = Address::of(reference) else {
            return Part::Open;
        };
        let base = joined(place.module, &address.in_module());
        let found = self.instances.resource(&base, address.key, place.user());
        if address.is_data {
            let end = address.rest.find(['.', '[']).unwrap_or(address.rest.len());
            return Part::Data {
                name: format!("{}.{}", address.type_name, &address.rest[..end]),
                address: found.unwrap_or(base),
            };
        }
        found.map_or(Part::Open, |found| Part::Instance {
            attribute: attribute(address.rest),
            address: found,
        })
    }

    /// The value of the item of `for_each` that an instance is of.
    fn each(&self, reference: &str, place: Place<'_>, steps: &mut usize, parts: &mut Vec<Part>) {
        let Some(rest) = reference.strip_prefix("each.value") else {
            return;
        };
        let Some(at) = place.for_each else {
            return add(parts, Part::Open);
        };
        // What it lists has the keys of the instances.
        let outside = Place {
            for_each: None,
            keyed: true,
            ..place
        };
        self.expression(at, outside, rest, steps, parts);
    }

    /// The value of a variable, by what stands after `var`.
    fn variable(&self, path: &str, place: Place<'_>, steps: &mut usize, parts: &mut Vec<Part>) {
        let Some((name, rest)) = path.strip_prefix('.').and_then(step) else {
            return add(parts, Part::Open);
        };
        let rest = &path[path.len() - rest.len() - name.key.len()..];
        let known = |is_null: bool| if is_null { Part::Null } else { Part::Known };
        let Some((caller, call)) = calls(place.module).pop() else {
            return add(parts, known(self.nulls.contains(name.name)));
        };
        let called = self.configuration.module(&without_keys(caller));
        let Some(called) = called.and_then(|module| module.calls.get(call.name)) else {
            return add(parts, Part::Open);
        };
        let outside = Place {
            module: caller,
            key: call.key,
            for_each: called.for_each,
            keyed: false,
        };
        match called.expressions.get(name.name) {
            Some(&at) => self.expression(at, outside, rest, steps, parts),
            None => {
                let module = self.configuration.module(&without_keys(place.module));
                let is_set = module.is_some_and(|module| module.set.contains(name.name));
                add(parts, known(!is_set));
            }
        }
    }

    /// The output of a called module.
    fn output(&self, reference: &str, place: Place<'_>, steps: &mut usize, parts: &mut Vec<Part>) {
        let path = &reference[MODULE.len()..];
        let called = path.strip_prefix('.').and_then(step);
        let Some((call, rest)) = called else {
            return add(parts, Part::Open);
        };
        let base = joined(place.module, &format!("{MODULE}.{}", call.name));
        let instance = self.instances.module(&base, call.key, place.user());
        let output = rest.strip_prefix('.').and_then(step);
        let (Some(instance), Some((output, _))) = (instance, output) else {
            return add(parts, Part::Open);
        };
        let rest = &rest[1 + output.name.len()..];
        let module = self.configuration.module(&without_keys(&instance));
        let at = module.and_then(|module| module.outputs.get(output.name));
        let Some(&at) = at else {
            return add(parts, Part::Open);
        };
        let inside = Place {
            module: &instance,
            key: "",
            for_each: None,
            keyed: false,
        };
        self.expression(at, inside, rest, steps, parts);
    }

    /// What an expression elsewhere leads to; `rest` is the path into its value.
    fn expression(
        &self,
        at: u32,
        place: Place<'_>,
        rest: &str,
        steps: &mut usize,
        parts: &mut Vec<Part>,
    ) {
        let tree = self.configuration.tree(at);
        let root = tree.as_deref().and_then(Tree::root);
        let (Some(root), Some(left)) = (root, steps.checked_sub(1)) else {
            return add(parts, Part::Open);
        };
        *steps = left;
        let references = references(root);
        if references.is_empty() {
            let constant = root.get("constant_value");
            return add(
                parts,
                match constant.map(Node::shape) {
                    Some(Shape::Null) => Part::Null,
                    Some(_) => Part::Known,
                    None => Part::Open,
                },
            );
        }
        let mut found = Vec::new();
        self.all(&references, place, steps, &mut found);
        // Only of a whole resource it is sure which attribute the path leads to.
        if let [
            Part::Instance {
                attribute: whole @ None,
                ..
            },
        ] = found.as_mut_slice()
        {
            *whole = attribute(rest);
        }
        found.into_iter().for_each(|part| add(parts, part));
    }
}

/// The names of a path, without the numbers of items; `None` for the resource itself.
fn attribute(mut path: &str) -> Option<String> {
    let mut names = Vec::new();
    loop {
        if let Some(rest) = after_key(path) {
            path = rest;
            continue;
        }
        let Some((next, rest)) = step(path.strip_prefix('.').unwrap_or(path)) else {
            break;
        };
        names.push(next.name);
        path = rest;
    }
    (!names.is_empty()).then(|| names.join("."))
}

fn add(parts: &mut Vec<Part>, part: Part) {
    if !parts.contains(&part) {
        parts.push(part);
    }
}

/// How a data source is called in a reference.
pub(super) fn is_data(reference: &str) -> bool {
    reference
        .strip_prefix(DATA)
        .is_some_and(|rest| rest.starts_with('.'))
}
