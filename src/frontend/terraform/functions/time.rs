//! Functions on times.
//!
//! In: times as RFC 3339 writes them, formats, lengths of time. Out: times and texts of them. What time it is, is not known
//! here.

use jiff::SignedDuration;
use jiff::civil::{DateTime, Weekday};

use crate::syntax::Cause;

use super::call::{Call, Outcome};
use super::number::Number;

/// A time where it was written, and how far that is from UTC.
struct Time {
    local: DateTime,
    offset: i64,
}

pub(super) fn timeadd(call: &Call<'_>) -> Outcome {
    let time = time(call, 0)?;
    let nanoseconds = duration(&call.text(1)?).ok_or_else(|| call.wrong())?;
    let added = time
        .local
        .checked_add(SignedDuration::from_nanos(nanoseconds));
    let local = added.map_err(|_| call.not_evaluated())?;
    if !(0..=9999).contains(&local.year()) {
        return Err(call.not_evaluated());
    }
    let date = local.strftime("%Y-%m-%dT%H:%M:%S");
    let zone = zone(time.offset, "Z", ":");
    Ok(call.make_text(format!("{date}{zone}")))
}

pub(super) fn timecmp(call: &Call<'_>) -> Outcome {
    let instant = |time: Time| {
        let shifted = time
            .local
            .checked_sub(SignedDuration::from_secs(time.offset));
        shifted.map_err(|_| call.not_evaluated())
    };
    let (one, other) = (instant(time(call, 0)?)?, instant(time(call, 1)?)?);
    Ok(call.make_number(&Number::integer(one.cmp(&other) as i64)))
}

pub(super) fn formatdate(call: &Call<'_>) -> Outcome {
    let format = call.text(0)?;
    let time = time(call, 1)?;
    let mut out = String::new();
    let mut rest = &*format;
    while let Some(first) = rest.chars().next() {
        if first == '\'' {
            let (literal, after) = quoted(&rest[1..]).ok_or_else(|| call.wrong())?;
            out.push_str(&literal);
            rest = after;
            continue;
        }
        let length = match first.is_ascii_alphabetic() {
            true => rest.len() - rest.trim_start_matches(first).len(),
            false => first.len_utf8(),
        };
        let (word, after) = rest.split_at(length);
        match first.is_ascii_alphabetic() {
            true => out.push_str(&time.part(word).ok_or_else(|| call.wrong())?),
            false => out.push_str(word),
        }
        rest = after;
    }
    Ok(call.make_text(out))
}

