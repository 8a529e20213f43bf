//! `phipath rules new` and `phipath rules test`: a rule of one's own from nothing to tested, and what is said of one that is
//! wrong.

use std::fs;
use std::path::{Path, PathBuf};

use phipath::source::MAX_FILE_BYTES;

use crate::invalid::{Run, flat, run_in, scratch};

const ID: &str = "phi-notes-without-recovery";

/// A folder with a rule as `rules new` writes it.
fn folder(name: &str) -> PathBuf {
    let folder = scratch(name);
    let made = run_in(&folder, &["rules", "new", ID, "--topic", "contingency"], "");
    assert_eq!(made.status, 0, "{}", made.err);
    folder
}

fn rule(folder: &Path) -> PathBuf {
    folder.join("rules/contingency").join(format!("{ID}.yaml"))
}

fn test(folder: &Path) -> Run {
    run_in(
        folder,
        &["rules", "test", "rules", "--as-of", "2026-12-01"],
        "",
    )
}

/// Changes the rule, and runs its examples.
fn changed(name: &str, changes: &[(&str, &str)]) -> Run {
    let folder = folder(name);
    let mut text = fs::read_to_string(rule(&folder)).expect("it was written");
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    fs::write(rule(&folder), text).expect("it can be written");
    test(&folder)
}

#[test]
fn a_new_rule_loads_and_its_examples_run() {
    let folder = folder("rules-new");
    let run = test(&folder);
    let expected = "\
rule                        validated  reported  undecided  noisy  missing
phi-notes-without-recovery          2         2          1      0        0  ok

1 rule, 5 examples: all as expected
";
    assert_eq!((run.status, run.out.as_str()), (0, expected));
    assert_eq!(
        run_in(&folder, &["rules", "test"], "").out,
        expected,
        "it is the usual folder"
    );
    let list = run_in(&folder, &["rules", "list", "--rules", "rules"], "");
    assert!(list.status == 0 && list.out.contains(ID), "{}", list.out);
    let explain = run_in(&folder, &["explain", ID, "--rules", "rules"], "");
    assert!(explain.out.contains("CHANGE"), "{}", explain.out);
}

#[test]
fn nothing_is_overwritten() {
    let folder = folder("rules-new-twice");
    fs::write(rule(&folder), "mine").expect("it can be written");
    let again = run_in(&folder, &["rules", "new", ID, "--topic", "contingency"], "");
    assert_eq!(again.status, 2);
    assert!(again.err.contains("is there already"), "{}", again.err);
    assert_eq!(
        fs::read_to_string(rule(&folder)).expect("it is there"),
        "mine"
    );
}

#[test]
fn ids_and_topics_that_cannot_be() {
    let folder = scratch("rules-new-faults");
    for (arguments, words) in [
        (
            ["Phi-Notes", "--topic", "contingency"],
            "is no id of a rule",
        ),
        (
            ["../phi-notes", "--topic", "contingency"],
            "is no id of a rule",
        ),
        (
            ["phi-table-without-recovery", "--topic", "contingency"],
            "comes with the tool",
        ),
        (
            ["phi-notes", "--topic", "contingncy"],
            "similar value exists: 'contingency'",
        ),
    ] {
        let run = run_in(&folder, &[&["rules", "new"][..], &arguments].concat(), "");
        assert_eq!(run.status, 2, "{arguments:?}");
        assert!(run.err.contains(words), "{arguments:?}: {}", run.err);
    }
    assert!(!folder.join("rules").exists());
}

#[test]
fn each_way_to_be_wrong_has_a_name() {
    // The rule complains of what is right, beside what is wrong.
    let swapped = [("&& component.backup", "&& !component.backup")];
    let noisy = changed("rules-noisy", &swapped);
    let text = flat(&noisy.out);
    assert_eq!(noisy.status, 1, "{text}");
    let line = "phi-notes-without-recovery 0 2 1 2 0 FAILED";
    assert!(text.contains(line), "{text}");
    // It speaks of nothing that the examples have.
    let missing = changed(
        "rules-missing",
        &[("'aws.dynamodb.table'", "'aws.s3.bucket'")],
    );
    let text = flat(&missing.out);
    assert_eq!(missing.status, 1, "{text}");
    assert!(
        text.contains("phi-notes-without-recovery 0 0 0 0 5 FAILED"),
        "{text}"
    );
    assert!(
        text.contains("expected violated, got not_applicable: it speaks of nothing there"),
        "{text}"
    );
    assert!(
        text.contains("rules/contingency/phi-notes-without-recovery.yaml:"),
        "{text}"
    );
}

