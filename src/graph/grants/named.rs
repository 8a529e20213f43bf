//! The ids of models and inference profiles that statements and the configuration of a process name.

use crate::knowledge::{Element, Models, Reach};
use crate::model::{Component, ComponentId, FactValue, render};
use crate::policy::{Effect, Statement, pattern};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard, Term, Value};
use crate::vocabulary::Literal;

use super::super::builder::Builder;
use super::super::resolve::{Named, branches, resolve};
use super::expand::Holder;
use super::reach::with_holes;

/// A model or a profile that something names.
#[derive(Clone)]
pub(super) struct Name {
    pub(super) id: String,
    pub(super) reach: Reach,
    pub(super) when: Guard,
    pub(super) at: Span,
}

/// What is named, and whether something else may be.
#[derive(Default)]
pub(super) struct Names {
    pub(super) list: Vec<Name>,
    /// Why it is not known which others are named.
    pub(super) open: Option<Cause>,
    /// Parameters whose defaults say it.
    pub(super) assumes: Vec<String>,
}

/// What one text says of models.
enum Said {
    Model(String, Reach),
    /// One that cannot be told.
    Unknown,
}

/// What the configuration of a process names: its variables and definitions, its own setting, and what it refers to.
pub(super) fn of_process(builder: &Builder<'_>, process: ComponentId) -> Names {
    let mut names = Names::default();
    for mention in builder.mentions_of(process) {
        for (value, when) in branches(&mention.value) {
            let when = Guard::all([mention.when.clone(), when]);
            scan(builder, value, &when, &mut names);
        }
    }
    let own = builder.graph.component(process);
    stated_by(builder, own, &mut names);
    for id in builder.named_by(process) {
        let other = builder.graph.component(id);
        if other.element == Element::Support {
            stated_by(builder, other, &mut names);
        }
    }
    names
}

/// The ids that the variables of a process name in the form of other operators.
pub(super) fn elsewhere(builder: &Builder<'_>, process: ComponentId) -> Vec<Name> {
    let mut names = Vec::new();
    for mention in builder.mentions_of(process) {
        for (value, when) in branches(&mention.value) {
            let text = text_of(value, &mut Vec::new()).unwrap_or_default();
            if builder.knowledge.models.is_elsewhere(&text) {
                names.push(Name {
                    id: text,
                    reach: Reach::Region,
                    when: Guard::all([mention.when.clone(), when]),
                    at: value.span,
                });
            }
        }
    }
    names
}

/// The models that a component states as an attribute.
fn stated_by(builder: &Builder<'_>, component: &Component, names: &mut Names) {
    let fact = builder
        .words
        .model_ids
        .and_then(|word| component.facts.get(&word));
    let Some(fact) = fact else { return };
    let at = fact.origin.span().unwrap_or(component.span);
    names.assumes.extend(fact.assumes.iter().cloned());
    let mut open = vec![(Guard::Always, &fact.value)];
    while let Some((when, value)) = open.pop() {
        let texts: Vec<&str> = match value {
            FactValue::Known(Literal::Text(text)) => vec![&**text],
            FactValue::Known(Literal::List(texts)) => texts.iter().map(|text| &**text).collect(),
            FactValue::Choice(choices) => {
                let nested = choices.iter();
                open.extend(
                    nested.map(|(guard, value)| (Guard::all([when.clone(), guard.clone()]), value)),
                );
                continue;
            }
            _ => continue,
        };
        for said in texts.into_iter().filter_map(|text| said(builder, text)) {
            add(said, &when, at, names);
        }
    }
}

fn add(said: Said, when: &Guard, at: Span, names: &mut Names) {
    match said {
        Said::Model(id, reach) => {
            let same = |one: &&mut Name| one.id == id && one.reach == reach;
            match names.list.iter_mut().find(same) {
                Some(known) => known.when = Guard::any([known.when.clone(), when.clone()]),
                None => names.list.push(Name {
                    id,
                    reach,
                    when: when.clone(),
                    at,
                }),
            }
        }
        Said::Unknown => {
            let text = "the name of a model has a part that is not known";
            names
                .open
                .get_or_insert(Cause::new(CauseKind::PossibleFlow, text));
        }
    }
}

/// Adds the models that a value names, wherever they stand in it.
fn scan(builder: &Builder<'_>, value: &Value, when: &Guard, names: &mut Names) {
    let mut assumes = Vec::new();
    let Some(text) = text_of(value, &mut assumes) else {
        return;
    };
    let apart = |letter: char| !letter.is_ascii_alphanumeric() && !"-._:/{}*".contains(letter);
    for token in text
        .split(apart)
        .filter(|token| token.contains('.') || token.contains('/'))
    {
        if let Some(said) = said(builder, token) {
            names.assumes.append(&mut assumes);
            add(said, when, value.span, names);
        }
    }
}

/// What a word says: an ARN by its resource, else an id by its form.
fn said(builder: &Builder<'_>, token: &str) -> Option<Said> {
    let models = &builder.knowledge.models;
    if token.starts_with("arn:") {
        return in_arn(builder, token);
    }
    let id = token
        .rsplit('/')
        .next()
        .unwrap_or(token)
        .trim_end_matches(['.', ':']);
    if let Some(reach) = models.reach(id) {
        return Some(Said::Model(id.to_owned(), reach));
    }
    // A hole before the id: the profile is a matter of the deployment.
    let rest = id.rsplit_once("}.").map(|(_, rest)| rest);
    rest.and_then(|rest| models.reach(rest))
        .map(|_| Said::Unknown)
}

