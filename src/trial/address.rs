//! Places in an example by address.
//!
//! In: a file, and an address such as `Resources.Notes.Properties.Tags.0` or, in Terraform, the type and name of a resource with
//! its arguments behind. Out: the span of what stands there. Neither values nor references are known here.

use std::ops::Range;
use std::sync::Arc;

use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::{Block, Body};

use crate::source::{SourceFile, Span};
use crate::syntax::{Limits, Node, Shape, parse};

/// What an address leads to.
enum Place<'a> {
    Block(&'a Block),
    Value(&'a Expression),
}

/// The span from key to value of a dotted address in a template, a manifest or a Terraform file.
pub fn address_span(file: &Arc<SourceFile>, address: &str) -> Option<Span> {
    if file.path.ends_with(".tf") {
        return terraform_span(file, address);
    }
    let (tree, _) = parse(file, &Limits::default());
    let mut node: Node<'_> = tree.root()?;
    let mut span = node.full_span();
    for step in address.split('.') {
        match node.shape() {
            Shape::Sequence => {
                node = node.items().nth(step.parse().ok()?)?;
                span = node.full_span();
            }
            _ => {
                let (key, value) = node.entry(step)?;
                span = key.span().to(value.full_span());
                node = value;
            }
        }
    }
    Some(span)
}

/// The span of a dotted address: a resource (`type.name`, `data.type.name`), then names of blocks, arguments and keys, and
/// numbers of items. A number after the name of a block says which of several; a function stands for its first argument.
fn terraform_span(file: &Arc<SourceFile>, address: &str) -> Option<Span> {
    let body: Body = file.text().parse().ok()?;
    let mut steps = address.split('.').peekable();
    let kind = steps.next_if_eq(&"data").unwrap_or("resource");
    let (type_name, name) = (steps.next()?, steps.next()?);
    let block = body.get_blocks(kind).find(|block| {
        let labels = block.labels.iter().map(|label| label.as_str());
        labels.eq([type_name, name])
    })?;
    let mut range = block.span()?;
    let mut place = Place::Block(block);
    while let Some(step) = steps.next() {
        (place, range) = match place {
            Place::Block(block) => match block.body.get_attribute(step) {
                Some(one) => (Place::Value(&one.value), one.span()?),
                None => {
                    let number = steps.next_if(|next| next.parse::<usize>().is_ok());
                    let number = number.map_or(Some(0), |text| text.parse().ok())?;
                    let inner = block.body.get_blocks(step).nth(number)?;
                    (Place::Block(inner), inner.span()?)
                }
            },
            Place::Value(value) => within(value, step)?,
        };
    }
    Some(Span::new(file.id, range.start as u32, range.end as u32))
}

/// An entry or an item of a value.
fn within<'a>(value: &'a Expression, step: &str) -> Option<(Place<'a>, Range<usize>)> {
    match value {
        Expression::FuncCall(call) => within(call.args.iter().next()?, step),
        Expression::Parenthesis(inner) => within(inner.inner(), step),
        Expression::Array(items) => {
            let item = items.get(step.parse().ok()?)?;
            Some((Place::Value(item), item.span()?))
        }
        Expression::Object(entries) => {
            let (key, value) = entries.iter().find(|(key, _)| named(key, step))?;
            let value = value.expr();
            Some((Place::Value(value), key.span()?.start..value.span()?.end))
        }
        _ => None,
    }
}

fn named(key: &ObjectKey, name: &str) -> bool {
    match key {
        ObjectKey::Ident(ident) => ident.as_str() == name,
        ObjectKey::Expression(Expression::String(text)) => text.as_str() == name,
        ObjectKey::Expression(Expression::Variable(ident)) => ident.as_str() == name,
        ObjectKey::Expression(_) => false,
    }
}
