//! Who exports what somebody imports.
//!
//! In: the outputs of the stacks, and a name that is asked for. Out: the one value that it stands for, for certain or
//! perhaps, or why there is none. A name of a stack that nobody knows is a hole, which fits any.

use std::collections::BTreeMap;

use crate::syntax::{Cause, CauseKind, Parameter, Symbol, Term, Value};

use super::super::Output;
use super::instances::Instance;
use super::rounds::output_value;

/// Holes of a name that are tried.
const MOST_PARTS: usize = 32;
/// Candidates that are told apart; of more, none is chosen.
const FEW: usize = 8;

/// What stands for a name.
pub(super) enum Given {
    /// A value of a stack, by index, as long as these parameters keep their defaults.
    Certain(usize, Value, Vec<Parameter>),
    /// The same, if a stack is called as it may be.
    Possible(usize, Value),
    /// Several stacks give it.
    Several(Cause),
    /// Nobody in the run.
    Nothing,
}

/// A name in pieces; `None` is a hole.
type Pieces = Vec<Option<String>>;

/// All exports of a run.
pub(super) struct Exports {
    list: Vec<(usize, usize, Pieces)>,
    /// Exports whose names are literal.
    literal: BTreeMap<String, Vec<usize>>,
    /// Exports whose names have holes, by what follows the last one.
    open: BTreeMap<String, Vec<usize>>,
    /// Stacks by name.
    stacks: BTreeMap<String, Vec<usize>>,
}

impl Exports {
    pub(super) fn of(instances: &[Instance]) -> Self {
        let mut exports = Self {
            list: Vec::new(),
            literal: BTreeMap::new(),
            open: BTreeMap::new(),
            stacks: BTreeMap::new(),
        };
        for (index, instance) in instances.iter().enumerate() {
            if let Some(stack) = &instance.place.stack {
                exports.stacks.entry(stack.clone()).or_default().push(index);
            }
            for (output, one) in instance.template.outputs.iter().enumerate() {
                let Some(pieces) = one.export.as_ref().and_then(pieces) else {
                    continue;
                };
                let at = exports.list.len();
                match pieces.as_slice() {
                    [Some(text)] => exports.literal.entry(text.clone()).or_default().push(at),
                    _ => {
                        let last = pieces.last().cloned().flatten().unwrap_or_default();
                        exports.open.entry(last).or_default().push(at);
                    }
                }
                exports.list.push((index, output, pieces));
            }
        }
        exports
    }

    /// What a name stands for that the stack `asking` imports, or a mapping that names the output of a stack.
    pub(super) fn given(&self, asking: usize, name: &Value, instances: &[Instance]) -> Given {
        if let Term::Map(_) = &name.term {
            return self.output_of(asking, name, instances);
        }
        let Some(wanted) = pieces(name) else {
            return Given::Nothing;
        };
        let fits = |at: &usize| {
            let other = self.list[*at].0;
            other != asking && instances[asking].place.fits(&instances[other].place)
        };
        if let [Some(text)] = wanted.as_slice() {
            let literal = self
                .literal
                .get(text)
                .into_iter()
                .flatten()
                .filter(|at| fits(at));
            match literal.collect::<Vec<_>>().as_slice() {
                [] => {}
                [only] => return self.certain(**only, instances),
                several => return self.several(text, several, instances),
            }
            return self.possible(self.open_for(text, &fits), text, instances);
        }
        if let Some((text, parameters)) = assumed(name) {
            let literal = self
                .literal
                .get(&text)
                .into_iter()
                .flatten()
                .filter(|at| fits(at));
            match literal.collect::<Vec<_>>().as_slice() {
                [] => {}
                [only] => return self.assumed(**only, parameters, instances),
                several => return self.several(&text, several, instances),
            }
            return self.possible(self.open_for(&text, &fits), &text, instances);
        }
        let last = wanted.last().cloned().flatten().unwrap_or_default();
        let alike = self.open.get(&last).into_iter().flatten().copied();
        let alike = alike.filter(|at| self.list[*at].2 == wanted && fits(at));
        // A name that is nothing but a hole says nothing.
        let says = wanted.iter().flatten().any(|text| text.len() > 1);
        let alike = alike.filter(|_| says).take(FEW).collect();
        self.possible(alike, &last, instances)
    }

    /// Exports with holes that a text fits.
    fn open_for(&self, text: &str, fits: &impl Fn(&usize) -> bool) -> Vec<usize> {
        let starts = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        let ending = starts.filter_map(|at| self.open.get(&text[at..])).flatten();
        let ending = ending
            .copied()
            .filter(|at| fits(at) && is_like(&self.list[*at].2, text));
        ending.take(FEW).collect()
    }

    /// The value of an export; `None` where its template has changed since.
    fn value(&self, at: usize, instances: &[Instance]) -> Option<(usize, Value)> {
        let (index, output, _) = &self.list[at];
        let output = instances[*index].template.outputs.get(*output)?;
        Some((*index, output_value(output)))
    }

    fn certain(&self, at: usize, instances: &[Instance]) -> Given {
        self.assumed(at, Vec::new(), instances)
    }

    /// What holds as long as parameters keep their defaults.
    fn assumed(&self, at: usize, parameters: Vec<Parameter>, instances: &[Instance]) -> Given {
        match self.value(at, instances) {
            Some((index, value)) => Given::Certain(index, value, parameters),
            None => Given::Nothing,
        }
    }

