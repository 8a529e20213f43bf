//! Security groups: whom their rules let in and out. They allow only; what no rule names stays outside.

use crate::model::{ComponentId, FactValue, Presence};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard, quoted};
use crate::vocabulary::Literal;

use crate::graph::builder::Builder;
use crate::graph::network::Answer;

use super::acl::passes;
use super::around::{containers, groups_around, subnets_around};
use super::range::{Ports, Protocol, Range};
use super::rule::{Peer, Rule};

/// Ports at which a group lets every address in.
#[derive(Clone, Debug)]
pub(in crate::graph) struct Opening {
    pub(in crate::graph) protocol: Protocol,
    pub(in crate::graph) ports: Ports,
    /// Whether it does.
    pub(in crate::graph) answer: Answer,
}

/// What the rules of a group say, and what besides could let traffic through.
struct Rules<'b> {
    rules: &'b [Rule],
    /// Whether something is let through whatever the rules say.
    besides: Answer,
}

/// Whether the security groups of `to` let in those who are in the groups of `from`, and those of `from` let them out, by TCP
/// at a port of `to`.
pub(in crate::graph) fn lets(
    builder: &Builder<'_>,
    from: ComponentId,
    to: ComponentId,
    port: u16,
) -> Answer {
    let inward = side(builder, to, from, port, Side::In);
    let outward = side(builder, from, to, port, Side::Out);
    Answer::all([inward, outward])
}

/// Which rules of a group are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    In,
    Out,
}

/// Whether one of the groups of a component lets traffic with a peer through.
fn side(
    builder: &Builder<'_>,
    own: ComponentId,
    peer: ComponentId,
    port: u16,
    side: Side,
) -> Answer {
    let groups = groups_around(builder, own);
    if groups.is_empty() {
        return by_default(builder, own, peer, side);
    }
    let known = groups_around(builder, peer);
    let places = ranges(builder, peer);
    let each = groups.iter().map(|(group, when)| {
        let rules = match side {
            Side::In => ingress(builder, *group),
            Side::Out => egress(builder, *group),
        };
        let matching = rules.rules.iter().filter_map(|rule| {
            if !rule.protocol.covers(Protocol::Tcp) || !rule.ports.contains(port) {
                return None;
            }
            let fits = fits(builder, rule, *group, &known, &places, peer);
            (fits.can_be()).then(|| certain(rule, fits))
        });
        let answer = Answer::one_of(matching.chain([rules.besides]));
        let answer = answer.when(when);
        match answer.spans.is_empty() {
            true => answer.shown_at(builder.graph.component(*group).span),
            false => answer,
        }
    });
    Answer::one_of(each)
}

/// Whether a component without groups of its own is in a default group that nobody has changed: its subnets are in the files
/// read, and no rule is for a group that no resource declares.
pub(in crate::graph) fn has_default_group(builder: &Builder<'_>, id: ComponentId) -> bool {
    let declared = |id: &ComponentId| builder.graph.component(*id).presence == Presence::Declared;
    let subnets = subnets_around(builder, id);
    let placed = !subnets.is_empty() && subnets.iter().all(|(subnet, _)| declared(subnet));
    let firewall = &builder.firewall;
    let mut groups = firewall.ingress.keys().chain(firewall.egress.keys());
    placed && declared(&id) && groups.all(declared)
}

/// Without groups of its own a component is in the default group of its network, which lets everything out, and lets in its
/// own members alone.
fn by_default(builder: &Builder<'_>, own: ComponentId, peer: ComponentId, side: Side) -> Answer {
    let at = builder.graph.component(own);
    let cause = || {
        Cause::new(
            CauseKind::NotRead,
            format!("the security group of {}", at.name),
        )
    };
    let declared = |(id, _): &(ComponentId, Guard)| {
        builder.graph.component(*id).presence == Presence::Declared
    };
    if !has_default_group(builder, own) {
        return Answer::unknown(cause(), vec![at.body]);
    }
    let others = groups_around(builder, peer);
    match side {
        Side::Out => Answer::yes(vec![at.body]),
        Side::In if !others.is_empty() && others.iter().all(declared) => Answer::no(vec![at.body]),
        Side::In => Answer::unknown(cause(), vec![at.body]),
    }
}

