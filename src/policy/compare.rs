//! Values of conditions as numbers, points in time, truths, addresses and ranges.
//!
//! In: literal texts of policies and requests. Out: what they mean, or that they mean nothing. Operators are not known
//! here.

// Addresses alone: `core` has no sockets.
use core::net::{IpAddr, Ipv6Addr};
use std::cmp::Ordering;

use super::operator::Order;

/// Whether an order holds between the value of a request and that of a policy.
pub(super) fn holds(order: Order, found: Ordering) -> bool {
    match order {
        Order::Equal => found == Ordering::Equal,
        Order::Less => found == Ordering::Less,
        Order::LessOrEqual => found != Ordering::Greater,
        Order::Greater => found == Ordering::Greater,
        Order::GreaterOrEqual => found != Ordering::Less,
    }
}

/// A decimal number.
pub(super) fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_plain = digits.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        && digits.bytes().any(|byte| byte.is_ascii_digit());
    let number: f64 = text.parse().ok().filter(|_| is_plain)?;
    number.is_finite().then_some(number)
}

/// `true` or `false`, whatever the case.
pub(super) fn truth(text: &str) -> Option<bool> {
    match text {
        text if text.eq_ignore_ascii_case("true") => Some(true),
        text if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// Nanoseconds since the epoch: seconds since it, or one of the forms of ISO 8601 that W3C-DTF knows.
pub(super) fn moment(text: &str) -> Option<i128> {
    const SECOND: i128 = 1_000_000_000;
    let text = text.trim();
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    // Four digits alone are a year.
    if is_number && text.len() != 4 {
        return text
            .parse::<i64>()
            .ok()
            .map(|seconds| i128::from(seconds) * SECOND);
    }
    let (date, time) = match text.split_once(['T', 't']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let mut fields = date.split('-');
    let year = digits(fields.next()?, 4)?;
    let month = fields.next().map_or(Some(1), |field| digits(field, 2))?;
    let day = fields.next().map_or(Some(1), |field| digits(field, 2))?;
    if fields.next().is_some() || (time.is_some() && date.len() != 10) {
        return None;
    }
    let days = days_from_epoch(year, month, day)?;
    let within = time.map_or(Some(0), within_day)?;
    Some(i128::from(days) * 86_400 * SECOND + within)
}

/// Nanoseconds of a time with its zone, from midnight in UTC on.
fn within_day(time: &str) -> Option<i128> {
    let at = time.find(['Z', 'z', '+', '-'])?;
    let (clock, zone) = time.split_at(at);
    let offset = match zone {
        "Z" | "z" => 0,
        zone => {
            let (hours, minutes) = zone[1..].split_once(':')?;
            let minutes = digits(hours, 2)? * 60 + digits(minutes, 2)?;
            if zone.starts_with('-') {
                -minutes
            } else {
                minutes
            }
        }
    };
    let (clock, fraction) = match clock.split_once('.') {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (clock, None),
    };
    let mut fields = clock.split(':');
    let hour = digits(fields.next()?, 2).filter(|hour| *hour < 24)?;
    let minute = digits(fields.next()?, 2).filter(|minute| *minute < 60)?;
    let second = match fields.next() {
        Some(field) => digits(field, 2).filter(|second| *second < 60)?,
        None if fraction.is_some() => return None,
        None => 0,
    };
    let nanoseconds = match fraction {
        None => 0,
        Some(fraction) if !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit()) => {
            let shown: String = fraction
                .chars()
                .chain("000000000".chars())
                .take(9)
                .collect();
            shown.parse::<i128>().ok()?
        }
        Some(_) => return None,
    };
    let seconds = (hour * 60 + minute - offset) * 60 + second;
    let is_over = fields.next().is_none();
    is_over.then_some(i128::from(seconds) * 1_000_000_000 + nanoseconds)
}

fn digits(text: &str, length: usize) -> Option<i64> {
    let is_number = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

/// Days since 1970-01-01 in the Gregorian calendar.
fn days_from_epoch(year: i64, month: i64, day: i64) -> Option<i64> {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let longest = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=longest).contains(&day) {
        return None;
    }
    // Years that begin in March, so that the leap day is the last.
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * month + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// A range of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    first: u128,
    /// How many leading bits count, of 128.
    bits: u32,
    is_v4: bool,
}

/// A range in CIDR notation; an address alone is a range of one.
pub(super) fn range(text: &str) -> Option<Range> {
    let (address, bits) = match text.split_once('/') {
        Some((address, bits)) => (address, Some(bits)),
        None => (text, None),
    };
    let address: IpAddr = address.trim().parse().ok()?;
    let width = if address.is_ipv4() { 32 } else { 128 };
    let bits = match bits {
        Some(bits) if bits.len() <= 3 && bits.bytes().all(|byte| byte.is_ascii_digit()) => {
            bits.parse().ok().filter(|bits| *bits <= width)?
        }
        Some(_) => return None,
        None => width,
    };
    Some(Range {
        first: wide(address),
        bits: bits + (128 - width),
        is_v4: width == 32,
    })
}

/// Whether a range holds all of another.
pub(super) fn contains(outer: Range, inner: Range) -> bool {
    let mask = match outer.bits {
        0 => 0,
        bits => u128::MAX << (128 - bits),
    };
    outer.is_v4 == inner.is_v4
        && outer.bits <= inner.bits
        && outer.first & mask == inner.first & mask
}

fn wide(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => Ipv6Addr::to_bits(address),
    }
}

/// The bytes of a text in Base64, as a text without padding that is the same for the same bytes.
pub(super) fn binary(text: &str) -> Option<&str> {
    let bare = text.trim_end_matches('=');
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let fits = text.len().is_multiple_of(4) && text.len() - bare.len() <= 2;
    (fits && bare.bytes().all(is_letter)).then_some(bare)
}
