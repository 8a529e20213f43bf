//! Rules of security groups and network access control lists, from records.
//!
//! In: a record as written. Out: one rule for each peer, port range and protocol that it can have, with its condition. What
//! is not known makes a rule as wide as it can be, and doubtful.

use crate::model::{ComponentId, FactValue, Record, literal_text};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard, Term, Value};

use super::range::{Ports, Protocol, Range};
use crate::graph::builder::Builder;
use crate::graph::resolve::{Named, resolve};
use crate::vocabulary::Literal;

/// Alternatives of one record before nothing more is said than that it is not known.
const MOST_ALTERNATIVES: usize = 32;

/// Whom a rule is about.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::graph) enum Peer {
    /// Addresses.
    Range(Range),
    /// The members of a security group.
    Group(ComponentId),
    /// A group that is not in the files read, by what names it.
    OtherGroup(String),
    /// The members of the group itself.
    OwnGroup,
    /// The addresses of a prefix list that is in the files read.
    List(ComponentId),
    /// The addresses of one that is not, by what names it.
    OtherList(String),
    /// Not known.
    Unknown,
}

/// A rule.
#[derive(Clone, Debug)]
pub(in crate::graph) struct Rule {
    pub(in crate::graph) protocol: Protocol,
    pub(in crate::graph) ports: Ports,
    pub(in crate::graph) peer: Peer,
    /// When it is there.
    pub(in crate::graph) when: Guard,
    /// Why it is not known whether it is there, or what it says.
    pub(in crate::graph) doubt: Option<Cause>,
    /// Parameters whose defaults it rests on.
    pub(in crate::graph) assumes: Vec<String>,
    /// Where its peer is written.
    pub(in crate::graph) span: Span,
}

/// A part of a record in one of its alternatives.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// The text; nothing where the part is not written, or why it is not known.
    pub(super) text: Result<Option<String>, Cause>,
    pub(super) when: Guard,
    pub(super) assumes: Vec<String>,
}

/// What a part of a record can be, each with its condition.
pub(super) fn alternatives(record: &Record, name: &str) -> Vec<Part> {
    let found = record.parts.get(name).map_or(&[][..], Vec::as_slice);
    let mut parts: Vec<Part> = found
        .iter()
        .map(|(value, when)| {
            let mut assumes = Vec::new();
            let text = literal_text(value, &mut assumes).map(Some);
            Part {
                text,
                when: when.clone(),
                assumes,
            }
        })
        .collect();
    let written = Guard::any(parts.iter().map(|part| part.when.clone()));
    let rest = match written.is_always() {
        true => Guard::Never,
        false => written.negate(),
    };
    if rest.can_hold() {
        parts.push(Part {
            text: Ok(None),
            when: rest,
            assumes: Vec::new(),
        });
    }
    parts
}

/// Protocol and ports in one alternative.
struct Traffic {
    protocol: Protocol,
    ports: Ports,
    when: Guard,
    doubt: Option<Cause>,
    assumes: Vec<String>,
}

/// The rules that a record makes.
pub(super) fn read(builder: &Builder<'_>, record: &Record) -> Vec<Rule> {
    let Some(traffic) = traffic(record) else {
        return vec![unknown(record)];
    };
    let peers = peers(builder, record);
    let mut rules = Vec::new();
    for one in &traffic {
        for (peer, when, span, unsure, assumes) in &peers {
            let when = Guard::all([record.when.clone(), one.when.clone(), when.clone()]);
            if !when.can_hold() {
                continue;
            }
            let doubts = [&record.doubt, &one.doubt, unsure];
            rules.push(Rule {
                protocol: one.protocol,
                ports: one.ports,
                peer: peer.clone(),
                when,
                doubt: doubts.into_iter().find_map(Clone::clone),
                assumes: one.assumes.iter().chain(assumes).cloned().collect(),
                span: *span,
            });
        }
    }
    rules
}

