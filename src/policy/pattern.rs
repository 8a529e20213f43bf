//! Wildcard patterns as languages: what they match, share and include.
//!
//! In: patterns with `*` (any text) and `?` (one character). Out: truths about the sets of texts they stand for. Which
//! patterns are actions and which resources, the caller knows.

use crate::syntax::{Symbol, Term, Value};

/// Longest pattern, in characters, that is compared exactly. Beyond it two patterns count as sharing a text unless
/// their literal beginnings or endings differ, and as including one another only where they are equal.
pub const LONGEST_PATTERN: usize = 2048;

/// As `*`, for any text without `/` and `:`. It stands in no policy, only for names of which nothing more is known, and is
/// understood by [`intersects`] alone.
pub(super) const WITHIN_NAME: char = '\u{E122}';

/// Steps after which the comparison of two patterns is given up: a few milliseconds.
pub(super) const MOST_WORK: usize = 4_000_000;

/// The character that stands for a symbol in a pattern: equal symbols are equal texts, wherever they are written.
const FIRST_SYMBOL: u32 = 0xE000;

/// Deepest text within a text.
const DEEPEST: usize = 64;

/// Whether a pattern matches a text, letter case included: resources.
pub fn matches(pattern: &str, text: &str) -> bool {
    matches_by(pattern, text, |left, right| left == right)
}

/// Whether a pattern matches a text, whatever the case of ASCII letters: actions.
pub fn matches_action(pattern: &str, text: &str) -> bool {
    matches_by(pattern, text, |left, right| {
        left.eq_ignore_ascii_case(&right)
    })
}

/// Two pointers; at a mismatch the last `*` takes one character more. No backtracking further than that is ever needed.
fn matches_by(pattern: &str, text: &str, equal: impl Fn(char, char) -> bool) -> bool {
    let mut pattern = pattern.chars();
    let mut text = text.chars();
    // The state after the last `*`: what follows it in the pattern, and where its match began to fail.
    let mut back: Option<(std::str::Chars<'_>, std::str::Chars<'_>)> = None;
    loop {
        let mut next_pattern = pattern.clone();
        let mut next_text = text.clone();
        match (next_pattern.next(), next_text.next()) {
            (Some('*'), _) => {
                pattern = next_pattern;
                back = Some((pattern.clone(), text.clone()));
                continue;
            }
            (Some(left), Some(right)) if left == '?' || equal(left, right) => {
                pattern = next_pattern;
                text = next_text;
                continue;
            }
            (None, None) => return true,
            _ => {}
        }
        let Some((after, from)) = &mut back else {
            return false;
        };
        if from.next().is_none() {
            return false;
        }
        pattern = after.clone();
        text = from.clone();
    }
}

/// Whether some text matches both patterns; of actions, give both in lower case. Exact up to [`LONGEST_PATTERN`]; may be true without cause beyond it.
pub fn intersects(left: &str, right: &str) -> bool {
    if !beginnings_agree(left, right) || !endings_agree(left, right) {
        return false;
    }
    if left.is_ascii() && right.is_ascii() {
        let letter = |byte: u8| char::from(byte);
        return share(left.as_bytes(), right.as_bytes(), letter);
    }
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    share(&left, &right, |letter| letter)
}

/// The same on letters in a row.
fn share<T: Copy>(left: &[T], right: &[T], letter: impl Fn(T) -> char) -> bool {
    if left.len() > LONGEST_PATTERN || right.len() > LONGEST_PATTERN {
        return true;
    }
    // `row[j]`: the rest of `left` from the row on and the rest of `right` from `j` on share a text. From the end.
    let mut below = vec![false; right.len() + 1];
    let mut row = below.clone();
    for i in (0..=left.len()).rev() {
        let a = left.get(i).map(|one| letter(*one));
        for j in (0..=right.len()).rev() {
            let b = right.get(j).map(|one| letter(*one));
            row[j] = match (a, b) {
                (None, None) => true,
                (Some('*' | WITHIN_NAME), None) => below[j],
                (None, Some('*' | WITHIN_NAME)) => row[j + 1],
                (None, Some(_)) | (Some(_), None) => false,
                // A `*` is over, or takes what the other pattern has next, be it another `*`.
                (Some('*'), Some(_)) | (Some(_), Some('*')) => below[j] || row[j + 1],
                // So does a name, up to a separator.
                (Some(WITHIN_NAME), Some(b)) => below[j] || (b != '/' && b != ':' && row[j + 1]),
                (Some(a), Some(WITHIN_NAME)) => row[j + 1] || (a != '/' && a != ':' && below[j]),
                (Some(a), Some(b)) => (a == b || a == '?' || b == '?') && below[j + 1],
            };
        }
        std::mem::swap(&mut row, &mut below);
    }
    below[0]
}

/// Whether the patterns agree up to the first `*` of either.
pub(super) fn beginnings_agree(left: &str, right: &str) -> bool {
    agree(left.chars(), right.chars())
}

/// Whether they agree from the last `*` of either on.
fn endings_agree(left: &str, right: &str) -> bool {
    agree(left.chars().rev(), right.chars().rev())
}

fn agree(left: impl Iterator<Item = char>, right: impl Iterator<Item = char>) -> bool {
    let is_open = |letter: char| matches!(letter, '*' | WITHIN_NAME);
    left.zip(right)
        .take_while(|(a, b)| !is_open(*a) && !is_open(*b))
        .all(|(a, b)| a == b || a == '?' || b == '?')
}

