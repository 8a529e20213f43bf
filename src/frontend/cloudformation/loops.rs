//! Loops: the entries that `Fn::ForEach` makes in a section, in properties, or in a resource.
//!
//! In: a mapping. Out: its entries, each loop unrolled, with what the identifiers of its loops stand for, when it exists,
//! and the parameters whose defaults made it. What a loop makes of a list that is not known is left out, and its cause is
//! named. What the entries mean is not known here.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::source::Diagnostic;
use crate::syntax::{Cause, CauseKind, Guard, Node, Shape};

use super::LANGUAGE_EXTENSIONS;
use super::binding::{Binding, Bindings, bound, fill};
use super::collection::{self, Collection};
use super::function::LOOP;
use super::scope::Scope;

/// Ticks that an entry costs that a loop makes: a few lines must not stand for a million resources.
const TICKS: usize = 16;

/// What the entries of a mapping are called, for messages.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Resources,
    Conditions,
    Outputs,
    Properties,
}

impl Sort {
    fn name(self) -> &'static str {
        match self {
            Sort::Resources => "resources",
            Sort::Conditions => "conditions",
            Sort::Outputs => "outputs",
            Sort::Properties => "properties",
        }
    }
}

/// An entry of a mapping, as written or made by a loop.
pub(super) struct Unrolled<'t> {
    pub(super) key: Node<'t>,
    pub(super) name: String,
    pub(super) node: Node<'t>,
    /// Whether a loop made it.
    pub(super) is_made: bool,
    pub(super) bindings: Bindings,
    /// When it is there, by the list that made it.
    pub(super) when: Guard,
    /// Parameters whose defaults made it.
    pub(super) assumes: BTreeSet<String>,
}

/// The entries of a mapping.
pub(super) struct Entries<'t> {
    pub(super) list: Vec<Unrolled<'t>>,
    /// Why there may be more of them.
    pub(super) open: Option<Cause>,
}

/// Whether a mapping has a loop among its keys.
pub(super) fn has_loop(node: Node<'_>) -> bool {
    let is_loop = |key: Node<'_>| key.text().is_some_and(|name| name.starts_with(LOOP));
    node.entries().any(|(key, _)| is_loop(key))
}

/// The entries of a mapping with its loops unrolled.
pub(super) fn entries<'t>(section: Node<'t>, sort: Sort, scope: &mut Scope<'t>) -> Entries<'t> {
    let mut unrolling = Unrolling {
        sort,
        seen: BTreeSet::new(),
        out: Entries {
            list: Vec::new(),
            open: None,
        },
    };
    let around = Around {
        bindings: scope.bindings.clone(),
        when: Guard::Always,
        assumes: BTreeSet::new(),
        identifier: None,
        loops: Vec::new(),
    };
    // What is written counts before what a loop makes of the same name.
    for (key, _) in section.entries() {
        let name = key
            .text()
            .map(|name| fill(name, &around.bindings).into_owned());
        unrolling.seen.extend(name);
    }
    for (key, node) in section.entries() {
        unrolling.add(key, node, &around, scope);
    }
    unrolling.out
}

/// What is around an entry.
#[derive(Clone)]
struct Around {
    bindings: Bindings,
    when: Guard,
    assumes: BTreeSet<String>,
    /// The identifier of the innermost loop.
    identifier: Option<String>,
    /// Names of the loops.
    loops: Vec<String>,
}

struct Unrolling<'t> {
    sort: Sort,
    /// Names that are taken.
    seen: BTreeSet<String>,
    out: Entries<'t>,
}

impl<'t> Unrolling<'t> {
    fn add(&mut self, key: Node<'t>, node: Node<'t>, around: &Around, scope: &mut Scope<'t>) {
        let Some(written) = key.text() else { return };
        if written.starts_with(LOOP) {
            return self.repeat(&written, key, node, around, scope);
        }
        let name = fill(written.clone(), &around.bindings).into_owned();
        if let Some(identifier) = &around.identifier {
            let names_it = ["${", "&{"].iter().any(|open| {
                let mut holes = written.split(open).skip(1);
                holes.any(|rest| {
                    rest.split('}')
                        .next()
                        .is_some_and(|one| one.trim() == identifier)
                })
            });
            if !names_it && !written.starts_with("Fn::") {
                let message = format!("key `{written}` of a loop does not say which pass it is of");
                let help = format!("write `${{{identifier}}}` into it, or `&{{{identifier}}}`");
                let error = Diagnostic::error("malformed-loop", key.span(), message);
                scope.diagnostics.push(error.help(help));
            }
            if !self.takes(&name, identifier, key, scope) {
                return;
            }
        }
        self.out.list.push(Unrolled {
            key,
            name,
            node,
            is_made: around.identifier.is_some(),
            bindings: around.bindings.clone(),
            when: around.when.clone(),
            assumes: around.assumes.clone(),
        });
    }

    /// Whether a name that a loop makes can be had.
    fn takes(
        &mut self,
        name: &str,
        identifier: &str,
        key: Node<'t>,
        scope: &mut Scope<'t>,
    ) -> bool {
        if !(0..TICKS).all(|_| scope.pay(key.span())) {
            return false;
        }
        let is_plain = name.chars().all(|letter| letter.is_ascii_alphanumeric());
        if self.sort != Sort::Properties && !is_plain && !name.starts_with("Fn::") {
            let message =
                format!("`{name}` is no logical id: it has other signs than letters and digits");
            let error = Diagnostic::error("malformed-loop", key.span(), message);
            let help = format!("write `&{{{identifier}}}`, which leaves the other signs out");
            scope.diagnostics.push(error.help(help));
        }
        if self.seen.contains(name) {
            let message = format!("the loop makes `{name}`, which is there already");
            scope.error("duplicate-name", key.span(), message);
            return false;
        }
        self.seen.insert(name.to_owned());
        true
    }

