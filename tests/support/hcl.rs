//! Places in Terraform examples, by address.
//!
//! In: a file in HCL and an address such as `aws_lb_listener.front.protocol`. Out: the span from key to value.

use std::ops::Range;
use std::sync::Arc;

use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::{Block, Body, Structure};
use phipath::source::{SourceFile, Span};

/// The span of an address; a block by its head and body, an attribute from its name to its value.
pub(crate) fn address_span(file: &Arc<SourceFile>, address: &str) -> Option<Span> {
    let body = hcl_edit::parser::parse_body(file.text()).ok()?;
    let steps: Vec<&str> = address.split('.').collect();
    let range = top(&body, &steps)?;
    Some(Span::new(file.id, range.start as u32, range.end as u32))
}

fn top(body: &Body, steps: &[&str]) -> Option<Range<usize>> {
    let (kind, labels, rest): (&str, &[&str], &[&str]) = match steps {
        ["data", _, _, rest @ ..] => ("data", &steps[1..3], rest),
        ["var", _, rest @ ..] => ("variable", &steps[1..2], rest),
        ["module" | "provider" | "output", _, rest @ ..] => (steps[0], &steps[1..2], rest),
        ["local", rest @ ..] => ("locals", &[], rest),
        [_, _, rest @ ..] => ("resource", &steps[..2], rest),
        _ => return None,
    };
    let mut blocks = body.get_blocks(kind);
    blocks.find_map(|block| {
        let own: Vec<&str> = block.labels.iter().map(|label| label.as_str()).collect();
        (own == labels).then(|| in_block(block, rest)).flatten()
    })
}

fn in_block(block: &Block, steps: &[&str]) -> Option<Range<usize>> {
    let Some((name, rest)) = steps.split_first() else {
        return block.span();
    };
    for structure in block.body.iter() {
        match structure {
            Structure::Attribute(attribute) if attribute.key.as_str() == *name => {
                let key = attribute.key.span()?;
                let value = in_expression(&attribute.value, rest)?;
                return Some(match rest.is_empty() {
                    true => key.start..value.end,
                    false => value,
                });
            }
            _ => {}
        }
    }
    let dynamic = block.body.get_blocks("dynamic").find(|one| {
        one.labels
            .first()
            .is_some_and(|label| label.as_str() == *name)
    });
    if let Some(dynamic) = dynamic {
        return match rest.is_empty() {
            true => dynamic.span(),
            false => in_block(dynamic.body.get_blocks("content").next()?, rest),
        };
    }
    let nested: Vec<&Block> = block.body.get_blocks(name).collect();
    match rest.split_first() {
        Some((index, rest)) if index.parse::<usize>().is_ok() => {
            in_block(nested.get(index.parse::<usize>().ok()?)?, rest)
        }
        _ => in_block(nested.first()?, rest),
    }
}

fn in_expression(expression: &Expression, steps: &[&str]) -> Option<Range<usize>> {
    let Some((name, rest)) = steps.split_first() else {
        return expression.span();
    };
    match expression {
        Expression::Object(object) => object.iter().find_map(|(key, value)| {
            let own = match key {
                ObjectKey::Ident(name) => name.as_str(),
                ObjectKey::Expression(Expression::String(name)) => name.as_str(),
                ObjectKey::Expression(Expression::Variable(name)) => name.as_str(),
                ObjectKey::Expression(_) => return None,
            };
            if own != *name {
                return None;
            }
            let inner = in_expression(value.expr(), rest)?;
            let start = match rest.is_empty() {
                true => key.span().map_or(inner.start, |span| span.start),
                false => inner.start,
            };
            Some(start..inner.end)
        }),
        Expression::Array(items) => in_expression(items.get(name.parse().ok()?)?, rest),
        Expression::FuncCall(call) => call.args.iter().find_map(|one| in_expression(one, steps)),
        Expression::Parenthesis(inner) => in_expression(inner.inner(), steps),
        _ => None,
    }
}
