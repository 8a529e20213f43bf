//! `phipath rules test`: the examples of the user's own rules.
//!
//! Exit status: 0 all as expected, 1 an example is not or is missing, 2 a file cannot be read or has a fault. A rule with a
//! fault does not stop the others.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::Arc;

use rayon::prelude::*;

use crate::Loaded;
use crate::check::Outcome;
use crate::knowledge::{self, Example, Knowledge, Request, UserFile};
use crate::report::terminal::{self, Style};
use crate::report::{self, Coverage, Report, Tried};
use crate::source::{Diagnostic, Severity, Sources};
use crate::trial;

use super::args::TestOptions;
use super::folder;
use crate::cli::args::When;
use crate::cli::{Failure, explain, inputs, output};

/// Runs the examples, shows what came of them, and gives the exit status.
pub(super) fn run(options: &TestOptions) -> Result<u8, Failure> {
    let day = options.as_of.unwrap_or_else(inputs::today);
    let (files, mut faults) = inputs::user_rules(Some(&folder(options.dir.as_deref())?))?;
    let mut sources = Sources::default();
    let (knowledge, said) = own_rules(&mut sources, files.clone());
    faults.extend(said);
    let mut written = Sources::default();
    let examples = knowledge::user_examples(&mut written, &files);
    if examples.is_empty() && faults.is_empty() {
        return Err(Failure::new("there is no rule in the folder")
            .help("`phipath rules new ID --topic TOPIC` writes one to start from"));
    }
    let loaded = Loaded {
        knowledge: Arc::new(knowledge),
        sources: sources.clone(),
        diagnostics: Vec::new(),
    };
    let tried = tried(&loaded, &examples, day);
    let status = status(&faults, &tried);
    explain::print(|out| {
        say(&loaded.knowledge, &sources, faults, day, out)?;
        report::trial_table(&tried, &written, out)
    })?;
    Ok(status)
}

/// The catalog with the rules of the user alone. What the packs of the user say is read too.
fn own_rules(sources: &mut Sources, files: Vec<UserFile>) -> (Knowledge, Vec<Diagnostic>) {
    let mut request = Request {
        user_rules: files,
        ..Request::default()
    };
    let ids: BTreeSet<String> = request.user_rules.iter().map(UserFile::id).collect();
    let (before, _) = knowledge::load(&mut Sources::default(), &request);
    let packs = before.packs.keys().filter(|name| ids.contains(*name));
    request.packs = packs.cloned().collect();
    let (mut knowledge, faults) = knowledge::load(sources, &request);
    knowledge.rules.retain(|rule| ids.contains(&*rule.id));
    (knowledge, faults)
}

/// Every rule that could be loaded, on its examples.
fn tried(
    loaded: &Loaded,
    examples: &[(String, Vec<Example>)],
    day: jiff::civil::Date,
) -> Vec<Tried> {
    let rules = &loaded.knowledge.rules;
    let of_rules = examples
        .iter()
        .filter(|(id, _)| rules.iter().any(|rule| *rule.id == **id));
    let mut tried: Vec<Tried> = of_rules
        .map(|(id, examples)| Tried {
            rule: id.clone(),
            trials: examples
                .par_iter()
                .map(|example| trial::trial(loaded.clone(), id, example, day))
                .collect(),
        })
        .collect();
    tried.sort_by(|one, other| one.rule.cmp(&other.rule));
    tried
}

fn status(faults: &[Diagnostic], tried: &[Tried]) -> u8 {
    let failing = tried.iter().flat_map(|one| &one.trials);
    match faults.iter().any(|one| one.severity == Severity::Error) {
        true => 2,
        false => u8::from(!faults.is_empty() || failing.into_iter().any(|one| !one.passes())),
    }
}

/// What is wrong with the files themselves.
fn say(
    knowledge: &Knowledge,
    sources: &Sources,
    diagnostics: Vec<Diagnostic>,
    day: jiff::civil::Date,
    out: &mut dyn Write,
) -> io::Result<()> {
    let report = Report {
        sources,
        rules: &knowledge.rules,
        controls: &knowledge.controls,
        outcome: Outcome::default(),
        diagnostics,
        coverage: Coverage::default(),
        as_of: day.to_string(),
        catalog_date: knowledge.catalog_date.clone(),
    };
    let style: Style = output::style(When::Auto);
    terminal::render_diagnostics(&report, &style, out)
}
