//! Where the traffic of a subnet can go: its route tables, their routes, and what stands at the end of those.
//!
//! In: the graph. Out: answers about subnets. Who runs in a subnet, and what security groups and access control lists let
//! pass, is not known here.

use crate::model::{ComponentId, FactValue};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard};
use crate::vocabulary::Literal;

use super::super::builder::Builder;
use super::answer::Answer;
use super::parts::{Part, containers, is_read, part, unread, ways_into, ways_out_of};

/// The ranges that mean every address.
const EVERYWHERE: [&str; 2] = ["0.0.0.0/0", "::/0"];

/// A route table that a subnet has, under a condition.
pub(super) struct Table {
    /// The table, or the VPC where routes are put into its main table; `None` for a main table of which nobody says anything.
    pub(super) id: Option<ComponentId>,
    /// When it is the table of the subnet.
    pub(super) when: Guard,
    /// Where that is said.
    pub(super) span: Span,
}

/// A route of a table.
pub(super) struct Route<'b> {
    /// What it leads to.
    pub(super) target: ComponentId,
    /// The range that it is for.
    pub(super) destination: Option<&'b FactValue>,
    /// When it exists.
    pub(super) when: Guard,
    /// Where it names its target.
    pub(super) span: Span,
}

/// Whether a subnet has a route to an internet gateway of its VPC for all addresses.
pub(in super::super) fn is_public(builder: &Builder<'_>, subnet: ComponentId) -> Answer {
    default_routes(builder, subnet, |route| {
        to_internet_gateway(builder, subnet, route)
    })
}

/// Whether traffic of a component in a subnet to addresses on the internet finds a way out: by a NAT, or by an internet
/// gateway where it has an address of its own there.
pub(super) fn has_way_out(
    builder: &Builder<'_>,
    caller: ComponentId,
    subnet: ComponentId,
) -> Answer {
    default_routes(builder, subnet, |route| {
        leads_out(builder, caller, subnet, route)
    })
}

/// The name of what traffic of a component leaves a subnet through, where it can.
pub(super) fn exit(
    builder: &Builder<'_>,
    caller: ComponentId,
    subnet: ComponentId,
) -> Option<String> {
    let tables = tables(builder, subnet).ok()?;
    let ids = tables.iter().filter_map(|table| table.id);
    let mut all = ids.flat_map(|id| routes(builder, id));
    let exit = all.find(|route| {
        is_default(builder, route).can_be() && leads_out(builder, caller, subnet, route).can_be()
    })?;
    Some(builder.graph.component(exit.target).name.clone())
}

