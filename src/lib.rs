//! phipath follows protected health information through infrastructure code before it ships.
//!
//! [`analyse`] is the pipeline: files are parsed, read as documents, lowered to components, joined to a graph along
//! which data classes spread, and judged by rules. The stages are the modules; `docs/architecture.md` draws them.

pub mod check;
pub mod cli;
pub mod compare;
pub mod config;
pub mod evidence;
pub mod exceptions;
pub mod expr;
pub mod frontend;
pub mod graph;
pub mod import;
pub mod init;
pub mod knowledge;
pub mod model;
pub mod policy;
pub mod report;
pub mod schema;
pub mod source;
pub mod syntax;
pub mod trial;
pub mod vocabulary;

use std::collections::BTreeSet;
use std::sync::Arc;

use knowledge::Knowledge;
use source::{Diagnostic, Encoding, Sources};

/// A file that was read, not yet understood.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its path, as shown.
    pub path: String,
    /// Its text.
    pub text: String,
    /// How its bytes became text.
    pub encoding: Encoding,
    /// Why it is read.
    pub role: Role,
}

/// Why a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A person named it: then it must be infrastructure.
    Named,
    /// It was found in a folder.
    Found,
    /// Another file names it, such as a module or a text that a function reads: alone it is nothing.
    Beside,
}

/// What a person sets for a run.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Values of parameters.
    pub template: frontend::cloudformation::Settings,
    /// The folder that plans and states of Terraform belong to, where a person says so: its path, as shown.
    pub terraform_source: Option<String>,
    /// Where PHI starts.
    pub seeds: graph::Seeds,
    /// The day as of which agreements and attestations count; without one that stays open.
    pub as_of: Option<jiff::civil::Date>,
    /// Where deployments go.
    pub deployments: Vec<config::Placement>,
    /// Paths of files that others name and that are left out on purpose.
    pub left_out: BTreeSet<String>,
    /// Findings that somebody answers for, as the configuration lists them; sources have more.
    pub exceptions: Vec<exceptions::Exception>,
    /// How many days old the catalog may be on that day; without it as old as it is.
    pub catalog_max_age_days: Option<u32>,
}

/// What the tool knows, loaded once for any number of runs.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The catalog and the rules.
    pub knowledge: Arc<Knowledge>,
    /// Their files, for the spans of what they say.
    pub sources: Sources,
    /// What there is to say about rules of the user.
    pub diagnostics: Vec<Diagnostic>,
}

/// Everything that a run found out.
#[derive(Debug)]
pub struct Analysis {
    /// The files.
    pub sources: Sources,
    /// What the tool knows.
    pub knowledge: Arc<Knowledge>,
    /// The components, as declared.
    pub model: model::Model,
    /// The graph, with what spreads where.
    pub graph: graph::Graph,
    /// Verdicts.
    pub outcome: check::Outcome,
    /// Exceptions, and how each fared.
    pub exceptions: Vec<check::Standing>,
    /// What was read and what not.
    pub coverage: report::Coverage,
    /// What there is to say about the inputs.
    pub diagnostics: Vec<Diagnostic>,
}

/// Loads the catalog and the rules.
pub fn load(request: &knowledge::Request) -> Loaded {
    load_beside(Sources::default(), request)
}

/// Loads the catalog and the rules beside files that were read before, such as the configuration.
pub fn load_beside(mut sources: Sources, request: &knowledge::Request) -> Loaded {
    let (knowledge, diagnostics) = knowledge::load(&mut sources, request);
    Loaded {
        knowledge: Arc::new(knowledge),
        sources,
        diagnostics,
    }
}

/// From files to findings.
pub fn analyse(loaded: Loaded, inputs: Vec<Input>, settings: &Settings) -> Analysis {
    let Loaded {
        knowledge,
        mut sources,
        mut diagnostics,
    } = loaded;
    let mut language = model::language(&knowledge);
    let source = &settings.terraform_source;
    language.terraform.source.clone_from(source);
    language.left_out.clone_from(&settings.left_out);
    model::places(&settings.deployments, &mut language.stacks);
    let template = frontend::cloudformation::Settings {
        sam: Some(Arc::new(model::transform(&knowledge))),
        ..settings.template.clone()
    };
    let before = sources.iter().count();
    let read = frontend::read(inputs, &mut sources, &template, &language);
    diagnostics.extend(read.diagnostics);
    let mut exceptions = settings.exceptions.clone();
    let (documents, own) = (&read.documents, sources.iter().skip(before));
    let in_sources = exceptions::in_sources(documents, &read.files, own, &mut diagnostics);
    exceptions.extend(in_sources);
    let (mut model, lowering) = model::lower(&read.documents, &sources, &knowledge);
    diagnostics.extend(lowering);
    diagnostics.extend(model::place(&mut model, &settings.deployments, &knowledge));
    let (age, today) = (settings.catalog_max_age_days, settings.as_of);
    let too_old = |(age, today)| knowledge::too_old(&knowledge.catalog_date, today, age);
    diagnostics.extend(age.zip(today).and_then(too_old));
    let (graph, building) = graph::build(&model, &knowledge, &settings.seeds, settings.as_of);
    diagnostics.extend(building);
    let mut outcome = check::check(&graph, &knowledge, &model.deployments);
    let files = check::Files {
        sources: &sources,
        read: &read.files,
        constructs: &model.constructs,
    };
    let known = (&graph, &*knowledge);
    let (exceptions, judging) = check::except(&mut outcome, exceptions, known, files, today);
    diagnostics.extend(judging);
    check::show_twins(&mut outcome.findings, &model.twins);
    check::show_constructs(&mut outcome.findings, &model.constructs);
    let coverage = report::coverage(&read.files, read.others, &model, &graph);
    Analysis {
        sources,
        knowledge,
        model,
        graph,
        outcome,
        exceptions,
        coverage,
        diagnostics,
    }
}
