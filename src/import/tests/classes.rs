//! Which data assets are taken for which class, by their words.

use std::sync::Arc;

use crate::knowledge::{Request, load};
use crate::source::{Encoding, FileId, SourceFile, Sources};

use super::super::import;

/// What is said of a data asset with this name and description.
fn said(name: &str, description: &str) -> String {
    let (knowledge, _) = load(&mut Sources::default(), &Request::default());
    let text = format!(
        "otmVersion: 0.2.0\nproject: {{name: p, id: p}}\nassets:\n  - {{name: '{name}', id: a, description: '{description}', risk: {{confidentiality: 50}}}}\n"
    );
    let file = SourceFile::new(FileId(0), "m.yaml".to_owned(), text, Encoding::Utf8);
    let imported = import(&Arc::new(file), &knowledge);
    let about = |code: &str| code == "guessed-class" || code == "not-classified";
    let messages = imported.diagnostics.iter().filter(|one| about(one.code));
    messages
        .map(|one| one.message.replace("data asset `a`", "it"))
        .collect::<Vec<_>>()
        .join("; ")
}

#[test]
fn words_of_health() {
    for name in [
        "Patient notes",
        "patientNotes",
        "PATIENTS",
        "ePHI",
        "Allergies",
        "FHIR bundles",
        "Lab Results",
        "medical-record",
    ] {
        let said = said(name, "");
        assert!(
            said.starts_with("guessed: it is phi, for `"),
            "{name}: {said}"
        );
        assert!(said.ends_with("` in its name"), "{name}: {said}");
    }
    assert_eq!(
        said("Notes", "What a patient said."),
        "guessed: it is phi, for `patient` in its description"
    );
}

#[test]
fn words_that_only_look_so() {
    for name in [
        "Health checks",
        "System health",
        "Impatience",
        "Philosophy",
        "Trade secrets",
        "Tokens",
        "Invoices",
    ] {
        assert_eq!(
            said(name, ""),
            "it is not classified: no flow and no store names it",
            "{name}"
        );
    }
}

#[test]
fn more_than_one_class() {
    assert_eq!(
        said("Patient passwords", ""),
        "guessed: it is phi and credential, for `patient` in its name and `password` in its name"
    );
    assert_eq!(
        said("Deidentified patients", ""),
        "guessed: it is deidentified, for `deidentified` in its name"
    );
    assert_eq!(
        said("De-identified patients", ""),
        "guessed: it is deidentified, for `de identified` in its name"
    );
    assert_eq!(
        said("Patients, not de-identified", ""),
        "guessed: it is phi, for `patient` in its name"
    );
    assert_eq!(
        said("Health checks", "of patients"),
        "guessed: it is phi, for `patient` in its description"
    );
}

#[test]
fn what_a_description_mentions_is_a_part() {
    assert_eq!(
        said("Accounts", "with their passwords"),
        "guessed: it is credential, for `password` in its description; it is not classified besides: no flow and no store names it"
    );
}

#[test]
fn labels_are_no_guess() {
    let (knowledge, _) = load(&mut Sources::default(), &Request::default());
    let text = "otmVersion: 0.2.0\nproject: {name: p, id: p}\nassets:\n  - {name: Notes, id: a, risk: {confidentiality: 50}, attributes: {data-classification: phi}}\n\
                components:\n  - {name: C, id: c, type: database, parent: {trustZone: z}, assets: {stored: [a]}}\n";
    let file = SourceFile::new(
        FileId(0),
        "m.yaml".to_owned(),
        text.to_owned(),
        Encoding::Utf8,
    );
    let imported = import(&Arc::new(file), &knowledge);
    let manifest = imported.manifest.expect("a manifest").text;
    assert!(manifest.contains("    stores: [phi]\n"), "{manifest}");
    assert!(
        !imported
            .diagnostics
            .iter()
            .any(|one| one.code == "guessed-class")
    );
}
