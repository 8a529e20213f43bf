//! Files in, names of policies with the text under their spans out.

use std::sync::Arc;

use crate::source::{Encoding, FileId, Place, SourceFile, Span};
use crate::syntax::{Limits, parse};

use super::{Policies, is_policies, lines, read};

fn file(path: &str, text: &str) -> Arc<SourceFile> {
    let (path, text) = (path.to_owned(), text.to_owned());
    Arc::new(SourceFile::new(FileId(0), path, text, Encoding::Utf8))
}

/// Each document: its name, what it is stated to be for, and what is written where its first action is.
fn show(file: &SourceFile, policies: &Policies) -> String {
    let mut out = String::new();
    for document in &policies.documents {
        let statement = document.value.get("Statement").map(|one| &one.items()[0]);
        let action = statement.and_then(|one| one.get("Action"));
        let action = action.map(|one| (one.items()[0].as_text(), one.items()[0].span));
        let (action, span) = action.unwrap_or((None, Span::new(file.id, 0, 0)));
        out.push_str(&format!(
            "{} {:?} {} at {}\n",
            document.name,
            document.stated,
            action.unwrap_or("-"),
            file.slice(span)
        ));
    }
    out
}

fn check(path: &str, text: &str) -> String {
    let file = file(path, text);
    let (limits, mut faults) = (Limits::default(), Vec::new());
    let read = match super::is_lines_path(path) {
        true => lines(&file, &limits, &mut faults),
        false => {
            let (tree, said) = parse(&file, &limits);
            faults.extend(said);
            let root = tree.root().filter(|root| is_policies(*root));
            root.map(|root| read(&tree, root, &limits, &mut faults))
        }
    };
    let mut out = read.map_or("no policies\n".to_owned(), |read| show(&file, &read));
    for fault in faults {
        if let Place::Span(span) = fault.place {
            let place = file.position(span.start);
            out.push_str(&format!(
                "{}:{} {}\n",
                place.line, place.column, fault.message
            ));
        }
    }
    out
}

const READ: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "*"}]}"#;

#[test]
fn a_document_alone() {
    assert_eq!(
        check("roles/reader.json", READ),
        "reader Nothing s3:GetObject at \"s3:GetObject\"\n"
    );
    let yaml = "Statement:\n  Effect: Allow\n  Action: s3:GetObject\n  Resource: '*'\n";
    assert_eq!(
        check("reader.yaml", yaml),
        "reader Nothing s3:GetObject at s3:GetObject\n"
    );
    let empty = r#"{"Version": "2012-10-17", "Statment": []}"#;
    assert_eq!(check("reader.json", empty), "reader Nothing - at \n");
}

#[test]
fn bundles() {
    let list = format!("[{READ}, {{\"name\": \"second\", \"document\": {READ}}}]");
    let expected = "all-1 Nothing s3:GetObject at \"s3:GetObject\"\nsecond Nothing s3:GetObject at \"s3:GetObject\"\n";
    assert_eq!(check("all.json", &list), expected);
    let mapping = format!("{{\"one\": {READ}, \"two\": {{\"PolicyDocument\": {READ}}}}}");
    let expected = "one Nothing s3:GetObject at \"s3:GetObject\"\ntwo Nothing s3:GetObject at \"s3:GetObject\"\n";
    assert_eq!(check("all.json", &mapping), expected);
}

#[test]
fn a_policy_on_each_line() {
    let text =
        format!("{{\"name\": \"one\", \"document\": {READ}}}\n\n{{\"name\": \"two\"}}\n{READ}\n");
    let expected = "one Nothing s3:GetObject at \"s3:GetObject\"\nall-4 Nothing s3:GetObject at \"s3:GetObject\"\n\
                    3:1 this line is no policy: expected an object with `name` and `document`\n";
    assert_eq!(check("all.jsonl", &text), expected);
    assert_eq!(
        check("all.jsonl", "{\"name\": 1}\n").lines().next(),
        Some("no policies")
    );
}

#[test]
fn what_the_command_line_prints() {
    let version = format!("{{\"PolicyVersion\": {{\"Document\": {READ}, \"VersionId\": \"v1\"}}}}");
    assert_eq!(
        check("reader.json", &version),
        "reader Identity s3:GetObject at \"s3:GetObject\"\n"
    );
    let inline =
        format!("{{\"RoleName\": \"R\", \"PolicyName\": \"P\", \"PolicyDocument\": {READ}}}");
    assert_eq!(
        check("out.json", &inline),
        "P Identity s3:GetObject at \"s3:GetObject\"\n"
    );
}

#[test]
fn documents_as_text() {
    let escaped = READ.replace('"', "\\\"");
    let version = format!("{{\"PolicyVersion\": {{\"Document\": \"{escaped}\"}}}}");
    let expected = "reader Identity s3:GetObject at \\\"s3:GetObject\\\"\n";
    assert_eq!(check("reader.json", &version), expected);

    let encoded = READ
        .replace('"', "%22")
        .replace('{', "%7B")
        .replace(' ', "%20");
    let version = format!("{{\"PolicyVersion\": {{\"Document\": \"{encoded}\"}}}}");
    let expected = format!("reader Identity s3:GetObject at \"{encoded}\"\n");
    assert_eq!(check("reader.json", &version), expected);
}

#[test]
fn broken_texts_have_a_place() {
    let text = "{\"PolicyVersion\":\n {\"Document\": \"{\\\"Statement\\\": [}\"}}";
    assert_eq!(
        check("reader.json", text),
        "2:33 expected a value, found `}`\n"
    );
}

#[test]
fn all_of_an_account() {
    let text = format!(
        r#"{{"RoleDetailList": [{{"RoleName": "R", "AssumeRolePolicyDocument": {READ}, "RolePolicyList": [{{"PolicyName": "P", "PolicyDocument": {READ}}}]}}],
            "Policies": [{{"PolicyName": "M", "PolicyVersionList": [{{"Document": {{}}, "IsDefaultVersion": false}}, {{"Document": {READ}, "IsDefaultVersion": true}}]}}]}}"#
    );
    let expected = "R Trust s3:GetObject at \"s3:GetObject\"\nR/P Identity s3:GetObject at \"s3:GetObject\"\nM Identity s3:GetObject at \"s3:GetObject\"\n";
    assert_eq!(check("account.json", &text), expected);
}

#[test]
fn other_texts_are_no_policies() {
    let others = [
        "{}",
        "[]",
        "{\"Statement\": \"SELECT 1\"}",
        "{\"Statement\": [{\"Text\": \"a\"}]}",
        "{\"Version\": \"1\", \"Statement\": []}",
        "{\"Version\": \"2012-10-17\", \"services\": {\"web\": {}}}",
        "{\"name\": \"one\", \"document\": \"a text\"}",
        "{\"Policies\": []}",
        "[{\"name\": \"one\"}]",
        "a: 1",
        "text",
    ];
    for text in others {
        assert_eq!(check("other.yaml", text), "no policies\n", "{text}");
    }
}
