//! Security groups: whom their rules let in and out. They allow only; what no rule names stays outside.

use crate::model::{ComponentId, Presence};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard, quoted};

use crate::graph::builder::Builder;
use crate::graph::network::Answer;

use super::around::{groups_around, subnets_around};
use super::places::{Ranges, ranges};
use super::range::{Protocol, Range};
use super::rule::{Peer, Rule, other_list};

/// What the rules of a group say, and what besides could let traffic through.
pub(super) struct Rules<'b> {
    pub(super) rules: &'b [Rule],
    /// Whether something is let through whatever the rules say.
    pub(super) besides: Answer,
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

/// Whether the security groups of a component let it out to public addresses of the provider, by TCP at a port: the way to a
/// gateway endpoint. A prefix list that is not in the files read is assumed to be the one of the service; ranges of private
/// addresses hold none of its addresses.
pub(in crate::graph) fn lets_out(builder: &Builder<'_>, from: ComponentId, port: u16) -> Answer {
    let groups = groups_around(builder, from);
    if groups.is_empty() {
        return by_default(builder, from, from, Side::Out);
    }
    let each = groups.iter().map(|(group, when)| {
        let rules = egress(builder, *group);
        let matching = rules.rules.iter().filter_map(|rule| {
            if !rule.protocol.covers(Protocol::Tcp) || !rule.ports.contains(port) {
                return None;
            }
            let fits = to_provider(builder, rule);
            (fits.can_be()).then(|| certain(rule, fits))
        });
        let answer = Answer::one_of(matching.chain([rules.besides])).when(when);
        match answer.spans.is_empty() {
            true => answer.shown_at(builder.graph.component(*group).span),
            false => answer,
        }
    });
    Answer::one_of(each)
}

/// Whether the peer of a rule can be public addresses of the provider.
fn to_provider(builder: &Builder<'_>, rule: &Rule) -> Answer {
    let unknown = |text: &str| Answer::unknown(Cause::new(CauseKind::Unstated, text), Vec::new());
    let range = |range: &Range| match (range.is_everywhere(), range.is_private()) {
        (true, _) => Answer::yes(Vec::new()),
        (false, true) => Answer::no(Vec::new()),
        (false, false) => unknown("whether the range has the addresses of the service"),
    };
    match &rule.peer {
        Peer::Range(one) => range(one),
        Peer::List(list) => {
            let entries = builder.firewall.lists.get(list).into_iter().flatten();
            let ranges = entries.filter_map(|entry| match &entry.peer {
                Peer::Range(one) => Some(range(one)),
                _ => None,
            });
            Answer::one_of(ranges)
        }
        // A list that the provider keeps is named for the sake of such an endpoint.
        Peer::OtherList(name) => Answer::yes(Vec::new()).assuming(std::slice::from_ref(name)),
        Peer::Unknown => {
            let otherwise = || Cause::new(CauseKind::NotRead, "whom the rule lets through");
            Answer::unknown(rule.doubt.clone().unwrap_or_else(otherwise), Vec::new())
        }
        Peer::Group(_) | Peer::OwnGroup | Peer::OtherGroup(_) => Answer::no(Vec::new()),
    }
}

/// Which rules of a group are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    In,
    Out,
}

/// Whether one of the groups of a component lets traffic with a peer through.
pub(super) fn side(
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
pub(super) fn ingress<'b>(builder: &'b Builder<'_>, group: ComponentId) -> Rules<'b> {
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
pub(super) fn certain(rule: &Rule, fits: Answer) -> Answer {
    let answer = match &rule.doubt {
        None => fits.when(&rule.when),
        Some(cause) => Answer::unknown_when(&rule.when, cause.clone(), Vec::new()),
    };
    answer.assuming(&rule.assumes).shown_at(rule.span)
}

/// Whether the peer of a rule is the component, or what it could be.
pub(super) fn fits(
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
        Peer::OtherList(list) => Answer::unknown(other_list(list), Vec::new()),
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
        Peer::OtherGroup(wanted) => other_group(builder, groups, wanted),
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

/// Whether one of some groups is that of a name which no file read declares; a group that is read can be it all the same.
fn other_group(builder: &Builder<'_>, groups: &[(ComponentId, Guard)], wanted: &str) -> Answer {
    let same = |(id, _): &&(ComponentId, Guard)| builder.graph.component(*id).name == wanted;
    match groups.iter().find(same) {
        Some((_, when)) => Answer::holds(when.clone(), Vec::new()),
        None => Answer::unknown(Cause::new(CauseKind::NotRead, quoted(wanted)), Vec::new()),
    }
}
