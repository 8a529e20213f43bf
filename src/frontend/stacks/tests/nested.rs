//! Nested stacks, values in the parameter store, and what cannot be followed.

use super::super::needed;
use super::{language, run, shown};

const PARENT: &str = "Parameters: {Stage: {Type: String, Default: test}}
Conditions: {Wanted: !Equals [!Ref Stage, live]}
Resources:
  Vpc: {Type: Made::Up::Network}
  Nested:
    Type: Made::Up::Stack
    Condition: Wanted
    Properties:
      TemplateURL: parts/child.yaml
      Parameters: {Network: !Ref Vpc, Mode: full, Names: !Join [',', [!Ref Vpc, x]], Where: !Ref Stage}
  User: {Type: Made::Up::User, Properties: {P: !GetAtt Nested.Outputs.Queue}}
";
const CHILD: &str = "Parameters:
  Network: {Type: String}
  Mode: {Type: String, Default: none}
  Names: {Type: CommaDelimitedList}
  Where: {Type: String}
  Left: {Type: String, Default: left}
Conditions: {IsFull: !Equals [!Ref Mode, full], HasNetwork: !Not [!Equals [!Ref Network, '']]}
Resources:
  Queue: {Type: Made::Up::Queue, Properties: {P: !Ref Names}}
  Full: {Type: Made::Up::User, Condition: IsFull, Properties: {P: !Sub '${Where}-${Left}'}}
  Inside: {Type: Made::Up::User, Condition: HasNetwork, Properties: {P: !Ref Network}}
Outputs: {Queue: {Value: !GetAtt Queue.Arn}}
";

#[test]
fn a_nested_stack_gets_parameters_and_gives_outputs() {
    let run = run(
        &[("a/main.yaml", PARENT), ("a/parts/child.yaml", CHILD)],
        &language(),
    );
    assert_eq!(run.paths(), ["a/main.yaml", "a/parts/child.yaml"]);
    let child = "a/parts/child.yaml";
    assert_eq!(run.property(child, "Queue"), "list(->a/main.yaml#Vpc. + x)");
    assert_eq!(run.property(child, "Inside"), "->a/main.yaml#Vpc.");
    assert_eq!(
        run.property(child, "Full"),
        "text(Stage of a/main.yaml = test + -left)"
    );
    assert_eq!(
        run.property("a/main.yaml", "User"),
        "->a/parts/child.yaml#Queue.Arn"
    );
    let names = |path: &str| -> Vec<String> {
        let resources = run.template(path).resources.iter();
        resources
            .map(|one| format!("{} {}", one.name, one.when))
            .collect()
    };
    assert_eq!(names("a/main.yaml"), ["Vpc always", "User always"]);
    // What the parent hands down decides the conditions, and its own condition holds for all.
    assert_eq!(
        names(child),
        ["Queue Wanted", "Full Wanted", "Inside Wanted"]
    );
    assert!(run.said.is_empty(), "{:?}", run.said);
}

#[test]
fn outputs_of_one_nested_stack_go_into_another_one() {
    let parent = "Resources:
  Base: {Type: Made::Up::Stack, Properties: {TemplateURL: base.yaml}}
  App: {Type: Made::Up::Stack, Properties: {TemplateURL: app.yaml, Parameters: {First: !Select [0, !Split [',', !GetAtt Base.Outputs.All]]}}}";
    let base = "Resources: {A: {Type: Made::Up::Part}, B: {Type: Made::Up::Part}}
Outputs: {All: {Value: !Join [',', [!Ref A, !Ref B]]}}";
    let app = "Parameters: {First: {Type: String}}
Resources: {User: {Type: Made::Up::User, Properties: {P: !Ref First}}}";
    let run = run(
        &[
            ("app.yaml", app),
            ("base.yaml", base),
            ("main.yaml", parent),
        ],
        &language(),
    );
    let first = run.property("app.yaml", "User");
    assert!(first.contains("->base.yaml#A."), "{first}");
}

