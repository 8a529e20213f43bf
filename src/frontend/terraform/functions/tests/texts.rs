//! Texts with holes.

use super::*;
use crate::frontend::terraform::functions::printed;

#[test]
fn texts_keep_their_holes() {
    let notes = || reference("notes");
    assert_eq!(
        of("join", [text("/"), list([notes(), text("a"), plain("5")])]),
        "<notes>+/a/5"
    );
    assert_eq!(
        of("join", [region(), list([text("a"), text("b")])]),
        "a+<Region>+b"
    );
    assert_eq!(
        of("format", [text("%s/%s"), notes(), text("*")]),
        "<notes>+/*"
    );
    assert_eq!(
        of("format", [text("%s-%d"), text("a"), parameter("n", None)]),
        "a-+<n>"
    );
    assert_eq!(of("format", [text("%5s"), notes()]), NOTES);
    assert_eq!(
        of("format", [text("%v"), joined([text("a"), notes()])]),
        "a+<notes>"
    );
    assert_eq!(
        of("formatlist", [text("%s/*"), list([notes(), text("a")])]),
        "[<notes>+/*, a/*]"
    );
    assert_eq!(
        of("upper", [joined([text("a-"), notes()])]),
        format!("A-+{NOTES}")
    );
    assert_eq!(of("lower", [joined([text("A-"), region()])]), "a-+<Region>");
    assert_eq!(
        of("trimspace", [joined([text(" a "), region(), text(" ")])]),
        "a +<Region>"
    );
    assert_eq!(
        of("trimsuffix", [joined([notes(), text("/*")]), text("*")]),
        "<notes>+/"
    );
    assert_eq!(of("trimprefix", [notes(), text("arn:")]), NOTES);
    assert_eq!(of("chomp", [joined([notes(), text("\n")])]), NOTES);
    assert_eq!(
        of("urlencode", [joined([text("a b"), region()])]),
        "a+b+<Region>"
    );
}

#[test]
fn replacing_spares_the_holes_that_it_cannot_change() {
    let replaced = |value: Value, word: &str| of("replace", [value, text(word), text("_")]);
    assert_eq!(
        replaced(joined([text("a:b:"), region()]), ":"),
        "a_b_+<Region>"
    );
    assert_eq!(replaced(joined([text("a-"), region()]), "-"), {
        "a_+<Unstated a value that the deployment decides>"
    });
    assert_eq!(
        replaced(joined([text("a:b"), reference("notes")]), ":"),
        format!("a_b+{NOTES}")
    );
    // The word may begin in the literal and end in the hole.
    assert_eq!(
        replaced(joined([text("a::b:"), reference("notes")]), "::"),
        NOTES
    );
    assert_eq!(replaced(text("a-b"), "-"), "a_b");
    assert_eq!(
        of(
            "replace",
            [text("x-NAME"), text("NAME"), reference("notes")]
        ),
        "x-+<notes>"
    );
    assert_eq!(
        of("replace", [reference("notes"), text("/a/"), text("b")]),
        NOTES
    );
}

#[test]
fn literal_ends_decide_what_they_can() {
    let arn = || joined([text("arn:x:"), reference("notes"), text("/*")]);
    assert_eq!(of("startswith", [arn(), text("arn:")]), "true");
    assert_eq!(of("startswith", [arn(), text("s3:")]), "false");
    assert_eq!(of("startswith", [arn(), text("arn:x:notes")]), NOTES);
    assert_eq!(of("endswith", [arn(), text("*")]), "true");
    assert_eq!(of("endswith", [arn(), text("-")]), "false");
    assert_eq!(of("strcontains", [arn(), text(":x:")]), "true");
    assert_eq!(of("strcontains", [arn(), text("phi")]), NOTES);
    assert_eq!(of("substr", [arn(), plain("0"), plain("3")]), "arn");
    assert_eq!(of("substr", [arn(), plain("0"), plain("-1")]), NOTES);
    assert_eq!(
        of("split", [text(":"), arn()]),
        format!("[arn, x, {NOTES}]")
    );
    assert_eq!(
        of(
            "split",
            [text(":"), joined([text("a:"), region(), text(":b")])]
        ),
        "[a, <Region>, b]"
    );
}

#[test]
fn documents_are_handed_on() {
    let policy = || {
        map([
            ("Version", text("2012-10-17")),
            ("Resource", list([reference("notes")])),
        ])
    };
    let encoded = call("jsonencode", &[policy()], CALL).expect("a function");
    assert_eq!(encoded, policy());
    assert_eq!(call("jsondecode", &[encoded], CALL), Some(policy()));
    assert_eq!(
        shown(&printed(&policy())),
        "{\"Resource\":[\"+<notes>+\"],\"Version\":\"2012-10-17\"}"
    );
    assert_eq!(
        of("jsonencode", [joined([text("a\""), reference("notes")])]),
        "\"a\\\"+<notes>+\""
    );
    assert_eq!(of("jsonencode", [reference("notes")]), NOTES);
    assert_eq!(of("base64encode", [policy()]), NOTES);
    assert_eq!(of("join", [text(","), list([policy()])]), {
        "{\"Resource\":[\"+<notes>+\"],\"Version\":\"2012-10-17\"}"
    });
}

#[test]
fn decoded_documents_keep_holes_and_places() {
    let written = "{\"a\": [\"x\", 1.50], \"b\": true}";
    let source = Value::text(written, Span::new(FileId(0), 10, 10 + written.len() as u32));
    let decoded = call("jsondecode", &[source], CALL).expect("a function");
    assert_eq!(shown(&decoded), "{a=[x, 1.5], b=true}");
    let first = decoded.get("a").map(|list| list.items()[0].span);
    assert_eq!(first, Some(Span::new(FileId(0), 17, 20)));
    let holes = joined([
        text("{\"a\": \"x/"),
        reference("notes"),
        text("\", \"b\": "),
        parameter("n", None),
        text("}"),
    ]);
    assert_eq!(of("jsondecode", [holes]), "{a=x/+<notes>, b=<n>}");
    let key = joined([text("{\""), reference("notes"), text("\": 1}")]);
    assert_eq!(of("jsondecode", [key]), NOTES);
    assert_eq!(
        of(
            "yamldecode",
            [joined([text("a: x\nb: "), reference("notes"), text("\n")])]
        ),
        "{a=x, b=<notes>}"
    );
}
