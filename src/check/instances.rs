//! Instances of one block, as `count` and `for_each` make them: what is wrong with all of them is one finding.
//!
//! In: findings of one rule. Out: the same, with those joined that say the same of the same places. Names of blocks are the
//! names of their instances without what stands in brackets.

use std::collections::BTreeMap;

use crate::source::Span;

use super::{Finding, Verdict};

/// A name or address without the keys of instances.
pub(super) fn block_name(name: &str) -> String {
    let (mut out, mut depth, mut quoted) = (String::with_capacity(name.len()), 0_u32, false);
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if quoted => {
                letters.next();
            }
            '"' if depth > 0 => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted && depth > 0 => depth -= 1,
            _ if depth == 0 => out.push(letter),
            _ => {}
        }
    }
    out
}

/// What findings share that are about instances of the same blocks.
type Key = (String, Verdict, Vec<Span>);

/// Joins the findings of the instances of a block.
pub(super) fn together(findings: Vec<Finding>) -> Vec<Finding> {
    let mut groups: BTreeMap<Key, Vec<Finding>> = BTreeMap::new();
    for finding in findings {
        let places = finding.labels.iter().map(|label| label.span).collect();
        let key = (finding.fingerprint.clone(), finding.verdict, places);
        groups.entry(key).or_default().push(finding);
    }
    groups.into_values().filter_map(joined).collect()
}

fn joined(group: Vec<Finding>) -> Option<Finding> {
    let names: Vec<String> = group.iter().map(|one| one.subject.clone()).collect();
    let mut all = group.into_iter();
    let mut first = all.next()?;
    for other in all {
        first.flows.extend(other.flows);
        first.causes.extend(other.causes);
        first.if_it_applies &= other.if_it_applies;
    }
    if names.len() > 1 {
        first.causes.sort();
        first.causes.dedup();
        let (name, block) = (first.subject.clone(), block_name(&first.subject));
        // Either end of a flow is named in the message by itself.
        for end in name.split(" → ") {
            first.message = first.message.replace(end, &block_name(end));
        }
        first.address = block_name(&first.address);
        first.subject = block;
        first.notes.push(format!(
            "holds of {} instances: {}",
            names.len(),
            names.join(", ")
        ));
    }
    Some(first)
}

#[cfg(test)]
mod tests {
    use super::block_name;

    #[test]
    fn the_name_of_a_block_has_no_keys() {
        assert_eq!(block_name("made_store.notes"), "made_store.notes");
        assert_eq!(block_name("made_store.notes[0]"), "made_store.notes");
        let address = r#"infra#module.store["a]b"].made_store.notes["c\"]"]"#;
        assert_eq!(block_name(address), "infra#module.store.made_store.notes");
    }
}
