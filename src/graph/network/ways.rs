//! The way of one flow: what endpoints, routes and places say together.
//!
//! In: the caller, where it stands, what it calls. Out: the way in every world, and why. Every subnet of the caller counts: a
//! call that goes outside from one of them goes outside.

use crate::model::{ComponentId, FactValue};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard};
use crate::vocabulary::Literal;

use super::super::Via;
use super::super::builder::Builder;
use super::answer::{Answer, choice};
use super::endpoints::{self, Endpoint, candidates, endpoints_around, serve};
use super::places::{Around, Place};
use super::settings::other_host;
use super::subnets::{exit, has_way_out};
use super::{exists, is_managed};

/// What was found about a flow.
pub(super) struct Found {
    pub(super) way: FactValue,
    /// Whether it goes by an endpoint of the right family; `None` where none could serve it.
    pub(super) private: Option<FactValue>,
    /// Why it does not, in words, where that is certain.
    pub(super) reason: Option<String>,
    /// Where the way is said.
    pub(super) spans: Vec<Span>,
    /// Where it is said why it is not another one.
    pub(super) places: Vec<Span>,
    pub(super) assumes: Vec<String>,
    /// The endpoints by which it can go.
    pub(super) endpoints: Option<Vec<ComponentId>>,
}

pub(super) fn known(way: &str) -> FactValue {
    FactValue::Known(Literal::Text(way.into()))
}

fn truth(truth: bool) -> FactValue {
    FactValue::Known(Literal::Boolean(truth))
}

pub(super) fn plain(way: FactValue, private: Option<FactValue>, spans: Vec<Span>) -> Found {
    Found {
        way,
        private,
        reason: None,
        spans,
        places: Vec::new(),
        assumes: Vec::new(),
        endpoints: None,
    }
}

/// The way of a call of a service that has private endpoints.
pub(super) fn to_service(
    builder: &Builder<'_>,
    via: &Via,
    target: ComponentId,
    place: Option<&Place>,
) -> Option<Found> {
    let component = builder.graph.component(via.caller);
    if is_managed(builder, via.caller) {
        return Some(plain(known("public_aws"), None, vec![component.span]));
    }
    let Some(place) = place else {
        let text = format!("the network in which {} runs", component.name);
        let unknown = FactValue::Unknown(Cause::new(CauseKind::Unstated, text));
        return Some(plain(unknown.clone(), Some(unknown), vec![component.span]));
    };
    let endpoints = candidates(builder, via.caller, &via.family, place);
    let sides: Vec<Side> = sides(place)
        .map(|subnet| side(builder, via, target, place, subnet, &endpoints))
        .collect();
    let outside = place.inside.clone().negate();
    let taken = Answer::all(sides.iter().map(|side| side.taken.clone()));
    let leaves = Answer::any(sides.iter().map(|side| side.leaves.clone()));
    let refused = Answer::all(sides.iter().map(|side| side.led.clone()));
    let exists = exists(builder, via.caller);
    let unknown = |answer: &Answer| FactValue::Unknown(answer.why());
    let worlds = |ways: [FactValue; 4]| {
        let [out, endpoint, public, none] = ways;
        let worlds = [
            (outside.yes.clone(), out),
            (outside.possible.clone(), unknown(&outside)),
            (taken.yes.clone(), endpoint),
            (taken.possible.clone(), unknown(&taken)),
            (leaves.yes.clone(), public),
        ];
        (worlds, none)
    };
    let (ways, none) = worlds(["public_aws", "endpoint", "public_aws", "none"].map(known));
    let open = (leaves.possible.clone(), unknown(&leaves));
    let way = choice(
        ways.into_iter().chain([open, (Guard::Always, none)]),
        exists,
    );
    let (ways, not) = worlds([truth(false), truth(true), truth(false), truth(false)]);
    let private = choice(ways.into_iter().chain([(Guard::Always, not)]), exists);
    let mut found = plain(way, Some(private), Vec::new());
    found.assumes = [&place.inside, &taken, &leaves]
        .into_iter()
        .flat_map(|answer| answer.assumes.clone())
        .collect();
    explain(
        builder,
        via,
        &mut found,
        [&outside, &taken, &leaves, &refused],
        place,
    );
    if taken.can_be() {
        found.endpoints = Some(endpoints.iter().map(|one| one.id).collect());
    }
    Some(found)
}

/// The subnets of a place; none at all counts as one that nobody knows.
pub(super) fn sides(place: &Place) -> impl Iterator<Item = Option<&Around>> {
    let unknown = place.subnets.is_empty().then_some(None);
    place.subnets.iter().map(Some).chain(unknown)
}

/// What holds in one subnet of a caller.
struct Side {
    taken: Answer,
    led: Answer,
    leaves: Answer,
}

