//! Which models a call names, and what that says: how far from its Region it may be served, and whether its provider may
//! keep prompts.
//!
//! In: statements and the configuration of a process. Out: facts for flows. Whether that is allowed is not known here.

use std::sync::Arc;

use petgraph::graph::{EdgeIndex, NodeIndex};

use crate::knowledge::{ModelCall, Reach};
use crate::model::{ComponentId, Fact, FactValue, Facts, Origin};
use crate::policy::{Statement, pattern};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard};
use crate::vocabulary::Literal;

use super::super::builder::Builder;
use super::super::{Basis, Layer};
use super::expand::Holder;
use super::named::{Name, Names, covers, elsewhere, is_denied, of_process, of_statement};

/// The facts of a call that a statement permits; none for a flow that is no call of a model.
pub(super) fn facts(
    builder: &Builder<'_>,
    holder: &Holder<'_>,
    statement: &Statement,
    call: Option<&ModelCall>,
    actions: &[String],
) -> Facts {
    if call.is_none() {
        return Facts::new();
    }
    let mut told = of_process(builder, holder.process);
    let by_others = |name: &Name| {
        let lets_call = |other: &&&Statement| {
            let mut patterns = other.actions.patterns.iter();
            other.actions.inverted
                || patterns.any(|one| {
                    let mut called = actions.iter();
                    !one.exact || called.any(|action| pattern::matches_action(&one.text, action))
                })
        };
        let mut others = holder.allowed.iter().filter(lets_call);
        others.any(|other| covers(builder, other, name))
    };
    // A profile is permitted by one statement and the models behind it by another: the call is the former's.
    told.list
        .retain(|name| covers(builder, statement, name) || !by_others(name));
    let mut granted = of_statement(builder, statement, holder);
    if told.list.iter().any(|name| name.when == Guard::Always) {
        granted.open = None;
        granted.list.retain(|name| !name.id.contains('*'));
    }
    let first = statement.actions.patterns.first();
    let at = holder
        .attached_at
        .unwrap_or(first.map_or(statement.span, |one| one.span));
    told.list.extend(granted.list);
    told.open = told.open.or(granted.open);
    told.assumes.extend(granted.assumes);
    let bound = bound(builder, holder, actions);
    stated(builder, told, bound, at)
}

/// How far a call may go at most, where the role is denied every profile that goes anywhere.
fn bound(builder: &Builder<'_>, holder: &Holder<'_>, actions: &[String]) -> Option<Reach> {
    let models = &builder.knowledge.models;
    let wide = models
        .prefixes
        .iter()
        .filter(|one| one.reach == Reach::Global);
    let mut profiles = wide.flat_map(|prefix| {
        let words = models.profiles.iter();
        words.map(move |word| format!("{word}/{}*", prefix.text))
    });
    let denied = profiles.all(|profile| {
        let mut denies = holder.denied.iter();
        denies.any(|deny| is_denied(deny, actions, &profile))
    });
    (denied && !models.prefixes.is_empty()).then_some(Reach::Geography)
}

/// Adds the facts of calls that a setting makes, where no grant says more of them.
pub(in crate::graph) fn describe(builder: &mut Builder<'_>) {
    let models = &builder.knowledge.models;
    let Some(service) = models.service else {
        return;
    };
    let actions = builder.knowledge.service(service).actions.values();
    let calls = actions.filter(|action| action.model_call.is_some());
    let families: Vec<Arc<str>> = calls.filter_map(|action| action.endpoint.clone()).collect();
    let kind = builder.knowledge.service(service).kind;
    for index in 0..builder.graph.inner.edge_count() {
        let edge = &builder.graph.inner[EdgeIndex::new(index)];
        let of_model = edge
            .via
            .as_ref()
            .is_none_or(|via| families.contains(&via.family));
        if edge.layer != Layer::Flows || edge.reason.basis != Basis::Configured || !of_model {
            continue;
        }
        let (from, to) = builder.graph.ends(edge.id);
        let is_service = |id: ComponentId| {
            let component = builder.graph.component(id);
            component.service == Some(service) && component.kind == kind
        };
        let caller = match (is_service(from), is_service(to)) {
            (false, true) => from,
            (true, false) => to,
            _ => continue,
        };
        let known = builder.words.model_geography;
        let (one, other) = (
            NodeIndex::new(from.0 as usize),
            NodeIndex::new(to.0 as usize),
        );
        let mut between = builder.graph.inner.edges_connecting(one, other);
        let granted = between.any(|other| {
            let other = other.weight();
            other.reason.basis == Basis::Permitted
                && known.is_some_and(|word| other.facts.contains_key(&word))
        });
        if granted {
            continue;
        }
        let at = edge.reason.spans.first().copied();
        let told = of_process(builder, caller);
        if let Some(at) = at {
            let facts = stated(builder, told, None, at);
            builder.graph.inner[EdgeIndex::new(index)]
                .facts
                .extend(facts);
        }
    }
}

