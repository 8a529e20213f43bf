//! The arguments, as one definition from which help is made.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::graph::{DataClass, Layer};
use crate::knowledge::RuleLevel;

use super::evidence::EvidenceOptions;
use super::formats::report_target;
pub(super) use super::formats::{DiffFormat, FoldBy, Format, News, PictureFormat};
use super::rules::args::RulesOptions;

/// Follows protected health information (PHI) through infrastructure code and reports each step that breaks a rule.
#[derive(Debug, Parser)]
#[command(name = "phipath", version, max_term_width = 100)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check templates, and report where PHI goes and which rules that breaks
    Check(CheckOptions),
    /// Compare two folders or two JSON reports: new PHI flows, PHI that reaches further, new and fixed findings
    Diff(DiffOptions),
    /// Draw the data-flow graph, or a part of it
    Graph(GraphOptions),
    /// Say what a component carries, how that got there, what leaves it, and which rules speak of it
    Why(WhyOptions),
    /// Say who may read or write a component, the right on its key included, or what a principal may do
    Access(AccessOptions),
    /// Write evidence for an audit, or find out whether it is still true
    Evidence(EvidenceOptions),
    /// Write a first architecture manifest from the templates at hand, and a first configuration
    Init(InitOptions),
    /// Make an architecture manifest from a Threagile model or an Open Threat Model
    Import(ImportOptions),
    /// Say what a rule asks for, why, and how to mend what breaks it; or what a finding rests on
    Explain(Box<super::explain::ExplainOptions>),
    /// List the rules, start one of your own, or run the examples of your own
    Rules(RulesOptions),
    /// Print a JSON Schema
    Schema(SchemaOptions),
}

/// Options of `check`.
#[derive(Args, Debug)]
pub(super) struct CheckOptions {
    /// Templates and folders; `-` reads one template from standard input
    #[arg(default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    /// Format of standard output
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "F")]
    pub(super) format: Format,
    /// Write a report to a file as well; may be repeated
    #[arg(long, value_name = "F=FILE", value_parser = report_target)]
    pub(super) report: Vec<(Format, PathBuf)>,
    /// Show findings of this severity and above
    #[arg(long, value_enum, default_value_t = Severity::Low, value_name = "LEVEL")]
    pub(super) min_severity: Severity,
    /// Exit with 1 on a violation of this severity or above
    #[arg(long, value_enum, default_value_t = Threshold::Low, value_name = "LEVEL")]
    pub(super) fail_on: Threshold,
    /// JSON report of an earlier run: what it has too does not fail
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Exit with 1 on undecided findings too
    #[arg(long)]
    pub(super) fail_on_undecided: bool,
    /// Most violations shown in full
    #[arg(long, default_value_t = 50, value_name = "N")]
    pub(super) limit: usize,
    /// Only counts on standard output
    #[arg(short, long)]
    pub(super) quiet: bool,
    #[command(flatten)]
    pub(super) shared: SharedOptions,
    /// Colours in human output
    #[arg(long, value_enum, default_value_t = When::Auto, value_name = "WHEN")]
    pub(super) color: When,
}

/// Options of `diff`.
#[derive(Args, Debug)]
pub(super) struct DiffOptions {
    /// Before: a folder, or a JSON report of `phipath check`
    pub(super) base: PathBuf,
    /// After: a folder, or a JSON report of `phipath check`
    pub(super) head: PathBuf,
    /// Format of standard output
    #[arg(long, value_enum, default_value_t = DiffFormat::Human, value_name = "F")]
    pub(super) format: DiffFormat,
    /// What of the new makes the exit status 1; several with commas between them
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',', default_values_t = [News::Violation, News::Flow])]
    pub(super) fail_on: Vec<News>,
    #[command(flatten)]
    pub(super) shared: SharedOptions,
}

