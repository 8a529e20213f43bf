//! A first manifest and a first configuration, from the templates at hand.
//!
//! In: files. Out: what an analysis of the templates among them finds, and the texts that it proposes. Every proposal says
//! why; what nobody has said stays open. Where the texts are written is not known here.

mod flows;
mod parts;
mod propose;
mod write;

use std::collections::BTreeSet;

use crate::graph::Sweep;
use crate::import::slug;
use crate::{Analysis, Input, Loaded, Settings, analyse};

pub use write::config;

/// Names of files are cut after so many characters.
const LONGEST_NAME: usize = 60;

/// What the templates of a run say, manifests left out.
#[derive(Debug)]
pub struct Study {
    /// The analysis, with PHI at what is marked and at what the names of stores give away.
    pub analysis: Analysis,
    /// Manifests that are there already.
    pub manifests: Vec<String>,
}

/// Analyses the templates among some files.
pub fn study(loaded: Loaded, mut inputs: Vec<Input>, settings: &Settings) -> Study {
    let mut settings = settings.clone();
    // What is assumed for want of marks is no proposal.
    settings.seeds.sweep = Sweep::None;
    let mut analysis = analyse(loaded.clone(), inputs.clone(), &settings);
    let designs = analysis.model.deployments.iter();
    let designs = designs.filter(|one| one.is_design());
    let manifests: BTreeSet<String> = designs.map(|one| one.path.clone()).collect();
    if !manifests.is_empty() {
        inputs.retain(|input| !manifests.contains(&input.path));
        analysis = analyse(loaded.clone(), inputs.clone(), &settings);
    }
    let named = parts::seeds(&analysis);
    if !named.is_empty() {
        settings.seeds.addresses.extend(named);
        let diagnostics = std::mem::take(&mut analysis.diagnostics);
        analysis = analyse(loaded, inputs, &settings);
        analysis.diagnostics = diagnostics;
    }
    Study {
        analysis,
        manifests: manifests.into_iter().collect(),
    }
}

/// The paths of the templates that were read, as shown.
pub fn templates(analysis: &Analysis) -> Vec<&str> {
    let deployments = analysis.model.deployments.iter();
    let templates = deployments.filter(|one| !one.is_design());
    templates.map(|one| one.path.as_str()).collect()
}

/// The name of a system by that of its folder.
pub fn name(folder: &str) -> String {
    let name: String = slug(folder).chars().take(LONGEST_NAME).collect();
    match name.is_empty() {
        true => "system".to_owned(),
        false => name,
    }
}

/// The text of a manifest for what was analysed.
pub fn manifest(analysis: &Analysis, name: &str) -> String {
    let proposal = match templates(analysis).is_empty() {
        true => propose::blank(&analysis.knowledge),
        false => propose::from_code(analysis),
    };
    write::manifest(&proposal, name, &analysis.knowledge)
}
