//! Flows to what stands in a VPC itself: a database, a cache, a file system, a service behind a balancer.
//!
//! In: the places of both ends. Out: whether they are inside one network, and whether joined networks lead from one to the
//! other. Security groups and access control lists are not known here.

use crate::model::{ComponentId, FactValue};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard};
use crate::vocabulary::Literal;

use super::super::builder::Builder;
use super::super::firewall::Range;
use super::answer::Answer;
use super::parts::{Part, is_on, is_read, part, ways_out_of};
use super::places::{Around, Place};
use super::subnets::{Route, routes, tables};

/// Whether traffic of a caller to what stands elsewhere stays in their VPC, or goes between joined ones.
pub(super) fn is_inside(
    builder: &Builder<'_>,
    caller: (ComponentId, &Place),
    store: (ComponentId, &Place),
) -> Answer {
    let same = shared(builder, caller, store);
    let (from, to) = (known_vpcs(builder, caller.1), known_vpcs(builder, store.1));
    if from.is_empty() || to.is_empty() {
        return same;
    }
    let joined = joined(builder, caller.1, store.1).and_back(|| joined(builder, store.1, caller.1));
    Answer::any([same, joined])
}

/// Whether both stand in one VPC.
fn shared(
    builder: &Builder<'_>,
    caller: (ComponentId, &Place),
    store: (ComponentId, &Place),
) -> Answer {
    let mut same = Vec::new();
    for (one, other) in pairs(&caller.1.subnets, &store.1.subnets)
        .chain(pairs(&caller.1.groups, &store.1.groups))
        .chain(pairs(&caller.1.vpcs, &store.1.vpcs))
    {
        if one.id == other.id {
            let when = Guard::all([one.when.clone(), other.when.clone()]);
            same.push(Answer::yes(vec![one.span, other.span]).when(&when));
        }
    }
    let unknown = [caller, store].into_iter().find(|(_, place)| {
        let mut vpcs = place.vpcs.iter();
        place.vpcs.is_empty() || vpcs.any(|vpc| !is_read(builder, vpc.id))
    });
    if let Some((id, place)) = unknown {
        let cause = place.unknown_vpc(builder, id);
        same.push(Answer::unknown(cause, Vec::new()));
    }
    Answer::any(same)
}

fn pairs<'a>(
    left: &'a [Around],
    right: &'a [Around],
) -> impl Iterator<Item = (&'a Around, &'a Around)> {
    left.iter()
        .flat_map(move |one| right.iter().map(move |other| (one, other)))
}

fn known_vpcs<'p>(builder: &Builder<'_>, place: &'p Place) -> Vec<&'p Around> {
    let vpcs = place.vpcs.iter();
    vpcs.filter(|vpc| is_read(builder, vpc.id)).collect()
}

/// Whether every subnet of one place has a route to the VPC of the other, through what joins the two.
fn joined(builder: &Builder<'_>, from: &Place, to: &Place) -> Answer {
    let targets = known_vpcs(builder, to);
    let own = known_vpcs(builder, from);
    if from.subnets.is_empty() {
        let cause = Cause::new(
            CauseKind::NotRead,
            "the subnets of one end of the connection",
        );
        return Answer::unknown(cause, Vec::new());
    }
    Answer::all(from.subnets.iter().map(|subnet| {
        let tables = match tables(builder, subnet.id) {
            Ok(tables) => tables,
            Err(answer) => return *answer,
        };
        Answer::any(tables.iter().map(|table| {
            let Some(id) = table.id else {
                return Answer::no(vec![table.span]);
            };
            let routes = routes(builder, id);
            let each = routes.iter().map(|route| {
                let target = through(builder, route, &own, &targets);
                let leads = leads_to(builder, route, &targets);
                Answer::all([target, leads]).when(&route.when)
            });
            let each: Vec<Answer> = each.collect();
            let none = Answer::no(vec![builder.graph.component(id).span]);
            Answer::any(each.into_iter().chain([none])).when(&table.when)
        }))
    }))
}

