//! One plan or state over the sources of a folder.
//!
//! In: both templates. Out: one, resource by resource, value by value. Where a value is laid over a place of the sources, the
//! place in the plan is kept as its twin.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::frontend::terraform::address::{Address, is_meant, split_module};
use crate::frontend::terraform::plan::{Sort, Stored};
use crate::frontend::{Resource, Template};
use crate::source::Span;
use crate::syntax::{Entry, Guard, Term, Value};

use super::given::{self, Given};
use super::known::{contradicts, from_json, is_same_json, moved, says_more};
use super::list::pairing;
use super::names::Names;

/// Keys beyond which a planned mapping is looked up by a table.
const FEW: usize = 16;

/// The sources with a plan or state over them; a state counts for what a plan that is not whole leaves out.
pub(super) fn lay(source: Template, plan: Stored, state: Option<Template>) -> Template {
    let is_whole = plan.sort == Sort::Plan { is_whole: true };
    let (mut planned, mut order) = (BTreeMap::new(), Vec::new());
    let rest = state.filter(|_| !is_whole).into_iter();
    let rest = rest.flat_map(|state| state.resources);
    for resource in plan.template.resources.into_iter().chain(rest) {
        if !planned.contains_key(&resource.name) {
            order.push(resource.name.clone());
            planned.insert(resource.name.clone(), resource);
        }
    }
    let mut out = Template {
        resources: Vec::new(),
        ..source
    };
    let matched = matches(&source.resources, &planned);
    let kept = |resource: &Resource| !is_whole && !is_covered(resource, &planned);
    let names = names(&source.resources, &matched, &planned, kept);
    let mut laid: BTreeSet<&str> = BTreeSet::new();
    for (resource, of_plan) in source.resources.iter().zip(&matched) {
        if of_plan.is_empty() && kept(resource) {
            out.resources.push(resource.clone());
        }
        for name in of_plan {
            let Some(planned) = planned.get(*name) else {
                continue;
            };
            laid.insert(name);
            let mut lay = Lay {
                names: &names,
                given: &plan.variables,
                user: name,
                twins: &mut out.twins,
            };
            out.resources.push(lay.resource(resource, planned));
        }
    }
    let alone = order.iter().filter(|name| !laid.contains(name.as_str()));
    out.resources
        .extend(alone.filter_map(|name| planned.get(name).cloned()));
    out
}

/// For each resource of the sources the planned ones that are instances of it.
fn matches<'p>(own: &[Resource], planned: &'p BTreeMap<String, Resource>) -> Vec<Vec<&'p str>> {
    let mut by_block: HashMap<String, Vec<&str>> = HashMap::new();
    for name in planned.keys() {
        if let Some(address) = Address::of(name) {
            by_block.entry(address.block()).or_default().push(name);
        }
    }
    let exact: BTreeSet<&str> = own.iter().map(|resource| resource.name.as_str()).collect();
    let of_one = |resource: &Resource| match planned.get_key_value(&resource.name) {
        Some((name, _)) => vec![name.as_str()],
        None => {
            let block = Address::of(&resource.name).map(|address| address.block());
            let all = block.and_then(|block| by_block.get(&block));
            let all = all.into_iter().flatten().copied();
            // What is written by its own address is not one of however many.
            let free = all.filter(|name| !exact.contains(name));
            free.filter(|name| is_meant(&resource.name, name)).collect()
        }
    };
    own.iter().map(of_one).collect()
}

/// Whether a module that was not read is covered by what the plan says of its resources.
fn is_covered(resource: &Resource, planned: &BTreeMap<String, Resource>) -> bool {
    let is_module = split_module(&resource.name).is_some_and(|(_, rest)| rest.is_empty());
    let inside = |name: &String| {
        let rest = name.strip_prefix(&resource.name);
        rest.is_some_and(|rest| rest.starts_with(['.', '[']))
    };
    is_module
        && planned
            .range(resource.name.clone()..)
            .take_while(|(name, _)| name.starts_with(&resource.name))
            .any(|(name, _)| inside(name))
}

