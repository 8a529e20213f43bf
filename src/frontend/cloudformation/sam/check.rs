//! What the service refuses before it looks closer: properties that it does not know, that are missing or of another sort.
//!
//! In: resources, and what the catalog says of their properties. Out: errors. What the properties do is not known here.

use crate::frontend::Resource;
use crate::source::{Diagnostic, Span, closest_name};
use crate::syntax::{Term, Value};

use super::make::Sam;
use super::values::{is_there, literal, prop};
use super::{FAMILY, Item, Sorts};

/// Code of the error of what the service refuses.
pub(super) const REFUSED: &str = "sam-refused";

impl Sam<'_, '_> {
    /// Attributes beside the properties that only the transform reads.
    pub(super) fn check_attributes(&mut self, item: &Item) {
        let name = &item.resource.name;
        if item.sort.is_some() && !name.chars().all(|one| one.is_ascii_alphanumeric()) {
            let message = format!("the name `{name}` has something else than letters and digits");
            self.refuse(item.resource.span, message, "rename the resource");
        }
        let value = item.ignored_globals.as_ref();
        if let Some(value) = value {
            let fits = match &value.term {
                Term::Scalar(scalar) => scalar.text == "*",
                Term::List(items) => items.iter().all(|item| literal(item).is_some()),
                _ => false,
            };
            let sorts = item
                .sort
                .as_ref()
                .and_then(|sort| self.language.resources.get(sort));
            let known = |one: &Value| {
                let name = literal(one).unwrap_or_default();
                name == "*"
                    || sorts.is_none_or(|sorts| sorts.globals.iter().any(|known| known == name))
            };
            if !fits || item.sort.is_none() || !value.items().iter().all(known) {
                let message = format!("`IgnoreGlobals` of `{name}` is not understood");
                let help = "write `*` or a list of properties, at a resource of SAM";
                self.refuse(value.span, message, help);
            }
        }
        if let Some(value) = item.depends_on.as_ref() {
            let fits = value.items().iter().all(|one| literal(one).is_some());
            if !fits {
                let message = format!("`DependsOn` of `{name}` is not a name or a list of names");
                self.refuse(value.span, message, "write names of resources");
            }
        }
    }

    /// The properties of a resource of SAM.
    pub(super) fn check_resource(&mut self, sort: &str, resource: &Resource) {
        let language = self.language;
        let Some(sorts) = language.resources.get(sort) else {
            let names = language.resources.keys().map(String::as_str);
            let message = format!("`{}` is not a type of SAM", resource.type_name);
            let closest =
                closest_name(sort, names).map(|name| format!("did you mean `{FAMILY}{name}`?"));
            let fault = Diagnostic::warning("unknown-sam-type", resource.type_span, message);
            let help = closest
                .unwrap_or_else(|| "correct the type, or apply the transform first".to_owned());
            self.scope.diagnostics.push(fault.help(help));
            return;
        };
        let what = format!("`{}`", resource.name);
        let at = resource.properties_key;
        self.check_properties(&what, sorts, &resource.properties, at);
    }

    /// The properties of something that the catalog describes.
    pub(super) fn check_properties(
        &mut self,
        what: &str,
        sorts: &Sorts,
        properties: &Value,
        at: Span,
    ) {
        match &properties.term {
            Term::Map(_) => {}
            Term::Scalar(_) | Term::List(_) => {
                let message = format!("the properties of {what} are not a mapping");
                return self.refuse(properties.span, message, "write one");
            }
            _ => return,
        }
        for entry in properties.entries() {
            let Some(sort) = sorts.properties.get(&entry.key) else {
                let message = format!("SAM knows no property `{}` of {what}", entry.key);
                let names = sorts.properties.keys().map(String::as_str);
                let help = match closest_name(&entry.key, names) {
                    Some(name) => format!("did you mean `{name}`?"),
                    None => "take it out, or write the resource without SAM".to_owned(),
                };
                self.refuse(entry.key_span, message, &help);
                continue;
            };
            if is_there(&entry.value) && !fits(sort, &entry.value) {
                let message = format!("`{}` of {what} is not a {}", entry.key, name(sort));
                self.refuse(
                    entry.value.span,
                    message,
                    &format!("write a {}", name(sort)),
                );
            }
        }
        for property in &sorts.required {
            if prop(properties, property).is_none() {
                let message = format!("{what} has no `{property}`");
                self.refuse(at, message, &format!("add `{property}`"));
            }
        }
    }

    /// Refuses a value that is there and no mapping; whether it may be read as one.
    pub(super) fn expect_map(&mut self, what: &str, value: Option<&Value>) -> bool {
        match value {
            None => true,
            Some(value) if fits("map", value) => true,
            Some(value) => {
                self.refuse(value.span, format!("{what} is not a mapping"), "write one");
                false
            }
        }
    }

    /// Refuses a literal that is none of some words.
    pub(super) fn expect_one_of(&mut self, what: &str, value: Option<&Value>, words: &[&str]) {
        let Some(text) = value.and_then(literal) else {
            return;
        };
        if !words.contains(&text) {
            let at = value.map_or_else(|| self.made_up(), |value| value.span);
            let message = format!(
                "{what} is `{text}`, and SAM takes none but {}",
                words.join(", ")
            );
            self.refuse(at, message, "write one of them");
        }
    }

    /// A place for what has none of its own.
    fn made_up(&self) -> Span {
        Span::new(self.scope.file, 0, 0)
    }
}

fn name(sort: &str) -> &str {
    match sort {
        "flag" => "boolean",
        "map" => "mapping",
        other => other,
    }
}

/// Whether a value can be of a sort; what is decided elsewhere can be of any.
pub(super) fn fits(sort: &str, value: &Value) -> bool {
    let text = match &value.term {
        Term::Map(_) => return matches!(sort, "map" | "any"),
        Term::List(_) => return matches!(sort, "list" | "any"),
        Term::Scalar(scalar) => &scalar.text,
        _ => return true,
    };
    match sort {
        "map" | "list" => false,
        "flag" => matches!(
            &*text.to_ascii_lowercase(),
            "true" | "false" | "yes" | "no" | "on" | "off"
        ),
        "number" => text.parse::<f64>().is_ok(),
        _ => true,
    }
}
