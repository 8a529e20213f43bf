//! The components on which a statement lets act, and how sure it is that it means them.

use crate::knowledge::{Action, Endpoint, KindId, ServiceId};
use crate::model::{ComponentId, DeploymentId, Presence};
use crate::policy::{Resources, Statement, pattern};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard, Value};
use crate::vocabulary::Literal;

use super::super::builder::Builder;
use super::super::elsewhere::perhaps;
use super::super::resolve::{Extent, Named, resolve};
use super::expand::Holder;

/// A component on which a statement lets act, and how sure that is.
pub(super) struct Reached {
    pub(super) component: ComponentId,
    pub(super) doubt: Option<Cause>,
    pub(super) when: Guard,
}

/// What a statement allows on the components of a kind.
pub(super) struct Grant<'s> {
    pub(super) statement: &'s Statement,
    /// The action, as the catalog has it.
    pub(super) action: &'s Action,
    /// What stands for the rest of the world, where the statement allows every action.
    pub(super) beyond: Option<ComponentId>,
    pub(super) span: Span,
}

/// The service itself. A statement that allows every action means a service only where the process names it.
pub(super) fn on_service(
    builder: &mut Builder<'_>,
    holder: &Holder<'_>,
    service: ServiceId,
    beyond: Option<ComponentId>,
    span: Span,
) -> Vec<Reached> {
    if builder.knowledge.service(service).kind.is_none() {
        return Vec::new();
    }
    let named = builder.named_by(holder.process).find(|id| {
        let component = builder.graph.component(*id);
        component.presence == Presence::Implied && component.service == Some(service)
    });
    if let (Some(beyond), None) = (beyond, named) {
        return vec![unused(builder, beyond)];
    }
    let deployment = builder.graph.component(holder.process).deployment;
    let component = builder.service(deployment, service, span);
    vec![Reached {
        component,
        doubt: None,
        when: Guard::Always,
    }]
}

/// Something that a statement allows along with everything else.
fn unused(builder: &Builder<'_>, component: ComponentId) -> Reached {
    let name = &builder.graph.component(component).name;
    let text = format!("every action is allowed, and nothing says that {name} is used");
    Reached {
        component,
        doubt: Some(Cause::new(CauseKind::PossibleFlow, text)),
        when: Guard::Always,
    }
}

pub(super) fn on_kind(
    builder: &mut Builder<'_>,
    holder: &Holder<'_>,
    kind: KindId,
    grant: &Grant<'_>,
) -> Vec<Reached> {
    let every = Resources {
        inverted: true,
        values: Vec::new(),
    };
    let resources = grant.statement.resources.as_ref().unwrap_or(&every);
    if resources.inverted {
        return any_of(builder, holder, kind, "*", grant, grant.span);
    }
    let mut reached = Vec::new();
    for value in &resources.values {
        reached.extend(by_value(builder, holder, kind, value, grant));
    }
    reached
}

fn by_value(
    builder: &mut Builder<'_>,
    holder: &Holder<'_>,
    kind: KindId,
    value: &Value,
    grant: &Grant<'_>,
) -> Vec<Reached> {
    let deployment = builder.graph.component(holder.process).deployment;
    // The text of a policy of the provider stands in the catalog: it is shown where it is attached.
    let at = holder.attached_at.unwrap_or(value.span);
    let mut reached = possibly(builder, holder, kind, value);
    for meaning in resolve(builder, value, holder.written, &[kind]) {
        match meaning.named {
            Named::Component(id) if builder.graph.component(id).kind == Some(kind) => {
                let name = &builder.graph.component(id).name;
                let part = Cause::new(
                    CauseKind::PossibleFlow,
                    format!("the grant covers a part of {name} only"),
                );
                let doubt = (meaning.extent == Extent::Part).then_some(part);
                reached.push(Reached {
                    component: id,
                    doubt,
                    when: meaning.when,
                });
            }
            Named::Component(id) if builder.graph.component(id).kind.is_none() => {
                let doubt = Cause::new(CauseKind::Unmapped, &builder.graph.component(id).kind_name);
                reached.push(Reached {
                    component: id,
                    doubt: Some(doubt),
                    when: meaning.when,
                });
            }
            Named::Component(_) => {}
            // A hole in a name can be anything, as a wildcard can; so can a name of which nothing is known.
            Named::NotRead(name, cause)
                if is_open_name(&name, &cause) || name.contains(['*', '?', '{']) =>
            {
                let known = !is_open_name(&name, &cause);
                let wildcard = if known { &*name } else { "*" };
                reached.extend(any_of(builder, holder, kind, wildcard, grant, at));
            }
            Named::NotRead(name, cause) => {
                reached.extend(alike(builder, deployment, kind, &name));
                if is_for(builder, kind, &name) {
                    let component = builder.unread(deployment, &name, Some(kind), at);
                    reached.push(Reached {
                        component,
                        doubt: Some(cause),
                        when: meaning.when,
                    });
                }
            }
        }
    }
    reached
}

