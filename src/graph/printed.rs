//! Code in a template that prints all that a function is called with: its log then holds what it was sent.
//!
//! In: the code, and a graph whose logs are joined. Out: flows to logs that carry content. Code that prints a part, or by way of
//! another name, is not told apart: there the flow stays one that the code decides.

use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use crate::knowledge::Conventions;
use crate::model::{ComponentId, FactValue};
use crate::source::Span;
use crate::vocabulary::Literal;

use super::builder::Builder;
use super::mentions::place_of;
use super::{Basis, Layer, Payload};

/// Makes content of what such code writes to its log.
pub(super) fn mark(builder: &mut Builder<'_>) {
    let Some(word) = builder.words.function_code else {
        return;
    };
    let purpose = builder.words.purpose;
    let conventions = &builder.knowledge.conventions;
    let mentions = builder.model.mentions.iter();
    let printing = mentions
        .filter(|one| one.attribute == word)
        .filter_map(|one| {
            let text = crate::model::render(&one.value)?;
            let line = printing_line(conventions, &text)?;
            Some((one.component, place_of(one, &one.value, line.trim())))
        });
    let printing: Vec<(ComponentId, Span)> = printing.collect();
    for (id, span) in printing {
        let edges = builder.graph.inner.edges(NodeIndex::new(id.0 as usize));
        let notices = edges.filter(|edge| {
            let target = builder
                .graph
                .component(ComponentId(edge.target().index() as u32));
            let is_log = purpose.and_then(|word| target.facts.get(&word)).is_some_and(|fact| {
                matches!(&fact.value, FactValue::Known(Literal::Text(text)) if &**text == "log")
            });
            // What it may write by a grant, it does not write by printing.
            edge.weight().layer == Layer::Flows
                && edge.weight().payload == Payload::Notice
                && edge.weight().reason.basis == Basis::Configured
                && is_log
        });
        let notices: Vec<_> = notices.map(|edge| edge.id()).collect();
        for edge in notices {
            let weight = &mut builder.graph.inner[edge];
            weight.payload = Payload::Content;
            weight
                .reason
                .text
                .push_str(", where its code prints what it is called with");
            weight.reason.spans.insert(0, span);
        }
    }
}

/// The line of a program that prints the variable that holds what the function was called with, as a whole.
fn printing_line<'t>(conventions: &Conventions, code: &'t str) -> Option<&'t str> {
    let is_code = |line: &&str| {
        !["#", "//"]
            .iter()
            .any(|sign| line.trim_start().starts_with(sign))
    };
    code.lines().filter(is_code).find(|line| {
        let mut calls = conventions.print_calls.iter();
        let said = calls.find_map(|call| Some(&line[line.find(call.as_str())? + call.len()..]));
        said.is_some_and(|said| names_whole(&arguments(said), &conventions.event_variables))
    })
}

/// The arguments of a call, without what stands between quotes; the text begins behind the bracket that opens it.
fn arguments(text: &str) -> String {
    let (mut kept, mut quote, mut depth) = (String::new(), None, 0_u32);
    for letter in text.chars() {
        match (quote, letter) {
            (Some(open), letter) if open == letter => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(letter),
            (None, ')') if depth == 0 => break,
            (None, letter) => {
                depth = match letter {
                    '(' => depth + 1,
                    ')' => depth - 1,
                    _ => depth,
                };
                kept.push(letter);
            }
        }
    }
    kept
}

/// Whether one of some variables stands in a text, and no part of it is taken.
fn names_whole(text: &str, variables: &[String]) -> bool {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '.';
    variables.iter().any(|variable| {
        text.match_indices(variable.as_str()).any(|(at, _)| {
            let before = text[..at].chars().next_back();
            let after = text[at + variable.len()..].trim_start().chars().next();
            !before.is_some_and(is_part)
                && !after.is_some_and(|one| is_part(one) || "[(=".contains(one))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printing_all_is_told_from_printing_a_part() {
        let loaded = crate::load(&crate::knowledge::Request::default());
        let conventions = &loaded.knowledge.conventions;
        let cases = [
            ("def handler(event, context):\n    print(event)", true),
            (
                "print(\"Received event: \" + json.dumps(event, indent=2))",
                true,
            ),
            (
                "  console.log('event', JSON.stringify(event, null, 2));",
                true,
            ),
            ("logger.info(event)", true),
            ("print('event')", false),
            ("print(event['id'])", false),
            ("console.log(event.type)", false),
            ("print(events)", false),
            ("# print(event)", false),
            ("print(done); run(event)", false),
            ("def handler(event, context): pass", false),
            ("print(done)  # event", false),
        ];
        for (code, expected) in cases {
            let found = printing_line(conventions, code).is_some();
            assert_eq!(found, expected, "{code}");
        }
    }
}
