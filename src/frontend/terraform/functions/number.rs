//! Numbers as Terraform computes them: binary, with 512 bits of precision, rounded to the nearest and then to the even.
//!
//! In: the decimal text of a number. Out: exact arithmetic on it, and its shortest decimal text again, without an
//! exponent. What is larger than any real configuration needs is refused, so that no text grows without bound.

use std::cmp::Ordering;

use num_bigint::{BigInt, BigUint, Sign};

use super::decimal::Decimal;

/// Bits of the mantissa.
const PRECISION: u64 = 512;

/// Digits, and powers of ten, beyond which a number is not read.
const MOST_DIGITS: usize = 4_000;

/// Powers of two beyond which the result of an operation is refused.
const LARGEST_EXPONENT: i64 = 20_000;

/// A number: `mantissa * 2^exponent`, with an odd mantissa, or zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::frontend::terraform) struct Number {
    mantissa: BigInt,
    exponent: i64,
}

/// Why there is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::frontend::terraform) enum NoNumber {
    /// It is an error in Terraform: no decimal number, a division by zero.
    Wrong,
    /// It is too large or too long to be computed here.
    TooLarge,
}

impl Number {
    /// The number that a text such as `-12`, `.5` or `1.5e3` stands for.
    pub(in crate::frontend::terraform) fn parse(text: &str) -> Result<Self, NoNumber> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (number, power) = match unsigned.split_once(['e', 'E']) {
            Some((number, power)) => (number, exponent(power)?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !is_digits(whole) || !is_digits(fraction) {
            return Err(NoNumber::Wrong);
        }
        if whole.len() + fraction.len() > MOST_DIGITS {
            return Err(NoNumber::TooLarge);
        }
        let digits = format!("{whole}{fraction}");
        let magnitude = BigInt::parse_bytes(digits.as_bytes(), 10).ok_or(NoNumber::Wrong)?;
        let signed = if negative { -magnitude } else { magnitude };
        let power = power - fraction.len() as i64;
        let ten = BigInt::from(10);
        let scale = |power: u64| Self::integer(ten.pow(power as u32));
        match power {
            0.. => Self::rounded(signed * ten.pow(power as u32), 0),
            _ => Self::exact(signed).divide(&scale(power.unsigned_abs())),
        }
    }

    /// An integer.
    pub(in crate::frontend::terraform) fn integer(value: impl Into<BigInt>) -> Self {
        Self::exact(value.into())
    }

    /// A floating-point number as Terraform prints it, with the digits that its 53 bits need; `None` for infinities and what
    /// is no number.
    pub(super) fn of_float(value: f64) -> Option<String> {
        let bits = value.to_bits();
        let fraction = bits & ((1 << 52) - 1);
        let (mantissa, exponent) = match (bits >> 52) & 0x7ff {
            0x7ff => return None,
            0 => (fraction, -1074),
            biased => (fraction | 1 << 52, biased as i64 - 1075),
        };
        let number = Self::normal(BigInt::from(mantissa), exponent);
        let sign = if value < 0.0 { "-" } else { "" };
        Some(format!("{sign}{}", number.shortest_of(53).plain()))
    }

    /// The nearest floating-point number.
    pub(super) fn to_f64(&self) -> f64 {
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// The value if it is an integer.
    pub(super) fn to_integer(&self) -> Option<BigInt> {
        (self.exponent >= 0).then(|| &self.mantissa << self.exponent.unsigned_abs())
    }

    /// The value if it is an integer of 64 bits.
    pub(in crate::frontend::terraform) fn to_i64(&self) -> Option<i64> {
        if self.exponent > 64 {
            return None;
        }
        self.to_integer()?.try_into().ok()
    }

    /// How many bits the mantissa needs.
    pub(super) fn bits(&self) -> u64 {
        self.mantissa.bits()
    }

    pub(in crate::frontend::terraform) fn is_zero(&self) -> bool {
        self.mantissa.sign() == Sign::NoSign
    }

    pub(super) fn is_negative(&self) -> bool {
        self.mantissa.sign() == Sign::Minus
    }

    pub(in crate::frontend::terraform) fn negate(&self) -> Self {
        Self {
            mantissa: -&self.mantissa,
            exponent: self.exponent,
        }
    }

    pub(in crate::frontend::terraform) fn add(&self, other: &Self) -> Result<Self, NoNumber> {
        let (left, right, exponent) = self.aligned(other);
        Self::rounded(left + right, exponent)
    }

    pub(in crate::frontend::terraform) fn subtract(&self, other: &Self) -> Result<Self, NoNumber> {
        self.add(&other.negate())
    }

    pub(in crate::frontend::terraform) fn multiply(&self, other: &Self) -> Result<Self, NoNumber> {
        let product = &self.mantissa * &other.mantissa;
        Self::rounded(product, self.exponent + other.exponent)
    }

    pub(in crate::frontend::terraform) fn divide(&self, other: &Self) -> Result<Self, NoNumber> {
        if other.is_zero() {
            return Err(NoNumber::Wrong);
        }
        let wanted = PRECISION + 2 + other.bits();
        let shift = wanted.saturating_sub(self.bits());
        let numerator = &self.mantissa << shift;
        let mut quotient: BigInt = (&numerator / &other.mantissa) << 1;
        if &numerator % &other.mantissa != BigInt::ZERO {
            // Stands for all bits behind: enough to see that it is no half.
            quotient += match self.is_negative() == other.is_negative() {
                true => 1,
                false => -1,
            };
        }
        let exponent = self.exponent - other.exponent - shift as i64 - 1;
        Self::rounded(quotient, exponent)
    }

    /// What is left of a division whose quotient is cut to an integer; the sign is that of the dividend.
    pub(in crate::frontend::terraform) fn remainder(&self, other: &Self) -> Result<Self, NoNumber> {
        // So it is in Terraform: nothing is taken away.
        if other.is_zero() {
            return Ok(self.clone());
        }
        let whole = self.divide(other)?.truncate();
        self.subtract(&whole.multiply(other)?)
    }

    /// The integer below or equal.
    pub(super) fn floor(&self) -> Self {
        match self.exponent {
            0.. => self.clone(),
            // A shift to the right goes down for negative numbers too.
            _ => Self::exact(&self.mantissa >> self.exponent.unsigned_abs()),
        }
    }

    /// The integer above or equal.
    pub(super) fn ceil(&self) -> Self {
        self.negate().floor().negate()
    }

    fn truncate(&self) -> Self {
        match self.is_negative() {
            true => self.ceil(),
            false => self.floor(),
        }
    }

    fn aligned(&self, other: &Self) -> (BigInt, BigInt, i64) {
        let exponent = self.exponent.min(other.exponent);
        let shifted = |number: &Self| &number.mantissa << (number.exponent - exponent) as u64;
        (shifted(self), shifted(other), exponent)
    }

    fn exact(value: BigInt) -> Self {
        Self::normal(value, 0)
    }

    fn normal(mantissa: BigInt, exponent: i64) -> Self {
        match mantissa.trailing_zeros() {
            None => Self {
                mantissa,
                exponent: 0,
            },
            Some(zeros) => Self {
                mantissa: mantissa >> zeros,
                exponent: exponent + zeros as i64,
            },
        }
    }

    fn rounded(mantissa: BigInt, exponent: i64) -> Result<Self, NoNumber> {
        let excess = mantissa.bits().saturating_sub(PRECISION);
        let number = match excess {
            0 => Self::normal(mantissa, exponent),
            _ => {
                let (sign, magnitude) = mantissa.into_parts();
                let kept = round_off(&magnitude, excess);
                Self::normal(BigInt::from_biguint(sign, kept), exponent + excess as i64)
            }
        };
        match number.exponent.abs() > LARGEST_EXPONENT {
            true => Err(NoNumber::TooLarge),
            false => Ok(number),
        }
    }

    /// The decimal digits, as few as tell it from its neighbours.
    pub(super) fn shortest(&self) -> Decimal {
        self.shortest_of(PRECISION)
    }

    /// The same where its neighbours are those of numbers with so many bits.
    fn shortest_of(&self, precision: u64) -> Decimal {
        let missing = precision.saturating_sub(self.bits());
        let exponent = self.exponent - missing as i64;
        let is_small_integer = self.exponent >= 0 && exponent <= 0;
        if is_small_integer || self.is_zero() {
            return self.digits();
        }
        // Twice the mantissa: its neighbours are a half of the last bit away, that is one.
        let doubled: BigUint = self.mantissa.magnitude() << (missing + 1);
        let is_even = !doubled.bit(1);
        let of = |value: &BigUint| Decimal::of(value, exponent - 1);
        let one = BigUint::from(1u8);
        let (lower, upper) = (of(&(&doubled - &one)), of(&(&doubled + &one)));
        Decimal::between(&lower, of(&doubled), &upper, is_even)
    }

    /// All decimal digits.
    pub(super) fn digits(&self) -> Decimal {
        Decimal::of(self.mantissa.magnitude(), self.exponent)
    }
}

/// A magnitude without so many of its last bits, rounded.
fn round_off(magnitude: &BigUint, bits: u64) -> BigUint {
    let kept: BigUint = magnitude >> bits;
    let half = bits - 1;
    let is_above = magnitude.bit(half);
    let is_half = magnitude.trailing_zeros() == Some(half);
    match is_above && (!is_half || kept.bit(0)) {
        true => kept + 1u8,
        false => kept,
    }
}

fn exponent(text: &str) -> Result<i64, NoNumber> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NoNumber::Wrong);
    }
    let power: i64 = text.parse().map_err(|_| NoNumber::TooLarge)?;
    match power.unsigned_abs() as usize > MOST_DIGITS {
        true => Err(NoNumber::TooLarge),
        false => Ok(power),
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        let (left, right, _) = self.aligned(other);
        left.cmp(&right)
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.is_negative() { "-" } else { "" };
        write!(out, "{sign}{}", self.shortest().plain())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).expect("a number")
    }

    #[test]
    fn numbers_keep_their_digits() {
        let same = [
            "0",
            "-7",
            "0.1",
            "1.5",
            "100000000000000000000000000000000000001",
            "12345678901234567890.123456789",
            "0.000001",
        ];
        for text in same {
            assert_eq!(number(text).to_string(), text);
        }
        let read = |text| number(text).to_string();
        assert_eq!(read("1.50"), "1.5");
        assert_eq!(read("+5."), "5");
        assert_eq!(read(".5"), "0.5");
        assert_eq!(read("2e3"), "2000");
        assert_eq!(read("1e200"), format!("1{}", "0".repeat(200)));
        assert_eq!(read("-0"), "0");
    }

    #[test]
    fn what_is_no_number_is_told_from_what_is_too_large() {
        for text in [
            "", "-", ".", "0x10", " 5", "1_000", "Inf", "5e", "e5", "1.2.3", "--5",
        ] {
            assert_eq!(Number::parse(text), Err(NoNumber::Wrong), "{text}");
        }
        assert_eq!(Number::parse("1e999999999"), Err(NoNumber::TooLarge));
        assert_eq!(Number::parse(&"9".repeat(5_000)), Err(NoNumber::TooLarge));
        let mut large = number("1e3000");
        for _ in 0..4 {
            match large.multiply(&large) {
                Ok(product) => large = product,
                Err(cause) => return assert_eq!(cause, NoNumber::TooLarge),
            }
        }
        panic!("products are bounded");
    }

    #[test]
    fn arithmetic_rounds_at_512_bits() {
        let third = number("1").divide(&number("3")).expect("a quotient");
        assert!(
            third
                .to_string()
                .starts_with("0.3333333333333333333333333333333333333")
        );
        assert_eq!(third.to_string().len(), 157);
        assert_eq!(
            third.multiply(&number("3")).map(|one| one.to_string()),
            Ok("1".into())
        );
        assert_eq!(
            number("0.1").add(&number("0.2")).map(|sum| sum.to_string()),
            Ok("0.3".into())
        );
        assert_eq!(number("1").divide(&number("0")), Err(NoNumber::Wrong));
        let rest = |left, right| {
            number(left)
                .remainder(&number(right))
                .map(|rest| rest.to_string())
        };
        assert_eq!(rest("-7", "3"), Ok("-1".into()));
        assert_eq!(rest("7", "-3"), Ok("1".into()));
        assert_eq!(rest("7.5", "2"), Ok("1.5".into()));
    }

    #[test]
    fn numbers_round_to_integers_and_compare() {
        assert_eq!(number("-1.5").floor(), number("-2"));
        assert_eq!(number("-1.5").ceil(), number("-1"));
        assert_eq!(number("1.5").ceil(), number("2"));
        assert!(number("-3") < number("0.5") && number("0.5") < number("0.51"));
        assert_eq!(number("1e3").to_i64(), Some(1000));
        assert_eq!(number("1.5").to_i64(), None);
        assert_eq!(number("1e30").to_i64(), None);
        assert_eq!(Number::of_float(0.1).as_deref(), Some("0.1"));
        assert_eq!(Number::of_float(-1.5e300).map(|text| text.len()), Some(302));
        assert_eq!(Number::of_float(f64::INFINITY), None);
        assert_eq!(number("2.5").to_f64(), 2.5);
    }
}
