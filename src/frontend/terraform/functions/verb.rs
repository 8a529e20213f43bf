//! The verbs of `format`, and numbers as they write them.
//!
//! In: a format such as `%-8.2f of %s`. Out: its pieces, and for each verb its flags; a number as a verb wants it. Texts
//! and what is not known are no matter of this file.

use num_bigint::{BigInt, Sign};

use super::number::Number;

/// A piece of a format.
pub(super) enum Piece<'t> {
    /// Text that stands as it is.
    Literal(&'t str),
    /// A place for a value.
    Verb(Verb),
}

/// A verb with its flags.
#[derive(Default)]
pub(super) struct Verb {
    pub(super) letter: char,
    /// The position of the value it names, from 0.
    pub(super) argument: Option<usize>,
    pub(super) width: Option<usize>,
    pub(super) precision: Option<usize>,
    pub(super) zero: bool,
    pub(super) sharp: bool,
    pub(super) minus: bool,
    plus: bool,
    space: bool,
}

/// The pieces of a format; `None` where it is malformed.
pub(super) fn pieces(format: &str) -> Option<Vec<Piece<'_>>> {
    let mut pieces = Vec::new();
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        pieces.push(Piece::Literal(&rest[..at]));
        let after = &rest[at + 1..];
        if let Some(behind) = after.strip_prefix('%') {
            pieces.push(Piece::Literal("%"));
            rest = behind;
            continue;
        }
        let (verb, behind) = verb(after)?;
        pieces.push(Piece::Verb(verb));
        rest = behind;
    }
    pieces.push(Piece::Literal(rest));
    Some(pieces)
}

fn verb(text: &str) -> Option<(Verb, &str)> {
    let mut verb = Verb::default();
    let mut rest = text;
    loop {
        match rest.chars().next()? {
            '0' => verb.zero = true,
            '#' => verb.sharp = true,
            '-' => verb.minus = true,
            '+' => verb.plus = true,
            ' ' => verb.space = true,
            _ => break,
        }
        rest = &rest[1..];
    }
    (verb.width, rest) = number(rest);
    if let Some(after) = rest.strip_prefix('.') {
        let (precision, behind) = number(after);
        verb.precision = Some(precision.unwrap_or(0));
        rest = behind;
    }
    if let Some(after) = rest.strip_prefix('[') {
        let (position, behind) = number(after);
        verb.argument = Some(position?.checked_sub(1)?);
        rest = behind.strip_prefix(']')?;
    }
    verb.letter = rest.chars().next().filter(char::is_ascii_alphabetic)?;
    Some((verb, &rest[1..]))
}

fn number(text: &str) -> (Option<usize>, &str) {
    let end = text.find(|character: char| !character.is_ascii_digit());
    let (digits, rest) = text.split_at(end.unwrap_or(text.len()));
    let number = match digits {
        "" => None,
        // What is too long for a number is too wide for a text.
        _ => Some(digits.parse().unwrap_or(usize::MAX)),
    };
    (number, rest)
}

/// A number in the shortest form, with an exponent where it is very large or small.
pub(super) fn general(number: &Number) -> String {
    let digits = number.shortest();
    let text = match digits.exponent() {
        -4..6 => digits.plain(),
        _ => digits.scientific(digits.len().saturating_sub(1), 'e'),
    };
    signed(number, text)
}

fn signed(number: &Number, text: String) -> String {
    match number.is_negative() {
        true => format!("-{text}"),
        false => text,
    }
}

impl Verb {
    /// Whether nothing but the letter was written.
    pub(super) fn is_plain(&self) -> bool {
        let flags = [self.zero, self.sharp, self.minus, self.plus, self.space];
        self.width.is_none() && self.precision.is_none() && !flags.contains(&true)
    }

    /// A number as this verb writes it; `None` where it has to be an integer and is none.
    pub(super) fn number(&self, number: &Number) -> Option<String> {
        match self.letter {
            'b' | 'd' | 'o' | 'x' | 'X' => Some(self.integer(&number.to_integer()?)),
            _ => Some(self.float(number)),
        }
    }

    fn integer(&self, number: &BigInt) -> String {
        let (radix, prefix) = match self.letter {
            'b' => (2, "0b"),
            'o' => (8, "0"),
            'x' | 'X' => (16, "0x"),
            _ => (10, ""),
        };
        let mut digits = number.magnitude().to_str_radix(radix);
        let mut prefix = if self.sharp { prefix } else { "" }.to_owned();
        if self.letter == 'X' {
            digits = digits.to_uppercase();
            prefix = prefix.to_uppercase();
        }
        if self.precision == Some(0) && digits == "0" {
            digits.clear();
        }
        let missing = self.precision.unwrap_or(0).saturating_sub(digits.len());
        let digits = format!("{}{digits}", "0".repeat(missing));
        let sign = format!("{}{prefix}", self.sign(number.sign() == Sign::Minus));
        self.padded(&sign, &digits, self.zero && self.precision.is_none())
    }

    fn float(&self, number: &Number) -> String {
        let precision = self.precision;
        let digits = number.digits();
        let text = match self.letter {
            'e' | 'E' => {
                let fraction = precision.unwrap_or(6);
                digits
                    .rounded(fraction + 1)
                    .scientific(fraction, self.letter)
            }
            'f' => {
                let fraction = precision.unwrap_or(6);
                digits.rounded_after_point(fraction).fixed(fraction)
            }
            _ => self.general(number),
        };
        self.padded(self.sign(number.is_negative()), &text, self.zero)
    }

    /// `%g`: as few digits as needed, or so many, with an exponent where it is large.
    fn general(&self, number: &Number) -> String {
        let letter = if self.letter == 'G' { 'E' } else { 'e' };
        let (digits, most) = match self.precision {
            None => (number.shortest(), 6),
            Some(precision) => {
                let precision = precision.max(1);
                let digits = number.digits().rounded(precision);
                let length = digits.len() as i64;
                // An integer with fewer digits than asked for is written with those.
                let is_short = precision as i64 > length && length > digits.exponent();
                (digits, if is_short { length } else { precision as i64 })
            }
        };
        match digits.exponent() {
            exponent if exponent < -4 || exponent >= most => {
                digits.scientific(digits.len().saturating_sub(1), letter)
            }
            _ => digits.plain(),
        }
    }

    fn sign(&self, negative: bool) -> &'static str {
        match (negative, self.plus, self.space) {
            (true, ..) => "-",
            (false, true, _) => "+",
            (false, false, true) => " ",
            (false, false, false) => "",
        }
    }

    fn padded(&self, sign: &str, digits: &str, with_zeros: bool) -> String {
        let length = sign.len() + digits.len();
        let missing = self.width.unwrap_or(0).saturating_sub(length);
        match (self.minus, with_zeros) {
            (true, _) => format!("{sign}{digits}{}", " ".repeat(missing)),
            (false, true) => format!("{sign}{}{digits}", "0".repeat(missing)),
            (false, false) => format!("{}{sign}{digits}", " ".repeat(missing)),
        }
    }
}