/// A rule of which nothing is known but where it stands.
fn unknown(record: &Record) -> Rule {
    let limit = || Cause::new(CauseKind::Limit, "a rule with many alternatives");
    Rule {
        protocol: Protocol::All,
        ports: Ports::ALL,
        peer: Peer::Unknown,
        when: record.when.clone(),
        doubt: Some(record.doubt.clone().unwrap_or_else(limit)),
        assumes: Vec::new(),
        span: record.span,
    }
}

/// The protocols and ports of a record; `None` where it has no parts, or too many alternatives.
fn traffic(record: &Record) -> Option<Vec<Traffic>> {
    let [protocols, firsts, lasts] =
        ["protocol", "first_port", "last_port"].map(|name| alternatives(record, name));
    let many = protocols.len() * firsts.len() * lasts.len() > MOST_ALTERNATIVES;
    if many || record.parts.is_empty() {
        return None;
    }
    let mut all = Vec::new();
    for protocol in &protocols {
        for first in &firsts {
            all.extend(lasts.iter().map(|last| combined(protocol, first, last)));
        }
    }
    all.retain(|one| one.when.can_hold());
    Some(all)
}

fn combined(protocol: &Part, first: &Part, last: &Part) -> Traffic {
    let mut doubt = None;
    let read = match &protocol.text {
        Ok(Some(text)) => Protocol::read(text),
        Ok(None) => Protocol::All,
        Err(cause) => {
            doubt = Some(cause.clone());
            Protocol::All
        }
    };
    // Of other protocols, whatever ports a rule has mean nothing.
    let has_ports = doubt.is_none() && matches!(read, Protocol::Tcp | Protocol::Udp);
    let mut ports = Ports::ALL;
    if has_ports {
        match (number(&first.text), number(&last.text)) {
            (Ok(Some(first)), Ok(Some(last))) => ports = Ports { first, last },
            (Ok(None), Ok(None)) => {}
            (Err(cause), _) | (_, Err(cause)) => doubt = Some(cause),
            _ => doubt = Some(Cause::new(CauseKind::Unstated, "one end of a port range")),
        }
    }
    let assumed = match has_ports {
        true => vec![protocol, first, last],
        false => vec![protocol],
    };
    Traffic {
        protocol: read,
        ports,
        when: Guard::all([protocol.when.clone(), first.when.clone(), last.when.clone()]),
        doubt,
        assumes: assumed
            .into_iter()
            .flat_map(|part| part.assumes.clone())
            .collect(),
    }
}

/// A port; nothing where none is written, or where -1 says so.
fn number(text: &Result<Option<String>, Cause>) -> Result<Option<u16>, Cause> {
    match text {
        Err(cause) => Err(cause.clone()),
        Ok(None) => Ok(None),
        Ok(Some(text)) if text.trim() == "-1" => Ok(None),
        Ok(Some(text)) => {
            let malformed = |_| Cause::new(CauseKind::Malformed, format!("the port `{text}`"));
            text.trim().parse().map(Some).map_err(malformed)
        }
    }
}

/// A peer with its condition, place, doubt and assumptions.
type Found = (Peer, Guard, Span, Option<Cause>, Vec<String>);

/// Whom a record names.
fn peers(builder: &Builder<'_>, record: &Record) -> Vec<Found> {
    let mut all = Vec::new();
    for (value, when) in record.parts.get("ranges").into_iter().flatten() {
        all.push(range(builder, record, value, when));
    }
    let of_groups = record.parts.get("groups").into_iter().flatten();
    for (value, when) in of_groups {
        all.extend(named(builder, record, value, when, Peer::Group));
    }
    for (value, when) in record.parts.get("prefix_lists").into_iter().flatten() {
        all.extend(named(builder, record, value, when, Peer::List));
    }
    for (value, when) in record.parts.get("own_group").into_iter().flatten() {
        if value.as_text() != Some("false") {
            all.push((Peer::OwnGroup, when.clone(), value.span, None, Vec::new()));
        }
    }
    all
}

