//! Imports of the models of other tools: the manifest, what is said about it, and the command.

use std::fs;
use std::path::{Path, PathBuf};

use phipath::Settings;
use phipath::import::{Imported, import};
use phipath::source::{Encoding, Place, Severity, Sources};

use crate::corpus::mutation::{self, Random};
use crate::invalid::{run_in, scratch};
use crate::support::{all_rules, analyse_text, compare, corpus, errors};

/// Imports a text.
fn imported(path: &str, text: &str) -> (Imported, Sources) {
    let loaded = all_rules();
    let mut sources = loaded.sources;
    let file = sources.add(path.to_owned(), text.to_owned(), Encoding::Utf8);
    (import(&file, &loaded.knowledge), sources)
}

/// What is said, a line each.
fn messages(imported: &Imported, sources: &Sources) -> String {
    let mut lines = String::new();
    for one in &imported.diagnostics {
        let Place::Span(span) = one.place else {
            panic!("a message without a place: {one:?}")
        };
        let position = sources.get(span.file).position(span.start);
        let severity = match one.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let help = one.help.as_ref().map(|help| format!(" | {help}"));
        lines += &format!(
            "{}:{} {severity} {}: {}{}\n",
            position.line,
            position.column,
            one.code,
            one.message,
            help.unwrap_or_default()
        );
    }
    lines
}

fn manifest(imported: &Imported) -> &str {
    let manifest = imported.manifest.as_ref();
    manifest
        .map(|manifest| &*manifest.text)
        .expect("a manifest")
}

/// Fails where a manifest is not read without an error.
fn assert_sound(text: &str) {
    let analysis = analyse_text("m.architecture.yaml", text, &Settings::default());
    assert_eq!(errors(&analysis), Vec::<String>::new(), "{text}");
    assert_eq!(analysis.model.designs.len(), 1, "{text}");
}

#[test]
fn examples_are_imported_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/import");
    let mut cases: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    cases.sort();
    assert!(cases.len() >= 4);
    for case in cases {
        let name = case
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let model = ["model.yaml", "model.json"]
            .into_iter()
            .find(|file| case.join(file).exists());
        let model = model.expect("a model");
        let text = fs::read_to_string(case.join(model)).expect("a text");
        let (imported, sources) = imported(model, &text);
        assert_sound(manifest(&imported));
        compare(
            &format!("testdata/import/{name}/expected.architecture.yaml"),
            manifest(&imported),
        );
        compare(
            &format!("testdata/import/{name}/expected.txt"),
            &messages(&imported, &sources),
        );
    }
}

/// The example models of the two formats, where they are at hand.
fn published() -> Option<PathBuf> {
    let folder = corpus().map(|corpus| corpus.join("threat-models"));
    let found = folder.filter(|folder| folder.is_dir());
    if found.is_none() {
        println!("skipped: no corpus");
    }
    found
}

#[test]
fn published_models_are_imported() {
    let Some(folder) = published() else { return };
    let sizes = [
        ("demo/example/threagile.yaml", (6, 14, 20)),
        ("demo/stub/threagile.yaml", (1, 2, 1)),
        ("EXAMPLE.json", (2, 3, 2)),
    ];
    for (name, expected) in sizes {
        let text = fs::read_to_string(folder.join(name)).expect("a model");
        let (imported, sources) = imported(name, &text);
        let said = messages(&imported, &sources);
        let found = imported.manifest.as_ref().expect("a manifest");
        assert_eq!(
            (found.zones, found.components, found.flows),
            expected,
            "{name}: {said}"
        );
        assert_sound(&found.text);
        let faults = [
            "unknown-key",
            "unknown-reference",
            "unknown-name",
            "wrong-type",
            "missing-key",
            "duplicate-id",
        ];
        let fault = imported
            .diagnostics
            .iter()
            .find(|one| faults.contains(&one.code));
        assert_eq!(fault, None, "{name}");
    }
}

