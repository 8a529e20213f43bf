//! Frames of stack traces: which line of the app's own code made a construct, and where that code is.
//!
//! In: frames as texts, paths from the machine on which the app ran. Out: the first frame that is the user's, and the way
//! from the app's folder to its file. Whether a file is there is asked of the caller.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::source::way;

/// Files of one app whose places are compared to find its folder.
const MOST_FILES: usize = 1000;

/// Letters and folders of a path; what is longer is none that a system takes.
const LONGEST: usize = 4096;
const DEEPEST: usize = 64;

/// Folders of code that is not the user's.
const FOREIGN: [&str; 5] = [
    "node_modules",
    "site-packages",
    "dist-packages",
    ".yarn",
    "jsii-",
];

/// How files of code end.
const CODE: [&str; 12] = [
    "js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx", "py", "java", "cs", "go",
];

/// A place in the code of an app, as a stack trace has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    /// The path, with forward slashes and without a drive.
    pub(super) file: String,
    /// The line, 1-based.
    pub(super) line: u32,
    /// The column in UTF-16 code units, 1-based; `None` where the language does not say it.
    pub(super) column: Option<u32>,
}

/// The place of a frame, if it is in the code of the user.
pub(super) fn user_frame(text: &str) -> Option<Frame> {
    let text = text.trim();
    let text = text.strip_prefix("at ").unwrap_or(text);
    let place = match text.strip_suffix(')') {
        Some(inner) => inner.split_once(" (")?.1,
        None => text,
    };
    let number = |text: &str| text.parse().ok().filter(|number: &u32| *number > 0);
    let (rest, last) = place.rsplit_once(':')?;
    let last = number(last)?;
    let with_column = rest.rsplit_once(':');
    let with_column = with_column.and_then(|(file, line)| Some((file, number(line)?)));
    let (file, line, column) = match with_column {
        Some((file, line)) => (file, line, Some(last)),
        None => (rest, last, None),
    };
    let file = plain(file);
    is_of_user(&file).then_some(Frame { file, line, column })
}

/// A path with forward slashes, without a scheme and a drive.
fn plain(file: &str) -> String {
    let file = file.strip_prefix("file://").unwrap_or(file);
    let file = file.replace('\\', "/");
    let drive = |text: &str| {
        let mut bytes = text.bytes();
        let letter = bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic());
        (letter && bytes.next() == Some(b':')).then(|| text[2..].to_owned())
    };
    drive(file.strip_prefix('/').unwrap_or(&file)).unwrap_or(file)
}

fn is_of_user(file: &str) -> bool {
    let mut parts = file.split('/').peekable();
    // What has neither a folder nor a dot before it is a part of the machinery.
    let is_internal = !file.contains('/') || file.starts_with("internal/") || file.contains(':');
    let is_odd = file.len() > LONGEST || file.split('/').count() > DEEPEST;
    let foreign = |part: &str| FOREIGN.iter().any(|name| part.starts_with(name));
    !is_internal && !is_odd && !parts.any(foreign) && is_code(file)
}

/// Whether a path is one of code, by its name.
pub(super) fn is_code(file: &str) -> bool {
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
    CODE.contains(&ending)
}

/// The folder of the app on the machine where it ran: the one from which most of these files are also here, as `exists`
/// says of a path from the app's folder. Files of one app lie below one folder, so that one of the same name elsewhere
/// does not count. Without a `/` at the end; `None` where no file is here.
pub fn home(files: &BTreeSet<String>, exists: impl Fn(&str) -> bool) -> Option<String> {
    let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
    let absolute = files.iter().filter(|file| file.starts_with('/'));
    for file in absolute.take(MOST_FILES) {
        let ends = file.match_indices('/').map(|(at, _)| at);
        for at in ends.filter(|at| exists(&file[at + 1..])) {
            *votes.entry(&file[..at]).or_default() += 1;
        }
    }
    let best = votes
        .into_iter()
        .max_by_key(|(folder, count)| (*count, Reverse(folder.len())));
    best.map(|(folder, _)| folder.to_owned())
}

/// The folder that all of these files share: what stands in for [`home`] where no file is here.
pub(super) fn shared(files: &BTreeSet<String>) -> String {
    let mut folders = files
        .iter()
        .filter(|file| file.starts_with('/'))
        .filter_map(|file| file.rsplit_once('/'))
        .map(|(folder, _)| folder.split('/').collect::<Vec<_>>());
    let Some(mut shared) = folders.next() else {
        return String::new();
    };
    for folder in folders {
        let same = shared.iter().zip(&folder);
        let length = same.take_while(|(one, other)| one == other).count();
        shared.truncate(length);
    }
    shared.join("/")
}

/// The path of a file of a trace from the app's folder.
pub fn from_home(home: &str, file: &str) -> String {
    match file.starts_with('/') {
        true => way(home, file),
        false => file.strip_prefix("./").unwrap_or(file).to_owned(),
    }
}
