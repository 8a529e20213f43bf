//! Text that is safe to print: nothing in it can move the cursor, colour the screen or turn the writing direction.
//!
//! In: any text. Out: the same text, as many bytes long, with control and invisible characters replaced. What the text
//! means is not known here.

/// A line of source text: as [`plain`], but tabs stay. Offsets into the result are offsets into the text.
pub(super) fn source_line(text: &str) -> String {
    replace(text, |character| character == '\t')
}

/// A name, path or word on one line: every control character is replaced, line breaks and tabs too.
pub(super) fn plain(text: &str) -> String {
    replace(text, |_| false)
}

fn replace(text: &str, keep: impl Fn(char) -> bool) -> String {
    let mut clean = String::with_capacity(text.len());
    for character in text.chars() {
        if keep(character) || !(character.is_control() || is_invisible(character)) {
            clean.push(character);
            continue;
        }
        clean.push_str(match character.len_utf8() {
            1 => "?",
            2 => "??",
            3 => "\u{FFFD}",
            _ => "?\u{FFFD}",
        });
    }
    // Build services obey these wherever they stand in a line of a log.
    if clean.contains("##") {
        clean.replace("##[", "#?[").replace("##vso[", "#?vso[")
    } else {
        clean
    }
}

/// A line that a build service would obey because of how it starts, made harmless: `::error::` and alike.
pub(super) fn start_of_line(line: String) -> String {
    match line.strip_prefix("::") {
        Some(rest) if rest.contains("::") => format!("?:{rest}"),
        _ => line,
    }
}

/// Characters that take no room or change how their neighbours are shown.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{FEFF}'
        | '\u{200B}'..='\u{200F}'
        | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E007F}')
}