/// What an ARN names; `None` where it is of something else than a model.
fn in_arn(builder: &Builder<'_>, arn: &str) -> Option<Said> {
    let models = &builder.knowledge.models;
    let mut parts = arn.splitn(6, ':').skip(2);
    let prefix = parts.next()?;
    let owner = builder.knowledge.by_prefix.get(prefix).copied();
    if !prefix.contains('*') && owner != models.service {
        return None;
    }
    let resource = parts.nth(2)?;
    let Some((word, id)) = resource.split_once('/') else {
        return resource.contains(['*', '{']).then_some(Said::Unknown);
    };
    by_resource(models, word, id)
}

fn by_resource(models: &Models, word: &str, id: &str) -> Option<Said> {
    let is = |list: &[String]| list.iter().any(|one| one == word);
    if word.contains(['*', '?', '{']) || is(&models.aliases) {
        return Some(Said::Unknown);
    }
    let id = with_holes(id);
    if is(&models.models) {
        return Some(Said::Model(id, Reach::Region));
    }
    if !is(&models.profiles) {
        return None;
    }
    let reach = models.split(&id).map(|(reach, _)| reach);
    Some(reach.map_or(Said::Unknown, |reach| Said::Model(id, reach)))
}

/// What a statement names as its resources.
pub(super) fn of_statement(
    builder: &Builder<'_>,
    statement: &Statement,
    holder: &Holder<'_>,
) -> Names {
    let mut names = Names::default();
    let process = builder.graph.component(holder.process);
    let any = |text: &str| {
        let process = &process.name;
        let text = format!("`{text}` lets {process} call any model through any profile");
        Some(Cause::new(CauseKind::PossibleFlow, text))
    };
    let listed = statement
        .resources
        .as_ref()
        .filter(|resources| !resources.inverted);
    let Some(resources) = listed else {
        names.open = any("*");
        return names;
    };
    for value in &resources.values {
        for meaning in resolve(builder, value, holder.written, &[]) {
            if let Named::Component(id) = meaning.named {
                stated_by(builder, builder.graph.component(id), &mut names);
            }
        }
        for (value, when) in branches(value) {
            let Some(text) = text_of(value, &mut names.assumes) else {
                names.open = names.open.or_else(|| any("*"));
                continue;
            };
            let at = holder.attached_at.unwrap_or(value.span);
            match in_arn(builder, &text) {
                Some(Said::Unknown) => names.open = names.open.or_else(|| any(&text)),
                None if text.starts_with('*') => names.open = any(&text),
                Some(said) => add(said, &when, at, &mut names),
                None => {}
            }
        }
    }
    names
}

/// Whether a statement lets call what a name means.
pub(super) fn covers(builder: &Builder<'_>, statement: &Statement, name: &Name) -> bool {
    if statement.effect != Effect::Allow {
        return false;
    }
    let models = &builder.knowledge.models;
    let words = match name.reach {
        Reach::Region => &models.models,
        _ => &models.profiles,
    };
    let Some(resources) = statement.resources.as_ref().filter(|one| !one.inverted) else {
        return true;
    };
    resources.values.iter().any(|value| {
        let Some(text) = text_of(value, &mut Vec::new()) else {
            return true;
        };
        let resource = text.splitn(6, ':').nth(5).unwrap_or(&text);
        let resource = with_holes(resource);
        let mut named = words
            .iter()
            .map(|word| format!("{word}/{}", name.id.to_ascii_lowercase()));
        named.any(|candidate| pattern::intersects(&resource, &candidate))
    })
}

/// Whether a deny without conditions takes actions away on all resources of a pattern such as `profile/wide.*`.
pub(super) fn is_denied(deny: &Statement, actions: &[String], resource: &str) -> bool {
    let named = |action: &String| {
        let mut patterns = deny.actions.patterns.iter();
        patterns.any(|one| one.exact && pattern::matches_action(&one.text, action))
    };
    if deny.actions.inverted || !actions.iter().all(named) {
        return false;
    }
    let Some(resources) = deny.resources.as_ref().filter(|one| !one.inverted) else {
        return false;
    };
    let mut values = resources.values.iter();
    values.any(|value| {
        let text = render(value).unwrap_or_default();
        let own = text.splitn(6, ':').nth(5).unwrap_or(&text);
        !own.contains('{') && pattern::includes(own, resource)
    })
}

/// The text of a value, with the defaults of parameters and holes for what is not known.
fn text_of(value: &Value, assumes: &mut Vec<String>) -> Option<String> {
    match &value.term {
        Term::Parameter(parameter) => match &parameter.default {
            Some(default) => {
                assumes.push(parameter.name.to_string());
                text_of(default, assumes)
            }
            None => render(value),
        },
        Term::Text(parts) => parts.iter().map(|part| text_of(part, assumes)).collect(),
        _ => render(value),
    }
}
