//! Endpoints of a family that a caller can use: those in its VPC, by whose names or routes its calls go, that let it in.
//!
//! In: the graph, places, subnets. Out: answers for one caller in one subnet. Ways out to public addresses are not known here.

use crate::knowledge::EndpointService;
use crate::model::{ComponentId, FactValue};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard};
use crate::vocabulary::Literal;

use super::super::Via;
use super::super::builder::Builder;
use super::answer::Answer;
use super::parts::{Part, containers, is_on, is_read, part, unread, ways_into, ways_out_of};
use super::places::{Around, Place};
use super::settings::{calls_by_fips, names_it};
use super::subnets::tables;

/// An endpoint of a family, or one that may be of it.
pub(super) struct Endpoint {
    pub(super) id: ComponentId,
    /// When it is in the VPC.
    pub(super) when: Guard,
    pub(super) span: Span,
    pub(super) gateway: bool,
    /// Why nobody knows whether it is for the family.
    pub(super) doubt: Option<Cause>,
}

/// What the endpoints around a caller say about it.
pub(super) struct Served {
    /// Whether calls are led to an endpoint, which may refuse them.
    pub(super) led: Answer,
    /// Whether an endpoint takes them.
    pub(super) taken: Answer,
}

/// The endpoints of the family of a flow in the VPC of a subnet, and those of which nobody knows it.
pub(super) fn candidates(
    builder: &Builder<'_>,
    caller: ComponentId,
    family: &str,
    place: &Place,
) -> Vec<Endpoint> {
    let fips = calls_by_fips(builder, caller);
    let mut found: Vec<Endpoint> = Vec::new();
    for (id, when) in endpoints_around(builder, place) {
        let Some(mut endpoint) = of_family(builder, id, family, fips) else {
            continue;
        };
        if found.iter().any(|known| known.id == id) {
            continue;
        }
        endpoint.when = Guard::all([when, builder.graph.component(id).when.clone()]);
        found.push(endpoint);
    }
    found
}

/// All endpoints in the VPCs of a place, or in its subnets.
pub(super) fn endpoints_around(builder: &Builder<'_>, place: &Place) -> Vec<(ComponentId, Guard)> {
    let mut found: Vec<(ComponentId, Guard)> = Vec::new();
    for vpc in &place.vpcs {
        for way in ways_into(builder, vpc.id) {
            if part(builder, way.id) == Some(Part::Endpoint) {
                found.push((way.id, way.edge.when.clone()));
            }
        }
    }
    // One that stands in the same subnet stands in the same VPC, read or not.
    for subnet in &place.subnets {
        let inner = super::parts::around(
            builder,
            subnet.id,
            petgraph::Direction::Outgoing,
            super::super::Layer::Contains,
        );
        for one in inner {
            if part(builder, one.id) == Some(Part::Endpoint)
                && !found.iter().any(|(id, _)| *id == one.id)
            {
                found.push((one.id, one.edge.when.clone()));
            }
        }
    }
    found
}

/// The endpoint as one of a family; `None` where it is for another service.
fn of_family(
    builder: &Builder<'_>,
    id: ComponentId,
    family: &str,
    fips: Option<bool>,
) -> Option<Endpoint> {
    let component = builder.graph.component(id);
    let fact = |word: Option<_>| word.and_then(|word| component.facts.get(&word));
    let service = fact(builder.words.endpoint_service)?;
    let kind = fact(builder.words.endpoint_type).map(|fact| &fact.value);
    let span = service.origin.span().unwrap_or(component.span);
    let mut endpoint = Endpoint {
        id,
        when: Guard::Always,
        span: component.span,
        gateway: false,
        doubt: None,
    };
    let text = match &service.value {
        FactValue::Known(Literal::Text(text)) => text,
        FactValue::Unknown(cause) => {
            // It may as well be for something else.
            endpoint.doubt = Some(cause.clone());
            endpoint.span = span;
            return Some(endpoint);
        }
        FactValue::Choice(_) => {
            let name = &component.name;
            let cause = Cause::new(CauseKind::Condition, format!("the service of {name}"));
            endpoint.doubt = Some(cause);
            return Some(endpoint);
        }
        _ => return None,
    };
    let strict = format!("{family}-fips");
    let own: Vec<&EndpointService> = families(builder)
        .filter(|one| is_name(&one.service_name, text))
        .filter(|one| match fips {
            Some(true) => *one.family == *strict || *one.family == *family,
            _ => *one.family == *family,
        })
        .collect();
    let written = match kind {
        Some(FactValue::Known(Literal::Text(kind))) => Some(kind.to_ascii_lowercase()),
        _ => None,
    };
    let gateway = written.as_deref() == Some("gateway");
    if !own.iter().any(|one| one.gateway == gateway) {
        // A gateway endpoint where there are interface endpoints only does not come to be, and the other way round.
        return None;
    }
    endpoint.gateway = gateway;
    if written.is_none() {
        let text = format!("the type of {}", component.name);
        endpoint.doubt = Some(Cause::new(CauseKind::Unstated, text));
    }
    Some(endpoint)
}

