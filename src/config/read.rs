//! From a tree to a configuration.

use crate::exceptions;
use crate::frontend::manifest::keys::names;
use crate::frontend::manifest::{Stated, Written, is_account};
use crate::source::{Diagnostic, Span};
use crate::syntax::fields::{self, Field, Fields};
use crate::syntax::{Node, Shape, Tree};

use super::{Config, Placement, keys};

/// Reads the first document of a tree. What is wrong is left out, with an error; a file without content says nothing.
pub fn read(tree: &Tree, faults: &mut Vec<Diagnostic>) -> Config {
    let Some(root) = tree.root().filter(|root| root.shape() != Shape::Null) else {
        return Config::default();
    };
    let known = names(keys::CONFIG);
    let Some(fields) = Fields::of(root, "the configuration", &known, faults) else {
        return Config::default();
    };
    let mut texts = |key: &str| owned(fields.texts(key, faults));
    let (phi, packs, exclude) = (texts("phi"), texts("packs"), texts("exclude"));
    let parameters = values(&fields, faults);
    let deployments = fields.entries("deployments", "deployments by path of a template", faults);
    let each = deployments.iter().flat_map(|entry| {
        let nodes: Vec<Node<'_>> = match entry.value.shape() {
            Shape::Sequence => entry.value.items().collect(),
            _ => vec![entry.value],
        };
        nodes.into_iter().map(move |node| (entry, node))
    });
    let deployments = each.filter_map(|(entry, node)| placement(entry, node, faults));
    let deployments: Vec<Placement> = deployments.collect();
    let exceptions = fields.items("exceptions", faults).into_iter();
    let exceptions = exceptions.flat_map(|item| exceptions::listed(item, faults));
    let exceptions = exceptions.collect();
    Config {
        exceptions,
        phi,
        packs,
        exclude,
        parameters,
        deployments,
        rules: fields.get("rules").and_then(|node| written(node, faults)),
        catalog_max_age_days: fields
            .get("catalog_max_age_days")
            .and_then(|node| days(node, faults)),
    }
}

/// Values of parameters by name.
fn values(fields: &Fields<'_>, faults: &mut Vec<Diagnostic>) -> Vec<(Written, Written)> {
    let parameters = fields.entries("parameters", "values of parameters by name", faults);
    let parameters = parameters
        .iter()
        .filter_map(|entry| Some((name_of(entry), written(entry.value, faults)?)));
    parameters.collect()
}

/// One deployment of the template that an entry names.
fn placement(entry: &Field<'_>, node: Node<'_>, faults: &mut Vec<Diagnostic>) -> Option<Placement> {
    let known = names(keys::DEPLOYMENT);
    let fields = Fields::of(node, "a deployment", &known, faults)?;
    let (mut facts, mut stack) = (Vec::new(), None);
    let stated = |one: &&Field<'_>| one.value.shape() != Shape::Null && one.name != "parameters";
    for field in fields.iter().filter(stated) {
        let Some(value) = written(field.value, faults) else {
            continue;
        };
        if field.name == "account" && !is_account(&value.text) {
            let message = format!("an account is 12 digits, not `{}`", value.text);
            faults.push(Diagnostic::error("wrong-type", value.span, message));
            continue;
        }
        if field.name == "stack" {
            match is_stack(&value.text) {
                true => stack = Some(value),
                false => {
                    let message = format!("`{}` is no name of a stack", value.text);
                    let fault = Diagnostic::error("wrong-type", value.span, message);
                    faults.push(fault.help("letters, digits and hyphens, a letter first"));
                }
            }
            continue;
        }
        let span = value.span;
        facts.push(Stated {
            attribute: name_of(field),
            values: vec![value],
            list: false,
            span,
        });
    }
    Some(Placement {
        template: name_of(entry),
        stack,
        parameters: values(&fields, faults),
        facts,
    })
}

/// Whether a text can be the name of a stack.
fn is_stack(text: &str) -> bool {
    let letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    text.starts_with(|first: char| first.is_ascii_alphabetic()) && text.chars().all(letter)
}

fn days(node: Node<'_>, faults: &mut Vec<Diagnostic>) -> Option<u32> {
    let days = node.text().and_then(|text| text.parse().ok());
    if days.is_none() {
        faults.push(fields::wrong_shape(node, "a whole number of days"));
    }
    days
}

fn name_of(field: &Field<'_>) -> Written {
    of(field.name.clone().into_owned(), field.at)
}

fn written(node: Node<'_>, faults: &mut Vec<Diagnostic>) -> Option<Written> {
    let text = fields::text(node, faults)?.into_owned();
    Some(of(text, node.span()))
}

fn owned(texts: Vec<(std::borrow::Cow<'_, str>, Node<'_>)>) -> Vec<Written> {
    let texts = texts.into_iter();
    let owned = texts.map(|(text, node)| of(text.into_owned(), node.span()));
    owned.collect()
}

fn of(text: String, span: Span) -> Written {
    Written { text, span }
}