#[test]
fn a_template_that_is_nested_twice_is_two_stacks() {
    let parent = "Resources:
  One: {Type: Made::Up::Stack, Properties: {TemplateURL: child.yaml, Parameters: {Name: one}}}
  Two: {Type: Made::Up::Stack, Properties: {TemplateURL: ./child.yaml, Parameters: {Name: two}}}
  User: {Type: Made::Up::User, Properties: {P: [!GetAtt One.Outputs.Queue, !GetAtt Two.Outputs.Queue]}}";
    let child = "Parameters: {Name: {Type: String}}
Resources: {Queue: {Type: Made::Up::Queue, Properties: {P: !Ref Name}}}
Outputs: {Queue: {Value: !Ref Queue}}";
    let run = run(&[("child.yaml", child), ("main.yaml", parent)], &language());
    let (one, two) = (
        "child.yaml (stack main.yaml/One)",
        "child.yaml (stack main.yaml/Two)",
    );
    assert_eq!(run.paths(), [one, two, "main.yaml"]);
    assert_eq!(
        (run.property(one, "Queue"), run.property(two, "Queue")),
        ("one".into(), "two".into())
    );
    assert_eq!(
        run.property("main.yaml", "User"),
        format!("list(->{one}#Queue. + ->{two}#Queue.)")
    );
}

#[test]
fn stacks_that_nest_themselves_end() {
    let nests = |path: &str| {
        format!(
            "Resources: {{Nested: {{Type: Made::Up::Stack, Properties: {{TemplateURL: {path}}}}}}}"
        )
    };
    let own = run(&[("a.yaml", &nests("a.yaml"))], &language());
    assert_eq!(
        own.said,
        ["error stack-cycle: stack `Nested` nests `a.yaml` within itself"]
    );
    assert_eq!(own.paths(), ["a.yaml"]);
    let circle = run(
        &[("a.yaml", &nests("b.yaml")), ("b.yaml", &nests("a.yaml"))],
        &language(),
    );
    assert_eq!(circle.paths(), ["a.yaml", "b.yaml"]);
    assert_eq!(
        circle.said,
        ["error stack-cycle: stack `Nested` nests `a.yaml` within itself"]
    );
}

#[test]
fn stacks_that_double_at_each_level_end() {
    let level = |next: usize| {
        let one = |name: &str| {
            format!("{name}: {{Type: Made::Up::Stack, Properties: {{TemplateURL: t{next}.yaml}}}}")
        };
        format!("Resources: {{{}, {}}}", one("One"), one("Two"))
    };
    let mut files: Vec<(String, String)> = (0..14)
        .map(|at| (format!("t{at}.yaml"), level(at + 1)))
        .collect();
    files.push((
        "t14.yaml".to_owned(),
        "Resources: {Queue: {Type: Made::Up::Queue}}".to_owned(),
    ));
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let run = run(&files, &language());
    assert!(run.templates.len() <= 2_100, "{}", run.templates.len());
    assert!(
        run.said
            .iter()
            .any(|one| one.starts_with("error too-many-stacks")),
        "{:?}",
        run.said
    );
}

#[test]
fn stacks_that_feed_each_other_end() {
    let nests = |name: &str, other: &str| {
        format!(
            "{name}: {{Type: Made::Up::Stack, Properties: {{TemplateURL: child.yaml, Parameters: {{In: !GetAtt {other}.Outputs.Out}}}}}}"
        )
    };
    let parent = format!(
        "Resources: {{{}, {}}}",
        nests("One", "Two"),
        nests("Two", "One")
    );
    let deep = (0..80).fold("!Sub '${In}-${In}'".to_owned(), |inner, at| {
        format!("!If [C{}, {inner}, x]", at % 40)
    });
    let conditions: Vec<String> = (0..40)
        .map(|at| format!("C{at}: !Equals [!Ref 'AWS::Region', r{at}]"))
        .collect();
    let child = format!(
        "Parameters: {{In: {{Type: String}}}}
Conditions: {{{}}}
Resources: {{Queue: {{Type: Made::Up::Queue, Properties: {{P: !Ref In}}}}}}
Outputs: {{Out: {{Value: {deep}}}}}",
        conditions.join(", ")
    );
    let run = run(
        &[("child.yaml", &child), ("main.yaml", &parent)],
        &language(),
    );
    assert_eq!(run.templates.len(), 3);
}

