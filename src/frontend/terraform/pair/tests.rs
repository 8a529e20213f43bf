//! Items of lists, and homes of plans.

use crate::frontend::{Format, Resource, Template};
use crate::source::{FileId, Span};
use crate::syntax::{Entry, Guard, Reference, Scalar, Term, Value};

use super::home::home;
use super::list::pairing;

const AT: Span = Span {
    file: FileId(0),
    start: 0,
    end: 0,
};

fn at(term: Term) -> Value {
    Value { term, span: AT }
}

fn number(text: &str) -> Value {
    at(Term::Scalar(Scalar {
        text: text.to_owned(),
        plain: true,
    }))
}

fn reference(to: &str) -> Value {
    at(Term::Reference(Reference {
        to: to.to_owned(),
        attribute: None,
    }))
}

fn block(port: Value, group: Value) -> Value {
    let entry = |key: &str, value| Entry {
        key: key.to_owned(),
        key_span: AT,
        value,
    };
    at(Term::Map(vec![entry("port", port), entry("group", group)]))
}

#[test]
fn items_are_paired_by_what_they_say() {
    let own = [
        block(number("443"), reference("a.one")),
        block(number("80"), reference("a.two")),
    ];
    let plan = [
        block(number("80"), Value::text("sg-2", AT)),
        block(number("443"), Value::text("sg-1", AT)),
    ];
    assert_eq!(pairing(&own, &plan), [Some(1), Some(0)]);
}

#[test]
fn items_that_cannot_be_told_apart_are_not_paired() {
    let own = [
        block(reference("a.port"), reference("a.one")),
        block(reference("a.other"), reference("a.two")),
        block(number("22"), reference("a.three")),
    ];
    let plan = [
        block(number("80"), Value::text("sg-2", AT)),
        block(number("443"), Value::text("sg-1", AT)),
        block(number("22"), Value::text("sg-3", AT)),
    ];
    assert_eq!(pairing(&own, &plan), [None, None, Some(2)]);
    let many: Vec<Value> = (0..100).map(|text| number(&text.to_string())).collect();
    assert_eq!(pairing(&many, &many), vec![None; 100]);
}

fn template(path: &str, names: &[&str]) -> Template {
    let resource = |name: &&str| Resource {
        name: (*name).to_owned(),
        type_name: "made".to_owned(),
        type_span: AT,
        properties: at(Term::Map(Vec::new())),
        properties_key: AT,
        when: Guard::Always,
        metadata: None,
        span: AT,
        whole: AT,
    };
    Template {
        resources: names.iter().map(resource).collect(),
        ..Template::new(FileId(0), path.to_owned(), Format::Terraform)
    }
}

#[test]
fn a_plan_belongs_to_the_sources_that_declare_most_of_it() {
    let plan = template(
        "plans/app.json",
        &["a.one", "a.two[0]", "a.two[1]", "module.m[\"k\"].a.inner"],
    );
    let same = ["a.one", "a.two", "module.m.a.inner"];
    let sources = [
        template("network", &["a.vpc", "a.one"]),
        template("app", &same),
        template("older", &["a.one", "a.two"]),
    ];
    assert_eq!(home(&plan, &sources, None), Some(1));
    assert_eq!(
        home(&plan, &sources[..1], None),
        None,
        "one of three is no half"
    );
    assert_eq!(home(&plan, &sources, Some("./network/")), Some(0));
    assert_eq!(home(&plan, &sources, Some("elsewhere")), None);
    let twice = [
        template("app", &same),
        template("plans", &same),
        template(".", &same),
    ];
    assert_eq!(home(&plan, &twice, None), Some(1), "where the plan lies");
    let unread = [template(".", &["a.one", "a.two", "module.m"])];
    assert_eq!(home(&plan, &unread, None), Some(0));
    assert_eq!(home(&template("x.json", &[]), &twice, None), None);
}
