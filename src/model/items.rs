//! Attributes that are read from the items of lists: what the items name, where something holds of them.
//!
//! In: the lists under the paths of a mapping. Out: a fact, in as many worlds as conditions of the template make. Which
//! kind asks, and for what, is not known here.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::frontend::{Format, Template};
use crate::knowledge::{AttributeMapping, ItemTest, Knowledge, Path, Wanted};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard, Term, Value};
use crate::vocabulary::{Literal, Reader};

use super::fact::{absent, is_empty, literal_text};
use super::lower::referred;
use super::origin::Gap;
use super::path::{self, Found, Subject, cause_of, find, find_all, paths_of};
use super::{Fact, FactValue, Origin};

/// Conditions under which items count may differ so often before nothing more is said than that they do.
const MOST_CONDITIONS: usize = 3;

/// An item that counts, or may.
struct Item {
    value: Value,
    when: Guard,
    /// Where it says that it counts; `None` where a default says so.
    decided_at: Option<Span>,
}

/// A text of an item.
struct Entry {
    text: String,
    when: Guard,
    at: Span,
}

/// The fact of an attribute that is read item by item. `body` is where a list would stand that is missing.
pub(super) fn read(
    knowledge: &Knowledge,
    mapping: &AttributeMapping,
    subject: &Subject<'_>,
    template: &Template,
    body: Span,
) -> Fact {
    let format = template.format;
    let attribute = knowledge.vocabulary.attribute(mapping.attribute);
    let lists = paths_of(&mapping.each, format);
    let found = find_all(subject, lists);
    if found.is_empty() {
        return absent(attribute, mapping, &gap(mapping, subject, format, body));
    }
    let places: Vec<Span> = found.iter().map(|(value, _)| value.span).collect();
    let mut assumes = Vec::new();
    let counting = found
        .into_iter()
        .map(|item| counting(item, mapping, template, &mut assumes))
        .filter(|item| !matches!(item, Ok(item) if !item.when.can_hold()))
        .collect::<Result<Vec<Item>, Cause>>();
    let texts = paths_of(&mapping.paths, format);
    let read = counting.and_then(|items| match attribute.reader {
        Reader::Recognised => recognised(knowledge, mapping, &items, texts),
        _ => listed(&items, texts, &mut assumes),
    });
    let (value, spans) = read.unwrap_or_else(|cause| (FactValue::Unknown(cause), Vec::new()));
    // A list of which nothing counts says nothing of its own.
    let origin = match (&value, spans.is_empty()) {
        (FactValue::Unknown(_), _) => Origin::Derived(places),
        (_, true) => Origin::Missing(places[0].into()),
        (_, false) => Origin::Derived(spans),
    };
    Fact {
        value,
        origin,
        assumes,
    }
}

/// What stands at the paths of the items that count, for an attribute that is a single value.
pub(super) fn single(
    mapping: &AttributeMapping,
    subject: &Subject<'_>,
    format: Format,
) -> Vec<Found> {
    let paths = paths_of(&mapping.paths, format);
    let items = find_all(subject, paths_of(&mapping.each, format));
    let mut all = Vec::new();
    for item in items {
        let unknown = |cause| Value {
            term: Term::Unknown(cause),
            span: item.0.span,
        };
        let when = match (&item.0.term, chosen(&item, &mapping.only, format)) {
            (Term::Map(_), Ok(when)) if !when.can_hold() => continue,
            (Term::Map(_), Ok(when)) => when,
            (Term::Map(_), Err(cause)) => {
                all.push((unknown(cause), item.1.clone()));
                continue;
            }
            _ => {
                all.push((unknown(cause_of(&item.0)), item.1.clone()));
                continue;
            }
        };
        let found = find(&Subject::alone(&item.0), paths).into_iter();
        all.extend(found.map(|(value, inner)| (value, Guard::all([when.clone(), inner]))));
    }
    all
}

/// When an item counts by tests alone.
pub(super) fn chosen(
    (value, when): &Found,
    tests: &[ItemTest],
    format: Format,
) -> Result<Guard, Cause> {
    let (holds, _) = hold(value, tests, format, |found| found, &mut Vec::new())?;
    Ok(settled(Guard::all([when.clone(), holds])))
}

/// What is missing where no item says it: the item that one test asks for by its name, or a list of any.
pub(super) fn gap(
    mapping: &AttributeMapping,
    subject: &Subject<'_>,
    format: Format,
    body: Span,
) -> Gap {
    let named = mapping.only.iter().find_map(|test| match &test.wanted {
        Wanted::OneOf(texts) if texts.len() == 1 && test.default.is_none() => texts.first(),
        _ => None,
    });
    let list = path::gap(subject, paths_of(&mapping.each, format), body);
    match named {
        Some(name) => Gap {
            property: Some(name.as_str().into()),
            ..list
        },
        None => list,
    }
}

