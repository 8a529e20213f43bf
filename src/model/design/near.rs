//! Which kind somebody meant who wrote a name that no kind has.
//!
//! In: a name and the kinds. Out: an error with the kinds that can be meant: that of the resource type that the name is
//! made of, the nearest name, else those of the same service. Where it is written is not known here.

use crate::frontend::manifest::Written;
use crate::knowledge::Knowledge;
use crate::source::{Diagnostic, closest_name};

/// Kinds that are listed; more are counted.
const MOST_LISTED: usize = 12;

/// The error about a name that no kind has.
pub(super) fn unknown_kind(name: &Written, knowledge: &Knowledge) -> Diagnostic {
    let message = format!("unknown kind `{}`", name.text);
    let diagnostic = Diagnostic::error("unknown-name", name.span, message);
    let kinds = || knowledge.by_kind.keys().map(|kind| &**kind);
    let one = of_type(&name.text, knowledge).or_else(|| closest_name(&name.text, kinds()));
    if let Some(near) = one {
        return diagnostic.help(format!("did you mean `{near}`?"));
    }
    let words = words(&name.text);
    let near: Vec<&str> = kinds().filter(|kind| is_near(kind, &words)).collect();
    match near.len() {
        0 => diagnostic
            .help("`phipath schema manifest` lists all kinds; where none fits, say its `element`"),
        many => {
            let listed = near
                .iter()
                .take(MOST_LISTED)
                .map(|kind| format!("`{kind}`"));
            let listed = listed.collect::<Vec<_>>().join(", ");
            let more = match many.saturating_sub(MOST_LISTED) {
                0 => String::new(),
                more => format!(" or {more} more"),
            };
            diagnostic.help(format!("kinds with a similar name: {listed}{more}"))
        }
    }
}

/// The kind of the resource type that a name is made of, as people do who know the types and not the kinds.
fn of_type<'k>(name: &str, knowledge: &'k Knowledge) -> Option<&'k str> {
    let wanted = letters(name);
    let mut types = knowledge.by_type.iter();
    let (_, kind) = types.find(|((_, type_name), _)| letters(type_name) == wanted)?;
    Some(&knowledge.kind(*kind).name)
}

/// Letters and digits in lower case.
fn letters(text: &str) -> String {
    let letters = text.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

fn words(name: &str) -> Vec<String> {
    let words = name.split(|character: char| !character.is_ascii_alphanumeric());
    let words = words.filter(|word| word.len() > 1);
    words.map(str::to_ascii_lowercase).collect()
}

/// Whether a kind has a word of a name as its service or as its own name. The word of the provider tells nothing.
fn is_near(kind: &str, wanted: &[String]) -> bool {
    let own = words(kind);
    let telling = own.iter().skip(1);
    telling.into_iter().any(|word| {
        wanted
            .iter()
            .skip(usize::from(wanted.len() > 1))
            .any(|one| one == word)
    })
}
