//! Templates: texts with interpolations and directives, with the blanks that markers take away taken away.
//!
//! In: a template as `hcl-edit` parses it. Out: its [`Part`]s.

use hcl_edit::Span as _;
use hcl_edit::template::{Directive, Element, Strip, Template};

use super::expression::{Choice, Part, Repeat};
use super::native::{Places, expression};

/// The parts of a template.
pub(super) fn parts(template: &Template, places: &Places) -> Vec<Part> {
    within(template, places, Strip::None, Strip::None)
}

/// The parts between two markers, which may take blanks away at the beginning and the end.
fn within(template: &Template, places: &Places, before: Strip, after: Strip) -> Vec<Part> {
    let elements: Vec<&Element> = template.iter().collect();
    let mut out = Vec::new();
    for (index, element) in elements.iter().enumerate() {
        match element {
            Element::Literal(literal) => {
                let preceding = match index.checked_sub(1) {
                    Some(previous) => closing(elements[previous]),
                    None => before,
                };
                let following = elements.get(index + 1).map_or(after, |one| opening(one));
                let mut text = literal.as_str();
                if preceding.strip_end() {
                    text = text.trim_start();
                }
                if following.strip_start() {
                    text = text.trim_end();
                }
                if !text.is_empty() {
                    out.push(Part::Literal(text.to_owned(), places.of(literal.span())));
                }
            }
            Element::Interpolation(one) => out.push(Part::Value(expression(&one.expr, places))),
            Element::Directive(directive) => out.push(self::directive(directive, places)),
        }
    }
    out
}

fn directive(directive: &Directive, places: &Places) -> Part {
    match directive {
        Directive::If(one) => {
            let (first, last) = (&one.if_expr, &one.endif_expr);
            let middle = one.else_expr.as_ref().map(|other| other.strip);
            let then = within(
                &first.template,
                places,
                first.strip,
                middle.unwrap_or(last.strip),
            );
            let otherwise = one
                .else_expr
                .as_ref()
                .map(|other| within(&other.template, places, other.strip, last.strip));
            Part::If(Box::new(Choice {
                condition: expression(&first.cond_expr, places),
                then,
                otherwise: otherwise.unwrap_or_default(),
            }))
        }
        Directive::For(one) => {
            let (first, last) = (&one.for_expr, &one.endfor_expr);
            Part::For(Box::new(Repeat {
                key: first.key_var.as_ref().map(|name| name.to_string()),
                value: first.value_var.to_string(),
                collection: expression(&first.collection_expr, places),
                body: within(&first.template, places, first.strip, last.strip),
            }))
        }
    }
}

/// The marker with which an element begins.
fn opening(element: &Element) -> Strip {
    match element {
        Element::Literal(_) => Strip::None,
        Element::Interpolation(one) => one.strip,
        Element::Directive(directive) => match &**directive {
            Directive::If(one) => one.if_expr.strip,
            Directive::For(one) => one.for_expr.strip,
        },
    }
}

/// The marker with which an element ends.
fn closing(element: &Element) -> Strip {
    match element {
        Element::Literal(_) => Strip::None,
        Element::Interpolation(one) => one.strip,
        Element::Directive(directive) => match &**directive {
            Directive::If(one) => one.endif_expr.strip,
            Directive::For(one) => one.endfor_expr.strip,
        },
    }
}
