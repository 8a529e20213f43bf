//! From a verdict to a finding: message, labels, the way of the data, and a fingerprint that survives moves.

use sha2::{Digest, Sha256};

use crate::expr::{Predicate, Reading, Scope, Variable};
use crate::graph::{DataClass, EdgeId, OperatorId, StatementId, address};
use crate::knowledge::{Element, RuleId};
use crate::model::{ComponentId, FactValue};
use crate::syntax::{Cause, Guard, World};
use crate::vocabulary::AttributeId;

use super::facts::seen;
use super::instances::{assumed, block_address};
use super::judge::{About, Judge};
use super::places::labels;
use super::run::Run;
use super::way::path;
use super::{Finding, FlowPath, Target, Verdict};

/// A verdict on its way to a finding.
pub(super) struct Draft<'p> {
    pub(super) rule: RuleId,
    pub(super) verdict: Verdict,
    pub(super) target: Target,
    pub(super) about: About,
    /// Whose reads become labels, the most telling first.
    pub(super) predicates: Vec<&'p Predicate>,
    /// The path, where the rule is about one.
    pub(super) edges: Vec<EdgeId>,
    pub(super) causes: Vec<Cause>,
    pub(super) notes: Vec<String>,
    pub(super) if_it_applies: bool,
    /// The world whose values and places are shown.
    pub(super) world: World,
}

/// The finding of a draft.
pub(super) fn finish(run: &Run<'_>, draft: Draft<'_>) -> Finding {
    let rule = &run.knowledge.rules[usize::from(draft.rule.0)];
    let judge = Judge::new(run, draft.about, draft.world.clone());
    let (subject, address) = subject(run, &draft);
    let message = match (draft.verdict, draft.target) {
        (Verdict::Violated, _) => fill(&judge, run, &draft, &rule.message),
        (Verdict::Undecided, Target::Run) => {
            format!(
                "no such way was found, but data can go on beyond the files read: {}",
                rule.title
            )
        }
        (Verdict::Undecided, _) => format!("not decided for {subject}: {}", rule.title),
        (_, _) => format!("{subject} does not break this rule: {}", rule.title),
    };
    let path = match draft.verdict {
        Verdict::Violated | Verdict::Undecided => way(run, &draft),
        _ => FlowPath::default(),
    };
    let attribute = draft
        .predicates
        .first()
        .and_then(|predicate| predicate.reads().first());
    let attribute = attribute.map(|read| {
        run.knowledge
            .vocabulary
            .attribute(read.attribute)
            .name
            .to_string()
    });
    Finding {
        rule: draft.rule,
        verdict: draft.verdict,
        target: draft.target,
        flows: flows(&draft),
        fingerprint: fingerprint(
            &rule.id,
            &block_address(run, draft.target, &address),
            attribute.as_deref().unwrap_or(""),
        ),
        subject,
        address,
        message,
        labels: labels(run, &judge, &draft),
        path,
        notes: notes(run, &draft),
        facts: match draft.verdict {
            Verdict::Violated | Verdict::Undecided => seen(run, &judge, &draft),
            _ => Vec::new(),
        },
        causes: draft.causes,
        if_it_applies: draft.if_it_applies,
        construct: None,
        waiver: None,
        unchanged: false,
    }
}

