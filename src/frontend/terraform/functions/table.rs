//! Which functions there are, and how many arguments each takes.
//!
//! In: a name. Out: the function. What is the same in every run is evaluated; what the clock, chance or a key decides is
//! not.

use super::call::{Call, Outcome};
use super::{
    arithmetic, convert, csv, decode, encoding, format, hash, list, map, network, path, pattern,
    pieces, set, text, time,
};

/// A function and how many arguments it takes.
pub(super) struct Function {
    name: &'static str,
    pub(super) least: usize,
    pub(super) most: usize,
    pub(super) run: fn(&Call<'_>) -> Outcome,
}

/// Any number of arguments.
const MANY: usize = usize::MAX;

/// The function of a name.
pub(super) fn find(name: &str) -> Option<&'static Function> {
    let at = FUNCTIONS
        .binary_search_by_key(&name, |function| function.name)
        .ok()?;
    FUNCTIONS.get(at)
}

const fn row(
    name: &'static str,
    least: usize,
    most: usize,
    run: fn(&Call<'_>) -> Outcome,
) -> Function {
    Function {
        name,
        least,
        most,
        run,
    }
}

/// What the clock, chance, a key or the exact program of a compressor decides.
fn not_evaluated(call: &Call<'_>) -> Outcome {
    Err(call.not_evaluated())
}

/// In the order of their names.
#[rustfmt::skip]
const FUNCTIONS: &[Function] = &[
    row("abs", 1, 1, arithmetic::abs),
    row("abspath", 1, 1, path::abspath),
    row("alltrue", 1, 1, list::alltrue),
    row("anytrue", 1, 1, list::anytrue),
    row("base64decode", 1, 1, encoding::base64decode),
    row("base64encode", 1, 1, encoding::base64encode),
    row("base64gzip", 1, 1, not_evaluated),
    row("base64sha256", 1, 1, hash::base64sha256),
    row("base64sha512", 1, 1, hash::base64sha512),
    row("basename", 1, 1, path::basename),
    row("bcrypt", 1, 2, not_evaluated),
    row("ceil", 1, 1, arithmetic::ceil),
    row("chomp", 1, 1, text::chomp),
    row("chunklist", 2, 2, list::chunklist),
    row("cidrhost", 2, 2, network::cidrhost),
    row("cidrnetmask", 1, 1, network::cidrnetmask),
    row("cidrsubnet", 3, 3, network::cidrsubnet),
    row("cidrsubnets", 1, MANY, network::cidrsubnets),
    row("coalesce", 1, MANY, list::coalesce),
    row("coalescelist", 1, MANY, list::coalescelist),
    row("compact", 1, 1, list::compact),
    row("concat", 1, MANY, list::concat),
    row("contains", 2, 2, list::contains),
    row("csvdecode", 1, 1, csv::csvdecode),
    row("dirname", 1, 1, path::dirname),
    row("distinct", 1, 1, list::distinct),
    row("element", 2, 2, list::element),
    row("endswith", 2, 2, text::endswith),
    row("ephemeralasnull", 1, 1, convert::same),
    row("flatten", 1, 1, list::flatten),
    row("floor", 1, 1, arithmetic::floor),
    row("format", 1, MANY, format::format),
    row("formatdate", 2, 2, time::formatdate),
    row("formatlist", 1, MANY, format::formatlist),
    row("indent", 2, 2, pieces::indent),
    row("index", 2, 2, list::index),
    row("issensitive", 1, 1, convert::issensitive),
    row("join", 2, MANY, pieces::join),
    row("jsondecode", 1, 1, decode::jsondecode),
    row("jsonencode", 1, 1, encoding::jsonencode),
    row("keys", 1, 1, map::keys),
    row("length", 1, 1, list::length),
    row("log", 2, 2, arithmetic::log),
    row("lookup", 2, 3, map::lookup),
    row("lower", 1, 1, text::lower),
    row("matchkeys", 3, 3, list::matchkeys),
    row("max", 1, MANY, arithmetic::max),
    row("md5", 1, 1, hash::md5),
    row("merge", 0, MANY, map::merge),
    row("min", 1, MANY, arithmetic::min),
    row("nonsensitive", 1, 1, convert::same),
    row("one", 1, 1, list::one),
    row("parseint", 2, 2, arithmetic::parseint),
    row("pathexpand", 1, 1, path::pathexpand),
    row("plantimestamp", 0, 0, not_evaluated),
    row("pow", 2, 2, arithmetic::pow),
    row("range", 1, 3, arithmetic::range),
    row("regex", 2, 2, pattern::regex),
    row("regexall", 2, 2, pattern::regexall),
    row("replace", 3, 3, pieces::replace),
    row("reverse", 1, 1, list::reverse),
    row("rsadecrypt", 2, 2, not_evaluated),
    row("sensitive", 1, 1, convert::same),
    row("setintersection", 1, MANY, set::setintersection),
    row("setproduct", 2, MANY, set::setproduct),
    row("setsubtract", 2, 2, set::setsubtract),
    row("setunion", 1, MANY, set::setunion),
    row("sha1", 1, 1, hash::sha1),
    row("sha256", 1, 1, hash::sha256),
    row("sha512", 1, 1, hash::sha512),
    row("signum", 1, 1, arithmetic::signum),
    row("slice", 3, 3, list::slice),
    row("sort", 1, 1, list::sort),
    row("split", 2, 2, pieces::split),
    row("startswith", 2, 2, text::startswith),
    row("strcontains", 2, 2, text::strcontains),
    row("strrev", 1, 1, pieces::strrev),
    row("substr", 3, 3, pieces::substr),
    row("sum", 1, 1, arithmetic::sum),
    row("textdecodebase64", 2, 2, encoding::textdecodebase64),
    row("textencodebase64", 2, 2, encoding::textencodebase64),
    row("timeadd", 2, 2, time::timeadd),
    row("timecmp", 2, 2, time::timecmp),
    row("timestamp", 0, 0, not_evaluated),
    row("title", 1, 1, text::title),
    row("tobool", 1, 1, convert::tobool),
    row("tolist", 1, 1, convert::tolist),
    row("tomap", 1, 1, convert::tomap),
    row("tonumber", 1, 1, convert::tonumber),
    row("toset", 1, 1, convert::toset),
    row("tostring", 1, 1, convert::tostring),
    row("transpose", 1, 1, map::transpose),
    row("trim", 2, 2, text::trim),
    row("trimprefix", 2, 2, text::trimprefix),
    row("trimspace", 1, 1, text::trimspace),
    row("trimsuffix", 2, 2, text::trimsuffix),
    row("upper", 1, 1, text::upper),
    row("urlencode", 1, 1, encoding::urlencode),
    row("uuid", 0, 0, not_evaluated),
    row("uuidv5", 2, 2, hash::uuidv5),
    row("values", 1, 1, map::values),
    row("yamldecode", 1, 1, decode::yamldecode),
    row("yamlencode", 1, 1, encoding::yamlencode),
    row("zipmap", 2, 2, map::zipmap),
];

/// The names of all functions.
#[cfg(test)]
pub(super) fn names() -> Vec<&'static str> {
    FUNCTIONS.iter().map(|function| function.name).collect()
}

#[test]
fn the_table_is_in_order() {
    let names = names();
    assert!(names.is_sorted() && names.len() > 100);
}