#[test]
fn places_and_texts_count_too() {
    let elsewhere = changed(
        "rules-place",
        &[(
            "at: [Resources.Notes]",
            "at: [Resources.Notes.Properties.Tags]",
        )],
    );
    let text = flat(&elsewhere.out);
    assert_eq!(elsewhere.status, 1, "{text}");
    let words = "no finding points into `Resources.Notes.Properties.Tags`, but at";
    assert!(text.contains(words), "{text}");
    let nowhere = changed(
        "rules-nowhere",
        &[(
            "at: [aws_dynamodb_table.notes]",
            "at: [aws_dynamodb_table.note]",
        )],
    );
    assert_eq!(nowhere.status, 1);
    assert!(
        nowhere
            .out
            .contains("`aws_dynamodb_table.note` is not in the example"),
        "{}",
        nowhere.out
    );
    let unread = changed(
        "rules-unread",
        &[(
            "        Notes:\n          Type:",
            "        Notes: [\n          Type:",
        )],
    );
    assert_eq!(unread.status, 1);
    assert!(
        unread.out.contains("the text does not read: yaml-syntax"),
        "{}",
        unread.out
    );
}

#[test]
fn an_example_that_is_missing_fails() {
    let run = changed(
        "rules-fewer",
        &[("    expect: undecided", "    expect: satisfied")],
    );
    let text = flat(&run.out);
    assert_eq!(run.status, 1, "{text}");
    assert!(
        text.contains("warning[missing-example]: the rule has no example that is undecided"),
        "{text}"
    );
}

#[test]
fn a_broken_rule_fails_the_run_and_stops_no_other() {
    let folder = folder("rules-broken");
    let broken = folder.join("rules/exposure");
    fs::create_dir_all(&broken).expect("it can be made");
    fs::write(
        broken.join("phi-open.yaml"),
        "id: phi-open\nsubject: componnt\n",
    )
    .expect("a file");
    fs::write(broken.join("binary.yaml"), b"id: \0\0\0").expect("a file");
    fs::write(broken.join("empty.yaml"), "").expect("a file");
    let run = test(&folder);
    let text = flat(&run.out);
    assert_eq!(run.status, 2, "{text}");
    for words in [
        "unknown subject `componnt`",
        "did you mean `component`?",
        "phi-open.yaml:2:10",
        "error[binary-file]",
        "the file of a rule is empty",
        "phi-notes-without-recovery 2 2 1 0 0 ok",
        "1 rule, 5 examples: all as expected",
    ] {
        assert!(text.contains(words), "lacks `{words}`: {text}");
    }
    // A run over templates goes on too, and fails.
    fs::write(
        folder.join("app.yaml"),
        "Resources: {Notes: {Type: AWS::S3::Bucket}}\n",
    )
    .expect("a file");
    let check = run_in(
        &folder,
        &["check", "app.yaml", "--root", ".", "--rules", "rules"],
        "",
    );
    assert_eq!(check.status, 2);
    for words in ["unknown subject `componnt`", "error[binary-file]", "1 file"] {
        assert!(
            flat(&check.out).contains(words),
            "lacks `{words}`: {}",
            check.out
        );
    }
    // And the list has what can be read.
    let list = run_in(&folder, &["rules", "list", "--rules", "rules"], "");
    assert_eq!(list.status, 2);
    assert!(
        list.out.contains(ID) && list.err.contains("unknown subject"),
        "{}",
        list.err
    );
}

#[test]
fn a_rule_that_is_too_large_is_refused() {
    let folder = folder("rules-huge");
    // The file has a length and no content: it takes no room on the disk.
    let huge = fs::File::create(folder.join("rules/contingency/huge.yaml")).expect("a file");
    huge.set_len(MAX_FILE_BYTES + 1)
        .expect("it can be made longer");
    let run = test(&folder);
    assert_eq!(run.status, 2);
    let text = flat(&run.out);
    assert!(
        text.contains("huge.yaml") && text.contains("error["),
        "{text}"
    );
    assert!(
        text.contains("phi-notes-without-recovery 2 2 1 0 0 ok"),
        "{text}"
    );
}

#[test]
fn a_folder_without_rules() {
    let folder = scratch("rules-none");
    let missing = run_in(&folder, &["rules", "test"], "");
    assert_eq!(missing.status, 2);
    assert!(
        missing.err.contains("`rules` is not a folder"),
        "{}",
        missing.err
    );
    fs::create_dir_all(folder.join("rules")).expect("it can be made");
    let empty = run_in(&folder, &["rules", "test"], "");
    assert_eq!(empty.status, 2);
    assert!(empty.err.contains("holds no rule file"), "{}", empty.err);
}
