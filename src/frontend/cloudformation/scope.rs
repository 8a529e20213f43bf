//! What the names of a template stand for while its values are read.
//!
//! In: the sections of a template as the readers next door understood them. Out: answers to "what is this name", a
//! budget for the whole template, and the diagnostics. It knows no function.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use crate::source::{Diagnostic, FileId, Span, closest_name};
use crate::syntax::{Atom, Budget, Cause, CauseKind, Guard, Node, Term, Value};

use super::binding::{self, Bindings};
use super::parameter::Declared;
use super::surroundings::{Surroundings, Wanted};

/// Nesting of values and conditions; deeper ones end in a diagnostic.
pub(super) const DEEPEST: usize = 96;

/// Longest text that one tick of the budget pays for when a value is copied.
const TEXT_PER_TICK: usize = 32;

/// The second level of `Mappings`, then the third.
pub(super) type Mapping<'t> = BTreeMap<String, BTreeMap<String, Node<'t>>>;

/// A condition of the template, as far as it has been read.
pub(super) enum ConditionState<'t> {
    /// Not looked at; with what identifiers of loops stand for in it.
    Written(Node<'t>, Bindings),
    /// Being read: meeting it again is a cycle.
    Pending,
    /// Read.
    Known(Guard),
}

/// Everything that a value of the template can name.
pub(super) struct Scope<'t> {
    pub(super) file: FileId,
    pub(super) parameters: BTreeMap<String, Rc<Declared>>,
    /// Values given for pseudo parameters.
    pub(super) given: BTreeMap<String, String>,
    pub(super) conditions: BTreeMap<String, ConditionState<'t>>,
    pub(super) mappings: BTreeMap<String, Mapping<'t>>,
    pub(super) resources: BTreeSet<String>,
    /// What a transform calls otherwise: `Name.Property`, or a name alone, and the resource that it stands for.
    pub(super) renamed: BTreeMap<String, String>,
    /// Why the names of resources may be incomplete: a transform or loop that adds some.
    pub(super) open_names: Option<Cause>,
    /// A transform of the whole template that is not applied.
    pub(super) altered: Option<Cause>,
    /// The texts of which the Region or another pseudo parameter chooses one, by where that is written.
    pub(super) alternatives: BTreeMap<Span, Vec<String>>,
    /// A resource whose type is not read, such as one that another tool puts in.
    pub(super) unread: Option<Cause>,
    /// Whether the names of conditions may be incomplete.
    pub(super) open_conditions: bool,
    /// Whether the template asks for the functions of the language extensions.
    pub(super) is_extended: bool,
    /// Whether it was said that it does not.
    pub(super) is_told: bool,
    /// Whether a loop was read.
    pub(super) has_loops: bool,
    /// What identifiers of loops stand for where the reader is.
    pub(super) bindings: Bindings,
    /// Parameters whose defaults made loops that were read, since somebody last took them.
    pub(super) assumed: BTreeSet<String>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What other templates give.
    pub(super) surroundings: Arc<Surroundings>,
    /// What is asked of other templates.
    pub(super) wanted: Wanted,
    pub(super) depth: usize,
    atoms: BTreeMap<(Arc<str>, Arc<str>), Arc<Atom>>,
    budget: Budget,
    exhausted: bool,
    too_deep: bool,
}

impl<'t> Scope<'t> {
    /// An empty scope for a template in `file`, which may cost so much.
    pub(super) fn new(file: FileId, budget: Budget) -> Self {
        Self {
            file,
            parameters: BTreeMap::new(),
            given: BTreeMap::new(),
            conditions: BTreeMap::new(),
            mappings: BTreeMap::new(),
            resources: BTreeSet::new(),
            renamed: BTreeMap::new(),
            open_names: None,
            altered: None,
            alternatives: BTreeMap::new(),
            unread: None,
            open_conditions: false,
            is_extended: false,
            is_told: false,
            has_loops: false,
            bindings: None,
            assumed: BTreeSet::new(),
            diagnostics: Vec::new(),
            surroundings: Arc::default(),
            wanted: Wanted::default(),
            depth: 0,
            atoms: BTreeMap::new(),
            budget,
            exhausted: false,
            too_deep: false,
        }
    }

    /// Adds an error.
    pub(super) fn error(&mut self, code: &'static str, span: Span, message: impl Into<String>) {
        self.diagnostics
            .push(Diagnostic::error(code, span, message));
    }

    /// Adds a warning.
    pub(super) fn warning(&mut self, code: &'static str, span: Span, message: impl Into<String>) {
        self.diagnostics
            .push(Diagnostic::warning(code, span, message));
    }

    /// Pays for one step; `false`, with a diagnostic the first time, once the template has cost too much.
    pub(super) fn pay(&mut self, span: Span) -> bool {
        if !self.exhausted && self.budget.tick() {
            return true;
        }
        if !self.exhausted {
            self.exhausted = true;
            let message = "template is too large once its aliases and functions are expanded";
            self.diagnostics.push(
                Diagnostic::error("template-too-large", span, message)
                    .help("the rest of the template counts as not known"),
            );
        }
        false
    }

    /// A copy of a value that is written elsewhere, paid for by its size.
    pub(super) fn copy(&mut self, value: &Value, span: Span) -> Value {
        let cost = size(value);
        for _ in 0..cost {
            if !self.pay(span) {
                return limit_reached(span);
            }
        }
        Value {
            term: value.term.clone(),
            span,
        }
    }

    /// Whether one more level may be entered; the caller lowers `depth` again if so.
    pub(super) fn enter(&mut self, span: Span) -> bool {
        if self.depth < DEEPEST {
            self.depth += 1;
            return true;
        }
        if !self.too_deep {
            self.too_deep = true;
            let message =
                format!("nested more than {DEEPEST} levels deep; what lies deeper is not read");
            self.error("too-deep", span, message);
        }
        false
    }

