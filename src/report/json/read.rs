//! Reports in our own JSON, read again.
//!
//! In: the bytes of a report. Out: what it says of a run, or why it is none. What it is compared with is not known here.

use serde::Deserialize;

use crate::compare::{Carrier, Flow, Known, Level, Past};

/// The version of the format that is understood.
const VERSION: u32 = 1;

#[derive(Deserialize)]
struct Document {
    format: String,
    format_version: u32,
    version: String,
    catalog_date: String,
    coverage: Coverage,
    diagnostics: Vec<Diagnostic>,
    phi: Option<Phi>,
    findings: Vec<Finding>,
}

#[derive(Deserialize)]
struct Coverage {
    files: Vec<String>,
}

#[derive(Deserialize)]
struct Diagnostic {
    severity: String,
}

#[derive(Deserialize)]
struct Phi {
    carriers: Vec<PhiCarrier>,
    flows: Vec<PhiFlow>,
}

#[derive(Deserialize)]
struct PhiCarrier {
    address: String,
    name: String,
    level: String,
    start: Option<String>,
}

#[derive(Deserialize)]
struct PhiFlow {
    from: String,
    to: String,
    level: String,
    payload: String,
    basis: String,
    reason: String,
    span: Option<Span>,
}

#[derive(Deserialize)]
struct Finding {
    rule: String,
    verdict: String,
    severity: String,
    address: String,
    message: String,
    labels: Vec<Label>,
    path: Option<Path>,
    waiver: Option<serde::de::IgnoredAny>,
    fingerprint: String,
}

#[derive(Deserialize)]
struct Label {
    span: Span,
}

#[derive(Deserialize)]
struct Path {
    hops: Vec<Hop>,
}

#[derive(Deserialize)]
struct Hop {
    from: String,
    to: String,
}

#[derive(Deserialize)]
struct Span {
    path: String,
    start: Point,
}

#[derive(Deserialize)]
struct Point {
    line: u32,
    column: u32,
}

impl Span {
    fn shown(&self) -> String {
        format!("{}:{}:{}", self.path, self.start.line, self.start.column)
    }
}

/// Reads a report; the error says what is wrong with it.
pub fn read(bytes: &[u8]) -> Result<Past, String> {
    let document: Document = serde_json::from_slice(bytes)
        .map_err(|error| format!("it is no JSON report of phipath: {error}"))?;
    if document.format != "phipath-report" || document.format_version != VERSION {
        return Err("it is no JSON report of phipath that this version understands".to_owned());
    }
    let Some(phi) = document.phi else {
        return Err("it does not say where PHI goes: an older version made it".to_owned());
    };
    let errors = document.diagnostics.iter();
    let errors = errors.filter(|one| one.severity == "error").count();
    let carriers = phi.carriers.into_iter().map(|one| Carrier {
        level: level(&one.level),
        address: one.address,
        name: one.name,
        start: one.start,
    });
    let flows = phi.flows.into_iter().map(|one| Flow {
        level: level(&one.level),
        place: one.span.map(|span| span.shown()).unwrap_or_default(),
        from: one.from,
        to: one.to,
        payload: one.payload,
        basis: one.basis,
        reason: one.reason,
    });
    let is_open = |one: &Finding| matches!(one.verdict.as_str(), "violated" | "undecided");
    let open = document.findings.into_iter().filter(is_open);
    Ok(Past {
        made_with: (document.version, document.catalog_date),
        files: document.coverage.files.into_iter().collect(),
        errors,
        findings: open.map(known).collect(),
        carriers: carriers.collect(),
        flows: flows.collect(),
    })
}

fn known(one: Finding) -> Known {
    let place = one.labels.first().map(|label| label.span.shown());
    let hops = one.path.map(|path| path.hops).unwrap_or_default();
    let first = hops.first().map(|hop| hop.from.clone());
    let path = first.into_iter().chain(hops.into_iter().map(|hop| hop.to));
    Known {
        violated: one.verdict == "violated",
        waived: one.waiver.is_some(),
        rule: one.rule,
        severity: one.severity,
        address: one.address,
        message: one.message,
        place: place.unwrap_or_default(),
        fingerprint: one.fingerprint,
        path: path.collect(),
    }
}

fn level(name: &str) -> Level {
    match name {
        "yes" => Level::Yes,
        _ => Level::Possible,
    }
}
