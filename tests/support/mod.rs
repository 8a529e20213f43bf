//! What several tests need: running the pipeline on a text, and comparing with committed files.

mod address;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use phipath::frontend::{Format, cloudformation};
use phipath::graph::{Seeds, Sweep};
use phipath::knowledge::{Example, Request};
use phipath::source::{Encoding, Severity, SourceFile, Span};
use phipath::syntax::{Limits, Node, Shape, parse};
use phipath::{Analysis, Input, Loaded, Settings, analyse, load};

/// Runs every rule on one template.
pub(crate) fn analyse_text(path: &str, text: &str, settings: &Settings) -> Analysis {
    let input = Input {
        path: path.to_owned(),
        text: text.to_owned(),
        encoding: Encoding::Utf8,
        role: phipath::Role::Named,
    };
    analyse(all_rules(), vec![input], settings)
}

/// The catalog with all rules.
pub(crate) fn all_rules() -> Loaded {
    static LOADED: OnceLock<Loaded> = OnceLock::new();
    let request = Request {
        packs: vec!["all".to_owned()],
        ..Request::default()
    };
    LOADED.get_or_init(|| load(&request)).clone()
}

/// The catalog with the rules of all packs but `house`, whose rules are a choice: systems and examples without flaws need not follow it.
pub(crate) fn rules_but_of_house() -> Loaded {
    static LOADED: OnceLock<Loaded> = OnceLock::new();
    let packs = ["hipaa-baseline", "phi-genai", "phi-routing"];
    let request = Request {
        packs: packs.map(str::to_owned).to_vec(),
        ..Request::default()
    };
    LOADED.get_or_init(|| load(&request)).clone()
}

/// The day of runs for which nobody says another.
pub(crate) const DAY: jiff::civil::Date = jiff::civil::date(2026, 12, 1);

/// Settings with the day alone.
pub(crate) fn settings_on_day() -> Settings {
    Settings {
        as_of: Some(DAY),
        ..Settings::default()
    }
}

/// Runs every rule on an example: its template or manifest, and the manifest beside it.
pub(crate) fn analyse_example(example: &Example) -> Analysis {
    let input = |path: &str, text: &str| Input {
        path: path.to_owned(),
        text: text.to_owned(),
        encoding: Encoding::Utf8,
        role: phipath::Role::Named,
    };
    let own = match example.format {
        Format::Manifest => DESIGN,
        Format::Terraform => "example.tf",
        _ => "example.yaml",
    };
    let mut inputs = vec![input(own, &example.text)];
    inputs.extend(example.manifest.as_ref().map(|text| input(DESIGN, text)));
    analyse(all_rules(), inputs, &settings_of(example))
}

/// The path of the manifest of an example.
pub(crate) const DESIGN: &str = "example.architecture.yaml";

/// What an example asks a run for.
pub(crate) fn settings_of(example: &Example) -> Settings {
    let sweep = match example.settings.phi.as_deref() {
        Some("all") => Sweep::All,
        Some("none") => Sweep::None,
        _ => Sweep::Labels,
    };
    let template = cloudformation::Settings {
        values: example.settings.values.clone(),
        ..cloudformation::Settings::default()
    };
    Settings {
        as_of: Some(example.settings.as_of.unwrap_or(DAY)),
        template,
        seeds: Seeds {
            sweep,
            ..Seeds::default()
        },
        ..Settings::default()
    }
}

/// The errors that a run reports, as text.
pub(crate) fn errors(analysis: &Analysis) -> Vec<String> {
    let errors = analysis
        .diagnostics
        .iter()
        .filter(|one| one.severity == Severity::Error);
    errors
        .map(|one| format!("{}: {}", one.code, one.message))
        .collect()
}

/// The span from key to value of a dotted address in a template, such as `Resources.Notes.Properties.Tags.0`, or in a Terraform
/// file, such as `aws_s3_bucket.notes.tags`.
pub(crate) fn address_span(file: &std::sync::Arc<SourceFile>, address: &str) -> Option<Span> {
    if file.path.ends_with(".tf") {
        return address::terraform_span(file, address);
    }
    let (tree, _) = parse(file, &Limits::default());
    let mut node: Node<'_> = tree.root()?;
    let mut span = node.full_span();
    for step in address.split('.') {
        match node.shape() {
            Shape::Sequence => {
                node = node.items().nth(step.parse().ok()?)?;
                span = node.full_span();
            }
            _ => {
                let (key, value) = node.entry(step)?;
                span = key.span().to(value.full_span());
                node = value;
            }
        }
    }
    Some(span)
}

/// Compares a text with a committed file; `PHIPATH_BLESS=1` writes it instead.
pub(crate) fn compare(path: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("PHIPATH_BLESS").is_some() {
        fs::create_dir_all(path.parent().expect("a file has a folder"))
            .expect("the folder can be made");
        fs::write(&path, actual).expect("the file can be written");
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if expected != actual {
        let first = expected
            .lines()
            .zip(actual.lines())
            .position(|(one, other)| one != other);
        let line = first.unwrap_or(expected.lines().count().min(actual.lines().count()));
        panic!(
            "{} is stale from line {}:\n  committed: {}\n  now:       {}\nrun the tests with PHIPATH_BLESS=1 and review the change",
            path.display(),
            line + 1,
            expected.lines().nth(line).unwrap_or("(nothing)"),
            actual.lines().nth(line).unwrap_or("(nothing)"),
        );
    }
}

/// The folder with data of others, if it is there: `PHIPATH_CORPUS`, else beside the repository.
pub(crate) fn corpus() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let folder = std::env::var_os("PHIPATH_CORPUS").map_or_else(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

/// Counts by name.
pub(crate) fn count(counts: &mut BTreeMap<String, usize>, name: impl Into<String>) {
    *counts.entry(name.into()).or_default() += 1;
}
