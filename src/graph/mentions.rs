//! What the configuration of a process names: components that it knows of, and hosts that it calls.

use crate::knowledge::{Endpoint, Host, ServiceId};
use crate::model::{ComponentId, Fact, FactValue, Mention, OF, Origin, Presence, exposed};
use crate::policy::pattern;
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard, Term, Value};
use crate::vocabulary::Literal;

use super::builder::{Builder, configured, via};
use super::deciders::{Decided, decided};
use super::downloads::is_loaded_from;
use super::hosts::{hosts_in, service_of, symbols_in};
use super::resolve::{Extent, Named, branches, resolve};
use super::{Level, Payload};

/// Follows every setting of every process.
pub(super) fn follow(builder: &mut Builder<'_>) {
    let model = builder.model;
    for mention in &model.mentions {
        let deployment = builder.graph.component(mention.component).deployment;
        variable(builder, mention);
        // Code is no setting, which could be found without a credential.
        if Some(mention.attribute) == builder.words.environment {
            credential(builder, mention);
        }
        for (value, when) in branches(&mention.value) {
            let when = Guard::all([mention.when.clone(), when]);
            for meaning in resolve(builder, value, deployment, &[]) {
                if let Named::Component(id) = meaning.named {
                    component(builder, mention, id, &when);
                }
            }
            hosts(builder, mention, value, &when);
        }
    }
}

/// The process knows of a component. What it may do there, its grants say; of what was not read nobody can say.
fn component(builder: &mut Builder<'_>, mention: &Mention, id: ComponentId, when: &Guard) {
    builder.refer(mention.component, id, mention.value.span, when);
    let other = builder.graph.component(id);
    if other.presence != Presence::Unread {
        return;
    }
    let unmapped = || Cause::new(CauseKind::Unmapped, &other.kind_name);
    let doubt = other.cause.clone().unwrap_or_else(unmapped);
    let mut relation = configured(
        Payload::Content,
        format!("variable `{}` names it", mention.name),
        mention.value.span,
    );
    (relation.level, relation.doubt, relation.when) = (Level::Possible, Some(doubt), when.clone());
    builder.flow(mention.component, id, Endpoint::Call, &relation);
}

/// Notes a credential that can be read in the environment of a process; that there is none, as long as none was found.
fn credential(builder: &mut Builder<'_>, mention: &Mention) {
    let Some(word) = builder.words.environment_credential else {
        return;
    };
    let conventions = &builder.knowledge.conventions;
    let name = mention.name.to_ascii_uppercase();
    let fits =
        |patterns: &[String], text: &str| patterns.iter().any(|one| pattern::matches(one, text));
    let named = fits(&conventions.credential_names, &name)
        && !fits(&conventions.no_credential_names, &name);
    let literals = branches(&mention.value);
    let formed = literals.iter().any(|(value, _)| {
        let text = value.as_text();
        text.is_some_and(|text| fits(&conventions.credential_values, text))
    });
    let value = match (named, formed) {
        (_, true) => Ok(true),
        (true, false) => exposed(&mention.value),
        (false, false) => Ok(false),
    };
    let node = petgraph::graph::NodeIndex::new(mention.component.0 as usize);
    let facts = &mut builder.graph.inner[node].facts;
    let known = facts.get(&word).map(|fact| &fact.value);
    if matches!(known, Some(FactValue::Known(Literal::Boolean(true)))) {
        return;
    }
    let value = match (value, &mention.when) {
        (Ok(true), Guard::Always) => FactValue::Known(Literal::Boolean(true)),
        (Ok(true), when) => FactValue::Unknown(Cause::new(CauseKind::Condition, when.to_string())),
        (Ok(false), _) if known.is_some() => return,
        (Ok(false), _) => FactValue::Known(Literal::Boolean(false)),
        (Err(cause), _) => FactValue::Unknown(cause),
    };
    let span = mention.name_span.to(mention.value.span);
    let origin = Origin::Derived(vec![span]);
    facts.insert(
        word,
        Fact {
            value,
            origin,
            assumes: Vec::new(),
        },
    );
}

/// A variable whose name alone gives a service away, as far as no other setting decides.
fn variable(builder: &mut Builder<'_>, mention: &Mention) {
    let knowledge = builder.knowledge;
    for (index, service) in knowledge.services.iter().enumerate() {
        for known in service
            .variables
            .iter()
            .filter(|known| pattern::matches(&known.pattern, &mention.name))
        {
            let Some(Decided { when, doubt }) = decided(builder, mention, known) else {
                continue;
            };
            let text = format!("variable `{}` is for {}", mention.name, service.title);
            let span = mention.name_span.to(mention.value.span);
            let sign = Sign {
                service: ServiceId(index as u16),
                known,
                level: known.level,
                text,
                span,
                doubt,
            };
            call(builder, mention, sign, &when);
        }
    }
}

/// Something that gives a service away.
struct Sign<'k> {
    service: ServiceId,
    known: &'k Host,
    level: Level,
    text: String,
    span: Span,
    doubt: Option<Cause>,
}

