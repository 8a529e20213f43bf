//! Plans and states of Terraform, form by form: each file of `testdata/terraform-plans-forms`, with what is read of it
//! beside it; and what becomes of sources with a plan or state beside them, in `testdata/terraform-plans-pairs`. The plan
//! in `made` there was written by Terraform, from the sources beside it.

mod corpus;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use phipath::frontend::Language;
use phipath::frontend::terraform::plan::{Reading, read};
use phipath::frontend::{self, Document, cloudformation};
use phipath::graph::{Seeds, Sweep};
use phipath::report::terminal::Style;
use phipath::report::{Report, json, sarif, terminal};
use phipath::source::{Diagnostic, Encoding, FileId, Place, SourceFile, Sources, Span, decode};
use phipath::syntax::{Limits, Symbol, Term, Value};
use phipath::{Input, Role, Settings, analyse};

use crate::support::{all_rules, compare};

fn file(path: &str, text: String) -> Arc<SourceFile> {
    Arc::new(SourceFile::new(
        FileId(0),
        path.to_owned(),
        text,
        Encoding::Utf8,
    ))
}

/// A catalog of three lines.
fn language() -> Language {
    let mut language = Language::default();
    let symbol = |name: &str, symbol| (name.to_owned(), symbol);
    let terraform = &mut language.terraform;
    terraform.symbols.extend([
        symbol("aws_caller_identity.account_id", Symbol::Account),
        symbol("aws_region.name", Symbol::Region),
    ]);
    let documents = &mut terraform.policy_documents;
    documents.insert("aws_iam_policy_document".to_owned());
    let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let identities = &mut terraform.identities;
    identities.insert("aws_s3_bucket".to_owned(), names(&["bucket", "arn"]));
    identities.insert("aws_kms_key".to_owned(), names(&["key_id", "arn"]));
    language
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/terraform-plans-forms")
}

