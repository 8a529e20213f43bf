//! Rules about paths: a data class must not get from one set of components to another, unless a barrier closes the way.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::expr::{Predicate, Truth};
use crate::graph::{EdgeId, Level, Step, after, moves, sends_all, trace};
use crate::knowledge::{PathRule, RuleId};
use crate::model::{ComponentId, Presence};
use crate::syntax::{Cause, CauseKind, Guard, World};

use super::finding::{Draft, finish};
use super::judge::{About, Judge};
use super::run::{Run, whereabouts};
use super::{Finding, Target, Verdict};

/// Judges one path rule: a finding for each component at which a path arrives, or one that says that none does.
pub(super) fn paths(run: &Run<'_>, rule: RuleId, path: &PathRule) -> Vec<Finding> {
    // Data that an unread component, or a service as a whole, has came from one that was read, or nobody knows of it.
    let mut starts = holding(run, &path.from);
    starts.retain(|(id, _)| {
        let component = run.graph.component(*id);
        component.kind.is_some() && component.presence != Presence::Unread
    });
    if starts.is_empty() {
        return Vec::new();
    }
    let ends: BTreeMap<ComponentId, Truth> = holding(run, &path.to).into_iter().collect();
    let mut findings = Vec::new();
    let mut reached: BTreeSet<ComponentId> = BTreeSet::new();
    let mut beyond: BTreeSet<Cause> = BTreeSet::new();
    for level in [Level::Yes, Level::Possible] {
        let search = search(run, path, &starts, level);
        for &edge in search.keys() {
            let end = run.graph.ends(edge).1;
            let component = run.graph.component(end);
            let unknown_host = component.kind.is_some()
                && component.kind == run.knowledge.conventions.external_host;
            if component.presence == Presence::Unread || unknown_host {
                beyond.insert(whereabouts(component));
            }
            let Some(&certain) = ends.get(&end) else {
                continue;
            };
            let first = trace(&search, edge).first().copied();
            let loops = first.is_some_and(|first| run.graph.ends(first).0 == end);
            if loops || !reached.insert(end) {
                continue;
            }
            let verdict = if level == Level::Yes && certain == Truth::True {
                Verdict::Violated
            } else {
                Verdict::Undecided
            };
            findings.push(arrival(run, rule, path, trace(&search, edge), verdict));
        }
    }
    if findings.is_empty() {
        let is_declared =
            |id: &ComponentId| run.graph.component(*id).presence == Presence::Declared;
        let mut ids = starts.iter().map(|(id, _)| *id);
        let start = ids.find(is_declared).unwrap_or(starts[0].0);
        findings.push(none(run, rule, start, beyond));
    }
    findings
}

/// The components for which a predicate is true or unknown.
fn holding(run: &Run<'_>, predicate: &Predicate) -> Vec<(ComponentId, Truth)> {
    let all = run.graph.inner.node_weights().map(|component| {
        let judge = Judge::new(run, About::Component(component.id), World::default());
        (component.id, predicate.evaluate(&judge))
    });
    all.filter(|(_, truth)| *truth != Truth::False).collect()
}

/// The edges that a class reaches at a level at least, each with the edge before it on a shortest way.
fn search(
    run: &Run<'_>,
    path: &PathRule,
    starts: &[(ComponentId, Truth)],
    level: Level,
) -> BTreeMap<EdgeId, Option<EdgeId>> {
    let mut previous: BTreeMap<EdgeId, Option<EdgeId>> = BTreeMap::new();
    let mut queue: VecDeque<(Step, Guard, &Guard)> = VecDeque::new();
    for (id, truth) in starts {
        if level == Level::Possible || *truth == Truth::True {
            let own = &run.graph.component(*id).when;
            queue.push_back((Step::At(*id), own.clone(), own));
        }
    }
    let mut left: BTreeSet<ComponentId> = BTreeSet::new();
    while let Some((step, when, own)) = queue.pop_front() {
        let here = match step {
            Step::At(id) => id,
            Step::Over(edge) => run.graph.ends(edge).1,
        };
        let again = sends_all(run.graph, here, run.knowledge) && left.contains(&here);
        if again {
            continue;
        }
        if when == *own {
            left.insert(here);
        }
        for next in after(run.graph, run.knowledge, step) {
            let edge = run.graph.edge(next);
            let source = run.graph.component(run.graph.ends(next).0).element;
            let conjunction = Guard::all([when.clone(), edge.when.clone()]);
            let open = moves(edge, path.class, Level::Yes, source).min(passes(run, path, next));
            if open < level || previous.contains_key(&next) {
                continue;
            }
            // A path that is there whenever its start is, is certain.
            if level == Level::Yes && conjunction != *own {
                continue;
            }
            let before = match step {
                Step::At(_) => None,
                Step::Over(edge) => Some(edge),
            };
            previous.insert(next, before);
            queue.push_back((Step::Over(next), conjunction, own));
        }
    }
    previous
}

/// How far the barrier lets a flow through.
fn passes(run: &Run<'_>, path: &PathRule, edge: EdgeId) -> Level {
    let Some(barrier) = &path.barrier else {
        return Level::Yes;
    };
    match barrier.evaluate(&Judge::new(run, About::Flow(edge), World::default())) {
        Truth::True => Level::No,
        Truth::Unknown => Level::Possible,
        Truth::False => Level::Yes,
    }
}

fn arrival(
    run: &Run<'_>,
    rule: RuleId,
    path: &PathRule,
    edges: Vec<EdgeId>,
    verdict: Verdict,
) -> Finding {
    let (first, last) = (edges[0], edges[edges.len() - 1]);
    let (from, to) = (run.graph.ends(first).0, run.graph.ends(last).1);
    let causes: BTreeSet<Cause> = match verdict {
        Verdict::Undecided => {
            let doubts = edges.iter().flat_map(|edge| {
                let when = &run.graph.edge(*edge).when;
                let condition = (*when != Guard::Always)
                    .then(|| Cause::new(CauseKind::Condition, when.to_string()));
                run.doubt(*edge).into_iter().chain(condition)
            });
            let judge = Judge::new(run, About::Component(to), World::default());
            path.to.evaluate(&judge);
            doubts.chain(judge.into_notes().causes).collect()
        }
        _ => BTreeSet::new(),
    };
    let draft = Draft {
        rule,
        verdict,
        target: Target::Path(from, to),
        about: About::Flow(last),
        predicates: Vec::new(),
        edges,
        causes: causes.into_iter().collect(),
        notes: Vec::new(),
        if_it_applies: false,
        world: World::default(),
    };
    finish(run, draft)
}

/// No path arrives: the rule holds, unless data may go on where nothing was read.
fn none(run: &Run<'_>, rule: RuleId, start: ComponentId, beyond: BTreeSet<Cause>) -> Finding {
    let verdict = if beyond.is_empty() {
        Verdict::Satisfied
    } else {
        Verdict::Undecided
    };
    let draft = Draft {
        rule,
        verdict,
        target: Target::Run,
        about: About::Component(start),
        predicates: Vec::new(),
        edges: Vec::new(),
        causes: beyond.into_iter().collect(),
        notes: Vec::new(),
        if_it_applies: false,
        world: World::default(),
    };
    finish(run, draft)
}
