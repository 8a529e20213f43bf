//! Tests of the rendering for terminals.

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

fn at_100_columns() -> String {
    rendered(&Sample::new().report(), &Style::default())
}

/// The part of a text from one line to another.
fn part<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let start = text.find(from).unwrap();
    &text[start..text[start..].find(to).map_or(text.len(), |end| start + end)]
}

#[test]
fn assumptions_and_inputs_come_first() {
    let text = at_100_columns();
    insta::assert_snapshot!(part(&text, "assumed", "error[made-up-leak]"), @r#"
    assumed: nothing is marked as PHI, so every data store is judged as if it held PHI; `phipath init`
             marks them

    warning[duplicate-key]: key `Tags` is written twice; the first counts
         ╭─[stacks/notes.yaml:12:7]
       8 │     Properties:
       9 │       Tags:
         ·       ──┬─
         ·         ╰── first written here
      10 │         - Key: DataClassification
      11 │           Value: PHI
      12 │       Tags: []
         ·       ────
      13 │   Summariser:
         ╰────
      help: remove one of them

    error[not-text]: file is neither UTF-8 nor UTF-16
      in stacks/broken.yaml

    note[no-config]: no configuration was found
    "#);
}

#[test]
fn a_violation_shows_its_source_and_way() {
    let text = at_100_columns();
    insta::assert_snapshot!(part(&text, "error[made-up-leak]", "undecided, by"), @r#"
    error[made-up-leak] (critical): PHI of `NotesBucket` reaches `api.example.com`, whose operator
      `example` has no agreement that covers it
         ╭─[stacks/notes.yaml:19:23]
      18 │         Variables:
      19 │           MODEL_HOST: https://api.example.com/v1
         ·                       ─────────────┬────────────
         ·                                    ╰── PHI leaves for an operator without an agreement here
      20 │   Thing:
         ╰────
         ╭─[stacks/notes.yaml:13:3]
      12 │       Tags: []
      13 │   Summariser:
         ·   ─────┬────
         ·        ╰── this function sends it
      14 │     Type: Made::Up::Function
         ╰────
      how the data gets there
      path   NotesBucket ─▶ Summariser ─▶ api.example.com
      start  NotesBucket
               ╭─[stacks/notes.yaml:11:18]
            11 │           Value: PHI
               ·                  ─┬─
               ·                   ╰── holds PHI: tag `DataClassification` is `PHI`
               ╰────
         1   NotesBucket ─▶ Summariser   content · permitted · certain
              ╭─[stacks/policies/read notes.json:1:46]
            1 │ …"Statement": [{"Effect": "Allow", "Action": "read-note", "Resource": "notes/*"}]}
              ·                                              ─────┬─────
              ·                                                   ╰── reads notes with `read-note`
              ╰────
       ✗ 2   Summariser ─▶ api.example.com   content · configured · certain
             calls the host that `MODEL_HOST` names (stacks/notes.yaml:19:23, above)
      note: assumes `KeyArn` = default
      why:  Without an agreement the operator may use what it gets.
      help: Do one of these:
            - call a model that runs within the account, whose operator is covered by the agreement
              that you have
            - sign an agreement, and list it in the manifest
      asked by: made/1.2(a)
      finding: 00112233
    "#);
}

#[test]
fn what_is_undecided_and_what_was_read_end_a_report() {
    let text = at_100_columns();
    insta::assert_snapshot!(part(&text, "undecided, by", "\u{0}"), @r#"
    undecided, by cause (1)
      • the value of parameter `KeyArn` is not known
        to settle it: pass `--set KeyArn=VALUE`
        made-up-plain-store  NotesBucket (stacks/notes.yaml:6:3), ffeeddcc

    summary    violated  undecided    held  held if it applies
      critical        1          0       3                   0
      high            0          0       0                   0
      medium          0          1       1                   1
      low             0          0       0                   0
      all             1          1       4                   1
    1 violation found in what was read; 1 undecided

      read        2 files; 7 files beside them not infrastructure
      components  6 (3 declared, 1 external, 2 implied, 0 unread), 4 flows
      carry PHI   3 yes, 1 possible
      unmapped    2 resource types without a kind, 13 resources
                  Made::Up::Thing ×12, first at stacks/notes.yaml:21:11
                  Made::Up::Rare ×1, first at stacks/notes.yaml:21:11
      unresolved  1 reference to what is not in the files read
      opaque      2 policies whose text was not read
      ignored     1 file that looks like infrastructure, hidden by ignore files: out/assembly.json
      assumed     nothing is marked as PHI, so every data store is judged as if it held PHI; `phipath
                  init` marks them
      rules       3 ran: 0 held, 0 held if they apply, 1 violated, 1 undecided, 1 without a subject
      facts       catalog of 2026-10-01, judged as of 2026-11-22
    "#);
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
    insta::assert_snapshot!(before_summary(&text), @r#"
    error[made-up-leak] (critical): PHI of `NotesBucket` reaches
      `api.example.com`, whose operator `example` has no agreement that
      covers it
         ╭─[stacks/notes.yaml:19:23]
      18 │         Variables:
      19 │           MODEL_HOST: https://api.example.com/v1
         ·                       ─────────────┬────────────
         ·                                    ╰─┤ PHI leaves for an operator
         ·                                      │ without an agreement here
      20 │   Thing:
         ╰────
         ╭─[stacks/notes.yaml:13:3]
      12 │       Tags: []
      13 │   Summariser:
         ·   ─────┬────
         ·        ╰── this function sends it
      14 │     Type: Made::Up::Function
         ╰────
      how the data gets there
      path   NotesBucket ─▶ Summariser ─▶ api.example.com
      start  NotesBucket
               ╭─[stacks/notes.yaml:11:18]
            11 │           Value: PHI
               ·                  ─┬─
               ·                   ╰─┤ holds PHI: tag `DataClassification`
               ·                     │ is `PHI`
               ╰────
         1   NotesBucket ─▶ Summariser   content · permitted · certain
              ╭─[stacks/policies/read notes.json:1:46]
            1 │ …low", "Action": "read-note", "Resource": "notes/*"}]}
              ·                  ─────┬─────
              ·                       ╰── reads notes with `read-note`
              ╰────
       ✗ 2   Summariser ─▶ api.example.com   content · configured · certain
             calls the host that `MODEL_HOST` names
             (stacks/notes.yaml:19:23, above)
      note: assumes `KeyArn` = default
      why:  Without an agreement the operator may use what it gets.
      help: Do one of these:
            - call a model that runs within the account, whose operator is
              covered by the agreement that you have
            - sign an agreement, and list it in the manifest
      asked by: made/1.2(a)
      finding: 00112233
    "#);
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
    insta::assert_snapshot!(before_summary(&text), @r#"
    assumed: nothing is marked as PHI, so every data store is judged as if it held PHI; `phipath init` marks them

    stacks/notes.yaml:12:7: warning[duplicate-key]: key `Tags` is written twice; the first counts
    stacks/broken.yaml: error[not-text]: file is neither UTF-8 nor UTF-16
    note[no-config]: no configuration was found
    stacks/notes.yaml:19:23: error[made-up-leak] (critical): PHI of `NotesBucket` reaches `api.example.com`, whose operator `example` has no agreement that covers it (00112233)
    undecided, by cause (1)
      • the value of parameter `KeyArn` is not known
        to settle it: pass `--set KeyArn=VALUE`
        made-up-plain-store  NotesBucket (stacks/notes.yaml:6:3), ffeeddcc
    "#);
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
    insta::assert_snapshot!(rendered(&report, &Style::default()), @r#"
    summary    violated  undecided    held
      critical        0          0       0
      high            0          0       0
      medium          0          0       0
      low             0          0       0
      all             0          0       0
    no violation found in what was read; 0 undecided

      read        0 files
      components  0, 0 flows
      carry PHI   no component
      unmapped    no resource type
      unresolved  0 references to what is not in the files read
      opaque      0 policies whose text was not read
      rules       0 ran: 0 held, 0 held if they apply, 0 violated, 0 undecided, 0 without a subject
      facts       catalog of 2026-10-01, judged as of 2026-11-22
    "#);
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