fn files_in(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut pending = vec![folder.to_path_buf()];
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.to_string_lossy().into_owned();
            if path.is_dir() {
                pending.push(path);
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

#[test]
fn forms_are_read_as_committed() {
    let files = files_in(&folder(), &[".json", ".tfstate"]);
    assert!(files.len() > 10, "{}", files.len());
    for path in files {
        let text = fs::read_to_string(&path).expect("a text");
        let name = path.file_name().expect("a name").to_string_lossy();
        let file = file(&name, text);
        let shown = match read(&file, &language().terraform, &Limits::default()) {
            Some(reading) => shown(&file, &reading),
            None => "neither a plan nor a state\n".to_owned(),
        };
        let stem = name.rsplit_once('.').map_or(&*name, |(stem, _)| stem);
        compare(
            &format!("testdata/terraform-plans-forms/{stem}.txt"),
            &shown,
        );
    }
}

/// What was read, line by line: resources with their values and lines, then what there is to say.
fn shown(file: &SourceFile, reading: &Reading) -> String {
    let mut out = String::new();
    match &reading.document {
        None => out.push_str("nothing is read\n"),
        Some(stored) => {
            let _ = writeln!(out, "{:?}", stored.sort);
            for (name, value) in &stored.variables {
                let _ = writeln!(out, "var.{name} = {}", short(&value.term));
            }
            for one in &stored.template.resources {
                let _ = writeln!(
                    out,
                    "{} ({}), written as {}, under {}",
                    one.name,
                    one.type_name,
                    place(file, one.span),
                    place(file, one.properties_key)
                );
                assert!(one.whole.contains(one.span), "{}", one.name);
                print(file, &one.properties, 1, &mut out);
            }
        }
    }
    for one in &reading.diagnostics {
        let _ = writeln!(out, "{}", said(file, one));
    }
    out
}

fn said(file: &SourceFile, one: &Diagnostic) -> String {
    let at = match one.place {
        Place::Span(span) => {
            let at = file.position(span.start);
            format!("{}:{}", at.line, at.column)
        }
        _ => "nowhere".to_owned(),
    };
    let help = one.help.iter().map(|help| format!(" ({help})"));
    let help: String = help.collect();
    format!(
        "{:?}[{}] {at}: {}{help}",
        one.severity, one.code, one.message
    )
}

/// The beginning of what is written at a place, as anybody may see it, with its line.
fn place(file: &SourceFile, span: Span) -> String {
    let shown = file.shown(span);
    let first: String = shown
        .lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(40)
        .collect();
    format!("{first} at {}", file.position(span.start).line)
}

fn print(file: &SourceFile, value: &Value, level: usize, out: &mut String) {
    let indent = "  ".repeat(level);
    match &value.term {
        Term::Map(entries) => {
            for entry in entries {
                assert!(file.slice(entry.key_span).len() >= entry.key.len().min(2));
                match &entry.value.term {
                    Term::Map(_) | Term::List(_) => {
                        let _ = writeln!(out, "{indent}{}:", entry.key);
                        print(file, &entry.value, level + 1, out);
                    }
                    term => {
                        let at = place(file, entry.value.span);
                        let _ = writeln!(out, "{indent}{}: {} <- {at}", entry.key, short(term));
                    }
                }
            }
        }
        Term::List(items) => {
            for item in items {
                match &item.term {
                    Term::Map(_) | Term::List(_) => {
                        let _ = writeln!(out, "{indent}-");
                        print(file, item, level + 1, out);
                    }
                    term => {
                        let at = place(file, item.span);
                        let _ = writeln!(out, "{indent}- {} <- {at}", short(term));
                    }
                }
            }
        }
        term => {
            let _ = writeln!(out, "{indent}{}", short(term));
        }
    }
}

fn short(term: &Term) -> String {
    match term {
        Term::Scalar(scalar) => match scalar.plain {
            true => scalar.text.clone(),
            false => format!("{:?}", scalar.text),
        },
        Term::Reference(reference) => match &reference.attribute {
            Some(attribute) => format!("→ {} . {attribute}", reference.to),
            None => format!("→ {}", reference.to),
        },
        Term::Unknown(cause) => format!("? {cause} | {}", cause.settled_by()),
        Term::Text(parts) => {
            let parts: Vec<String> = parts.iter().map(|part| short(&part.term)).collect();
            format!("text({})", parts.join(" + "))
        }
        other => format!("{other:?}"),
    }
}

/// The files of a folder as a run reads them.
fn inputs(folder: &Path) -> Vec<Input> {
    let files = files_in(folder, &[".tf", ".json", ".tfstate"]);
    let input = |path: PathBuf| Input {
        text: fs::read_to_string(&path).expect("a text"),
        path: path
            .strip_prefix(folder)
            .expect("a file below it")
            .to_string_lossy()
            .replace('\\', "/"),
        encoding: Encoding::Utf8,
        role: Role::Found,
    };
    files.into_iter().map(input).collect()
}

/// What is written at a place, with its file.
fn spot(sources: &Sources, span: Span) -> String {
    let file = sources.get(span.file);
    format!("{} of {}", place(file, span), file.path)
}

fn print_laid(
    sources: &Sources,
    value: &Value,
    twins: &BTreeMap<Span, Vec<Span>>,
    path: &str,
    out: &mut String,
) {
    match &value.term {
        Term::Map(entries) => {
            for entry in entries {
                print_laid(
                    sources,
                    &entry.value,
                    twins,
                    &format!("{path}.{}", entry.key),
                    out,
                );
            }
        }
        Term::List(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                print_laid(sources, item, twins, &format!("{path}.{index}"), out);
            }
        }
        term => {
            let _ = write!(
                out,
                "  {path}: {} <- {}",
                short(term),
                spot(sources, value.span)
            );
            for twin in twins.get(&value.span).into_iter().flatten() {
                let _ = write!(out, " = {}", spot(sources, *twin));
            }
            out.push('\n');
        }
    }
}

#[test]
fn plans_and_states_are_laid_over_their_sources_as_committed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/terraform-plans-pairs");
    let mut folders: Vec<PathBuf> = fs::read_dir(&root)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    assert!(folders.len() >= 5);
    for folder in folders {
        let mut sources = Sources::default();
        let settings = cloudformation::Settings::default();
        let read = frontend::read(inputs(&folder), &mut sources, &settings, &language());
        let mut out = String::new();
        for document in &read.documents {
            let Document::Template(template) = document else {
                panic!("{} has something else", folder.display());
            };
            let _ = writeln!(out, "deployment {}", template.path);
            for one in &template.resources {
                let _ = write!(out, " {} <- {}", one.name, spot(&sources, one.span));
                for twin in template.twins.get(&one.span).into_iter().flatten() {
                    let _ = write!(out, " = {}", spot(&sources, *twin));
                }
                out.push('\n');
                assert!(one.type_name.len() > 3 && !one.name.is_empty());
                print_laid(&sources, &one.properties, &template.twins, "", &mut out);
            }
        }
        for one in &read.diagnostics {
            let _ = writeln!(out, "{:?}[{}]: {}", one.severity, one.code, one.message);
        }
        let name = folder.file_name().expect("a name").to_string_lossy();
        compare(
            &format!("testdata/terraform-plans-pairs/{name}/expected.txt"),
            &out,
        );
    }
}

