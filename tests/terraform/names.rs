//! Names and lines without what differs between the formats.

use std::collections::BTreeMap;

/// A name without what differs between the formats.
pub(super) fn plain(name: &str) -> String {
    let last = name.rsplit('.').next().unwrap_or(name);
    let last = last.split('[').next().unwrap_or(last);
    last.replace('_', "").to_lowercase()
}

/// A text with logical ids for addresses, the longest first.
pub(super) fn renamed(text: &str, names: &BTreeMap<String, String>) -> String {
    let mut all: Vec<(&String, &String)> = names.iter().collect();
    all.sort_by_key(|(address, _)| std::cmp::Reverse(address.len()));
    let mut text = text.to_owned();
    for (address, id) in all {
        text = text.replace(address.as_str(), id);
    }
    text.replace(".arn}", ".Arn}")
}

/// A line without the spelling in which the formats differ, such as that of parameters.
pub(super) fn loose(line: &str) -> String {
    line.replace('_', "").to_lowercase()
}
