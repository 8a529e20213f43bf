//! What the configuration of a process names: components that it knows of, and hosts that it calls.

use crate::knowledge::{Endpoint, Host, Knowledge, ServiceId};
use crate::model::{ComponentId, Fact, FactValue, Mention, Origin, Presence, exposed};
use crate::policy::pattern;
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard, Term, Value};
use crate::vocabulary::Literal;

use super::builder::{Builder, configured, via};
use super::resolve::{Extent, Named, branches, resolve};
use super::{Level, Payload};

/// Follows every setting of every process.
pub(super) fn follow(builder: &mut Builder<'_>) {
    let model = builder.model;
    for mention in &model.mentions {
        let deployment = builder.graph.component(mention.component).deployment;
        variable(builder, mention);
        credential(builder, mention);
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
    let doubt = Cause::new(CauseKind::Unmapped, &other.kind_name);
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

/// A variable whose name alone gives a service away.
fn variable(builder: &mut Builder<'_>, mention: &Mention) {
    let knowledge = builder.knowledge;
    for (index, service) in knowledge.services.iter().enumerate() {
        for known in service
            .variables
            .iter()
            .filter(|known| pattern::matches(&known.pattern, &mention.name))
        {
            let text = format!("variable `{}` is for {}", mention.name, service.title);
            let span = mention.name_span.to(mention.value.span);
            call(
                builder,
                mention,
                ServiceId(index as u16),
                known,
                (text, span),
                &mention.when,
            );
        }
    }
}

fn hosts(builder: &mut Builder<'_>, mention: &Mention, value: &Value, when: &Guard) {
    let Some(text) = crate::model::render(value) else {
        return;
    };
    for host in hosts_in(&text) {
        if let Some((service, known)) = service_of(builder.knowledge, host) {
            let text = format!("calls `{host}`");
            let span = place_of(mention, value, host);
            call(builder, mention, service, known, (text, span), when);
        } else if text.contains("://") && !is_address_of(builder, mention, host) {
            let extent = match text.trim().contains(char::is_whitespace) {
                true => Extent::Part,
                false => Extent::Whole,
            };
            let span = place_of(mention, value, host);
            unknown_host(builder, mention, (host, span), extent, when);
        }
    }
}

/// Where a host stands: the setting as a whole, or the place within a text of many lines.
fn place_of(mention: &Mention, value: &Value, host: &str) -> Span {
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

/// The service that claims a host, by the pattern that says most.
fn service_of<'k>(knowledge: &'k Knowledge, host: &str) -> Option<(ServiceId, &'k Host)> {
    let all = knowledge.services.iter().enumerate();
    let each = all.flat_map(|(index, service)| {
        let hosts = service.hosts.iter();
        hosts.map(move |known| (ServiceId(index as u16), known))
    });
    let literal = |pattern: &str| pattern.chars().filter(|letter| *letter != '*').count();
    each.filter(|(_, known)| pattern::matches(&known.pattern, host))
        .max_by_key(|(service, known)| (literal(&known.pattern), std::cmp::Reverse(*service)))
}

fn call(
    builder: &mut Builder<'_>,
    mention: &Mention,
    service: ServiceId,
    known: &Host,
    (text, span): (String, Span),
    when: &Guard,
) {
    let deployment = builder.graph.component(mention.component).deployment;
    // Which resource of the service is meant, the host alone does not say.
    let vague = builder.knowledge.service(service).kind.is_none();
    let target = builder.service(deployment, service, span);
    let mut relation = configured(Payload::Content, text, span);
    relation.level = if vague { Level::Possible } else { known.level };
    relation.when = when.clone();
    relation.via = via(mention.component, known.endpoint.as_ref());
    if relation.level == Level::Possible {
        relation.doubt = Some(Cause::new(
            CauseKind::PossibleFlow,
            format!("`{}` can also mean something else", mention.name),
        ));
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
    let name = hole.and_then(|hole| hole.split('.').next());
    name.is_some_and(|name| {
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

/// Hosts in a text: those of web addresses, whatever they look like, and a text that is a host name as a whole.
fn hosts_in(text: &str) -> Vec<&str> {
    let mut hosts: Vec<&str> = Vec::new();
    for scheme in ["http://", "https://", "ws://", "wss://"] {
        for (at, mark) in text.match_indices(scheme) {
            let host = host_of(&text[at + mark.len()..]);
            if !host.is_empty() && !hosts.contains(&host) {
                hosts.push(host);
            }
        }
    }
    if !text.contains("://") && is_host(host_of(text)) {
        hosts.push(host_of(text));
    }
    hosts
}

/// The host at the start of a text that follows a scheme.
fn host_of(text: &str) -> &str {
    let ends = ['/', '?', '#', ' ', '"', '\'', ',', '\\', '<', '>'];
    let authority = text.split(ends).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    host.split(':').next().unwrap_or_default()
}

fn is_host(text: &str) -> bool {
    let letters =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.' | '{' | '}');
    text.contains('.')
        && text.len() <= 253
        && text.chars().all(letters)
        && text.split('.').all(|label| !label.is_empty())
        && text.rsplit('.').next().is_some_and(|last| {
            last.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '{')
        })
}

#[cfg(test)]
mod tests {
    use super::hosts_in;

    #[test]
    fn finds_hosts() {
        assert_eq!(
            hosts_in("https://api.example.org:443/v1"),
            ["api.example.org"]
        );
        assert_eq!(hosts_in("api.example.org"), ["api.example.org"]);
        assert_eq!(
            hosts_in("https://runtime.{region}.example.org/x"),
            ["runtime.{region}.example.org"]
        );
        assert_eq!(hosts_in("https://{Host}/v1"), ["{Host}"]);
        assert_eq!(hosts_in("http://203.0.113.7:8080/"), ["203.0.113.7"]);
        assert!(hosts_in("s3://bucket/key").is_empty());
        assert!(hosts_in("2012-10-17").is_empty());
        assert!(hosts_in("10.0.0.1").is_empty());
    }
}