/// The text up to a closing quote, in which two are one, and what follows. Nothing between quotes is a quote.
fn quoted(text: &str) -> Option<(String, &str)> {
    if let Some(after) = text.strip_prefix('\'') {
        return Some(("'".to_owned(), after));
    }
    let mut literal = String::new();
    let mut rest = text;
    loop {
        let (inner, after) = rest.split_once('\'')?;
        literal.push_str(inner);
        match after.strip_prefix('\'') {
            Some(more) => {
                literal.push('\'');
                rest = more;
            }
            None => return Some((literal, after)),
        }
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Time {
    /// What a word of a format stands for.
    fn part(&self, word: &str) -> Option<String> {
        let local = &self.local;
        let month = MONTHS[usize::from(local.month().unsigned_abs()) - 1];
        let half = if local.hour() < 12 { "AM" } else { "PM" };
        let twelve = match local.hour() % 12 {
            0 => 12,
            hour => hour,
        };
        Some(match word {
            "YY" => format!("{:02}", local.year() % 100),
            "YYYY" => format!("{:04}", local.year()),
            "MMM" => month[..3].to_owned(),
            "MMMM" => month.to_owned(),
            "EEE" => weekday(local.weekday())[..3].to_owned(),
            "EEEE" => weekday(local.weekday()).to_owned(),
            "AA" => half.to_owned(),
            "aa" => half.to_lowercase(),
            "Z" => zone(self.offset, "Z", ":"),
            "ZZZ" => zone(self.offset, "UTC", ""),
            "ZZZZ" => zone(self.offset, "+0000", ""),
            "ZZZZZ" => zone(self.offset, "+00:00", ":"),
            _ => {
                let number = match word.chars().next()? {
                    'M' => local.month(),
                    'D' => local.day(),
                    'h' => local.hour(),
                    'H' => twelve,
                    'm' => local.minute(),
                    's' => local.second(),
                    _ => return None,
                };
                match word.len() {
                    1 => number.to_string(),
                    2 => format!("{number:02}"),
                    _ => return None,
                }
            }
        })
    }
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

fn zone(offset: i64, utc: &str, between: &str) -> String {
    let sign = if offset < 0 { '-' } else { '+' };
    let minutes = offset.abs() / 60;
    match offset {
        0 => utc.to_owned(),
        _ => format!("{sign}{:02}{between}{:02}", minutes / 60, minutes % 60),
    }
}

fn time(call: &Call<'_>, index: usize) -> Result<Time, Cause> {
    parse(&call.text(index)?).ok_or_else(|| call.wrong())
}

fn parse(text: &str) -> Option<Time> {
    let (date, time) = text.split_once('T')?;
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let zone_at = time.find(['Z', '+', '-'])?;
    let (clock, zone) = time.split_at(zone_at);
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let [hour, minute, second] = numbers(clock, ':', [2, 2, 2])?;
    let nanoseconds = fraction_of(fraction, 1_000_000_000)?;
    let small = |number: i16| i8::try_from(number).ok();
    let local = DateTime::new(
        year,
        small(month)?,
        small(day)?,
        small(hour)?,
        small(minute)?,
        small(second)?,
        i32::try_from(nanoseconds).ok()?,
    );
    let offset = match zone {
        "Z" => 0,
        _ => {
            let [hours, minutes] = numbers(&zone[1..], ':', [2, 2])?;
            let seconds = i64::from(hours) * 3600 + i64::from(minutes) * 60;
            let is_valid = hours < 24 && minutes < 60;
            let sign = if zone.starts_with('-') { -1 } else { 1 };
            is_valid.then_some(sign * seconds)?
        }
    };
    Some(Time {
        local: local.ok()?,
        offset,
    })
}

/// Numbers of so many digits each.
fn numbers<const N: usize>(text: &str, between: char, lengths: [usize; N]) -> Option<[i16; N]> {
    let parts: Vec<&str> = text.split(between).collect();
    let fits = parts.len() == N
        && parts.iter().zip(lengths).all(|(part, length)| {
            part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit())
        });
    if !fits {
        return None;
    }
    let numbers: Option<Vec<i16>> = parts.iter().map(|part| part.parse().ok()).collect();
    numbers?.try_into().ok()
}

/// What digits behind the point are of a unit.
fn fraction_of(digits: &str, unit: i128) -> Option<i128> {
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // More digits than these are less than a nanosecond.
    let kept = &digits[..digits.len().min(18)];
    let number: i128 = if kept.is_empty() {
        0
    } else {
        kept.parse().ok()?
    };
    Some(number * unit / 10_i128.pow(kept.len() as u32))
}

/// A length of time such as `-1h30m` in nanoseconds.
fn duration(text: &str) -> Option<i64> {
    let negative = text.starts_with('-');
    let mut rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    if rest == "0" {
        return Some(0);
    }
    let mut total: i128 = 0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let is_number = |character: char| character.is_ascii_digit() || character == '.';
        let end = rest.find(|character| !is_number(character))?;
        let (number, after) = rest.split_at(end);
        let end = after.find(is_number).unwrap_or(after.len());
        let (name, behind) = after.split_at(end);
        let unit: i128 = match name {
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            _ => return None,
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if whole.len() + fraction.len() == 0 || whole.len() > 19 {
            return None;
        }
        let whole: i128 = if whole.is_empty() {
            0
        } else {
            whole.parse().ok()?
        };
        total += whole * unit + fraction_of(fraction, unit)?;
        i64::try_from(total).ok()?;
        rest = behind;
    }
    i64::try_from(if negative { -total } else { total }).ok()
}
