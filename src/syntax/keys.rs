//! Checking the keys of a mapping that was just closed: repeated keys, merge keys.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::source::Diagnostic;

use super::build::Builder;
use super::json::decode;
use super::raw::{ESCAPED, Kind, MERGE_KEY, MERGED, QUOTED, RAW, REPEATED, RawNode};

/// Code of the warning about a key that is already in its mapping.
pub const DUPLICATE_KEY: &str = "duplicate-key";

/// Up to so many keys are compared with each other; more are hashed.
const FEW: usize = 32;

/// A key of a mapping, with a number that is the same for keys with the same text.
pub(super) type Print = (u64, u32);

/// Marks repeated keys and merge keys of the mapping, and reports what is wrong with them.
pub(super) fn check(builder: &mut Builder<'_>, mapping: u32) {
    let end = builder.nodes[mapping as usize].link;
    let mut prints = std::mem::take(&mut builder.prints);
    let mut key = mapping + 1;
    while key < end {
        if builder.nodes[key as usize].has(MERGE_KEY) {
            check_merge(builder, mapping, key);
        } else if let Some(text) = key_text(builder, key) {
            prints.push((print(&text), key));
        }
        key = after_entry(&builder.nodes, key);
    }
    let repeated = if prints.len() <= FEW {
        repeated_of_few(builder, &prints)
    } else {
        repeated_of_many(builder, &prints)
    };
    for (key, first) in repeated {
        report_repeated(builder, key, first);
    }
    prints.clear();
    builder.prints = prints;
}

fn repeated_of_few(builder: &Builder<'_>, prints: &[Print]) -> Vec<(u32, u32)> {
    let mut repeated = Vec::new();
    for (index, &(print, key)) in prints.iter().enumerate() {
        let first = prints[..index].iter().find(|&&(other, first)| {
            other == print && key_text(builder, first) == key_text(builder, key)
        });
        repeated.extend(first.map(|&(_, first)| (key, first)));
    }
    repeated
}

fn repeated_of_many(builder: &Builder<'_>, prints: &[Print]) -> Vec<(u32, u32)> {
    let mut seen: HashMap<Cow<'_, str>, u32> = HashMap::with_capacity(prints.len());
    let repeated = prints.iter().filter_map(|&(_, key)| {
        let first = *seen.entry(key_text(builder, key)?).or_insert(key);
        (first != key).then_some((key, first))
    });
    repeated.collect()
}

/// A number by which most keys of a mapping differ: from the length and the two ends of the text.
fn print(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let (first, last) = match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ => (
            bytes
                .iter()
                .fold(0, |all, &byte| all << 8 | u64::from(byte)),
            0,
        ),
    };
    first ^ last.rotate_left(29) ^ (bytes.len() as u64) << 56
}

fn report_repeated(builder: &mut Builder<'_>, key: u32, first: u32) {
    builder.nodes[key as usize].meta |= REPEATED;
    let text = key_text(builder, key).unwrap_or_default().into_owned();
    let place = |id: u32| {
        let raw = &builder.nodes[id as usize];
        builder.input.span(raw.start, raw.end)
    };
    let diagnostic = Diagnostic::warning(
        DUPLICATE_KEY,
        place(key),
        format!("key `{text}` is already in this mapping"),
    )
    .help("the first one is used; remove or rename one of them")
    .related(place(first), "first here");
    builder.report(diagnostic);
}

/// Marks the mapping as merged where its merge key has mappings, within the limit on what merges may add up to.
fn check_merge(builder: &mut Builder<'_>, mapping: u32, key: u32) {
    let value = builder.nodes[key as usize].next(key);
    let sources = merge_sources(&builder.nodes, value);
    let raw = builder.nodes[key as usize];
    let span = builder.input.span(raw.start, raw.end);
    let Some(sources) = sources else {
        let diagnostic = Diagnostic::warning(
            "merge-value",
            span,
            "the value of a merge key `<<` must be a mapping or a list of mappings",
        );
        builder.report(
            diagnostic
                .help("it is left out; give it an alias of a mapping, such as `<<: *defaults`"),
        );
        return;
    };
    let mut weight: u32 = 0;
    for source in sources {
        let raw = &builder.nodes[source as usize];
        let own = raw.link.saturating_sub(source);
        let merged = builder.merge_weights.get(&source).copied().unwrap_or(0);
        weight = weight.saturating_add(own).saturating_add(merged);
    }
    builder.merged_entries = builder.merged_entries.saturating_add(u64::from(weight));
    if builder.merged_entries > u64::from(builder.limits.expansion) {
        let message = format!(
            "merge keys add up to more than {} values",
            builder.limits.expansion
        );
        let diagnostic = Diagnostic::error("expansion-limit", span, message);
        builder.report(
            diagnostic
                .help("this merge is left out; write the entries out, or merge smaller mappings"),
        );
        return;
    }
    let all = builder.merge_weights.entry(mapping).or_insert(0);
    *all = all.saturating_add(weight);
    builder.nodes[mapping as usize].meta |= MERGED;
}

/// The mappings of a merge value; `None` where it has something else.
fn merge_sources(nodes: &[RawNode], value: u32) -> Option<Vec<u32>> {
    let value = target(nodes, value);
    let raw = &nodes[value as usize];
    match raw.kind() {
        Kind::Mapping => Some(vec![value]),
        Kind::Sequence => {
            let mut sources = Vec::new();
            let mut item = value + 1;
            while item < raw.link {
                let source = target(nodes, item);
                if nodes[source as usize].kind() != Kind::Mapping {
                    return None;
                }
                sources.push(source);
                item = nodes[item as usize].next(item);
            }
            Some(sources)
        }
        _ => None,
    }
}

fn target(nodes: &[RawNode], id: u32) -> u32 {
    match nodes[id as usize].kind() {
        Kind::Alias => nodes[id as usize].link,
        _ => id,
    }
}

fn after_entry(nodes: &[RawNode], key: u32) -> u32 {
    let value = nodes[key as usize].next(key);
    nodes
        .get(value as usize)
        .map_or(value, |raw| raw.next(value))
}

fn key_text<'b>(builder: &'b Builder<'_>, key: u32) -> Option<Cow<'b, str>> {
    let raw = &builder.nodes[target(&builder.nodes, key) as usize];
    if raw.kind() != Kind::Scalar {
        return None;
    }
    Some(match raw.link {
        RAW => Cow::Borrowed(builder.written(raw.start, raw.end)),
        QUOTED => Cow::Borrowed(builder.written(raw.start + 1, raw.end - 1)),
        ESCAPED => Cow::Owned(decode(builder.written(raw.start + 1, raw.end - 1))),
        index => Cow::Borrowed(builder.pool.get(index)),
    })
}
