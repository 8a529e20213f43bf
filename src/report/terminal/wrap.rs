//! Prose in lines of a given width.
//!
//! In: text as a rule or message has it. Out: clean lines. Colours and indentation are not known here.

use super::clean;

/// Characters of one text that are printed; the rest is cut.
const LONGEST: usize = 2_000;

/// The words of a text, as one paragraph, in clean lines of at most `width` characters. Words that are longer are broken.
pub(in crate::report) fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(20);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut length = 0;
    for word in shortened(text).split_whitespace() {
        for piece in pieces(&clean::plain(word), width) {
            let wide = piece.chars().count();
            if length > 0 && length + 1 + wide > width {
                lines.push(std::mem::take(&mut line));
                length = 0;
            }
            if length > 0 {
                line.push(' ');
                length += 1;
            }
            line.push_str(&piece);
            length += wide;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines.into_iter().map(clean::start_of_line).collect()
}

/// A text of several paragraphs and lists in clean lines: blank lines, list items and indented lines start anew.
pub(super) fn paragraphs(text: &str, width: usize) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    let mut open = false;
    for line in shortened(text).lines() {
        let starts_anew =
            line.starts_with("  ") || line.starts_with("- ") || line.starts_with("* ");
        if line.trim().is_empty() {
            open = false;
        } else if let Some(last) = blocks.last_mut().filter(|_| open && !starts_anew) {
            last.push(' ');
            last.push_str(line.trim());
        } else {
            blocks.push(line.trim_end().to_owned());
            open = true;
        }
    }
    blocks
        .iter()
        .flat_map(|block| indented(block, width))
        .collect()
}

fn indented(block: &str, width: usize) -> Vec<String> {
    // Indented lines are code, which wrapping would spoil.
    if block.starts_with("  ") {
        return vec![clean::plain(block)];
    }
    let own: usize = (block.len() - block.trim_start().len()).min(width / 2);
    let hanging = if block.trim_start().starts_with("- ") || block.trim_start().starts_with("* ") {
        2
    } else {
        0
    };
    let lines = wrap(block, width.saturating_sub(own + hanging));
    let indent = |index: usize| " ".repeat(if index == 0 { own } else { own + hanging });
    lines
        .into_iter()
        .enumerate()
        .map(|(index, line)| indent(index) + &line)
        .collect()
}

/// The first sentence of a text.
pub(in crate::report) fn first_sentence(text: &str) -> &str {
    let text = text.trim();
    let ends = text.char_indices().find(|(at, character)| {
        let after = text[at + character.len_utf8()..].chars().next();
        matches!(character, '.' | '!' | '?') && after.is_none_or(char::is_whitespace)
    });
    ends.map_or(text, |(at, character)| &text[..at + character.len_utf8()])
}

fn shortened(text: &str) -> std::borrow::Cow<'_, str> {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]).into(),
        None => text.into(),
    }
}

fn pieces(word: &str, width: usize) -> Vec<String> {
    let characters: Vec<char> = word.chars().collect();
    characters
        .chunks(width)
        .map(|piece| piece.iter().collect())
        .collect()
}