    /// The atom that says `left` is `right`. The first name that a comparison gets is kept for the whole template.
    pub(super) fn atom(&mut self, left: &str, right: &str, name: Option<&str>) -> Guard {
        if let Some(other) = self.only_alternative(left, right) {
            return Guard::Atom(other).negate();
        }
        let key: (Arc<str>, Arc<str>) = (self.own(left), right.into());
        let scope = self.file;
        let atom = self.atoms.entry(key.clone()).or_insert_with(|| {
            let name = match name {
                Some(name) => name.into(),
                None if right.is_empty() => format!("{left} == ''").into(),
                None => format!("{left} == {right}").into(),
            };
            Arc::new(Atom {
                scope,
                name,
                left: key.0,
                right: key.1,
            })
        });
        Guard::Atom(Arc::clone(atom))
    }

    /// What is compared, as it is called beside other stacks of the same template: what one gets says nothing of another.
    fn own(&self, left: &str) -> Arc<str> {
        match &self.surroundings.instance {
            Some(instance) => format!("{left} of {instance}").into(),
            None => left.into(),
        }
    }

    /// An atom for a formula that cannot be taken apart: `place` tells it from others, `name` is for people.
    pub(super) fn opaque_atom(&mut self, place: &str, name: &str) -> Guard {
        self.atom(&format!("condition {place}"), "true", Some(name))
    }

    /// Of a parameter with two allowed values, the comparison with the other one, if the template makes it.
    fn only_alternative(&self, left: &str, right: &str) -> Option<Arc<Atom>> {
        let [first, second] = self.parameters.get(left)?.allowed.as_deref()? else {
            return None;
        };
        let other = match right {
            _ if right == first => second,
            _ if right == second => first,
            _ => return None,
        };
        self.atoms
            .get(&(self.own(left), Arc::from(other.as_str())))
            .cloned()
    }

    /// The text of a scalar, with the identifiers of loops in it replaced.
    pub(super) fn text_of(&self, node: Node<'t>) -> Option<Cow<'t, str>> {
        Some(binding::fill(node.text()?, &self.bindings))
    }

    /// Reads something in which identifiers of loops mean this.
    pub(super) fn within<R>(
        &mut self,
        bindings: &Bindings,
        read: impl FnOnce(&mut Scope<'t>) -> R,
    ) -> R {
        let before = std::mem::replace(&mut self.bindings, bindings.clone());
        let result = read(self);
        self.bindings = before;
        result
    }

    /// What a transform calls a resource or attribute that the template names.
    pub(super) fn renamed(
        &self,
        name: &str,
        attribute: Option<&str>,
    ) -> Option<(String, Option<String>)> {
        if self.renamed.is_empty() {
            return None;
        }
        let rest = attribute.map(|one| one.split_once('.').unwrap_or((one, "")));
        let full = match rest {
            Some((first, _)) => format!("{name}.{first}"),
            None => name.to_owned(),
        };
        if let Some(to) = self.renamed.get(&full) {
            let rest = rest.map(|(_, rest)| rest).filter(|rest| !rest.is_empty());
            return Some((to.clone(), rest.map(str::to_owned)));
        }
        let to = self.renamed.get(name)?;
        Some((to.clone(), attribute.map(str::to_owned)))
    }

    /// What `name` was probably meant to be, among what a `Ref` can name.
    pub(super) fn closest_reference(&self, name: &str) -> Option<String> {
        let resources = self.resources.iter().map(String::as_str);
        let parameters = self.parameters.keys().map(String::as_str);
        closest_name(name, parameters.chain(resources)).map(str::to_owned)
    }
}

/// What stands for a value that was not read because the template is too large.
pub(super) fn limit_reached(span: Span) -> Value {
    unknown(CauseKind::Limit, "the size of the template", span)
}

/// A value that is not known.
pub(super) fn unknown(kind: CauseKind, subject: impl Into<String>, span: Span) -> Value {
    Value {
        term: Term::Unknown(Cause::new(kind, subject)),
        span,
    }
}

/// Says of a name that CloudFormation takes letters and digits only.
pub(super) fn check_name(name: &str, what: &str, span: Span, scope: &mut Scope<'_>) {
    let is_plain = name.chars().all(|letter| letter.is_ascii_alphanumeric());
    if !is_plain || name.is_empty() {
        let message = format!("`{name}` is no name for {what}s: it takes letters and digits only");
        scope.error("malformed-name", span, message);
    }
}

/// The cost of copying a value, in ticks.
fn size(value: &Value) -> usize {
    let mut cost = 0;
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        cost += 1;
        match &value.term {
            Term::Scalar(scalar) => cost += scalar.text.len() / TEXT_PER_TICK,
            Term::List(items) | Term::Text(items) => open.extend(items),
            Term::Map(entries) => {
                cost += entries
                    .iter()
                    .map(|entry| entry.key.len() / TEXT_PER_TICK)
                    .sum::<usize>();
                open.extend(entries.iter().map(|entry| &entry.value));
            }
            Term::Parameter(parameter) => {
                cost += parameter.name.len() / TEXT_PER_TICK;
                open.extend(parameter.default.as_deref());
            }
            Term::Reference(reference) => cost += reference.to.len() / TEXT_PER_TICK,
            Term::Unknown(cause) => cost += cause.subject.len() / TEXT_PER_TICK,
            Term::Choice {
                then, otherwise, ..
            } => open.extend([&**then, &**otherwise]),
            Term::Null | Term::Symbol(_) | Term::Absent => {}
        }
    }
    cost
}
