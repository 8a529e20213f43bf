//! The decimal digits of a number.
//!
//! In: a binary magnitude. Out: its digits and where the point is, all of them, so many, or as few as tell a number from
//! its neighbours. Signs are no matter of this file.

use num_bigint::BigUint;

/// `0.d1d2d3… * 10^point`, without zeros at the end; no digits for zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    digits: Vec<u8>,
    point: i64,
}

impl Decimal {
    /// The digits of `magnitude * 2^exponent`.
    pub(super) fn of(magnitude: &BigUint, exponent: i64) -> Self {
        let power = exponent.unsigned_abs();
        let (integer, fraction_digits) = match exponent {
            0.. => (magnitude << power, 0),
            // `m / 2^n` is `m * 5^n / 10^n`.
            _ => (
                magnitude * BigUint::from(5u8).pow(power as u32),
                power as i64,
            ),
        };
        let digits = integer.to_str_radix(10).into_bytes();
        let point = digits.len() as i64 - fraction_digits;
        Self { digits, point }.trimmed()
    }

    /// The shortest digits between those of two neighbours; `inclusive` where a neighbour itself would do.
    pub(super) fn between(lower: &Self, value: Self, upper: &Self, inclusive: bool) -> Self {
        for at in 0..value.digits.len() {
            let digit = value.digits[at];
            let (low, high) = (lower.digit(at as i64), upper.digit(at as i64));
            let down = low != digit || inclusive && at + 1 == lower.digits.len();
            let up =
                digit != high && (inclusive || digit + 1 < high || at + 1 < upper.digits.len());
            match (down, up) {
                (true, true) => return value.rounded(at + 1),
                (true, false) => return value.cut(at + 1),
                (false, true) => return value.raised(at + 1),
                (false, false) => {}
            }
        }
        value
    }

    fn digit(&self, at: i64) -> u8 {
        let at = usize::try_from(at).ok();
        at.and_then(|at| self.digits.get(at))
            .copied()
            .unwrap_or(b'0')
    }

    /// The power of ten of the first digit.
    pub(super) fn exponent(&self) -> i64 {
        match self.digits.is_empty() {
            true => 0,
            false => self.point - 1,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.digits.len()
    }

    /// So many digits, rounded to the nearest, a half to the even digit.
    pub(super) fn rounded(self, count: usize) -> Self {
        let Some(&next) = self.digits.get(count) else {
            return self;
        };
        let last_is_odd = count > 0 && self.digits[count - 1] % 2 == 1;
        let is_half = next == b'5' && count + 1 == self.digits.len();
        let is_up = if is_half { last_is_odd } else { next >= b'5' };
        match is_up {
            true => self.raised(count),
            false => self.cut(count),
        }
    }

    /// So many digits behind the point.
    pub(super) fn rounded_after_point(self, count: usize) -> Self {
        match usize::try_from(self.point + count as i64) {
            Ok(digits) => self.rounded(digits),
            Err(_) => self.cut(0),
        }
    }

    /// The first digits.
    fn cut(mut self, count: usize) -> Self {
        self.digits.truncate(count);
        self.trimmed()
    }

    /// The first digits, and one more in the last of them.
    fn raised(mut self, count: usize) -> Self {
        self.digits.truncate(count);
        while self.digits.last() == Some(&b'9') {
            self.digits.pop();
        }
        match self.digits.last_mut() {
            Some(digit) => *digit += 1,
            None => {
                self.digits.push(b'1');
                self.point += 1;
            }
        }
        self
    }

    fn trimmed(mut self) -> Self {
        let zeros = self.digits.iter().rev().take_while(|digit| **digit == b'0');
        let kept = self.digits.len() - zeros.count();
        self.digits.truncate(kept);
        self
    }

    /// Without an exponent, with as many digits as there are.
    pub(super) fn plain(&self) -> String {
        let fraction = (self.digits.len() as i64 - self.point).max(0);
        self.fixed(fraction as usize)
    }

    /// Without an exponent, with so many digits behind the point.
    pub(super) fn fixed(&self, fraction: usize) -> String {
        let mut text = String::new();
        for at in 0..self.point.max(0) {
            text.push(char::from(self.digit(at)));
        }
        if text.is_empty() {
            text.push('0');
        }
        if fraction > 0 {
            text.push('.');
        }
        for at in 0..fraction as i64 {
            text.push(char::from(self.digit(self.point + at)));
        }
        text
    }

    /// With an exponent, and so many digits behind the point.
    pub(super) fn scientific(&self, fraction: usize, letter: char) -> String {
        let mut text = String::from(char::from(self.digit(0)));
        if fraction > 0 {
            text.push('.');
        }
        for at in 1..=fraction as i64 {
            text.push(char::from(self.digit(at)));
        }
        let power = self.exponent();
        let sign = if power < 0 { '-' } else { '+' };
        text.push_str(&format!("{letter}{sign}{:02}", power.unsigned_abs()));
        text
    }
}
