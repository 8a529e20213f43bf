//! Evidence: what a run found out, put together so that it can be kept, read without the tool, and verified later.
//!
//! In: the graph, the verdicts and the knowledge of a run, the hashes of its inputs, and what a person asked for. Out:
//! [`Evidence`], finished; and what is different between two of them. Files, days and formats of output are not known here.

mod compare;
mod controls;
mod findings;
mod flows;
mod promises;
mod scope;
mod standing;
mod vendors;

use crate::graph::Graph;
use crate::knowledge::{Knowledge, PackDigest};
use crate::model::Model;
use crate::report::Report;
use crate::report::clean;
use crate::report::evidence::{
    ControlOutcome, Evidence, FORMAT, FORMAT_VERSION, InputFile, Known, Options, Pack, Summary,
    Tool,
};
use crate::source::{Sources, Span};

pub use compare::{difference, same_result};

/// What evidence is made from.
#[derive(Debug)]
pub struct Material<'run> {
    /// The report of the run.
    pub report: &'run Report<'run>,
    /// Its graph.
    pub graph: &'run Graph,
    /// Its components and designs, as they were read.
    pub model: &'run Model,
    /// What the tool knows.
    pub knowledge: &'run Knowledge,
    /// The hash over its catalog.
    pub catalog_sha256: String,
    /// The packs of the run.
    pub packs: Vec<PackDigest>,
    /// The tool.
    pub tool: Tool,
    /// What a person asked for.
    pub options: Options,
    /// The files that the result rests on.
    pub inputs: Vec<InputFile>,
    /// Files that are no infrastructure.
    pub not_recognised: Vec<String>,
}

/// The evidence of a run. Its hashes are still empty.
pub fn assemble(material: &Material<'_>) -> Evidence {
    let report = material.report;
    let mut findings = findings::findings(material);
    let rules = findings::rules(material, &findings);
    let (frameworks, controls) = controls::controls(material, &rules);
    for finding in &mut findings {
        let asks = controls
            .iter()
            .filter(|one| one.rules.contains(&finding.rule));
        finding.controls = asks.map(|one| one.id.clone()).collect();
    }
    let (inventory, flows) = flows::inventory(material);
    let (agreements, attestations) = promises::promises(material);
    let mut evidence = Evidence {
        format: FORMAT.to_owned(),
        format_version: FORMAT_VERSION,
        systems: systems(material.model),
        as_of: report.as_of.clone(),
        tool: material.tool.clone(),
        knowledge: known(material),
        options: material.options.clone(),
        scope: scope::scope(material),
        ends: promises::ends(&report.as_of, &agreements, &attestations, &findings),
        summary: Summary::default(),
        exceptions: standing::exceptions(material),
        vendors: vendors::vendors(material, &inventory, &rules, &findings),
        inventory,
        flows,
        frameworks,
        controls,
        rules,
        findings,
        agreements,
        attestations,
        ..Evidence::default()
    };
    evidence.summary = summary(&evidence);
    evidence
}

fn systems(model: &Model) -> Vec<String> {
    let mut names: Vec<String> = model.designs.iter().map(|one| clean(&one.name)).collect();
    names.sort();
    names.dedup();
    names
}

fn known(material: &Material<'_>) -> Known {
    let pack = |pack: &PackDigest| Pack {
        name: clean(&pack.name),
        title: clean(&pack.title),
        rules: pack.rules,
        sha256: pack.sha256.clone(),
    };
    Known {
        catalog_date: material.report.catalog_date.clone(),
        catalog_sha256: material.catalog_sha256.clone(),
        packs: material.packs.iter().map(pack).collect(),
    }
}

fn summary(evidence: &Evidence) -> Summary {
    let mut summary = Summary {
        flows: evidence.flows.len(),
        operators: flows::others(evidence),
        ..Summary::default()
    };
    for rule in &evidence.rules {
        summary.verdicts.add(rule.verdicts);
        *summary
            .violated_by_severity
            .entry(rule.severity.clone())
            .or_default() += rule.verdicts.violated;
        *summary
            .violated_by_basis
            .entry(rule.basis.clone())
            .or_default() += rule.verdicts.violated;
    }
    let broken = evidence.controls.iter();
    for control in broken.filter(|one| one.result == ControlOutcome::Violated) {
        *summary
            .controls_failed_by
            .entry(control.failed_by.clone())
            .or_default() += 1;
    }
    for outcome in ControlOutcome::ALL {
        let number = evidence.controls.iter().filter(|one| one.result == outcome);
        summary
            .controls
            .insert(outcome.name().to_owned(), number.count());
    }
    for level in ["yes", "possible"] {
        let number = evidence.inventory.iter().filter(|one| one.level == level);
        summary.carriers.insert(level.to_owned(), number.count());
    }
    summary
}

/// A place as people write it: `file:line:column`.
fn at(sources: &Sources, span: Span) -> String {
    let file = sources.get(span.file);
    let position = file.position(span.start);
    clean(&format!(
        "{}:{}:{}",
        file.path, position.line, position.column
    ))
}
