//! Lists, sets and mappings of which something is not known.

use super::*;

#[test]
fn lists_known_in_part_stay_lists() {
    let some = || list([text("a"), open()]);
    assert_eq!(
        of("concat", [list([text("a")]), open()]),
        format!("[a, {NOT_READ}]")
    );
    assert_eq!(
        of("concat", [reference("notes"), list([text("a")])]),
        format!("[{NOTES}, a]")
    );
    assert_eq!(of("length", [some()]), NOT_READ);
    assert_eq!(
        of("length", [list([reference("notes"), parameter("x", None)])]),
        "2"
    );
    assert_eq!(of("element", [some(), plain("0")]), "a");
    assert_eq!(of("element", [some(), plain("1")]), NOT_READ);
    assert_eq!(of("element", [some(), plain("7")]), NOT_READ);
    assert_eq!(of("slice", [some(), plain("0"), plain("1")]), "[a]");
    assert_eq!(of("slice", [some(), plain("0"), plain("2")]), NOT_READ);
    assert_eq!(of("one", [list([open()])]), NOT_READ);
    assert_eq!(of("join", [text(","), some()]), format!("a+{NOT_READ}"));
    assert_eq!(
        of("flatten", [list([some(), reference("notes")])]),
        format!("[a, {NOT_READ}, <notes>]")
    );
    assert_eq!(of("sum", [list([plain("1"), open()])]), NOT_READ);
    assert_eq!(
        of("sort", [list([text("b"), reference("notes"), text("a")])]),
        "[b, <notes>, a]"
    );
    assert_eq!(
        of("coalescelist", [list([]), some()]),
        format!("[a, {NOT_READ}]")
    );
    assert_eq!(of("coalescelist", [list([open()]), some()]), NOT_READ);
    assert_eq!(of("setproduct", [some(), list([text("b")])]), NOT_READ);
    assert_eq!(
        of("formatlist", [text("%s!"), some()]),
        format!("[a!, {NOT_READ}]")
    );
}

#[test]
fn questions_are_answered_where_enough_is_known() {
    let some = || list([text("a"), reference("notes")]);
    assert_eq!(of("contains", [some(), text("a")]), "true");
    assert_eq!(of("contains", [some(), text("b")]), NOTES);
    assert_eq!(of("contains", [some(), reference("notes")]), "true");
    assert_eq!(
        of("contains", [list([text("a")]), reference("notes")]),
        NOTES
    );
    assert_eq!(
        of("contains", [list([joined([text("x"), open()])]), text("y")]),
        "false"
    );
    assert_eq!(of("index", [some(), text("a")]), "0");
    assert_eq!(of("index", [some(), text("b")]), NOTES);
    assert_eq!(of("anytrue", [list([open(), plain("true")])]), "true");
    assert_eq!(of("anytrue", [list([open(), plain("false")])]), NOT_READ);
    assert_eq!(of("alltrue", [list([open(), plain("false")])]), "false");
    assert_eq!(of("alltrue", [list([open(), plain("true")])]), NOT_READ);
    assert_eq!(
        of("coalesce", [text(""), reference("notes"), text("a")]),
        "<notes>"
    );
    assert_eq!(
        of("coalesce", [value(Term::Null), open(), text("a")]),
        NOT_READ
    );
    assert_eq!(
        of("coalesce", [parameter("x", None), text("a")]),
        "<Parameter x>"
    );
    assert_eq!(
        of("compact", [list([text(""), reference("notes"), open()])]),
        format!("[<notes>, {NOT_READ}]")
    );
}

#[test]
fn sets_keep_what_they_cannot_tell() {
    let notes = || reference("notes");
    let twice = list([text("b"), notes(), text("a"), notes(), open(), open()]);
    assert_eq!(
        of("toset", [twice]),
        format!("[a, b, <notes>, {NOT_READ}, {NOT_READ}]")
    );
    assert_eq!(
        of("distinct", [list([notes(), text("a"), notes()])]),
        "[<notes>, a]"
    );
    assert_eq!(of("toset", [notes()]), "<notes>");
    assert_eq!(
        of("setunion", [list([text("a")]), open()]),
        format!("[a, {NOT_READ}]")
    );
    let subtract = |from: Value, what: Value| of("setsubtract", [from, what]);
    assert_eq!(
        subtract(list([text("a"), text("b")]), list([text("a")])),
        "[b]"
    );
    assert_eq!(
        subtract(list([notes(), text("b")]), list([notes()])),
        format!("[{NOTES}]")
    );
    assert_eq!(
        subtract(list([text("a")]), list([joined([text("x"), notes()])])),
        "[a]"
    );
    let shared = |one: Value, other: Value| of("setintersection", [one, other]);
    assert_eq!(
        shared(list([text("a"), notes()]), list([notes()])),
        format!("[<notes>, {NOTES}]")
    );
}