/// The rules of a group for traffic in.
fn ingress<'b>(builder: &'b Builder<'_>, group: ComponentId) -> Rules<'b> {
    Rules {
        rules: builder
            .firewall
            .ingress
            .get(&group)
            .map_or(&[], Vec::as_slice),
        besides: unread(builder, group),
    }
}

/// The rules of a group for traffic out; where none is written, everything is let out.
fn egress<'b>(builder: &'b Builder<'_>, group: ComponentId) -> Rules<'b> {
    let rules = builder
        .firewall
        .egress
        .get(&group)
        .map_or(&[][..], Vec::as_slice);
    let component = builder.graph.component(group);
    let stated = builder
        .words
        .egress_stated
        .and_then(|word| component.facts.get(&word));
    let besides = match stated {
        _ if component.presence != Presence::Declared => unread(builder, group),
        Some(fact) => {
            let free = Answer::of(fact).negate();
            match rules.is_empty() {
                true => free,
                // Rules of resources of their own: whether the default rule stays beside them, no source says.
                false => doubted(free, component.span),
            }
        }
        None => Answer::no(Vec::new()),
    };
    Rules { rules, besides }
}

fn doubted(answer: Answer, at: Span) -> Answer {
    let cause = Cause::new(
        CauseKind::Unstated,
        "whether the default rule that lets everything out stays",
    );
    Answer::unknown_when(&answer.possible, cause, vec![at])
}

/// A group that is not in the files read may let anything through.
fn unread(builder: &Builder<'_>, group: ComponentId) -> Answer {
    let component = builder.graph.component(group);
    if component.presence == Presence::Declared {
        return Answer::no(Vec::new());
    }
    let named = Cause::new(CauseKind::NotRead, quoted(&component.name));
    let cause = component.cause.clone().unwrap_or(named);
    Answer::unknown(cause, vec![component.span])
}

/// What a rule gives where its peer fits.
fn certain(rule: &Rule, fits: Answer) -> Answer {
    let answer = match &rule.doubt {
        None => fits.when(&rule.when),
        Some(cause) => Answer::unknown_when(&rule.when, cause.clone(), Vec::new()),
    };
    answer.assuming(&rule.assumes).shown_at(rule.span)
}

/// Whether the peer of a rule is the component, or what it could be.
fn fits(
    builder: &Builder<'_>,
    rule: &Rule,
    own: ComponentId,
    groups: &[(ComponentId, Guard)],
    ranges: &Ranges,
    peer: ComponentId,
) -> Answer {
    let member = |wanted: ComponentId| {
        let of = groups.iter().filter(|(group, _)| *group == wanted);
        Answer::one_of(of.map(|(_, when)| Answer::holds(when.clone(), Vec::new())))
    };
    let name = &builder.graph.component(peer).name;
    let not_read = |(id, _): &&(ComponentId, Guard)| {
        builder.graph.component(*id).presence != Presence::Declared
    };
    match &rule.peer {
        Peer::Unknown => {
            let otherwise = || Cause::new(CauseKind::NotRead, "whom the rule lets through");
            Answer::unknown(rule.doubt.clone().unwrap_or_else(otherwise), Vec::new())
        }
        Peer::Range(range) => ranges.within(range, name),
        Peer::Group(id) => {
            // A group that was not read can be this one.
            let stranger = groups.iter().find(not_read);
            let maybe = match stranger {
                Some((other, when)) if other != id => {
                    let named = quoted(&builder.graph.component(*other).name);
                    let cause = Cause::new(CauseKind::NotRead, named);
                    Answer::unknown_when(when, cause, Vec::new())
                }
                _ => Answer::no(Vec::new()),
            };
            Answer::one_of([member(*id), maybe])
        }
        Peer::OwnGroup => member(own),
        Peer::OtherGroup(wanted) => {
            let same =
                |(id, _): &&(ComponentId, Guard)| builder.graph.component(*id).name == *wanted;
            match groups.iter().find(same) {
                Some((_, when)) => Answer::holds(when.clone(), Vec::new()),
                None => {
                    let cause = Cause::new(CauseKind::NotRead, quoted(wanted));
                    Answer::unknown(cause, Vec::new())
                }
            }
        }
        Peer::List(list) => {
            let entries = builder
                .firewall
                .lists
                .get(list)
                .map_or(&[][..], Vec::as_slice);
            let each = entries.iter().map(|entry| match &entry.peer {
                Peer::Range(range) => certain(entry, ranges.within(range, name)),
                _ => certain(entry, Answer::no(Vec::new())),
            });
            Answer::one_of(each)
        }
    }
}

