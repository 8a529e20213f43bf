//! States of version 3, and attributes in the flat form of that time.
//!
//! In: modules with their resources, and texts such as `rule.0.port`. Out: resources, and values with lists and mappings as
//! the counts `rule.#` and `tags.%` say. Such a state does not say what is sensitive.

use std::collections::BTreeMap;

use crate::frontend::Resource;
use crate::frontend::terraform::address::{Address, MODULE, joined};
use crate::source::Span;
use crate::syntax::{Cursor, Entry, Guard, Node, Scalar, Shape, Term, Value};

use super::resource::unread;
use super::state::Store;
use super::survey::Stop;

/// The name of the root module.
const ROOT: &str = "root";

/// Deepest nesting that is read of flat attributes.
const DEEPEST: usize = 64;

/// Adds the resources of a module.
pub(super) fn module<'t>(store: &mut Store<'_, 't>, cursor: &mut Cursor<'t>) -> Result<(), Stop> {
    let (mut path, mut resources) = (Vec::new(), None);
    let start = cursor.at();
    cursor.entries(|cursor, key| {
        match &*key.text {
            "path" => {
                cursor.items(|cursor| {
                    path.extend(cursor.string()?.map(|name| name.text));
                    Ok(())
                })?;
            }
            "resources" => resources = Some(cursor.skip()?),
            _ => drop(cursor.skip()?),
        }
        Ok(())
    })?;
    if path.first().is_none_or(|first| *first != ROOT) {
        store.malformed(Span::new(store.file.id, start, start + 1));
        return Ok(());
    }
    let names = path.iter().skip(1);
    let calls: Vec<String> = names.map(|name| format!("{MODULE}.{name}")).collect();
    let path = calls.join(".");
    let Some(resources) = resources else {
        return Ok(());
    };
    cursor.resume(resources.start, |cursor| {
        let is_mapping = cursor.entries(|cursor, key| {
            let (tree, diagnostics) = cursor.tree()?;
            diagnostics
                .into_iter()
                .for_each(|one| store.faults.push(one));
            if let Some(root) = tree.root() {
                resource(store, &path, &key.text, key.span, root);
            }
            Ok(())
        })?;
        if !is_mapping {
            store.malformed(resources);
        }
        Ok(())
    })
}

fn resource(store: &mut Store<'_, '_>, module: &str, key: &str, span: Span, root: Node<'_>) {
    let Some((name, type_name)) = name(module, key) else {
        store.malformed(span);
        return;
    };
    // What is read has no `primary` that is managed.
    let Some(type_name) = type_name else { return };
    let Some(primary) = root
        .get("primary")
        .filter(|node| node.shape() == Shape::Mapping)
    else {
        return;
    };
    let (properties_key, properties) = match primary.entry("attributes") {
        Some((key, node)) => (key.span(), unflatten(node)),
        None => (
            span,
            unread(primary.span(), "the attributes of this resource"),
        ),
    };
    store.resources.push(Resource {
        name,
        type_span: root.get("type").map_or(span, |node| node.span()),
        type_name,
        properties,
        properties_key,
        when: Guard::Always,
        metadata: None,
        span,
        whole: span.to(root.span()),
    });
}

/// The address of a resource by its key, such as `cloud_store.notes.1`, and its type; without one where it is only read.
fn name(module: &str, key: &str) -> Option<(String, Option<String>)> {
    let (base, index) = match key.rsplit_once('.') {
        Some((base, index))
            if !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            (base, format!("[{index}]"))
        }
        _ => (key, String::new()),
    };
    let local = format!("{base}{index}");
    let address = Address::of(&local)
        .filter(|address| address.rest.is_empty() && address.module.is_empty())?;
    let type_name = (!address.is_data).then(|| address.type_name.to_owned());
    Some((joined(module, &local), type_name))
}

/// A flat entry: what remains of its key, the node of the key, and its value.
type Flat<'n> = (String, Node<'n>, Node<'n>);

/// Flat attributes as a value.
pub(super) fn unflatten(node: Node<'_>) -> Value {
    if node.shape() != Shape::Mapping {
        return unread(node.span(), "the attributes of this resource");
    }
    let entries = node.entries();
    let flat = entries.filter_map(|(key, value)| Some((key.text()?.into_owned(), key, value)));
    Value {
        term: Term::Map(mapping(flat.collect(), DEEPEST)),
        span: node.span(),
    }
}

/// Entries with the same first name, together.
fn mapping(flat: Vec<Flat<'_>>, levels: usize) -> Vec<Entry> {
    let mut names: Vec<String> = Vec::new();
    let mut groups: BTreeMap<String, Vec<Flat<'_>>> = BTreeMap::new();
    for (key, key_node, value) in flat {
        let (name, rest) = match key.split_once('.') {
            Some((name, rest)) => (name.to_owned(), rest.to_owned()),
            None => (key, String::new()),
        };
        let group = groups.entry(name.clone()).or_default();
        if group.is_empty() {
            names.push(name);
        }
        group.push((rest, key_node, value));
    }
    let mut entries = Vec::new();
    for name in names {
        let Some(group) = groups.remove(&name) else {
            continue;
        };
        let Some(key_span) = group.first().map(|(_, node, _)| node.span()) else {
            continue;
        };
        let value = grouped(group, key_span, levels);
        entries.push(Entry {
            key: name,
            key_span,
            value,
        });
    }
    entries
}

/// The value of a group: a scalar, a mapping with texts, a list, or a mapping with parts of any sort.
fn grouped(group: Vec<Flat<'_>>, span: Span, levels: usize) -> Value {
    let Some(levels) = levels.checked_sub(1) else {
        return unread(span, "an attribute nested this deeply");
    };
    if let [(rest, _, value)] = group.as_slice()
        && rest.is_empty()
    {
        return scalar(*value);
    }
    let has = |mark: &str| group.iter().any(|(rest, ..)| rest == mark);
    let (is_text_map, is_list) = (has("%"), has("#"));
    let parts = group
        .into_iter()
        .filter(|(rest, ..)| !matches!(rest.as_str(), "%" | "#" | ""));
    let parts: Vec<Flat<'_>> = parts.collect();
    let term = if is_text_map {
        // Its keys can have dots, as its values have no parts.
        let entry = |(key, key_node, value): Flat<'_>| Entry {
            key,
            key_span: key_node.span(),
            value: scalar(value),
        };
        Term::Map(parts.into_iter().map(entry).collect())
    } else if is_list {
        let mut items = mapping(parts, levels);
        // Items of a set have hashes for numbers, in no order.
        items.sort_by_key(|item| item.key.parse::<u64>().unwrap_or(u64::MAX));
        Term::List(items.into_iter().map(|item| item.value).collect())
    } else {
        Term::Map(mapping(parts, levels))
    };
    Value { term, span }
}

fn scalar(node: Node<'_>) -> Value {
    let term = match node.text() {
        Some(text) => Term::Scalar(Scalar {
            text: text.into_owned(),
            // Numbers and booleans are written as texts here.
            plain: true,
        }),
        None => Term::Null,
    };
    Value {
        term,
        span: node.span(),
    }
}
