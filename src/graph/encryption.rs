//! Who manages the key of each store, and whether it rotates; an edge from each key to what it encrypts.

use crate::model::{ComponentId, Fact, FactValue, KeyUse, Origin};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard, Term, Value};
use crate::vocabulary::Literal;

use super::builder::{Builder, configured};
use super::resolve::{Named, branches, resolve};
use super::{Layer, Leg, Payload};

/// Who manages a key, in the words of the vocabulary.
const CUSTOMER: &str = "customer";
const PROVIDER: &str = "aws";

/// So many components that take their key from another one are followed for each key.
const MOST_STEPS: usize = 16;

/// What a value says about a key: the manager and the key's component, where they are known.
struct Answer {
    manager: FactValue,
    key: Option<ComponentId>,
    when: Guard,
}

/// Settles the key of every component that can name one.
pub(super) fn resolve_keys(builder: &mut Builder<'_>) {
    let model = builder.model;
    for key_use in &model.keys {
        let mut steps = MOST_STEPS;
        let mut found = Vec::new();
        for (value, when) in &key_use.keys {
            found.extend(answers(builder, key_use, value, when, &mut steps));
        }
        for answer in &found {
            if let Some(key) = answer.key {
                let span = key_use.keys.first().map_or(
                    builder.graph.component(key_use.component).span,
                    |(value, _)| value.span,
                );
                join(builder, key, key_use.component, answer.when.clone(), span);
            }
        }
        let (manager, rotation) = facts(builder, key_use, found);
        let node = petgraph::graph::NodeIndex::new(key_use.component.0 as usize);
        let component = &mut builder.graph.inner[node];
        component.facts.insert(key_use.attribute, manager);
        if let Some(word) = builder.words.store_rotation {
            component.facts.insert(word, rotation);
        }
    }
}

fn join(builder: &mut Builder<'_>, key: ComponentId, store: ComponentId, when: Guard, span: Span) {
    let text = format!("encrypts {}", builder.graph.component(store).name);
    let mut relation = configured(Payload::None, text, span);
    relation.when = when;
    builder.edge(Layer::Encrypts, key, store, Leg::Transfer, &relation);
}

impl Answer {
    fn keyless(manager: FactValue, when: Guard) -> Self {
        Self {
            manager,
            key: None,
            when,
        }
    }
}

/// What a value says in each of its branches.
fn answers(
    builder: &Builder<'_>,
    key_use: &KeyUse,
    value: &Value,
    when: &Guard,
    steps: &mut usize,
) -> Vec<Answer> {
    let mut found = Vec::new();
    for (branch, branch_when) in branches(value) {
        let when = Guard::all([when.clone(), branch_when]);
        match word(key_use, branch) {
            Some(manager) => found.push(Answer::keyless(manager, when)),
            None => found.extend(named(builder, key_use, branch, &when, steps)),
        }
    }
    found
}

/// Whether all that is written is empty texts.
fn is_blank(key_use: &KeyUse) -> bool {
    let mut texts = key_use.keys.iter().flat_map(|(value, _)| branches(value));
    texts.all(|(branch, _)| branch.as_text() == Some(""))
}

/// What a text says that names no key.
fn word(key_use: &KeyUse, value: &Value) -> Option<FactValue> {
    let text = value.as_text()?;
    let mut words = key_use.words.iter();
    let word = words.find(|(written, _)| written.eq_ignore_ascii_case(text));
    word.map(|(_, word)| known(word))
}

fn known(manager: &str) -> FactValue {
    FactValue::Known(Literal::Text(manager.into()))
}

fn named(
    builder: &Builder<'_>,
    key_use: &KeyUse,
    value: &Value,
    when: &Guard,
    steps: &mut usize,
) -> Vec<Answer> {
    let deployment = builder.graph.component(key_use.component).deployment;
    let mut found = Vec::new();
    for meaning in resolve(builder, value, deployment, &[]) {
        let when = Guard::all([when.clone(), meaning.when]);
        match meaning.named {
            Named::Component(id) => match key_behind(builder, id) {
                Some(key) => found.push(Answer {
                    manager: known(CUSTOMER),
                    key: Some(key),
                    when,
                }),
                None => found.extend(taken_over(builder, key_use, id, when, steps)),
            },
            // An empty text names nothing; something else that is written says more.
            Named::NotRead(name, _) if name.is_empty() && !is_blank(key_use) => {}
            Named::NotRead(name, _) if name.is_empty() => {
                let manager = key_use.otherwise.value.clone();
                found.push(Answer::keyless(manager, when));
            }
            Named::NotRead(name, cause) => {
                let manager = by_alias(builder, &name).unwrap_or(FactValue::Unknown(cause));
                found.push(Answer::keyless(manager, when));
            }
        }
    }
    found
}

/// What a component that is no key says about its own: whoever names it in place of a key is encrypted as it is.
fn taken_over(
    builder: &Builder<'_>,
    key_use: &KeyUse,
    id: ComponentId,
    when: Guard,
    steps: &mut usize,
) -> Vec<Answer> {
    let keys = &builder.model.keys;
    // They stand in the order of their components.
    let first = keys.partition_point(|one| one.component < id);
    let own = keys[first..]
        .iter()
        .take_while(|one| one.component == id)
        .find(|one| one.attribute == key_use.attribute);
    let (Some(own), Some(left)) = (own, steps.checked_sub(1)) else {
        let name = &builder.graph.component(id).name;
        let text = format!("the key that `{name}` stands for");
        let manager = FactValue::Unknown(Cause::new(CauseKind::NotRead, text));
        return vec![Answer::keyless(manager, when)];
    };
    *steps = left;
    let mut found = Vec::new();
    for (value, key_when) in &own.keys {
        let when = Guard::all([when.clone(), key_when.clone()]);
        found.extend(answers(builder, own, value, &when, steps));
    }
    let covered = Guard::any(own.keys.iter().map(|(_, when)| when.clone()));
    if !covered.is_always() {
        let when = Guard::all([when, covered.negate()]);
        found.push(Answer::keyless(own.otherwise.value.clone(), when));
    }
    found
}