/// Whether what a route leads to joins the two networks.
fn through(
    builder: &Builder<'_>,
    route: &Route<'_>,
    own: &[&Around],
    targets: &[&Around],
) -> Answer {
    let target = builder.graph.component(route.target);
    let joins = |vpc: &Around| {
        let ways = ways_out_of(builder, route.target).into_iter();
        let attached: Vec<Answer> = ways
            .filter(|way| way.id == vpc.id)
            .map(|way| Answer::yes(vec![route.span]).when(&way.edge.when))
            .collect();
        Answer::any(attached)
    };
    let both = || {
        let sides = [own, targets];
        Answer::all(sides.map(|side| Answer::any(side.iter().map(|vpc| joins(vpc)))))
    };
    match part(builder, route.target) {
        Some(Part::Peering) if is_read(builder, route.target) => both(),
        Some(Part::TransitGateway) if is_read(builder, route.target) => {
            let on = |word, what| is_on(builder, route.target, word, what);
            let words = builder.words;
            let by_default = Answer::all([
                on(words.transit_association, "the default association"),
                on(words.transit_propagation, "the default propagation"),
                on(words.transit_tables, "tables").negate(),
            ]);
            let text = format!("which networks the route tables of {} join", target.name);
            let own_tables =
                Answer::unknown(Cause::new(CauseKind::NotRead, text), vec![route.span]);
            // A network at it can be attached in other files.
            Answer::all([both(), Answer::any([by_default, own_tables])])
        }
        Some(Part::InternetGateway | Part::EgressOnlyGateway | Part::NatGateway) => {
            Answer::no(vec![route.span])
        }
        _ => {
            let text = format!("which networks {} leads to", target.name);
            Answer::unknown(Cause::new(CauseKind::NotRead, text), vec![route.span])
        }
    }
}

/// Whether a route is for the addresses of the networks.
fn leads_to(builder: &Builder<'_>, route: &Route<'_>, vpcs: &[&Around]) -> Answer {
    let at = vec![route.span];
    let range = match route.destination {
        Some(FactValue::Known(Literal::Text(range))) => range,
        Some(FactValue::Unknown(cause)) => return Answer::unknown(cause.clone(), at),
        _ => {
            let text = "for which addresses a route is";
            return Answer::unknown(Cause::new(CauseKind::Unstated, text), at);
        }
    };
    Answer::any(vpcs.iter().map(|vpc| {
        let component = builder.graph.component(vpc.id);
        let own = builder
            .words
            .cidr
            .and_then(|word| component.facts.get(&word));
        match own.map(|fact| &fact.value) {
            Some(FactValue::Known(Literal::Text(own))) => {
                let text = format!(
                    "whether the route for {range} leads to the whole of {}",
                    component.name
                );
                let cause = Cause::new(CauseKind::Unstated, text);
                match (Range::read(range), Range::read(own)) {
                    (Some(range), Some(own)) if range.contains(&own) => Answer::yes(at.clone()),
                    (Some(range), Some(own)) if !range.overlaps(&own) => Answer::no(at.clone()),
                    _ => Answer::unknown(cause, at.clone()),
                }
            }
            _ => {
                let text = format!("the address range of {}", component.name);
                Answer::unknown(Cause::new(CauseKind::NotRead, text), at.clone())
            }
        }
    }))
}

impl Answer {
    /// Both this and the way back, which is asked only where it matters.
    fn and_back(self, back: impl FnOnce() -> Answer) -> Self {
        match self.can_be() {
            true => Answer::all([self, back()]),
            false => self,
        }
    }
}

/// The places that a pair of ends shows where no way is found.
pub(super) fn ends(caller: &Place, store: &Place) -> Vec<Span> {
    let first = |place: &Place| {
        place
            .subnets
            .first()
            .or(place.groups.first())
            .map(|one| one.span)
    };
    first(caller).into_iter().chain(first(store)).collect()
}
