//! Nothing in a report can move the cursor, forge a line or stop a rendering.

use crate::check::{Finding, Label};
use crate::knowledge::Control;
use crate::report::terminal::{Color, Detail, Style, render};
use crate::report::{Report, json, review, sarif};
use crate::source::{Encoding, Span};
use crate::syntax::{Cause, CauseKind};

use super::sample::{POLICY, Sample, TEMPLATE, rule};

/// Control characters, a forged annotation, a bidi override and an invisible character.
const EVIL: &str =
    "\u{1b}[31m\u{7}x\n::error::forged\r##[error]y ##vso[a]z\u{9b}2J\u{202e}\u{200b}y\u{0}";

fn terminal(report: &Report<'_>, style: &Style) -> String {
    let mut out = Vec::new();
    render(report, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// All renderings; the text of the plain one.
fn all(report: &Report<'_>) -> String {
    for detail in [Detail::Full, Detail::Lines, Detail::Summary] {
        for width in [0, 80, u16::MAX] {
            terminal(
                report,
                &Style {
                    color: Color::Always,
                    width,
                    detail,
                    ..Style::default()
                },
            );
        }
    }
    let mut out = Vec::new();
    sarif::render(report, &mut out).unwrap();
    json::render(report, &mut out).unwrap();
    terminal(report, &Style::default())
}

fn assert_harmless(text: &str) {
    for (number, line) in text.lines().enumerate() {
        let bad = line.chars().find(|character| {
            character.is_control()
                || matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        });
        assert_eq!(bad, None, "line {number}: {line:?}");
        let obeyed = line.trim_start().starts_with("::error::")
            || line.contains("##[")
            || line.contains("##vso[");
        assert!(!obeyed, "line {number}: {line:?}");
    }
}

fn evil(text: &mut String) {
    text.push_str(EVIL);
}

fn evil_finding(finding: &mut Finding) {
    for text in [
        &mut finding.subject,
        &mut finding.address,
        &mut finding.message,
        &mut finding.fingerprint,
    ] {
        evil(text);
    }
    finding
        .labels
        .iter_mut()
        .for_each(|label| evil(&mut label.text));
    finding.notes.iter_mut().for_each(evil);
    finding.causes.push(Cause::new(CauseKind::NotRead, EVIL));
    if let Some(start) = &mut finding.path.start {
        evil(&mut start.text);
    }
    for hop in &mut finding.path.hops {
        for text in [&mut hop.from, &mut hop.to, &mut hop.reason] {
            evil(text);
        }
    }
}

/// A sample in which every string has control characters, those of files included.
fn evil_sample() -> Sample {
    let mut sample = Sample::new();
    let spoiled = |text: &str| {
        text.replace("PHI\n", &format!("PHI{EVIL}\n"))
            .replace("Bucket:\n", &format!("Bucket:{EVIL}\n"))
    };
    let mut sources = crate::source::Sources::default();
    sources.add(
        format!("stacks/{EVIL}.yaml"),
        spoiled(TEMPLATE),
        Encoding::Utf8,
    );
    sources.add(
        format!("policies/{EVIL}.json"),
        format!("{EVIL}{POLICY}"),
        Encoding::Utf8,
    );
    sample.sources = sources;
    for rule in &mut sample.rules {
        rule.id = format!("{}{EVIL}", rule.id).into();
        for text in [
            &mut rule.title,
            &mut rule.why,
            &mut rule.fix,
            &mut rule.false_positives,
        ] {
            evil(text);
        }
        rule.controls
            .iter_mut()
            .chain(&mut rule.references)
            .for_each(evil);
    }
    let controls: Vec<Control> = sample.controls.values().cloned().collect();
    sample.controls = controls
        .into_iter()
        .map(|control| (format!("{}{EVIL}", control.id), control))
        .collect();
    sample
}

#[test]
fn control_characters_in_every_string_are_replaced() {
    let sample = evil_sample();
    let mut report = sample.report();
    report.outcome.findings.iter_mut().for_each(evil_finding);
    for said in &mut report.diagnostics {
        evil(&mut said.message);
        said.help.iter_mut().for_each(evil);
        said.related.iter_mut().for_each(|(_, text)| evil(text));
        if let crate::source::Place::Path(path) = &mut said.place {
            evil(path);
        }
    }
    let coverage = &mut report.coverage;
    coverage
        .files
        .iter_mut()
        .chain(&mut coverage.ignored)
        .chain(&mut coverage.assumptions)
        .for_each(evil);
    coverage
        .unmapped
        .iter_mut()
        .for_each(|(name, _, _)| evil(name));
    evil(&mut report.as_of);
    evil(&mut report.catalog_date);
    let text = all(&report);
    assert!(text.contains("made-up-leak"), "{text}");
    assert_harmless(&text);
    for detail in [Detail::Lines, Detail::Summary] {
        assert_harmless(&terminal(
            &report,
            &Style {
                detail,
                ..Style::default()
            },
        ));
    }
}

/// The sample with one more file, at which the first label and the first hop of the first finding point.
fn pointing_at(path: &str, text: String, spans: [(u32, u32); 2]) -> String {
    let mut sample = Sample::new();
    let file = sample.sources.add(path.to_owned(), text, Encoding::Utf8);
    let mut report = sample.report();
    let finding = &mut report.outcome.findings[0];
    let [label, hop] = spans.map(|(start, end)| Span::new(file.id, start, end));
    finding.labels = vec![Label {
        span: label,
        text: "the label".into(),
    }];
    finding.path.hops[0].spans = vec![hop];
    let text = all(&report);
    assert_harmless(&text);
    text
}

#[test]
fn a_line_of_70_000_columns_is_cropped() {
    let line = format!(
        "{{\"a\": \"{}\", \"found\": 1, \"b\": \"{}\"}}",
        "x".repeat(69_000),
        "\u{1b}".repeat(1_000)
    );
    let at = line.find("\"found\"").unwrap() as u32;
    let text = pointing_at("plan.json", line, [(at, at + 7), (at + 3, 70_030)]);
    assert!(text.contains("[plan.json:1:69011]"), "{text}");
    assert!(text.contains("…xxx"), "{text}");
    assert!(text.contains("xxx\", \"found\": 1, \"b\": \"???"), "{text}");
    assert!(
        text.lines().all(|line| line.chars().count() <= 120),
        "{text}"
    );
}

#[test]
fn a_span_of_the_whole_line_is_cropped() {
    let text = pointing_at(
        "plan.json",
        "é".repeat(70_000),
        [(0, 140_000), (69_999, 140_000)],
    );
    assert!(text.contains("[plan.json:1:1]"), "{text}");
    assert!(
        text.lines().all(|line| line.chars().count() <= 120),
        "{text}"
    );
}

#[test]
fn spans_past_the_end_point_at_the_end() {
    let text = pointing_at(
        "short.yaml",
        "a: 1\nb: 2\n".into(),
        [(4_000, 5_000), (u32::MAX - 1, u32::MAX)],
    );
    assert!(text.contains("[short.yaml:3:1]"), "{text}");
    assert!(text.contains("the label"), "{text}");
}

#[test]
fn spans_in_an_empty_file_and_reversed_spans_are_told() {
    let text = pointing_at("empty.yaml", String::new(), [(0, 0), (3, 1)]);
    assert!(text.contains("empty.yaml:1:1"), "{text}");
    assert!(text.contains("the label"), "{text}");
    let text = pointing_at("reversed.yaml", "a: b\n".into(), [(3, 1), (4, 2)]);
    assert!(text.contains("[reversed.yaml:1:4]"), "{text}");
}

#[test]
fn spans_within_a_character_and_carriage_returns_are_drawn() {
    let text = pointing_at(
        "wide.yaml",
        "a: 漢字\rb\r\nc: é\u{85}\u{2028}d\r\n".into(),
        [(4, 5), (15, 16)],
    );
    assert!(text.contains("a: 漢字?b"), "{text}");
    assert!(text.contains("the label"), "{text}");
}

#[test]
fn findings_of_unknown_rules_and_without_labels_are_told() {
    let sample = Sample::new();
    let mut report = sample.report();
    report.rules = &[];
    for finding in &mut report.outcome.findings {
        finding.labels.clear();
        finding
            .path
            .hops
            .iter_mut()
            .for_each(|hop| hop.spans.clear());
    }
    let text = all(&report);
    assert!(
        text.contains("calls the host that `MODEL_HOST` names"),
        "{text}"
    );
}

#[test]
fn many_labels_hops_and_findings_are_counted() {
    let mut sample = Sample::new();
    let lines: String = (0..2_000)
        .map(|number| format!("line{number}: {number}\n"))
        .collect();
    let file = sample
        .sources
        .add("many.yaml".into(), lines, Encoding::Utf8);
    sample
        .rules
        .push(rule("made-up-many", crate::knowledge::RuleLevel::High));
    let mut report = sample.report();
    let mut finding = report.outcome.findings[0].clone();
    let places = (0..100).map(|number| Span::new(file.id, number * 12, number * 12 + 3));
    finding.labels = places
        .map(|span| Label {
            span,
            text: "again".into(),
        })
        .collect();
    let hop = finding.path.hops[0].clone();
    finding.path.hops = vec![hop; 100];
    report.outcome.findings = vec![finding; 60];
    let text = terminal(&report, &Style::default());
    assert!(text.contains("… and 88 more places"), "{text}");
    assert!(text.contains("… and 76 more hops"), "{text}");
    assert!(text.contains("… and 10 violations not shown"), "{text}");
}

/// Of the input nothing stays that a service would obey, render or follow.
#[test]
fn reports_for_reviewers_are_harmless() {
    const WORSE: &str = "x</summary><script>alert(1)</script>]]> @everyone #1 ![i](http://a.example/b) www.a.example `b";
    let sample = evil_sample();
    let mut report = sample.report();
    for finding in &mut report.outcome.findings {
        evil_finding(finding);
        finding.message.push_str(WORSE);
        finding.subject.push_str(WORSE);
        finding.address.push_str(WORSE);
        for hop in &mut finding.path.hops {
            hop.to.push_str(WORSE);
        }
    }
    let text = |render: fn(&Report<'_>, &mut dyn std::io::Write) -> std::io::Result<()>| {
        let mut out = Vec::new();
        render(&report, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let annotations = text(review::github);
    for line in annotations.lines() {
        let ours = ["::error ", "::warning ", "::notice ", "phipath: "];
        assert!(ours.iter().any(|start| line.starts_with(start)), "{line:?}");
        assert!(!line.chars().any(char::is_control), "{line:?}");
    }
    // The lines of pictures are for Mermaid, and escaped for it.
    let comment = text(review::markdown);
    let comment = comment.lines().filter(|line| !line.starts_with("  n"));
    let comment = comment.collect::<Vec<_>>().join("\n");
    for sign in [
        "<script",
        "@everyone",
        " #1",
        "![",
        "](",
        "www.a",
        "http:",
        "\u{1b}",
        "\u{202e}",
    ] {
        assert!(!comment.contains(sign), "{sign} in {comment}");
    }
    let suite = text(review::junit);
    let mut reader = quick_xml::Reader::from_str(&suite);
    while reader.read_event().expect("it is well formed") != quick_xml::events::Event::Eof {}
    assert!(!suite.contains("<script"));
    for render in [review::gitlab, review::rdjson] {
        let value: serde_json::Value = serde_json::from_str(&text(render)).unwrap();
        assert!(!value.is_null());
    }
}
