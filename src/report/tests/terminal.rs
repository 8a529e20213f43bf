use crate::check::Verdict;
use crate::knowledge::RuleLevel;
use crate::report::Report;
use crate::report::terminal::{Color, Detail, Style, render};

use super::sample::Sample;

fn rendered(report: &Report<'_>, style: &Style) -> String {
    let mut out = Vec::new();
    render(report, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// A report in which nothing but one kind of verdict is left.
fn only(sample: &Sample, verdict: Verdict) -> Report<'_> {
    let mut report = sample.report();
    report
        .outcome
        .findings
        .retain(|finding| finding.verdict == verdict);
    report.diagnostics.clear();
    report.coverage.assumptions.clear();
    report
}

fn before_summary(text: &str) -> &str {
    text.split_once("summary ")
        .map_or(text, |(before, _)| before)
}

#[test]
fn a_whole_report_at_100_columns() {
    let sample = Sample::new();
    insta::assert_snapshot!(rendered(&sample.report(), &Style::default()), @"");
}

#[test]
fn a_narrow_terminal_wraps_labels_and_prose() {
    let sample = Sample::new();
    let report = only(&sample, Verdict::Violated);
    let text = rendered(
        &report,
        &Style {
            width: 72,
            ..Style::default()
        },
    );
    insta::assert_snapshot!(before_summary(&text), @"");
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let sample = Sample::new();
    for width in [72, 80, 120] {
        let text = rendered(
            &sample.report(),
            &Style {
                width,
                ..Style::default()
            },
        );
        let widest = text.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= usize::from(width), "{widest} of {width}\n{text}");
    }
}

#[test]
fn findings_on_one_line_each() {
    let sample = Sample::new();
    let text = rendered(
        &sample.report(),
        &Style {
            detail: Detail::Lines,
            width: 200,
            ..Style::default()
        },
    );
    insta::assert_snapshot!(before_summary(&text), @"");
}

#[test]
fn what_is_not_shown_is_counted() {
    let sample = Sample::new();
    let report = sample.report();
    let text = rendered(
        &report,
        &Style {
            limit: 0,
            ..Style::default()
        },
    );
    assert!(text.contains("… and 1 violation not shown"), "{text}");
    assert!(
        text.contains("… and 3 messages about inputs not shown"),
        "{text}"
    );
    assert!(text.contains("    … and 1 more\n"), "{text}");
    let text = rendered(
        &report,
        &Style {
            minimum: RuleLevel::High,
            ..Style::default()
        },
    );
    assert!(
        text.contains("… and 1 undecided below the chosen severity not shown"),
        "{text}"
    );
    let text = rendered(
        &report,
        &Style {
            detail: Detail::Summary,
            ..Style::default()
        },
    );
    assert!(text.contains("… and 1 violation not shown"), "{text}");
    assert!(
        text.contains("1 violation found in what was read; 1 undecided"),
        "{text}"
    );
}

#[test]
fn a_clean_run_claims_no_more_than_was_read() {
    let sample = Sample::new();
    let mut report = only(&sample, Verdict::Undecided);
    report.outcome.tallies[0].violated = 0;
    let text = rendered(&report, &Style::default());
    assert!(
        text.contains("\nno violation found in what was read; 1 undecided\n"),
        "{text}"
    );
    assert!(
        !text.to_lowercase().contains("complian") && !text.contains("HIPAA"),
        "{text}"
    );
}

#[test]
fn an_empty_report_still_says_what_was_read() {
    let sample = Sample::new();
    let mut report = only(&sample, Verdict::NotApplicable);
    (report.rules, report.coverage) = (&[], crate::report::Coverage::default());
    report.outcome = crate::check::Outcome::default();
    insta::assert_snapshot!(rendered(&report, &Style::default()), @"");
}

#[test]
fn colours_are_balanced_and_off_when_off() {
    let sample = Sample::new();
    let report = sample.report();
    let plain = rendered(&report, &Style::default());
    assert!(!plain.contains('\u{1b}'));
    let colored = rendered(
        &report,
        &Style {
            color: Color::Always,
            ..Style::default()
        },
    );
    assert!(
        colored.contains("\u{1b}[1m\u{1b}[31merror[made-up-leak] (critical): \u{1b}[0m"),
        "{colored:?}"
    );
    let stripped: String = colored
        .split('\u{1b}')
        .enumerate()
        .map(|(index, part)| {
            if index == 0 {
                part
            } else {
                part.split_once('m').unwrap().1
            }
        })
        .collect();
    let trimmed = |text: &str| {
        text.lines()
            .map(|line| line.trim_end().to_owned() + "\n")
            .collect::<String>()
    };
    assert_eq!(trimmed(&stripped), plain);
}
