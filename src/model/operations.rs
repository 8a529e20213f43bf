//! The operations of an interface that a property describes in OpenAPI, as resources of their own.
//!
//! In: a template, and the kinds that say where such a document stands. Out: a template with a resource for each operation:
//! its route, how callers are authorized, and what it calls, with places inside the document. What of it is a component, and
//! which rules look at it, is not known here.

use crate::frontend::{Resource, Template};
use crate::knowledge::{Knowledge, Operations, Step};
use crate::source::{Sources, Span};
use crate::syntax::{Cause, CauseKind, Entry, Guard, Reference, Term, Value};

use super::path::{Found, cause_of, walk};
use super::texts;

/// Verbs of the specification.
const VERBS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// What an operation is that asks for nothing.
const OPEN: &str = "NONE";

/// What an operation is that an authorizer decides on, where the document does not say of which sort it is.
const DECIDED: &str = "CUSTOM";

/// The operations of a template; `None` where it has none.
pub(super) fn part(
    template: &Template,
    knowledge: &Knowledge,
    sources: &Sources,
) -> Option<Template> {
    let mut resources = Vec::new();
    for resource in &template.resources {
        let key = (template.format, resource.type_name.clone());
        let Some(kind) = knowledge.by_type.get(&key).map(|id| knowledge.kind(*id)) else {
            continue;
        };
        if let Some(operations) = kind.operations.get(&template.format) {
            let read = kind.texts.get(&template.format);
            let read = read.map(|texts| texts::read(texts, &resource.properties, sources));
            let properties = read.as_ref().unwrap_or(&resource.properties);
            described(operations, resource, properties, &mut resources);
        }
    }
    (!resources.is_empty()).then(|| Template {
        resources,
        ..Template::new(template.file, template.path.clone(), template.format)
    })
}

/// Adds what a resource describes.
fn described(
    operations: &Operations,
    resource: &Resource,
    properties: &Value,
    out: &mut Vec<Resource>,
) {
    for name in &operations.elsewhere {
        for (value, when) in at(properties, name) {
            out.push(unread(operations, resource, &value, when, None));
        }
    }
    for (document, when) in at(properties, &operations.at) {
        let Term::Map(_) = document.term else {
            let cause = cause_of(&document);
            out.push(unread(operations, resource, &document, when, Some(cause)));
            continue;
        };
        for path in entries(&document, "paths", &when) {
            for (item, when) in leaves(&path.0.value, &path.1) {
                let verbs = item.entries().iter();
                for entry in verbs.filter(|entry| verb(operations, &entry.key).is_some()) {
                    for (operation, when) in leaves(&entry.value, &when) {
                        let one = (&path.0, entry, &operation);
                        out.extend(made(operations, resource, &document, one, when));
                    }
                }
            }
        }
    }
}

/// The resource of an operation: path, verb, and what stands there.
fn made(
    operations: &Operations,
    resource: &Resource,
    document: &Value,
    (path, verb_entry, operation): (&Entry, &Entry, &Value),
    when: Guard,
) -> Option<Resource> {
    let integration = operation.get(&operations.words.integration)?;
    let at = verb_entry.key_span;
    let verb = verb(operations, &verb_entry.key)?;
    let route = format!("{verb} {}", path.key);
    let authorization = authorization(operations, document, operation, at);
    let own = [
        (&operations.route, Value::text(route.as_str(), at)),
        (&operations.authorization, authorization),
        (&operations.integration, integration.clone()),
    ];
    let whole = at.to(operation.span);
    Some(of(
        operations,
        resource,
        &route,
        own.into(),
        (at, whole),
        when,
    ))
}

/// What stands for the operations of a document that is not read.
fn unread(
    operations: &Operations,
    resource: &Resource,
    value: &Value,
    when: Guard,
    cause: Option<Cause>,
) -> Resource {
    let name = &resource.name;
    let unstated = |what: &str| Cause::new(CauseKind::Unstated, format!("{what} {name}"));
    let unknown = |cause| Value {
        term: Term::Unknown(cause),
        span: value.span,
    };
    let authorization = cause.unwrap_or_else(|| unstated("how callers sign in to"));
    let callee = unknown(unstated("what is called by the document of"));
    let integration = Value {
        term: Term::Map(vec![Entry {
            key: "uri".to_owned(),
            key_span: value.span,
            value: callee,
        }]),
        span: value.span,
    };
    let own = vec![
        (&operations.authorization, unknown(authorization)),
        (&operations.integration, integration),
    ];
    of(
        operations,
        resource,
        "its document",
        own,
        (value.span, value.span),
        when,
    )
}