/// All that a run says of a text, in every format.
fn said_of(text: String) -> String {
    let input = Input {
        path: "plan.json".to_owned(),
        text,
        encoding: Encoding::Utf8,
        role: Role::Named,
    };
    let settings = Settings {
        seeds: Seeds {
            sweep: Sweep::All,
            ..Seeds::default()
        },
        ..Settings::default()
    };
    let analysis = analyse(all_rules(), vec![input], &settings);
    let report = Report {
        sources: &analysis.sources,
        rules: &analysis.knowledge.rules,
        controls: &analysis.knowledge.controls,
        outcome: analysis.outcome,
        diagnostics: analysis.diagnostics,
        coverage: analysis.coverage,
        as_of: "2026-01-01".to_owned(),
        exceptions: Vec::new(),
        reach: phipath::report::Reach::default(),
        baseline: None,
        catalog_date: analysis.knowledge.catalog_date.clone(),
    };
    let style = Style {
        limit: usize::MAX,
        ..Style::default()
    };
    let mut out = Vec::new();
    terminal::render(&report, &style, &mut out).expect("a buffer takes all");
    json::render(&report, &mut out).expect("a buffer takes all");
    sarif::render(&report, &mut out).expect("a buffer takes all");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn no_report_shows_a_secret_of_a_plan_or_what_stands_around_a_place() {
    let pretty = fs::read_to_string(folder().join("sensitive.json")).expect("a text");
    let json: serde_json::Value = serde_json::from_str(&pretty).expect("JSON");
    let line = json.to_string();
    // With a key twice, and cut off: diagnostics show places too.
    let twice = line.replace(
        "\"username\":\"notes\"",
        "\"password\":\"hush-twice\",\"username\":\"notes\"",
    );
    let cut = line[..line.find("hush-option").expect("it is there") + 4].to_owned();
    for text in [pretty, line, twice, cut] {
        assert!(text.contains("hush"));
        let out = said_of(text);
        assert!(
            out.contains("plan.json:1:") || out.contains("aws_db_instance.notes"),
            "{out}"
        );
        let shown = out.lines().find(|line| line.contains("hush"));
        assert_eq!(shown, None);
    }
}

#[test]
fn a_plan_that_a_shell_wrote_as_utf_16_is_read() {
    let text = fs::read_to_string(folder().join("actions.json")).expect("a text");
    let units = "\u{feff}".encode_utf16().chain(text.encode_utf16());
    let bytes: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
    let (decoded, encoding) = decode(bytes, "plan.json").expect("UTF-16");
    assert_eq!(encoding, Encoding::Transcoded);
    let read = |text: String| {
        let file = file("plan.json", text);
        let reading = read(&file, &language().terraform, &Limits::default()).expect("a plan");
        shown(&file, &reading)
    };
    assert_eq!(read(decoded), read(text));
}
