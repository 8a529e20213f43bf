//! Documents, and what each is probably for.

use crate::policy::sort::{Likely, Sort, likely_sort};
use crate::policy::{Reading, read};
use crate::source::{FileId, Span};
use crate::syntax::Value;

fn likely(statements: &str, hint: Option<&str>) -> Likely {
    let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}");
    let span = Span::new(FileId(0), 0, text.len() as u32);
    match read(&Value::text(text, span)).0 {
        Reading::Read(policy) => likely_sort(&policy, hint),
        Reading::Opaque(cause) => panic!("{cause}"),
    }
}

const GRANT: &str = r#"{"Effect": "Allow", "Action": "made:Get", "Resource": "*"}"#;
const DENIAL: &str = r#"{"Effect": "Deny", "Action": "made:Get", "Resource": "*"}"#;
const OPEN: &str = r#"{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}"#;
const CONTROL: &str =
    r#"{"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "*", "Resource": "*"}"#;
const BUCKET: &str = r#"{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "made:Get", "Resource": "*"}"#;
const TRUST: &str =
    r#"{"Effect": "Allow", "Principal": {"Service": "made.example"}, "Action": "made:Assume"}"#;

#[test]
fn by_form_alone() {
    let sort = |text: &str| likely(text, None).sort;
    assert_eq!(sort(GRANT), Sort::Identity);
    assert_eq!(sort(DENIAL), Sort::ServiceControl);
    assert_eq!(sort(OPEN), Sort::Endpoint);
    assert_eq!(sort(CONTROL), Sort::ResourceControl);
    assert_eq!(sort(BUCKET), Sort::Resource);
    assert_eq!(sort(TRUST), Sort::Trust);
    assert!(likely(TRUST, None).is_grant());
    for text in [GRANT, DENIAL, OPEN, CONTROL, BUCKET] {
        let likely = likely(text, None);
        assert!(!likely.is_sure() && !likely.is_grant(), "{text}");
    }
}

#[test]
fn by_name_too() {
    for (text, hint, sort) in [
        (GRANT, "org/scp/allow.json", Sort::ServiceControl),
        (DENIAL, "Deny-SCP.json", Sort::ServiceControl),
        (
            DENIAL,
            "service-control-policy-examples/x.json",
            Sort::ServiceControl,
        ),
        (
            CONTROL,
            "resource_control_policies/a.json",
            Sort::ResourceControl,
        ),
        (OPEN, "vpc_endpoint_policies/a.json", Sort::Endpoint),
        (GRANT, "developer permissions boundary.json", Sort::Boundary),
        (BUCKET, "notes-key-policy.json", Sort::Key),
    ] {
        let likely = likely(text, Some(hint));
        assert_eq!((likely.sort, likely.is_sure()), (sort, true), "{hint}");
    }
}

#[test]
fn a_name_that_does_not_go_with_the_form() {
    let found = likely(BUCKET, Some("scp/bucket.json"));
    assert_eq!(found.sort, Sort::Resource);
    assert!(!found.is_sure());
    // Part of another word.
    assert_eq!(
        likely(GRANT, Some("describescps2.json")).sort,
        Sort::Identity
    );
    // A resource control policy allows nothing.
    assert_eq!(likely(OPEN, Some("rcp.json")).sort, Sort::Endpoint);
}

#[test]
fn a_document_in_which_nothing_stands() {
    let found = likely("", Some("scp.json"));
    assert_eq!(found.sort, Sort::ServiceControl);
    assert!(!likely("", None).is_grant());
}