fn of(
    operations: &Operations,
    resource: &Resource,
    name: &str,
    own: Vec<(&String, Value)>,
    (at, whole): (Span, Span),
    when: Guard,
) -> Resource {
    let reference = Value {
        term: Term::Reference(Reference {
            to: resource.name.clone(),
            attribute: None,
        }),
        span: at,
    };
    let all = own.into_iter().chain([(&operations.interface, reference)]);
    let entries = all.map(|(key, value)| Entry {
        key: key.clone(),
        key_span: at,
        value,
    });
    Resource {
        name: format!("{} {name}", resource.name),
        type_name: operations.type_name.clone(),
        type_span: at,
        properties: Value {
            term: Term::Map(entries.collect()),
            span: whole,
        },
        properties_key: at,
        when: Guard::all([resource.when.clone(), when]),
        metadata: None,
        span: at,
        whole,
    }
}

/// How callers of an operation are authorized.
fn authorization(operations: &Operations, document: &Value, operation: &Value, at: Span) -> Value {
    let unknown = |cause, span| Value {
        term: Term::Unknown(cause),
        span,
    };
    let stated = operation
        .get(&operations.words.auth)
        .and_then(|one| one.get("type"));
    if let Some(stated) = stated {
        return match stated.as_text() {
            Some(text) => Value::text(text.to_ascii_uppercase(), stated.span),
            None => stated.clone(),
        };
    }
    let Some(security) = operation.entry("security") else {
        let whole = document.entry("security");
        let cause = || Cause::new(CauseKind::Unstated, "`security` of this operation");
        return whole.map_or_else(
            || Value::text(OPEN, at),
            |whole| unknown(cause(), whole.key_span),
        );
    };
    let span = security.key_span.to(security.value.span);
    let Term::List(asked) = &security.value.term else {
        return unknown(cause_of(&security.value), span);
    };
    let mut open = None;
    for name in asked.iter().flat_map(Value::entries) {
        match scheme(operations, document, &name.key) {
            Ok(Some(text)) => return Value::text(text, span),
            Ok(None) => {}
            Err(cause) => open = open.or(Some(cause)),
        }
    }
    let odd = asked.iter().find(|one| !matches!(one.term, Term::Map(_)));
    match open.or_else(|| odd.map(cause_of)) {
        Some(cause) => unknown(cause, span),
        None => Value::text(OPEN, span),
    }
}

/// How a security scheme authorizes; `None` for one that counts callers only.
fn scheme(operations: &Operations, document: &Value, name: &str) -> Result<Option<String>, Cause> {
    let schemes = document
        .get("components")
        .and_then(|one| one.get("securitySchemes"));
    let schemes = schemes.or_else(|| document.get("securityDefinitions"));
    let Some(scheme) = schemes.and_then(|all| all.get(name)) else {
        return Err(Cause::new(CauseKind::Dangling, name));
    };
    let words = &operations.words;
    if let Some(sort) = scheme.get(&words.authtype) {
        return Ok(Some(sort.as_text().unwrap_or(DECIDED).to_owned()));
    }
    if scheme.get(&words.authorizer).is_some() {
        return Ok(Some(DECIDED.to_owned()));
    }
    match scheme.get("type").and_then(Value::as_text) {
        Some("apiKey") => Ok(None),
        _ => Err(Cause::new(
            CauseKind::Unstated,
            format!("who checks the security scheme `{name}`"),
        )),
    }
}

/// A verb as people write it; `None` for another key of a path.
fn verb(operations: &Operations, key: &str) -> Option<String> {
    match key == operations.words.any {
        true => Some("ANY".to_owned()),
        false => VERBS.contains(&key).then(|| key.to_ascii_uppercase()),
    }
}

fn at(properties: &Value, name: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let steps = [Step::Name(name.to_owned())];
    walk(properties, &steps, &Guard::Always, &mut found);
    found
}

/// What a value can be, each under its condition.
fn leaves(value: &Value, when: &Guard) -> Vec<Found> {
    let mut found = Vec::new();
    walk(value, &[], when, &mut found);
    found
}

/// The entries of a mapping under a key, each under its condition.
fn entries(value: &Value, key: &str, when: &Guard) -> Vec<(Entry, Guard)> {
    let under = value
        .get(key)
        .map_or_else(Vec::new, |inner| leaves(inner, when));
    let each = under.into_iter().flat_map(|(inner, when)| {
        let entries: Vec<Entry> = inner.entries().to_vec();
        entries.into_iter().map(move |entry| (entry, when.clone()))
    });
    each.collect()
}
