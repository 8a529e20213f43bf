//! `phipath rules new`: a rule that loads and whose examples run, to be changed into another.

use std::fs;

use crate::knowledge::{self, Request};
use crate::source::Sources;

use super::args::NewOptions;
use super::folder;
use crate::cli::files::write_new;
use crate::cli::{Failure, output};

/// The rule to start from; `RULE_ID` stands for its id.
const SKELETON: &str = include_str!("skeleton.yaml");

/// Writes the file, and gives the exit status.
pub(super) fn run(options: &NewOptions) -> Result<u8, Failure> {
    check(&options.id)?;
    let folder = folder(options.dir.as_deref())?;
    let path = folder
        .join(&options.topic)
        .join(format!("{}.yaml", options.id));
    let shown = path.display().to_string();
    if path.exists() {
        return Err(Failure::new(format!("`{shown}` is there already"))
            .help("choose another id; nothing is overwritten"));
    }
    fs::create_dir_all(folder.join(&options.topic)).map_err(|error| {
        let topic = folder.join(&options.topic);
        Failure::new(format!("`{}` cannot be made: {error}", topic.display()))
    })?;
    write_new(&path, &SKELETON.replace("RULE_ID", &options.id), false)?;
    let folder = folder.display().to_string();
    eprintln!("written: {}", output::clean(&shown));
    eprintln!(
        "  help: change what says CHANGE, then run `phipath rules test {}`",
        output::clean(&folder)
    );
    Ok(0)
}

/// Refuses what can be no id, or is one already.
fn check(id: &str) -> Result<(), Failure> {
    let letter = |one: char| one.is_ascii_lowercase() || one.is_ascii_digit() || one == '-';
    let starts = id.starts_with(|one: char| one.is_ascii_lowercase());
    if !starts || id.ends_with('-') || !id.chars().all(letter) {
        return Err(Failure::new(format!("`{id}` is no id of a rule"))
            .help("lower case, digits and hyphens, such as `phi-store-without-owner`"));
    }
    let request = Request {
        packs: vec!["all".to_owned()],
        ..Request::default()
    };
    let (knowledge, _) = knowledge::load(&mut Sources::default(), &request);
    match knowledge.rules.iter().any(|rule| *rule.id == *id) {
        true => {
            Err(Failure::new(format!("a rule `{id}` comes with the tool"))
                .help("choose another id"))
        }
        false => Ok(()),
    }
}
