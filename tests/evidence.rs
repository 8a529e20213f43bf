//! Evidence for an audit: what is written, that it is the same every time, and what is found out about it later.

mod browser;
mod made;
mod refused;
mod said;
mod verified;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::invalid::{Run, run_in, scratch};

/// The day of all evidence here.
const DAY: &str = "2026-12-01";
/// The files that are written.
const FILES: [&str; 4] = [
    "evidence.html",
    "controls.csv",
    "oscal-assessment-results.json",
    "evidence.json",
];

/// A folder of its own with a copy of the example system in `system/`.
fn copy(name: &str) -> PathBuf {
    copy_of("documentation-summariser-flawed", name)
}

/// A folder of its own with a copy of a system in `system/`.
fn copy_of(example: &str, name: &str) -> PathBuf {
    let folder = scratch(name);
    let system = folder.join("system");
    fs::create_dir_all(&system).expect("it can be made");
    let systems = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/systems");
    let from = systems.join(example);
    for file in ["template.yaml", "system.architecture.yaml"] {
        fs::copy(from.join(file), system.join(file)).expect("it can be copied");
    }
    folder
}

/// Writes evidence of `system/` into a folder.
fn create(folder: &Path, out: &str, more: &[&str]) -> Run {
    let mut arguments = vec!["evidence", "create", "system", "--root", ".", "--out", out];
    if !more.contains(&"--as-of") {
        arguments.extend(["--as-of", DAY]);
    }
    arguments.extend(more);
    run_in(folder, &arguments, "")
}

/// Verifies the evidence in a folder.
fn verify(folder: &Path, out: &str, day: &str) -> Run {
    let arguments = ["evidence", "verify", out, "--root", ".", "--as-of", day];
    run_in(folder, &arguments, "")
}

fn text(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).expect("it can be read")
}

fn json(folder: &Path, path: &str) -> Value {
    serde_json::from_str(&text(folder, path)).expect("it is JSON")
}

/// Replaces a text in a file, which must have it.
fn replace(folder: &Path, path: &str, from: &str, to: &str) {
    let before = text(folder, path);
    assert!(before.contains(from), "{path} has no {from}");
    fs::write(folder.join(path), before.replacen(from, to, 1)).expect("it can be written");
}