/// Adds to calls of models of other operators which they name, as far as their callers name any.
pub(in crate::graph) fn describe_elsewhere(builder: &mut Builder<'_>) {
    let words = builder.words;
    for index in 0..builder.graph.inner.edge_count() {
        let edge = &builder.graph.inner[EdgeIndex::new(index)];
        if edge.layer != Layer::Flows {
            continue;
        }
        let (from, to) = builder.graph.ends(edge.id);
        let caller = match (is_route(builder, from), is_route(builder, to)) {
            (false, true) => from,
            (true, false) => to,
            _ => continue,
        };
        let named = elsewhere(builder, caller);
        let Some(first) = named.first() else { continue };
        let models = &builder.knowledge.models;
        let reviewed = named
            .iter()
            .find(|one| models.needs_review(&one.id) == Some(true));
        let (retention, at) = match reviewed {
            Some(name) if name.when != Guard::Always => {
                let cause = Cause::new(CauseKind::Condition, name.when.to_string());
                (FactValue::Unknown(cause), name.at)
            }
            Some(name) => (FactValue::Known(Literal::Text("review".into())), name.at),
            None => (FactValue::Known(Literal::Text("standard".into())), first.at),
        };
        let ids = named.iter().map(|name| Arc::from(&*name.id)).collect();
        let list = FactValue::Known(Literal::List(ids));
        let facts = &mut builder.graph.inner[EdgeIndex::new(index)].facts;
        for (word, value) in [
            (words.model_retention, retention),
            (words.model_profiles, list),
        ] {
            if let Some(word) = word {
                let fact = Fact::derived(value, at);
                facts.entry(word).or_insert(fact);
            }
        }
    }
}

/// Whether a component is a route to models of an operator whose calls have no profiles.
fn is_route(builder: &Builder<'_>, id: ComponentId) -> bool {
    let component = builder.graph.component(id);
    let Some(id) = component.service else {
        return false;
    };
    let service = builder.knowledge.service(id);
    Some(id) != builder.knowledge.models.service
        && service.route.is_some()
        && component.kind == service.kind
}

/// What names say of a call.
fn stated(builder: &Builder<'_>, names: Names, bound: Option<Reach>, at: Span) -> Facts {
    let words = builder.words;
    let is_open = names.open.is_some();
    let open = names.open.unwrap_or_else(|| {
        let text = "which model is called, the files do not say";
        Cause::new(CauseKind::PossibleFlow, text)
    });
    let widest = |reach: Reach| FactValue::Known(Literal::Text(reach.name().into()));
    let unknown = || FactValue::Unknown(open.clone());
    let rest = bound.map_or_else(unknown, widest);
    let reaches = names.list.iter();
    let mut reaches: Vec<(Reach, Guard)> =
        reaches.map(|one| (one.reach, one.when.clone())).collect();
    reaches.sort_by_key(|(reach, _)| std::cmp::Reverse(*reach));
    let sure = |reach: Reach| !is_open || reach == Reach::Global;
    let geography = reaches.into_iter().filter(|(reach, _)| sure(*reach));
    let geography = choice(geography.map(|(reach, when)| (when, widest(reach))), rest);
    let models = &builder.knowledge.models;
    let text = |text: &str| FactValue::Known(Literal::Text(text.into()));
    let mut needs: Vec<(u8, Guard, FactValue)> = Vec::new();
    for name in &names.list {
        needs.push(match models.needs_review(&name.id) {
            Some(true) => (0, name.when.clone(), text("review")),
            None => {
                let id = &name.id;
                let text = format!("`{id}` can name a model that needs review of prompts");
                let cause = Cause::new(CauseKind::PossibleFlow, text);
                (1, name.when.clone(), FactValue::Unknown(cause))
            }
            Some(false) if is_open => continue,
            Some(false) => (2, name.when.clone(), text("standard")),
        });
    }
    needs.sort_by_key(|(rank, ..)| *rank);
    let retention = choice(
        needs.into_iter().map(|(_, when, value)| (when, value)),
        unknown(),
    );
    let ids = names.list.iter().map(|name| Arc::from(&*name.id)).collect();
    let list = match names.list.is_empty() {
        true => unknown(),
        false => FactValue::Known(Literal::List(ids)),
    };
    let spans: Vec<Span> = names.list.iter().map(|name| name.at).collect();
    let spans = if spans.is_empty() { vec![at] } else { spans };
    let values = [
        (words.model_geography, geography),
        (words.model_retention, retention),
        (words.model_profiles, list),
    ];
    let each = values.into_iter().filter_map(|(word, value)| {
        let fact = Fact {
            value,
            origin: Origin::Derived(spans.clone()),
            assumes: names.assumes.clone(),
        };
        Some((word?, fact))
    });
    each.collect()
}

/// The first value whose guard holds, else the rest.
fn choice(each: impl Iterator<Item = (Guard, FactValue)>, rest: FactValue) -> FactValue {
    let mut choices: Vec<(Guard, FactValue)> = Vec::new();
    for (when, value) in each {
        let always = when == Guard::Always;
        if always && choices.is_empty() {
            return value;
        }
        choices.push((when, value));
        if always {
            return FactValue::Choice(choices);
        }
    }
    if choices.is_empty() {
        return rest;
    }
    choices.push((Guard::Always, rest));
    FactValue::Choice(choices)
}