fn hosts(builder: &mut Builder<'_>, mention: &Mention, value: &Value, when: &Guard) {
    let Some(text) = crate::model::render(value) else {
        return;
    };
    // A script or a definition, not the value of a setting.
    let many = text.trim().contains(char::is_whitespace);
    let text = match many {
        true => without_comments(&text),
        false => text,
    };
    let mut named = Vec::new();
    for host in hosts_in(&text) {
        if let Some((service, known)) = service_of(builder.knowledge, host) {
            named.push(service);
            let sign = Sign {
                service,
                known,
                level: known.within.filter(|_| many).unwrap_or(known.level),
                text: format!("calls `{host}`"),
                span: place_of(mention, value, host),
                doubt: None,
            };
            call(builder, mention, sign, when);
        } else if text.contains("://") && !is_address_of(builder, mention, host) {
            if many && is_loaded_from(&builder.knowledge.conventions, &text, host) {
                continue;
            }
            let extent = match many {
                true => Extent::Part,
                false => Extent::Whole,
            };
            let span = place_of(mention, value, host);
            unknown_host(builder, mention, (host, span), extent, when);
        }
    }
    // Words of a programming language mean something in code only, not in the value of a setting.
    if !many {
        return;
    }
    for (service, known) in symbols_in(builder.knowledge, &text) {
        if named.contains(&service) {
            continue;
        }
        named.push(service);
        let word = &known.pattern;
        let sign = Sign {
            service,
            known,
            level: known.level,
            text: format!("its code names `{word}`"),
            span: place_of(mention, value, word),
            doubt: None,
        };
        call(builder, mention, sign, when);
    }
}

/// A script without the lines that are comments, which call nothing.
fn without_comments(script: &str) -> String {
    let is_comment = |line: &&str| ["#", "//"].iter().any(|sign| line.starts_with(sign));
    let lines = script.lines();
    let kept: Vec<&str> = lines
        .filter(|line| !is_comment(&line.trim_start()))
        .collect();
    kept.join("\n")
}

/// Where a host stands: the setting as a whole, or the place within a text of many lines.
pub(super) fn place_of(mention: &Mention, value: &Value, host: &str) -> Span {
    let parts = match &value.term {
        Term::Text(parts) => parts.as_slice(),
        _ => std::slice::from_ref(value),
    };
    let within = parts.iter().find_map(|part| {
        let text = part.as_text().filter(|text| text.contains('\n'))?;
        let at = text.find(host)? as u32;
        // Only where text and source agree byte by byte is the offset that of the source.
        let exact = part.span.len() as usize == text.len();
        let start = part.span.start + at;
        exact.then(|| Span::new(part.span.file, start, start + host.len() as u32))
    });
    within.unwrap_or_else(|| mention.name_span.to(mention.value.span))
}

fn call(builder: &mut Builder<'_>, mention: &Mention, sign: Sign<'_>, when: &Guard) {
    let Sign {
        service,
        known,
        level,
        text,
        span,
        doubt,
    } = sign;
    let deployment = builder.graph.component(mention.component).deployment;
    // Which resource of the service is meant, the host alone does not say.
    let vague = builder.knowledge.service(service).kind.is_none();
    let target = builder.service(deployment, service, span);
    let mut relation = configured(Payload::Content, text, span);
    let unsure = vague || doubt.is_some();
    relation.level = if unsure { Level::Possible } else { level };
    relation.when = when.clone();
    relation.via = via(mention.component, known.endpoint.as_ref());
    if relation.level == Level::Possible {
        let otherwise = || {
            let text = format!("`{}` can also mean something else", mention.name);
            Cause::new(CauseKind::PossibleFlow, text)
        };
        relation.doubt = Some(doubt.unwrap_or_else(otherwise));
    }
    builder.refer(mention.component, target, span, when);
    builder.flow(mention.component, target, Endpoint::Call, &relation);
}

/// Whether a host is the address of a component of the deployment, and nothing but that: the component is known to be named.
fn is_address_of(builder: &Builder<'_>, mention: &Mention, host: &str) -> bool {
    let deployment = builder.graph.component(mention.component).deployment;
    let hole = host
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'))
        .filter(|hole| !hole.contains(['{', '}']));
    // The name of a template can have dots of its own.
    let ends = hole.into_iter().flat_map(|hole| {
        let of = hole.find(OF).unwrap_or(0);
        let dot = hole[of..].find('.').map_or(hole.len(), |at| of + at);
        [&hole[..dot]]
    });
    ends.into_iter().any(|name| {
        builder
            .by_name
            .contains_key(&(deployment, format!("{{{name}}}")))
    })
}

/// A host that the catalog does not know: somebody else's, of whom nothing is known.
fn unknown_host(
    builder: &mut Builder<'_>,
    mention: &Mention,
    (host, span): (&str, Span),
    extent: Extent,
    when: &Guard,
) {
    let deployment = builder.graph.component(mention.component).deployment;
    let target = builder.unread(
        deployment,
        host,
        builder.knowledge.conventions.external_host,
        span,
    );
    let mut relation = configured(Payload::Content, format!("calls `{host}`"), span);
    relation.when = when.clone();
    // A script or a definition names addresses from which it loads, and such to which it sends.
    if extent == Extent::Part {
        let process = &builder.graph.component(mention.component).name;
        let text = format!("what {process} sends to `{host}`, its text does not say");
        relation.level = Level::Possible;
        relation.doubt = Some(Cause::new(CauseKind::PossibleFlow, text));
    }
    builder.flow(mention.component, target, Endpoint::Call, &relation);
}
