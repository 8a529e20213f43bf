//! What security groups leave open: to every address, and to a component that may be a client.

use crate::model::{ComponentId, Presence};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard};

use crate::graph::builder::Builder;
use crate::graph::network::Answer;

use super::acl::passes;
use super::around::{containers, groups_around, seen_from, subnets_around};
use super::groups::{certain, fits, ingress, lets};
use super::places::ranges;
use super::range::{Ports, Protocol, Range};
use super::rule::{Peer, Rule, is_of_provider, other_list};

/// Ports at which a group lets every address in.
#[derive(Clone, Debug)]
pub(in crate::graph) struct Opening {
    pub(in crate::graph) protocol: Protocol,
    pub(in crate::graph) ports: Ports,
    /// Whether only addresses of IPv6 are meant.
    pub(in crate::graph) is_v6: bool,
    /// Whether it does.
    pub(in crate::graph) answer: Answer,
}

/// The ports at which the groups around a component let every address in; besides, what could open any port.
pub(in crate::graph) fn openings(builder: &Builder<'_>, id: ComponentId) -> Vec<Opening> {
    let mut all = Vec::new();
    for (group, when) in groups_around(builder, id) {
        all.extend(of_group(builder, group, &when));
        let rules = ingress(builder, group);
        if rules.besides.can_be() {
            let besides = rules.besides.when(&when);
            all.push(Opening {
                protocol: Protocol::All,
                ports: Ports::ALL,
                is_v6: false,
                answer: match builder.graph.component(group).presence {
                    Presence::Unread => besides.shown_at(seen_from(builder, id, group)),
                    _ => besides,
                },
            });
        }
    }
    all
}

/// The ports at which the rules of a group that were read let every address in, where a guard holds.
pub(in crate::graph) fn of_group(
    builder: &Builder<'_>,
    group: ComponentId,
    when: &Guard,
) -> Vec<Opening> {
    let rules = ingress(builder, group).rules.iter();
    let open = rules.filter_map(|rule| {
        let anyone = from_anywhere(builder, rule);
        (anyone.can_be() && rule.protocol != Protocol::Other).then(|| Opening {
            protocol: rule.protocol,
            ports: rule.ports,
            is_v6: matches!(rule.peer, Peer::Range(range) if !range.is_like(&Range::ANY_V4)),
            answer: certain(rule, anyone).when(when),
        })
    });
    open.collect()
}

/// Whether a rule lets every address in.
fn from_anywhere(builder: &Builder<'_>, rule: &Rule) -> Answer {
    match &rule.peer {
        Peer::Range(range) if range.is_everywhere() => Answer::yes(Vec::new()),
        Peer::Range(_) | Peer::Group(_) | Peer::OtherGroup(_) | Peer::OwnGroup => {
            Answer::no(Vec::new())
        }
        Peer::OtherList(list) if is_of_provider(builder, list) => Answer::no(Vec::new()),
        Peer::OtherList(list) => Answer::unknown(other_list(list), Vec::new()),
        Peer::Unknown => {
            let otherwise = || Cause::new(CauseKind::NotRead, "whom the rule lets in");
            Answer::unknown(rule.doubt.clone().unwrap_or_else(otherwise), Vec::new())
        }
        Peer::List(list) => {
            let entries = builder
                .firewall
                .lists
                .get(list)
                .map_or(&[][..], Vec::as_slice);
            let open = entries.iter().filter(|entry| match &entry.peer {
                Peer::Range(range) => range.is_everywhere(),
                _ => true,
            });
            let each = open.map(|entry| certain(entry, Answer::yes(Vec::new())));
            Answer::one_of(each)
        }
    }
}

/// A way into a store that its groups leave open to a component.
#[derive(Clone, Debug)]
pub(in crate::graph) struct Admission {
    /// When it is there.
    pub(in crate::graph) when: Guard,
    /// The rule that says so.
    pub(in crate::graph) span: Span,
}

/// Whether a rule of the groups of `to` is for `from` by name or by its addresses in a common network, and neither the groups of
/// `from` nor a list between them keep it away. A rule whose ports are not known counts, and so does any port where that of `to` is not known.
pub(in crate::graph) fn admits(
    builder: &Builder<'_>,
    from: ComponentId,
    to: ComponentId,
    port: Option<u16>,
) -> Option<Admission> {
    let known = groups_around(builder, from);
    let places = ranges(builder, from);
    let mut found: Option<Admission> = None;
    for (group, when) in groups_around(builder, to) {
        for rule in builder.firewall.ingress.get(&group).into_iter().flatten() {
            let at = rule.doubt.is_some() || port.is_none_or(|port| rule.ports.contains(port));
            let by_name = !matches!(
                rule.peer,
                Peer::Range(_) | Peer::List(_) | Peer::OtherList(_)
            );
            if !at || !rule.protocol.covers(Protocol::Tcp) {
                continue;
            }
            let peer = fits(builder, rule, group, &known, &places, from);
            let when = Guard::all([peer.yes, rule.when.clone(), when.clone()]);
            if !when.can_hold() || !by_name && !in_one_network(builder, from, to) {
                continue;
            }
            match &mut found {
                Some(known) => known.when = Guard::any([known.when.clone(), when]),
                None => {
                    found = Some(Admission {
                        when,
                        span: rule.span,
                    });
                }
            }
        }
    }
    let passes =
        |port| lets(builder, from, to, port).can_be() && passes(builder, from, to, port).can_be();
    found.filter(|_| port.is_none_or(passes))
}

/// Whether two components are in subnets of one network.
fn in_one_network(builder: &Builder<'_>, one: ComponentId, other: ComponentId) -> bool {
    let networks = |id| {
        let subnets = subnets_around(builder, id).into_iter();
        let outer = subnets.flat_map(|(subnet, _)| containers(builder, subnet));
        outer.map(|(id, _)| id).collect::<Vec<_>>()
    };
    let others = networks(other);
    networks(one).iter().any(|id| others.contains(id))
}
