//! `phipath explain` and `phipath schema`.
//!
//! In: the name of a rule, of a finding or of a schema. Out: its page on standard output, and the exit status. How a page is laid out is
//! not known here.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::knowledge::{self, Knowledge, Request};
use crate::report;
use crate::report::terminal::{self, Style};
use crate::report::told::{self, Told, Unnamed};
use crate::schema;
use crate::source::{Severity, Sources, closest_name};

use super::args::{SchemaName, SchemaOptions, SharedOptions, When, WhyFormat};
use super::run::{self, Findings};
use super::{Failure, config, inputs, output};

/// Findings that are named where a text can mean several; the rest is counted.
const MOST_NAMED: usize = 10;

/// Options of `explain`.
#[derive(Args, Debug)]
pub(super) struct ExplainOptions {
    /// Id of a rule; or the fingerprint of a finding, or its first digits, as reports show it
    name: String,
    /// Templates and folders that have the finding [default: the current folder]
    paths: Vec<PathBuf>,
    /// Format of what is said of a finding
    #[arg(long, value_enum, default_value_t = WhyFormat::Human, value_name = "F")]
    format: WhyFormat,
    #[command(flatten)]
    shared: SharedOptions,
    /// Colours in human output
    #[arg(long, value_enum, default_value_t = When::Auto, value_name = "WHEN")]
    color: When,
}

/// Explains a rule or a finding.
pub(super) fn run(options: &ExplainOptions) -> Result<u8, Failure> {
    let knowledge = load(vec!["all".to_owned()], options.shared.rules.as_deref())?;
    let rule = knowledge.rules.iter().find(|one| *one.id == *options.name);
    let Some(rule) = rule else {
        return match told::is_name(&options.name) {
            true => finding(options),
            false => Err(no_rule(&options.name, &knowledge)),
        };
    };
    if options.paths.is_empty() && options.format == WhyFormat::Human {
        // A fault of the crosswalk is a defect of the tool, which a test finds.
        let (crosswalk, _) = knowledge::crosswalk(&mut Sources::default(), &knowledge);
        return print(|out| {
            report::rule_page(rule, &knowledge.controls, out)?;
            report::rule_crosswalk(rule, &crosswalk, out)
        });
    }
    let message = format!(
        "`{}` is a rule, which is explained without files and as text",
        rule.id
    );
    Err(Failure::new(message)
        .help("name a finding by its fingerprint, as `phipath check` shows it"))
}

fn no_rule(name: &str, knowledge: &Knowledge) -> Failure {
    let names = knowledge.rules.iter().map(|rule| &*rule.id);
    let help = match closest_name(name, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "`phipath rules list` lists all; a finding goes by its fingerprint, {} hex digits or more",
            told::FEWEST
        ),
    };
    Failure::new(format!("no rule is named `{name}`")).help(help)
}

/// Explains a finding of a run over files.
fn finding(options: &ExplainOptions) -> Result<u8, Failure> {
    let here = [PathBuf::from(".")];
    let paths = match options.paths.is_empty() {
        true => &here[..],
        false => &options.paths,
    };
    let mut analysis = run::analysed(paths, &options.shared)?;
    let status = run::status(&analysis)?;
    let report = Findings::taken(&mut analysis).report(&analysis, &options.shared);
    let found = match told::named(&report, &options.name) {
        Ok(found) => found,
        Err(why) => {
            // It may be unknown because of a file that was not read.
            let notes =
                terminal::render_notes(&report, &Style::default(), &mut io::stderr().lock());
            output::finished(notes)?;
            return Err(no_finding(&options.name, why));
        }
    };
    let each = found.into_iter();
    let each = each.map(|finding| told::tell(&report, &analysis.knowledge, finding));
    let all: Vec<Told<'_>> = each.collect();
    let style = output::style(options.color);
    print(|out| match options.format {
        WhyFormat::Human => all
            .iter()
            .try_for_each(|one| terminal::render_told(one, &style, out)),
        WhyFormat::Json => report::json::render_told(&all, out),
    })?;
    Ok(status)
}

fn no_finding(name: &str, why: Unnamed) -> Failure {
    match why {
        Unnamed::Unknown(near) => {
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`phipath check` shows the first digits of each; ask with the same options"
                    .to_owned(),
            };
            Failure::new(format!("no finding of this run begins with `{name}`")).help(help)
        }
        Unnamed::Several(all) => {
            let message = format!("`{name}` can mean {} findings", all.len());
            let more = match all.len().saturating_sub(MOST_NAMED) {
                0 => String::new(),
                more => format!(", or {more} more"),
            };
            let named = all[..all.len().min(MOST_NAMED)].join(", ");
            Failure::new(message).help(format!("add digits: {named}{more}"))
        }
    }
}

/// Prints a schema.
pub(super) fn schema(options: &SchemaOptions) -> Result<u8, Failure> {
    let schema = match options.name {
        SchemaName::Report => report::json::schema(),
        SchemaName::Graph => report::json::graph_schema(),
        SchemaName::Why => report::json::why_schema(),
        SchemaName::Finding => report::json::told_schema(),
        SchemaName::Access => report::json::access_schema(),
        SchemaName::Diff => report::diff::schema(),
        SchemaName::Evidence => report::evidence::schema(),
        SchemaName::Manifest => schema::manifest(&built_in()),
        SchemaName::Config => schema::config(&built_in()),
        SchemaName::Rule => schema::rule(&built_in()),
        SchemaName::Pack => schema::pack(&built_in()),
        SchemaName::Kinds => schema::kinds(&built_in()),
        SchemaName::Controls => schema::controls(),
    };
    print(|out| writeln!(out, "{schema:#}"))
}

/// What the tool knows by itself.
fn built_in() -> Knowledge {
    let request = Request {
        packs: vec!["all".to_owned()],
        ..Request::default()
    };
    knowledge::load(&mut Sources::default(), &request).0
}

fn load(packs: Vec<String>, rules: Option<&Path>) -> Result<Knowledge, Failure> {
    let folder = match rules {
        Some(folder) => Some(folder.to_path_buf()),
        None => config::rules(&config::here()?)?,
    };
    let (user_rules, mut diagnostics) = inputs::user_rules(folder.as_deref())?;
    let request = Request { packs, user_rules };
    let mut sources = Sources::default();
    let (knowledge, said) = knowledge::load(&mut sources, &request);
    diagnostics.extend(said);
    match diagnostics
        .iter()
        .find(|one| one.severity == Severity::Error)
    {
        Some(error) => Err(Failure {
            message: output::located(error, &sources),
            help: error.help.clone(),
        }),
        None => Ok(knowledge),
    }
}

/// Writes to standard output.
pub(super) fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<u8, Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    output::finished(write(&mut out).and_then(|()| out.flush()))?;
    Ok(0)
}
