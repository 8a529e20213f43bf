//! Whether an item fits the name of a component.
//!
//! In: the patterns of an item, and what is known of a name. Out: yes, no or perhaps, with how close the pattern is. What is
//! not known of either stands as a name in braces, and equal names are equal texts.

use crate::policy::pattern::intersects;
use crate::syntax::{Cause, CauseKind, Guard, Term};

use super::super::Component;
use super::items::{Item, Pattern};

/// Longest pattern and name that are compared: far beyond what any service takes.
const LONGEST: usize = 512;

/// Whether an item belongs to a component.
pub(super) enum Fit {
    /// Under a condition, by a pattern that is so close; the closest is the name itself.
    Yes(usize, Guard),
    May(Cause),
    No,
}

/// Whether an item fits a component.
pub(super) fn fit(item: &Item<'_>, forms: &[String], component: &Component) -> Fit {
    if let Term::Unknown(cause) = &item.value.term {
        return Fit::May(cause.clone());
    }
    let (mut closest, mut when) = (0, Vec::new());
    let mut doubt = None;
    for pattern in &item.patterns {
        let mut fits = forms.iter().map(|form| fits(pattern, form, component));
        match fits.find(|fit| !matches!(fit, Fit::No)) {
            Some(Fit::Yes(closeness, _)) => {
                closest = closest.max(closeness);
                when.push(Guard::all([item.when.clone(), pattern.when.clone()]));
            }
            Some(Fit::May(cause)) => doubt = doubt.or(Some(cause)),
            _ => {}
        }
    }
    let when = Guard::any(when);
    match (doubt, when.can_hold()) {
        (Some(cause), _) if !when.is_always() => Fit::May(cause),
        (_, true) => Fit::Yes(closest, when),
        _ => Fit::No,
    }
}

/// Whether a pattern fits the name of a component in a form.
fn fits(pattern: &Pattern, form: &str, component: &Component) -> Fit {
    let shares = |pattern: &str, name: &str| {
        let text = form.replace("{name}", name);
        pattern.len().max(text.len()) <= LONGEST && intersects(pattern, &text)
    };
    if let Some(text) = &pattern.text
        && component.names.iter().any(|name| shares(text, name))
    {
        let closeness = text.find('*').unwrap_or(usize::MAX);
        return Fit::Yes(closeness, Guard::Always);
    }
    // The first name is that of the resource in its template, which says nothing of the one that it is deployed with.
    let given: Vec<String> = component
        .names
        .iter()
        .skip(1)
        .map(|one| loose(one))
        .collect();
    let open = given.iter().all(|name| name.contains('*'));
    let names = if given.is_empty() {
        vec!["*".to_owned()]
    } else {
        given
    };
    if !names.iter().any(|name| shares(&pattern.loose, name)) {
        return Fit::No;
    }
    let unnamed = || {
        let text = format!("the name of {} before deployment", component.name);
        open.then(|| Cause::new(CauseKind::Unstated, text))
    };
    let limit = || Cause::new(CauseKind::Limit, "the length of a pattern");
    Fit::May(pattern.cause.clone().or_else(unnamed).unwrap_or_else(limit))
}

/// A name in which what is not known is `*`.
fn loose(name: &str) -> String {
    let (mut out, mut inside) = (String::new(), false);
    for letter in name.chars() {
        match letter {
            '{' => {
                inside = true;
                out.push('*');
            }
            '}' if inside => inside = false,
            _ if inside => {}
            _ => out.push(letter),
        }
    }
    out
}
