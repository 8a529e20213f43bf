//! Terraform resources that mirror resource types of CloudFormation: they are read by the CloudFormation side of kinds.
//!
//! In: a template of Terraform. Out: a template with those resources alone, with the types and property names of
//! CloudFormation. Their places stay those of the Terraform files.

use crate::frontend::{Format, Resource, Template};
use crate::knowledge::{Knowledge, Spellings, bare};
use crate::syntax::{Entry, Term, Value};

/// Nesting of properties.
const DEEPEST: usize = 64;

/// Whether a type mirrors one of CloudFormation.
pub(super) fn is_mirrored(type_name: &str, template: &Template, knowledge: &Knowledge) -> bool {
    let beginning = &knowledge.conventions.terraform_mirror;
    template.format == Format::Terraform
        && !beginning.is_empty()
        && type_name.starts_with(beginning.as_str())
}

/// The part of a template that mirrors CloudFormation; `None` where there is none.
pub(super) fn part(template: &Template, knowledge: &Knowledge) -> Option<Template> {
    let own = |resource: &&Resource| is_mirrored(&resource.type_name, template, knowledge);
    let mut resources = template.resources.iter().filter(own).peekable();
    resources.peek()?;
    let types = knowledge.type_names(Format::CloudFormation);
    let names = knowledge.property_names(Format::CloudFormation);
    let beginning = knowledge.conventions.terraform_mirror.len();
    let renamed = resources.map(|resource| {
        let found = types.get(&bare(&resource.type_name[beginning..]));
        Resource {
            type_name: found.unwrap_or(&resource.type_name).clone(),
            properties: value(&resource.properties, &names, DEEPEST),
            ..resource.clone()
        }
    });
    Some(Template {
        resources: renamed.collect(),
        ..Template::new(template.file, template.path.clone(), Format::CloudFormation)
    })
}

/// A value in which every name stands in each spelling that a kind could look for, beside its own.
fn value(from: &Value, names: &Spellings, depth: usize) -> Value {
    if depth == 0 {
        return from.clone();
    }
    let inner = |one: &Value| value(one, names, depth - 1);
    let Term::Map(entries) = &from.term else {
        return from.map(inner);
    };
    let mut out: Vec<Entry> = Vec::new();
    for entry in entries {
        let value = inner(&entry.value);
        let spelt = names.get(&bare(&entry.key)).into_iter().flatten();
        let spelt = spelt.filter(|name| **name != entry.key);
        let keys = std::iter::once(&entry.key).chain(spelt);
        out.extend(keys.map(|key| Entry {
            key: key.clone(),
            key_span: entry.key_span,
            value: value.clone(),
        }));
    }
    Value {
        term: Term::Map(out),
        span: from.span,
    }
}
