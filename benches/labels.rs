//! How we fare against labels that the authors of other tools wrote.
//!
//! In: `labels.jsonl` and the files that it names, below the corpus (`PHIPATH_CORPUS`, else `../shared/corpus`), and the
//! table of counterparts, `benches/labels.yaml`. Out: for each label rule what was found, and totals, on standard output.
//! How found, false hit, entry and block are counted is in `labels/judge.rs`; `docs/measuring.md` says what the numbers
//! mean and what they do not.
//!
//! `cargo bench --bench labels` prints all; `-- RULE` prints each label of one label rule with what we say there and why.

#[path = "labels/cases.rs"]
mod cases;
#[path = "labels/differ.rs"]
mod differ;
#[path = "labels/judge.rs"]
mod judge;
#[path = "labels/table.rs"]
mod table;
#[path = "labels/tally.rs"]
mod tally;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use phipath::check::{Finding, Verdict};
use phipath::knowledge::Request;
use phipath::source::{Severity, Span};
use phipath::{Analysis, Loaded, load};

use cases::{Case, Expect, Label};
use differ::Difference;
use judge::{Answer, Counterparts, Says, answers, findings, judge_all, run, spans};
use table::Row;
use tally::Tally;

fn main() -> ExitCode {
    // `cargo bench` adds `--bench`.
    let only = std::env::args().skip(1).find(|one| one != "--bench");
    let corpus = corpus();
    let Some(labels) = cases::labels(&corpus) else {
        println!("no labels: {} has no labels.jsonl", corpus.display());
        return ExitCode::SUCCESS;
    };
    let rows = match table::read(include_str!("labels.yaml")) {
        Ok(rows) => rows,
        Err(faults) => {
            eprintln!("benches/labels.yaml:\n{}", faults.join("\n"));
            return ExitCode::FAILURE;
        }
    };
    let reasons = match differ::read(include_str!("labels/differences.yaml")) {
        Ok(reasons) => reasons,
        Err(faults) => {
            eprintln!("benches/labels/differences.yaml:\n{}", faults.join("\n"));
            return ExitCode::FAILURE;
        }
    };
    let cases = cases::cases(&corpus, labels);
    let request = Request {
        packs: vec!["all".to_owned()],
        ..Request::default()
    };
    let loaded = load(&request);
    match only {
        None => all(&loaded, &rows, &cases, &reasons),
        Some(rule) => match rows.iter().find(|row| row.rule == rule) {
            Some(row) => one(&loaded, row, &cases, &reasons),
            None => {
                eprintln!("no label rule `{rule}` in benches/labels.yaml");
                return ExitCode::FAILURE;
            }
        },
    }
    ExitCode::SUCCESS
}

/// The folder with the labels.
fn corpus() -> PathBuf {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    std::env::var_os("PHIPATH_CORPUS").map_or_else(beside, PathBuf::from)
}

/// Judges all labels and prints the tables.
fn all(loaded: &Loaded, rows: &[Row], cases: &[Case], reasons: &[Difference]) {
    let judged = judge_all(loaded, rows, cases);
    let mut tallies: BTreeMap<(&str, &str), Tally> = BTreeMap::new();
    for (_, label, answer) in &judged {
        tallies
            .entry(label.key())
            .or_default()
            .count(label, *answer);
    }
    let explained = differ::explain(reasons, rows, &judged);
    let rows: Vec<(&Row, Tally)> = rows
        .iter()
        .map(|row| (row, tallies.remove(&row.key()).unwrap_or_default()))
        .collect();
    println!("PHI in everything that data passes, every rule, one template at a time\n");
    tally::print(&rows);
    differ::print(&explained, &rows);
    for ((suite, rule), _) in tallies {
        println!("no row in benches/labels.yaml: {suite} {rule}");
    }
}

/// Prints each label of one label rule, with what we say there and why.
fn one(loaded: &Loaded, row: &Row, cases: &[Case], reasons: &[Difference]) {
    println!("{} {} → {}", row.suite, row.rule, row.counterpart());
    if let Some(note) = &row.note {
        println!("note: {note}");
    }
    let counterparts: Counterparts<'_> = BTreeMap::from([(row.key(), row.ours.as_slice())]);
    for case in cases {
        if !case.labels.iter().any(|label| label.key() == row.key()) {
            continue;
        }
        let analysis = run(loaded, case);
        for (label, answer) in answers(analysis.as_ref(), case, &counterparts) {
            if label.key() == row.key() {
                print_label(case, label, answer);
                if let Some(why) = differ::why(reasons, case, label, answer) {
                    println!("  why we differ: {why}");
                }
            }
        }
        if let Some(analysis) = &analysis {
            print_findings(case, row, analysis);
        }
    }
}

fn print_label(case: &Case, label: &Label, answer: Answer) {
    let line = label.line.map_or(String::new(), |line| format!(":{line}"));
    let name = case
        .name
        .as_ref()
        .map_or(String::new(), |name| format!(" ({name})"));
    let says = match (label.expect, answer) {
        (Expect::Skip, _) => "not judged".to_owned(),
        (
            Expect::Fail,
            Answer {
                says: Says::Violated,
                ..
            },
        ) if label.line.is_some() => {
            let yes = |is: bool| if is { "yes" } else { "no" };
            let (entry, block) = (yes(answer.same_entry), yes(answer.same_block));
            format!("violated; same entry: {entry}, same block: {block}")
        }
        (_, answer) => answer.says.name().to_owned(),
    };
    println!(
        "\n{} {}{line}{name}\n  we say: {says}",
        label.expect.name(),
        case.file
    );
}

/// What the counterparts say of a case, and why nothing if there is something to say about that.
fn print_findings(case: &Case, row: &Row, analysis: &Analysis) {
    for finding in findings(analysis, &row.ours) {
        let rule = &analysis.knowledge.rules[usize::from(finding.rule.0)].id;
        let (verdict, places) = (finding.verdict.name(), places(finding, analysis));
        println!("  {verdict} {rule} at {places}: {}", finding.message);
        for cause in &finding.causes {
            println!("    because of {cause}: {}", cause.settled_by());
        }
        for note in &finding.notes {
            println!("    {note}");
        }
        if finding.verdict == Verdict::Satisfied && finding.if_it_applies {
            println!("    held if it applies");
        }
    }
    for (kind, times, _) in &analysis.coverage.unmapped {
        println!("  no kind for {kind} ({times})");
    }
    for said in analysis
        .diagnostics
        .iter()
        .filter(|said| said.severity == Severity::Error)
    {
        println!("  {}: {}", said.code, said.message);
    }
    if analysis.coverage.files.is_empty() {
        println!("  {} was not read as a template", case.file);
    }
}

/// Lines and columns of the places of a finding; the path too for those in other files.
fn places(finding: &Finding, analysis: &Analysis) -> String {
    let place = |span: Span| {
        let file = analysis.sources.get(span.file);
        let position = file.position(span.start);
        let place = format!("{}:{}", position.line, position.column);
        match analysis
            .model
            .deployments
            .iter()
            .any(|one| one.file == span.file)
        {
            true => place,
            false => format!("{}:{place}", file.path),
        }
    };
    let mut places: Vec<String> = spans(finding).into_iter().map(place).collect();
    places.dedup();
    places.join(", ")
}