/// What a value perhaps names in another deployment.
fn possibly(
    builder: &Builder<'_>,
    holder: &Holder<'_>,
    kind: KindId,
    value: &Value,
) -> Vec<Reached> {
    let all = perhaps(builder, value, holder.written, &[kind]).into_iter();
    let own = all.filter(|(id, ..)| builder.graph.component(*id).kind == Some(kind));
    own.map(|(component, when, doubt)| Reached {
        component,
        doubt: Some(doubt),
        when,
    })
    .collect()
}

/// Whether nothing is known of a name but why it is not known.
fn is_open_name(name: &str, cause: &Cause) -> bool {
    match cause.kind {
        CauseKind::NotRead => false,
        // A name that several stacks declare is a name.
        CauseKind::Ambiguous => name == cause.subject,
        _ => true,
    }
}

/// Components whose names have holes that can make them the one that a text names.
fn alike(
    builder: &Builder<'_>,
    deployment: DeploymentId,
    kind: KindId,
    text: &str,
) -> Vec<Reached> {
    let all = builder.of_kind(deployment, kind).iter();
    let open = all.filter(|id| {
        let names = &builder.graph.component(**id).names;
        names.iter().skip(1).any(|name| name.contains('{')) && may_cover(text, names)
    });
    let reached = open.map(|id| {
        let name = &builder.graph.component(*id).name;
        let doubt = Cause::new(
            CauseKind::PossibleFlow,
            format!("`{text}` can be the name of {name}"),
        );
        Reached {
            component: *id,
            doubt: Some(doubt),
            when: Guard::Always,
        }
    });
    reached.collect()
}

/// Whether a name that no file declares can be a component of a kind: an ARN of another service cannot.
fn is_for(builder: &Builder<'_>, kind: KindId, name: &str) -> bool {
    let mut parts = name.split(':');
    let (Some("arn"), Some(_), Some(service)) = (parts.next(), parts.next(), parts.next()) else {
        return true;
    };
    let own = builder.knowledge.kind(kind).service;
    builder
        .knowledge
        .by_prefix
        .get(service)
        .is_none_or(|named| *named == own)
}

/// Every component of a kind that a wildcard covers, each only possible, and whatever else there may be.
fn any_of(
    builder: &mut Builder<'_>,
    holder: &Holder<'_>,
    kind: KindId,
    wildcard: &str,
    grant: &Grant<'_>,
    span: Span,
) -> Vec<Reached> {
    let writes_logs = is_log(builder, kind) && grant.action.direction == Some(Endpoint::Out);
    if !is_for(builder, kind, wildcard) || writes_logs {
        return Vec::new();
    }
    let deployment = builder.graph.component(holder.process).deployment;
    let mut all = builder.of_kind(deployment, kind).to_vec();
    all.retain(|id| may_cover(wildcard, builder.graph.component(*id).names.as_slice()));
    if all.is_empty() || is_open(wildcard) {
        let service = builder.knowledge.kind(kind).service;
        let title = &builder.knowledge.service(service).title;
        let name = format!("other resources of {title}");
        all.push(match grant.beyond {
            Some(beyond) => beyond,
            None => builder.unread(deployment, &name, Some(kind), span),
        });
    }
    let action = &grant.action.name;
    let reached = all.into_iter().map(|component| {
        let name = &builder.graph.component(component).name;
        let doubt = Cause::new(
            CauseKind::PossibleFlow,
            format!("`{action}` is allowed on `{wildcard}`, which can include {name}"),
        );
        Reached {
            component,
            doubt: Some(doubt),
            when: Guard::Always,
        }
    });
    reached.collect()
}