/// An item with the condition under which all tests hold of it.
fn counting(
    (value, when): Found,
    mapping: &AttributeMapping,
    template: &Template,
    assumes: &mut Vec<String>,
) -> Result<Item, Cause> {
    if !matches!(value.term, Term::Map(_) | Term::Scalar(_) | Term::Text(_)) {
        return Err(cause_of(&value));
    }
    let worded = |found| referred(template, mapping, found);
    let (holds, decided_at) = hold(&value, &mapping.only, template.format, worded, assumes)?;
    Ok(Item {
        value,
        when: settled(Guard::all([when, holds])),
        decided_at,
    })
}

/// When all tests hold of an item, and the place that the last of them reads.
fn hold(
    item: &Value,
    tests: &[ItemTest],
    format: Format,
    worded: impl Fn(Vec<Found>) -> Vec<Found>,
    assumes: &mut Vec<String>,
) -> Result<(Guard, Option<Span>), Cause> {
    let (mut all, mut decided_at) = (Vec::new(), None);
    // A test is asked in the formats in which it has a path.
    let asked = tests.iter().filter(|test| test.paths.contains_key(&format));
    for test in asked {
        let found = find(&Subject::alone(item), paths_of(&test.paths, format));
        let (holds, at) = holds(test, &worded(found), assumes)?;
        all.push(holds);
        decided_at = at;
    }
    Ok((Guard::all(all), decided_at))
}

/// When a test holds of what its paths lead to, and the place that says so.
fn holds(
    test: &ItemTest,
    found: &[Found],
    assumes: &mut Vec<String>,
) -> Result<(Guard, Option<Span>), Cause> {
    let any = |found: &mut dyn Iterator<Item = &Found>| {
        settled(Guard::any(found.map(|(_, when)| when.clone())))
    };
    let Wanted::OneOf(wanted) = &test.wanted else {
        let written = any(&mut found.iter().filter(|one| !is_empty(one, assumes)));
        let unknown = found.iter().find_map(|(value, _)| match &value.term {
            Term::Unknown(cause) => Some(cause.clone()),
            _ => None,
        });
        return match (unknown, &test.wanted) {
            (Some(cause), _) => Err(cause),
            (None, Wanted::Nothing) => Ok((written.negate(), None)),
            (None, _) => Ok((written, None)),
        };
    };
    let written = any(&mut found.iter());
    let is_wanted = |text: &str| wanted.iter().any(|one| one.eq_ignore_ascii_case(text));
    let (mut holds, mut at) = (Vec::new(), None);
    for (value, when) in found {
        if is_wanted(&literal_text(value, assumes)?) {
            holds.push(when.clone());
            at = at.or(Some(value.span));
        }
    }
    let rest = written.negate();
    if rest != Guard::Never {
        let (text, _) = test
            .default
            .as_ref()
            .ok_or_else(|| Cause::new(CauseKind::Unstated, "a setting of an item that has none"))?;
        if is_wanted(text) {
            holds.push(rest);
        }
    }
    Ok((settled(Guard::any(holds)), at))
}

/// A guard, or what it comes to where it does not depend on anything.
fn settled(guard: Guard) -> Guard {
    match (guard.is_always(), guard.clone().negate().is_always()) {
        (true, _) => Guard::Always,
        (false, true) => Guard::Never,
        _ => guard,
    }
}

/// The texts of the items, as a list in each world.
fn listed(
    items: &[Item],
    paths: &[Path],
    assumes: &mut Vec<String>,
) -> Result<(FactValue, Vec<Span>), Cause> {
    let mut entries: Vec<Entry> = Vec::new();
    for item in items {
        for (value, when) in find(&Subject::alone(&item.value), paths) {
            entries.push(Entry {
                text: literal_text(&value, assumes)?,
                when: Guard::all([item.when.clone(), when]),
                at: item.decided_at.unwrap_or(value.span),
            });
        }
    }
    entries.retain(|entry| entry.when.can_hold());
    let spans = entries.iter().map(|entry| entry.at).collect();
    let items = entries.into_iter();
    let items = items.map(|entry| (entry.text.into(), entry.when));
    Ok((by_world(items.collect())?, spans))
}

