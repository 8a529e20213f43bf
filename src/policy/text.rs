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
    text.contains(['*', '?'])
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
    if !has_wildcards(right) {
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
    let keep = |symbol: char| !has_mark && left.contains(&symbol) && right.contains(&symbol);
    let open = |text: &PatternText| {
        let loose = |letter: char| SYMBOLS.contains(&letter) && !keep(letter);
        let exact = text.exact && !text.text.contains(loose);
        let text = text.text.replace(loose, "*");
        PatternText { text, exact }
    };
    Some((open(pattern), open(language)))
}

fn symbols(text: &str) -> Vec<char> {
    // The first byte of all letters from U+E000 on.
    if !text.as_bytes().contains(&0xEE) {
        return Vec::new();
    }
    text.chars()
        .filter(|letter| SYMBOLS.contains(letter))
        .collect()
}
