//! Policies made ready for many requests: patterns lower-cased and split, texts read once, statements by prefix of action.
//!
//! In: a [`Policy`] and a [`Reader`] of its values. Out: a [`Prepared`] policy. Requests are not known here.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard, Term, Value};

use super::condition::{PreparedCondition, Truth};
use super::principal::PreparedPrincipals;
use super::text::{PatternText, text_of};
use super::variable::Template;
use super::{Actions, Effect, Policy, Resources, Statement, read};

/// Colons that separate the parts of an ARN.
const ARN_COLONS: usize = 5;

/// What the holder of policies knows better than their text.
pub trait Reader {
    /// A value as a text; `None` where nothing of it is known. By default what [`text_of`] makes of it.
    fn text(&self, value: &Value) -> Option<PatternText> {
        text_of(value)
    }

    /// Whether a statement under this guard is part of its document; `None` where that is not known. By default only a
    /// statement without conditions of the template certainly is.
    fn holds(&self, guard: &Guard) -> Option<bool> {
        match guard {
            guard if guard.is_always() => Some(true),
            guard if !guard.can_hold() => Some(false),
            _ => None,
        }
    }
}

/// The reader that knows nothing but what is written.
#[derive(Clone, Copy, Debug, Default)]
pub struct AsWritten;

impl Reader for AsWritten {}

/// A policy ready for requests.
#[derive(Clone, Debug)]
pub struct Prepared {
    pub(super) statements: Vec<PreparedStatement>,
    /// Statements whose actions all have a literal prefix, by each prefix.
    by_prefix: BTreeMap<String, Vec<usize>>,
    /// The other statements.
    any_prefix: Vec<usize>,
    /// Why there may be further statements.
    pub(super) missing: Option<Cause>,
}

#[derive(Clone, Debug)]
pub(super) struct PreparedStatement {
    /// Its index in the policy as it was read.
    pub(super) index: usize,
    pub(super) effect: Effect,
    pub(super) principals: Option<PreparedPrincipals>,
    pub(super) actions: PreparedActions,
    pub(super) resources: Option<PreparedResources>,
    pub(super) conditions: Vec<PreparedCondition>,
    /// Why it may not be part of the document.
    pub(super) doubt: Option<Cause>,
    pub(super) span: Span,
}

#[derive(Clone, Debug)]
pub(super) struct PreparedActions {
    pub(super) inverted: bool,
    /// Those that are written out, in lower case.
    pub(super) literals: BTreeSet<String>,
    /// The others, in lower case.
    pub(super) patterns: Vec<PatternText>,
    /// Why there may be others.
    pub(super) unread: Option<Cause>,
    /// Why a pattern is not exact.
    pub(super) unsure: Option<Cause>,
}

#[derive(Clone, Debug)]
pub(super) struct PreparedResources {
    pub(super) inverted: bool,
    pub(super) patterns: Vec<Template>,
}

impl Prepared {
    /// Makes a policy ready.
    pub fn new(policy: &Policy, reader: &dyn Reader) -> Self {
        let statements = policy.statements.iter().enumerate();
        let statements: Vec<_> = statements
            .filter_map(|(index, statement)| prepare(index, statement, reader))
            .collect();
        let mut by_prefix: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut any_prefix = Vec::new();
        for (index, statement) in statements.iter().enumerate() {
            match prefixes(&statement.actions) {
                Some(prefixes) => {
                    for prefix in prefixes {
                        let list = by_prefix.entry(prefix.to_owned()).or_default();
                        if list.last() != Some(&index) {
                            list.push(index);
                        }
                    }
                }
                None => any_prefix.push(index),
            }
        }
        Self {
            statements,
            by_prefix,
            any_prefix,
            missing: policy.missing.first().cloned(),
        }
    }

    /// Whether no statement can speak of an action.
    pub(super) fn says_nothing_about(&self, action: &str) -> bool {
        let mut statements = self.about(action);
        self.missing.is_none()
            && statements.all(|one| super::fit::names_action(&one.actions, action) == Truth::No)
    }

    /// The statements that can speak of an action.
    pub(super) fn about<'p>(&'p self, action: &str) -> impl Iterator<Item = &'p PreparedStatement> {
        let prefix = action.split(':').next().unwrap_or_default();
        let named = self.by_prefix.get(prefix).into_iter().flatten();
        let indices = named.chain(&self.any_prefix);
        indices.filter_map(|index| self.statements.get(*index))
    }
}

