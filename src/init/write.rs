//! The texts of a first manifest and a first configuration.
//!
//! In: a [`Proposal`], or an analysis. Out: YAML with a reason beside each proposal. Where it comes from is not known here.

use std::fmt::Write as _;

use crate::Analysis;
use crate::graph::Level;
use crate::import::{one_line, scalar};
use crate::knowledge::Knowledge;
use crate::vocabulary::Attribute;

use super::propose::{Barrier, Flow, Operator, Part, Proposal};
use super::templates;

/// Characters of a line of remarks.
const WIDTH: usize = 150;
/// Templates that are named in a configuration; the rest says itself.
const MOST_TEMPLATES: usize = 20;

/// The text of a manifest.
pub(super) fn manifest(proposal: &Proposal, name: &str, knowledge: &Knowledge) -> String {
    let mut text = String::new();
    head(&mut text, proposal);
    let _ = writeln!(text, "architecture: {}", scalar(name));
    text.push_str("# title: what it is for, in one line\n");
    choices(&mut text, knowledge);
    text.push_str("\ncomponents:\n");
    proposal.parts.iter().for_each(|one| part(&mut text, one));
    if proposal.parts.is_empty() {
        text.push_str("  {}\n");
    }
    if !proposal.flows.is_empty() {
        text.push_str("\nflows:\n");
        proposal.flows.iter().for_each(|one| flow(&mut text, one));
    }
    barriers(&mut text, &proposal.barriers);
    agreements(&mut text, &proposal.operators);
    text
}

fn head(text: &mut String, proposal: &Proposal) {
    text.push_str(match proposal.from_code {
        true => "# Made by `phipath init` from the templates beside it. Next: confirm or correct each `proposed`, and say the class of each `unclassified`;\n",
        false => "# Made by `phipath init`; there was no template. Next: replace these components and flows with yours, and say the class of each `unclassified`;\n",
    });
    text.push_str(
        "# PHI counts as possible wherever `unclassified` stands. Classes: phi, deidentified, credential, metadata, access_log, telemetry.\n\
         # Then `phipath check`. For completion in an editor: `phipath schema manifest`.\n",
    );
}

/// What can be said of the system as a whole.
fn choices(text: &mut String, knowledge: &Knowledge) {
    let workloads = knowledge.workloads.keys().map(String::as_str);
    let workloads = workloads.collect::<Vec<_>>().join(", ");
    remark(text, &format!("workload: one of {workloads}"));
    let vocabulary = &knowledge.vocabulary;
    let of = |name: &str| vocabulary.id(name).map(|id| vocabulary.attribute(id));
    if let Some(Attribute { values, .. }) = of("intended_use") {
        remark(text, &format!("intended_use: one of {}", values.join(", ")));
    }
}

fn part(text: &mut String, part: &Part) {
    let mut entries = Vec::new();
    if let Some((key, value)) = &part.role {
        entries.push(format!("{key}: {}", scalar(value)));
    }
    if !part.stores.is_empty() {
        entries.push(format!("stores: [{}]", part.stores.join(", ")));
    }
    if let Some(bind) = &part.binds {
        entries.push(format!("binds: [{}]", scalar(bind)));
    }
    let (name, entries) = (scalar(&part.name), entries.join(", "));
    let _ = writeln!(text, "  {name}: {{{entries}}}{}", proposed(&part.because));
}

fn flow(text: &mut String, flow: &Flow) {
    let exchange = match flow.call {
        true => "call",
        false => "transfer",
    };
    let answers = flow.answers.as_ref();
    let answers = answers.map(|answers| format!(", answers: [{}]", answers.join(", ")));
    let _ = writeln!(
        text,
        "  - {{from: {}, to: {}, carries: [{}]{}, exchange: {exchange}}}{}",
        scalar(&flow.from),
        scalar(&flow.to),
        flow.carries.join(", "),
        answers.unwrap_or_default(),
        proposed(&flow.because)
    );
}

/// A remark that says why something is proposed.
fn proposed(because: &str) -> String {
    match because.is_empty() {
        true => String::new(),
        false => format!("  # proposed: because {}", one_line(because)),
    }
}

