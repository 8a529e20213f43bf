//! The list of a loop: the texts over which it goes.
//!
//! In: the node of a list, which may be a function. Out: the texts, each with when it is in the list and the parameters
//! whose defaults put it there; the cause where the list, or a part of it, is not known.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{Diagnostic, Span};
use crate::syntax::{Cause, CauseKind, Guard, Node, Parameter, Term, Value};

use super::print::symbol_name;
use super::scope::Scope;
use super::value::{call, convert};

/// What a loop goes over.
pub(super) struct Collection {
    pub(super) items: Vec<Item>,
    /// Why there may be more.
    pub(super) open: Option<Cause>,
}

/// One pass of a loop.
#[derive(Clone)]
pub(super) struct Item {
    pub(super) text: String,
    pub(super) when: Guard,
    pub(super) assumes: BTreeSet<String>,
}

/// Reads the list of a loop.
pub(super) fn read<'t>(node: Node<'t>, identifier: &str, scope: &mut Scope<'t>) -> Collection {
    let value = convert(node, scope);
    let mut gathering = Gathering {
        place: node.full_span(),
        identifier,
        places: BTreeMap::new(),
        out: Collection {
            items: Vec::new(),
            open: None,
        },
    };
    gathering.list(&value, &Guard::Always, &BTreeSet::new(), scope);
    let mut out = gathering.out;
    for item in &mut out.items {
        if item.when.is_always() {
            item.when = Guard::Always;
        }
    }
    // A key that a mapping does not have lets the deployment fail: then there is nothing to check.
    if is_lookup_without_default(node) && !out.items.is_empty() {
        out.open = None;
    }
    out
}

fn is_lookup_without_default(node: Node<'_>) -> bool {
    call(node).is_some_and(|call| {
        call.name == "Fn::FindInMap" && call.arguments().is_some_and(|list| list.len() == 3)
    })
}

struct Gathering<'i> {
    place: Span,
    identifier: &'i str,
    /// Where each text is among the items.
    places: BTreeMap<String, usize>,
    out: Collection,
}

impl Gathering<'_> {
    fn list(
        &mut self,
        value: &Value,
        when: &Guard,
        assumes: &BTreeSet<String>,
        scope: &mut Scope<'_>,
    ) {
        match &value.term {
            Term::List(items) => {
                for item in items {
                    self.item(item, when, assumes, scope);
                }
            }
            Term::Parameter(parameter) => {
                if let Some((default, assumes)) = self.default(parameter, assumes, scope) {
                    self.list(default, when, &assumes, scope);
                }
            }
            Term::Choice {
                when: condition,
                then,
                otherwise,
            } => {
                for (branch, holds) in branches(condition, then, otherwise) {
                    self.list(branch, &Guard::all([when.clone(), holds]), assumes, scope);
                }
            }
            Term::Scalar(_) | Term::Map(_) => self.fault("a list of texts", scope),
            _ => self.other(value, scope),
        }
    }

    fn item(
        &mut self,
        value: &Value,
        when: &Guard,
        assumes: &BTreeSet<String>,
        scope: &mut Scope<'_>,
    ) {
        match &value.term {
            Term::Scalar(scalar) => self.add(&scalar.text, when, assumes, scope),
            Term::Parameter(parameter) => {
                if let Some((default, assumes)) = self.default(parameter, assumes, scope) {
                    self.item(default, when, &assumes, scope);
                }
            }
            Term::Choice {
                when: condition,
                then,
                otherwise,
            } => {
                for (branch, holds) in branches(condition, then, otherwise) {
                    self.item(branch, &Guard::all([when.clone(), holds]), assumes, scope);
                }
            }
            Term::List(_) | Term::Map(_) => self.fault("texts in its list", scope),
            _ => self.other(value, scope),
        }
    }

    fn add(&mut self, text: &str, when: &Guard, assumes: &BTreeSet<String>, scope: &mut Scope<'_>) {
        if *when == Guard::Never || !scope.pay(self.place) {
            return;
        }
        // The same text of two branches is one pass.
        if let Some(index) = self.places.get(text) {
            let item = &mut self.out.items[*index];
            item.when = Guard::any([item.when.clone(), when.clone()]);
            item.assumes.extend(assumes.iter().cloned());
            return;
        }
        self.places.insert(text.to_owned(), self.out.items.len());
        self.out.items.push(Item {
            text: text.to_owned(),
            when: when.clone(),
            assumes: assumes.clone(),
        });
    }

    /// The default of a parameter, with that it is assumed; an error where the parameter is hidden.
    fn default<'p>(
        &mut self,
        parameter: &'p Parameter,
        assumes: &BTreeSet<String>,
        scope: &mut Scope<'_>,
    ) -> Option<(&'p Value, BTreeSet<String>)> {
        if parameter.hidden {
            self.fault("a list that is not hidden by `NoEcho`", scope);
        }
        let Some(default) = &parameter.default else {
            self.open(Cause::new(CauseKind::Parameter, &parameter.name));
            return None;
        };
        let mut assumes = assumes.clone();
        assumes.insert(parameter.name.clone());
        Some((default, assumes))
    }

    fn other(&mut self, value: &Value, scope: &mut Scope<'_>) {
        match &value.term {
            Term::Unknown(cause) => self.open(cause.clone()),
            Term::Symbol(symbol) => {
                self.open(Cause::new(CauseKind::Parameter, symbol_name(*symbol)));
            }
            Term::Absent | Term::Null => {}
            _ => self.fault("values that are known before anything is deployed", scope),
        }
    }

    fn open(&mut self, cause: Cause) {
        self.out.open.get_or_insert(cause);
    }

    fn fault(&mut self, expected: &str, scope: &mut Scope<'_>) {
        let message = format!("the loop over `{}` takes {expected}", self.identifier);
        let error = Diagnostic::error("malformed-loop", self.place, message);
        let help = "write the texts out, or refer to a parameter whose type is a list";
        scope.diagnostics.push(error.help(help));
        self.open(Cause::new(
            CauseKind::Malformed,
            format!("the list of `{}`", self.identifier),
        ));
    }
}

fn branches<'v>(when: &Guard, then: &'v Value, otherwise: &'v Value) -> [(&'v Value, Guard); 2] {
    [(then, when.clone()), (otherwise, when.clone().negate())]
}