/// Whether `outer` matches everything that `inner` matches. Never true without cause; beyond [`LONGEST_PATTERN`] and
/// for pairs that cost too much it is true only for equal patterns and for `*`.
pub fn includes(outer: &str, inner: &str) -> bool {
    includes_within(outer, inner, &mut 0)
}

/// The same, counting the work; beyond [`MOST_WORK`] the answer is `false` without cause.
pub(super) fn includes_within(outer: &str, inner: &str, work: &mut usize) -> bool {
    if outer == inner || outer == "*" {
        return true;
    }
    let outer: Vec<char> = outer.chars().collect();
    let inner: Vec<char> = inner.chars().collect();
    if outer.len() > LONGEST_PATTERN || inner.len() > LONGEST_PATTERN {
        return false;
    }
    // Each set holds the positions of `outer` that can follow one way of choosing the letters of `inner` so far; all of
    // them must reach the end. The worst letter for `outer` is one that it does not mention.
    let mut sets = vec![start(&outer)];
    let mut index = 0;
    while index < inner.len() {
        let run = inner[index..]
            .iter()
            .take_while(|letter| is_wildcard(**letter))
            .count();
        for letter in inner[index..]
            .iter()
            .take(run.max(1))
            .filter(|letter| **letter != '*')
        {
            sets.iter_mut()
                .for_each(|set| *set = step(&outer, set, *letter));
            *work += sets.len() * outer.len();
        }
        if inner[index..index + run].contains(&'*') {
            sets = repeat(&outer, sets, work);
        }
        if *work > MOST_WORK {
            return false;
        }
        index += run.max(1);
    }
    sets.iter().all(|set| set[outer.len()])
}

fn is_wildcard(letter: char) -> bool {
    matches!(letter, '*' | '?')
}

/// The sets after any number of letters that the pattern does not mention, without those that contain another: what the
/// smaller one reaches, the larger one reaches too.
fn repeat(pattern: &[char], sets: Vec<Vec<bool>>, work: &mut usize) -> Vec<Vec<bool>> {
    let mut smallest: Vec<Vec<bool>> = Vec::new();
    for set in sets {
        let mut current = set;
        loop {
            *work += pattern.len() * (smallest.len() + 1);
            if *work > MOST_WORK {
                return smallest;
            }
            let next = step(pattern, &current, '?');
            let is_last = next == current;
            if !smallest.iter().any(|known| is_subset(known, &current)) {
                smallest.retain(|known| !is_subset(&current, known));
                smallest.push(current);
            }
            if is_last {
                break;
            }
            current = next;
        }
    }
    smallest
}

fn is_subset(inner: &[bool], outer: &[bool]) -> bool {
    inner
        .iter()
        .zip(outer)
        .all(|(inner, outer)| !inner || *outer)
}

/// The positions before anything is matched.
fn start(pattern: &[char]) -> Vec<bool> {
    let mut positions = vec![false; pattern.len() + 1];
    positions[0] = true;
    skip_stars(pattern, &mut positions);
    positions
}

/// The positions after one more letter; `?` is a letter that the pattern does not mention.
fn step(pattern: &[char], from: &[bool], letter: char) -> Vec<bool> {
    let mut positions = vec![false; pattern.len() + 1];
    for (index, expected) in pattern.iter().enumerate().filter(|(index, _)| from[*index]) {
        match expected {
            '*' => positions[index] = true,
            '?' => positions[index + 1] = true,
            expected if letter != '?' && *expected == letter => positions[index + 1] = true,
            _ => {}
        }
    }
    skip_stars(pattern, &mut positions);
    positions
}

fn skip_stars(pattern: &[char], positions: &mut [bool]) {
    for (index, letter) in pattern.iter().enumerate() {
        if *letter == '*' && positions[index] {
            positions[index + 1] = true;
        }
    }
}

/// A value as a pattern: what is not literal is `*`, a symbol of the deployment is a character of its own that equals
/// only itself. A hole stands for *one* text that is not known: a pattern with holes may be asked what it could match, not
/// what it certainly includes. `None` where nothing of the value is a text.
pub fn pattern_of(value: &Value) -> Option<String> {
    match &value.term {
        Term::Scalar(scalar) => Some(scalar.text.clone()),
        Term::Symbol(symbol) => symbol_letter(*symbol).map(String::from),
        Term::Text(_) => {
            let mut out = String::new();
            push_pattern(value, &mut out, DEEPEST);
            Some(out)
        }
        _ => None,
    }
}

fn push_pattern(value: &Value, out: &mut String, depth: usize) {
    match &value.term {
        Term::Scalar(scalar) => out.push_str(&scalar.text),
        Term::Symbol(symbol) => match symbol_letter(*symbol) {
            Some(letter) => out.push(letter),
            None => push_hole(out),
        },
        Term::Text(parts) if depth > 0 => {
            parts
                .iter()
                .for_each(|part| push_pattern(part, out, depth - 1));
        }
        Term::Absent => {}
        _ => push_hole(out),
    }
}

/// Adds a hole; two in a row are one.
fn push_hole(out: &mut String) {
    if !out.ends_with('*') {
        out.push('*');
    }
}

fn symbol_letter(symbol: Symbol) -> Option<char> {
    char::from_u32(FIRST_SYMBOL + symbol as u32)
}
