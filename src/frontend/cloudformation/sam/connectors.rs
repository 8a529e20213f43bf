//! Connectors: what one resource may do with another.
//!
//! In: connectors as resources of their own or within their source, and what has been made so far. Out: policies of roles,
//! queues and topics, and permissions of functions. What each pair of types permits is in the catalog.

use std::sync::Arc;

use crate::syntax::{Entry, Term, Value};

use super::super::print::print;
use super::fill::{Holes, fill};
use super::make::{Sam, Site};
use super::values::{
    absent, copy, entry, is_open, is_there, list, literal, map, prop, reference, target, text,
};
use super::{Connection, FAMILY, Item};

/// A connector.
pub(super) struct Link {
    pub(super) id: String,
    pub(super) site: Site,
    /// Its `Source`, `Destination` and `Permissions`.
    pub(super) properties: Value,
}

/// An end of a connector.
struct End {
    type_name: String,
    arn: Value,
    id: Value,
    name: Value,
    qualifier: Value,
    url: Value,
    role: Value,
}

impl Sam<'_, '_> {
    /// A connector that is a resource of its own.
    pub(super) fn connector(&mut self, item: &Item) -> Link {
        Link {
            id: item.resource.name.clone(),
            site: Site::of(&item.resource),
            properties: item.resource.properties.clone(),
        }
    }

    /// The connectors within their source.
    pub(super) fn embedded(&mut self, item: &Item) -> Vec<Link> {
        let Some(connectors) = item.connectors.as_ref() else {
            return Vec::new();
        };
        let name = &item.resource.name;
        if !self.expect_map(&format!("`Connectors` of `{name}`"), Some(connectors)) {
            return Vec::new();
        }
        let mut links = Vec::new();
        for one in connectors.entries() {
            let what = format!("connector `{}` of `{name}`", one.key);
            let properties = prop(&one.value, "Properties");
            let Some(properties) = properties.filter(|one| matches!(one.term, Term::Map(_))) else {
                self.refuse(
                    one.key_span,
                    format!("{what} has no `Properties`"),
                    "add them",
                );
                continue;
            };
            self.check_embedded(&what, one, properties);
            let mut source = vec![entry("Id", Value::text(name.clone(), one.key_span))];
            if let Some(more) = prop(properties, "SourceReference") {
                if !self.expect_map("`SourceReference`", Some(more)) || more.get("Id").is_some() {
                    let message = format!("`SourceReference` of {what} names another source");
                    self.refuse(more.span, message, "leave `Id` out");
                }
                source.extend(more.entries().iter().cloned());
            }
            let written = properties.entries().iter();
            let written = written.filter(|one| one.key != "SourceReference").cloned();
            let mut entries: Vec<_> = written.collect();
            entries.push(entry("Source", map(source, one.key_span)));
            let id = format!("{name}{}", one.key);
            // Others may depend on it, under this name.
            self.scope.resources.insert(id.clone());
            links.push(Link {
                id,
                site: Site::of(&item.resource).at(one.key_span),
                properties: map(entries, one.value.span),
            });
        }
        links
    }

    /// What a connector within its source has to say, and what it cannot.
    fn check_embedded(&mut self, what: &str, one: &Entry, properties: &Value) {
        for key in ["Destination", "Permissions"] {
            if prop(properties, key).is_none() {
                self.refuse(
                    one.key_span,
                    format!("{what} has no `{key}`"),
                    &format!("add `{key}`"),
                );
            }
        }
        let known = ["Destination", "Permissions", "SourceReference"];
        for stranger in properties
            .entries()
            .iter()
            .filter(|one| !known.contains(&&*one.key))
        {
            let message = format!("`{}` is nothing that {what} can say", stranger.key);
            self.refuse(stranger.key_span, message, &known.join(", "));
        }
    }

    /// What a connector becomes.
    pub(super) fn connect(&mut self, link: &Link) {
        let properties = &link.properties;
        let (Some(source), Some(destination)) = (
            prop(properties, "Source").cloned(),
            prop(properties, "Destination").cloned(),
        ) else {
            return;
        };
        let several = matches!(destination.term, Term::List(_));
        if several && destination.items().is_empty() {
            let message = format!("connector `{}` has no destination", link.id);
            self.refuse(destination.span, message, "name one");
        }
        for (index, one) in destination.items().iter().enumerate() {
            let suffix = match several {
                true => format!("Destination{index}"),
                false => String::new(),
            };
            let (Some(from), Some(to)) =
                (self.end(&source, one, link), self.end(one, &source, link))
            else {
                continue;
            };
            self.join(link, from, to, &suffix);
        }
    }

