//! Whether the internet reaches a component at an address of its own: a public address, in a subnet with a route to an
//! internet gateway, behind groups and lists that let everybody in.

use std::collections::BTreeMap;

use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use crate::model::{ComponentId, FactValue, Presence};
use crate::syntax::{Cause, CauseKind, Guard};
use crate::vocabulary::{AttributeId, Literal};

use crate::graph::builder::Builder;
use crate::graph::firewall::{
    Opening, Ports, Protocol, bounds, containers, groups_around, has_default_group,
    in_from_anywhere, openings, seen_from, subnets_around,
};
use crate::graph::network::{Answer, subnets};
use crate::graph::{Layer, Leg};

/// What is known of the ways to a component's own address.
pub(super) struct Direct {
    /// Whether it has an address on the internet.
    pub(super) address: Answer,
    /// Whether the internet reaches it, by ports.
    pub(super) ports: Vec<(Ports, Answer)>,
}

impl Direct {
    /// Whether the internet reaches it at all.
    pub(super) fn reached(&self) -> Answer {
        match self.ports.is_empty() {
            true => Answer::no(self.address.spans.clone()),
            false => Answer::one_of(self.ports.iter().map(|(_, answer)| answer.clone())),
        }
    }

    /// Whether the internet reaches one of some ports.
    pub(super) fn at_any(&self, wanted: &[u16]) -> Answer {
        let some = |ports: &Ports| wanted.iter().any(|port| ports.contains(*port));
        let at = self.ports.iter().filter(|(ports, _)| some(ports));
        let answers: Vec<Answer> = at.map(|(_, answer)| answer.clone()).collect();
        match answers.is_empty() {
            true => Answer::no(self.address.spans.clone()),
            false => Answer::one_of(answers),
        }
    }
}

/// A setting of a component.
fn setting(builder: &Builder<'_>, id: ComponentId, word: Option<AttributeId>) -> Option<Answer> {
    let fact = builder.graph.component(id).facts.get(&word?)?;
    Some(match &fact.value {
        FactValue::Known(Literal::Text(text)) => {
            let at = fact.origin.span().into_iter().collect();
            match **text == *"internet-facing" {
                true => Answer::yes(at),
                false => Answer::no(at),
            }
        }
        _ => Answer::of(fact),
    })
}

/// Whether nothing is written about a setting.
fn is_unwritten(builder: &Builder<'_>, id: ComponentId, word: Option<AttributeId>) -> bool {
    let facts = &builder.graph.component(id).facts;
    let fact = word.and_then(|word| facts.get(&word));
    fact.is_none_or(|fact| match &fact.value {
        FactValue::Unknown(cause) => cause.kind == CauseKind::Unstated,
        value => matches!(value, FactValue::Absent),
    })
}

/// The ways to the address of a component; `None` for one that cannot have an address of its own in a network.
pub(super) fn find(builder: &Builder<'_>, id: ComponentId) -> Option<Direct> {
    let words = builder.words;
    // A service with an address of its own is reached whatever stands around what it runs.
    if builder
        .graph
        .component(id)
        .facts
        .contains_key(&words.front?)
        && !is_balancer(builder, id)
    {
        return None;
    }
    let by_subnet = setting(builder, id, words.address_by_subnet).is_some();
    let own = match is_balancer(builder, id) {
        true => setting(builder, id, words.scheme),
        false => setting(builder, id, words.public),
    };
    let elastic = elastic(builder, id);
    if own.is_none() && elastic.is_none() && !by_subnet {
        return None;
    }
    let places = subnets_around(builder, id);
    let given = match own {
        _ if by_subnet && is_unwritten(builder, id, words.public) => {
            by_subnets(builder, id, &places)
        }
        Some(own) => own,
        None => Answer::no(Vec::new()),
    };
    let given = Answer::one_of([given].into_iter().chain(elastic));
    let public = public_at(builder, id, &places);
    // An address of which nobody knows where it leads is an address all the same.
    let somewhere = Answer::holds(public.possible.clone(), public.spans.clone());
    let mut address = Answer::all([given.clone(), somewhere]);
    if address.can_be() {
        address.spans = given.spans.clone();
    }
    let ports = match address.can_be() {
        true => ports(builder, id, &given, &places, &public),
        false => Vec::new(),
    };
    Some(Direct { address, ports })
}

