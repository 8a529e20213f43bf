//! What identifiers of loops stand for, and texts in which they are replaced.
//!
//! In: a text and the identifiers that can be named where it stands. Out: the text of one pass. How often a loop goes is
//! not known here.

use std::borrow::Cow;
use std::rc::Rc;

/// What an identifier stands for, and those of the loops around it.
pub(super) struct Binding {
    pub(super) identifier: String,
    pub(super) value: String,
    pub(super) outer: Bindings,
}

/// The identifiers that can be named at a place, the innermost first.
pub(super) type Bindings = Option<Rc<Binding>>;

/// A text with the identifiers in it replaced: `${Name}` by the value, `&{Name}` by its letters and digits.
pub(super) fn fill<'a>(text: Cow<'a, str>, bindings: &Bindings) -> Cow<'a, str> {
    if bindings.is_none() || !text.contains('{') {
        return text;
    }
    let mut out = String::new();
    let mut done = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find('{') {
        let open = at + found;
        at = open + 1;
        let Some(sign) = text[done..open].chars().next_back() else {
            continue;
        };
        let Some(length) = text[at..].find('}').filter(|_| matches!(sign, '$' | '&')) else {
            continue;
        };
        let Some(value) = bound(text[at..at + length].trim(), bindings) else {
            continue;
        };
        out.push_str(&text[done..open - 1]);
        match sign {
            '&' => out.extend(value.chars().filter(char::is_ascii_alphanumeric)),
            _ => out.push_str(value),
        }
        done = at + length + 1;
        at = done;
    }
    match done {
        0 => text,
        _ => Cow::Owned(out + &text[done..]),
    }
}

/// What an identifier stands for.
pub(super) fn bound<'b>(name: &str, bindings: &'b Bindings) -> Option<&'b str> {
    let mut open = bindings.as_deref();
    while let Some(binding) = open {
        if binding.identifier == name {
            return Some(&binding.value);
        }
        open = binding.outer.as_deref();
    }
    None
}