    /// What one end is, seen from the other.
    fn end(&mut self, value: &Value, other: &Value, link: &Link) -> Option<End> {
        let span = value.span;
        let id = prop(value, "Id");
        let strangers = value.entries().iter();
        let strangers = strangers
            .filter(|one| !matches!(&*one.key, "Id" | "Qualifier"))
            .count();
        if (id.is_some() == (strangers > 0)) || !matches!(value.term, Term::Map(_)) {
            let message = format!("an end of connector `{}` is not understood", link.id);
            self.refuse(span, message, "write `Id`, or `Type` with what names it");
            return None;
        }
        let Some(id) = id else {
            let Some(sort) = text(value, "Type").filter(|text| !text.is_empty()) else {
                let message = format!("an end of connector `{}` has no `Type`", link.id);
                self.refuse(span, message, "add it");
                return None;
            };
            return Some(End {
                type_name: self.made_of(sort),
                arn: copy(value, "Arn"),
                id: copy(value, "ResourceId"),
                name: copy(value, "Name"),
                qualifier: copy(value, "Qualifier"),
                url: copy(value, "QueueUrl"),
                role: copy(value, "RoleName"),
            });
        };
        self.named_end(id, value, other, link)
    }

    /// An end that is a resource of the template.
    fn named_end(&mut self, id: &Value, value: &Value, other: &Value, link: &Link) -> Option<End> {
        let span = value.span;
        let name = literal(id).unwrap_or_default().to_owned();
        let made = self.made.iter().find(|one| one.name == name);
        let Some((type_name, properties)) =
            made.map(|one| (one.type_name.clone(), one.properties.clone()))
        else {
            let message = format!("connector `{}` names `{name}`, which is not there", link.id);
            self.refuse(id.span, message, "correct the name");
            return None;
        };
        let ends = self
            .language
            .ends
            .get(&type_name)
            .cloned()
            .unwrap_or_default();
        let attribute = |key: &str| match ends.get(key).map(String::as_str) {
            None => absent(span),
            Some("ref") => reference(&name, None, span),
            Some("*") => Value::text("*", span),
            Some(attribute) => reference(&name, Some(attribute), span),
        };
        let qualifier = match prop(value, "Qualifier") {
            Some(qualifier) => qualifier.clone(),
            None => attribute("qualifier"),
        };
        let role = match ends.get("role") {
            Some(property) => role_of(&properties, property, other),
            None => None,
        };
        let role = role.map_or_else(|| absent(span), |role| reference(&role, None, span));
        Some(End {
            arn: attribute("arn"),
            id: attribute("id"),
            name: attribute("name"),
            url: attribute("url"),
            type_name,
            qualifier,
            role,
        })
    }

    /// The type that a resource of SAM becomes.
    fn made_of(&self, sort: &str) -> String {
        let shape = match sort.strip_prefix(FAMILY) {
            Some("Function") => "function",
            Some("StateMachine") => "state_machine",
            Some("Api") => "rest_api",
            Some("HttpApi") => "http_api",
            Some("SimpleTable") => "table",
            _ => return sort.to_owned(),
        };
        self.type_of(shape).to_owned()
    }