fn names(
    own: &[Resource],
    matched: &[Vec<&str>],
    planned: &BTreeMap<String, Resource>,
    kept: impl Fn(&Resource) -> bool,
) -> Names {
    let mut names = Names {
        present: planned.keys().cloned().collect(),
        instances: BTreeMap::new(),
    };
    for (resource, of_plan) in own.iter().zip(matched) {
        if of_plan.is_empty() && kept(resource) {
            names.present.insert(resource.name.clone());
        }
        if !of_plan.is_empty() && !planned.contains_key(&resource.name) {
            let all = of_plan.iter().map(|name| (*name).to_owned()).collect();
            names.instances.insert(resource.name.clone(), all);
        }
    }
    names
}

/// A resource that is laid over its source.
struct Lay<'l> {
    names: &'l Names,
    /// What the plan's variables were set to.
    given: &'l Given,
    /// Its address.
    user: &'l str,
    twins: &'l mut BTreeMap<Span, Vec<Span>>,
}

impl Lay<'_> {
    fn resource(&mut self, own: &Resource, plan: &Resource) -> Resource {
        self.twin(own.span, plan.span);
        Resource {
            name: plan.name.clone(),
            properties: self.value(&own.properties, &plan.properties),
            when: Guard::Always,
            ..own.clone()
        }
    }

    fn twin(&mut self, own: Span, plan: Span) {
        let twins = self.twins.entry(own).or_default();
        if own != plan && !twins.contains(&plan) {
            twins.push(plan);
        }
    }

    /// What is written, as far as the plan does not know better.
    fn value(&mut self, own: &Value, plan: &Value) -> Value {
        if let Term::Unknown(_) = plan.term {
            return self.kept(own);
        }
        self.twin(own.span, plan.span);
        if says_more(own) && self.is_there(own) && plan.term != Term::Null {
            return self.kept(own);
        }
        match (&own.term, &plan.term) {
            // What only deployment tells; the sources may say how it is made.
            (
                Term::Text(_) | Term::Map(_) | Term::List(_),
                Term::Reference(_) | Term::Symbol(_),
            ) => self.kept(own),
            (_, Term::Null) => Value {
                term: Term::Absent,
                span: own.span,
            },
            (Term::Map(entries), Term::Map(_)) => self.entries(entries, plan, own.span),
            (Term::List(items), Term::List(planned)) => self.items(items, planned, own.span),
            (Term::Map(_), Term::List(planned)) if planned.len() == 1 => {
                self.value(own, &planned[0])
            }
            (Term::List(items), Term::Map(_)) if items.len() == 1 => {
                self.single(&items[0], plan, own.span)
            }
            (Term::Map(_) | Term::List(_), Term::Scalar(scalar)) => {
                match (from_json(&scalar.text, plan.span), &own.term) {
                    (Some(parsed), _) => self.value(own, &parsed),
                    (None, Term::List(items)) if items.len() == 1 => {
                        self.single(&items[0], plan, own.span)
                    }
                    _ => moved(plan, own.span),
                }
            }
            (Term::Scalar(one), Term::Scalar(other)) if is_same_json(&one.text, &other.text) => {
                own.clone()
            }
            (
                Term::Choice {
                    when,
                    then,
                    otherwise,
                },
                _,
            ) => match (given::holds(self.given, when), branch(own, plan)) {
                (Some(true), _) => self.value(then, plan),
                (Some(false), _) => self.value(otherwise, plan),
                (None, Some(branch)) => self.value(branch, plan),
                (None, None) => moved(plan, own.span),
            },
            _ => moved(plan, own.span),
        }
    }

    /// A list of one item that the plan has without the list.
    fn single(&mut self, item: &Value, plan: &Value, span: Span) -> Value {
        Value {
            term: Term::List(vec![self.value(item, plan)]),
            span,
        }
    }

    fn entries(&mut self, own: &[Entry], plan: &Value, span: Span) -> Value {
        let planned = plan.entries();
        let table: HashMap<&str, &Value> = match planned.len() > FEW {
            true => planned
                .iter()
                .map(|entry| (entry.key.as_str(), &entry.value))
                .collect(),
            false => HashMap::new(),
        };
        let find = |key: &str| match table.is_empty() {
            true => plan.get(key),
            false => table.get(key).copied(),
        };
        let mut entries = Vec::with_capacity(own.len().max(planned.len()));
        let mut written: BTreeSet<&str> = BTreeSet::new();
        for entry in own {
            written.insert(&entry.key);
            let value = match find(&entry.key) {
                Some(planned) => self.value(&entry.value, planned),
                None => self.kept(&entry.value),
            };
            entries.push(Entry {
                value,
                ..entry.clone()
            });
        }
        let added = planned
            .iter()
            .filter(|entry| !written.contains(entry.key.as_str()));
        entries.extend(added.cloned());
        Value {
            term: Term::Map(entries),
            span,
        }
    }

    fn items(&mut self, own: &[Value], plan: &[Value], span: Span) -> Value {
        if own.len() != plan.len() {
            let items = plan.iter().map(|item| moved(item, span));
            return Value {
                term: Term::List(items.collect()),
                span,
            };
        }
        if own
            .iter()
            .all(|item| says_more(item) && self.is_there(item))
        {
            let items = own.iter().map(|item| self.kept(item)).collect();
            return Value {
                term: Term::List(items),
                span,
            };
        }
        let pairs = pairing(own, plan);
        let taken: BTreeSet<usize> = pairs.iter().flatten().copied().collect();
        // What cannot be told apart is taken as the plan has it.
        let mut rest = plan
            .iter()
            .enumerate()
            .filter(|(index, _)| !taken.contains(index));
        let mut items = Vec::with_capacity(own.len());
        for (own, pair) in own.iter().zip(&pairs) {
            items.extend(match pair.and_then(|index| plan.get(index)) {
                Some(planned) => Some(self.value(own, planned)),
                None => rest.next().map(|(_, planned)| moved(planned, span)),
            });
        }
        Value {
            term: Term::List(items),
            span,
        }
    }

    /// Whether everything that a value refers to is there.
    fn is_there(&self, value: &Value) -> bool {
        match &value.term {
            Term::Reference(reference) => self
                .names
                .present
                .contains(&self.names.renamed(reference, self.user).to),
            Term::Text(parts) => parts.iter().all(|part| self.is_there(part)),
            _ => true,
        }
    }

    /// What is written, with references to what the plan calls by other names, and variables as they were set.
    fn kept(&self, value: &Value) -> Value {
        let all = |values: &[Value]| values.iter().map(|value| self.kept(value)).collect();
        let term = match &value.term {
            Term::Reference(reference) => Term::Reference(self.names.renamed(reference, self.user)),
            Term::Parameter(parameter) => match given::value(self.given, &parameter.name) {
                Some(given) => return moved(given, value.span),
                None => value.term.clone(),
            },
            Term::List(items) => Term::List(all(items)),
            Term::Text(parts) => Term::Text(all(parts)),
            Term::Map(entries) => {
                let entries = entries.iter().map(|entry| Entry {
                    value: self.kept(&entry.value),
                    ..entry.clone()
                });
                Term::Map(entries.collect())
            }
            Term::Choice {
                when,
                then,
                otherwise,
            } => match given::holds(self.given, when) {
                Some(true) => return self.kept(then),
                Some(false) => return self.kept(otherwise),
                None => Term::Choice {
                    when: when.clone(),
                    then: Box::new(self.kept(then)),
                    otherwise: Box::new(self.kept(otherwise)),
                },
            },
            term => term.clone(),
        };
        Value {
            term,
            span: value.span,
        }
    }
}

/// The one branch of a choice that a planned value can come from.
fn branch<'v>(own: &'v Value, plan: &Value) -> Option<&'v Value> {
    let Term::Choice {
        then, otherwise, ..
    } = &own.term
    else {
        return Some(own);
    };
    match (contradicts(then, plan), contradicts(otherwise, plan)) {
        (false, true) => branch(then, plan),
        (true, false) => branch(otherwise, plan),
        _ => None,
    }
}