#[test]
fn what_cannot_be_followed_is_said() {
    let text = "Resources:
  Away: {Type: Made::Up::Stack, Properties: {TemplateURL: !Sub 'https://${AWS::Region}.example.com/a.yaml'}}
  Gone: {Type: Made::Up::Stack, Properties: {TemplateURL: gone.yaml}}
  Open: {Type: Made::Up::Stack, Properties: {TemplateURL: !Ref Away}}";
    let run = run(&[("a.yaml", text)], &language());
    assert_eq!(
        run.said,
        [
            "note stack-not-read: the template of stack `Away` is at `https://….example.com/a.yaml`: it is not fetched, and what it deploys is not checked",
            "error stack-not-read: `gone.yaml`, the template of stack `Gone`, was not read: what it deploys is not checked",
            "note stack-not-read: which template stack `Open` has is not known before deployment: what it deploys is not checked",
        ]
    );
    assert_eq!(run.template("a.yaml").resources.len(), 3);
}

#[test]
fn parameters_that_do_not_fit_are_said() {
    let parent = "Resources: {Nested: {Type: Made::Up::Stack, Properties: {TemplateURL: child.yaml, Parameters: {Naem: x}}}}";
    let child = "Parameters: {Name: {Type: String}}\nResources: {Queue: {Type: Made::Up::Queue, Properties: {P: !Ref Name}}}";
    let run = run(&[("child.yaml", child), ("main.yaml", parent)], &language());
    assert_eq!(
        run.said,
        [
            "error unknown-parameter: `child.yaml` has no parameter `Naem`",
            "warning parameter-without-value: stack `Nested` gives no value for parameter `Name`, which has no default",
        ]
    );
    assert_eq!(
        run.property("child.yaml", "Queue"),
        "unknown: the value of parameter `Name` is not known"
    );
}

#[test]
fn an_output_that_the_nested_template_does_not_have_is_an_error() {
    let parent = "Resources:
  Nested: {Type: Made::Up::Stack, Properties: {TemplateURL: child.yaml}}
  User: {Type: Made::Up::User, Properties: {P: !GetAtt Nested.Outputs.Queu}}";
    let child =
        "Resources: {Queue: {Type: Made::Up::Queue}}\nOutputs: {Queue: {Value: !Ref Queue}}";
    let run = run(&[("child.yaml", child), ("main.yaml", parent)], &language());
    assert_eq!(
        run.said,
        ["error unknown-output: the template of stack `Nested` has no output `Queu`"]
    );
}

#[test]
fn stored_values_are_perhaps_those_of_the_one_that_keeps_them() {
    let keeps = "Resources: {Queue: {Type: Made::Up::Queue}, Kept: {Type: Made::Up::Kept, Properties: {Name: /made/queue, Value: !Ref Queue}}}";
    let reads =
        "Parameters: {Queue: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /made/queue}}
Resources:
  One: {Type: Made::Up::User, Properties: {P: !Ref Queue}}
  Two: {Type: Made::Up::User, Properties: {P: '{{resolve:ssm:/made/queue:1}}'}}";
    let one = run(&[("a.yaml", keeps), ("b.yaml", reads)], &language());
    let perhaps: Vec<String> = one
        .template("b.yaml")
        .perhaps
        .iter()
        .map(|(cause, value)| format!("{}: {}", cause.subject, shown(value)))
        .collect();
    assert_eq!(
        perhaps,
        [
            "Queue: ->a.yaml#Queue.",
            "{{resolve:ssm:/made/queue:1}}: ->a.yaml#Queue."
        ]
    );
    assert!(one.property("b.yaml", "One").starts_with("unknown: "));
    let two = run(
        &[("a.yaml", keeps), ("b.yaml", reads), ("c.yaml", keeps)],
        &language(),
    );
    assert!(two.template("b.yaml").perhaps.is_empty());
}

