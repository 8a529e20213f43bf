//! A predicate in words, for people who read what was wanted and not how it is asked.
//!
//! In: a checked tree and the text it was made from. Out: a sentence without a stop. What has no words is given as it is written. What a
//! subject has is not known here.

use std::collections::BTreeSet;

use super::tree::{Extent, Form, Name, Node, Relation};

/// Functions of the graph, with what is said where they hold and where they do not.
const ASKED: [(&str, &str, &str); 5] = [
    ("carries", "carries", "does not carry"),
    (
        "protects",
        "protects what carries",
        "protects nothing that carries",
    ),
    ("passes", "lets pass", "lets pass nothing that carries"),
    ("crosses", "crosses to another", "does not cross to another"),
    ("reaches", "reaches", "does not reach"),
];

/// What a predicate asks for.
pub(super) fn words(node: &Node, text: &str) -> String {
    match &node.form {
        Form::Path(names) => format!("{} is true", attribute(names)),
        Form::Not(inner) => denied(inner, text).unwrap_or_else(|| written(node.extent, text)),
        Form::And(parts) => {
            let mut said = BTreeSet::new();
            let others = parts.iter().filter(|part| guarded(part).is_none());
            others.for_each(|part| reads(part, &mut said));
            // That something is written goes without saying where another part says more of it.
            let is_idle = |part: &Node| guarded(part).is_some_and(|read| said.contains(&read));
            let told = parts.iter().filter(|part| !is_idle(part));
            let told = told.map(|part| match part.form {
                Form::Or(_) => format!("({})", words(part, text)),
                _ => words(part, text),
            });
            told.collect::<Vec<_>>().join(" and ")
        }
        Form::Or(parts) => {
            let each = parts.iter().map(|part| words(part, text));
            each.collect::<Vec<_>>().join(" or ")
        }
        Form::Relation(relation, sides) => {
            compared(*relation, sides).unwrap_or_else(|| written(node.extent, text))
        }
        Form::Call { .. } => called(node, true).unwrap_or_else(|| written(node.extent, text)),
        _ => written(node.extent, text),
    }
}

/// What is denied, in words; `None` where there are none.
fn denied(inner: &Node, text: &str) -> Option<String> {
    match &inner.form {
        Form::Path(names) => Some(format!("{} is false", attribute(names))),
        Form::Relation(Relation::In, sides) => {
            let [left, right] = &**sides;
            let (Form::Path(names), Form::List(items)) = (&left.form, &right.form) else {
                return None;
            };
            Some(format!("{} is none of {}", attribute(names), list(items)?))
        }
        Form::Call { .. } => called(inner, false),
        Form::Not(twice) => Some(words(twice, text)),
        _ => None,
    }
}

/// `carries(flow, 'phi')` in words.
fn called(node: &Node, holds: bool) -> Option<String> {
    let Form::Call {
        receiver: None,
        name,
        arguments,
    } = &node.form
    else {
        return None;
    };
    let [about, class] = &arguments[..] else {
        return None;
    };
    let (Form::Path(about), Form::Text(class)) = (&about.form, &class.form) else {
        return None;
    };
    let about = about.first()?;
    let (_, yes, no) = ASKED.iter().find(|(asked, ..)| *asked == name.text)?;
    let verb = if holds { yes } else { no };
    Some(format!("the {} {verb} `{class}`", about.text))
}

/// What a part asks for that asks only that something is written.
fn guarded(part: &Node) -> Option<String> {
    let Form::Relation(Relation::Different, sides) = &part.form else {
        return None;
    };
    match &**sides {
        [
            Node {
                form: Form::Path(names),
                ..
            },
            Node {
                form: Form::Null, ..
            },
        ] => Some(attribute(names)),
        _ => None,
    }
}

/// What a part reads, as far as it is told in words.
fn reads(node: &Node, said: &mut BTreeSet<String>) {
    match &node.form {
        Form::Path(names) => {
            said.insert(attribute(names));
        }
        Form::Not(inner) => reads(inner, said),
        Form::Relation(_, sides) => sides.iter().for_each(|side| reads(side, said)),
        _ => {}
    }
}

fn compared(relation: Relation, sides: &[Node; 2]) -> Option<String> {
    let [left, right] = sides;
    let Form::Path(names) = &left.form else {
        return None;
    };
    let read = attribute(names);
    Some(match (relation, &right.form) {
        (Relation::Equal, Form::Null) => format!("{read} is not set"),
        (Relation::Different, Form::Null) => format!("{read} is set"),
        (Relation::In, Form::List(items)) => format!("{read} is one of {}", list(items)?),
        (Relation::Equal, _) => format!("{read} is {}", value(right)?),
        (Relation::Different, _) => format!("{read} is not {}", value(right)?),
        (Relation::Less, _) => format!("{read} is less than {}", value(right)?),
        (Relation::AtMost, _) => format!("{read} is at most {}", value(right)?),
        (Relation::Greater, _) => format!("{read} is more than {}", value(right)?),
        (Relation::AtLeast, _) => format!("{read} is at least {}", value(right)?),
        (Relation::In, _) => return None,
    })
}

/// The attribute of a path, and of whom where that is not the subject.
fn attribute(names: &[Name]) -> String {
    let texts: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
    match &texts[..] {
        [of @ ("source" | "target"), rest @ ..] if !rest.is_empty() => {
            format!("`{}` of the {of}", rest.join("."))
        }
        [_, rest @ ..] if !rest.is_empty() => format!("`{}`", rest.join(".")),
        all => format!("`{}`", all.join(".")),
    }
}

fn list(items: &[Node]) -> Option<String> {
    let items: Option<Vec<String>> = items.iter().map(value).collect();
    Some(items?.join(", "))
}

fn value(node: &Node) -> Option<String> {
    Some(match &node.form {
        Form::Text(text) => format!("`{text}`"),
        Form::Integer(number) => format!("`{number}`"),
        Form::Boolean(truth) => format!("`{truth}`"),
        Form::Path(names) => attribute(names),
        _ => return None,
    })
}

/// A part as it is written, its lines joined.
fn written(extent: Extent, text: &str) -> String {
    let part = text.get(extent.start..extent.end).unwrap_or(text);
    let part: Vec<&str> = part.split_whitespace().collect();
    format!("`{}`", part.join(" "))
}