    /// Adds what a loop makes.
    fn repeat(
        &mut self,
        written: &str,
        key: Node<'t>,
        node: Node<'t>,
        around: &Around,
        scope: &mut Scope<'t>,
    ) {
        let Some((identifier, list, fragment)) = parts(written, key, node, scope) else {
            self.open(Cause::new(CauseKind::Malformed, format!("`{written}`")));
            return;
        };
        scope.has_loops = true;
        check_names(written, key, &identifier, node, around, scope);
        if !scope.pay(key.span()) || !scope.enter(key.span()) {
            self.open(Cause::new(
                CauseKind::Limit,
                format!("what `{written}` makes"),
            ));
            return;
        }
        let collection = scope.within(&around.bindings, |scope| {
            collection::read(list, &identifier, scope)
        });
        self.tell(written, key, &collection, scope);
        let mut inner = around.clone();
        inner.loops.push(written.to_owned());
        for item in collection.items {
            if !scope.pay(key.span()) {
                break;
            }
            inner.bindings = Some(Rc::new(Binding {
                identifier: identifier.clone(),
                value: item.text,
                outer: around.bindings.clone(),
            }));
            inner.when = Guard::all([around.when.clone(), item.when]);
            inner.assumes = around.assumes.union(&item.assumes).cloned().collect();
            inner.identifier = Some(identifier.clone());
            for (key, node) in fragment.entries() {
                self.add(key, node, &inner, scope);
            }
        }
        scope.depth -= 1;
    }

    fn open(&mut self, cause: Cause) {
        self.out.open.get_or_insert(cause);
    }

    /// Says of a list that is not known, or not all of it, what is not checked for that.
    fn tell(&mut self, written: &str, key: Node<'t>, list: &Collection, scope: &mut Scope<'t>) {
        let Some(cause) = &list.open else { return };
        self.open(cause.clone());
        if cause.kind == CauseKind::Malformed {
            return;
        }
        let what = self.sort.name();
        let some = if list.items.is_empty() {
            ""
        } else {
            "some of "
        };
        let message =
            format!("{cause}, so {some}the {what} that `{written}` makes are not checked");
        let warning = Diagnostic::warning("loop-not-unrolled", key.span(), message);
        let asked = scope.parameters.get(&cause.subject);
        let help = match asked.filter(|_| cause.kind == CauseKind::Parameter) {
            Some(declared) if declared.is_list => {
                format!(
                    "pass `--set {}=a,b`, with the values of the list",
                    cause.subject
                )
            }
            _ => cause.settled_by(),
        };
        scope.diagnostics.push(warning.help(help));
    }
}

/// Identifier, list and fragment of a loop; an error where it is not written so.
fn parts<'t>(
    written: &str,
    key: Node<'t>,
    node: Node<'t>,
    scope: &mut Scope<'t>,
) -> Option<(String, Node<'t>, Node<'t>)> {
    if !scope.is_extended && !scope.is_told {
        scope.is_told = true;
        let message = format!("`{written}` needs the transform `{LANGUAGE_EXTENSIONS}`");
        let error = Diagnostic::error("loop-without-transform", key.span(), message);
        let help = format!("add `Transform: {LANGUAGE_EXTENSIONS}` to the template");
        scope.diagnostics.push(error.help(help));
    }
    let items: Vec<Node<'t>> = match node.shape() {
        Shape::Sequence if node.tag().is_none() => node.items().collect(),
        _ => Vec::new(),
    };
    let fault = match items.as_slice() {
        [identifier, list, fragment] => match identifier.text() {
            _ if fragment.shape() != Shape::Mapping || fragment.tag().is_some() => (
                fragment.full_span(),
                "its third part is a mapping, whose keys name the identifier",
            ),
            Some(name) if identifier.tag().is_none() && is_name(&name) => {
                return Some((name.into_owned(), *list, *fragment));
            }
            _ => (
                identifier.full_span(),
                "its first part is an identifier, of letters and digits",
            ),
        },
        _ => (
            node.full_span(),
            "a loop is a list of an identifier, a list of texts and a mapping",
        ),
    };
    let message = format!("`{written}` is not read: {}", fault.1);
    scope.error("malformed-loop", fault.0, message);
    None
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_ascii_alphanumeric())
}

/// Names of loops and identifiers that already mean something else.
fn check_names<'t>(
    written: &str,
    key: Node<'t>,
    identifier: &str,
    node: Node<'t>,
    around: &Around,
    scope: &mut Scope<'t>,
) {
    let name = &written[LOOP.len()..];
    let place = node.items().next().map_or(key.span(), |first| first.span());
    let fault = if bound(identifier, &around.bindings).is_some() {
        (
            place,
            format!("`{identifier}` is the identifier of a loop around this one already"),
        )
    } else if scope.parameters.contains_key(identifier) || scope.resources.contains(identifier) {
        (
            place,
            format!("identifier `{identifier}` is the name of a parameter or resource too"),
        )
    } else if around.loops.iter().any(|outer| outer == written) {
        (
            key.span(),
            format!("`{written}` stands in a loop of its own name"),
        )
    } else if !is_name(name) {
        (
            key.span(),
            format!("`{name}` is no name of a loop: it takes letters and digits"),
        )
    } else if scope.parameters.contains_key(name) || scope.resources.contains(name) {
        (
            key.span(),
            format!("loop `{name}` has the name of a parameter or resource"),
        )
    } else {
        return;
    };
    let error = Diagnostic::error("malformed-loop", fault.0, fault.1);
    scope
        .diagnostics
        .push(error.help("give each loop and each identifier a name of its own"));
}