#[test]
fn what_a_stack_keeps_itself_is_what_it_reads() {
    let text = "Parameters:
  Stage: {Type: String, AllowedValues: [prod, test]}
  Queue: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /made/queue}
  Zones: {Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: /made/zones}
Conditions: {Prod: !Equals [!Ref Stage, prod]}
Resources:
  Line: {Type: Made::Up::Queue}
  Kept: {Type: Made::Up::Kept, Properties: {Name: /made/queue, Value: !Ref Line}}
  List: {Type: Made::Up::Kept, Properties: {Name: /made/zones, Value: 'one,two'}}
  Late: {Type: Made::Up::Kept, Properties: {Name: /made/late, Value: 'x-{{resolve:ssm:/made/queue}}'}}
  Some: {Type: Made::Up::Kept, Condition: Prod, Properties: {Name: /made/some, Value: here}}
  Round: {Type: Made::Up::Kept, Properties: {Name: /made/round, Value: '{{resolve:ssm:/made/round}}{{resolve:ssm:/made/round}}'}}
  One: {Type: Made::Up::User, Properties: {P: !Ref Queue}}
  Two: {Type: Made::Up::User, Properties: {P: !Sub '{{resolve:ssm:/made/queue}}/${Stage}'}}
  Three: {Type: Made::Up::User, Properties: {P: '{{resolve:ssm:/made/late}}'}}
  Four: {Type: Made::Up::User, Properties: {P: '{{resolve:ssm:/made/some}}'}}
  Five: {Type: Made::Up::User, Properties: {P: !Ref Zones}}
  Older: {Type: Made::Up::User, Properties: {P: '{{resolve:ssm:/made/queue:1}}'}}
  Circle: {Type: Made::Up::User, Properties: {P: '{{resolve:ssm:/made/round}}'}}";
    let other =
        "Resources: {Kept: {Type: Made::Up::Kept, Properties: {Name: /made/queue, Value: other}}}";
    let run = run(&[("a.yaml", text), ("b.yaml", other)], &language());
    let is = |resource: &str| run.property("a.yaml", resource);
    assert_eq!(is("One"), "->Line.");
    assert_eq!(is("Two"), "text(->Line. + / + Stage = )");
    assert_eq!(is("Three"), "text(x- + ->Line.)");
    assert!(
        is("Four").starts_with("if Prod: here else unknown: "),
        "{}",
        is("Four")
    );
    assert_eq!(is("Five"), "list(one + two)");
    assert!(is("Older").starts_with("unknown: "), "{}", is("Older"));
    assert!(is("Circle").starts_with("unknown: "), "{}", is("Circle"));
}

#[test]
fn files_that_a_template_names_are_found_in_its_text() {
    let text = "Resources:
  One: {Type: Made::Up::Stack, Properties: {TemplateURL: ./parts/one.yaml}}
  Two: {Type: Made::Up::Stack, Metadata: {'made:asset': two.json}, Properties: {TemplateURL: !Sub 'https://x/${AWS::Region}'}}
  Away: {Type: Made::Up::Stack, Properties: {TemplateURL: 'https://example.com/a.yaml'}}
  Open: {Type: Made::Up::Stack, Properties: {TemplateURL: !Ref Away}}";
    let needed = needed("a.yaml", text, &language().stacks);
    assert_eq!(needed, ["./parts/one.yaml", "two.json"]);
}
