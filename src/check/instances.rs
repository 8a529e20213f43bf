//! Instances of one block, as `count`, `for_each` and loops make them, and stacks of one template: what is wrong with all of
//! them is one finding.
//!
//! In: findings of one rule. Out: the same, with those joined that say the same of the same places. Names of blocks are what
//! the template says they are, else the names of their instances without what stands in brackets, and without the stack.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::graph::address;
use crate::model::Component;
use crate::source::Span;

use super::run::Run;
use super::{Finding, Target, Verdict};

/// Shortest name that is looked for in a sentence; a shorter one could be a word of it.
const SHORTEST: usize = 3;

/// What stands around the stack in the name of a template that is several.
const STACK: &str = " (stack ";
const STACK_END: &str = ")#";

/// A name or address without the keys of instances and the stacks of templates.
fn block_name(name: &str) -> String {
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

/// The name of the block that made a component.
fn block_of(run: &Run<'_>, component: &Component) -> String {
    let deployment = run.deployments.get(component.deployment.0 as usize);
    let made = deployment.and_then(|deployment| deployment.made.get(&component.name));
    let block = made.and_then(|made| made.block.clone());
    block.unwrap_or_else(|| block_name(&component.name))
}

/// The components that a subject is named by.
fn named<'g>(run: &Run<'g>, target: Target) -> Vec<&'g Component> {
    let ids = match target {
        Target::Component(id) => vec![id],
        Target::Flow(id) => <[_; 2]>::from(run.graph.ends(id)).to_vec(),
        Target::Path(from, to) => vec![from, to],
        Target::Statement(id) => vec![run.graph.statement(id).component],
        Target::Operator(_) | Target::Run => Vec::new(),
    };
    let all = ids.into_iter();
    all.map(|id| run.graph.component(id)).collect()
}

/// The address of a subject, with blocks in place of their instances.
pub(super) fn block_address(run: &Run<'_>, target: Target, shown: &str) -> String {
    let named = named(run, target);
    let parts = shown.split(" → ").map(|part| {
        let found = named.iter().find_map(|component| {
            let full = address(component, run.deployments);
            let rest = part.strip_prefix(&full)?;
            let path = full.strip_suffix(&component.name)?;
            let is_end = rest.is_empty() || rest.starts_with(' ');
            let path = without_stacks(path);
            is_end.then(|| format!("{path}{}{rest}", block_of(run, component)))
        });
        found.unwrap_or_else(|| block_name(part))
    });
    parts.collect::<Vec<_>>().join(" → ")
}

/// Parameters whose defaults made the components.
pub(super) fn assumed<'r>(
    run: &'r Run<'_>,
    components: impl IntoIterator<Item = &'r Component>,
) -> BTreeSet<&'r String> {
    let made = components.into_iter().filter_map(|component| {
        let deployment = run.deployments.get(component.deployment.0 as usize)?;
        deployment.made.get(&component.name)
    });
    made.flat_map(|made| &made.assumes).collect()
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
pub(super) fn together(run: &Run<'_>, findings: Vec<Finding>) -> Vec<Finding> {
    let mut groups: BTreeMap<Key, Vec<Finding>> = BTreeMap::new();
    for finding in findings {
        let places = finding.labels.iter().map(|label| label.span).collect();
        let key = (finding.fingerprint.clone(), finding.verdict, places);
        groups.entry(key).or_default().push(finding);
    }
    let groups = groups.into_values();
    groups.filter_map(|group| joined(run, group)).collect()
}

fn joined(run: &Run<'_>, group: Vec<Finding>) -> Option<Finding> {
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
        let mut blocks = Vec::new();
        // Either end of a flow is named in the message by itself.
        for component in named(run, first.target) {
            let block = block_of(run, component);
            first.message = replaced(&first.message, &component.name, &block);
            blocks.push(block);
        }
        first.address = block_address(run, first.target, &first.address);
        first.subject = match first.target {
            Target::Statement(_) => format!("a statement of {}", blocks.concat()),
            _ if blocks.is_empty() => first.subject,
            _ => blocks.join(" → "),
        };
        first.notes.push(format!(
            "holds of {} instances: {}",
            names.len(),
            names.join(", ")
        ));
    }
    Some(first)
}

/// A sentence with a name replaced where it stands as a word.
fn replaced(sentence: &str, name: &str, by: &str) -> String {
    if name.len() < SHORTEST || name == by {
        return sentence.to_owned();
    }
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-');
    let mut out = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some(at) = rest.find(name) {
        let (before, after) = (&rest[..at], &rest[at + name.len()..]);
        let inside = before.chars().next_back().is_some_and(is_part)
            || after.chars().next().is_some_and(is_part);
        out.push_str(before);
        out.push_str(if inside { name } else { by });
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::{block_name, replaced};

    #[test]
    fn names_are_replaced_as_words() {
        let sentence = "BucketA lets BucketAB read BucketA";
        let shown = replaced(sentence, "BucketA", "Bucket${Name}");
        assert_eq!(shown, "Bucket${Name} lets BucketAB read Bucket${Name}");
        assert_eq!(replaced("a reads a", "a", "${Name}"), "a reads a");
    }

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