#[test]
fn mappings_known_in_part() {
    let both = || map([("b", reference("notes")), ("a", open())]);
    assert_eq!(of("keys", [both()]), "[a, b]");
    assert_eq!(of("values", [both()]), format!("[{NOT_READ}, <notes>]"));
    assert_eq!(of("length", [both()]), "2");
    assert_eq!(of("lookup", [both(), text("b"), text("z")]), "<notes>");
    assert_eq!(
        of("lookup", [both(), text("c"), reference("notes")]),
        "<notes>"
    );
    assert_eq!(of("lookup", [both(), reference("notes"), text("z")]), NOTES);
    assert_eq!(of("lookup", [open(), text("c"), text("z")]), NOT_READ);
    assert_eq!(
        of("merge", [both(), map([("a", text("x"))])]),
        "{b=<notes>, a=x}"
    );
    assert_eq!(of("merge", [both(), open()]), NOT_READ);
    assert_eq!(of("merge", [both(), reference("notes")]), NOTES);
    assert_eq!(
        of("zipmap", [list([text("a")]), list([reference("notes")])]),
        "{a=<notes>}"
    );
    assert_eq!(
        of(
            "zipmap",
            [list([text("a"), open()]), list([text("x"), text("y")])]
        ),
        NOT_READ
    );
}

#[test]
fn items_that_pass_through_keep_their_places() {
    let placed = |place: u32| Value::text("x", at(place));
    let spans = |value: Option<Value>| -> Vec<u32> {
        let value = value.expect("a function");
        value.items().iter().map(|item| item.span.start).collect()
    };
    let items = || list([placed(20), placed(21)]);
    assert_eq!(
        spans(call("concat", &[items(), list([placed(22)])], CALL)),
        [20, 21, 22]
    );
    assert_eq!(spans(call("reverse", &[items()], CALL)), [21, 20]);
    assert_eq!(spans(call("compact", &[items()], CALL)), [20, 21]);
    assert_eq!(spans(call("tolist", &[items()], CALL)), [20, 21]);
    assert_eq!(spans(call("toset", &[items()], CALL)), [20]);
    assert_eq!(spans(call("flatten", &[list([items()])], CALL)), [20, 21]);
    let merged = call(
        "merge",
        &[map([("a", placed(20))]), map([("b", placed(21))])],
        CALL,
    );
    let merged = merged.expect("a function");
    assert_eq!(merged.get("b").map(|value| value.span), Some(at(21)));
    assert_eq!(merged.span, CALL);
    assert_eq!(
        call("upper", &[placed(20)], CALL).map(|value| value.span),
        Some(CALL)
    );
}

#[test]
fn defaults_within_arguments_decide_with_a_note() {
    let stage = |default: &str| list([parameter("stage", Some(text(default))), text("b")]);
    assert_eq!(of("contains", [stage("a"), text("a")]), "<stage = true>");
    assert_eq!(of("contains", [stage("a"), text("b")]), "true");
    assert_eq!(of("compact", [stage("")]), "[<stage = b>]");
    assert_eq!(of("compact", [stage("a")]), "[<stage = a>, b]");
    assert_eq!(of("join", [text("-"), stage("a")]), "<stage = a>+-b");
    assert_eq!(
        of("contains", [list([parameter("stage", None)]), text("b")]),
        "<Parameter stage>"
    );
    let subnets = parameter("subnets", Some(list([text("x"), text("y")])));
    assert_eq!(
        of("flatten", [list([subnets])]),
        "[<subnets = x>, <subnets = y>]"
    );
}
