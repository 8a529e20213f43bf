//! Network access control lists: entries in the order of their numbers, of which the first that fits decides. They keep no
//! state, so that an answer needs a way back.

use petgraph::Direction;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use crate::model::{ComponentId, Record};
use crate::syntax::{Cause, CauseKind, Guard, quoted};
use crate::vocabulary::AttributeId;

use crate::graph::Layer;
use crate::graph::builder::Builder;
use crate::graph::network::Answer;
use crate::model::Presence;

use super::around::subnets_around;
use super::places::{Ranges, ranges};
use super::range::{Ports, Protocol, Range};
use super::rule::{self, Peer, Rule, alternatives};

/// The ports from which clients of any system call.
const CLIENT_PORTS: Ports = Ports {
    first: 1024,
    last: u16::MAX,
};

/// Those from which clients on the systems of the cloud call.
const COMMON_CLIENT_PORTS: Ports = Ports {
    first: 32768,
    last: 60999,
};

/// Which way traffic goes, seen from the subnet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    In,
    Out,
}

impl Way {
    fn opposite(self) -> Self {
        match self {
            Way::In => Way::Out,
            Way::Out => Way::In,
        }
    }
}

/// What an entry does with traffic that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    Allow,
    Deny,
}

/// An entry of a list.
#[derive(Clone, Debug)]
pub(in crate::graph) struct Entry {
    number: Result<u32, Cause>,
    way: Result<Way, Cause>,
    verb: Result<Verb, Cause>,
    rule: Rule,
}

/// The entries that a record makes.
pub(super) fn read(builder: &Builder<'_>, record: &Record) -> Vec<Entry> {
    let mut entries = Vec::new();
    let text = |name: &str| {
        let mut parts = alternatives(record, name);
        match parts.len() {
            1 => parts.remove(0).text,
            _ => Err(Cause::new(
                CauseKind::Condition,
                format!("an entry of {name}"),
            )),
        }
    };
    let malformed = || {
        Cause::new(
            CauseKind::Malformed,
            "an entry of a network access control list",
        )
    };
    let number = text("number").and_then(|text| {
        let number = text
            .as_deref()
            .map(str::trim)
            .and_then(|text| text.parse().ok());
        number.ok_or_else(malformed)
    });
    let all_out = Some(record.attribute) == builder.words.acl_egress;
    let way = text("egress").and_then(|text| match text.as_deref() {
        _ if all_out => Ok(Way::Out),
        None | Some("false") => Ok(Way::In),
        Some("true") => Ok(Way::Out),
        _ => Err(malformed()),
    });
    let verb = text("action").and_then(|text| match text.as_deref() {
        Some("allow") => Ok(Verb::Allow),
        Some("deny") => Ok(Verb::Deny),
        _ => Err(malformed()),
    });
    for rule in rule::read(builder, record) {
        entries.push(Entry {
            number: number.clone(),
            way: way.clone(),
            verb: verb.clone(),
            rule,
        });
    }
    entries
}

/// Whom an entry has to fit.
enum Whom<'r> {
    /// An address of nobody in particular.
    Anybody,
    /// A component with these addresses.
    At(&'r Ranges, &'r str),
}

/// Whether an entry fits traffic.
fn fits(entry: &Entry, protocol: Protocol, port: u16, whom: &Whom<'_>) -> Answer {
    let rule = &entry.rule;
    if !rule.protocol.covers(protocol) || !rule.ports.contains(port) {
        return Answer::no(Vec::new());
    }
    let peer = match (&rule.peer, whom) {
        (Peer::Range(range), _) if range.is_everywhere() && range.is_like(&Range::ANY_V4) => {
            Answer::yes(Vec::new())
        }
        (Peer::Range(_), Whom::Anybody) => Answer::no(Vec::new()),
        (Peer::Range(range), Whom::At(ranges, name)) => ranges.within(range, name),
        _ => {
            let otherwise = || Cause::new(CauseKind::NotRead, "whom an entry is about");
            Answer::unknown(rule.doubt.clone().unwrap_or_else(otherwise), Vec::new())
        }
    };
    let answer = match &rule.doubt {
        None => peer.when(&rule.when),
        Some(_) if !peer.can_be() => peer,
        Some(cause) => Answer::unknown_when(&rule.when, cause.clone(), Vec::new()),
    };
    answer.assuming(&rule.assumes)
}

