//! Hostile texts in pictures and at the terminal.

use phipath::Settings;
use phipath::report::graph::{dot, mermaid, svg};

use crate::invalid::{run_in, scratch};
use crate::support::analyse_text;

use super::{drawn, whole};

/// A template in which every name that can be chosen is hostile: logical ids, names, hosts.
fn hostile(name: &str) -> String {
    let name = serde_json::Value::from(name).to_string();
    format!(
        "{{\"Resources\": {{{name}: {{\"Type\": \"AWS::S3::Bucket\", \"Properties\": {{\"BucketName\": {name}, \"Tags\": [{{\"Key\": \"DataClassification\", \"Value\": \"PHI\"}}]}}}},\n\
         \"Unknown\": {{\"Type\": {name}}},\n\
         \"F\": {{\"Type\": \"AWS::Lambda::Function\", \"Properties\": {{\"Role\": {{\"Fn::GetAtt\": [\"R\", \"Arn\"]}}, \"Environment\": {{\"Variables\": {{{name}: \"https://api.example.com/v1\", \"B\": {{\"Ref\": {name}}}}}}}}}}},\n\
         \"R\": {{\"Type\": \"AWS::IAM::Role\", \"Properties\": {{\"AssumeRolePolicyDocument\": {{\"Statement\": [{{\"Effect\": \"Allow\", \"Principal\": {{\"Service\": \"lambda.amazonaws.com\"}}, \"Action\": \"sts:AssumeRole\"}}]}},\n\
         \"Policies\": [{{\"PolicyName\": {name}, \"PolicyDocument\": {{\"Statement\": [{{\"Effect\": \"Allow\", \"Action\": \"s3:GetObject\", \"Resource\": {{\"Fn::Join\": [\"\", [{{\"Fn::GetAtt\": [{name}, \"Arn\"]}}, \"/*\"]]}}}}]}}}}]}}}}\n}}}}"
    )
}

const HOSTILE: &[&str] = &[
    "a\"]; evil -> x; y [label=\"",
    "a\"] --> evil[\"b",
    "x<script>alert(1)</script>",
    "a\\",
    "%%{init: {\"securityLevel\": \"loose\"}}%%",
    "a\nend\nevil --> b\n}",
    "\u{1b}[2J\u{202e}##[error]::error::x",
    "end",
];

/// A text without its quoted strings and with all words as one.
fn skeleton(text: &str) -> String {
    let mut skeleton = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '"' {
            while let Some(inner) = characters.next() {
                match inner {
                    '\\' => drop(characters.next()),
                    '"' => break,
                    _ => {}
                }
            }
            skeleton.push('"');
        } else if character.is_ascii_alphanumeric() || character == '_' {
            while characters
                .next_if(|next| next.is_ascii_alphanumeric() || *next == '_')
                .is_some()
            {}
            skeleton.push('x');
        } else {
            skeleton.push(character);
        }
    }
    skeleton
}

/// The names of the elements of an SVG and of their attributes.
fn elements(text: &str) -> Vec<String> {
    let mut elements = Vec::new();
    let mut inside = text;
    while let Some((_, after)) = inside.split_once('<') {
        let (element, rest) = after.split_once('>').expect("an element that ends");
        let pieces = element.split('"').step_by(2);
        elements.push(pieces.collect::<Vec<_>>().join("_"));
        inside = rest;
    }
    elements
}

#[test]
fn hostile_names_change_no_statement_of_a_picture() {
    let pictures = |name: &str| {
        let analysis = analyse_text("t.json", &hostile(name), &Settings::default());
        let flows = analysis.coverage.flows;
        (
            drawn(&analysis, &whole(), mermaid),
            drawn(&analysis, &whole(), dot),
            drawn(&analysis, &whole(), |picture, out| {
                out.write_all(svg(picture).expect("it is laid out").as_bytes())
            }),
            flows,
        )
    };
    let (plain_mermaid, plain_dot, plain_svg, flows) = pictures("Notes");
    assert!(flows >= 4, "{plain_mermaid}");
    for name in HOSTILE {
        let (mermaid, dot, svg, own) = pictures(name);
        assert_eq!(own, flows, "{name:?}");
        assert_eq!(
            skeleton(&mermaid),
            skeleton(&plain_mermaid),
            "{name:?}: {mermaid}"
        );
        assert_eq!(skeleton(&dot), skeleton(&plain_dot), "{name:?}: {dot}");
        assert_eq!(elements(&svg), elements(&plain_svg), "{name:?}: {svg}");
        let odd = mermaid
            .chars()
            .chain(dot.chars())
            .chain(svg.chars())
            .find(|one| one.is_control() && *one != '\n');
        assert_eq!(odd, None, "{name:?}");
    }
}

#[test]
fn hostile_names_do_not_reach_the_terminal() {
    let folder = scratch("hostile-names");
    for name in HOSTILE {
        std::fs::write(folder.join("t.json"), hostile(name)).expect("it can be written");
        for arguments in [
            &["why", *name][..],
            &["why", "F"],
            &["access", name],
            &["access", "Notes", "--action", name],
            &["graph", "--from", name],
            &["graph", "--around", "\u{1b}[2J"],
            &["graph", "--format", "svg"],
            &["graph", "--format", "svg", "--fold", "deployment"],
            &["access", name, "--format", "svg"],
        ] {
            let run = run_in(
                &folder,
                &[arguments, &["t.json", "--root", "."]].concat(),
                "",
            );
            let text = format!("{}{}", run.out, run.err);
            let odd = text.chars().find(|one| {
                (one.is_control() && *one != '\n') || matches!(one, '\u{202a}'..='\u{202e}')
            });
            assert_eq!(odd, None, "{arguments:?}: {text:?}");
            assert!(!text.contains("##["), "{arguments:?}: {text:?}");
            let obeyed = text
                .lines()
                .any(|line| line.trim_start().starts_with("::error"));
            assert!(!obeyed, "{arguments:?}: {text:?}");
        }
    }
}
