//! The ways of calls of hosts that others run, and of connections to what stands in a network.
//!
//! In: the caller, what it calls, and where both stand. Out: the way in every world, and why. Private endpoints of services are
//! not asked here.

use petgraph::Direction;

use crate::model::{ComponentId, FactValue};
use crate::syntax::{Cause, CauseKind, Guard};
use crate::vocabulary::Literal;

use super::super::Layer;
use super::super::builder::Builder;
use super::answer::{Answer, choice};
use super::endpoints::{self, endpoints_around};
use super::parts::around;
use super::places::Place;
use super::settings::proxy;
use super::ways::{Found, known, plain, sides, way_out};
use super::{is_managed, stores};

/// The way of a call of a host that others run.
pub(super) fn to_host(
    builder: &Builder<'_>,
    (caller, target): (ComponentId, ComponentId),
    place: Option<&Place>,
) -> Option<Found> {
    let component = builder.graph.component(caller);
    if is_managed(builder, caller) {
        return Some(plain(known("internet"), None, vec![component.span]));
    }
    let place = place?;
    let outside = place.inside.clone().negate();
    let out = Answer::any(sides(place).map(|subnet| {
        let out = way_out(builder, caller, subnet);
        match subnet {
            Some(subnet) => out.when(&subnet.when),
            None => out,
        }
    }));
    let mut ways = vec![outside, out];
    if let Some(mention) = proxy(builder, caller) {
        let text = format!("where the proxy of `{}` leads calls", mention.name);
        let cause = Cause::new(CauseKind::Unstated, text);
        ways.push(Answer::unknown(cause, vec![mention.name_span]).when(&mention.when));
    }
    // Some services of others have private endpoints, which other files can add.
    let host = builder.graph.component(target);
    let service = host.service.map(|id| builder.knowledge.service(id));
    if service.is_some_and(|service| !service.endpoints.is_empty()) {
        let text = format!(
            "an endpoint for {} in the VPC of {}",
            host.name, component.name
        );
        ways.push(Answer::unknown(
            Cause::new(CauseKind::NotRead, text),
            Vec::new(),
        ));
    }
    // What an endpoint of nobody known leads to can be the host.
    for (id, when) in endpoints_around(builder, place) {
        let known = endpoints::service_of(builder, id).is_some_and(|text| {
            endpoints::families(builder).any(|one| endpoints::is_name(&one.service_name, text))
        });
        if !known {
            let endpoint = builder.graph.component(id);
            let text = format!("which hosts {} leads to", endpoint.name);
            let cause = Cause::new(CauseKind::Unstated, text);
            ways.push(Answer::unknown(cause, vec![endpoint.span]).when(&when));
        }
    }
    let way = Answer::any(ways);
    let worlds = [
        (way.yes.clone(), known("internet")),
        (way.possible.clone(), FactValue::Unknown(way.why())),
        (Guard::Always, known("none")),
    ];
    let mut found = plain(choice(worlds, &component.when), None, way.spans.clone());
    if !way.can_be() {
        let name = &component.name;
        found.reason = Some(format!("no subnet of {name} has a route that leads out"));
        found.places = way.spans.clone();
    }
    found.assumes = way.assumes;
    Some(found)
}

/// The way of a connection to what stands in a network.
pub(super) fn to_store(
    builder: &Builder<'_>,
    (caller, from): (ComponentId, Option<&Place>),
    (store, to): (ComponentId, Option<&Place>),
) -> Option<Found> {
    let (from, to) = (from?, to?);
    let (own, other) = (
        builder.graph.component(caller),
        builder.graph.component(store),
    );
    let exists = Guard::all([own.when.clone(), other.when.clone()]);
    // What does not say where it stands, stands in a default network that no file shows.
    if !to.inside.can_be() {
        let text = format!("the network in which {} stands", other.name);
        let unknown = FactValue::Unknown(Cause::new(CauseKind::NotRead, text));
        return Some(plain(unknown, None, vec![other.span]));
    }
    let both = Answer::all([from.inside.clone(), to.inside.clone()]);
    let inside = Answer::all([
        both,
        stores::is_inside(builder, (caller, from), (store, to)),
    ]);
    let public = public_address(builder, store);
    let outside = from.inside.clone().negate();
    let leaves = Answer::any(
        sides(from)
            .map(|subnet| way_out(builder, caller, subnet))
            .chain([outside]),
    );
    let over = Answer::all([public, leaves]);
    let worlds = [
        (inside.yes.clone(), known("inside")),
        (inside.possible.clone(), FactValue::Unknown(inside.why())),
        (over.yes.clone(), known("internet")),
        (over.possible.clone(), FactValue::Unknown(over.why())),
        (Guard::Always, known("none")),
    ];
    let way = choice(worlds, &exists);
    let none = matches!(&way, FactValue::Known(Literal::Text(text)) if **text == *"none");
    let spans = match inside.spans.is_empty() {
        true => stores::ends(from, to),
        false => inside.spans.clone(),
    };
    let mut found = plain(way, None, spans);
    if none {
        let text = match from.inside.can_be() {
            true => format!(
                "no routes lead both ways between {} and the VPC of {}",
                own.name, other.name
            ),
            false => format!("{} runs outside the VPC of {}", own.name, other.name),
        };
        found.reason = Some(text);
        found.places = found.spans.clone();
    }
    Some(found)
}

/// Whether a component, or something in it such as the member of a cluster, has an address on the internet.
fn public_address(builder: &Builder<'_>, id: ComponentId) -> Answer {
    let component = builder.graph.component(id);
    let inner = around(builder, id, Direction::Outgoing, Layer::Contains);
    let ids = inner.into_iter().map(|one| one.id).chain([id]);
    let words = [builder.words.public_address, builder.words.public];
    let mut answers = Vec::new();
    for id in ids {
        let facts = &builder.graph.component(id).facts;
        let mut known = words.iter().filter_map(|word| facts.get(&(*word)?));
        answers.extend(known.next().map(Answer::of));
    }
    match answers.is_empty() {
        // Its kind has no such setting.
        true => Answer::no(vec![component.span]),
        false => Answer::any(answers),
    }
}
