//! Functions on ranges of addresses.
//!
//! In: a range such as `10.0.0.0/16`, and numbers. Out: addresses and ranges in the same notation. Addresses of IPv4 that
//! are written as IPv6, and numbers below zero that fall out of the range, are not evaluated: what Terraform makes of them
//! nobody means.

// Addresses alone: this module of the core library has no connections.
use core::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use num_bigint::BigInt;

use crate::syntax::Cause;

use super::call::{Call, Outcome};

/// A range: its first address, the length of its prefix, and the bits of an address.
struct Network {
    first: u128,
    prefix: u32,
    bits: u32,
}

pub(super) fn cidrhost(call: &Call<'_>) -> Outcome {
    let network = network(call)?;
    let number = call.number(1)?.to_integer().ok_or_else(|| call.wrong())?;
    let size = BigInt::from(1) << (network.bits - network.prefix);
    let number = if number < BigInt::ZERO {
        number + &size
    } else {
        number
    };
    if number < BigInt::ZERO || number >= size {
        return Err(call.wrong());
    }
    let host = u128::try_from(number).map_err(|_| call.wrong())?;
    Ok(call.make_text(network.address(call, network.first | host)?))
}

pub(super) fn cidrnetmask(call: &Call<'_>) -> Outcome {
    let network = network(call)?;
    match network.bits {
        32 => Ok(call.make_text(network.address(call, network.mask(network.prefix))?)),
        _ => Err(call.wrong()),
    }
}

pub(super) fn cidrsubnet(call: &Call<'_>) -> Outcome {
    let network = network(call)?;
    let added = call.integer(1)?;
    let number = call.number(2)?.to_integer().ok_or_else(|| call.wrong())?;
    if added < 0 || number < BigInt::ZERO {
        return Err(call.not_evaluated());
    }
    let prefix = added.saturating_add(i64::from(network.prefix));
    if prefix > i64::from(network.bits) || number >= BigInt::from(1) << added as u64 {
        return Err(call.wrong());
    }
    let number = u128::try_from(number).map_err(|_| call.wrong())?;
    let prefix = prefix as u32;
    let first = network.first | shifted(number, network.bits - prefix);
    Ok(call.make_text(network.range(call, first, prefix)?))
}

pub(super) fn cidrsubnets(call: &Call<'_>) -> Outcome {
    let network = network(call)?;
    if network.first == 0 && call.arguments.len() > 1 {
        return Err(call.not_evaluated());
    }
    let last = network.first | network.host_mask(network.prefix);
    let mut ranges = Vec::new();
    // The last address of the range before.
    let mut before: Option<u128> = None;
    for index in 1..call.arguments.len() {
        let added = call.integer(index)?;
        if !(1..=32).contains(&added) || added as u32 > network.bits - network.prefix {
            return Err(call.wrong());
        }
        let prefix = network.prefix + added as u32;
        let first = match before {
            None => network.first,
            Some(before) => {
                let end = before | network.host_mask(prefix);
                end.checked_add(1)
                    .filter(|next| *next <= last)
                    .ok_or_else(|| call.wrong())?
            }
        };
        before = Some(first | network.host_mask(prefix));
        ranges.push(call.make_text(network.range(call, first, prefix)?));
    }
    Ok(call.make_list(ranges))
}

fn shifted(value: u128, bits: u32) -> u128 {
    value.checked_shl(bits).unwrap_or(0)
}

fn network(call: &Call<'_>) -> Result<Network, Cause> {
    let text = call.text(0)?;
    let (address, prefix) = text.split_once('/').ok_or_else(|| call.wrong())?;
    let (first, bits) = match address.contains(':') {
        true => {
            let address = Ipv6Addr::from_str(address).map_err(|_| call.wrong())?;
            if address.to_ipv4_mapped().is_some() {
                return Err(call.not_evaluated());
            }
            (u128::from(address), 128)
        }
        false => (u128::from(ipv4(address).ok_or_else(|| call.wrong())?), 32),
    };
    let is_number = !prefix.is_empty() && prefix.bytes().all(|byte| byte.is_ascii_digit());
    let prefix: u32 = prefix.parse().map_err(|_| call.wrong())?;
    if !is_number || prefix > bits {
        return Err(call.wrong());
    }
    let mut network = Network {
        first,
        prefix,
        bits,
    };
    network.first &= network.mask(prefix);
    Ok(network)
}

/// An address of four decimal numbers. Zeros before them are read over, as Terraform does.
fn ipv4(text: &str) -> Option<u32> {
    let mut address = 0_u32;
    let mut count = 0;
    for part in text.split('.') {
        let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let number: u8 = part.parse().ok().filter(|_| is_number)?;
        address = address << 8 | u32::from(number);
        count += 1;
    }
    (count == 4).then_some(address)
}

impl Network {
    fn host_mask(&self, prefix: u32) -> u128 {
        match self.bits - prefix {
            128 => u128::MAX,
            bits => (1 << bits) - 1,
        }
    }

    fn mask(&self, prefix: u32) -> u128 {
        self.host_mask(0) & !self.host_mask(prefix)
    }

    fn address(&self, call: &Call<'_>, address: u128) -> Result<String, Cause> {
        if self.bits == 32 {
            return Ok(Ipv4Addr::from_bits(address as u32).to_string());
        }
        let address = Ipv6Addr::from_bits(address);
        match address.to_ipv4_mapped() {
            Some(_) => Err(call.not_evaluated()),
            None => Ok(address.to_string()),
        }
    }

    fn range(&self, call: &Call<'_>, first: u128, prefix: u32) -> Result<String, Cause> {
        Ok(format!("{}/{prefix}", self.address(call, first)?))
    }
}