/// The notes of a draft, with the parameters whose defaults made what it is about.
fn notes(run: &Run<'_>, draft: &Draft<'_>) -> Vec<String> {
    let mut ids = match draft.target {
        Target::Component(id) => vec![id],
        Target::Flow(id) => <[_; 2]>::from(run.graph.ends(id)).to_vec(),
        Target::Path(from, to) => vec![from, to],
        Target::Statement(id) => vec![run.graph.statement(id).component],
        Target::Operator(id) => vec![most_certain(run, id)],
        Target::Run => Vec::new(),
    };
    let ends = |edge: &EdgeId| <[ComponentId; 2]>::from(run.graph.ends(*edge));
    ids.extend(draft.edges.iter().flat_map(ends));
    let components = ids.iter().map(|id| run.graph.component(*id));
    let mut notes = draft.notes.clone();
    let there = Guard::all(components.clone().map(|one| one.when.clone()));
    if draft.verdict == Verdict::Violated && !there.is_always() {
        notes.push(format!("only where {there}"));
    }
    for name in assumed(run, components) {
        let note = format!("assumes `{name}` = default");
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    notes
}

/// A statement goes by its holder and its `Sid`; without one, by what it says.
fn of_statement(run: &Run<'_>, id: StatementId) -> (String, String) {
    let statement = run.graph.statement(id);
    let holder = run.graph.component(statement.component);
    let words = &run.words;
    let said = [
        words.policy_sort,
        words.effect,
        words.principals,
        words.actions,
        words.resources,
    ];
    let said =
        said.into_iter()
            .flatten()
            .filter_map(|word| match &statement.facts.get(&word)?.value {
                FactValue::Known(literal) => Some(literal.to_string()),
                _ => None,
            });
    let name = statement
        .sid
        .clone()
        .unwrap_or_else(|| said.collect::<Vec<_>>().join(" "));
    (
        format!("a statement of {}", holder.name),
        format!("{} statement {name}", address(holder, run.deployments)),
    )
}

fn subject(run: &Run<'_>, draft: &Draft<'_>) -> (String, String) {
    let named = |id: ComponentId| run.graph.component(id);
    let pair = |from: ComponentId, to: ComponentId| {
        let (from, to) = (named(from), named(to));
        (
            format!("{} → {}", from.name, to.name),
            format!(
                "{} → {}",
                address(from, run.deployments),
                address(to, run.deployments)
            ),
        )
    };
    match draft.target {
        Target::Component(id) => (named(id).name.clone(), address(named(id), run.deployments)),
        Target::Flow(id) => {
            let (from, to) = run.graph.ends(id);
            pair(from, to)
        }
        Target::Statement(id) => of_statement(run, id),
        Target::Operator(id) => {
            let name = &run.graph.operator(id).name;
            (name.clone(), format!("operator {name}"))
        }
        Target::Path(from, to) => pair(from, to),
        Target::Run => ("every path".to_owned(), "run".to_owned()),
    }
}

/// A hash of what does not change when text moves. Both directions between two components count as one, and so do the
/// instances of one block.
pub(super) fn fingerprint(rule: &str, address: &str, attribute: &str) -> String {
    let mut ends: Vec<&str> = address.split(" → ").collect();
    ends.sort_unstable();
    let mut hash = Sha256::new();
    for part in [rule, attribute].into_iter().chain(ends) {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize()
        .iter()
        .take(16)
        .flat_map(|byte| [byte >> 4, byte & 0xf])
        .filter_map(|digit| char::from_digit(u32::from(digit), 16))
        .collect()
}

/// Replaces `{variable.attribute}` by what it reads.
pub(super) fn fill(
    judge: &Judge<'_, '_>,
    run: &Run<'_>,
    draft: &Draft<'_>,
    message: &str,
) -> String {
    let mut out = String::new();
    let mut rest = message;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((hole, tail)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        out.push_str(&read(judge, run, draft, hole));
        rest = tail;
    }
    out.push_str(rest);
    out
}

fn read(judge: &Judge<'_, '_>, run: &Run<'_>, draft: &Draft<'_>, hole: &str) -> String {
    let Some((variable, attribute)) = variable(run, hole) else {
        return format!("{{{hole}}}");
    };
    // A path runs from its first component, not from the source of its last hop.
    let reading = match (variable, draft.target) {
        (Variable::Source, Target::Path(from, _)) => {
            Judge::new(run, About::Component(from), World::default())
                .attribute(Variable::Component, attribute)
        }
        _ => judge.attribute(variable, attribute),
    };
    match reading {
        Reading::Known(literal) => literal.to_string(),
        Reading::Absent => "nothing".to_owned(),
        Reading::Unknown | Reading::OneOf(_) => "something unknown".to_owned(),
    }
}

pub(super) fn variable(run: &Run<'_>, dotted: &str) -> Option<(Variable, AttributeId)> {
    let (variable, attribute) = dotted.split_once('.')?;
    let variable = match variable {
        "component" => Variable::Component,
        "flow" => Variable::Flow,
        "source" => Variable::Source,
        "target" => Variable::Target,
        "statement" => Variable::Statement,
        "operator" => Variable::Operator,
        _ => return None,
    };
    Some((variable, run.knowledge.vocabulary.id(attribute)?))
}

/// How the data gets to the subject, and over which hop the rule is broken.
fn way(run: &Run<'_>, draft: &Draft<'_>) -> FlowPath {
    let class = DataClass::Phi;
    let (edges, end) = match draft.target {
        Target::Component(id) => (run.way_to(id, class), id),
        Target::Flow(id) => {
            let (source, _) = run.graph.ends(id);
            let mut edges = run.way_to(source, class);
            edges.push(id);
            (edges, source)
        }
        Target::Path(from, _) => (draft.edges.clone(), from),
        Target::Operator(id) => {
            let id = most_certain(run, id);
            (run.way_to(id, class), id)
        }
        Target::Statement(_) | Target::Run => return FlowPath::default(),
    };
    let breaks_at = match draft.target {
        Target::Component(_) | Target::Operator(_) => None,
        _ => edges.len().checked_sub(1),
    };
    path(run, &edges, end, class, breaks_at)
}

/// The flows that a finding speaks of.
fn flows(draft: &Draft<'_>) -> Vec<EdgeId> {
    match draft.target {
        Target::Flow(id) => vec![id],
        Target::Path(..) => draft.edges.last().copied().into_iter().collect(),
        Target::Component(_) | Target::Statement(_) | Target::Operator(_) | Target::Run => {
            Vec::new()
        }
    }
}

/// Of what an operator runs, the one that PHI gets to most certainly; what keeps data or works on it before what passes it on.
pub(super) fn most_certain(run: &Run<'_>, id: OperatorId) -> ComponentId {
    let all = run.graph.operator(id).components.iter().copied();
    let level = |id: &ComponentId| run.graph.carried(*id, DataClass::Phi).level;
    let passes = |id: &ComponentId| run.graph.component(*id).element == Element::Relay;
    let best = all.min_by_key(|id| (std::cmp::Reverse(level(id)), passes(id), *id));
    best.expect("an operator runs something")
}