/// Whether a route for all addresses of a subnet fulfils a test.
fn default_routes(
    builder: &Builder<'_>,
    subnet: ComponentId,
    test: impl Fn(&Route<'_>) -> Answer,
) -> Answer {
    let tables = match tables(builder, subnet) {
        Ok(tables) => tables,
        Err(answer) => return *answer,
    };
    Answer::any(tables.iter().map(|table| {
        let Some(id) = table.id else {
            return Answer::no(vec![table.span]);
        };
        if !is_read(builder, id) {
            let component = builder.graph.component(id);
            return Answer::unknown(unread(component), vec![table.span]).when(&table.when);
        }
        let routes = routes(builder, id);
        let mut answers: Vec<Answer> = routes
            .iter()
            .map(|route| {
                let led = test(route).when(&route.when);
                Answer::all([is_default(builder, route), led])
            })
            .collect();
        if answers.iter().all(|one| one.possible == Guard::Never) {
            answers = vec![Answer::no(vec![builder.graph.component(id).span])];
        }
        Answer::any(answers).when(&table.when)
    }))
}

/// The route tables of a subnet: those it is joined with, and the main table of its VPC for the rest. An answer where that
/// is not known.
pub(super) fn tables(
    builder: &Builder<'_>,
    subnet: ComponentId,
) -> Result<Vec<Table>, Box<Answer>> {
    let component = builder.graph.component(subnet);
    if !is_read(builder, subnet) {
        return Err(Box::new(Answer::unknown(
            unread(component),
            vec![component.span],
        )));
    }
    let joined = ways_into(builder, subnet).into_iter().filter(|way| {
        let whole = builder.graph.component(way.id).kind;
        part(builder, way.id) == Some(Part::RouteTable) || whole.is_none()
    });
    let mut tables: Vec<Table> = joined
        .map(|way| Table {
            id: Some(way.id),
            when: way.edge.when.clone(),
            span: way.span(),
        })
        .collect();
    let covered = Guard::any(tables.iter().map(|table| table.when.clone()));
    let rest = Guard::all([component.when.clone(), covered.negate()]);
    if rest.can_hold() && !rest.clone().negate().is_always() {
        let vpc = containers(builder, subnet).into_iter();
        let mut vpc = vpc.filter(|one| part(builder, one.id) == Some(Part::Vpc));
        match vpc.next() {
            Some(one) if is_read(builder, one.id) && !is_provided(builder, one.id) => {
                tables.extend(main_tables(builder, one.id, &rest, component.span));
            }
            one => {
                let text = format!("the main route table of the VPC of {}", component.name);
                let cause = Cause::new(CauseKind::NotRead, text);
                let span = one.map_or(component.span, |one| one.span());
                return Err(Box::new(Answer::unknown(cause, vec![span])));
            }
        }
    }
    Ok(tables)
}

/// The main table of a VPC: one that is made its main table, or the one that comes with it. That has the local route alone,
/// unless a resource puts a route into it by the name of the VPC.
fn main_tables(builder: &Builder<'_>, vpc: ComponentId, when: &Guard, span: Span) -> Vec<Table> {
    let ways = ways_into(builder, vpc);
    let made = ways
        .iter()
        .filter(|way| part(builder, way.id) == Some(Part::RouteTable));
    let mut tables: Vec<Table> = made
        .map(|way| Table {
            id: Some(way.id),
            when: Guard::all([when.clone(), way.edge.when.clone()]),
            span: way.span(),
        })
        .collect();
    let covered = Guard::any(tables.iter().map(|table| table.when.clone()));
    let rest = Guard::all([when.clone(), covered.negate()]);
    if rest.can_hold() {
        tables.push(Table {
            id: Some(vpc).filter(|&vpc| !routes(builder, vpc).is_empty()),
            when: rest,
            span,
        });
    }
    tables
}

/// Whether a VPC is the one that the provider makes, whose main table has routes that no file shows.
fn is_provided(builder: &Builder<'_>, vpc: ComponentId) -> bool {
    let facts = &builder.graph.component(vpc).facts;
    let fact = builder.words.provided_vpc.and_then(|word| facts.get(&word));
    fact.is_some_and(|fact| matches!(fact.value, FactValue::Known(Literal::Boolean(true))))
}

/// The routes of a table, beside the local one.
pub(super) fn routes<'b>(builder: &'b Builder<'_>, table: ComponentId) -> Vec<Route<'b>> {
    let ways = ways_into(builder, table).into_iter();
    // The routes to a gateway endpoint belong to the endpoint, and lead to one service alone.
    // What a VPC is joined with is no route of its main table.
    let is_table = part(builder, table) != Some(Part::Vpc);
    let ways = ways.filter(|way| {
        let is_route = is_table && part(builder, way.id) != Some(Part::Endpoint);
        is_route || destination(builder, way.edge).is_some()
    });
    ways.map(|way| Route {
        target: way.id,
        destination: destination(builder, way.edge),
        when: way.edge.when.clone(),
        span: way.span(),
    })
    .collect()
}

fn destination<'b>(builder: &Builder<'_>, edge: &'b super::super::Edge) -> Option<&'b FactValue> {
    let word = builder.words.route_destination?;
    edge.facts.get(&word).map(|fact| &fact.value)
}

/// Whether a route is for all addresses.
fn is_default(builder: &Builder<'_>, route: &Route<'_>) -> Answer {
    let spans = vec![route.span];
    match route.destination {
        Some(FactValue::Known(Literal::Text(range))) => match EVERYWHERE.contains(&&**range) {
            true => Answer::yes(spans),
            false => Answer::no(spans),
        },
        Some(FactValue::Unknown(cause)) => Answer::unknown(cause.clone(), spans),
        _ => {
            let name = &builder.graph.component(route.target).name;
            let text = format!("for which addresses the route to {name} is");
            Answer::unknown(Cause::new(CauseKind::Unstated, text), spans)
        }
    }
}

/// Whether a route leads to an internet gateway that is attached to the VPC of the subnet.
fn to_internet_gateway(builder: &Builder<'_>, subnet: ComponentId, route: &Route<'_>) -> Answer {
    match part(builder, route.target) {
        Some(Part::InternetGateway) => is_attached(builder, route.target, subnet, route.span),
        Some(_) => Answer::no(vec![route.span]),
        None => through_unknown(builder, route),
    }
}

/// Whether an internet gateway is attached to the VPC of a subnet.
fn is_attached(
    builder: &Builder<'_>,
    gateway: ComponentId,
    subnet: ComponentId,
    span: Span,
) -> Answer {
    let component = builder.graph.component(gateway);
    if !is_read(builder, gateway) {
        // A route to a gateway of another VPC cannot be made.
        return Answer::yes(vec![span]);
    }
    let vpcs = containers(builder, subnet);
    let attached = ways_out_of(builder, gateway).into_iter();
    let attached: Vec<_> = attached
        .filter(|way| part(builder, way.id).is_none_or(|part| part == Part::Vpc))
        .collect();
    if attached.is_empty() {
        let text = format!("the attachment of {} to a VPC", component.name);
        return Answer::unknown(Cause::new(CauseKind::NotRead, text), vec![span]);
    }
    Answer::any(attached.into_iter().map(|way| {
        let own = vpcs.iter().any(|vpc| vpc.id == way.id);
        match (own, is_read(builder, way.id)) {
            (true, _) => Answer::yes(vec![span]).when(&way.edge.when),
            (false, true) => Answer::no(vec![way.span()]),
            (false, false) => {
                let cause = unread(builder.graph.component(way.id));
                Answer::unknown(cause, vec![way.span()]).when(&way.edge.when)
            }
        }
    }))
}

/// Whether what a route leads to lets traffic out to the internet.
fn leads_out(
    builder: &Builder<'_>,
    caller: ComponentId,
    subnet: ComponentId,
    route: &Route<'_>,
) -> Answer {
    match part(builder, route.target) {
        Some(Part::InternetGateway) => Answer::all([
            is_attached(builder, route.target, subnet, route.span),
            has_address(builder, caller, subnet, route.span),
        ]),
        Some(Part::EgressOnlyGateway) => {
            let name = &builder.graph.component(route.target).name;
            let text = format!("whether calls go by IPv6, for which {name} is a way out");
            Answer::unknown(Cause::new(CauseKind::Unstated, text), vec![route.span])
        }
        Some(Part::NatGateway) => nat_leads_out(builder, route),
        Some(Part::Peering) => Answer::no(vec![route.span]),
        _ => through_unknown(builder, route),
    }
}

/// Whether a component in a subnet has an address on the internet, without which an internet gateway sends nothing on.
fn has_address(
    builder: &Builder<'_>,
    caller: ComponentId,
    subnet: ComponentId,
    at: Span,
) -> Answer {
    let component = builder.graph.component(caller);
    let words = builder.words;
    let own = [words.can_be_public, words.public_address];
    let mut known = own
        .into_iter()
        .filter_map(|word| component.facts.get(&word?));
    match known.next() {
        Some(fact) => {
            let mut answer = Answer::of(fact);
            answer.spans = vec![at];
            answer
        }
        None => {
            let subnet = &builder.graph.component(subnet).name;
            let text = format!(
                "whether {} has a public address in {subnet}",
                component.name
            );
            Answer::unknown(Cause::new(CauseKind::Unstated, text), vec![at])
        }
    }
}

/// Whether a NAT gateway is a public one in a public subnet.
fn nat_leads_out(builder: &Builder<'_>, route: &Route<'_>) -> Answer {
    let nat = builder.graph.component(route.target);
    if !is_read(builder, route.target) {
        return Answer::unknown(unread(nat), vec![route.span]);
    }
    let word = builder.words.connectivity;
    let connectivity = word.and_then(|word| nat.facts.get(&word));
    let public = match connectivity.map(|fact| &fact.value) {
        Some(FactValue::Known(Literal::Text(text))) if **text == *"public" => {
            Answer::yes(vec![route.span])
        }
        // What comes out of a private one goes on to other networks, which can have a way out.
        Some(FactValue::Unknown(cause)) => Answer::unknown(cause.clone(), vec![route.span]),
        _ => through_unknown(builder, route),
    };
    let stands = containers(builder, route.target).into_iter();
    let stands: Vec<Answer> = stands
        .filter_map(|place| match part(builder, place.id) {
            Some(Part::Subnet) => Some(is_public(builder, place.id).when(&place.edge.when)),
            Some(Part::Vpc) => Some(vpc_has_gateway(builder, place.id, place.span())),
            _ => None,
        })
        .collect();
    let mut answer = Answer::all([public, Answer::any(stands)]);
    if answer.possible != Guard::Never {
        answer.spans = vec![route.span];
    }
    answer
}

/// Whether an internet gateway is attached to a VPC.
fn vpc_has_gateway(builder: &Builder<'_>, vpc: ComponentId, span: Span) -> Answer {
    let ways = ways_into(builder, vpc).into_iter();
    let gateways: Vec<Answer> = ways
        .filter(|way| part(builder, way.id) == Some(Part::InternetGateway))
        .map(|way| Answer::yes(vec![way.span()]).when(&way.edge.when))
        .collect();
    let component = builder.graph.component(vpc);
    let text = format!("an internet gateway of {}", component.name);
    let missing = Answer::unknown(Cause::new(CauseKind::NotRead, text), vec![span]);
    Answer::any(gateways.into_iter().chain([missing]))
}

/// A route to something that can send traffic on: a machine, an appliance, another network, or what was not read.
fn through_unknown(builder: &Builder<'_>, route: &Route<'_>) -> Answer {
    let target = builder.graph.component(route.target);
    let cause = match is_read(builder, route.target) {
        false => unread(target),
        true => {
            let text = format!("where {} sends traffic on", target.name);
            Cause::new(CauseKind::Unstated, text)
        }
    };
    Answer::unknown(cause, vec![route.span])
}
