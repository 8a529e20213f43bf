//! Texts of policies as languages that know whether they are known in full.
//!
//! In: patterns of policies and requests. Out: [`PatternText`], and how two of them relate. What a text names is not known
//! here.

use crate::syntax::Value;

use super::pattern::{self, pattern_of};

/// Stand for a `*` and a `?` that are meant as such.
const LITERAL_STAR: char = '\u{E100}';
const LITERAL_MARK: char = '\u{E101}';

/// A letter that no pattern mentions.
const FRESH: char = '\u{E110}';

/// Letters for symbols of a deployment, as [`pattern_of`] gives them.
const SYMBOLS: std::ops::RangeInclusive<char> = '\u{E000}'..='\u{E0FF}';

/// Further letters for texts that only a deployment makes: whoever reads values for a policy can give one to each. They are
/// as symbols are: equal to themselves, and perhaps to whatever another text spells out.
pub const NAME_LETTERS: std::ops::RangeInclusive<char> = '\u{F0000}'..='\u{10FFFD}';

/// Follows a letter once for each letter of the id from which a name is generated.
const HINT: char = '\u{E120}';

/// Follows a letter that stands for a name, or for a part of one: no `/` and no `:` is in it.
const WITHIN: char = '\u{E121}';

/// A text in which each of the [`NAME_LETTERS`] stands for a name without `/` and `:`.
pub fn within(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        out.push(letter);
        if NAME_LETTERS.contains(&letter) {
            out.push(WITHIN);
        }
    }
    out
}

/// A letter for a name that is generated from an id of so many letters: with something before and behind it.
pub fn generated(letter: char, length: usize) -> String {
    let hints = std::iter::repeat_n(HINT, length);
    std::iter::once(letter).chain(hints).collect()
}

fn is_symbol(letter: char) -> bool {
    SYMBOLS.contains(&letter) || NAME_LETTERS.contains(&letter)
}

/// Longest product of two lengths for which a literal text is matched.
const MOST_STEPS: usize = 16_000_000;

/// A pattern with `*` and `?`, and whether it is known in full.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PatternText {
    /// The pattern. Wildcards that are meant as letters are written as [`literal`] writes them.
    pub text: String,
    /// Whether it is the whole truth. If not, `*` may also stand for a hole: *one* text that is not known. Such a pattern
    /// can tell what is not meant, never what is.
    pub exact: bool,
}

impl PatternText {
    /// A pattern as a policy writes it.
    pub fn pattern(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            exact: true,
        }
    }

    /// A text that means itself, wildcards included.
    pub fn literal(text: &str) -> Self {
        Self::pattern(literal(text))
    }

    /// A pattern of which parts are not known; those are `*`.
    pub fn partial(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            exact: false,
        }
    }

    /// Nothing is known.
    pub fn unknown() -> Self {
        Self::partial("*")
    }

    /// Whether letters stand in it for texts that only a deployment makes.
    pub(super) fn has_symbols(&self) -> bool {
        !symbols(&self.text).is_empty()
    }

    /// Whether it stands for one text.
    pub(super) fn is_single(&self) -> bool {
        self.exact && !has_wildcards(&self.text)
    }
}

/// A text with its wildcards turned into letters.
pub fn literal(text: &str) -> String {
    match has_wildcards(text) {
        true => text.replace('*', "\u{E100}").replace('?', "\u{E101}"),
        false => text.to_owned(),
    }
}

/// The text that [`literal`] was given.
pub(super) fn plain(text: &str) -> String {
    text.replace(LITERAL_STAR, "*").replace(LITERAL_MARK, "?")
}

fn has_wildcards(text: &str) -> bool {
    text.contains(['*', '?', pattern::WITHIN_NAME])
}

/// A value as a text: literal, with symbols of the deployment as letters of their own, or with holes.
pub fn text_of(value: &Value) -> Option<PatternText> {
    let text = pattern_of(value)?;
    let exact = super::read::is_complete(value);
    Some(PatternText { text, exact })
}

/// A text of a language, of which no wildcard is a letter that any pattern mentions.
pub(super) fn witness(language: &str) -> String {
    let fill = |letter| {
        if matches!(letter, '*' | '?') {
            FRESH
        } else {
            letter
        }
    };
    language.chars().map(fill).collect()
}

/// How a pattern relates to a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    /// It includes all of it.
    Includes,
    /// It shares a part with it, and does not include all.
    Overlaps,
    /// It may share something with it; nobody knows.
    Unsure,
    /// They share nothing.
    Disjoint,
}

