//! Functions on paths of files, by name alone.
//!
//! In: a path with slashes. Out: a path. Where the configuration is and who runs it is not known: what depends on that is not
//! evaluated.

use super::call::{Call, Outcome};

pub(super) fn abspath(call: &Call<'_>) -> Outcome {
    let path = call.text(0)?;
    match path.starts_with('/') {
        true => Ok(call.make_text(cleaned(&path))),
        false => Err(call.not_evaluated()),
    }
}

pub(super) fn pathexpand(call: &Call<'_>) -> Outcome {
    let path = call.text(0)?;
    match path.starts_with('~') {
        true => Err(call.not_evaluated()),
        false => Ok(call.make_text(path)),
    }
}

pub(super) fn dirname(call: &Call<'_>) -> Outcome {
    let path = call.text(0)?;
    let end = path.rfind('/').map_or(0, |at| at + 1);
    Ok(call.make_text(cleaned(&path[..end])))
}

pub(super) fn basename(call: &Call<'_>) -> Outcome {
    let path = call.text(0)?;
    let trimmed = path.trim_end_matches('/');
    let name = match (path.is_empty(), trimmed.is_empty()) {
        (true, _) => ".",
        (false, true) => "/",
        (false, false) => trimmed.rsplit('/').next().unwrap_or(trimmed),
    };
    Ok(call.make_text(name))
}

/// A path without empty parts, dots, and what dots take back.
fn cleaned(path: &str) -> String {
    let is_absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
    {
        match (part, parts.last()) {
            ("..", Some(&last)) if last != ".." => {
                parts.pop();
            }
            ("..", _) if is_absolute => {}
            _ => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (is_absolute, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}
