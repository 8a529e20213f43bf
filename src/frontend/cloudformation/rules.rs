//! The section `Rules`: what a deployment asserts of its parameters.
//!
//! In: the section. Out: fewer allowed values of parameters, where a rule without condition asserts of one alone that it is
//! a text, or among some. Other rules say something too, and are left: they only make fewer deployments possible.

use crate::syntax::{Node, Shape};

use super::scope::Scope;
use super::value::call;

/// Takes the values that a rule rules out from what parameters can be.
pub(super) fn narrow<'t>(section: Option<Node<'t>>, scope: &mut Scope<'t>) {
    for (_, rule) in section.into_iter().flat_map(|section| section.entries()) {
        if rule.get("RuleCondition").is_some() {
            continue;
        }
        let assertions = rule.get("Assertions").into_iter();
        for assertion in assertions.flat_map(|list| list.items()) {
            if let Some(asserted) = assertion.get("Assert") {
                assert(asserted, scope);
            }
        }
    }
}

fn assert<'t>(node: Node<'t>, scope: &mut Scope<'t>) {
    if !scope.pay(node.span()) || !scope.enter(node.span()) {
        return;
    }
    let arguments = call(node).and_then(|call| Some((call.name.clone(), call.arguments()?)));
    if let Some((name, arguments)) = arguments {
        match (name.as_str(), arguments.as_slice()) {
            ("Fn::And", inner) => inner.iter().for_each(|one| assert(*one, scope)),
            ("Fn::Equals", [one, other]) => {
                let sides = match parameter(*one) {
                    Some(name) => Some((name, *other)),
                    None => parameter(*other).map(|name| (name, *one)),
                };
                if let Some((name, Some(text))) = sides.map(|(name, node)| (name, literal(node))) {
                    keep(&name, &[text], scope);
                }
            }
            ("Fn::Contains", [list, one]) if list.shape() == Shape::Sequence => {
                let texts: Option<Vec<String>> = list.items().map(literal).collect();
                if let (Some(name), Some(texts)) = (parameter(*one), texts) {
                    keep(&name, &texts, scope);
                }
            }
            _ => {}
        }
    }
    scope.depth -= 1;
}

/// The parameter that a node refers to.
fn parameter(node: Node<'_>) -> Option<String> {
    let call = call(node).filter(|call| call.name == "Ref")?;
    call.argument.text().map(|name| name.into_owned())
}

fn literal(node: Node<'_>) -> Option<String> {
    let is_plain = node.shape() == Shape::Scalar && call(node).is_none();
    node.text()
        .filter(|_| is_plain)
        .map(|text| text.into_owned())
}

/// Leaves of the values of a parameter those in a list.
fn keep(name: &str, texts: &[String], scope: &mut Scope<'_>) {
    let Some(declared) = scope
        .parameters
        .get_mut(name)
        .and_then(std::rc::Rc::get_mut)
    else {
        return;
    };
    if declared.is_list {
        return;
    }
    let kept = match &declared.allowed {
        Some(allowed) => allowed
            .iter()
            .filter(|text| texts.contains(text))
            .cloned()
            .collect(),
        None => texts.to_vec(),
    };
    // Rules that contradict each other let nothing be deployed: then what is declared counts.
    if !kept.is_empty() {
        declared.allowed = Some(kept);
    }
}