/// The list that each combination of conditions makes.
pub(super) fn by_world(entries: Vec<(Arc<str>, Guard)>) -> Result<FactValue, Cause> {
    let guards: BTreeSet<&Guard> = entries
        .iter()
        .map(|(_, when)| when)
        .filter(|when| **when != Guard::Always)
        .collect();
    let guards: Vec<&Guard> = guards.into_iter().collect();
    if guards.len() > MOST_CONDITIONS {
        return Err(Cause::new(CauseKind::Condition, guards[0].to_string()));
    }
    let mut choices = Vec::new();
    for chosen in 0..1_usize << guards.len() {
        let holds = |place: usize| chosen >> place & 1 == 1;
        let each = guards
            .iter()
            .enumerate()
            .map(|(place, guard)| match holds(place) {
                true => (*guard).clone(),
                false => (*guard).clone().negate(),
            });
        let when = Guard::all(each);
        let counts = |entry: &&(Arc<str>, Guard)| {
            let place = guards.iter().position(|guard| **guard == entry.1);
            place.is_none_or(holds)
        };
        let texts = entries.iter().filter(counts);
        let texts: Vec<Arc<str>> = texts.map(|(text, _)| text.clone()).collect();
        choices.push((when, FactValue::Known(Literal::List(texts))));
    }
    match <[_; 1]>::try_from(choices) {
        Ok([(_, only)]) => Ok(only),
        Err(choices) => Ok(FactValue::Choice(choices)),
    }
}

/// Whether one of the items is recognised as what is asked for; unknown where one is not recognised as anything.
fn recognised(
    knowledge: &Knowledge,
    mapping: &AttributeMapping,
    items: &[Item],
    paths: &[Path],
) -> Result<(FactValue, Vec<Span>), Cause> {
    let known = |truth| FactValue::Known(Literal::Boolean(truth));
    let all = &knowledge.conventions.recognised_words;
    let known_words: Vec<(&str, Vec<String>)> = all
        .iter()
        .map(|(name, all)| (name.as_str(), all.iter().map(|one| words(one)).collect()))
        .collect();
    let (mut meant, mut spans, mut unsure) = (Vec::new(), Vec::new(), None);
    for item in items {
        let texts = find_all(&Subject::alone(&item.value), paths);
        let read: Vec<Result<String, Cause>> = texts
            .iter()
            .map(|(value, _)| literal_text(value, &mut Vec::new()))
            .collect();
        let groups: BTreeSet<&str> = read
            .iter()
            .flatten()
            .flat_map(|text| groups(&known_words, text))
            .collect();
        if mapping
            .recognises
            .iter()
            .any(|one| groups.contains(one.as_str()))
        {
            meant.push(item.when.clone());
            spans.push(
                texts
                    .first()
                    .map_or(item.value.span, |(value, _)| value.span),
            );
        } else if let Some(cause) = read.iter().find_map(|text| text.as_ref().err()) {
            unsure = unsure.or(Some(cause.clone()));
        } else if groups.is_empty() {
            let first = read.iter().flatten().next().map_or("", String::as_str);
            let cause = Cause::new(
                CauseKind::Unstated,
                format!("what the pattern `{first}` is for"),
            );
            unsure = unsure.or(Some(cause));
        }
    }
    let when = settled(Guard::any(meant));
    let value = match (when, unsure) {
        (Guard::Always, _) => known(true),
        (_, Some(cause)) => return Err(cause),
        (Guard::Never, None) => known(false),
        (when, None) => FactValue::Choice(vec![(when, known(true)), (Guard::Always, known(false))]),
    };
    Ok((value, spans))
}

/// The groups of words of which a text has one. Words are compared as a whole, without case; a letter after a backslash
/// belongs to the language of patterns.
fn groups<'k>(known: &[(&'k str, Vec<String>)], text: &str) -> Vec<&'k str> {
    let spoken = words(text);
    let has = |word: &String| spoken.contains(word.as_str());
    let groups = known.iter().filter(|(_, words)| words.iter().any(has));
    groups.map(|(name, _)| *name).collect()
}

/// The words of a text, with a space before, between and after them.
fn words(text: &str) -> String {
    let mut out = String::from(" ");
    let (mut escaped, mut before) = (false, ' ');
    for letter in text.chars() {
        let part = letter.is_alphabetic() && !escaped;
        if part && before.is_lowercase() && letter.is_uppercase() {
            out.push(' ');
        }
        match part {
            true => out.extend(letter.to_lowercase()),
            false if out.ends_with(' ') => {}
            false => out.push(' '),
        }
        escaped = letter == '\\' && !escaped;
        before = if part { letter } else { ' ' };
    }
    if !out.ends_with(' ') {
        out.push(' ');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_are_what_people_would_read() {
        assert_eq!(words("record-number"), " record number ");
        assert_eq!(words("recordNumber2"), " record number ");
        assert_eq!(words(r"\bMRN[0-9]{8}\b"), " mrn ");
        assert_eq!(words("Medical Record No."), " medical record no ");
        assert_eq!(words(r"[A-Z]{2}\d+"), " a z ");
        assert_eq!(words(""), " ");
    }
}
