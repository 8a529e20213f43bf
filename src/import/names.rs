//! Names in the manifest: readable, short and each only once.
//!
//! In: ids and titles of another tool. Out: names, and the way from an id to what it means. Whether it means a zone or a
//! component is not known here.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{Diagnostic, Span, closest_name};

use super::notes::Notes;

/// A name is cut after so many characters. YAML allows no keys of more than 1024.
const LONGEST_NAME: usize = 100;
/// For so many unknown ids a near one is looked for.
const MOST_SUGGESTIONS: usize = 25;

/// Things of one sort, by id.
pub(super) struct Register {
    what: &'static str,
    by_id: BTreeMap<String, (usize, Span)>,
    count: usize,
    taken: BTreeSet<String>,
    /// Name → the number that is tried next behind it.
    next: BTreeMap<String, usize>,
    unknown: usize,
}

impl Register {
    /// An empty register; `what` names the sort in messages.
    pub(super) fn of(what: &'static str) -> Self {
        Self {
            what,
            by_id: BTreeMap::new(),
            count: 0,
            taken: BTreeSet::new(),
            next: BTreeMap::new(),
            unknown: 0,
        }
    }

    /// Adds the next thing, and gives its name. An id that is there already keeps its first meaning.
    pub(super) fn add(&mut self, id: &str, title: &str, at: Span, notes: &mut Notes) -> String {
        let index = self.count;
        self.count += 1;
        match self.by_id.get(id) {
            _ if id.is_empty() => {}
            Some(&(_, first)) => {
                let message = format!("{} `{id}` is there twice", self.what);
                let help = "references mean the first one; give the other an id of its own";
                let warning = Diagnostic::warning("duplicate-id", at, message).help(help);
                notes.said.push(warning.related(first, "first here"));
            }
            None => {
                self.by_id.insert(id.to_owned(), (index, at));
            }
        }
        self.name(id, title)
    }

    /// A name that nothing has yet, for something that has no id.
    pub(super) fn name(&mut self, id: &str, title: &str) -> String {
        let wish = wish(id, title, self.what);
        let mut name = wish.clone();
        while !self.taken.insert(name.clone()) {
            let number = self.next.entry(wish.clone()).or_insert(2);
            name = format!("{wish}-{number}");
            *number += 1;
        }
        name
    }

    /// Which of the things an id means, counted from 0 in the order in which they came. Where none does, a warning says so,
    /// and what follows from it.
    pub(super) fn find(
        &mut self,
        id: &str,
        at: Span,
        then: &str,
        notes: &mut Notes,
    ) -> Option<usize> {
        if let Some(&(index, _)) = self.by_id.get(id) {
            return Some(index);
        }
        let message = format!("there is no {} `{id}`; {then}", self.what);
        let mut warning = Diagnostic::warning("unknown-reference", at, message);
        if self.unknown < MOST_SUGGESTIONS {
            let near = closest_name(id, self.by_id.keys().map(String::as_str));
            warning.help = near.map(|near| format!("did you mean `{near}`?"));
        }
        self.unknown += 1;
        notes.said.push(warning);
        None
    }
}

/// The name that something would have if nothing else had it: its id, unless only machines can read that.
fn wish(id: &str, title: &str, what: &str) -> String {
    let id = one_line(id);
    let readable = !id.is_empty() && !has_uuid(&id);
    let name = match readable {
        true => id,
        false => match slug(title) {
            slug if !slug.is_empty() => slug,
            _ if !id.is_empty() => id,
            _ => slug(what),
        },
    };
    name.chars().take(LONGEST_NAME).collect()
}

/// The name of a system by its title.
pub(super) fn architecture(title: &str) -> String {
    match slug(title) {
        slug if slug.is_empty() => "imported".to_owned(),
        slug => slug.chars().take(LONGEST_NAME).collect(),
    }
}

/// A text on one line, without what cannot be seen.
pub fn one_line(text: &str) -> String {
    let seen: String = text
        .chars()
        .map(|character| match is_unseen(character) {
            true => ' ',
            false => character,
        })
        .collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a character has no look of its own, or changes how others look.
pub(super) fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{FEFF}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FFF0}'..='\u{FFFB}' | '\u{FFFE}' | '\u{FFFF}'
            | '\u{E0000}'..='\u{E007F}')
}

/// A title as a name: letters and digits in lower case, the rest as hyphens.
pub fn slug(title: &str) -> String {
    let parts = title
        .split(|character: char| !character.is_alphanumeric())
        .filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-").to_lowercase()
}

/// Whether a text has a UUID in it: groups of 8, 4, 4, 4 and 12 hexadecimal digits.
fn has_uuid(text: &str) -> bool {
    const GROUPS: [usize; 5] = [8, 4, 4, 4, 12];
    let groups: Vec<&str> = text
        .split(|character: char| !character.is_ascii_alphanumeric())
        .collect();
    let is_group = |group: &str, length: usize| {
        group.len() == length && group.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    groups.windows(GROUPS.len()).any(|window| {
        let mut pairs = window.iter().zip(GROUPS);
        pairs.all(|(group, length)| is_group(group, length))
    })
}

#[cfg(test)]
mod tests {
    use super::{has_uuid, one_line, slug};

    #[test]
    fn what_people_cannot_read() {
        assert!(has_uuid("f0ba7722-39b6-4c81-8290-a30a248bb8d9"));
        assert!(has_uuid("f0ba7722-39b6-4c81-8290-a30a248bb8d9.vpc-x"));
        assert!(!has_uuid("web-client"));
        assert!(!has_uuid("f0ba7722-39b6-4c81-8290-a30a248bb8dz"));
    }

    #[test]
    fn names_from_titles() {
        assert_eq!(slug("Web  Client (old)!"), "web-client-old");
        assert_eq!(slug("Über-Größe"), "über-größe");
        assert_eq!(slug("--"), "");
        assert_eq!(one_line(" a\n\u{202e}b\u{0} c "), "a b c");
    }
}
