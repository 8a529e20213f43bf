//! What runs in a build service: the script of the action, in a repository of git with two commits, and the hook.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use phipath::source::{Encoding, SourceFile};
use phipath::syntax::{Limits, parse};

use crate::invalid::scratch;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=test", "-c", "user.email=test@example.com"])
        .args(arguments)
        .output()
        .expect("git is there");
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout)
        .expect("UTF-8")
        .trim()
        .to_owned()
}

/// A repository with the two folders of the comparison as commits, and what the action is told.
struct Repository {
    folder: PathBuf,
    out: PathBuf,
    base: String,
}

fn repository(name: &str) -> Repository {
    let folder = scratch(name);
    let data = root().join("testdata/diff");
    git(&folder, &["init", "--quiet"]);
    fs::create_dir(folder.join("app")).expect("a folder");
    let mut commits = Vec::new();
    for side in ["base", "head"] {
        let template = data.join(side).join("template.yaml");
        fs::copy(template, folder.join("app/template.yaml")).expect("a file");
        git(&folder, &["add", "."]);
        git(&folder, &["commit", "--quiet", "--message", side]);
        commits.push(git(&folder, &["rev-parse", "HEAD"]));
    }
    Repository {
        out: scratch(&format!("{name}-out")),
        base: commits.remove(0),
        folder,
    }
}

fn run(repository: &Repository, more: &[(&str, &str)]) -> Output {
    Command::new("bash")
        .arg(root().join(".github/action/run"))
        .current_dir(&repository.folder)
        .env("PHIPATH", env!("CARGO_BIN_EXE_phipath"))
        .env("OUT", &repository.out)
        .env("GITHUB_STEP_SUMMARY", repository.out.join("summary.md"))
        .env("INPUT_PATHS", "app\n")
        .env("INPUT_ARGS", "--as-of\n2026-12-01\n")
        .envs(more.iter().copied())
        .output()
        .expect("bash is there")
}

#[test]
fn the_action_says_what_a_change_brings() {
    let repository = repository("action-diff");
    let run = run(&repository, &[("INPUT_BASE", &repository.base)]);
    let out = String::from_utf8(run.stdout).expect("UTF-8");
    assert_eq!(run.status.code(), Some(1), "{out}");
    assert!(
        out.contains("::warning file=app/template.yaml,line=21,title=new PHI flow::"),
        "{out}"
    );
    let summary = fs::read_to_string(repository.out.join("summary.md")).expect("it is there");
    assert!(
        summary.contains("**new PHI flow**: Counter → Claude API"),
        "{summary}"
    );
    // The base is not left behind.
    assert_eq!(
        git(&repository.folder, &["worktree", "list"])
            .lines()
            .count(),
        1
    );
}

#[test]
fn the_action_passes_where_nothing_is_new() {
    let repository = repository("action-same");
    let head = git(&repository.folder, &["rev-parse", "HEAD"]);
    let same = run(&repository, &[("INPUT_BASE", &head)]);
    assert_eq!(same.status.code(), Some(0), "{same:?}");
    let never = [
        ("INPUT_BASE", repository.base.as_str()),
        ("INPUT_FAIL_ON", "never"),
    ];
    assert_eq!(run(&repository, &never).status.code(), Some(0));
    // Without a base the findings themselves count.
    let alone = run(&repository, &[]);
    assert_eq!(alone.status.code(), Some(1));
    let out = String::from_utf8(alone.stdout).expect("UTF-8");
    assert!(out.starts_with("::error file=app/template.yaml,"), "{out}");
}

#[test]
fn what_is_excepted_does_not_go_to_code_scanning() {
    let repository = repository("action-sarif");
    let rule = "phi-store-without-customer-key";
    let path = repository.folder.join("app/template.yaml");
    let text = fs::read_to_string(&path).expect("a file");
    let comment = format!(
        "  # phipath: ignore[{rule}] until=2027-06-30 owner=clinic reason=later\n  NotesBucket:\n"
    );
    fs::write(&path, text.replacen("  NotesBucket:\n", &comment, 1)).expect("a file");
    run(&repository, &[]);
    let count = |file: &str| {
        let text = fs::read_to_string(repository.out.join(file)).expect("it is there");
        (
            text.matches("\"suppressions\"").count(),
            text.matches("\"partialFingerprints\"").count(),
        )
    };
    let ((all, results), (none, rest)) = (count("phipath.sarif"), count("code-scanning.sarif"));
    assert_eq!((all, none, results - rest), (1, 0, 1));
}

/// The texts of a mapping in a file of the repository that is no template.
fn value(path: &str, keys: &[&str]) -> Option<String> {
    let text = fs::read_to_string(root().join(path)).expect("it is there");
    let id = phipath::source::FileId(0);
    let file = SourceFile::new(id, path.to_owned(), text, Encoding::Utf8);
    let (tree, faults) = parse(&std::sync::Arc::new(file), &Limits::default());
    assert!(faults.is_empty(), "{faults:?}");
    let mut node = tree.root()?;
    for key in keys {
        node = match key.parse() {
            Ok(index) => node.items().nth(index)?,
            Err(_) => node.get(key)?,
        };
    }
    node.text().map(|text| text.into_owned())
}

#[test]
fn action_and_hook_name_what_is_there() {
    let run = value("action.yml", &["runs", "steps", "2", "run"]).expect("a step");
    let script = run
        .trim()
        .trim_matches('"')
        .strip_prefix("$SOURCE/")
        .expect("a path");
    assert!(root().join(script).is_file(), "{script}");
    let entry = value(".pre-commit-hooks.yaml", &["0", "entry"]).expect("a hook");
    let mut words = entry.split(' ');
    assert_eq!(words.next(), Some(env!("CARGO_PKG_NAME")));
    let help = Command::new(env!("CARGO_BIN_EXE_phipath"))
        .args(words)
        .arg("--help")
        .output()
        .expect("the program starts");
    assert!(help.status.success());
}
