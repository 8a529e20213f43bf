//! Keeps the source tidy: what `docs/architecture.md` says of modules, and what `CONTRIBUTING.md` says of style.
//!
//! In: the files under `src/`. Out: every place that breaks a rule of the house, as `file:line: what`.

// The path makes these files work as modules of the suite and of this file on its own.
#[path = "tidy/code.rs"]
mod code;
#[path = "tidy/imports.rs"]
mod imports;
#[path = "tidy/words.rs"]
mod words;

use std::fs;
use std::path::Path;

use code::Code;

const MAX_FILE_LINES: usize = 400;
const MAX_FUNCTION_LINES: usize = 60;
/// From this share of table rows on, in percent, a file may be longer.
const TABLE_SHARE: usize = 80;

/// Modules that may derive `Serialize`.
const SERIALIZERS: &[&str] = &["report", "knowledge"];
/// Files and folders that may touch files, the environment and the clock.
const OUTWARD: &[&str] = &[
    "src/cli/",
    "src/source/beside.rs",
    "src/source/discover.rs",
    "src/source/read.rs",
    "src/source/walk.rs",
];
/// What reaches out of the process to files, the environment and the clock.
const OUTSIDE: &[&str] = &[
    "std::fs",
    "std::env",
    "std::io::stdin",
    "fs::",
    "env::",
    "SystemTime",
    "Instant",
    "Timestamp",
    "Zoned::now",
    ".is_file()",
    ".exists()",
    ".is_dir()",
    ".canonicalize()",
    ".read_dir()",
    ".symlink_metadata()",
];
/// What no file may do: talk to a network or run a program.
const NOWHERE: &[&str] = &[
    "std::net",
    "TcpStream",
    "UdpSocket",
    "process::Command",
    "Command::new",
];
/// What ends a process instead of a function.
const ABRUPT: &[&str] = &[
    ".unwrap()",
    ".unwrap_err()",
    "panic!",
    "todo!",
    "unimplemented!",
    "process::exit",
    "process::abort",
];

/// A file under `src/`.
struct File {
    path: String,
    text: String,
    code: Code,
}

impl File {
    /// The names of its module and of those around it, from the outermost.
    fn modules(&self) -> Vec<&str> {
        let inside = self.path.trim_start_matches("src/").trim_end_matches(".rs");
        let mut names: Vec<_> = inside.split('/').collect();
        if names.len() > 1 && names.last() == Some(&"mod") {
            names.pop();
        }
        names
    }

    fn is_test(&self) -> bool {
        self.modules().contains(&"tests")
    }

    /// `file:line: what` for each place of the words, unless the file is of those that may.
    fn uses(&self, words: &[&str], may: &[&str]) -> Vec<String> {
        if self.is_test() || may.iter().any(|start| self.path.starts_with(start)) {
            return Vec::new();
        }
        let places = words.iter().flat_map(|word| {
            let places = self.code.places(word).into_iter();
            places.map(move |at| format!("{}:{}: `{word}`", self.path, self.code.line(at)))
        });
        places.collect()
    }
}

/// All files under `src/`, by path.
fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("a text");
                let shown = path.strip_prefix(root).expect("a path below the root");
                files.push(File {
                    path: shown.to_string_lossy().replace('\\', "/"),
                    code: Code::of(&text),
                    text,
                });
            }
        }
    }
    assert!(files.len() > 50, "the files under src/ are found");
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

/// Fails with all places, one a line.
fn assert_none(rule: &str, places: Vec<String>) {
    assert!(places.is_empty(), "{rule}:\n{}\n", places.join("\n"));
}

/// All places that `check` finds in any file.
fn across(check: impl Fn(&File) -> Vec<String>) -> Vec<String> {
    files().iter().flat_map(check).collect()
}

fn is_table(text: &str) -> bool {
    let lines = text.lines().map(str::trim);
    let content: Vec<_> = lines
        .filter(|line| !line.is_empty() && !line.starts_with("//"))
        .collect();
    let is_row = |line: &&&str| line.ends_with(',') && line.starts_with(['(', '[', '{', '"']);
    content.iter().filter(is_row).count() * 100 >= content.len() * TABLE_SHARE
}

#[test]
fn files_open_with_a_header() {
    let bare = |file: &File| match file.text.starts_with("//!") {
        true => Vec::new(),
        false => vec![format!("{}:1", file.path)],
    };
    assert_none(
        "a file opens with `//!`: what comes in, what goes out",
        across(bare),
    );
}

#[test]
fn files_are_short() {
    let long = |file: &File| {
        let lines = file.text.lines().count();
        let fine = lines <= MAX_FILE_LINES || is_table(&file.text);
        if fine {
            Vec::new()
        } else {
            vec![format!("{}: {lines} lines", file.path)]
        }
    };
    assert_none("a file has at most 400 lines", across(long));
}

#[test]
fn functions_are_short() {
    let long = |file: &File| {
        let functions = file.code.functions().into_iter();
        let long = functions.filter(|function| function.lines > MAX_FUNCTION_LINES);
        long.map(|function| {
            format!(
                "{}:{}: `{}`, {} lines",
                file.path, function.line, function.name, function.lines
            )
        })
        .collect()
    };
    assert_none("a function has at most 60 lines", across(long));
}

#[test]
fn modules_import_what_they_may() {
    let forbidden = |file: &File| {
        if file.is_test() {
            return Vec::new();
        }
        let found = imports::forbidden(&file.modules(), &file.code).into_iter();
        found
            .map(|(line, name)| format!("{}:{line}: `{name}`", file.path))
            .collect()
    };
    assert_none(
        "docs/architecture.md says who may import whom",
        across(forbidden),
    );
}

#[test]
fn knowledge_is_data() {
    let known = words::known_names();
    let named = |file: &File| {
        if file.is_test() {
            return Vec::new();
        }
        let strings = file.code.strings.iter();
        let found = strings.flat_map(|(at, text)| {
            let words = words::catalog_words(text, &known).into_iter();
            words.map(|word| format!("{}:{}: `{word}`", file.path, file.code.line(*at)))
        });
        found.collect()
    };
    assert_none(
        "names of the world belong into catalog/ or rules/",
        across(named),
    );
}

#[test]
fn only_the_edges_touch_the_world() {
    let outward = across(|file| file.uses(OUTSIDE, OUTWARD));
    assert_none(
        "only the command line and discovery touch files, the environment and the clock",
        outward,
    );
    assert_none(
        "nothing talks to a network or runs a program",
        across(|file| file.uses(NOWHERE, &[])),
    );
}

#[test]
fn nothing_ends_abruptly() {
    assert_none("bad input is data", across(|file| file.uses(ABRUPT, &[])));
}

#[test]
fn only_some_modules_serialize() {
    let serializers: Vec<_> = SERIALIZERS
        .iter()
        .map(|module| format!("src/{module}/"))
        .collect();
    let may: Vec<_> = serializers.iter().map(String::as_str).collect();
    assert_none(
        "only report and knowledge serialize",
        across(|file| file.uses(&["Serialize", "Deserialize"], &may)),
    );
}

#[test]
fn long_tables_are_seen() {
    assert!(is_table(
        "//! Rows.\nconst ROWS: &[(&str, u8)] = &[\n    (\"a\", 1),\n    (\"b\", 2),\n    (\"c\", 3),\n    (\"d\", 4),\n    (\"e\", 5),\n    (\"f\", 6),\n    (\"g\", 7),\n    (\"h\", 8),\n];\n"
    ));
    assert!(!is_table("fn a() {\n    b(\n        1,\n    );\n}\n"));
}