/// The service name that an endpoint leads to, where it is known.
pub(super) fn service_of<'b>(builder: &'b Builder<'_>, id: ComponentId) -> Option<&'b str> {
    let facts = &builder.graph.component(id).facts;
    match &facts.get(&builder.words.endpoint_service?)?.value {
        FactValue::Known(Literal::Text(text)) => Some(text),
        _ => None,
    }
}

/// The families of private endpoints that the catalog knows.
pub(super) fn families<'b>(builder: &'b Builder<'_>) -> impl Iterator<Item = &'b EndpointService> {
    let services = builder.knowledge.services.iter();
    services.flat_map(|service| &service.endpoints)
}

/// Whether a text is a service name, in whatever Region.
pub(super) fn is_name(name: &str, text: &str) -> bool {
    match name.split_once("{region}") {
        Some((before, after)) => {
            let between = text
                .strip_prefix(before)
                .and_then(|rest| rest.strip_suffix(after));
            between.is_some_and(|region| {
                let hole = region.starts_with('{') && region.ends_with('}');
                !region.is_empty() && (hole || !region.contains('.'))
            })
        }
        None => name == text,
    }
}

/// Whether the endpoints of a family serve a caller in one of its subnets.
pub(super) fn serve(
    builder: &Builder<'_>,
    via: &Via,
    target: ComponentId,
    place: &Place,
    (subnet, endpoints): (Option<&Around>, &[Endpoint]),
    without: &str,
) -> Served {
    let (mut led, mut taken) = (Vec::new(), Vec::new());
    for endpoint in endpoints {
        let chosen = chosen(builder, via.caller, place, subnet, endpoint).when(&endpoint.when);
        let chosen = match &endpoint.doubt {
            Some(cause) if chosen.can_be() => {
                Answer::unknown(cause.clone(), vec![endpoint.span]).when(&chosen.possible)
            }
            _ => chosen,
        };
        let mut admitted = vec![chosen.clone()];
        admitted.push(match endpoint.gateway {
            true => super::groups::lets_out(builder, via.caller, endpoint.id),
            false => super::groups::admits(builder, via.caller, endpoint.id),
        });
        admitted.push(super::policies::allows(builder, endpoint.id, target, via));
        led.push(chosen);
        taken.push(Answer::all(admitted));
    }
    let missing = missing(builder, via, endpoints, without);
    led.push(missing.clone());
    taken.push(missing);
    Served {
        led: Answer::any(led),
        taken: Answer::any(taken),
    }
}

/// That an endpoint can be in files that were not read, where those read have none; `without` says what happens if there is none.
fn missing(builder: &Builder<'_>, via: &Via, endpoints: &[Endpoint], without: &str) -> Answer {
    let sure = endpoints.iter().filter(|one| one.doubt.is_none());
    let there = Guard::any(sure.map(|one| one.when.clone()));
    let name = &builder.graph.component(via.caller).name;
    let text = format!(
        "an endpoint for `{}` in the VPC of {name}{without}",
        via.family
    );
    Answer::unknown(Cause::new(CauseKind::NotRead, text), Vec::new()).when(&there.negate())
}