    fn possible(&self, found: Vec<usize>, text: &str, instances: &[Instance]) -> Given {
        match found.as_slice() {
            [] => Given::Nothing,
            [only] => match self.value(*only, instances) {
                Some((index, value)) => Given::Possible(index, value),
                None => Given::Nothing,
            },
            several => self.several(text, &several.iter().collect::<Vec<_>>(), instances),
        }
    }

    fn several(&self, text: &str, found: &[&usize], instances: &[Instance]) -> Given {
        let mut names: Vec<&str> = Vec::new();
        for at in found {
            let name = instances[self.list[**at].0].name.as_str();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        Given::Several(several("export", text, &names))
    }

    /// The output of a stack that is named, in the same account and Region.
    fn output_of(&self, asking: usize, name: &Value, instances: &[Instance]) -> Given {
        let text = |key: &str| name.get(key).and_then(Value::as_text);
        let (Some(stack), Some(output)) = (text("StackName"), text("OutputName")) else {
            return Given::Nothing;
        };
        // Another Region or account, whose stacks may have the same names.
        if name.get("Region").is_some() || name.get("RoleArn").is_some() {
            return Given::Nothing;
        }
        let own = &instances[asking].place;
        let all = self.stacks.get(stack).into_iter().flatten();
        let all: Vec<usize> = all
            .copied()
            .filter(|other| *other != asking && own.fits(&instances[*other].place))
            .collect();
        match all.as_slice() {
            [] => Given::Nothing,
            [only] => {
                let mut outputs = instances[*only].template.outputs.iter();
                let found = outputs.find(|one: &&Output| one.entry.key == output);
                found.map_or(Given::Nothing, |found| {
                    Given::Certain(*only, output_value(found), Vec::new())
                })
            }
            others => {
                let names = others.iter().map(|other| instances[*other].name.as_str());
                Given::Several(several("are called", stack, &names.collect::<Vec<_>>()))
            }
        }
    }
}

/// A value that holds as long as parameters keep their defaults.
pub(super) fn assuming(value: Value, parameters: Vec<Parameter>) -> Value {
    parameters
        .into_iter()
        .fold(value, |value, parameter| Value {
            span: value.span,
            term: Term::Parameter(Parameter {
                default: Some(Box::new(value)),
                ..parameter
            }),
        })
}

/// Why a name that several stacks have stands for nothing.
pub(super) fn several(what: &str, name: &str, stacks: &[&str]) -> Cause {
    let stacks: Vec<String> = stacks
        .iter()
        .take(FEW)
        .map(|stack| format!("`{stack}`"))
        .collect();
    let subject = format!("several stacks {what} `{name}`: {}", stacks.join(", "));
    Cause::new(CauseKind::Ambiguous, subject)
}

/// The pieces of a name: neighbouring literals are one. What all of an account and Region share counts as literal.
fn pieces(name: &Value) -> Option<Pieces> {
    let parts = match &name.term {
        Term::Text(parts) => parts.as_slice(),
        _ => std::slice::from_ref(name),
    };
    if parts.len() > MOST_PARTS {
        return None;
    }
    let mut pieces: Pieces = Vec::new();
    for part in parts {
        let text = match &part.term {
            Term::Scalar(scalar) => Some(scalar.text.as_str()),
            Term::Symbol(Symbol::Account) => Some("{account}"),
            Term::Symbol(Symbol::Region) => Some("{region}"),
            Term::Symbol(Symbol::Partition) => Some("{partition}"),
            Term::Symbol(_) | Term::Parameter(_) | Term::Reference(_) | Term::Unknown(_) => None,
            _ => return None,
        };
        match (pieces.last_mut(), text) {
            (Some(Some(last)), Some(text)) => last.push_str(text),
            (Some(None), None) => {}
            (_, text) => pieces.push(text.map(str::to_owned)),
        }
    }
    Some(pieces)
}

/// A name as it is where all its parameters have their defaults, and these parameters.
fn assumed(name: &Value) -> Option<(String, Vec<Parameter>)> {
    let parts = match &name.term {
        Term::Text(parts) => parts.as_slice(),
        _ => std::slice::from_ref(name),
    };
    let mut parameters: Vec<Parameter> = Vec::new();
    let mut text = Vec::new();
    for part in parts.iter().take(MOST_PARTS) {
        let mut part = part;
        while let Term::Parameter(parameter) = &part.term {
            part = parameter.default.as_deref()?;
            if !parameters.iter().any(|one| one.name == parameter.name) {
                parameters.push(Parameter {
                    default: None,
                    ..parameter.clone()
                });
            }
        }
        text.push(pieces(part)?);
    }
    let text = text.into_iter().flatten().collect::<Option<String>>()?;
    Some((text, parameters))
}

/// Whether a text can be one with holes: each hole is at least a letter.
fn is_like(pieces: &Pieces, text: &str) -> bool {
    let mut rest = text;
    let mut hole = false;
    for (index, piece) in pieces.iter().enumerate() {
        let Some(piece) = piece else {
            hole = true;
            continue;
        };
        let is_last = index + 1 == pieces.len();
        rest = match (hole, is_last) {
            (false, _) => match rest.strip_prefix(piece.as_str()) {
                Some(rest) => rest,
                None => return false,
            },
            (true, true) => match rest.strip_suffix(piece.as_str()) {
                Some(before) if !before.is_empty() => "",
                _ => return false,
            },
            (true, false) => match rest.char_indices().nth(1).and_then(|(at, _)| {
                let found = rest[at..].find(piece.as_str())?;
                Some(&rest[at + found + piece.len()..])
            }) {
                Some(rest) => rest,
                None => return false,
            },
        };
        hole = false;
    }
    hole != rest.is_empty()
}