/// A range, written out or as that of a network of the files.
fn range(builder: &Builder<'_>, record: &Record, value: &Value, when: &Guard) -> Found {
    let mut assumes = Vec::new();
    let written = match range_of_network(builder, record, value) {
        Some(text) => Ok(text),
        None => literal_text(value, &mut assumes),
    };
    let read = written.and_then(|text| {
        let malformed = || Cause::new(CauseKind::Malformed, format!("the range `{text}`"));
        Range::read(&text).ok_or_else(malformed)
    });
    match read {
        Ok(range) => (Peer::Range(range), when.clone(), value.span, None, assumes),
        Err(cause) => (
            Peer::Unknown,
            when.clone(),
            value.span,
            Some(cause),
            assumes,
        ),
    }
}

/// The range of the network that a value is an attribute of.
fn range_of_network(builder: &Builder<'_>, record: &Record, value: &Value) -> Option<String> {
    if !matches!(value.term, Term::Reference(_)) {
        return None;
    }
    let deployment = builder.graph.component(record.component).deployment;
    let mut meanings = resolve(builder, value, deployment, &[]).into_iter();
    let (Some(meaning), None) = (meanings.next(), meanings.next()) else {
        return None;
    };
    let Named::Component(id) = meaning.named else {
        return None;
    };
    let fact = builder
        .graph
        .component(id)
        .facts
        .get(&builder.words.cidr?)?;
    match &fact.value {
        FactValue::Known(Literal::Text(text)) => Some(text.to_string()),
        _ => None,
    }
}

/// The groups or lists that a value names.
fn named(
    builder: &Builder<'_>,
    record: &Record,
    value: &Value,
    when: &Guard,
    peer: fn(ComponentId) -> Peer,
) -> Vec<Found> {
    let deployment = builder.graph.component(record.component).deployment;
    let kinds: Vec<_> = builder
        .graph
        .component(record.component)
        .kind
        .into_iter()
        .collect();
    let is_group = peer(record.component) == Peer::Group(record.component);
    let wanted = if is_group { &kinds[..] } else { &[] };
    let assumes = match &value.term {
        Term::Parameter(parameter) if parameter.default.is_some() => vec![parameter.name.clone()],
        _ => Vec::new(),
    };
    // Whichever of them it is, it has the addresses of a service.
    let alternatives = builder.model.alternatives.get(&value.span);
    let alternatives = alternatives.map_or(&[][..], Vec::as_slice);
    if let Some(first) = alternatives.first().filter(|_| {
        let mut all = alternatives.iter();
        !is_group && all.all(|list| is_of_provider(builder, list))
    }) {
        let peer = Peer::OtherList(first.clone());
        return vec![(peer, when.clone(), value.span, None, assumes)];
    }
    // A list of which nobody knows the name has none to show.
    if let (Term::Unknown(cause), false) = (&value.term, is_group) {
        return vec![(
            Peer::Unknown,
            when.clone(),
            value.span,
            Some(cause.clone()),
            assumes,
        )];
    }
    let meanings = resolve(builder, value, deployment, wanted).into_iter();
    let found = meanings.map(|meaning| {
        let when = Guard::all([when.clone(), meaning.when]);
        let (peer, doubt) = match meaning.named {
            Named::Component(id) => (peer(id), None),
            Named::NotRead(name, _) if is_group => (Peer::OtherGroup(name), None),
            Named::NotRead(name, _) => (Peer::OtherList(name), None),
        };
        (peer, when, value.span, doubt, assumes.clone())
    });
    found.collect()
}

/// Whether a prefix list holds the addresses of a service of the provider.
pub(super) fn is_of_provider(builder: &Builder<'_>, list: &str) -> bool {
    let known = &builder.knowledge.conventions.provider_prefix_lists;
    known.iter().any(|one| one == list)
}

/// Why it is not known which addresses a prefix list has.
pub(super) fn other_list(name: &str) -> Cause {
    let text = format!("the prefix list {}", crate::syntax::quoted(name));
    Cause::new(CauseKind::NotRead, text)
}
