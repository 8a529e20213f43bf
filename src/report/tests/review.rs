//! Tests of the reports for reviewers.

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

use crate::report::{Report, review};

use super::sample::Sample;

type Render = fn(&Report<'_>, &mut dyn std::io::Write) -> std::io::Result<()>;

fn rendered(render: Render, report: &Report<'_>) -> String {
    let mut out = Vec::new();
    render(report, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Names of the elements of a well-formed text in XML.
fn elements(text: &str) -> Vec<String> {
    let mut reader = Reader::from_str(text);
    let mut names = Vec::new();
    loop {
        match reader.read_event().expect("it is well formed") {
            Event::Start(start) | Event::Empty(start) => {
                let name = start.name();
                names.push(name.as_ref().to_owned());
            }
            Event::Eof => return names,
            _ => {}
        }
    }
}

#[test]
fn an_annotation_is_a_line_with_its_place() {
    let sample = Sample::new();
    let text = rendered(review::github, &sample.report());
    let first = text
        .lines()
        .find(|line| line.contains("title=made-up-leak"))
        .unwrap();
    assert!(
        first.starts_with("::error file=stacks/notes.yaml,line="),
        "{first}"
    );
    assert!(first.contains("%0ANotesBucket → Summariser: reads notes with `read-note`"));
    let undecided = text.lines().find(|line| line.contains("::undecided: "));
    assert!(undecided.unwrap().starts_with("::notice file="));
}

#[test]
fn what_the_service_does_not_show_is_counted() {
    let sample = Sample::new();
    let mut report = sample.report();
    let leak = report.outcome.findings[0].clone();
    report.outcome.findings.extend(vec![leak; 20]);
    let text = rendered(review::github, &report);
    let last = text.lines().last().unwrap();
    assert!(last.contains("are in this log only"), "{last}");
}

#[test]
fn issues_have_fingerprints_of_their_own() {
    let sample = Sample::new();
    let mut report = sample.report();
    let leak = report.outcome.findings[0].clone();
    report.outcome.findings.push(leak);
    let issues: Vec<Value> = serde_json::from_str(&rendered(review::gitlab, &report)).unwrap();
    let mut prints: Vec<&str> = issues
        .iter()
        .map(|issue| issue["fingerprint"].as_str().unwrap())
        .collect();
    let count = prints.len();
    prints.sort_unstable();
    prints.dedup();
    assert_eq!((count, prints.len() > 2), (prints.len(), true));
    assert!(
        issues
            .iter()
            .all(|issue| issue["location"]["lines"]["begin"].is_u64())
    );
}

#[test]
fn test_results_have_a_case_for_each_rule_and_finding() {
    let sample = Sample::new();
    let text = rendered(review::junit, &sample.report());
    let names = elements(&text);
    let count = |name: &str| names.iter().filter(|one| *one == name).count();
    assert_eq!((count("testsuite"), count("failure")), (1, 1));
    let cases = count("testcase");
    assert!(text.contains(&format!("tests=\"{cases}\"")), "{text}");
    assert!(text.contains(&format!("skipped=\"{}\"", count("skipped"))));
    assert!(text.contains(&format!("errors=\"{}\"", count("error"))));
}

#[test]
fn diagnostics_have_ranges() {
    let sample = Sample::new();
    let document: Value =
        serde_json::from_str(&rendered(review::rdjson, &sample.report())).unwrap();
    let all = document["diagnostics"].as_array().unwrap();
    let leak = all
        .iter()
        .find(|one| one["code"]["value"] == "made-up-leak")
        .unwrap();
    assert_eq!(leak["severity"], "ERROR");
    assert_eq!(leak["location"]["path"], "stacks/notes.yaml");
    assert!(leak["location"]["range"]["start"]["line"].is_u64());
}

#[test]
fn a_comment_draws_the_way_and_stays_short() {
    let sample = Sample::new();
    let mut report = sample.report();
    let text = rendered(review::markdown, &report);
    assert!(
        text.contains("n0 --> n1") && text.contains("n1 ==> n2"),
        "{text}"
    );
    assert!(text.contains("| critical | 1 | 0 | 3 |"), "{text}");
    let leak = report.outcome.findings[0].clone();
    report.outcome.findings.extend(vec![leak; 500]);
    let long = rendered(review::markdown, &report);
    assert!(long.chars().count() < 65_536);
    assert!(long.contains("do not fit into a comment"));
}