/// How much work comparisons may still cost; at the end they are unsure.
#[derive(Debug)]
pub(super) struct Effort(pub(super) usize);

impl Effort {
    fn spend(&mut self, steps: usize) -> bool {
        let is_left = steps <= self.0;
        self.0 = self.0.saturating_sub(steps);
        is_left
    }
}

/// How a pattern relates to a language.
pub(super) fn relate(
    pattern: &PatternText,
    language: &PatternText,
    effort: &mut Effort,
) -> Relation {
    if pattern.exact && (pattern.text == "*" || pattern.text == language.text) {
        return Relation::Includes;
    }
    if let Some((pattern, language)) = loosen(pattern, language) {
        return relate_letters(&pattern, &language, effort);
    }
    relate_letters(pattern, language, effort)
}

fn relate_letters(pattern: &PatternText, language: &PatternText, effort: &mut Effort) -> Relation {
    let (left, right) = (&pattern.text, &language.text);
    if !pattern::beginnings_agree(left, right) {
        return Relation::Disjoint;
    }
    let steps = (left.len() + 1).saturating_mul(right.len() + 1);
    if steps > MOST_STEPS || !effort.spend(steps) {
        return Relation::Unsure;
    }
    if !has_wildcards(right) && !left.contains(pattern::WITHIN_NAME) {
        return match (pattern::matches(left, right), pattern.exact) {
            (true, true) => Relation::Includes,
            (true, false) => Relation::Unsure,
            (false, _) => Relation::Disjoint,
        };
    }
    let is_long = |text: &str| text.chars().count() > pattern::LONGEST_PATTERN;
    if is_long(left) || is_long(right) {
        return Relation::Unsure;
    }
    if !pattern::intersects(left, right) {
        return Relation::Disjoint;
    }
    if !pattern.exact {
        return Relation::Unsure;
    }
    let mut work = 0;
    let includes = pattern::includes_within(left, right, &mut work);
    let is_certain = effort.spend(work) && work <= pattern::MOST_WORK;
    match includes {
        true => Relation::Includes,
        false if is_certain && language.exact => Relation::Overlaps,
        false => Relation::Unsure,
    }
}

/// Both, with the symbols that only one of them has turned into holes: what a symbol stands for may be what the other
/// spells out. `None` where nothing changes.
fn loosen(pattern: &PatternText, language: &PatternText) -> Option<(PatternText, PatternText)> {
    let (left, right) = (symbols(&pattern.text), symbols(&language.text));
    if left.is_empty() && right.is_empty() {
        return None;
    }
    // A `?` matches one letter, and a symbol stands for many.
    let has_mark = pattern.text.contains('?') || language.text.contains('?');
    let generates = |text: &PatternText| text.text.contains(HINT);
    // Two names that are generated are never the same by accident.
    let both_generate = generates(pattern) && generates(language);
    let keep = |symbol: char, is_generated: bool| {
        let in_both = left.contains(&symbol) && right.contains(&symbol);
        !has_mark && (in_both || (is_generated && both_generate))
    };
    let open = |text: &PatternText| {
        let mut out = String::new();
        let mut letters = text.text.chars().peekable();
        let mut is_open = false;
        while let Some(letter) = letters.next() {
            if !is_symbol(letter) {
                out.push(letter);
                continue;
            }
            let wildcard = match letters.next_if_eq(&WITHIN) {
                Some(_) => pattern::WITHIN_NAME,
                None => '*',
            };
            let mut hints = 0;
            while letters.next_if_eq(&HINT).is_some() {
                hints += 1;
            }
            let is_kept = keep(letter, hints > 0);
            is_open |= !is_kept;
            match (is_kept, hints) {
                (true, _) => out.push(letter),
                (false, 0) => out.push(wildcard),
                (false, hints) => {
                    out.extend([wildcard, '-']);
                    out.extend(std::iter::repeat_n('?', hints));
                    out.extend(['-', wildcard]);
                }
            }
        }
        PatternText {
            text: out,
            exact: text.exact && !is_open,
        }
    };
    Some((open(pattern), open(language)))
}

fn symbols(text: &str) -> Vec<char> {
    // The first bytes of all letters from U+E000 on.
    let first = [0xEE, 0xF3, 0xF4];
    match text.bytes().any(|byte| first.contains(&byte)) {
        true => text.chars().filter(|letter| is_symbol(*letter)).collect(),
        false => Vec::new(),
    }
}
