//! Templates that are deployed several times, as the configuration says.

use crate::source::{FileId, Span};

use super::super::Place;
use super::{language, run};

const PARENT: &str = "Parameters:
  Stage: {Type: String, Default: none}
Conditions: {Prod: !Equals [!Ref Stage, prod]}
Resources:
  Nested: {Type: Made::Up::Stack, Properties: {TemplateURL: child.yaml, Parameters: {Stage: !Ref Stage}}}
  User: {Type: Made::Up::User, Properties: {P: !If [Prod, real, !Sub 'pretended for ${Stage}']}}";

const CHILD: &str = "Parameters: {Stage: {Type: String}}
Resources: {Inner: {Type: Made::Up::User, Properties: {P: !Ref Stage}}}";

fn place(stack: &str, stage: Option<&str>) -> (String, Place) {
    let at = Span::new(FileId(0), 0, 0);
    let parameters = stage.map(|stage| ("Stage".to_owned(), (stage.to_owned(), at)));
    let place = Place {
        stack: Some(stack.to_owned()),
        parameters: parameters.into_iter().collect(),
        ..Place::default()
    };
    (format!("main.yaml (stack {stack})"), place)
}

#[test]
fn each_deployment_has_its_own_parameters() {
    let mut language = language();
    let several = vec![
        place("one", Some("prod")),
        place("two", Some("test")),
        place("three", None),
    ];
    language
        .stacks
        .several
        .insert("main.yaml".to_owned(), several);
    let run = run(&[("child.yaml", CHILD), ("main.yaml", PARENT)], &language);
    assert_eq!(run.said, Vec::<String>::new());
    assert_eq!(
        run.paths(),
        [
            "child.yaml (stack main.yaml (stack one)/Nested)",
            "child.yaml (stack main.yaml (stack two)/Nested)",
            "child.yaml (stack main.yaml (stack three)/Nested)",
            "main.yaml (stack one)",
            "main.yaml (stack two)",
            "main.yaml (stack three)",
        ]
    );
    let of = |stack: &str| {
        let inner = format!("child.yaml (stack main.yaml (stack {stack})/Nested)");
        let outer = format!("main.yaml (stack {stack})");
        (run.property(&outer, "User"), run.property(&inner, "Inner"))
    };
    assert_eq!(of("one"), ("real".to_owned(), "prod".to_owned()));
    assert_eq!(
        of("two"),
        ("pretended for test".to_owned(), "test".to_owned())
    );
    let (outer, inner) = of("three");
    assert!(outer.starts_with("if Prod: real else text("), "{outer}");
    assert_eq!(inner, "Stage of main.yaml (stack three) = none");
}

#[test]
fn one_deployment_has_parameters_too() {
    let mut language = language();
    let (_, own) = place("one", Some("prod"));
    language.stacks.places.insert("main.yaml".to_owned(), own);
    let one = run(&[("child.yaml", CHILD), ("main.yaml", PARENT)], &language);
    assert_eq!(one.property("main.yaml", "User"), "real");
    assert_eq!(one.property("child.yaml", "Inner"), "prod");
    let odd = PARENT.replace("  Stage: {", "  Step: {");
    let odd = odd
        .replace("!Ref Stage", "!Ref Step")
        .replace("${Stage}", "${Step}");
    let two = run(&[("child.yaml", CHILD), ("main.yaml", &odd)], &language);
    assert_eq!(
        two.said,
        ["error unknown-parameter: `main.yaml` has no parameter `Stage`"]
    );
}