/// Whether the calls of a caller go to an endpoint, by its routes or its names.
fn chosen(
    builder: &Builder<'_>,
    caller: ComponentId,
    place: &Place,
    subnet: Option<&Around>,
    endpoint: &Endpoint,
) -> Answer {
    match endpoint.gateway {
        true => routed(builder, endpoint, subnet),
        false => named(builder, caller, place, endpoint),
    }
}

/// Whether each route table of a subnet has the routes of a gateway endpoint.
fn routed(builder: &Builder<'_>, endpoint: &Endpoint, subnet: Option<&Around>) -> Answer {
    let name = &builder.graph.component(endpoint.id).name;
    let Some(subnet) = subnet else {
        let text = format!("the route table behind {name}");
        return Answer::unknown(Cause::new(CauseKind::NotRead, text), vec![endpoint.span]);
    };
    let joined: Vec<_> = ways_out_of(builder, endpoint.id)
        .into_iter()
        .filter(|way| part(builder, way.id) != Some(Part::Vpc))
        .collect();
    let own = match tables(builder, subnet.id) {
        Ok(own) => own,
        Err(answer) => return *answer,
    };
    let subnet_name = &builder.graph.component(subnet.id).name;
    Answer::all(own.iter().map(|table| {
        let same = joined.iter().filter(|way| Some(way.id) == table.id);
        let has: Vec<Answer> = same
            .map(|way| Answer::yes(vec![way.span()]).when(&way.edge.when))
            .collect();
        let other = joined.iter().find(|way| !is_read(builder, way.id));
        let unsure = table.id.is_none_or(|id| !is_read(builder, id));
        let text = match table.id.map(|id| &builder.graph.component(id).name) {
            Some(table) => format!("{name} is not in {table}, the route table of {subnet_name}"),
            None => {
                format!("{name} is not in the main route table, which is that of {subnet_name}")
            }
        };
        let not = match other {
            // Which table it names is not known, nor which one the subnet has.
            Some(way) if unsure || table.id.is_some() => {
                let cause = unread(builder.graph.component(way.id));
                Answer::unknown(cause, vec![way.span()])
            }
            _ => Answer::no_because(text, vec![endpoint.span, table.span]),
        };
        let has = Answer::any(has.into_iter().chain([not]));
        Answer::any([has, Answer::no(Vec::new())]).or_outside(&table.when)
    }))
}

/// Whether the usual name of the service leads to an interface endpoint.
fn named(builder: &Builder<'_>, caller: ComponentId, place: &Place, endpoint: &Endpoint) -> Answer {
    let component = builder.graph.component(endpoint.id);
    let name = &component.name;
    let private = is_on(
        builder,
        endpoint.id,
        builder.words.private_dns,
        "private DNS",
    );
    let mut answers = vec![because(private, || format!("private DNS of {name} is off"))];
    // Where the VPC was not read, it was possible to make the endpoint, so its names are resolved there.
    for vpc in place.vpcs.iter().filter(|vpc| is_read(builder, vpc.id)) {
        let words = [
            (builder.words.dns_support, "DNS resolution"),
            (builder.words.dns_hostnames, "naming by DNS host names"),
        ];
        for (word, what) in words {
            let vpc_name = &builder.graph.component(vpc.id).name;
            let on = is_on(builder, vpc.id, word, what);
            answers.push(because(on, || {
                format!("private DNS of {name} needs {what} in {vpc_name}, which is off")
            }));
        }
    }
    let stands = containers(builder, endpoint.id).into_iter();
    let stands: Vec<Answer> = stands
        .filter(|one| part(builder, one.id) == Some(Part::Subnet))
        .map(|one| Answer::yes(vec![component.span]).when(&one.edge.when))
        .collect();
    if !stands.is_empty() {
        answers.push(Answer::any(stands));
    }
    let usual = Answer::all(answers);
    match names_it(builder, caller, place, endpoint.id) {
        Some(cause) if usual.yes != Guard::Always => {
            let otherwise = Answer::unknown(cause, vec![component.span]);
            Answer::any([usual, otherwise])
        }
        _ => usual,
    }
}

/// The answer, with a reason where it is no.
fn because(mut answer: Answer, text: impl FnOnce() -> String) -> Answer {
    if answer.possible == Guard::Never {
        answer.cause = Some(Cause::new(CauseKind::PossibleFlow, text()));
    }
    answer
}
