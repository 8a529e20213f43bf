//! Embeds the catalog and the rules. In: the YAML files under `catalog/` and `rules/`. Out: a Rust file with lists of paths
//! and texts: lean, as every run reads them; on demand, for what is read when something names it; and complete, for
//! documentation and tests. Besides a hash over the source code, so that evidence can say which tool made it.

#[path = "build/json.rs"]
mod json;

use std::env;
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let mut paths = Vec::new();
    for folder in ["catalog", "rules"] {
        println!("cargo::rerun-if-changed={folder}");
        collect(&root, Path::new(folder), &mut paths)?;
    }
    paths.sort();
    let (mut lean, mut complete) = (String::new(), String::new());
    let (mut actions, mut policies) = (String::new(), String::new());
    let mut crosswalk = String::new();
    for (index, path) in paths.iter().enumerate() {
        let original = root.join(path);
        if path.starts_with("catalog/crosswalk/") {
            let original = original.display().to_string();
            let _ = writeln!(crosswalk, "    ({path:?}, include_str!({original:?})),");
            continue;
        }
        let text = fs::read_to_string(&original)?;
        let json::Translated { json, second_keys } = json::from_yaml(&text, "examples")
            .map_err(|what| io::Error::other(format!("{path}: {what}")))?;
        let short = out.join(format!("embedded-{index}.json"));
        fs::write(&short, json)?;
        let short = short.display().to_string();
        // Writing to a `String` cannot fail.
        if path.starts_with("catalog/actions/") {
            let _ = writeln!(actions, "    ({path:?}, include_str!({short:?})),");
            continue;
        }
        if path.starts_with("catalog/policies/") {
            let _ = writeln!(
                policies,
                "    ({path:?}, include_str!({short:?}), &{second_keys:?}),"
            );
            continue;
        }
        let _ = writeln!(lean, "    ({path:?}, include_str!({short:?})),");
        let _ = writeln!(
            complete,
            "    ({path:?}, include_str!({:?})),",
            original.display().to_string()
        );
    }
    let list = |name: &str, about: &str, rows: &str| {
        format!("/// {about}\npub(super) static {name}: &[(&str, &str)] = &[\n{rows}];\n")
    };
    let actions = list(
        "ACTIONS",
        "Path of each file of actions, and its text as JSON.",
        &actions,
    );
    let policies = format!(
        "/// Path of each file of managed policies, its text as JSON, and the names of its policies.\n\
         pub(super) static POLICIES: &[(&str, &str, &[&str])] = &[\n{policies}];\n"
    );
    let lean = list(
        "LEAN",
        "Path of each file that every run reads, and its text as JSON without its examples.",
        &lean,
    );
    let complete = list(
        "COMPLETE",
        "Path and text of each file that every run reads.",
        &complete,
    );
    let crosswalk = list(
        "CROSSWALK",
        "Path and text of each file of the crosswalk, which few runs read.",
        &crosswalk,
    );
    fs::write(
        out.join("embedded.rs"),
        format!("{lean}{actions}{policies}{complete}{crosswalk}"),
    )?;
    let digest = source_digest(&root)?;
    println!("cargo::rustc-env=PHIPATH_SOURCE_SHA256={digest}");
    Ok(())
}

/// The hash over the files that the program is compiled from, as far as they lie here, and over the versions of what it depends on.
fn source_digest(root: &Path) -> io::Result<String> {
    let mut paths: Vec<String> = ["build.rs", "Cargo.lock"]
        .into_iter()
        .filter(|path| root.join(path).is_file())
        .map(str::to_owned)
        .collect();
    for folder in ["src", "build"] {
        println!("cargo::rerun-if-changed={folder}");
        every_file(root, Path::new(folder), &mut paths)?;
    }
    paths.sort();
    let mut hash = Sha256::new();
    for path in paths {
        // Line ends are as the checkout made them.
        let text = fs::read_to_string(root.join(&path))?.replace("\r\n", "\n");
        hash.update(format!("{path}\n{}\n", text.len()));
        hash.update(text);
    }
    let digits = hash.finalize();
    Ok(digits.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn every_file(root: &Path, folder: &Path, paths: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(root.join(folder))? {
        let path = folder.join(entry?.file_name());
        if root.join(&path).is_dir() {
            every_file(root, &path, paths)?;
        } else {
            paths.push(path.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
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
