//! Documented cases, from `testdata/policies`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use phipath::policy::PatternText;
use phipath::policy::context::{Context, Known};
use phipath::policy::evaluate::{Authority, Layer, Policies, decide};
use phipath::policy::prepare::Prepared;
use phipath::policy::request::{Caller, CallerSort, Request, Standing, Target};
use phipath::syntax::{Cause, CauseKind};

use super::{prepared, word, yaml};

const ACCOUNT: &str = "111122223333";

fn text<'v>(case: &'v Value, key: &str, otherwise: &'v str) -> &'v str {
    case.get(key).and_then(Value::as_str).unwrap_or(otherwise)
}

fn caller(case: &Value) -> Caller {
    let literal = PatternText::literal;
    let account = Some(literal(ACCOUNT));
    let own = |name: &str| literal(&format!("arn:aws:iam::{ACCOUNT}:{name}"));
    let session = |name: &str| Some(literal(&format!("arn:aws:sts::{ACCOUNT}:{name}")));
    let user = Caller::user(own("user/ana"), account.clone());
    let mut caller = match text(case, "caller", "user") {
        "user" => user,
        "root" => Caller {
            sort: CallerSort::Root,
            name: own("root"),
            ..user
        },
        "session" => Caller {
            session: session("assumed-role/reader/one"),
            ..Caller::session(own("role/reader"), account)
        },
        "federated-user" => Caller {
            sort: CallerSort::FederatedUser,
            session: session("federated-user/ana"),
            ..user
        },
        "federated" => Caller {
            sort: CallerSort::Federated,
            name: literal("idp.example"),
            account: None,
            ..user
        },
        "service" => Caller::service(literal("made.example")),
        "anonymous" => Caller::anonymous(),
        other => panic!("{other}"),
    };
    caller.standing = match text(case, "standing", "member") {
        "member" => Standing::Member,
        "management" => Standing::Management,
        "service-linked" => Standing::ServiceLinked,
        other => panic!("{other}"),
    };
    caller
}

fn context(case: &Value) -> Context {
    let mut context = match case.get("open") {
        Some(_) => Context::open(),
        None => Context::complete(),
    };
    for (key, value) in case
        .get("context")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let known = match value {
            Value::Array(items) => Known::values(items.iter().filter_map(Value::as_str)),
            Value::String(text) => Known::value(text),
            other => panic!("{other}"),
        };
        context.set(key, known);
    }
    context
}

/// A document from a list of statements, or a whole one.
fn document(value: &Value) -> Prepared {
    let document = match value {
        Value::Array(_) => json!({"Version": "2012-10-17", "Statement": value}),
        whole => whole.clone(),
    };
    prepared(&document.to_string())
}

fn documents(case: &Value, key: &str) -> Option<Vec<Prepared>> {
    let list = case.get(key)?.as_array()?;
    Some(list.iter().map(document).collect())
}

fn layer(documents: &[Prepared]) -> Layer<'_> {
    Layer {
        policies: documents.iter().collect(),
        unread: None,
    }
}

fn outcome(case: &Value) -> &'static str {
    let (caller, context) = (caller(case), context(case));
    let owner = match text(case, "owner", ACCOUNT) {
        "unknown" => None,
        id => Some(PatternText::literal(id)),
    };
    let target = match text(case, "on", "arn:aws:s3:::notes/a") {
        "unspecific" => Target::unspecific(owner),
        language => Target::new(PatternText::pattern(language), owner),
    };
    let request = Request {
        caller: &caller,
        action: text(case, "do", "s3:getobject"),
        target: &target,
        context: &context,
    };
    let all: BTreeMap<_, _> = [
        "identity", "boundary", "session", "resource", "rcp", "endpoint",
    ]
    .into_iter()
    .filter_map(|key| documents(case, key).map(|list| (key, list)))
    .collect();
    let of = |key: &str| all.get(key).map(|list| layer(list));
    let levels = case.get("scp").and_then(Value::as_array);
    let levels: Vec<Vec<Prepared>> = levels
        .into_iter()
        .flatten()
        .map(|level| {
            level
                .as_array()
                .expect("a level")
                .iter()
                .map(document)
                .collect()
        })
        .collect();
    let mut policies = Policies {
        identity: of("identity").unwrap_or_default(),
        boundary: of("boundary"),
        session: of("session"),
        resource: of("resource").unwrap_or_default(),
        authority: match text(case, "authority", "shared") {
            "required" => Authority::Required,
            _ => Authority::Shared,
        },
        service_control: levels.iter().map(|level| layer(level)).collect(),
        resource_control: of("rcp").unwrap_or_default(),
        endpoint: of("endpoint"),
    };
    if case.get("unread").is_some() {
        policies.service_control.push(Layer {
            policies: Vec::new(),
            unread: Some(Cause::new(CauseKind::NotRead, "the organization")),
        });
    }
    let decision = decide(&request, &policies);
    let word = word(&decision);
    assert_eq!(word == "may", !decision.causes.is_empty(), "{case}");
    word
}

#[test]
fn documented_cases() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/policies");
    let mut count = 0;
    let mut wrong = Vec::new();
    for name in ["cases.yaml", "layers.yaml"] {
        let text = std::fs::read_to_string(folder.join(name)).expect("a file");
        let file = yaml(name, text);
        for case in file["cases"].as_array().expect("cases") {
            let source = &file["sources"][case["source"].as_str().expect("a source")];
            assert!(
                source["url"].is_string() && source["read"].is_string(),
                "{case}"
            );
            assert!(case["section"].is_string(), "{case}");
            count += 1;
            let (found, expected) = (outcome(case), case["expect"].as_str().expect("a word"));
            if found != expected {
                wrong.push(format!("{}: {found}, not {expected}", case["name"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 120, "{count} cases");
}
