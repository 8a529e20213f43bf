//! What several tests need: running the pipeline on a text, and comparing with committed files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use phipath::knowledge::{Example, Request};
use phipath::source::{Encoding, Severity};
use phipath::{Analysis, Input, Loaded, Settings, analyse, load, trial};

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

/// What an example asks a run for.
pub(crate) fn settings_of(example: &Example) -> Settings {
    trial::settings(example, DAY)
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