    fn join(&mut self, link: &Link, from: End, to: End, suffix: &str) {
        let key = (from.type_name.clone(), to.type_name.clone());
        let language = self.language;
        let Some(connection) = language.connectors.get(&key) else {
            let message = format!("SAM has no connector from `{}` to `{}`", key.0, key.1);
            return self.refuse(link.site.span, message, "write the policy out");
        };
        let Some(asked) = self.permissions(link, connection) else {
            return;
        };
        let holes: Holes<'_> = vec![
            ("Source.Arn", from.arn.clone()),
            ("Destination.Arn", to.arn.clone()),
            ("Source.ResourceId", from.id.clone()),
            ("Destination.ResourceId", to.id.clone()),
            ("Source.Name", from.name.clone()),
            ("Destination.Name", to.name.clone()),
            ("Source.Qualifier", from.qualifier.clone()),
            ("Destination.Qualifier", to.qualifier.clone()),
        ];
        let site = &link.site;
        let mut statements = Vec::new();
        for (name, shape) in &asked {
            let made = fill(shape, &holes, site.span, self.scope);
            match &*connection.form {
                "function" => {
                    let holes = vec![
                        (
                            "statement",
                            made.items()
                                .first()
                                .cloned()
                                .unwrap_or_else(|| site.absent()),
                        ),
                        ("target", to.arn.clone()),
                    ];
                    let id = format!("{}{name}LambdaPermission{suffix}", link.id);
                    self.make("connector_permission", &id, site, holes);
                }
                _ => statements.extend(made.items().to_vec()),
            }
        }
        let statements = list(statements, site.span);
        self.hand_over(link, connection, (&from, &to), statements, suffix);
    }

    /// Gives statements to whom they are for.
    fn hand_over(
        &mut self,
        link: &Link,
        connection: &Connection,
        (from, to): (&End, &End),
        statements: Value,
        suffix: &str,
    ) {
        let site = &link.site;
        let role = if connection.of_source {
            &from.role
        } else {
            &to.role
        };
        let (shape, end, key, holder) = match &*connection.form {
            "role" => ("connector_policy", "Policy", "role", role),
            "queue" => ("connector_queue_policy", "QueuePolicy", "queue", &to.url),
            "topic" => ("connector_topic_policy", "TopicPolicy", "topic", &to.arn),
            _ => return,
        };
        if !is_there(holder) {
            let message = format!(
                "connector `{}` finds no {key} to give the policy to",
                link.id
            );
            return self.refuse(site.span, message, "name it at the end that has it");
        }
        let holes = vec![(key, holder.clone()), ("statements", statements)];
        self.make(shape, &format!("{}{end}{suffix}", link.id), site, holes);
    }

    /// The permissions that a connector asks for, as far as there are such.
    fn permissions(
        &mut self,
        link: &Link,
        connection: &Connection,
    ) -> Option<Vec<(String, Arc<Value>)>> {
        let written = prop(&link.properties, "Permissions")?;
        if is_open(written) {
            return Some(connection.permissions.clone().into_iter().collect());
        }
        let names: Vec<&str> = written.items().iter().filter_map(literal).collect();
        let known: Vec<&str> = connection.permissions.keys().map(String::as_str).collect();
        let mut asked = Vec::new();
        if names.is_empty() || names.iter().any(|name| !known.contains(name)) {
            let message = format!("connector `{}` asks for what it cannot have", link.id);
            self.refuse(
                written.span,
                message,
                &format!("ask for {}", known.join(", ")),
            );
        }
        let fits = |list: &Vec<String>| {
            list.len() == names.len() && list.iter().all(|one| names.contains(&&**one))
        };
        if !connection.together.is_empty() && !connection.together.iter().any(fits) {
            let sets: Vec<String> = connection
                .together
                .iter()
                .map(|list| list.join(" with "))
                .collect();
            let message = format!(
                "connector `{}` asks for permissions that go only together",
                link.id
            );
            self.refuse(
                written.span,
                message,
                &format!("ask for {}", sets.join(" or ")),
            );
        }
        for (name, shape) in &connection.permissions {
            if names.contains(&&**name) {
                asked.push((name.clone(), Arc::clone(shape)));
            }
        }
        Some(asked)
    }
}

/// The name of the role that a property names; a rule has one for each target.
fn role_of(properties: &Value, property: &str, other: &Value) -> Option<String> {
    let value = prop(properties, property)?;
    if !matches!(value.term, Term::List(_)) {
        return target(value).map(str::to_owned);
    }
    let (id, arn) = (text(other, "Id"), prop(other, "Arn").map(print));
    let mut targets = value.items().iter();
    let aimed = targets.find(|one| {
        let aim = prop(one, "Arn");
        let named = aim.and_then(target);
        (named.is_some() && named == id) || (arn.is_some() && arn == aim.map(print))
    })?;
    prop(aimed, "RoleArn").and_then(target).map(str::to_owned)
}
