//! Evidence for people who audit a system: a page, the same as JSON, a table of controls as CSV, and assessment results in OSCAL.
//!
//! In: [`Evidence`], finished. Out: its texts, and hashes over it. Nothing is found out here, and files and days are not known.

mod csv;
mod html;
mod oscal;
mod picture;
mod results;
mod stated;
mod types;
mod words;

#[cfg(test)]
mod tests;

use sha2::{Digest, Sha256};

pub use self::csv::controls as controls_csv;
pub use html::page;
pub use oscal::assessment_results;
pub use results::{
    Cause, ControlOutcome, ControlResult, Fact, Finding, FrameworkResult, Held, Hop, Place,
    RuleResult, Tally, Through, Waiver,
};
pub use stated::{Agreement, Attestation, Deployed, End, Exempted, Said, Vendor};
pub use types::{
    Changes, ControlChange, Differences, Evidence, InputChange, InputFile, Item, Known, Message,
    Movement, Options, Pack, Scope, Summary, Tool, Written,
};

/// What `format` says.
pub const FORMAT: &str = "phipath-evidence";
/// The version of the format that is written and read.
pub const FORMAT_VERSION: u32 = 2;
/// The name of the document that is kept.
pub const JSON_FILE: &str = "evidence.json";
/// The name of the page.
pub const PAGE_FILE: &str = "evidence.html";
/// The name of the table of controls.
pub const CSV_FILE: &str = "controls.csv";
/// The name of the assessment results in OSCAL.
pub const OSCAL_FILE: &str = "oscal-assessment-results.json";

/// The document as JSON, as it is kept.
pub fn json(evidence: &Evidence) -> serde_json::Result<String> {
    Ok(serde_json::to_string_pretty(evidence)? + "\n")
}

/// The document of a text; an error where it is none of this format.
pub fn read(text: &str) -> serde_json::Result<Evidence> {
    serde_json::from_str(text)
}

/// The version of a document of this format that is another one than what is read; its parts may be others too.
pub fn other_version(text: &str) -> Option<u64> {
    let document: serde_json::Value = serde_json::from_str(text).ok()?;
    let version = document.get("format_version")?.as_u64()?;
    let is_ours = document.get("format")? == FORMAT;
    (is_ours && version != u64::from(FORMAT_VERSION)).then_some(version)
}

/// The JSON Schema of the document.
pub fn schema() -> serde_json::Value {
    let generator = schemars::generate::SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator();
    generator.into_root_schema_for::<Evidence>().to_value()
}

/// The hash over what a document says, whatever it says of changes and files.
pub fn content_sha256(evidence: &Evidence) -> serde_json::Result<String> {
    let content = Evidence {
        changes: None,
        files: Vec::new(),
        content_sha256: String::new(),
        sha256: String::new(),
        ..evidence.clone()
    };
    Ok(sha256(json(&content)?.as_bytes()))
}

/// The hash of the whole document.
pub fn document_sha256(evidence: &Evidence) -> serde_json::Result<String> {
    let document = Evidence {
        sha256: String::new(),
        ..evidence.clone()
    };
    Ok(sha256(json(&document)?.as_bytes()))
}

/// The SHA-256 of some bytes, in hex.
pub fn sha256(bytes: &[u8]) -> String {
    let digits = Sha256::digest(bytes);
    digits.iter().map(|byte| format!("{byte:02x}")).collect()
}
