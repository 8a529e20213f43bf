//! What a predicate tells about itself.

use super::{BOTH, compiled, place, vocabulary};
use crate::expr::compile;
use crate::source::{Diagnostic, FileId, Place, Span};

fn described(text: &str) -> String {
    let (predicate, vocabulary) = (compiled(text), vocabulary());
    let name = |id| vocabulary.attribute(id).name.clone();
    let mut lines = Vec::new();
    for read in predicate.reads() {
        let (start, end) = (read.span.start, read.span.end);
        lines.push(format!(
            "{start}..{end} reads {}.{}",
            read.variable.name(),
            name(read.attribute)
        ));
    }
    for call in predicate.calls() {
        let (start, end) = (call.span.start, call.span.end);
        let (function, variable) = (call.function.name(), call.variable.name());
        lines.push(format!(
            "{start}..{end} calls {function} {variable} {}",
            call.argument
        ));
    }
    for needed in predicate.required() {
        let name = name(needed.attribute);
        lines.push(format!(
            "needs {}.{name} = {:?}",
            needed.variable.name(),
            needed.values
        ));
    }
    assert_eq!(predicate.text(), text);
    lines.join("\n")
}

#[test]
fn reads_calls_and_requirements() {
    insta::assert_snapshot!(
        described(
            "component.key.manager == 'customer' && (source.flag == true && 3 == component.count) && \
             carries(component, 'phi') && (component.name == 'x' || component.key.manager != 'nobody') && \
             component.ports.exists(p, p == source.name)"
        ),
        @r#"
    0..21 reads component.key.manager
    40..51 reads source.flag
    68..83 reads component.count
    118..132 reads component.name
    181..196 reads component.ports
    212..223 reads source.name
    88..113 calls carries component phi
    needs component.key.manager = [Text("customer")]
    needs source.flag = [Boolean(true)]
    needs component.count = [Integer(3)]
    "#
    );
    insta::assert_snapshot!(described("component.name == 'x'"), @r#"
    0..14 reads component.name
    needs component.name = [Text("x")]
    "#);
    insta::assert_snapshot!(described("component.name in ['x', 'y']"), @r#"
    0..14 reads component.name
    needs component.name = [Text("x"), Text("y")]
    "#);
    insta::assert_snapshot!(described("!(component.name == 'x')"), @"2..16 reads component.name");
    insta::assert_snapshot!(described("component.name == source.name"), @"
    0..14 reads component.name
    18..29 reads source.name
    ");
}

#[test]
fn spans_lie_in_the_file_and_within_the_text() {
    let text = "component.flag && component.nam == 'x'";
    let span_at = |at: Span| {
        let faults = compile(text, at, &BOTH, &vocabulary()).expect_err("the name is misspelt");
        match &faults[..] {
            [
                Diagnostic {
                    place: Place::Span(span),
                    code: "unknown-attribute",
                    ..
                },
            ] => (span.start, span.end),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(span_at(place(text)), (28, 31));
    assert_eq!(span_at(Span::new(FileId(4), 100, 150)), (128, 131));
    assert_eq!(span_at(Span::new(FileId(4), 100, 130)), (128, 130));
    assert_eq!(
        span_at(Span::new(FileId(4), u32::MAX, u32::MAX)),
        (u32::MAX, u32::MAX)
    );
}