/// Options of `graph`.
#[derive(Args, Debug)]
pub(super) struct GraphOptions {
    /// Templates and folders; `-` reads one template from standard input
    #[arg(default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    /// Format of the picture
    #[arg(long, value_enum, default_value_t = PictureFormat::Mermaid, value_name = "F")]
    pub(super) format: PictureFormat,
    /// Only this component, by name or address, and what is near it
    #[arg(long, value_name = "COMPONENT", conflicts_with_all = ["from", "to"])]
    pub(super) around: Option<String>,
    /// How many hops are near
    #[arg(long, value_name = "N", default_value_t = 1, requires = "around")]
    pub(super) hops: usize,
    /// Only ways that data can take from this component
    #[arg(long, value_name = "COMPONENT")]
    pub(super) from: Option<String>,
    /// Only ways that data can take to this component
    #[arg(long, value_name = "COMPONENT")]
    pub(super) to: Option<String>,
    /// Only what carries or moves this data class; without it everything, with PHI highlighted
    #[arg(long, value_name = "CLASS", value_parser = class())]
    pub(super) class: Option<DataClass>,
    /// Another layer to draw beside the flows; may be repeated
    #[arg(long, value_name = "LAYER", value_parser = layer())]
    pub(super) layer: Vec<Layer>,
    /// What components have in common that are drawn as one [default: `none`, for SVG and Mermaid what it takes to be drawn]
    #[arg(long, value_enum, value_name = "BY")]
    pub(super) fold: Option<FoldBy>,
    /// A component that is drawn as it is, and so is what would be one with it; may be repeated
    #[arg(long, value_name = "COMPONENT")]
    pub(super) unfold: Vec<String>,
    #[command(flatten)]
    pub(super) shared: SharedOptions,
}

/// Options of `why`.
#[derive(Args, Debug)]
pub(super) struct WhyOptions {
    /// The component, by name or address
    pub(super) component: String,
    /// Templates and folders; `-` reads one template from standard input
    #[arg(default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    /// Only this data class; without it PHI, and whatever else the component carries
    #[arg(long, value_name = "CLASS", value_parser = class())]
    pub(super) class: Option<DataClass>,
    /// Format of standard output
    #[arg(long, value_enum, default_value_t = WhyFormat::Human, value_name = "F")]
    pub(super) format: WhyFormat,
    #[command(flatten)]
    pub(super) shared: SharedOptions,
    /// Colours in human output
    #[arg(long, value_enum, default_value_t = When::Auto, value_name = "WHEN")]
    pub(super) color: When,
}

/// Options of `access`.
#[derive(Args, Debug)]
pub(super) struct AccessOptions {
    /// The component, by name or address; with `--principal` a path
    pub(super) resource: Option<String>,
    /// Templates and folders; `-` reads one template from standard input [default: .]
    pub(super) paths: Vec<PathBuf>,
    /// What this role or user may do, by name or address
    #[arg(long, value_name = "PRINCIPAL")]
    pub(super) principal: Option<String>,
    /// Only this action, such as `s3:GetObject`; `*` and `?` stand for any letters
    #[arg(long, value_name = "ACTION")]
    pub(super) action: Option<String>,
    /// Format of standard output
    #[arg(long, value_enum, default_value_t = AccessFormat::Human, value_name = "F")]
    pub(super) format: AccessFormat,
    #[command(flatten)]
    pub(super) shared: SharedOptions,
    /// Colours in human output
    #[arg(long, value_enum, default_value_t = When::Auto, value_name = "WHEN")]
    pub(super) color: When,
}

/// Options that several commands take.
#[derive(Args, Clone, Debug)]
pub(super) struct SharedOptions {
    /// Value of a template parameter; may be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub(super) set: Vec<(String, String)>,
    /// File with values of template parameters, YAML or JSON
    #[arg(long, value_name = "FILE")]
    pub(super) values: Option<PathBuf>,
    /// Folder with the Terraform sources that plans and states were made of [default: the one whose blocks they have]
    #[arg(long, value_name = "DIR")]
    pub(super) source: Option<PathBuf>,
    /// Where PHI starts: a component, TAG=VALUE, `all` that data passes, or `none` but what is labelled; may be repeated
    #[arg(long, value_name = "ADDRESS|TAG=VALUE|all|none")]
    pub(super) phi: Vec<String>,
    /// Rule pack, or `all`; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(super) pack: Vec<String>,
    /// Folder with rules of your own
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Option<PathBuf>,
    /// Folder outside of which nothing is read [default: the enclosing git work tree]
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// The configuration [default: `phipath.yaml` in the root]; what the command line says wins over it
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Glob of paths to leave out; may be repeated
    #[arg(long, value_name = "GLOB")]
    pub(super) exclude: Vec<String>,
    /// Day as of which to judge [default: today, UTC]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(super) as_of: Option<jiff::civil::Date>,
}