#[test]
fn yaml_and_json_are_the_same_model() {
    let Some(folder) = published() else { return };
    let yaml = fs::read_to_string(folder.join("EXAMPLE.yaml")).expect("a model");
    // The published text is no YAML: a line of a quoted text is not indented more than its key. Other readers let it pass.
    let (refused, sources) = imported("EXAMPLE.yaml", &yaml);
    assert!(refused.manifest.is_none());
    assert!(
        messages(&refused, &sources).starts_with("133:9 error yaml-syntax: invalid indentation"),
        "{}",
        messages(&refused, &sources)
    );
    let json = fs::read_to_string(folder.join("EXAMPLE.json")).expect("a model");
    let body = |name: &str, text: &str| {
        let (imported, _) = imported(name, text);
        let lines = manifest(&imported).lines().skip(1);
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let mended = yaml.replace("\n        }'", "\n         }'");
    assert_eq!(body("EXAMPLE.yaml", &mended), body("EXAMPLE.json", &json));
}

/// Imports on a small stack; a panic or an overflow fails the test.
fn survive(path: &'static str, text: String) -> Imported {
    let thread = std::thread::Builder::new()
        .stack_size(1024 * 1024)
        .spawn(move || imported(path, &text).0);
    thread.expect("a thread").join().expect("no panic")
}

#[test]
fn no_beginning_and_no_mutation_panics() {
    let Some(folder) = published() else { return };
    for name in ["demo/example/threagile.yaml", "EXAMPLE.json"] {
        let text = fs::read_to_string(folder.join(name)).expect("a model");
        let mut random = Random::of(name);
        let mut made = 0;
        for round in 0..4 {
            let cuts = text.char_indices().map(|(at, _)| at).skip(round * 7 + 1);
            for at in cuts.step_by(text.len() / 12) {
                made += usize::from(imported(name, &text[..at]).0.manifest.is_some());
            }
            for (_, mutate) in mutation::ALL {
                let (imported, _) = imported(name, &mutate(&text, &mut random));
                made += usize::from(imported.manifest.is_some());
                imported
                    .manifest
                    .iter()
                    .for_each(|manifest| assert_sound(&manifest.text));
            }
        }
        println!("{name}: {made} were imported");
        assert!(made > 5, "{made}");
    }
}

#[test]
fn aliases_that_stand_for_too_much() {
    let mut text = String::from("threagile_version: 1.0.0\ntitle: Large\ntechnical_assets:\n");
    text += "  A0: &asset\n    id: a0\n    type: process\n    communication_links:\n";
    for link in 0..2_000 {
        text += &format!("      L{link}: {{target: a0, protocol: https}}\n");
    }
    for asset in 1..2_000 {
        text += &format!("  A{asset}: *asset\n");
    }
    let imported = survive("m.yaml", text);
    assert!(imported.manifest.is_none());
    let codes: Vec<_> = imported.diagnostics.iter().map(|one| one.code).collect();
    assert_eq!(codes, ["expansion-limit"]);
}

#[test]
fn deep_and_long_models() {
    let mut nested = String::from(
        "otmVersion: 0.2.0\nproject: {name: p, id: p}\ntrustZones: [{id: z, name: Z, risk: {trustRating: 1}}]\ncomponents:\n",
    );
    let count = 20_000;
    for index in 0..count {
        let parent = match index + 1 {
            next if next == count => "{trustZone: z}".to_owned(),
            next => format!("{{component: c{next}}}"),
        };
        nested +=
            &format!("  - {{id: c{index}, name: Same, type: web-service, parent: {parent}}}\n");
    }
    let deep = survive("m.yaml", nested);
    let manifest = deep.manifest.expect("a manifest");
    assert_eq!(manifest.components, count);
    assert_eq!(manifest.text.matches("    zone: z\n").count(), count);
    let brackets = survive(
        "m.json",
        format!("{{\"otmVersion\": {}", "[".repeat(100_000)),
    );
    assert!(brackets.manifest.is_none());
    assert_eq!(brackets.diagnostics[0].code, "depth-limit");
}

#[test]
fn boundaries_within_each_other() {
    let mut text = String::from("threagile_version: 1.0.0\ntitle: Rings\ntrust_boundaries:\n");
    for index in 0..5_000 {
        let (kind, next) = match index {
            0 => ("network-dedicated-hoster", 1),
            _ => ("execution-environment", (index + 1) % 5_000),
        };
        text += &format!(
            "  B{index}: {{id: b{index}, type: {kind}, trust_boundaries_nested: [b{next}, b{index}]}}\n"
        );
    }
    let manifest = survive("m.yaml", text).manifest.expect("a manifest");
    assert_eq!(manifest.text.matches("trust: partner").count(), 5_000);
}

fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("testdata/import")
        .join(name)
}

