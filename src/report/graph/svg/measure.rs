//! How much room a text takes.
//!
//! In: a text and the size of its letters. Out: its width. No font is read: letters are as wide as in the common fonts
//! without serifs, and what they do not have is taken to be wide.

/// Widths of the printable letters of ASCII in thousandths of the size, from the space on.
const WIDTHS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
/// Letters of other fonts are wider.
const RESERVE: f64 = 1.06;
/// Bold letters are wider.
pub(super) const BOLD: f64 = 1.06;

/// The width of a text in letters of a size.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let thousandths: u32 = text.chars().map(letter).sum();
    f64::from(thousandths) / 1000.0 * size * RESERVE
}

/// The width of a text in bold letters of a size.
pub(super) fn bold(text: &str, size: f64) -> f64 {
    width(text, size) * BOLD
}

fn letter(letter: char) -> u32 {
    let code = u32::from(letter);
    let of_ascii = code.checked_sub(32).and_then(|at| WIDTHS.get(at as usize));
    match of_ascii {
        Some(width) => u32::from(*width),
        None if code < 0x1100 => 700,
        None if (0x2000..0x2200).contains(&code) => 900,
        None => 1050,
    }
}

/// A text that takes no more room than there is: its end is cut.
pub(super) fn cut(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut left = room - width("…", size);
    for character in text.chars() {
        left -= width(character.encode_utf8(&mut [0; 4]), size);
        if left < 0.0 {
            break;
        }
        cut.push(character);
    }
    cut.push('…');
    cut
}

/// The same of a path, whose end tells it apart: its beginning is cut.
pub(super) fn cut_front(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let reversed: String = text.chars().rev().collect();
    cut(&reversed, size, room).chars().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_to_the_room_that_there_is() {
        assert_eq!(cut("notes", 10.0, 100.0), "notes");
        let short = cut("a long name of a component", 10.0, 60.0);
        assert!(
            short.ends_with('…') && width(&short, 10.0) <= 60.0,
            "{short}"
        );
        let path = cut_front("deep/down/in/a/folder.yaml", 10.0, 80.0);
        assert!(path.starts_with('…') && path.ends_with("r.yaml"), "{path}");
        assert_eq!(cut("ab", 10.0, 1.0), "…");
        assert!(bold("x", 10.0) > width("x", 10.0));
    }
}
