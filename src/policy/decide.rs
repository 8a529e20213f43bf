//! A request decided: for all of its resources, or part by part.
//!
//! In: a request and its policies. Out: a [`Decision`]. How layers count together is not known here.

use super::condition::Truth;
use super::council::{Council, is_entity};
use super::evaluate::{Decision, Extent, Layer, LayerSort, Outcome, Policies};
use super::request::{CallerSort, Request};
use super::text::{Effort, PatternText, Relation, relate, witness};
use super::voice::keep;

/// What comparisons of one decision may cost: some ten milliseconds.
const MOST_EFFORT: usize = 5_000_000;

/// Most parts of the resources that are looked at one by one.
const MOST_PARTS: usize = 16;

/// Decides a request.
pub(super) fn decide(request: &Request<'_>, policies: &Policies<'_>) -> Decision {
    if is_silent(request, policies) {
        return denied_by_silence(request.caller.sort);
    }
    let mut effort = Effort(MOST_EFFORT);
    let language = &request.target.language;
    let whole = Council::of(request, policies, language, &mut effort);
    let truth = whole.truth();
    if matches!(truth, Truth::May(_))
        && whole.is_divided()
        && let Some(decision) = by_parts(request, policies, &whole, &mut effort)
    {
        return decision;
    }
    whole.decision(truth, Extent::Whole)
}

/// Whether there are no policies but those that could give access, and none of them speaks of the action: what most
/// pairs of policies and actions come to.
fn is_silent(request: &Request<'_>, policies: &Policies<'_>) -> bool {
    let is_alone = policies.boundary.is_none()
        && policies.session.is_none()
        && policies.endpoint.is_none()
        && policies.service_control.is_empty()
        && policies.resource_control.policies.is_empty()
        && policies.resource_control.unread.is_none();
    let says_nothing = |layer: &Layer<'_>| {
        let mut list = layer.policies.iter();
        layer.unread.is_none() && list.all(|policy| policy.says_nothing_about(request.action))
    };
    is_alone
        && request.caller.sort != CallerSort::Root
        && says_nothing(&policies.identity)
        && says_nothing(&policies.resource)
}

fn denied_by_silence(caller: CallerSort) -> Decision {
    Decision {
        outcome: Outcome::Denied,
        extent: Extent::Whole,
        by: Vec::new(),
        denied_by: Vec::new(),
        limited_by: match is_entity(caller) {
            true => vec![LayerSort::Identity, LayerSort::Resource],
            false => vec![LayerSort::Resource],
        },
        causes: Vec::new(),
    }
}

/// Decides by looking at parts of the resources; `None` where that settles nothing.
fn by_parts(
    request: &Request<'_>,
    policies: &Policies<'_>,
    whole: &Council<'_>,
    effort: &mut Effort,
) -> Option<Decision> {
    let language = &request.target.language;
    let groups = whole.required_parts();
    let mut parts: Vec<PatternText> = Vec::new();
    for part in groups.iter().flatten().chain(whole.granted_parts()) {
        keep(&mut parts, part.clone());
    }
    let is_few = parts.len() <= MOST_PARTS;
    parts.truncate(MOST_PARTS);
    let mut denied = Vec::new();
    for part in &parts {
        let council = Council::of(request, policies, part, effort);
        match council.truth() {
            Truth::Yes if relate(language, part, effort) == Relation::Includes => {
                return Some(council.decision(Truth::Yes, Extent::Part));
            }
            Truth::No => denied.push(part),
            _ => {}
        }
    }
    // What some layer must allow, and allows within denied parts only.
    let is_closed = |group: &Vec<PatternText>| group.iter().all(|part| denied.contains(&part));
    if is_few && groups.iter().any(is_closed) {
        return Some(whole.decision(Truth::No, Extent::Whole));
    }
    let inside = parts.iter().filter(|part| {
        relate(language, part, &mut Effort(MOST_EFFORT / 100)) == Relation::Includes
    });
    for text in std::iter::once(language).chain(inside) {
        let single = PatternText::pattern(witness(&text.text));
        let council = Council::of(request, policies, &single, effort);
        if council.truth() == Truth::Yes {
            return Some(council.decision(Truth::Yes, Extent::Part));
        }
    }
    None
}