/// Options of `init`.
#[derive(Args, Debug)]
pub(super) struct InitOptions {
    /// Templates and folders
    #[arg(default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    /// Overwrite files that are there
    #[arg(long, conflicts_with = "stdout")]
    pub(super) force: bool,
    /// Print what would be written, and write nothing
    #[arg(long)]
    pub(super) stdout: bool,
    #[command(flatten)]
    pub(super) shared: SharedOptions,
}

/// Options of `import`.
#[derive(Args, Debug)]
pub(super) struct ImportOptions {
    /// The model, YAML or JSON; `-` reads it from standard input
    pub(super) file: PathBuf,
    /// File for the manifest, such as NAME.architecture.yaml [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// Overwrite a file that is there
    #[arg(long, requires = "out")]
    pub(super) force: bool,
}

/// Options of `schema`.
#[derive(Args, Debug)]
pub(super) struct SchemaOptions {
    /// Which one
    #[arg(value_enum)]
    pub(super) name: SchemaName,
}

/// The schemas there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaName {
    /// The JSON report
    Report,
    /// The graph as JSON
    Graph,
    /// What there is to say of a component, as JSON
    Why,
    /// What there is to say of a finding, as JSON
    Finding,
    /// Who may do what, as JSON
    Access,
    /// What differs between two runs, as JSON
    Diff,
    /// The evidence as JSON
    Evidence,
    /// Architecture manifests
    Manifest,
    /// The configuration, `phipath.yaml`
    Config,
    /// A rule
    Rule,
    /// A pack of rules
    Pack,
    /// A file of kinds
    Kinds,
    /// A file of controls
    Controls,
}

/// Formats of what there is to say of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum WhyFormat {
    /// For people
    Human,
    /// phipath's own JSON
    Json,
}

/// Formats of who may do what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum AccessFormat {
    /// For people
    Human,
    /// phipath's own JSON
    Json,
    /// A picture for browsers and documents
    Svg,
    /// A picture for Graphviz
    Dot,
    /// A picture for Markdown, where Mermaid is drawn
    Mermaid,
}

/// Severities on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Severity {
    Low,
    Medium,
    High,
    Critical,
}

/// Severities, or never.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Threshold {
    Low,
    Medium,
    High,
    Critical,
    Never,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    Always,
    Never,
}

impl Severity {
    pub(super) fn level(self) -> RuleLevel {
        match self {
            Severity::Low => RuleLevel::Low,
            Severity::Medium => RuleLevel::Medium,
            Severity::High => RuleLevel::High,
            Severity::Critical => RuleLevel::Critical,
        }
    }
}

impl Threshold {
    /// The level at which a run fails; `None` for never.
    pub(super) fn level(self) -> Option<RuleLevel> {
        match self {
            Threshold::Low => Some(RuleLevel::Low),
            Threshold::Medium => Some(RuleLevel::Medium),
            Threshold::High => Some(RuleLevel::High),
            Threshold::Critical => Some(RuleLevel::Critical),
            Threshold::Never => None,
        }
    }
}

fn class() -> impl TypedValueParser<Value = DataClass> {
    PossibleValuesParser::new(DataClass::ALL.map(DataClass::name))
        .try_map(|name| DataClass::named(&name).ok_or("no such class"))
}

fn layer() -> impl TypedValueParser<Value = Layer> {
    let others = Layer::ALL
        .into_iter()
        .filter(|layer| *layer != Layer::Flows);
    PossibleValuesParser::new(others.map(Layer::name).collect::<Vec<_>>())
        .try_map(|name| Layer::named(&name).ok_or("no such layer"))
}

pub(super) fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("expected NAME=VALUE".to_owned()),
    }
}
