//! Functions of arguments that are known in part. What they give for literals, `tests/terraform_console.rs` compares with
//! Terraform.

mod collections;
mod texts;

use crate::source::{FileId, Span};
use crate::syntax::{Cause, CauseKind, Entry, Parameter, Reference, Scalar, Symbol, Term, Value};

use super::call;
use super::call::unknown;

const CALL: Span = Span {
    file: FileId(0),
    start: 0,
    end: 100,
};

fn at(place: u32) -> Span {
    Span::new(FileId(0), place, place + 1)
}

fn text(text: &str) -> Value {
    Value::text(text, at(1))
}

fn plain(text: &str) -> Value {
    let scalar = Scalar {
        text: text.to_owned(),
        plain: true,
    };
    value(Term::Scalar(scalar))
}

fn value(term: Term) -> Value {
    Value { term, span: at(2) }
}

fn list(items: impl Into<Vec<Value>>) -> Value {
    value(Term::List(items.into()))
}

fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
    let entries = entries.map(|(key, value)| Entry {
        key: key.to_owned(),
        key_span: at(3),
        value,
    });
    value(Term::Map(entries.to_vec()))
}

/// An attribute of a resource.
fn reference(to: &str) -> Value {
    value(Term::Reference(Reference {
        to: to.to_owned(),
        attribute: Some("arn".to_owned()),
    }))
}

fn parameter(name: &str, default: Option<Value>) -> Value {
    value(Term::Parameter(Parameter {
        name: name.to_owned(),
        default: default.map(Box::new),
        hidden: false,
        ..Parameter::default()
    }))
}

fn region() -> Value {
    value(Term::Symbol(Symbol::Region))
}

/// What nobody knows.
fn open() -> Value {
    unknown(Cause::new(CauseKind::NotRead, "the module"), at(4))
}

fn joined(parts: impl Into<Vec<Value>>) -> Value {
    value(Term::Text(parts.into()))
}

/// A value in short: texts as they are, what is not known in angle brackets.
fn shown(value: &Value) -> String {
    let all = |items: &[Value], between: &str| {
        let items: Vec<String> = items.iter().map(shown).collect();
        items.join(between)
    };
    match &value.term {
        Term::Null => "null".to_owned(),
        Term::Scalar(scalar) => scalar.text.clone(),
        Term::List(items) => format!("[{}]", all(items, ", ")),
        Term::Map(entries) => {
            let entries = entries.iter();
            let pairs: Vec<String> = entries
                .map(|entry| format!("{}={}", entry.key, shown(&entry.value)))
                .collect();
            format!("{{{}}}", pairs.join(", "))
        }
        Term::Reference(reference) => format!("<{}>", reference.to),
        Term::Parameter(parameter) => match &parameter.default {
            Some(default) => format!("<{} = {}>", parameter.name, shown(default)),
            None => format!("<{}>", parameter.name),
        },
        Term::Symbol(symbol) => format!("<{symbol:?}>"),
        Term::Text(parts) => all(parts, "+"),
        Term::Choice {
            when,
            then,
            otherwise,
        } => format!("{when} ? {} : {}", shown(then), shown(otherwise)),
        Term::Absent => "absent".to_owned(),
        Term::Unknown(cause) => format!("<{:?} {}>", cause.kind, cause.subject),
    }
}

fn of<const N: usize>(name: &str, arguments: [Value; N]) -> String {
    shown(&call(name, &arguments, CALL).expect("a function"))
}

const NOT_READ: &str = "<NotRead the module>";
const NOTES: &str = "<Unstated the value of `notes.arn` before deployment>";

fn wrong(name: &str) -> String {
    format!("<Malformed the call of `{name}`>")
}

#[test]
fn functions_of_no_name_are_none() {
    assert!(call("nope", &[], CALL).is_none());
    assert_eq!(
        of("provider::aws::arn_parse", [text("x")]),
        "<Function provider::aws::arn_parse>"
    );
    assert_eq!(of("uuid", []), "<Function uuid>");
    assert_eq!(of("upper", []), wrong("upper"));
    assert_eq!(of("upper", [text("a"), text("b")]), wrong("upper"));
}

#[test]
fn results_are_bounded() {
    let long = Value::text("x".repeat(600_000), at(1));
    let limit = |name: &str| format!("<Limit `{name}` gives more than is kept>");
    assert_eq!(
        of("join", [text(""), list([long.clone(), long.clone()])]),
        limit("join")
    );
    assert_eq!(
        of("format", [text("%999999999s"), text("a")]),
        limit("format")
    );
    assert_eq!(
        of("format", [text("%.999999999f"), plain("1")]),
        limit("format")
    );
    assert_eq!(
        of("replace", [long.clone(), text("x"), text("yyy")]),
        limit("replace")
    );
    assert_eq!(
        of("indent", [plain("999999999"), text("a\nb")]),
        limit("indent")
    );
    let many = list(vec![text("a"); 1_000]);
    assert_eq!(
        of("setproduct", [many.clone(), many.clone(), many]),
        limit("setproduct")
    );
    let half = list(vec![text("a"); 60_000]);
    assert_eq!(of("concat", [half.clone(), half]), limit("concat"));
    let mut deep = text("a");
    for _ in 0..1_000 {
        deep = list([deep]);
    }
    assert_eq!(of("flatten", [deep]), limit("flatten"));
    assert_eq!(of("pow", [plain("2"), plain("1e30")]), "<Function pow>");
    assert_eq!(of("tonumber", [text("1e999999")]), limit("tonumber"));
}

/// Values of all sorts, most of them wrong for most functions.
fn odd_values() -> Vec<Value> {
    vec![
        value(Term::Null),
        text(""),
        text("é👩[%{\n"),
        text("10.0.0.0/8"),
        plain("-1"),
        plain("12345678901234567890.5"),
        plain("true"),
        list([text("a"), plain("1"), value(Term::Null), list([open()])]),
        map([("b", text("x")), ("a", list([]))]),
        open(),
        joined([text("a/"), reference("notes"), text("-"), region()]),
    ]
}

#[test]
fn odd_arguments_give_bounded_values() {
    let odd = odd_values();
    let check = |name: &str, arguments: &[Value]| {
        let given = call(name, arguments, CALL).expect("a function");
        let length = shown(&given).len();
        assert!(length < 10_000, "{name} gives {length} bytes");
    };
    for name in super::table::names() {
        check(name, &[]);
        for one in &odd {
            check(name, std::slice::from_ref(one));
            for two in &odd {
                check(name, &[one.clone(), two.clone()]);
                for three in &odd {
                    check(name, &[one.clone(), two.clone(), three.clone()]);
                }
            }
        }
    }
}

#[test]
fn what_nobody_knows_gives_nothing_known() {
    for name in super::table::names() {
        for count in 1..4 {
            let arguments = vec![open(); count];
            let given = call(name, &arguments, CALL).expect("a function");
            assert!(!super::call::is_known(&given), "{name}: {}", shown(&given));
        }
    }
}