#[test]
fn the_command_writes_the_manifest() {
    let folder = case("threagile-clinic");
    let expected =
        fs::read_to_string(folder.join("expected.architecture.yaml")).expect("a manifest");
    let shown = run_in(&folder, &["import", "model.yaml"], "");
    assert_eq!(
        (shown.status, &*shown.out),
        (0, &*expected),
        "{}",
        shown.err
    );
    let lines = [
        "model.yaml:34:3: warning[not-classified]: data asset `rosters`",
        "  help: put its class",
        "note[left-out]: left out of the model",
    ];
    for line in lines {
        assert!(shown.err.contains(line), "{line}: {}", shown.err);
    }
    assert!(
        shown
            .err
            .ends_with("imported: zones 5, components 7, flows 5; warnings 4, notes 17\n"),
        "{}",
        shown.err
    );

    let text = fs::read_to_string(folder.join("model.yaml")).expect("a model");
    let piped = run_in(&folder, &["import", "-"], &text);
    assert_eq!(
        piped.out,
        expected.replace("from model.yaml", "from <stdin>")
    );
    assert!(
        piped.err.starts_with("<stdin>:34:3: warning["),
        "{}",
        piped.err
    );
}

#[test]
fn the_command_overwrites_nothing() {
    let folder = scratch("import-out");
    let model = case("otm-portal").join("model.yaml");
    let model = model.to_string_lossy();
    let to = |arguments: &[&str]| run_in(&folder, &[&["import", &*model], arguments].concat(), "");
    let first = to(&["--out", "portal.architecture.yaml"]);
    assert_eq!((first.status, &*first.out), (0, ""), "{}", first.err);
    let written =
        || fs::read_to_string(folder.join("portal.architecture.yaml")).expect("a manifest");
    let manifest = written();
    assert!(manifest.contains("architecture: portal-for-patients\n"));
    fs::write(folder.join("portal.architecture.yaml"), "mine").expect("it can be written");
    let second = to(&["--out", "portal.architecture.yaml"]);
    assert_eq!(second.status, 2);
    assert!(
        second.err.contains(
            "error: `portal.architecture.yaml` is there already\n  help: `--force` overwrites it"
        ),
        "{}",
        second.err
    );
    assert_eq!(written(), "mine");
    assert_eq!(
        to(&["--out", "portal.architecture.yaml", "--force"]).status,
        0
    );
    assert_eq!(written(), manifest);
    let elsewhere = to(&["--out", "no/such/folder.yaml"]);
    assert_eq!(elsewhere.status, 2);
    assert!(
        elsewhere
            .err
            .contains("`no/such/folder.yaml` cannot be written: "),
        "{}",
        elsewhere.err
    );
    let other = to(&["--out", "portal.yaml"]);
    assert_eq!(other.status, 0);
    assert!(
        other.err.ends_with(
            "help: let its name end in `.architecture.yaml`, by which manifests are found\n"
        ),
        "{}",
        other.err
    );
}

#[test]
fn what_is_no_model_is_refused() {
    let refused = |text: &str| {
        let run = run_in(&case(""), &["import", "-"], text);
        assert_eq!((run.status, &*run.out), (2, ""), "{text}");
        run.err
    };
    let other = "<stdin>:1:1: error[not-recognised]: not recognised: expected a Threagile model (key `threagile_version`) or an Open Threat Model (key `otmVersion`)\n  help: name a file that one of these tools reads\n";
    for text in [
        "",
        "a: b",
        "[threagile_version]",
        "Resources: {otmVersion: 1}",
        "text",
    ] {
        assert_eq!(refused(text), other, "{text}");
    }
    assert!(refused("otmVersion: [").contains("error[yaml-syntax]"));
    let missing = run_in(&case(""), &["import", "nothing.yaml"], "");
    assert_eq!(missing.status, 2);
    assert!(
        missing
            .err
            .starts_with("error: cannot read `nothing.yaml`: there is no such file"),
        "{}",
        missing.err
    );
}
