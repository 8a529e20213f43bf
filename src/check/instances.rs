//! Instances of one block, as `count` and `for_each` make them, and stacks of one template: what is wrong with all of them is
//! one finding.
//!
//! In: findings of one rule. Out: the same, with those joined that say the same of the same places. Names of blocks are the
//! names of their instances without what stands in brackets, and without the stack.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::source::Span;

use super::{Finding, Verdict};

/// What stands around the stack in the name of a template that is several.
const STACK: &str = " (stack ";
const STACK_END: &str = ")#";

/// A name or address without the keys of instances and the stacks of templates.
pub(super) fn block_name(name: &str) -> String {
    let name = &*without_stacks(name);
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

fn without_stacks(name: &str) -> Cow<'_, str> {
    let (mut out, mut rest) = (String::new(), name);
    while let Some(start) = rest.find(STACK) {
        let Some(length) = rest[start..].find(STACK_END) else {
            break;
        };
        out.push_str(&rest[..start]);
        rest = &rest[start + length + 1..];
    }
    match out.is_empty() {
        true => Cow::Borrowed(rest),
        false => Cow::Owned(out + rest),
    }
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
    let mut names: Vec<String> = group.iter().map(|one| one.subject.clone()).collect();
    // In stacks of one template, names are the same.
    if names.iter().all(|name| *name == names[0]) {
        names = group.iter().map(|one| one.address.clone()).collect();
    }
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
        assert_eq!(
            block_name("a/child.yaml (stack main.yaml/One/Two)#Queue"),
            "a/child.yaml#Queue"
        );
        assert_eq!(
            block_name("c.yaml (stack m.yaml/One)#A → c.yaml (stack m.yaml/One)#B"),
            "c.yaml#A → c.yaml#B"
        );
        let address = r#"infra#module.store["a]b"].made_store.notes["c\"]"]"#;
        assert_eq!(block_name(address), "infra#module.store.made_store.notes");
    }
}
