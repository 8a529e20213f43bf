//! `Fn::Cidr`: the blocks into which a block of addresses is cut.
//!
//! In: a call. Out: a list of as many blocks as it asks for; where the block is not known, a list of unknown items that
//! keep what the block refers to. Whether the addresses are used is not known here.

use core::net::{Ipv4Addr, Ipv6Addr};

use crate::syntax::{Node, Term, Value};

use super::function::{Call, cause_of};
use super::scope::Scope;
use super::value::convert;

/// Blocks that one call can make.
const MOST: u32 = 256;

/// The value of a `Fn::Cidr`.
pub(super) fn evaluate_cidr<'t>(call: &Call<'t>, scope: &mut Scope<'t>) -> Value {
    let arguments: Vec<Node<'t>> = call.arguments().unwrap_or_default();
    if !matches!(arguments.len(), 2 | 3) {
        return call.malformed("a block, a count and a number of bits", scope);
    }
    let values: Vec<Value> = arguments.iter().map(|node| convert(*node, scope)).collect();
    let inputs: Vec<&Value> = values.iter().collect();
    let Some(count) = values[1].as_text() else {
        return call.open(cause_of(&values[1], &call.name), &inputs);
    };
    let Some(count) = count
        .parse()
        .ok()
        .filter(|count| (1..=MOST).contains(count))
    else {
        return call.malformed("a count from 1 to 256", scope);
    };
    let (Some(block), Some(bits)) = (values[0].as_text(), values.get(2).and_then(Value::as_text))
    else {
        let open = match values[0].as_text() {
            Some(_) => values.get(2).unwrap_or(&values[1]),
            None => &values[0],
        };
        let item = call.open(cause_of(open, &call.name), &inputs);
        return call.make(Term::List(vec![item; count as usize]));
    };
    let Some(bits) = bits.parse().ok() else {
        return call.malformed("a whole number of bits", scope);
    };
    match cut(block, count, bits) {
        Some(blocks) => {
            let blocks = blocks
                .into_iter()
                .map(|block| Value::text(block, call.span));
            call.make(Term::List(blocks.collect()))
        }
        None => call.malformed("a block that holds as many blocks of this size", scope),
    }
}

/// The first blocks of so many host bits in a block; `None` where they do not fit.
fn cut(block: &str, count: u32, bits: u32) -> Option<Vec<String>> {
    let (address, prefix) = block.split_once('/')?;
    let prefix: u32 = prefix.parse().ok()?;
    let (first, width, is_v4): (u128, u32, bool) = match address.parse::<Ipv4Addr>() {
        Ok(address) => (u128::from(u32::from(address)), 32, true),
        Err(_) => (u128::from(address.parse::<Ipv6Addr>().ok()?), 128, false),
    };
    let free = width.checked_sub(prefix)?;
    let places = free.checked_sub(bits)?;
    if bits == 128 || free == 128 || (places < 32 && u128::from(count) > 1_u128 << places) {
        return None;
    }
    let first = first >> free << free;
    let blocks = (0..u128::from(count)).map(|index| {
        let address = first + (index << bits);
        let length = width - bits;
        match is_v4 {
            true => format!("{}/{length}", Ipv4Addr::from(address as u32)),
            false => format!("{}/{length}", Ipv6Addr::from(address)),
        }
    });
    Some(blocks.collect())
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn blocks_follow_each_other() {
        let blocks = cut("192.168.0.0/24", 3, 5).expect("they fit");
        assert_eq!(
            blocks,
            ["192.168.0.0/27", "192.168.0.32/27", "192.168.0.64/27"]
        );
        let blocks = cut("10.0.7.9/16", 2, 8).expect("they fit");
        assert_eq!(blocks, ["10.0.0.0/24", "10.0.1.0/24"]);
        let blocks = cut("2001:db8::/56", 2, 64).expect("they fit");
        assert_eq!(blocks, ["2001:db8::/64", "2001:db8:0:1::/64"]);
        assert_eq!(
            cut("10.0.0.0/32", 1, 0),
            Some(vec!["10.0.0.0/32".to_owned()])
        );
        assert_eq!(cut("10.0.0.0/24", 9, 5), None, "there are eight");
        assert_eq!(cut("10.0.0.0/24", 1, 9), None, "larger than the block");
        assert_eq!(cut("10.0.0.0", 1, 1), None);
        assert_eq!(cut("10.0.0.0/33", 1, 1), None);
        assert_eq!(cut("::/0", 1, 128), None);
        assert_eq!(cut("0.0.0.0/0", 1, 32), Some(vec!["0.0.0.0/0".to_owned()]));
    }
}