/// Whether an elastic address is given to a component, or to a network interface of it.
fn elastic(builder: &Builder<'_>, id: ComponentId) -> Option<Answer> {
    let word = builder.words.elastic_address;
    let cards = containers(builder, id)
        .into_iter()
        .filter_map(|(card, when)| {
            let answer = setting(builder, card, word)?;
            Some(answer.when(&when))
        });
    let all: Vec<Answer> = setting(builder, id, word)
        .into_iter()
        .chain(cards)
        .collect();
    (!all.is_empty()).then(|| Answer::one_of(all))
}

fn is_balancer(builder: &Builder<'_>, id: ComponentId) -> bool {
    let facts = &builder.graph.component(id).facts;
    builder
        .words
        .scheme
        .is_some_and(|word| facts.contains_key(&word))
}

/// Whether the subnets give addresses to what starts in them.
fn by_subnets(builder: &Builder<'_>, id: ComponentId, places: &[(ComponentId, Guard)]) -> Answer {
    if places.is_empty() {
        let component = builder.graph.component(id);
        let text = format!("the subnet of {}", component.name);
        return Answer::unknown(Cause::new(CauseKind::NotRead, text), vec![component.body]);
    }
    Answer::one_of(
        places
            .iter()
            .map(|(subnet, when)| assigns(builder, id, *subnet).when(when)),
    )
}

fn assigns(builder: &Builder<'_>, id: ComponentId, subnet: ComponentId) -> Answer {
    let component = builder.graph.component(subnet);
    match setting(builder, subnet, builder.words.public_on_launch) {
        Some(answer) if component.presence == Presence::Declared => answer,
        _ => {
            let cause = component.cause.clone().unwrap_or_else(|| {
                Cause::new(CauseKind::NotRead, crate::syntax::quoted(&component.name))
            });
            Answer::unknown(cause, vec![seen_from(builder, id, subnet)])
        }
    }
}

/// Whether a subnet around a component is public.
fn public_at(builder: &Builder<'_>, id: ComponentId, places: &[(ComponentId, Guard)]) -> Answer {
    if places.is_empty() {
        let component = builder.graph.component(id);
        let text = format!("the subnets of {}", component.name);
        return Answer::unknown(Cause::new(CauseKind::NotRead, text), vec![component.body]);
    }
    let each = places
        .iter()
        .map(|(subnet, when)| subnets::is_public(builder, *subnet).when(when));
    Answer::one_of(each)
}

/// What the groups around a component open; for a balancer without groups everything, where its sort needs none.
fn opened(builder: &Builder<'_>, id: ComponentId) -> Vec<Opening> {
    if !groups_around(builder, id).is_empty() {
        return openings(builder, id);
    }
    let component = builder.graph.component(id);
    let free = setting(builder, id, builder.words.open_without_groups);
    // The default group lets in its own members alone.
    if free.is_none() && has_default_group(builder, id) {
        return Vec::new();
    }
    let text = format!("the security group of {}", component.name);
    let unknown = Answer::unknown(Cause::new(CauseKind::NotRead, text), vec![component.body]);
    vec![Opening {
        protocol: Protocol::All,
        ports: Ports::ALL,
        is_v6: false,
        answer: match free {
            Some(free) => Answer::one_of([free, unknown]),
            None => unknown,
        },
    }]
}