fn barriers(text: &mut String, barriers: &[Barrier]) {
    if barriers.is_empty() {
        return;
    }
    text.push_str("\n# What finds identifiers may remove them. Who knows that it does says so, and who vouches for it:\n# barriers:\n");
    for one in barriers {
        inner(
            text,
            &format!("proposed: because {}", one_line(&one.because)),
        );
        let at = scalar(&one.at);
        let _ = writeln!(
            text,
            "#   - at: {at}\n#     does: deidentification\n#     on: request\n#     method: safe_harbor\n#     identifiers: all\n\
             #     attested: {{by: who, on: YYYY-MM-DD, until: YYYY-MM-DD, evidence: where it is on file}}"
        );
    }
}

fn agreements(text: &mut String, operators: &[Operator]) {
    text.push_str("\n# No agreement is declared: what others run counts as covered only where one is. Fill in what is signed:\n# agreements:\n");
    for operator in operators {
        missing(text, operator);
        let name = scalar(&operator.name);
        let _ = writeln!(
            text,
            "#   - {{with: {name}, effective: YYYY-MM-DD, expires: YYYY-MM-DD, evidence: where the signed text is}}"
        );
    }
    if operators.is_empty() {
        text.push_str("#   - {with: the operator, effective: YYYY-MM-DD, expires: YYYY-MM-DD, evidence: where the signed text is}\n");
    }
}

/// What there is of an operator, and what an agreement with it has to cover.
fn missing(text: &mut String, operator: &Operator) {
    let phi = match operator.phi {
        Level::Yes => "PHI gets to it",
        Level::Possible => "PHI can get to it",
        Level::No => "no PHI was seen to get to it",
    };
    inner(text, &format!("{}: {phi}", operator.name));
    for (sort, services) in &operator.services {
        let services: Vec<&str> = services.iter().map(String::as_str).collect();
        let services = services.join(", ");
        inner(
            text,
            &format!("{sort} (as of {}): {services}", operator.list),
        );
    }
}

/// A remark, on as many lines as it needs.
fn remark(text: &mut String, words: &str) {
    lines(text, "# ", words);
}

/// A remark within what is itself a remark: it stays one where the rest is taken out.
fn inner(text: &mut String, words: &str) {
    lines(text, "#   # ", words);
}

fn lines(text: &mut String, before: &str, words: &str) {
    let mut line = String::new();
    for word in words.split_whitespace() {
        if !line.is_empty() && line.chars().count() + word.chars().count() > WIDTH {
            let _ = writeln!(text, "{before}{line}");
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    let _ = writeln!(text, "{before}{line}");
}

/// The text of a configuration that says nothing yet.
pub fn config(analysis: &Analysis) -> String {
    let mut text = String::from(
        "# The configuration of phipath for everything below this folder. What the command line says wins over it.\n\
         # Every key may be missing. Take the `#` away where you have something to say; `phipath schema config` lists all keys.\n\
         \n\
         # Where PHI starts besides the labels in the templates: components, TAG=VALUE, or `none` so that nothing is assumed.\n\
         # phi: [DataClass=patient]\n\
         \n\
         # Rule packs, and a folder with rules of your own.\n\
         # packs: [all]\n\
         # rules: rules\n\
         \n\
         # Paths to leave out.\n\
         # exclude: [\"examples/**\"]\n\
         \n\
         # Values of template parameters, where no default is right.\n\
         # parameters: {Stage: prod}\n\
         \n\
         # Where each template is deployed to: for agreements and policies that speak of accounts.\n\
         # deployments:\n",
    );
    let mut paths = templates(analysis);
    paths.truncate(MOST_TEMPLATES);
    if paths.is_empty() {
        paths.push("template.yaml");
    }
    for path in paths {
        let path = scalar(&one_line(path)).into_owned();
        let _ = writeln!(
            text,
            "#   {path}: {{account: \"111122223333\", region: us-east-1, stage: production}}"
        );
    }
    text.push_str(
        "\n# A catalog older than this on the day of the run is a warning in every report.\n# catalog_max_age_days: 365\n",
    );
    text
}
