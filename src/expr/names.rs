//! What the names in a predicate stand for.
//!
//! In: names, the variables of the subject and the vocabulary. Out: variables and attributes, or a fault that proposes
//! a name. Types are not known here.

use super::tree::{Extent, Fault, Form, Name, Node};
use super::{Function, Variable};
use crate::vocabulary::{AttributeId, Vocabulary};

/// How many names a piece of advice lists.
const LISTED: usize = 12;
/// How many characters of a name are compared; the comparison takes time with the square of them.
const COMPARED: usize = 80;

/// An attribute of a variable.
pub(super) type Key = (Variable, AttributeId);

/// The names that are in scope.
#[derive(Clone, Copy)]
pub(super) struct Names<'v> {
    /// The variables of the subject.
    pub(super) variables: &'v [Variable],
    /// The attributes.
    pub(super) vocabulary: &'v Vocabulary,
}

impl Variable {
    const ALL: [Variable; 6] = [
        Variable::Component,
        Variable::Flow,
        Variable::Source,
        Variable::Target,
        Variable::Statement,
        Variable::Operator,
    ];

    /// Its name in predicates.
    pub fn name(self) -> &'static str {
        match self {
            Variable::Component => "component",
            Variable::Flow => "flow",
            Variable::Source => "source",
            Variable::Target => "target",
            Variable::Statement => "statement",
            Variable::Operator => "operator",
        }
    }

    /// The variable of a name.
    pub fn named(name: &str) -> Option<Variable> {
        Variable::ALL
            .into_iter()
            .find(|variable| variable.name() == name)
    }
}

impl Function {
    /// All functions.
    pub(super) const ALL: [Function; 5] = [
        Function::Carries,
        Function::Protects,
        Function::Passes,
        Function::Crosses,
        Function::Reaches,
    ];

    /// Its name in predicates.
    pub fn name(self) -> &'static str {
        match self {
            Function::Carries => "carries",
            Function::Protects => "protects",
            Function::Passes => "passes",
            Function::Crosses => "crosses",
            Function::Reaches => "reaches",
        }
    }

    /// The variables it can be asked about.
    pub(super) fn subjects(self) -> &'static [Variable] {
        match self {
            Function::Carries => &[
                Variable::Component,
                Variable::Flow,
                Variable::Source,
                Variable::Target,
                Variable::Operator,
            ],
            Function::Protects | Function::Passes => &[Variable::Component],
            Function::Crosses => &[Variable::Flow],
            Function::Reaches => &[Variable::Statement],
        }
    }

    /// The texts it can be asked for.
    pub(super) fn arguments(self) -> &'static [&'static str] {
        match self {
            Function::Carries | Function::Protects | Function::Passes | Function::Reaches => &[
                "phi",
                "deidentified",
                "credential",
                "metadata",
                "access_log",
                "telemetry",
            ],
            Function::Crosses => &["operator", "account", "network"],
        }
    }
}

impl Names<'_> {
    /// The variable of a name, if this subject has it.
    pub(super) fn variable(self, name: &Name) -> Result<Variable, Fault> {
        let known = Variable::named(&name.text);
        if let Some(variable) = known.filter(|variable| self.variables.contains(variable)) {
            return Ok(variable);
        }
        let available: Vec<&str> = self
            .variables
            .iter()
            .map(|variable| variable.name())
            .collect();
        let message = match known {
            Some(_) => format!("`{}` is no variable of this subject", name.text),
            None => format!("unknown variable `{}`", name.text),
        };
        let fault = Fault::new("unknown-variable", name.extent, message);
        Err(fault.help(propose(&name.text, &available, "this subject has")))
    }

    /// The attribute that a path reads; `path` starts with the variable.
    pub(super) fn attribute(self, path: &[Name]) -> Result<Key, Fault> {
        let [first, rest @ ..] = path else {
            return Err(Fault::new(
                "unknown-attribute",
                Extent::new(0, 0),
                "expected a name",
            ));
        };
        let variable = self.variable(first)?;
        let (Some(start), Some(end)) = (rest.first(), rest.last()) else {
            let message = format!("`{}` is no value", first.text);
            let help = format!("read one of its attributes: `{}.…`", first.text);
            return Err(Fault::new("not-a-value", first.extent, message).help(help));
        };
        let name = joined(rest);
        if let Some(id) = self.vocabulary.id(&name) {
            return Ok((variable, id));
        }
        let available: Vec<&str> = self
            .vocabulary
            .iter()
            .map(|(_, attribute)| &*attribute.name)
            .collect();
        let message = format!("unknown attribute `{name}`");
        let fault = Fault::new("unknown-attribute", start.extent.to(end.extent), message);
        Err(fault.help(propose(&name, &available, "the vocabulary has")))
    }

    /// The attribute that a node reads, where it is a read that resolves.
    pub(super) fn read(self, node: &Node) -> Option<Key> {
        let Form::Path(path) = &node.form else {
            return None;
        };
        let (first, rest) = path.split_first()?;
        let variable = Variable::named(&first.text)?;
        let id = self.vocabulary.id(&joined(rest))?;
        self.variables.contains(&variable).then_some((variable, id))
    }
}

fn joined(path: &[Name]) -> String {
    path.iter()
        .map(|name| name.text.as_str())
        .collect::<Vec<_>>()
        .join(".")
}

/// Advice on a name that does not exist: the one that may be meant, else those that there are, nearest first.
pub(super) fn propose(name: &str, available: &[&str], there_is: &str) -> String {
    let name: String = name.chars().take(COMPARED).collect();
    let mut ranked: Vec<(usize, &str)> = available
        .iter()
        .map(|candidate| (distance(&name, candidate), *candidate))
        .collect();
    ranked.sort();
    match ranked.first() {
        None => "no name is available here".to_owned(),
        Some((distance, nearest)) if *distance <= (name.chars().count() / 3).max(1) => {
            format!("did you mean `{nearest}`?")
        }
        Some(_) => {
            let listed: Vec<String> = ranked
                .iter()
                .take(LISTED)
                .map(|(_, name)| format!("`{name}`"))
                .collect();
            let more = if ranked.len() > LISTED { ", …" } else { "" };
            format!("{there_is} {}{more}", listed.join(", "))
        }
    }
}

/// How far apart two names are; a name that lacks only the first or last steps of a path is near.
fn distance(name: &str, candidate: &str) -> usize {
    let lacks_end = candidate
        .strip_prefix(name)
        .is_some_and(|rest| rest.starts_with('.'));
    let lacks_start = candidate
        .strip_suffix(name)
        .is_some_and(|rest| rest.ends_with('.'));
    let near = !name.is_empty() && (lacks_end || lacks_start);
    if near {
        1
    } else {
        strsim::damerau_levenshtein(name, candidate)
    }
}
