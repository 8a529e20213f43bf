//! Settings of a caller that lead its calls elsewhere: names of endpoints, other hosts, strict hosts, proxies.
//!
//! In: the graph. Out: what the settings say. Names of variables stand in the conventions of the catalog.

use crate::model::{ComponentId, Mention};
use crate::policy::pattern;
use crate::syntax::{Cause, CauseKind};

use super::super::builder::Builder;
use super::endpoints::families;
use super::parts::ways_into;
use super::places::Place;

/// Whether a caller is told to use the strict hosts of services; `None` where a setting does not say.
pub(super) fn calls_by_fips(builder: &Builder<'_>, caller: ComponentId) -> Option<bool> {
    let names = &builder.knowledge.conventions.fips_variables;
    let set = named(builder, caller, names)?;
    let text = crate::model::render(&set.value)?;
    Some(text.eq_ignore_ascii_case("true"))
}

/// A setting that leads calls of a family to another host than the usual one: for all services, or for this one.
pub(super) fn other_host<'b>(
    builder: &'b Builder<'_>,
    caller: ComponentId,
    family: &str,
) -> Option<&'b Mention> {
    let plain = |text: &str| -> String {
        let letters = text.chars().filter(char::is_ascii_alphanumeric);
        letters.map(|letter| letter.to_ascii_lowercase()).collect()
    };
    let own = plain(family);
    let mut mentions = builder.mentions_of(caller).iter().copied();
    mentions.find(|mention| {
        let name = mention.name.to_ascii_uppercase();
        let mut patterns = builder.knowledge.conventions.endpoint_variables.iter();
        patterns.any(|one| match one.strip_suffix('*') {
            None => *one == name,
            // The rest names a service; a name that is none of the families could mean any of them.
            Some(start) => name.strip_prefix(start).is_some_and(|rest| {
                let named = plain(rest);
                named == own || !families(builder).any(|other| plain(&other.family) == named)
            }),
        })
    })
}

/// A setting that leads calls through a proxy.
pub(super) fn proxy<'b>(builder: &'b Builder<'_>, caller: ComponentId) -> Option<&'b Mention> {
    named(
        builder,
        caller,
        &builder.knowledge.conventions.proxy_variables,
    )
}

fn named<'b>(
    builder: &'b Builder<'_>,
    caller: ComponentId,
    patterns: &[String],
) -> Option<&'b Mention> {
    let mut mentions = builder.mentions_of(caller).iter().copied();
    mentions.find(|mention| {
        let name = mention.name.to_ascii_uppercase();
        patterns.iter().any(|one| pattern::matches(one, &name))
    })
}

/// Why a caller may reach an endpoint by another name than the usual one of the service: it names the endpoint itself, or a
/// zone of host names for its VPC can stand in for private DNS.
pub(super) fn names_it(
    builder: &Builder<'_>,
    caller: ComponentId,
    place: &Place,
    endpoint: ComponentId,
) -> Option<Cause> {
    let (name, own) = (
        &builder.graph.component(endpoint).name,
        &builder.graph.component(caller).name,
    );
    if builder.refers.contains_key(&(caller, endpoint)) {
        let text = format!("which calls of {own} use the name of {name}");
        return Some(Cause::new(CauseKind::Unstated, text));
    }
    let zones = &builder.knowledge.conventions.name_zone;
    let ways = place.vpcs.iter().flat_map(|vpc| ways_into(builder, vpc.id));
    let mut zone =
        ways.filter(|way| zones.is_some() && builder.graph.component(way.id).kind == *zones);
    zone.next().map(|way| {
        let zone = &builder.graph.component(way.id).name;
        let text = format!("whether {zone} leads the name of the service to {name}");
        Cause::new(CauseKind::Unstated, text)
    })
}
