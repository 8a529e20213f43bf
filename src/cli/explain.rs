//! `phipath explain` and `phipath schema`.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::knowledge::{self, Knowledge, Request};
use crate::report;
use crate::schema;
use crate::source::{Severity, Sources, closest_name};

use super::args::{ExplainOptions, SchemaName, SchemaOptions};
use super::{Failure, config, inputs, output};

/// Explains one rule.
pub(super) fn run(options: &ExplainOptions) -> Result<u8, Failure> {
    let knowledge = load(vec!["all".to_owned()], options.rules.as_deref())?;
    let Some(rule) = knowledge.rules.iter().find(|rule| *rule.id == options.rule) else {
        let names = knowledge.rules.iter().map(|rule| &*rule.id);
        let help = match closest_name(&options.rule, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`phipath rules list` lists all".to_owned(),
        };
        return Err(Failure::new(format!("no rule is named `{}`", options.rule)).help(help));
    };
    // A fault of the crosswalk is a defect of the tool, which a test finds.
    let (crosswalk, _) = knowledge::crosswalk(&mut Sources::default(), &knowledge);
    print(|out| {
        report::rule_page(rule, &knowledge.controls, out)?;
        report::rule_crosswalk(rule, &crosswalk, out)
    })
}

/// Prints a schema.
pub(super) fn schema(options: &SchemaOptions) -> Result<u8, Failure> {
    let schema = match options.name {
        SchemaName::Report => report::json::schema(),
        SchemaName::Graph => report::json::graph_schema(),
        SchemaName::Why => report::json::why_schema(),
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