/// The list of a subnet with its entries in order; `None` for the list that every network has and no resource declares.
fn list_of(builder: &Builder<'_>, subnet: ComponentId) -> Vec<(ComponentId, Guard)> {
    let node = NodeIndex::new(subnet.0 as usize);
    let edges = builder
        .graph
        .inner
        .edges_directed(node, Direction::Incoming);
    let guards = edges.filter(|edge| edge.weight().layer == Layer::Guards);
    let each = guards.map(|edge| {
        let list = ComponentId(edge.source().index() as u32);
        (list, edge.weight().when.clone())
    });
    each.filter(|(id, _)| is_list(builder, *id)).collect()
}

fn is_list(builder: &Builder<'_>, id: ComponentId) -> bool {
    let component = builder.graph.component(id);
    let Some(kind) = component.kind else {
        return component.presence == Presence::Unread;
    };
    let word: Option<AttributeId> = builder.words.acl_entries;
    let mut mappings = builder.knowledge.kind(kind).attributes.iter();
    mappings.any(|mapping| Some(mapping.attribute) == word)
}

/// Whether a list lets traffic through one way.
fn decides(
    builder: &Builder<'_>,
    list: ComponentId,
    way: Way,
    (protocol, port): (Protocol, u16),
    whom: &Whom<'_>,
) -> Answer {
    let component = builder.graph.component(list);
    if component.presence != Presence::Declared {
        let named = Cause::new(CauseKind::NotRead, quoted(&component.name));
        let cause = component.cause.clone().unwrap_or(named);
        return Answer::unknown(cause, vec![component.span]);
    }
    let all = builder
        .firewall
        .entries
        .get(&list)
        .map_or(&[][..], Vec::as_slice);
    let mut entries: Vec<(u32, Verb, &Entry)> = Vec::new();
    for entry in all {
        match (&entry.number, &entry.way, &entry.verb) {
            (_, Ok(other), _) if *other != way => {}
            (Ok(number), Ok(_), Ok(verb)) => entries.push((*number, *verb, entry)),
            (Err(cause), ..) | (_, Err(cause), _) | (_, _, Err(cause)) => {
                return Answer::unknown(cause.clone(), vec![entry.rule.span]);
            }
        }
    }
    entries.sort_by_key(|(number, ..)| std::cmp::Reverse(*number));
    let closed = Answer::no(vec![component.span]);
    entries.into_iter().fold(closed, |rest, (_, verb, entry)| {
        let here = fits(entry, protocol, port, whom);
        if !here.can_be() {
            return rest;
        }
        match verb {
            Verb::Allow => Answer::one_of([here.shown_at(entry.rule.span), rest]),
            Verb::Deny => Answer::all([here.negate().shown_at(entry.rule.span), rest]),
        }
    })
}

/// Whether the list of a subnet lets traffic through one way; without one of its own, the default list lets everything.
fn through(
    builder: &Builder<'_>,
    subnet: ComponentId,
    way: Way,
    traffic: (Protocol, u16),
    whom: &Whom<'_>,
) -> Answer {
    let lists = list_of(builder, subnet);
    let other = Guard::any(lists.iter().map(|(_, when)| when.clone())).negate();
    let by_default = default_list(builder, subnet).when(&other);
    let each = lists
        .iter()
        .map(|(list, when)| decides(builder, *list, way, traffic, whom).when(when));
    Answer::one_of(each.chain([by_default]))
}

/// What the default list of the network of a subnet does: it lets everything through, unless somebody adds entries to it.
fn default_list(builder: &Builder<'_>, subnet: ComponentId) -> Answer {
    let deployment = builder.graph.component(subnet).deployment;
    let mut lists = builder.firewall.entries.keys();
    let changed = lists.find(|id| {
        let list = builder.graph.component(**id);
        list.presence != Presence::Declared
            && builder.model.are_together(list.deployment, deployment)
    });
    match changed {
        None => Answer::yes(Vec::new()),
        Some(list) => {
            let list = builder.graph.component(*list);
            let cause = Cause::new(CauseKind::NotRead, quoted(&list.name));
            Answer::unknown(cause, vec![list.span])
        }
    }
}

