//! Functions on numbers.
//!
//! In: numbers, or texts of them. Out: numbers, exact where Terraform's are. `log` and `pow` go through 64-bit floating
//! point there; a power that is not exact in it is not evaluated.

use std::cmp::Ordering;

use num_bigint::{BigInt, Sign};

use crate::syntax::{Scalar, Term};

use super::call::{Call, Outcome};
use super::number::Number;

/// Bits of the mantissa of a 64-bit floating-point number.
const FLOAT_BITS: u64 = 53;

/// Most numbers of a range, in Terraform too.
const LONGEST_RANGE: usize = 1024;

pub(super) fn abs(call: &Call<'_>) -> Outcome {
    let number = call.number(0)?;
    Ok(call.make_number(&match number.is_negative() {
        true => number.negate(),
        false => number,
    }))
}

pub(super) fn ceil(call: &Call<'_>) -> Outcome {
    Ok(call.make_number(&call.number(0)?.ceil()))
}

pub(super) fn floor(call: &Call<'_>) -> Outcome {
    Ok(call.make_number(&call.number(0)?.floor()))
}

pub(super) fn signum(call: &Call<'_>) -> Outcome {
    let sign = call.integer(0)?.signum();
    Ok(call.make_number(&Number::integer(sign)))
}

pub(super) fn max(call: &Call<'_>) -> Outcome {
    extreme(call, Ordering::Greater)
}

pub(super) fn min(call: &Call<'_>) -> Outcome {
    extreme(call, Ordering::Less)
}

fn extreme(call: &Call<'_>, wanted: Ordering) -> Outcome {
    let mut found = call.number(0)?;
    for index in 1..call.arguments.len() {
        let next = call.number(index)?;
        if next.cmp(&found) == wanted {
            found = next;
        }
    }
    Ok(call.make_number(&found))
}

pub(super) fn sum(call: &Call<'_>) -> Outcome {
    let items = call.list(0)?;
    let mut sum = None;
    for item in items {
        let number = call.number_of(item)?;
        sum = Some(match sum {
            None => number,
            Some(before) => call.computed(number.add(&before))?,
        });
    }
    sum.map(|sum| call.make_number(&sum))
        .ok_or_else(|| call.wrong())
}

pub(super) fn range(call: &Call<'_>) -> Outcome {
    let first = call.number(0)?;
    let (start, end) = match call.arguments.len() {
        1 => (Number::integer(0), first),
        _ => (first, call.number(1)?),
    };
    let is_down = end < start;
    let step = match call.arguments.len() {
        3 => call.number(2)?,
        _ => Number::integer(if is_down { -1 } else { 1 }),
    };
    if step.is_zero() || start != end && step.is_negative() != is_down {
        return Err(call.wrong());
    }
    let mut items = Vec::new();
    let mut next = start;
    while if is_down { next > end } else { next < end } {
        if items.len() == LONGEST_RANGE {
            return Err(call.wrong());
        }
        items.push(call.make_number(&next));
        next = call.computed(next.add(&step))?;
    }
    Ok(call.make_list(items))
}

pub(super) fn log(call: &Call<'_>) -> Outcome {
    let (number, base) = (call.number(0)?.to_f64(), call.number(1)?.to_f64());
    // The same on every machine, unlike that of the system.
    float(call, libm::log(number) / libm::log(base))
}

/// A floating-point number; infinities, and what is no number, are errors.
fn float(call: &Call<'_>, value: f64) -> Outcome {
    let text = Number::of_float(value).ok_or_else(|| call.wrong())?;
    Ok(call.make(Term::Scalar(Scalar { text, plain: true })))
}

pub(super) fn pow(call: &Call<'_>) -> Outcome {
    let (base, power) = (call.number(0)?, call.number(1)?);
    if power.to_f64() == 0.5 {
        return float(call, base.to_f64().sqrt());
    }
    if base.bits() > FLOAT_BITS {
        return Err(call.not_evaluated());
    }
    let power = power.to_i64().ok_or_else(|| call.not_evaluated())?;
    let mut result = Number::integer(1);
    let is_small = base.is_zero() || base == result || base == result.negate();
    let steps = match is_small {
        // Only whether it is odd matters, or whether it is zero.
        true => power.unsigned_abs().min(2 + power.unsigned_abs() % 2),
        false => power.unsigned_abs(),
    };
    for _ in 0..steps {
        result = result.multiply(&base).map_err(|_| call.not_evaluated())?;
        if result.bits() > FLOAT_BITS {
            return Err(call.not_evaluated());
        }
    }
    let value = result.to_f64();
    match power {
        // What is too small for a floating-point number of full precision.
        _ if value.abs() < f64::MIN_POSITIVE && !result.is_zero() => Err(call.not_evaluated()),
        0.. => float(call, value),
        _ if value.is_infinite() => Err(call.not_evaluated()),
        _ => float(call, 1.0 / value),
    }
}

pub(super) fn parseint(call: &Call<'_>) -> Outcome {
    let argument = call.argument(0)?;
    if matches!(&argument.term, Term::Scalar(scalar) if scalar.plain) {
        return Err(call.wrong());
    }
    let text = call.text(0)?;
    let base = call.integer(1)?;
    let digits = text.strip_prefix(['+', '-']).unwrap_or(&text);
    if !(2..=62).contains(&base) || digits.is_empty() {
        return Err(call.wrong());
    }
    if digits.len() > super::parts::LONGEST / 1024 {
        return Err(call.too_large());
    }
    let mut value = BigInt::ZERO;
    for character in digits.chars() {
        let digit = digit(character, base).ok_or_else(|| call.wrong())?;
        value = value * base + digit;
    }
    let sign = if text.starts_with('-') {
        Sign::Minus
    } else {
        Sign::Plus
    };
    let signed = BigInt::from_biguint(sign, value.magnitude().clone());
    Ok(call.make(Term::Scalar(Scalar {
        text: signed.to_string(),
        plain: true,
    })))
}

/// The value of a digit; up to base 36 capitals are small letters.
fn digit(character: char, base: i64) -> Option<i64> {
    let value = match character {
        '0'..='9' => i64::from(u32::from(character) - u32::from('0')),
        'a'..='z' => i64::from(u32::from(character) - u32::from('a')) + 10,
        'A'..='Z' if base <= 36 => i64::from(u32::from(character) - u32::from('A')) + 10,
        'A'..='Z' => i64::from(u32::from(character) - u32::from('A')) + 36,
        _ => return None,
    };
    (value < base).then_some(value)
}