/// What the name of an alias says: aliases of the provider name its own keys, all others name a customer's.
fn by_alias(builder: &Builder<'_>, name: &str) -> Option<FactValue> {
    let of_provider = |alias: &str| {
        let mut prefixes = builder.knowledge.conventions.provider_key_aliases.iter();
        prefixes.any(|prefix| alias.starts_with(prefix.as_str()))
    };
    let in_full = format!("alias/{name}");
    let alias = match name.split_once(":alias/") {
        Some((_, rest)) => format!("alias/{rest}"),
        None if name.starts_with("alias/") => name.to_owned(),
        // That of a key of the provider is one also where it is not written in full.
        None if of_provider(&in_full) => in_full,
        None => return None,
    };
    let provider = of_provider(&alias);
    Some(FactValue::Known(Literal::Text(
        if provider { PROVIDER } else { CUSTOMER }.into(),
    )))
}

/// The key that a component is, or that it contains as its target (an alias).
fn key_behind(builder: &Builder<'_>, id: ComponentId) -> Option<ComponentId> {
    let is_key = |id: ComponentId| {
        builder
            .words
            .rotation
            .is_some_and(|word| builder.graph.component(id).facts.contains_key(&word))
    };
    if is_key(id) {
        return Some(id);
    }
    let node = petgraph::graph::NodeIndex::new(id.0 as usize);
    let mut targets = builder
        .graph
        .inner
        .neighbors(node)
        .map(|target| ComponentId(target.index() as u32));
    targets.find(|target| is_key(*target))
}

fn facts(builder: &Builder<'_>, key_use: &KeyUse, answers: Vec<Answer>) -> (Fact, Fact) {
    let unread = || FactValue::Unknown(Cause::new(CauseKind::NotRead, "the key"));
    if key_use.keys.is_empty() {
        let cause = Cause::new(CauseKind::Unstated, "the key");
        let rotation = Fact {
            value: FactValue::Unknown(cause),
            origin: key_use.otherwise.origin.clone(),
            assumes: Vec::new(),
        };
        return (key_use.otherwise.clone(), rotation);
    }
    let origin = place(key_use);
    let parameters = key_use
        .keys
        .iter()
        .filter_map(|(value, _)| match &value.term {
            Term::Parameter(parameter) if parameter.default.is_some() => {
                Some(parameter.name.clone())
            }
            _ => None,
        });
    let assumes = parameters.collect();
    let rotations = answers.iter().map(|answer| {
        let fact = answer.key.and_then(|key| {
            builder
                .graph
                .component(key)
                .facts
                .get(&builder.words.rotation?)
        });
        (
            answer.when.clone(),
            fact.map_or_else(unread, |fact| fact.value.clone()),
        )
    });
    let rotation = Fact {
        value: by_guard(rotations.collect(), None),
        origin: origin.clone(),
        assumes: Vec::new(),
    };
    // Something is written, and nothing that is known answers to it.
    let named_nothing = answers.is_empty();
    let managers = answers
        .into_iter()
        .map(|answer| (answer.when, answer.manager))
        .collect();
    let manager = match named_nothing {
        true => unread(),
        false => by_guard(managers, Some(&key_use.otherwise.value)),
    };
    (
        Fact {
            value: manager,
            origin,
            assumes,
        },
        rotation,
    )
}

/// Where the key of each world is named, or would be.
fn place(key_use: &KeyUse) -> Origin {
    if let Some((value, Guard::Always)) = key_use.keys.first() {
        return Origin::Declared(value.span);
    }
    let named = key_use.keys.iter();
    let named = named.map(|(value, when)| (when.clone(), Origin::Declared(value.span)));
    let otherwise = (Guard::Always, key_use.otherwise.origin.clone());
    Origin::Choice(named.chain([otherwise]).collect())
}

/// One value where it is the same always, else a choice that ends in `otherwise`; two that hold together and differ are
/// a conflict.
fn by_guard(mut choices: Vec<(Guard, FactValue)>, otherwise: Option<&FactValue>) -> FactValue {
    let differs = |one: &FactValue, other: &FactValue| match (one, other) {
        (FactValue::Known(one), FactValue::Known(other)) => one != other,
        _ => true,
    };
    let conflict = choices.iter().enumerate().any(|(index, (when, value))| {
        let later = choices[index + 1..].iter();
        later
            .into_iter()
            .any(|(other, second)| when == other && differs(value, second))
    });
    if conflict {
        return FactValue::Unknown(Cause::new(CauseKind::Conflict, "the key"));
    }
    choices.dedup_by(|one, other| one.0 == other.0);
    if let [(Guard::Always, _)] = choices.as_slice() {
        return choices.remove(0).1;
    }
    choices.extend(otherwise.map(|value| (Guard::Always, value.clone())));
    FactValue::Choice(choices)
}
