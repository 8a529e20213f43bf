//! Which of several settings of a process says where its data goes: a name such as that of a key, or the address beside it.

use crate::knowledge::Host;
use crate::model::{Mention, render};
use crate::policy::pattern;
use crate::syntax::{Cause, CauseKind, Guard};

use super::builder::Builder;
use super::grants;
use super::hosts::hosts_in;
use super::resolve::branches;

/// What is left of a sign after others decided.
pub(super) struct Decided {
    /// When the sign counts.
    pub(super) when: Guard,
    /// Why it is not sure then.
    pub(super) doubt: Option<Cause>,
}

/// When a variable says for itself where data goes; `None` where something else says it.
pub(super) fn decided(builder: &Builder<'_>, mention: &Mention, known: &Host) -> Option<Decided> {
    let mut by_others = Vec::new();
    let mut doubt = None;
    if known.address {
        by_others.push(leads_somewhere(mention));
    }
    if !known.unless.is_empty() {
        let own = builder.mentions_of(mention.component).iter();
        let own = own.filter(|other| known.unless.contains(&other.name));
        for other in own {
            let somewhere = match is_address(builder, &other.name) {
                true => leads_somewhere(other),
                false => other.when.clone(),
            };
            if somewhere != other.when {
                let text = format!("`{}` can lead elsewhere, and is not known", other.name);
                doubt = Some(Cause::new(CauseKind::PossibleFlow, text));
            }
            by_others.push(somewhere);
        }
    }
    let rest = Guard::any(by_others).negate();
    let when = Guard::all([mention.when.clone(), rest]);
    let granted = || grants::permits(builder, mention.component, &known.unless_granted);
    (when.can_hold() && !granted()).then_some(Decided { when, doubt })
}

/// When the value of a setting has a host.
fn leads_somewhere(mention: &Mention) -> Guard {
    let with_host = branches(&mention.value)
        .into_iter()
        .filter(|(value, _)| render(value).is_some_and(|text| !hosts_in(&text).is_empty()));
    let when = Guard::any(with_host.map(|(_, when)| when));
    Guard::all([mention.when.clone(), when])
}

/// Whether the catalog knows a variable as one whose value is an address.
fn is_address(builder: &Builder<'_>, name: &str) -> bool {
    let variables = builder
        .knowledge
        .services
        .iter()
        .flat_map(|one| &one.variables);
    variables
        .filter(|known| known.address)
        .any(|known| pattern::matches(&known.pattern, name))
}