/// What a subnet answers at each of the ports from which clients call, as far as its lists tell them apart.
fn at_client_ports(
    builder: &Builder<'_>,
    subnet: ComponentId,
    way: Way,
    range: Ports,
    whom: &Whom<'_>,
    protocol: Protocol,
) -> Vec<Answer> {
    let mut bounds = bounds(builder, subnet);
    bounds.push(range.first);
    bounds.retain(|port| range.contains(*port));
    bounds.sort_unstable();
    bounds.dedup();
    let each = bounds.into_iter();
    each.map(|port| through(builder, subnet, way, (protocol, port), whom))
        .collect()
}

/// The ports at which the lists of a subnet may begin to answer differently.
pub(in crate::graph) fn bounds(builder: &Builder<'_>, subnet: ComponentId) -> Vec<u16> {
    let mut bounds = Vec::new();
    for (list, _) in list_of(builder, subnet) {
        for entry in builder.firewall.entries.get(&list).into_iter().flatten() {
            let Ports { first, last } = entry.rule.ports;
            bounds.extend([first, last.saturating_add(1)]);
        }
    }
    bounds.sort_unstable();
    bounds.dedup();
    bounds
}

/// Whether the list of a subnet lets anybody in at a port, and answers out to some client.
pub(in crate::graph) fn in_from_anywhere(
    builder: &Builder<'_>,
    subnet: ComponentId,
    protocol: Protocol,
    port: u16,
) -> Answer {
    let anybody = &Whom::Anybody;
    let inward = through(builder, subnet, Way::In, (protocol, port), anybody);
    if !inward.can_be() {
        return inward;
    }
    let back = at_client_ports(builder, subnet, Way::Out, CLIENT_PORTS, anybody, protocol);
    Answer::all([inward, Answer::one_of(back)])
}

/// Whether the lists around two components let one connect to a port of the other by TCP, from every subnet of the one to
/// every subnet of the other. Inside a subnet no list is asked.
pub(in crate::graph) fn passes(
    builder: &Builder<'_>,
    from: ComponentId,
    to: ComponentId,
    port: u16,
) -> Answer {
    let (sources, targets) = (subnets_around(builder, from), subnets_around(builder, to));
    let (there, here) = (ranges(builder, from), ranges(builder, to));
    let (client, server) = (
        &builder.graph.component(from).name,
        &builder.graph.component(to).name,
    );
    let (client, server) = (Whom::At(&there, client), Whom::At(&here, server));
    let mut answers = Vec::new();
    let ends = [
        (&sources, &targets, Way::Out, &server),
        (&targets, &sources, Way::In, &client),
    ];
    for (own, other, way, whom) in ends {
        for (subnet, when) in own {
            let alone = other.iter().all(|(one, _)| one == subnet) && !other.is_empty();
            if alone {
                continue;
            }
            let forth = through(builder, *subnet, way, (Protocol::Tcp, port), whom);
            let both = Answer::all([forth, back(builder, *subnet, way.opposite(), whom)]);
            let elsewhere = Answer::holds(when.clone().negate(), Vec::new());
            answers.push(Answer::one_of([both.when(when), elsewhere]));
        }
    }
    Answer::all(answers)
}

/// Whether answers find their way back: yes where they do at every port that common clients use, no where at none at all.
fn back(builder: &Builder<'_>, subnet: ComponentId, way: Way, whom: &Whom<'_>) -> Answer {
    let tcp = Protocol::Tcp;
    let common = at_client_ports(builder, subnet, way, COMMON_CLIENT_PORTS, whom, tcp);
    let all = Answer::all(common);
    if all.yes == Guard::Always {
        return all;
    }
    let some = Answer::one_of(at_client_ports(
        builder,
        subnet,
        way,
        CLIENT_PORTS,
        whom,
        tcp,
    ));
    let text = "from which ports a client calls".to_owned();
    Answer {
        yes: all.yes,
        possible: some.possible,
        cause: some
            .cause
            .or(all.cause)
            .or(Some(Cause::new(CauseKind::Unstated, text))),
        spans: all.spans,
        assumes: all.assumes,
    }
}
