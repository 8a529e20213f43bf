//! Facts that a manifest states, by attribute of the vocabulary.

use crate::frontend::manifest::Stated;
use crate::model::{Fact, FactValue, Facts, Origin};
use crate::source::Diagnostic;
use crate::syntax::fields::unknown_name;
use crate::vocabulary::{Attribute, Literal, Type, Vocabulary};

use super::lower::Lowering;

/// The facts that a manifest states.
pub(super) fn read(lowering: &mut Lowering<'_, '_>, stated: &[Stated]) -> Facts {
    known(&lowering.knowledge.vocabulary, stated, lowering.faults)
}

/// The facts that are stated; those of attributes that nobody knows, or with values that they cannot have, are errors.
pub(in crate::model) fn known(
    vocabulary: &Vocabulary,
    stated: &[Stated],
    faults: &mut Vec<Diagnostic>,
) -> Facts {
    let mut facts = Facts::new();
    for one in stated {
        let Some(id) = vocabulary.id(&one.attribute.text) else {
            let known = vocabulary.iter().map(|(_, known)| &*known.name);
            let (name, at) = (&one.attribute.text, one.attribute.span);
            faults.push(unknown_name("attribute", name, at, known));
            continue;
        };
        let literal = match literal(vocabulary.attribute(id), one) {
            Ok(literal) => literal,
            Err(fault) => {
                faults.push(*fault);
                continue;
            }
        };
        let fact = Fact {
            value: FactValue::Known(literal),
            origin: Origin::Declared(one.attribute.span.to(one.span)),
            assumes: Vec::new(),
        };
        if facts.insert(id, fact).is_some() {
            let message = format!("`{}` is stated twice", one.attribute.text);
            let fault = Diagnostic::error("duplicate-name", one.attribute.span, message);
            faults.push(fault);
        }
    }
    facts
}

/// Adds facts of attributes that are not there yet.
pub(super) fn add(facts: &mut Facts, more: &Facts) {
    for (attribute, fact) in more {
        facts.entry(*attribute).or_insert_with(|| fact.clone());
    }
}

fn literal(attribute: &Attribute, stated: &Stated) -> Result<Literal, Box<Diagnostic>> {
    let wrong = |expected: &str| {
        let shown = stated.values.first().map_or("", |first| &*first.text);
        let found = match stated.list {
            true => "a list".to_owned(),
            false => format!("`{shown}`"),
        };
        let message = format!("`{}` is {expected}, not {found}", attribute.name);
        Box::new(Diagnostic::error("wrong-type", stated.span, message))
    };
    let one = || match (stated.list, stated.values.as_slice()) {
        (false, [one]) => Some(&*one.text),
        _ => None,
    };
    match attribute.predicate_type() {
        Type::Boolean => match one() {
            Some("true") => Ok(Literal::Boolean(true)),
            Some("false") => Ok(Literal::Boolean(false)),
            _ => Err(wrong("`true` or `false`")),
        },
        Type::Integer => one()
            .and_then(|text| text.parse().ok())
            .map(Literal::Integer)
            .ok_or_else(|| wrong("a whole number")),
        Type::Text => text(attribute, one(), wrong),
        Type::List => {
            let texts = stated.values.iter().map(|value| value.text.as_str().into());
            Ok(Literal::List(texts.collect()))
        }
        Type::Opaque => Err(wrong("read from policies and settings only")),
    }
}

fn text(
    attribute: &Attribute,
    one: Option<&str>,
    wrong: impl Fn(&str) -> Box<Diagnostic>,
) -> Result<Literal, Box<Diagnostic>> {
    let Some(text) = one else {
        return Err(wrong("one text"));
    };
    let closed = !attribute.values.is_empty();
    if closed && !attribute.values.iter().any(|known| &**known == text) {
        let known: Vec<String> = attribute
            .values
            .iter()
            .map(|one| format!("`{one}`"))
            .collect();
        return Err(wrong(&format!("one of {}", known.join(", "))));
    }
    Ok(Literal::Text(text.into()))
}
