//! The built program on inputs that are wrong: what it says, where, what it goes on with, and the exit status.

mod manifests;
mod options;
mod stacks;
mod tried;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// What a run of the program gave.
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs the program in a folder of `testdata/invalid`.
pub(crate) fn run(folder: &str, arguments: &[&str]) -> Run {
    run_in(&data().join(folder), arguments, "")
}

/// Runs the program in a folder, with a text on standard input.
pub(crate) fn run_in(folder: &Path, arguments: &[&str], input: &str) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_phipath"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut standard_input = child.stdin.take().expect("a pipe");
    // A program that does not read its input closes it.
    let _ = standard_input.write_all(input.as_bytes());
    drop(standard_input);
    let output: Output = child.wait_with_output().expect("the program ends");
    Run {
        status: output.status.code().expect("no signal"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

pub(crate) fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/invalid")
}

/// An empty folder of its own for a test.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).expect("the folder can be removed");
    }
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    folder
}

/// A text with runs of white space as one, so that wrapping does not matter.
pub(crate) fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Runs `check --root .` with more arguments, and expects exit status 2 and these words.
fn refused(folder: &str, arguments: &[&str], words: &[&str]) {
    let arguments = [&["check", "--root", "."], arguments].concat();
    let run = run(folder, &arguments);
    let text = flat(&format!("{}{}", run.out, run.err));
    assert_eq!(run.status, 2, "{arguments:?}: {text}");
    for word in words {
        assert!(text.contains(word), "{arguments:?} lacks `{word}`: {text}");
    }
}

#[test]
fn broken_texts() {
    refused(
        "templates",
        &["malformed.yaml"],
        &[
            "error[yaml-syntax]: while parsing a block mapping, did not find expected key",
            "malformed.yaml:4:4",
            "help: check indentation, quotes and brackets at this place and just before it",
        ],
    );
    refused(
        "templates",
        &["malformed.json"],
        &[
            "error[json-syntax]: expected `:`, found `{`",
            "malformed.json:3:9",
            "help:",
        ],
    );
}

#[test]
fn wrong_references_and_functions() {
    refused(
        "templates",
        &["unknown-function.yaml"],
        &[
            "error[unknown-function]: `Fn::Subb` is not a function of CloudFormation",
            "unknown-function.yaml:5:18",
            "help: did you mean `Fn::Sub`?",
        ],
    );
    refused(
        "templates",
        &["unknown-reference.yaml"],
        &[
            "error[unknown-reference]: the template defines no resource, parameter or pseudo parameter `Keyy`",
            "unknown-reference.yaml:5:28",
            "help: did you mean `Key`?",
        ],
    );
    refused(
        "templates",
        &["condition-cycle.yaml"],
        &[
            "error[condition-cycle]: condition `A` refers to itself",
            "condition-cycle.yaml:3:23",
            "help: let it depend on parameters",
        ],
    );
}

#[test]
fn something_else_is_refused_where_it_is_named() {
    refused(
        "templates",
        &["other.yaml"],
        &[
            "error[not-recognised]: not recognised: expected a CloudFormation template",
            "other.yaml:1:1",
            "help: name a template, a manifest or a policy, or a folder",
            "0 files; 1 file beside them not infrastructure",
        ],
    );
    refused(
        "templates",
        &["empty.yaml"],
        &["error[not-recognised]", "empty.yaml:1:1", "help:"],
    );
    refused(
        "templates",
        &["binary.yaml"],
        &[
            "error[binary-file]: `binary.yaml` is a binary file: it has a NUL byte at byte 8",
            "in binary.yaml",
            "help: name text files in YAML or JSON",
        ],
    );
    refused(
        "templates",
        &["nothing.yaml"],
        &[
            "error[not-found]: there is no file or folder `nothing.yaml`",
            "help: check the path",
        ],
    );
}

#[test]
fn something_else_is_counted_where_it_is_found() {
    let folder = scratch("walked");
    for name in ["other.yaml", "good.yaml", "empty.yaml"] {
        let from = data().join("templates").join(name);
        std::fs::copy(from, folder.join(name)).expect("the file is copied");
    }
    let run = run_in(&folder, &["check", "--root", "."], "");
    assert_eq!(run.status, 1, "{}", run.out);
    let text = flat(&run.out);
    assert!(
        text.contains("read 1 file; 2 files beside them not infrastructure"),
        "{text}"
    );
    assert!(!text.contains("error["), "{text}");
}

