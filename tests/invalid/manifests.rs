//! Manifests that are wrong: what is said of them, where, and the exit status.

use super::{flat, refused, run};

/// Runs `check --root .` as of a day on a manifest and expects this exit status and these words.
fn told(file: &str, status: i32, words: &[&str]) -> String {
    let arguments = ["check", "--root", ".", file, "--as-of", "2026-06-01"];
    let run = run("manifests", &arguments);
    let text = flat(&format!("{}{}", run.out, run.err));
    assert_eq!(run.status, status, "{file}: {text}");
    for word in words {
        assert!(text.contains(word), "{file} lacks `{word}`: {text}");
    }
    text
}

#[test]
fn keys_that_nobody_knows() {
    refused(
        "manifests",
        &["fields.architecture.yaml"],
        &[
            "error[unknown-key]: `workloads` is not a key of a manifest",
            "fields.architecture.yaml:2:1",
            "did you mean `workload`?",
            "`store` is not a key of a component",
            "fields.architecture.yaml:4:32",
            "did you mean `stores`?",
            "`purpse` is not a key of a component",
            "fields.architecture.yaml:5:39",
            "did you mean `purpose`?",
            "`carriess` is not a key of a flow",
            "fields.architecture.yaml:7:31",
            "did you mean `carries`?",
        ],
    );
}

#[test]
fn names_that_mean_nothing_in_a_manifest() {
    refused(
        "manifests",
        &["names.architecture.yaml"],
        &[
            "error[unknown-name]: unknown workload `summarization`",
            "names.architecture.yaml:2:11",
            "did you mean `summarisation`?",
            "unknown kind `aws.s3.buckett`",
            "names.architecture.yaml:4:17",
            "kinds of this name: `aws.s3.bucket`",
            "unknown data class `phii`",
            "names.architecture.yaml:4:42",
            "unknown service `bedrok`",
            "names.architecture.yaml:5:20",
            "did you mean `bedrock`?",
            "unknown zone `clinic`",
            "names.architecture.yaml:6:45",
            "unknown component `raeder`",
            "names.architecture.yaml:8:23",
            "did you mean `reader`?",
            "unknown geography `uss`",
            "names.architecture.yaml:9:27",
            "did you mean `us`?",
        ],
    );
}

#[test]
fn facts_with_values_that_they_cannot_have() {
    refused(
        "manifests",
        &["facts.architecture.yaml"],
        &[
            "error[wrong-type]: `isolation` is one of `session`, `user`, `patient`, `none`, not `everybody`",
            "facts.architecture.yaml:3:51",
            "`model.fallback` is `true` or `false`, not `perhaps`",
            "facts.architecture.yaml:3:78",
            "unknown attribute `isolaton`",
            "facts.architecture.yaml:3:87",
            "did you mean `isolation`?",
        ],
    );
}

#[test]
fn days_that_are_none() {
    refused(
        "manifests",
        &["dates.architecture.yaml"],
        &[
            "error[wrong-type]: expected a day such as `2026-01-31`, found `2026-02-30`",
            "dates.architecture.yaml:5:28",
            "found `last spring`",
            "dates.architecture.yaml:8:99",
            "error[wrong-order]: an agreement cannot end on 2026-01-01 when it starts on 2026-03-01",
            "dates.architecture.yaml:6:49",
        ],
    );
}

#[test]
fn two_components_for_one_resource() {
    refused(
        "manifests",
        &["bound.architecture.yaml", "notes.yaml"],
        &[
            "error[bound-twice]: `archive` binds Notes, as `notes` does",
            "bound.architecture.yaml:4:3",
        ],
    );
}

#[test]
fn what_is_told_and_goes_on() {
    // The first of two components of a name counts, and the run says that it lacks the other.
    told(
        "twice.architecture.yaml",
        2,
        &[
            "error[duplicate-key]: key `notes` is already in this mapping",
            "twice.architecture.yaml:4:3",
        ],
    );
    told(
        "overlap.architecture.yaml",
        0,
        &[
            "warning[overlapping-agreements]: this agreement with AWS overlaps with another one",
            "overlap.architecture.yaml:6:5",
        ],
    );
}

#[test]
fn an_agreement_that_ran_out_is_a_finding_and_no_error() {
    let text = told(
        "expired.architecture.yaml",
        1,
        &[
            "error[operator-without-agreement] (critical): PHI gets to what AWS operates",
            "expired.architecture.yaml:3:3",
        ],
    );
    assert!(!text.contains("error[wrong"), "{text}");
    // The day before its end it holds.
    let before = ["check", "--root", ".", "expired.architecture.yaml"];
    let run = run(
        "manifests",
        &[&before[..], &["--as-of", "2025-12-31"]].concat(),
    );
    assert_eq!(run.status, 0, "{}", run.out);
}
