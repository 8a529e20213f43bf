//! Policies made to take time: each is decided soon, and nothing panics.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use phipath::policy::context::Context;
use phipath::policy::evaluate::{Layer, Outcome, Policies, decide};
use phipath::policy::prepare::Prepared;
use phipath::policy::request::{Caller, Request, Target};
use phipath::policy::sort::likely_sort;
use phipath::policy::{PatternText, Reading};

use super::{policy, prepared, read_json};

/// Far more than is needed, also without optimisation on a busy machine.
const SOON: Duration = Duration::from_secs(20);

fn account() -> Option<PatternText> {
    Some(PatternText::literal("111122223333"))
}

fn outcome(identity: &Prepared, action: &str, language: &str) -> Outcome {
    let caller = Caller::user(
        PatternText::literal("arn:aws:iam::111122223333:user/ana"),
        account(),
    );
    let policies = Policies {
        identity: Layer {
            policies: vec![identity],
            unread: None,
        },
        resource: Layer {
            policies: vec![identity],
            unread: None,
        },
        ..Policies::default()
    };
    let request = Request {
        caller: &caller,
        action,
        target: &Target::new(PatternText::pattern(language), account()),
        context: &Context::open(),
    };
    decide(&request, &policies).outcome
}

fn allow(resource: &str) -> Value {
    json!({"Effect": "Allow", "Action": "made:Get", "Resource": resource})
}

fn document(statements: Vec<Value>) -> String {
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

fn soon(what: impl FnOnce()) {
    let start = Instant::now();
    what();
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
}

#[test]
fn ten_thousand_statements() {
    let statements = (0..10_000)
        .map(|index| allow(&format!("r/{index}/*")))
        .collect();
    let text = document(statements);
    soon(|| {
        let identity = prepared(&text);
        assert_eq!(outcome(&identity, "made:get", "r/9999/a"), Outcome::Allowed);
        assert_eq!(outcome(&identity, "made:get", "r/x"), Outcome::Denied);
        assert_eq!(outcome(&identity, "made:get", "r/*"), Outcome::Allowed);
        assert_eq!(outcome(&identity, "made:put", "r/*"), Outcome::Denied);
    });
}

#[test]
fn six_megabytes() {
    let statements = (0..6).map(|_| allow(&"a*".repeat(500_000))).collect();
    let text = document(statements);
    assert!(text.len() > 6_000_000);
    soon(|| {
        let identity = prepared(&text);
        let language = "a*".repeat(200);
        assert_ne!(outcome(&identity, "made:get", &language), Outcome::Allowed);
    });
}

#[test]
fn patterns_that_explode() {
    let pattern = |seed: usize| {
        let part = |index: usize| ["a*", "*a?", "?*b", "**a"][(index * seed) % 4];
        (0..150).map(part).collect::<String>()
    };
    let statements = (1..2_000).map(|seed| allow(&pattern(seed))).collect();
    let text = document(statements);
    soon(|| {
        let identity = prepared(&text);
        for language in [
            "*a".repeat(150),
            "*?".repeat(100),
            "a".repeat(300),
            "?".repeat(400) + "*",
        ] {
            outcome(&identity, "made:get", &language);
        }
    });
}

#[test]
fn principals_of_every_shape() {
    let shapes = [
        json!("*"),
        json!("arn:aws:iam::111122223333:root"),
        json!(""),
        json!(null),
        json!([]),
        json!(["*"]),
        json!({}),
        json!({"AWS": []}),
        json!({"AWS": {}}),
        json!({"AWS": [null, 1, true, ["x"], {"a": "b"}]}),
        json!({"AWS": 111_122_223_333u64}),
        json!({"AWS": ":::::"}),
        json!({"AWS": "arn:aws:iam::111122223333:user/*"}),
        json!({"AWS": "AIDAMADEUPIDENTIFIER"}),
        json!({"Nobody": "x"}),
        json!({"Service": "*", "Federated": "*", "CanonicalUser": "*"}),
        json!(7),
    ];
    for shape in &shapes {
        for element in ["Principal", "NotPrincipal"] {
            for effect in ["Allow", "Deny"] {
                let mut statement = json!({"Effect": effect, "Action": "made:*", "Resource": "*"});
                statement[element] = shape.clone();
                if let (Reading::Read(policy), _) = read_json(&document(vec![statement])) {
                    likely_sort(&policy, Some("a/b_scp.json"));
                    let prepared = Prepared::new(&policy, &phipath::policy::prepare::AsWritten);
                    outcome(&prepared, "made:get", "r/*");
                }
            }
        }
    }
}

#[test]
fn odd_actions_and_conditions() {
    let odd = [
        "",
        ":",
        "::",
        "*:*",
        "made",
        "${x}",
        "${",
        "${}",
        "${a,}",
        "${a,'}",
        "${*",
        "\u{E000}\u{E100}?",
    ];
    for text in odd {
        for operator in [
            "StringLike",
            "ArnLike",
            "NumericEquals",
            "DateLessThan",
            "IpAddress",
            "BinaryEquals",
            "Null",
            "Bool",
            text,
        ] {
            let statement = json!({
                "Effect": "Allow", "Action": [text, "made:Get"], "Resource": text, "Sid": text,
                "Condition": {operator: {text: [text, 1, null, [text], {"a": text}]}},
            });
            let policy = policy(&document(vec![statement.clone(), statement]));
            let prepared = Prepared::new(&policy, &phipath::policy::prepare::AsWritten);
            for action in ["made:get", "", ":", text] {
                outcome(&prepared, action, text);
                outcome(&prepared, action, "*");
            }
        }
    }
}

#[test]
fn deep_nesting() {
    let deep = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
    for text in [
        format!("{{\"Statement\": {deep}}}"),
        format!(
            "{{\"Statement\": {{\"Effect\": \"Allow\", \"Action\": \"*\", \"Condition\": {deep}}}}}"
        ),
    ] {
        soon(|| {
            read_json(&text);
        });
    }
}

#[test]
fn many_policies_and_many_resources() {
    let policies: Vec<_> = (0..1_641)
        .map(|index| {
            let actions: Vec<_> = (0..20)
                .map(|action| format!("service{}:Do{action}", index % 200))
                .collect();
            prepared(&document(vec![
                json!({"Effect": "Allow", "Action": actions, "Resource": "*"}),
            ]))
        })
        .collect();
    let caller = Caller::session(
        PatternText::literal("arn:aws:iam::111122223333:role/reader"),
        account(),
    );
    let context = Context::open();
    let targets: Vec<_> = (0..100)
        .map(|index| {
            Target::new(
                PatternText::pattern(format!("arn:aws:made:::r{index}/*")),
                account(),
            )
        })
        .collect();
    soon(|| {
        let mut allowed = 0;
        for one in &policies {
            let layers = Policies {
                identity: Layer {
                    policies: vec![one],
                    unread: None,
                },
                ..Policies::default()
            };
            for target in &targets {
                let request = Request {
                    caller: &caller,
                    action: "service7:do3",
                    target,
                    context: &context,
                };
                allowed += usize::from(decide(&request, &layers).outcome == Outcome::Allowed);
            }
        }
        assert_eq!(allowed, 9 * 100);
    });
}