/// The literal prefixes of actions; `None` where another one can be meant.
fn prefixes(actions: &PreparedActions) -> Option<Vec<&str>> {
    if actions.inverted || actions.unread.is_some() {
        return None;
    }
    let prefix = |text: &'_ str| {
        let end = text.find(':')?;
        let is_literal = !text[..end].contains(['*', '?']);
        is_literal.then_some(end)
    };
    let patterns = actions.patterns.iter().map(|pattern| &*pattern.text);
    let texts = actions.literals.iter().map(String::as_str).chain(patterns);
    texts
        .map(|text| prefix(text).map(|end| &text[..end]))
        .collect()
}

fn prepare(index: usize, statement: &Statement, reader: &dyn Reader) -> Option<PreparedStatement> {
    let doubt = match reader.holds(&statement.when) {
        Some(true) => None,
        Some(false) => return None,
        None => Some(Cause::new(CauseKind::Condition, statement.when.to_string())),
    };
    let principals = statement.principals.as_ref();
    let resources = statement.resources.as_ref();
    let conditions = statement.conditions.iter();
    Some(PreparedStatement {
        index,
        effect: statement.effect,
        principals: principals.map(|list| PreparedPrincipals::new(list, reader)),
        actions: actions(&statement.actions),
        resources: resources.map(|list| resources_of(list, statement, reader)),
        conditions: conditions
            .map(|one| PreparedCondition::new(one, statement.version, reader))
            .collect(),
        doubt,
        span: statement.span,
    })
}

fn actions(actions: &Actions) -> PreparedActions {
    let (mut literals, mut patterns) = (BTreeSet::new(), Vec::new());
    for pattern in &actions.patterns {
        let text = pattern.text.to_ascii_lowercase();
        match pattern.exact && !text.contains(['*', '?']) {
            true => drop(literals.insert(text)),
            false => patterns.push(PatternText {
                text,
                exact: pattern.exact,
            }),
        }
    }
    PreparedActions {
        inverted: actions.inverted,
        literals,
        patterns,
        unread: actions.unread.clone(),
        unsure: actions.unknown.clone(),
    }
}

fn resources_of(
    resources: &Resources,
    statement: &Statement,
    reader: &dyn Reader,
) -> PreparedResources {
    let values = resources.values.iter();
    PreparedResources {
        inverted: resources.inverted,
        patterns: values
            .map(|value| {
                let text = reader.text(value).unwrap_or_else(PatternText::unknown);
                let text = completed(text);
                let cause = (!text.exact).then(|| cause_of_text(value, "the rest of a name"));
                Template::new(text, statement.version, cause)
            })
            .collect(),
    }
}

/// The text of a resource. One with too few parts may mean whatever follows: it is not known in full.
fn completed(text: PatternText) -> PatternText {
    let is_short = text.text.starts_with("arn:") && text.text.matches(':').count() < ARN_COLONS;
    match is_short && !text.text.ends_with('*') {
        true => PatternText::partial(text.text + "*"),
        false => text,
    }
}

/// A value as a text in which variables stand.
pub(super) fn template(value: &Value, version: super::Version, reader: &dyn Reader) -> Template {
    let text = reader.text(value).unwrap_or_else(PatternText::unknown);
    let cause = (!text.exact).then(|| cause_of_text(value, "the rest of a name"));
    Template::new(text, version, cause)
}

/// Why a text is not known in full, or otherwise what is not known. A resource whose name the deployment gives is no policy that was not read.
pub(super) fn cause_of_text(value: &Value, otherwise: &str) -> Cause {
    let is_open = |part: &&Value| part.as_text().is_none() && !matches!(part.term, Term::Symbol(_));
    let hole = match &value.term {
        Term::Text(parts) => parts.iter().find(is_open),
        _ => Some(value).filter(is_open),
    };
    match hole.map(|hole| &hole.term) {
        Some(Term::Reference(reference)) => {
            let name = format!("the name of `{}`", reference.to);
            Cause::new(CauseKind::Unstated, name)
        }
        Some(_) => read::cause_of(value),
        None => Cause::new(CauseKind::Unstated, otherwise),
    }
}
