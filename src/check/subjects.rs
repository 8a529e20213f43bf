//! Rules about components and flows.

use crate::expr::Predicate;
use crate::graph::Layer;
use crate::knowledge::RuleId;
use crate::model::{Component, Presence};
use crate::syntax::Guard;
use crate::vocabulary::Literal;

use super::finding::{Draft, finish};
use super::judge::About;
use super::run::Run;
use super::worlds::judge;
use super::{Finding, Target, Verdict};

/// Judges every component. What is only named (a host, an ARN, a policy) is judged where it is declared; here the flows
/// to it are. Of what is read in part, such as a bucket of which only the policy is here, that part can break a rule; what it
/// leaves open is asked where the rest is declared. Of a type without a kind only what is known of all components is asked:
/// reports count such types.
pub(super) fn components(
    run: &Run<'_>,
    rule: RuleId,
    condition: &Predicate,
    require: &Predicate,
) -> Vec<Finding> {
    let of_all = require
        .reads()
        .iter()
        .all(|read| run.words.is_of_all(read.attribute));
    let kinds = kinds(run, condition);
    let judged = run.graph.inner.node_weights().filter(|component| {
        if !can_be(component, kinds) {
            return false;
        }
        let unread = component.presence == Presence::Unread;
        let known = component.kind.is_some() && (!unread || component.in_part);
        known || of_all && (!unread || !component.names.is_empty())
    });
    let all = judged.map(|component| {
        let about = About::Component(component.id);
        (Target::Component(component.id), about, &component.when)
    });
    let judged = all.filter_map(|(target, about, exists)| {
        one(run, rule, target, about, exists, condition, require)
    });
    let in_part = |finding: &Finding| match finding.target {
        Target::Component(id) => run.graph.component(id).in_part,
        _ => false,
    };
    judged
        .filter(|one| one.verdict == Verdict::Violated || of_all || !in_part(one))
        .collect()
}

/// The kinds to one of which a component must belong for a rule to apply to it, where its `where` says so at the top.
fn kinds<'p>(run: &Run<'_>, condition: &'p Predicate) -> Option<&'p [Literal]> {
    let mut required = condition.required().iter();
    let found = required.find(|one| Some(one.attribute) == run.words.kind)?;
    Some(&found.values)
}

/// Whether a component is of one of some kinds, or of a kind that is not known.
fn can_be(component: &Component, kinds: Option<&[Literal]>) -> bool {
    let name = component.kind_name.as_str();
    let is_it = |kind: &Literal| matches!(kind, Literal::Text(text) if **text == *name);
    name.is_empty() || kinds.is_none_or(|kinds| kinds.iter().any(is_it))
}

/// Judges every flow.
pub(super) fn flows(
    run: &Run<'_>,
    rule: RuleId,
    condition: &Predicate,
    require: &Predicate,
) -> Vec<Finding> {
    let flows = run
        .graph
        .inner
        .edge_weights()
        .filter(|edge| edge.layer == Layer::Flows);
    // A flow is judged in the worlds in which both its ends exist: one that is not there in all of them says so.
    let all = flows.map(|edge| {
        let (source, target) = run.graph.ends(edge.id);
        let ends = [source, target].map(|id| run.graph.component(id).when.clone());
        (edge.id, Guard::all(ends))
    });
    all.filter_map(|(id, exists)| {
        let (target, about) = (Target::Flow(id), About::Flow(id));
        one(run, rule, target, about, &exists, condition, require)
    })
    .collect()
}

/// Judges every statement.
pub(super) fn statements(
    run: &Run<'_>,
    rule: RuleId,
    condition: &Predicate,
    require: &Predicate,
) -> Vec<Finding> {
    let all = run.graph.statements.iter().filter_map(|statement| {
        let (target, about) = (
            Target::Statement(statement.id),
            About::Statement(statement.id),
        );
        let holder = run.graph.component(statement.component).when.clone();
        let exists = Guard::all([statement.when.clone(), holder]);
        one(run, rule, target, about, &exists, condition, require)
    });
    all.collect()
}

/// Judges every operator.
pub(super) fn operators(
    run: &Run<'_>,
    rule: RuleId,
    condition: &Predicate,
    require: &Predicate,
) -> Vec<Finding> {
    let all = run.graph.operators.iter().filter_map(|operator| {
        let (target, about) = (Target::Operator(operator.id), About::Operator(operator.id));
        one(run, rule, target, about, &Guard::Always, condition, require)
    });
    all.collect()
}

fn one(
    run: &Run<'_>,
    rule: RuleId,
    target: Target,
    about: About,
    exists: &Guard,
    condition: &Predicate,
    require: &Predicate,
) -> Option<Finding> {
    let judgement = judge(run, about, exists, condition, require);
    if judgement.verdict == Verdict::NotApplicable {
        return None;
    }
    let draft = Draft {
        rule,
        verdict: judgement.verdict,
        target,
        about,
        predicates: vec![require, condition],
        edges: Vec::new(),
        causes: judgement.causes.into_iter().collect(),
        notes: judgement.notes,
        if_it_applies: judgement.if_it_applies,
        world: judgement.world,
    };
    Some(finish(run, draft))
}
