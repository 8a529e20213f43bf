//! Address ranges and port ranges, as numbers.
//!
//! In: texts such as `10.0.0.0/16`. Out: what they cover. Who lets what in is not known here.

// The types of addresses alone: nothing opens a connection.
use core::net::{Ipv4Addr, Ipv6Addr};

/// A range of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::graph) struct Range {
    /// Whether the addresses are those of IPv6.
    is_v6: bool,
    first: u128,
    last: u128,
}

impl Range {
    /// Every address of IPv4.
    pub(in crate::graph) const ANY_V4: Range = Range {
        is_v6: false,
        first: 0,
        last: u32::MAX as u128,
    };

    /// The range of a text; an address alone is a range of one.
    pub(in crate::graph) fn read(text: &str) -> Option<Range> {
        let (address, length) = match text.trim().split_once('/') {
            Some((address, length)) => (address, Some(length.parse::<u32>().ok()?)),
            None => (text.trim(), None),
        };
        let (is_v6, bits, start) = match address.parse::<Ipv4Addr>() {
            Ok(address) => (false, 32, u128::from(u32::from(address))),
            Err(_) => (true, 128, u128::from(address.parse::<Ipv6Addr>().ok()?)),
        };
        let length = length.unwrap_or(bits);
        if length > bits {
            return None;
        }
        let free = bits - length;
        let span = match free {
            128 => u128::MAX,
            _ => (1_u128 << free) - 1,
        };
        let first = start & !span;
        Some(Range {
            is_v6,
            first,
            last: first | span,
        })
    }

    /// Whether none of it is public: private, shared, loopback and link-local addresses (RFC 1918, 6598, 1122, 3927, 4193).
    pub(in crate::graph) fn is_private(&self) -> bool {
        const PRIVATE: [&str; 7] = [
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "fc00::/7",
        ];
        let mut all = PRIVATE.iter().filter_map(|text| Range::read(text));
        all.any(|own| own.is_v6 == self.is_v6 && own.first <= self.first && self.last <= own.last)
    }

    /// Whether it is every address of its version.
    pub(in crate::graph) fn is_everywhere(&self) -> bool {
        let all = match self.is_v6 {
            true => u128::MAX,
            false => u128::from(u32::MAX),
        };
        self.first == 0 && self.last == all
    }

    /// Whether all of another range is in it.
    pub(in crate::graph) fn contains(&self, other: &Range) -> bool {
        self.is_v6 == other.is_v6 && self.first <= other.first && other.last <= self.last
    }

    /// Whether a part of another range is in it.
    pub(in crate::graph) fn overlaps(&self, other: &Range) -> bool {
        self.is_v6 == other.is_v6 && self.first <= other.last && other.first <= self.last
    }

    /// Whether the two are of one version.
    pub(in crate::graph) fn is_like(&self, other: &Range) -> bool {
        self.is_v6 == other.is_v6
    }
}

/// A range of ports, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::graph) struct Ports {
    pub(in crate::graph) first: u16,
    pub(in crate::graph) last: u16,
}

impl Ports {
    /// Every port.
    pub(in crate::graph) const ALL: Ports = Ports {
        first: 0,
        last: u16::MAX,
    };

    pub(in crate::graph) fn contains(self, port: u16) -> bool {
        (self.first..=self.last).contains(&port)
    }

    /// How people write it.
    pub(in crate::graph) fn name(self) -> String {
        match self {
            Ports::ALL => "all".to_owned(),
            Ports { first, last } if first == last => first.to_string(),
            Ports { first, last } => format!("{first}-{last}"),
        }
    }
}

/// Protocols that have ports, or others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::graph) enum Protocol {
    All,
    Tcp,
    Udp,
    /// One without ports, or of which ports say nothing.
    Other,
}

impl Protocol {
    /// The protocol of a name or number of the registry of protocol numbers.
    pub(in crate::graph) fn read(text: &str) -> Protocol {
        match text.trim().to_ascii_lowercase().as_str() {
            "-1" | "all" => Protocol::All,
            "tcp" | "6" => Protocol::Tcp,
            "udp" | "17" => Protocol::Udp,
            _ => Protocol::Other,
        }
    }

    /// Whether it is another one too.
    pub(in crate::graph) fn covers(self, other: Protocol) -> bool {
        self == Protocol::All || self == other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Range {
        Range::read(text).unwrap_or_else(|| panic!("`{text}` is a range"))
    }

    #[test]
    fn ranges_are_what_their_length_says() {
        assert!(range("0.0.0.0/0").is_everywhere() && range("::/0").is_everywhere());
        assert!(
            range("10.0.0.7/0").is_everywhere(),
            "the bits behind the length do not count"
        );
        assert!(!range("0.0.0.0/1").is_everywhere());
        assert!(range("10.0.0.0/8").contains(&range("10.255.255.255")));
        assert!(!range("10.0.0.0/8").contains(&range("11.0.0.0")));
        assert!(range("10.0.0.0/24").overlaps(&range("10.0.0.128/25")));
        assert!(!range("10.0.0.0/24").overlaps(&range("10.0.1.0/24")));
        assert!(!range("0.0.0.0/0").contains(&range("2001:db8::/32")));
        assert!(range("2001:db8::/32").contains(&range("2001:db8:1::/48")));
        for wrong in ["", "10.0.0.0/33", "10.0.0/8", "ten", "::/129", "10.0.0.0/x"] {
            assert!(Range::read(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn protocols_are_read_by_name_and_number() {
        assert_eq!(Protocol::read("TCP"), Protocol::Tcp);
        assert_eq!(Protocol::read("6"), Protocol::Tcp);
        assert_eq!(Protocol::read("17"), Protocol::Udp);
        assert_eq!(Protocol::read("icmp"), Protocol::Other);
        assert!(Protocol::read("-1").covers(Protocol::Udp));
        assert!(!Protocol::Tcp.covers(Protocol::Udp));
    }
}
