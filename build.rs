//! Embeds the catalog and the rules. In: the YAML files under `catalog/` and `rules/`. Out: a Rust file with two lists of
//! paths and texts: without their examples, as every run reads them, and complete, for documentation and tests.

use std::env;
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let mut paths = Vec::new();
    for folder in ["catalog", "rules"] {
        println!("cargo::rerun-if-changed={folder}");
        collect(&root, Path::new(folder), &mut paths)?;
    }
    paths.sort();
    let (mut lean, mut complete) = (String::new(), String::new());
    for (index, path) in paths.iter().enumerate() {
        let original = root.join(path);
        let text = fs::read_to_string(&original)?;
        let cut = out.join(format!("embedded-{index}.yaml"));
        fs::write(&cut, without_examples(path, &text))?;
        // Writing to a `String` cannot fail.
        let _ = writeln!(
            lean,
            "    ({path:?}, include_str!({:?})),",
            cut.display().to_string()
        );
        let _ = writeln!(
            complete,
            "    ({path:?}, include_str!({:?})),",
            original.display().to_string()
        );
    }
    let list = |name: &str, about: &str, rows: &str| {
        format!("/// {about}\npub(super) static {name}: &[(&str, &str)] = &[\n{rows}];\n")
    };
    let lean = list(
        "LEAN",
        "Path and text of each file, its examples blanked out.",
        &lean,
    );
    let complete = list("COMPLETE", "Path and text of each file.", &complete);
    fs::write(out.join("embedded.rs"), format!("{lean}{complete}"))
}

/// Adds the YAML files below a folder, as paths with forward slashes; a folder that is not there has none.
fn collect(root: &Path, folder: &Path, paths: &mut Vec<String>) -> io::Result<()> {
    let Ok(entries) = fs::read_dir(root.join(folder)) else {
        return Ok(());
    };
    for entry in entries {
        let entry = entry?;
        let path = folder.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            collect(root, &path, paths)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "yaml")
        {
            paths.push(path.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}

/// The text with the lines of each `examples:` block emptied, so that the places of all other lines stay true.
fn without_examples(path: &str, text: &str) -> String {
    let Some(indent) = examples_indent(path, text) else {
        return text.to_owned();
    };
    let mut cut = String::with_capacity(text.len());
    let mut inside = false;
    for line in text.lines() {
        let content = line.trim_start();
        let width = line.len() - content.len();
        if !content.is_empty() && !content.starts_with('#') {
            let item = width == indent && content.starts_with("- ");
            inside = (inside && (width > indent || item))
                || (width == indent && content.starts_with("examples:"));
        }
        if !inside {
            cut.push_str(line);
        }
        cut.push('\n');
    }
    cut.truncate(cut.trim_end_matches('\n').len());
    cut.push('\n');
    cut
}

/// How far the key `examples` is indented in a file: not at all in rules, by the width of a list item in kinds.
fn examples_indent(path: &str, text: &str) -> Option<usize> {
    if path.starts_with("rules/") {
        return Some(0);
    }
    if !path.starts_with("catalog/kinds/") {
        return None;
    }
    let first = text
        .lines()
        .find(|line| line.trim_start().starts_with("- kind:"))?;
    Some(first.len() - first.trim_start().len() + 2)
}
