//! Ranges of addresses, as far as one lies in another.

use std::net::IpAddr;

/// How much of a range another one has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// All of it.
    All,
    /// A part, or what could be one: a text is no range.
    Some,
    /// Nothing.
    None,
}

/// How much of `inner` the range `outer` has.
pub(super) fn fit(outer: &str, inner: &str) -> Fit {
    let (Some((outer, short)), Some((inner, long))) = (read(outer), read(inner)) else {
        return Fit::Some;
    };
    if outer.1 != inner.1 {
        return Fit::None;
    }
    let common = short.min(long);
    let same = common == 0 || (outer.0 ^ inner.0) >> (u32::from(outer.1) - common) == 0;
    match (same, short <= long) {
        (false, _) => Fit::None,
        (true, true) => Fit::All,
        (true, false) => Fit::Some,
    }
}

/// The bits and the width of the address of a range, and the length of its prefix.
fn read(text: &str) -> Option<((u128, u8), u32)> {
    let (address, length) = text.split_once('/')?;
    let length: u32 = length.parse().ok()?;
    let (bits, width) = match address.parse().ok()? {
        IpAddr::V4(address) => (u128::from(u32::from(address)), 32),
        IpAddr::V6(address) => (u128::from(address), 128),
    };
    (length <= u32::from(width)).then_some(((bits, width), length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_lies_in_another_by_its_prefix() {
        for (outer, inner, wanted) in [
            ("0.0.0.0/0", "10.0.0.0/16", Fit::All),
            ("10.0.0.0/8", "10.1.0.0/16", Fit::All),
            ("10.1.0.0/16", "10.1.0.0/16", Fit::All),
            ("10.1.0.0/24", "10.1.0.0/16", Fit::Some),
            ("10.2.0.0/16", "10.1.0.0/16", Fit::None),
            ("::/0", "10.1.0.0/16", Fit::None),
            ("2001:db8::/32", "2001:db8:1::/48", Fit::All),
            ("pl-0123", "10.1.0.0/16", Fit::Some),
            ("10.0.0.0/33", "10.1.0.0/16", Fit::Some),
        ] {
            assert_eq!(fit(outer, inner), wanted, "{outer} {inner}");
        }
    }
}
