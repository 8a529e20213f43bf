//! `Globals`: properties that all resources of a sort share.
//!
//! In: the section, and a resource. Out: the resource with its properties merged: mappings by key, lists one after the other,
//! anything else as the resource says. What the properties mean is not known here.

use crate::source::{Span, closest_name};
use crate::syntax::{Entry, Term, Value};

use super::Item;
use super::make::Sam;
use super::values::{is_there, literal, prop, without};

impl Sam<'_, '_> {
    /// Says what of the section means nothing.
    pub(super) fn check_globals(&mut self, globals: Option<&Value>) {
        for section in globals.into_iter().flat_map(Value::entries) {
            let language = self.language;
            let known = language.resources.iter();
            let known = known.filter(|(_, sorts)| !sorts.globals.is_empty());
            let names: Vec<&str> = known.map(|(name, _)| &**name).collect();
            let Some(sorts) = language
                .resources
                .get(&section.key)
                .filter(|_| names.contains(&&*section.key))
            else {
                let message = format!("`{}` is not a section of `Globals`", section.key);
                let help = format!("SAM knows {}", names.join(", "));
                self.refuse(section.key_span, message, &help);
                continue;
            };
            if !matches!(section.value.term, Term::Map(_)) {
                let message = format!("`{}` of `Globals` is not a mapping", section.key);
                self.refuse(section.value.span, message, "write properties under it");
                continue;
            }
            for entry in section.value.entries() {
                if sorts.globals.contains(&entry.key) {
                    continue;
                }
                let message = format!(
                    "`{}` cannot stand under `{}` of `Globals`",
                    entry.key, section.key
                );
                let names = sorts.globals.iter().map(String::as_str);
                let help = match closest_name(&entry.key, names) {
                    Some(name) => format!("did you mean `{name}`?"),
                    None => "write it at each resource".to_owned(),
                };
                self.refuse(entry.key_span, message, &help);
            }
        }
    }

    /// Adds what `Globals` says of the sort of a resource to its properties.
    pub(super) fn merge_globals(&mut self, sort: &str, item: &mut Item, globals: Option<&Value>) {
        let Some(shared) = globals.and_then(|globals| prop(globals, sort)) else {
            return;
        };
        let ignored = item.ignored_globals.as_ref();
        let shared = match ignored {
            Some(value) if literal(value) == Some("*") => return,
            Some(value) => {
                let names: Vec<&str> = value.items().iter().filter_map(literal).collect();
                without(shared, &names)
            }
            None => shared.clone(),
        };
        let properties = &item.resource.properties;
        if matches!(properties.term, Term::Map(_)) {
            item.resource.properties = self.merge(&shared, properties, properties.span);
        }
    }

    fn merge(&mut self, shared: &Value, own: &Value, span: Span) -> Value {
        match (&shared.term, &own.term) {
            (Term::Map(shared), Term::Map(entries)) => {
                let mut merged: Vec<Entry> = Vec::new();
                for entry in shared {
                    let value = match entries.iter().find(|one| one.key == entry.key) {
                        Some(one) => self.merge(&entry.value, &one.value, one.value.span),
                        None => self.scope.copy(&entry.value, entry.value.span),
                    };
                    let written = entries.iter().find(|one| one.key == entry.key);
                    merged.push(Entry {
                        key: entry.key.clone(),
                        key_span: written.map_or(entry.key_span, |one| one.key_span),
                        value,
                    });
                }
                let known = |key: &str| shared.iter().any(|entry| entry.key == key);
                merged.extend(entries.iter().filter(|entry| !known(&entry.key)).cloned());
                Value {
                    term: Term::Map(merged),
                    span,
                }
            }
            (Term::List(shared), Term::List(items)) => {
                let mut all = Vec::new();
                for item in shared {
                    all.push(self.scope.copy(item, item.span));
                }
                all.extend(items.iter().cloned());
                Value {
                    term: Term::List(all),
                    span,
                }
            }
            _ if is_there(own) || own.term == Term::Absent => own.clone(),
            _ => self.scope.copy(shared, shared.span),
        }
    }
}