/// Where a component can be, as addresses.
pub(super) struct Ranges {
    /// The ranges of its subnets, or of the networks that those are in; `None` where one is not known.
    known: Option<Vec<Range>>,
}

/// The addresses of a component, as its subnets say.
pub(super) fn ranges(builder: &Builder<'_>, id: ComponentId) -> Ranges {
    let subnets = subnets_around(builder, id);
    let each = subnets.iter().map(|(subnet, _)| {
        let own = range_of(builder, *subnet);
        let outer = containers(builder, *subnet).into_iter();
        own.or_else(|| {
            outer
                .into_iter()
                .find_map(|(outer, _)| range_of(builder, outer))
        })
    });
    let known: Option<Vec<Range>> = each.collect();
    Ranges {
        known: known.filter(|all| !all.is_empty()),
    }
}

fn range_of(builder: &Builder<'_>, id: ComponentId) -> Option<Range> {
    let word = builder.words.cidr?;
    match &builder.graph.component(id).facts.get(&word)?.value {
        FactValue::Known(Literal::Text(text)) => Range::read(text),
        _ => None,
    }
}

impl Ranges {
    /// Whether the addresses are in a range.
    pub(super) fn within(&self, range: &Range, name: &str) -> Answer {
        let unknown = || {
            let cause = Cause::new(CauseKind::NotRead, format!("the addresses of {name}"));
            Answer::unknown(cause, Vec::new())
        };
        // Every address of the version that subnets state; whether they have others besides is not read.
        let Some(known) = &self.known else {
            let is_v4 = range.is_like(&Range::ANY_V4);
            return match range.is_everywhere() && is_v4 {
                true => Answer::yes(Vec::new()),
                false => unknown(),
            };
        };
        if known.iter().any(|one| !one.is_like(range)) {
            return unknown();
        }
        if known.iter().all(|one| range.contains(one)) {
            return Answer::yes(Vec::new());
        }
        match known.iter().any(|one| range.overlaps(one)) {
            true => unknown(),
            false => Answer::no(Vec::new()),
        }
    }
}

/// The ports at which the groups around a component let every address in; besides, what could open any port.
pub(in crate::graph) fn openings(builder: &Builder<'_>, id: ComponentId) -> Vec<Opening> {
    let mut all = Vec::new();
    for (group, when) in groups_around(builder, id) {
        let rules = ingress(builder, group);
        for rule in rules.rules {
            let anyone = from_anywhere(builder, rule);
            if !anyone.can_be() {
                continue;
            }
            let protocols = match rule.protocol {
                Protocol::All => &[Protocol::All][..],
                Protocol::Other => continue,
                ref one => std::slice::from_ref(one),
            };
            all.extend(protocols.iter().map(|protocol| Opening {
                protocol: *protocol,
                ports: rule.ports,
                answer: certain(rule, anyone.clone()).when(&when),
            }));
        }
        if rules.besides.can_be() {
            all.push(Opening {
                protocol: Protocol::All,
                ports: Ports::ALL,
                answer: rules.besides.when(&when),
            });
        }
    }
    all
}

/// Whether a rule lets every address in.
fn from_anywhere(builder: &Builder<'_>, rule: &Rule) -> Answer {
    match &rule.peer {
        Peer::Range(range) if range.is_everywhere() => Answer::yes(Vec::new()),
        Peer::Range(_) | Peer::Group(_) | Peer::OtherGroup(_) | Peer::OwnGroup => {
            Answer::no(Vec::new())
        }
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
            let by_name = !matches!(rule.peer, Peer::Range(_) | Peer::List(_));
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