fn side(
    builder: &Builder<'_>,
    via: &Via,
    target: ComponentId,
    place: &Place,
    subnet: Option<&Around>,
    endpoints: &[Endpoint],
) -> Side {
    let always = Guard::Always;
    let when = subnet.map_or(&always, |one| &one.when);
    let out = way_out(builder, via.caller, subnet);
    let without = without(builder, via, place, subnet, &out);
    let served = serve(builder, via, target, place, (subnet, endpoints), &without);
    let mut taken = served.taken;
    if let Some(mention) = other_host(builder, via.caller, &via.family) {
        let text = format!("where `{}` leads calls", mention.name);
        let cause = Cause::new(CauseKind::Unstated, text);
        let doubt = Answer::unknown(cause, vec![mention.name_span]).when(&mention.when);
        taken = Answer::any([Answer::all([taken, doubt.clone().negate()]), doubt]);
    }
    let leaves = Answer::all([out, served.led.clone().negate()]).when(when);
    Side {
        taken: taken.or_outside(when),
        led: served.led.or_outside(when),
        leaves,
    }
}

/// Whether traffic of a caller finds a way out of a subnet.
pub(super) fn way_out(
    builder: &Builder<'_>,
    caller: ComponentId,
    subnet: Option<&Around>,
) -> Answer {
    match subnet {
        Some(subnet) => has_way_out(builder, caller, subnet.id),
        None => {
            let component = builder.graph.component(caller);
            let text = format!("the subnets of {}", component.name);
            Answer::unknown(Cause::new(CauseKind::NotRead, text), vec![component.body])
        }
    }
}

/// What happens without an endpoint, as far as it is known: in parentheses, or nothing.
fn without(
    builder: &Builder<'_>,
    via: &Via,
    place: &Place,
    subnet: Option<&Around>,
    out: &Answer,
) -> String {
    let mut parts = Vec::new();
    if let Some((name, family)) = sibling(builder, via, place) {
        parts.push(format!("{name} is for `{family}` alone"));
    }
    let exit = subnet.and_then(|subnet| exit(builder, via.caller, subnet.id));
    match (exit, out.can_be()) {
        (Some(exit), true) => parts.push(format!("without one calls leave through {exit}")),
        (_, false) => parts.push("without one calls have no way out".to_owned()),
        _ => {}
    }
    match parts.is_empty() {
        true => String::new(),
        false => format!(" ({})", parts.join("; ")),
    }
}

/// An endpoint for another family of the same service, with the family.
fn sibling<'b>(builder: &'b Builder<'_>, via: &Via, place: &Place) -> Option<(&'b str, &'b str)> {
    let mut services = builder.knowledge.services.iter();
    let own = services.find(|service| {
        let mut families = service.endpoints.iter();
        families.any(|one| *one.family == *via.family)
    })?;
    let text = |id| endpoints::service_of(builder, id);
    endpoints_around(builder, place)
        .into_iter()
        .find_map(|(id, _)| {
            let mut others = own.endpoints.iter();
            let other = others.find(|one| {
                text(id).is_some_and(|text| endpoints::is_name(&one.service_name, text))
            })?;
            (*other.family != *via.family)
                .then(|| (&*builder.graph.component(id).name, &*other.family))
        })
}

/// Why a call goes as it does, and where that is said.
fn explain(
    builder: &Builder<'_>,
    via: &Via,
    found: &mut Found,
    [outside, taken, leaves, led]: [&Answer; 4],
    place: &Place,
) {
    let component = builder.graph.component(via.caller);
    let name = &component.name;
    let exists = &component.when;
    if outside.is_sure(exists) {
        found.spans = vec![component.body];
        found.places = vec![component.body];
        found.reason = Some(format!("{name} runs outside any VPC"));
        return;
    }
    if taken.can_be() {
        found.spans = taken.spans.clone();
        if found.spans.is_empty() {
            found.spans = place.inside.spans.clone();
        }
        found.places = found.spans.clone();
        return;
    }
    let why = taken.cause.as_ref().map(|cause| cause.subject.clone());
    let exits = place
        .subnets
        .iter()
        .filter_map(|subnet| exit(builder, via.caller, subnet.id));
    let end = match (leaves.is_sure(exists), leaves.can_be()) {
        (true, _) => match exits.into_iter().next() {
            Some(exit) => format!("calls leave through {exit}"),
            None => "calls leave the VPC".to_owned(),
        },
        (false, true) => "calls may leave the VPC".to_owned(),
        (false, false) if led.is_sure(exists) => "the call is refused there".to_owned(),
        (false, false) => "no route leads out".to_owned(),
    };
    found.reason = Some(match why {
        Some(why) => format!("{why}, and {end}"),
        None => end,
    });
    found.places = taken.spans.clone();
    found.spans = match leaves.can_be() {
        true => leaves.spans.clone(),
        false => taken.spans.clone(),
    };
}