/// Whether a wildcard can cover a component. A name that the deployment makes has the logical id in it, and no slash; a name
/// that the template gives is compared as far as it is literal.
pub(in crate::graph) fn may_cover(wildcard: &str, names: &[String]) -> bool {
    let parts: Vec<&str> = wildcard.splitn(6, ':').collect();
    let [_, _, _, _, account, resource] = parts.as_slice() else {
        return true;
    };
    // Where an ARN has no account, its resource starts with the name; else a type can stand before it.
    let rest = resource.split_once([':', '/']).map_or("", |(_, rest)| rest);
    let rest = if account.is_empty() { "" } else { rest };
    // `/*` and `:*` at the end mean what lies in the component, which is all of it.
    let own = |text: &str| {
        text.trim_end_matches("/*")
            .trim_end_matches(":*")
            .to_owned()
    };
    let given = &names[1.min(names.len())..];
    // Nobody can write down the end of a name that the deployment makes.
    let foreseen = |text: &String| !given.is_empty() || !is_fixed(text);
    let written = [own(resource), own(rest)].into_iter().filter(foreseen);
    let candidates: Vec<String> = written.map(|text| with_holes(&text)).collect();
    let generated = names
        .first()
        .filter(|_| given.is_empty())
        .map(|id| format!("*-{}-*", id.trim_matches(['{', '}']).to_ascii_lowercase()));
    let patterns = given
        .iter()
        .map(|name| with_holes(name))
        .chain(generated.clone());
    let mut patterns: Vec<String> = patterns.collect();
    patterns.retain(|pattern| {
        candidates.iter().any(|candidate| {
            let slash = candidate.find('/').unwrap_or(candidate.len());
            let literal = candidate.find(['*', '?']).unwrap_or(candidate.len());
            let fits = generated.is_none() || slash >= literal;
            !candidate.is_empty() && fits && pattern::intersects(candidate, pattern)
        })
    });
    !patterns.is_empty()
}

/// Whether a text is one name in each account and Region.
fn is_fixed(text: &str) -> bool {
    let places = ["{account}", "{region}", "{partition}", "{url-suffix}"];
    let rest = places
        .iter()
        .fold(text.to_owned(), |rest, place| rest.replace(place, ""));
    !rest.contains(['*', '?', '{'])
}

/// Whether a kind keeps logs. A process writes to its own log by a setting; that it may write to any log, which nearly every
/// role allows, is no sign that it writes to another one.
fn is_log(builder: &Builder<'_>, kind: KindId) -> bool {
    let mut mappings = builder.knowledge.kind(kind).attributes.iter();
    let log = Literal::Text("log".into());
    mappings.any(|mapping| {
        Some(mapping.attribute) == builder.words.purpose && mapping.constant.as_ref() == Some(&log)
    })
}

/// Whether a wildcard covers resources of every name, so that there may be some outside the files read.
fn is_open(wildcard: &str) -> bool {
    wildcard == "*"
}

/// A rendered name with `*` for what is not known of it.
pub(super) fn with_holes(name: &str) -> String {
    let mut out = String::new();
    let mut depth = 0;
    for letter in name.to_ascii_lowercase().chars() {
        match letter {
            '{' => {
                depth += 1;
                out.push('*');
            }
            '}' => depth -= 1,
            other if depth == 0 => out.push(other),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::may_cover;

    fn covers(wildcard: &str, names: &[&str]) -> bool {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        may_cover(wildcard, &names)
    }

    #[test]
    fn wildcards_cover_what_can_have_their_name() {
        assert!(covers("*", &["{Notes}"]));
        assert!(covers("arn:aws:s3:::*", &["{Notes}"]));
        assert!(covers("arn:aws:s3:::app-*/*", &["{Notes}"]));
        assert!(!covers("arn:aws:s3:::clinical-notes/*", &["{Notes}"]));
        assert!(covers(
            "arn:aws:s3:::clinical-*",
            &["{Notes}", "clinical-notes"]
        ));
        assert!(!covers("arn:aws:s3:::clinical-*", &["{Notes}", "letters"]));
        assert!(covers(
            "arn:aws:s3:::clinical-*",
            &["{Notes}", "{Prefix}-notes"]
        ));
        assert!(!covers(
            "arn:aws:logs:*:*:log-group:/aws/lambda/*",
            &["{FlowLog}"]
        ));
        assert!(covers(
            "arn:aws:logs:*:*:log-group:/aws/lambda/*:*",
            &["{Log}", "/aws/lambda/reader"]
        ));
        assert!(covers("arn:aws:dynamodb:*:*:table/*", &["{Patients}"]));
    }
}
