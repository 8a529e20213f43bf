//! What a person asks for, so that the same can be asked for again elsewhere.
//!
//! In: options of the command line. Out: [`Options`] whose paths start at the root; and back. What is in the files is not known here.

use std::path::{Path, PathBuf};

use crate::cli::Failure;
use crate::cli::args::SharedOptions;
use crate::cli::inputs;
use crate::knowledge::Conventions;
use crate::policy::pattern;
use crate::report;
use crate::report::evidence::Options;

/// What is asked for, as it is written into evidence.
pub(super) fn recorded(
    paths: &[PathBuf],
    shared: &SharedOptions,
    (frameworks, commit): (&[String], Option<&str>),
    root: &Path,
) -> Result<Options, Failure> {
    visible(shared, frameworks)?;
    let below = |path: &PathBuf| below(path, root);
    let one = |path: &Option<PathBuf>| path.as_ref().map(below).transpose();
    Ok(Options {
        paths: paths.iter().map(below).collect::<Result<_, _>>()?,
        set: shared.set.iter().cloned().collect(),
        values: one(&shared.values)?,
        source: one(&shared.source)?,
        phi: shared.phi.clone(),
        packs: shared.pack.clone(),
        rules: one(&shared.rules)?,
        config: one(&shared.config)?,
        exclude: shared.exclude.clone(),
        frameworks: frameworks.to_vec(),
        commit: commit.map(str::to_owned),
    })
}

/// Refuses texts with characters that nobody sees: they would be shown otherwise than they count.
fn visible(shared: &SharedOptions, frameworks: &[String]) -> Result<(), Failure> {
    let set = shared.set.iter().flat_map(|(name, value)| [name, value]);
    let lists = [&shared.phi, &shared.pack, &shared.exclude];
    let mut all = set.chain(lists.into_iter().flatten()).chain(frameworks);
    match all.find(|text| report::clean(text) != **text) {
        Some(text) => Err(invisible(text)),
        None => Ok(()),
    }
}

fn invisible(text: &str) -> Failure {
    Failure::new(format!("`{text}` holds characters that cannot be seen"))
        .help("evidence names what was asked for: leave them out")
}

/// The path of something from the root on.
fn below(path: &Path, root: &Path) -> Result<String, Failure> {
    if path == Path::new("-") {
        return Err(Failure::new("evidence cannot be made of standard input")
            .help("name a file: what is judged has to be there to be read again"));
    }
    let current = inputs::current_dir()?;
    let real = current.join(path).canonicalize().map_err(|error| {
        Failure::new(format!("cannot read `{}`: {error}", path.display()))
            .help("check the path and its permissions")
    })?;
    let Ok(rest) = real.strip_prefix(root) else {
        let message = format!(
            "`{}` is outside of the root `{}`",
            path.display(),
            root.display()
        );
        return Err(Failure::new(message).help(
            "evidence names files from the root on, so that it can be verified elsewhere: pass the folder that holds all as `--root`",
        ));
    };
    let Some(text) = rest.to_str() else {
        return Err(Failure::new(format!(
            "`{}` is no text in UTF-8",
            path.display()
        )));
    };
    if report::clean(text) != text {
        return Err(invisible(text));
    }
    Ok(match text {
        "" => ".".to_owned(),
        _ => text.replace('\\', "/"),
    })
}

/// What to ask for to get the same again: paths, and options.
pub(super) fn again(
    recorded: &Options,
    root: &Path,
    as_of: jiff::civil::Date,
) -> (Vec<PathBuf>, SharedOptions) {
    let joined = |path: &String| match path.as_str() {
        "." => root.to_path_buf(),
        path => root.join(path),
    };
    let shared = SharedOptions {
        set: recorded.set.clone().into_iter().collect(),
        values: recorded.values.as_ref().map(joined),
        source: recorded.source.as_ref().map(joined),
        phi: recorded.phi.clone(),
        pack: recorded.packs.clone(),
        rules: recorded.rules.as_ref().map(joined),
        root: Some(root.to_path_buf()),
        config: recorded.config.as_ref().map(joined),
        exclude: recorded.exclude.clone(),
        as_of: Some(as_of),
    };
    (recorded.paths.iter().map(joined).collect(), shared)
}

/// Refuses values that seem to be credentials: whoever gets the evidence would read them.
pub(super) fn without_credentials(
    recorded: &Options,
    conventions: &Conventions,
) -> Result<(), Failure> {
    let fits =
        |patterns: &[String], text: &str| patterns.iter().any(|one| pattern::matches(one, text));
    let telling = |(name, value): &(&String, &String)| {
        let name = name.to_ascii_uppercase();
        let named = fits(&conventions.credential_names, &name)
            && !fits(&conventions.no_credential_names, &name);
        named || fits(&conventions.credential_values, value)
    };
    match recorded.set.iter().find(telling) {
        Some((name, _)) => Err(Failure::new(format!(
            "the value of `{name}` seems to be a credential, and would stand in the evidence"
        ))
        .help("put it into a file and pass that as `--values`: evidence holds only its hash")),
        None => Ok(()),
    }
}