#[test]
fn documents_beside_the_template_are_told() {
    let run = run("templates", &["check", "two-documents.yaml"]);
    assert_eq!(run.status, 2);
    let text = flat(&run.out);
    assert!(text.contains("more-documents"), "{text}");
    assert!(text.contains("two-documents.yaml:5:1"), "{text}");
    // The first one is checked all the same.
    assert!(text.contains("Notes"), "{text}");
}

#[test]
fn the_other_files_are_still_analysed() {
    let run = run("templates", &["check", "--root", ".", "."]);
    assert_eq!(run.status, 2);
    let text = flat(&run.out);
    for code in [
        "more-documents",
        "yaml-syntax",
        "json-syntax",
        "unknown-function",
        "unknown-reference",
        "condition-cycle",
        "binary-file",
    ] {
        assert!(text.contains(&format!("error[{code}]")), "{code}: {text}");
    }
    assert!(
        text.contains("warning[phi-store-without-customer-key] (medium): Notes holds PHI"),
        "{text}"
    );
    assert!(text.contains("good.yaml:4:5"), "{text}");
}

#[test]
fn folders_without_templates() {
    let folder = scratch("empty");
    let run_empty = run_in(&folder, &["check", "."], "");
    assert_eq!((run_empty.status, &*run_empty.out), (2, ""));
    assert!(
        run_empty
            .err
            .contains("error: no template found among 0 files\n  help: name a"),
        "{}",
        run_empty.err
    );
}

#[test]
fn rules_with_faults() {
    refused(
        "",
        &["templates/good.yaml", "--rules", "rules"],
        &[
            "unknown attribute `trail.log_file_validatoin`",
            "rules/audit-controls/misspelt-attribute.yaml:11:20",
            "did you mean `trail.log_file_validation`?",
        ],
    );
    refused(
        "",
        &["templates/good.yaml", "--rules", "nothing"],
        &["`nothing` is not a folder", "help:"],
    );
    refused(
        "",
        &["templates/good.yaml", "--pack", "nothing"],
        &["unknown pack `nothing`", "expected one of"],
    );
    let absolute = data().join("rules");
    refused(
        "",
        &[
            "templates/good.yaml",
            "--rules",
            &absolute.to_string_lossy(),
        ],
        &["misspelt-attribute.yaml:11:20"],
    );
}

#[test]
fn names_that_mean_nothing() {
    refused(
        "templates",
        &["good.yaml", "--phi", "Note"],
        &[
            "error[unknown-component]: no component is named `Note`",
            "help: did you mean `Notes`?",
        ],
    );
    let nowhere = run("templates", &["check", "good.yaml", "--root", "nothing"]);
    assert_eq!(nowhere.status, 2);
    assert!(
        nowhere.err.contains("error: `nothing` is not a folder"),
        "{}",
        nowhere.err
    );
    refused(
        "templates",
        &["good.yaml", "--exclude", "["],
        &["`[` is not a glob"],
    );
}

#[cfg(unix)]
#[test]
fn folders_that_cannot_be_read() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = scratch("unreadable");
    let good = data().join("templates/good.yaml");
    std::fs::copy(&good, folder.join("good.yaml")).expect("the file is copied");
    let closed = folder.join("closed");
    std::fs::create_dir(&closed).expect("a folder");
    let with_mode = |mode| std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(mode));
    with_mode(0o000).expect("the folder is ours");
    if std::fs::read_dir(&closed).is_ok() {
        println!("skipped: this user reads everything");
        return;
    }
    let run = run_in(&folder, &["check", "--root", "."], "");
    with_mode(0o755).expect("the folder is ours");
    let text = flat(&run.out);
    assert_eq!(run.status, 2, "{text}");
    assert!(
        text.contains("error[unreadable]: cannot read `closed`: permission denied"),
        "{text}"
    );
    assert!(text.contains("help: check its permissions"), "{text}");
    assert!(text.contains("Notes holds PHI"), "{text}");
}

#[cfg(unix)]
#[test]
fn links_out_of_the_root() {
    let folder = scratch("linked");
    let good = data().join("templates/good.yaml");
    std::fs::copy(&good, folder.join("good.yaml")).expect("the file is copied");
    std::os::unix::fs::symlink(&good, folder.join("link.yaml")).expect("a link");
    let named = run_in(&folder, &["check", "--root", ".", "link.yaml"], "");
    assert_eq!(named.status, 2);
    assert!(
        named
            .out
            .contains("error[outside-root]: `link.yaml` is a link that leads out of the root")
    );
    let walked = run_in(&folder, &["check", "--root", "."], "");
    assert_eq!(walked.status, 1, "{}", walked.out);
    assert!(
        walked.out.contains("warning[outside-root]"),
        "{}",
        walked.out
    );
}
