//! Names in manifests that people try, and what they are told.

use super::{flat, run_in, scratch};

/// What is said of a component that is written so.
fn said(test: &str, component: &str) -> String {
    let folder = scratch(&format!("invalid-manifest-{test}"));
    let text = format!("architecture: tried\ncomponents:\n  tried: {component}\nflows: []\n");
    std::fs::write(folder.join("tried.architecture.yaml"), text).expect("a file");
    let run = run_in(
        &folder,
        &["check", ".", "--root", ".", "--as-of", "2026-12-01"],
        "",
    );
    assert_eq!(run.status, 2, "{component}: {}", run.out);
    flat(&run.out)
}

#[test]
fn kinds_that_people_try() {
    for (tried, told) in [
        (
            "aws.apigatewayv2.api",
            "did you mean `aws.apigateway.http-api`?",
        ),
        ("AWS::DynamoDB::Table", "did you mean `aws.dynamodb.table`?"),
        ("aws.dynamodb", "did you mean `aws.dynamodb.table`?"),
        ("aws.lambda.funktion", "`aws.lambda.function`"),
        ("lambda", "`aws.lambda.function`"),
        ("aws.s3", "`aws.s3.bucket`"),
        ("person", "did you mean `external.person`?"),
        ("external.persona", "did you mean `external.person`?"),
        ("zzzz", "`phipath schema manifest` lists all kinds"),
    ] {
        let out = said("kinds", &format!("{{kind: \"{tried}\"}}"));
        assert!(out.contains(told), "{tried}: {out}");
    }
}

#[test]
fn services_that_people_try() {
    for (tried, told) in [
        ("Amazon Bedrock", "did you mean `bedrock`?"),
        ("aws.bedrock", "did you mean `bedrock`?"),
        ("dynamo", "did you mean `dynamodb`?"),
        ("zzzz", "`phipath schema manifest` lists all services"),
    ] {
        let out = said("services", &format!("{{service: {tried}}}"));
        assert!(out.contains(told), "{tried}: {out}");
    }
}

#[test]
fn accounts_are_twelve_digits() {
    let out = said("accounts", "{kind: external.person, account: 1234}");
    assert!(out.contains("an account is 12 digits, not `1234`"), "{out}");
    let out = said("accounts", "{element: storage}");
    assert!(
        out.contains("unknown value of `element`: `storage`"),
        "{out}"
    );
}