/// Whether the internet reaches a component, for each range of ports that its groups open.
fn ports(
    builder: &Builder<'_>,
    id: ComponentId,
    given: &Answer,
    places: &[(ComponentId, Guard)],
    public: &Answer,
) -> Vec<(Ports, Answer)> {
    let mut cuts: Vec<u16> = Vec::new();
    for (subnet, _) in places {
        cuts.extend(bounds(builder, *subnet));
    }
    let listening = listening(builder, id);
    let component = builder.graph.component(id);
    let text = format!("whether {} has an address of IPv6", component.name);
    let by_v6 = Answer::unknown(Cause::new(CauseKind::Unstated, text), vec![component.body]);
    let mut known: BTreeMap<(Protocol, u16), Answer> = BTreeMap::new();
    let mut all = Vec::new();
    for opening in opened(builder, id) {
        let parts = match &listening {
            Some(ports) => at_listeners(opening.ports, ports),
            None => pieces(opening.ports, &cuts),
        };
        for part in parts {
            let path = known
                .entry((opening.protocol, part.first))
                .or_insert_with(|| {
                    let protocol = match opening.protocol {
                        Protocol::All => Protocol::Tcp,
                        other => other,
                    };
                    match places.is_empty() {
                        true => public.clone(),
                        false => Answer::one_of(places.iter().map(|(subnet, when)| {
                            let public = subnets::is_public(builder, *subnet).when(when);
                            let filter = in_from_anywhere(builder, *subnet, protocol, part.first);
                            Answer::all([public, filter])
                        })),
                    }
                });
            let mut answer = Answer::all([given.clone(), path.clone(), opening.answer.clone()]);
            if opening.is_v6 {
                answer = Answer::all([answer, by_v6.clone()]);
            }
            if answer.can_be() {
                // The rule that lets everybody in says most.
                for span in opening.answer.spans.iter().rev() {
                    answer = answer.shown_at(*span);
                }
            }
            all.push((part, answer));
        }
    }
    all
}

/// The ports at which something listens: that of the component, or those of the listeners behind it; `None` where not all of
/// them are known.
fn listening(builder: &Builder<'_>, id: ComponentId) -> Option<Vec<u16>> {
    let word = builder.words.port?;
    let port = |id: ComponentId| {
        let fact = builder.graph.component(id).facts.get(&word)?;
        match &fact.value {
            FactValue::Known(Literal::Integer(port)) => u16::try_from(*port).ok(),
            _ => None,
        }
    };
    if let Some(own) = port(id) {
        return Some(vec![own]);
    }
    if !is_balancer(builder, id) {
        return None;
    }
    let edges = builder.graph.inner.edges(NodeIndex::new(id.0 as usize));
    let requests = edges
        .filter(|edge| edge.weight().layer == Layer::Flows && edge.weight().leg == Leg::Request);
    let behind = requests.map(|edge| port(ComponentId(edge.target().index() as u32)));
    let ports: Option<Vec<u16>> = behind.collect();
    ports.filter(|ports| !ports.is_empty())
}

/// The ports of a range at which something listens.
fn at_listeners(range: Ports, ports: &[u16]) -> Vec<Ports> {
    let open = ports.iter().filter(|port| range.contains(**port));
    open.map(|port| Ports {
        first: *port,
        last: *port,
    })
    .collect()
}

/// A range of ports, cut where lists may begin to answer differently.
fn pieces(ports: Ports, cuts: &[u16]) -> Vec<Ports> {
    let mut starts: Vec<u16> = vec![ports.first];
    starts.extend(
        cuts.iter()
            .filter(|cut| **cut > ports.first && ports.contains(**cut)),
    );
    starts.sort_unstable();
    starts.dedup();
    let ends = starts
        .iter()
        .skip(1)
        .map(|next| next - 1)
        .chain([ports.last]);
    let pairs = starts.iter().zip(ends);
    pairs
        .map(|(first, last)| Ports {
            first: *first,
            last,
        })
        .collect()
}

/// Whether a subnet around a component has a way from the internet, and whether one gives addresses; `None` outside networks.
pub(super) fn surroundings(builder: &Builder<'_>, id: ComponentId) -> Option<(Answer, Answer)> {
    let places = subnets_around(builder, id);
    let support = builder.graph.component(id).element == crate::knowledge::Element::Support;
    if places.is_empty() || support {
        return None;
    }
    let public = Answer::one_of(places.iter().map(|(subnet, when)| {
        let place = seen_from(builder, id, *subnet);
        let answer = subnets::is_public(builder, *subnet).when(when);
        answer.shown_at(place)
    }));
    let assigns = places
        .iter()
        .map(|(subnet, when)| assigns(builder, id, *subnet).when(when));
    Some((public, Answer::one_of(assigns)))
}

/// Whether a component stands in the default group of its network, as its kind does where it names none.
pub(super) fn default_group(builder: &Builder<'_>, id: ComponentId) -> Option<Answer> {
    let joins = setting(builder, id, builder.words.joins_default_group)?;
    if subnets_around(builder, id).is_empty() {
        return None;
    }
    let named = Guard::any(groups_around(builder, id).into_iter().map(|(_, when)| when));
    let body = builder.graph.component(id).body;
    Some(joins.when(&named.negate()).shown_at(body))
}
