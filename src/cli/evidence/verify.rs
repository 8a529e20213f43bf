//! `phipath evidence verify`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::cli::{Failure, inputs, output};
use crate::evidence::{difference, same_result};
use crate::report::evidence::{Differences, Evidence};
use crate::source::{Options as Search, root_of};

use super::make::{Asked, make};
use super::{VerifyOptions, create, options, store};

/// Of each sort of difference so many are named; the rest is counted.
const MOST_NAMED: usize = 20;

/// Says whether evidence is still true, and gives the exit status.
pub(super) fn run(asked: &VerifyOptions) -> Result<u8, Failure> {
    let kept = store::read(&asked.folder)?.ok_or_else(|| create::no_evidence(&asked.folder))?;
    let edited = store::edited(&asked.folder, &kept)?;
    let root = root(asked)?;
    some_input(&kept, &root)?;
    let written: jiff::civil::Date = kept
        .as_of
        .parse()
        .map_err(|_| Failure::new(format!("`{}` in the evidence is no day", kept.as_of)))?;
    let today = asked.as_of.unwrap_or_else(inputs::today);
    let then = made(asked, &kept, &root, written)?;
    let found = difference(&kept, &then);
    let later = match today == written {
        true => None,
        false => Some(difference(&then, &made(asked, &kept, &root, today)?)),
    };
    let mut said = Vec::new();
    let still = verdict(&kept, &edited, &found, later.as_ref(), today, &mut said);
    let result = said
        .iter()
        .try_for_each(|line| writeln!(io::stdout().lock(), "{}", output::clean(line)));
    output::finished(result)?;
    Ok(u8::from(!still))
}

/// The folder that paths start from.
fn root(asked: &VerifyOptions) -> Result<PathBuf, Failure> {
    if let Some(root) = asked.root.as_deref().filter(|root| !root.is_dir()) {
        return Err(inputs::not_a_folder(root, "--root"));
    }
    let search = Search {
        root: asked.root.clone(),
        exclude: Vec::new(),
        current_dir: inputs::current_dir()?,
    };
    Ok(root_of(std::slice::from_ref(&asked.folder), &search))
}

/// Without any of the files nothing can be told.
fn some_input(kept: &Evidence, root: &Path) -> Result<(), Failure> {
    let mut inputs = kept.scope.inputs.iter();
    if inputs.any(|input| root.join(&input.path).is_file()) {
        return Ok(());
    }
    let message = format!(
        "none of the {} files of the evidence is below `{}`",
        kept.scope.inputs.len(),
        root.display()
    );
    Err(Failure::new(message)
        .help("pass the folder that the paths of the evidence start from as `--root`"))
}

fn made(
    asked: &VerifyOptions,
    kept: &Evidence,
    root: &Path,
    day: jiff::civil::Date,
) -> Result<Evidence, Failure> {
    let (paths, shared) = options::again(&kept.options, root, day);
    let made = make(Asked {
        paths: &paths,
        shared,
        frameworks: &kept.options.frameworks,
        commit: kept.options.commit.as_deref(),
        folder: &asked.folder,
    })?;
    Ok(made.evidence)
}

/// Whether it is still true, and why not, a line each.
fn verdict(
    kept: &Evidence,
    edited: &[String],
    found: &Differences,
    later: Option<&Differences>,
    today: jiff::civil::Date,
    said: &mut Vec<String>,
) -> bool {
    let same = same_result(found);
    let later = later.filter(|later| !same_result(later));
    let still = edited.is_empty() && found.inputs.is_empty() && same && later.is_none();
    said.push(match still {
        true => format!(
            "still true: the evidence of {} holds as of {today}",
            kept.as_of
        ),
        false => format!(
            "not true any more: the evidence of {} does not hold as of {today}",
            kept.as_of
        ),
    });
    list("edited by hand", edited, said);
    let inputs: Vec<String> = found.inputs.iter().map(input).collect();
    list("files", &inputs, said);
    list("made with", &found.means, said);
    if !found.means.is_empty() && same {
        said.push("  the result is the same with what is used now".to_owned());
    }
    results("result", found, said);
    if let Some(later) = later {
        results(
            &format!("result as of {today}, by the day alone"),
            later,
            said,
        );
    }
    still
}

fn input(change: &crate::report::evidence::InputChange) -> String {
    let path = &change.path;
    match (change.before.as_str(), change.after.as_str()) {
        ("", now) => format!("`{path}` is new: {now}"),
        (then, "") => format!("`{path}` is gone: was {then}"),
        (then, now) => format!("`{path}` changed: was {then}, is {now}"),
    }
}

fn results(title: &str, found: &Differences, said: &mut Vec<String>) {
    let named = |name: &str| match name {
        "" => "not there".to_owned(),
        name => name.replace('_', " "),
    };
    let controls = found.controls.iter();
    let controls: Vec<String> = controls
        .map(|one| {
            format!(
                "control {}: was {}, is {} ({})",
                one.id,
                named(&one.before),
                named(&one.after),
                one.title
            )
        })
        .collect();
    list(title, &controls, said);
    for (what, texts) in [
        ("new finding", &found.new_findings),
        ("finding gone", &found.gone_findings),
        ("new movement of PHI", &found.new_flows),
        ("movement of PHI gone", &found.gone_flows),
    ] {
        let texts: Vec<String> = texts.iter().map(|text| format!("{what}: {text}")).collect();
        list(title, &texts, said);
    }
    let other: Vec<String> = found
        .other
        .iter()
        .map(|what| format!("different: {what}"))
        .collect();
    list(title, &other, said);
}

fn list(title: &str, texts: &[String], said: &mut Vec<String>) {
    for text in texts.iter().take(MOST_NAMED) {
        said.push(format!("  {title}: {text}"));
    }
    if texts.len() > MOST_NAMED {
        said.push(format!("  {title}: {} more", texts.len() - MOST_NAMED));
    }
}
