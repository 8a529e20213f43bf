//! What somebody meant who wrote a kind or a service that there is not.
//!
//! In: a name and the catalog. Out: an error with what can be meant: that of the resource type or title that the name is
//! made of, those of the same service, else the nearest name. Where it is written is not known here.

use crate::frontend::manifest::Written;
use crate::knowledge::{Element, Kind, Knowledge};
use crate::source::{Diagnostic, closest_name};

/// Names that are listed; more are counted.
const MOST_LISTED: usize = 12;
/// What lists all names.
const ALL: &str = "`phipath schema manifest` lists all";

/// The error about a name that no kind has.
pub(super) fn unknown_kind(name: &Written, knowledge: &Knowledge) -> Diagnostic {
    let help = of_type(&name.text, knowledge)
        .map(meant)
        .or_else(|| of_service(&name.text, knowledge))
        .or_else(|| {
            let kinds = knowledge.by_kind.keys().map(|kind| &**kind);
            closest_name(&name.text, kinds).map(meant)
        })
        .unwrap_or_else(|| format!("{ALL} kinds; where none fits, say its `element`"));
    let message = format!("unknown kind `{}`", name.text);
    Diagnostic::error("unknown-name", name.span, message).help(help)
}

/// The error about a name that no service has.
pub(super) fn unknown_service(name: &Written, knowledge: &Knowledge) -> Diagnostic {
    let wanted = letters(&name.text);
    let last = name.text.rsplit(['.', ':']).next().unwrap_or_default();
    let mut services = knowledge.services.iter();
    let titled = services.find(|one| letters(&one.title) == wanted || &*one.name == last);
    let help = titled
        .map(|service| &*service.name)
        .or_else(|| {
            let names = knowledge.by_service.keys().map(|name| &**name);
            closest_name(&name.text, names)
        })
        .map_or_else(|| format!("{ALL} services"), meant);
    let message = format!("unknown service `{}`", name.text);
    Diagnostic::error("unknown-name", name.span, message).help(help)
}

fn meant(name: &str) -> String {
    format!("did you mean `{name}`?")
}

/// The kind of the resource type that a name is made of, as people do who know the types and not the kinds.
fn of_type<'k>(name: &str, knowledge: &'k Knowledge) -> Option<&'k str> {
    let wanted = letters(name);
    let mut types = knowledge.by_type.iter();
    let (_, kind) = types.find(|((_, type_name), _)| letters(type_name) == wanted)?;
    let kind = knowledge.kind(*kind);
    is_component(kind).then_some(&*kind.name)
}

/// The kinds of the service that a name has in it, or that end as it does.
fn of_service(name: &str, knowledge: &Knowledge) -> Option<String> {
    let name = name.to_ascii_lowercase();
    let wanted: Vec<&str> = name
        .split(['.', ':'])
        .filter(|part| !part.is_empty())
        .collect();
    // The first of several parts is the provider, and tells nothing.
    let telling = &wanted[usize::from(wanted.len() > 1)..];
    let near = |kind: &&Kind| {
        let mut parts = kind.name.split('.').skip(1);
        is_component(kind) && parts.any(|part| telling.contains(&part))
    };
    let near: Vec<&str> = knowledge
        .by_kind
        .values()
        .map(|kind| knowledge.kind(*kind))
        .filter(near)
        .map(|kind| &*kind.name)
        .collect();
    let more = match near.len().saturating_sub(MOST_LISTED) {
        0 => String::new(),
        more => format!(", or {more} more"),
    };
    match near.as_slice() {
        [] => None,
        [one] => Some(meant(one)),
        many => {
            let listed = many.iter().take(MOST_LISTED);
            let listed: Vec<String> = listed.map(|kind| format!("`{kind}`")).collect();
            Some(format!("kinds of this name: {}{more}", listed.join(", ")))
        }
    }
}

/// Whether a component of a manifest can be of a kind: data goes through it.
fn is_component(kind: &Kind) -> bool {
    kind.element
        .is_some_and(|element| element != Element::Support)
}

/// Letters and digits in lower case.
fn letters(text: &str) -> String {
    let letters = text.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}
