//! The table of label rules (`benches/labels.yaml`): it is in order, it names rules that we have, and it is complete. Each label on
//! which we differ has a reason (`benches/labels/differences.yaml`).
//!
//! How many there are is no test: `cargo bench --bench labels` measures it.

// The benchmark reads the labels and the table with the same code.
#[path = "../benches/labels/cases.rs"]
mod cases;
#[path = "../benches/labels/differ.rs"]
#[expect(dead_code, reason = "the benchmark prints more")]
mod differ;
#[path = "../benches/labels/judge.rs"]
#[expect(dead_code, reason = "the benchmark prints more")]
mod judge;
#[path = "../benches/labels/table.rs"]
mod table;
#[path = "../benches/labels/tally.rs"]
#[expect(dead_code, reason = "the benchmark prints more")]
mod tally;

use std::collections::BTreeSet;

use crate::support::{all_rules, corpus};
use cases::Expect;
use table::{CLASSES, Row};

const TABLE: &str = include_str!("../benches/labels.yaml");

fn rows() -> Vec<Row> {
    table::read(TABLE)
        .unwrap_or_else(|faults| panic!("benches/labels.yaml:\n{}", faults.join("\n")))
}

#[test]
fn a_table_with_a_fault_is_refused() {
    let faulty = [
        ("- {suite: s, rule: r}", "`ours` is missing"),
        (
            "- {suite: s, rule: r, ours: none, class: later}",
            "`reason` is missing",
        ),
        (
            "- {suite: s, rule: r, ours: none, reason: why}",
            "`class` is missing",
        ),
        (
            "- {suite: s, rule: r, ours: none, class: vague, reason: why}",
            "unknown class `vague`",
        ),
        (
            "- {suite: s, rule: r, ours: a, reason: why}",
            "a counterpart and a reason",
        ),
        (
            "- {suite: s, rule: r, ours: a, hint: b}",
            "unknown key `hint`",
        ),
        ("- {suite: s, rule: r, ours: []}", "`ours` names no rule"),
        ("- {rule: r, ours: a}", "`suite` is missing"),
    ];
    for (text, expected) in faulty {
        let faults = table::read(text).expect_err(text);
        assert!(
            faults.iter().any(|fault| fault.contains(expected)),
            "{text}: {faults:?}"
        );
    }
}

#[test]
fn a_row_says_what_we_have_and_where_it_differs() {
    let text = "- {suite: s, rule: q, ours: a, note: wider}\n\
                - {suite: s, rule: r, ours: [a, b]}\n\
                - {suite: s, rule: t, ours: none, class: later, reason: why}";
    let rows = table::read(text).expect("a table");
    let shown: Vec<_> = rows
        .iter()
        .map(|row| (row.key().1, row.counterpart(), row.note.as_deref()))
        .collect();
    let expected = [
        ("q", "a".to_owned(), Some("wider")),
        ("r", "a + b".to_owned(), None),
        ("t", "none, later: why".to_owned(), None),
    ];
    assert_eq!(shown, expected);
}

#[test]
fn the_table_is_in_order() {
    let rows = rows();
    assert!(rows.len() > 150, "{} rows", rows.len());
    for pair in rows.windows(2) {
        assert!(
            pair[0].key() < pair[1].key(),
            "{:?} comes twice or too late",
            pair[1].key()
        );
    }
    for (index, line) in TABLE.lines().enumerate() {
        let columns = line.chars().count();
        assert!(columns <= 160, "line {} has {columns} columns", index + 1);
    }
    let used = |class: &str| {
        rows.iter()
            .any(|row| row.none.as_ref().is_some_and(|none| none.0 == class))
    };
    for (class, _) in CLASSES {
        assert!(used(class), "no row is of the class {class}");
    }
}

#[test]
fn the_counterparts_are_rules_of_ours() {
    let knowledge = all_rules().knowledge;
    let ours: BTreeSet<&str> = knowledge.rules.iter().map(|rule| &*rule.id).collect();
    let rows = rows();
    let named: BTreeSet<&str> = rows
        .iter()
        .flat_map(|row| &row.ours)
        .map(String::as_str)
        .collect();
    let strange: Vec<_> = named.difference(&ours).collect();
    assert!(strange.is_empty(), "no rules of ours: {strange:?}");
}

#[test]
fn every_label_rule_has_a_row_and_every_row_labels() {
    let labels = corpus().and_then(|corpus| Some((cases::labels(&corpus)?, corpus)));
    let Some((labels, corpus)) = labels else {
        println!("skipped: no labels");
        return;
    };
    let rows = rows();
    let own = |(suite, rule): (&str, &str)| (suite.to_owned(), rule.to_owned());
    let listed: BTreeSet<_> = rows.iter().map(|row| own(row.key())).collect();
    let labelled: BTreeSet<_> = labels.iter().map(|label| own(label.key())).collect();
    let without: Vec<_> = labelled.difference(&listed).collect();
    assert!(without.is_empty(), "no row: {without:?}");
    let unlabelled: Vec<_> = listed.difference(&labelled).collect();
    assert!(unlabelled.is_empty(), "no label: {unlabelled:?}");
    // Each label finds its case, in a file that can be read.
    let count = labels.len();
    let cases = cases::cases(&corpus, labels);
    let found = cases.iter().flat_map(|case| &case.labels);
    assert_eq!(found.count(), count);
    for case in &cases {
        let text = case.text.as_ref().map_or("", |(text, _)| text);
        let lines = text.lines().count() as u32;
        let strange = case
            .labels
            .iter()
            .find(|label| label.line.is_some_and(|line| line == 0 || line > lines));
        assert!(strange.is_none(), "no such line: {strange:?}");
        let is_judged = case.labels.iter().any(|label| label.expect != Expect::Skip);
        let name = case.name.as_deref().unwrap_or("");
        assert!(
            !is_judged || !text.trim().is_empty(),
            "{} {name}: no template",
            case.file
        );
    }
}

#[test]
fn a_reason_that_says_too_little_is_refused() {
    let faulty = [
        (
            "- {suite: s, rule: r, class: vague, why: w, labels: [a]}",
            "unknown class `vague`",
        ),
        (
            "- {suite: s, rule: r, class: miss, why: w}",
            "it explains no label",
        ),
        (
            "- {suite: s, rule: r, class: miss, labels: [a]}",
            "`why` is missing",
        ),
    ];
    for (text, expected) in faulty {
        let faults = differ::read(text).expect_err(text);
        assert!(
            faults.iter().any(|fault| fault.contains(expected)),
            "{text}: {faults:?}"
        );
    }
}

#[test]
fn each_label_on_which_we_differ_has_a_reason() {
    let reasons = differ::read(include_str!("../benches/labels/differences.yaml"))
        .unwrap_or_else(|faults| panic!("benches/labels/differences.yaml:\n{}", faults.join("\n")));
    let labels = corpus().and_then(|corpus| Some((cases::labels(&corpus)?, corpus)));
    let Some((labels, corpus)) = labels else {
        println!("skipped: no labels");
        return;
    };
    let (rows, cases) = (rows(), cases::cases(&corpus, labels));
    let judged = judge::judge_all(&all_rules(), &rows, &cases);
    let explained = differ::explain(&reasons, &rows, &judged);
    assert!(
        explained.open.is_empty(),
        "without a reason: {:#?}",
        explained.open
    );
    assert!(
        explained.idle.is_empty(),
        "a reason for no difference: {:#?}",
        explained.idle
    );
}
